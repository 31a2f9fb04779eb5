//! Which operations a connector has, and which of them tests a connection.

use indexmap::IndexMap;

use super::missing;
use crate::connector::DefinitionError;
use crate::connector::options::{ConnectorOptions, Variant};
use power_platform::swagger::{Capabilities, Document, PathItem, TestConnection, Visibility};

/// The operations of the connector's kind. Certification asks for one that tests a connection; custom
/// connectors need none.
pub(super) fn keep_the_operations_of_the_kind(
    document: &mut Document,
    options: &ConnectorOptions,
) -> Result<(), DefinitionError> {
    let mut kept = options.kind.operations().to_vec();
    if options.variant == Variant::Certification {
        kept.push(options.kind.test());
    }
    document.paths.retain(|_, path| path.operations().all(|o| kept.contains(&&*o.operation_id)));
    let has = |id: &&str| {
        document.paths.values().flat_map(PathItem::operations).any(|o| o.operation_id == *id)
    };
    let lost = kept.iter().find(|id| !has(id));
    lost.map_or(Ok(()), |id| Err(missing("keep_the_operations_of_the_kind", *id)))
}

/// The platform calls it for a new connection. Makers see it only if it is an action as well.
pub(super) fn test_the_connection(
    document: &mut Document,
    options: &ConnectorOptions,
) -> Result<(), DefinitionError> {
    let id = options.kind.test();
    let test = document
        .operations_mut()
        .find(|operation| operation.operation_id == id)
        .ok_or_else(|| missing("test_the_connection", id))?;
    if !options.kind.operations().contains(&id) {
        test.x_ms_visibility = Some(Visibility::Internal);
    }
    let test_connection =
        TestConnection { operation_id: id.to_owned(), parameters: IndexMap::new() };
    document.capabilities = Some(Capabilities { test_connection });
    Ok(())
}
