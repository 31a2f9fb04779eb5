//! Passes that every connector needs, whatever it is made from.

use std::collections::HashSet;

use super::{Additional, Declared, Document, Operation, Parameter, PathItem, Schema};

impl Document {
    /// All operations, for passes that change them.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.paths.values_mut().flat_map(PathItem::operations_mut)
    }

    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.paths.values().flat_map(PathItem::operations)
    }

    /// Leaves the schemas of errors out. The designer uses one schema per operation and may choose
    /// that of an error, so errors are described in words alone.
    pub fn keep_the_schema_of_success_only(&mut self) {
        for operation in self.operations_mut() {
            for (status, response) in &mut operation.responses {
                if !status.starts_with('2') {
                    response.schema = None;
                    response.examples.clear();
                }
            }
        }
    }

    /// Removes the schemas that no operation refers to, not even through others.
    pub fn drop_unused_definitions(&mut self) {
        let mut used = HashSet::new();
        let mut pending: Vec<&Schema> = Vec::new();
        for item in self.paths.values() {
            pending.extend(item.x_ms_notification_content.iter().map(|content| &content.schema));
        }
        for operation in self.operations() {
            for parameter in &operation.parameters {
                if let Parameter::Declared(Declared::Body(body)) = parameter {
                    pending.push(&body.schema);
                }
            }
            pending.extend(operation.responses.values().filter_map(|r| r.schema.as_ref()));
        }
        while let Some(schema) = pending.pop() {
            match schema {
                Schema::Reference(reference) => {
                    if used.insert(reference.name().to_owned()) {
                        pending.extend(self.definitions.get(reference.name()));
                    }
                }
                Schema::Inline(object) => {
                    pending.extend(object.properties.values());
                    pending.extend(&object.items);
                    pending.extend(&object.all_of);
                    if let Some(Additional::Schema(schema)) = &object.additional_properties {
                        pending.push(schema);
                    }
                }
            }
        }
        self.definitions.retain(|name, _| used.contains(name));
    }

    /// States media types on which all operations agree once for the document.
    pub fn hoist_media_types(&mut self) {
        type Pick = fn(&mut Operation) -> &mut Vec<String>;
        let picks: [Pick; 2] =
            [|operation| &mut operation.consumes, |operation| &mut operation.produces];
        let [consumes, produces] = picks.map(|pick| {
            let mut all: Vec<_> = self
                .operations_mut()
                .map(|operation| pick(operation).clone())
                .filter(|types| !types.is_empty())
                .collect();
            all.dedup();
            if all.len() != 1 {
                return Vec::new();
            }
            self.operations_mut().for_each(|operation| pick(operation).clear());
            all.remove(0)
        });
        self.consumes = consumes;
        self.produces = produces;
    }
}
