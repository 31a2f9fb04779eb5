//! The checks of the rules, one file per group or part of a group.

mod assets;
mod choices;
mod connection;
mod document;
mod duplicates;
mod dynamic;
mod file;
mod host;
mod info;
mod oauth;
mod operations;
mod parameters;
mod paths;
mod policies;
mod properties;
mod references;
mod responses;
mod revisions;
mod schemas;
mod security;
mod structure;
mod templates;
mod webhooks;
mod wording;

pub(crate) use document::rank;

use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::folder::Folder;
use crate::check::tree::Node;

/// The files of one connector, parsed as far as they exist.
pub(crate) struct Context<'a> {
    pub definition: Option<&'a Definition<'a>>,
    pub properties: Option<Node<'a>>,
    pub settings: Option<Node<'a>>,
    pub folder: &'a Folder,
}

/// Checks all files that exist.
pub(crate) fn run(context: &Context<'_>, findings: &mut Findings) {
    for source in context.folder.sources() {
        findings.in_file(&source.path);
        file::check(source, findings);
    }
    if let (Some(definition), Some(source)) = (context.definition, &context.folder.definition) {
        findings.in_file(&source.path);
        document::check(definition, findings);
        structure::check(definition, findings);
        references::check(definition, findings);
        duplicates::check(definition, findings);
        info::check(definition, findings);
        host::check(definition, findings);
        security::check(definition, findings);
        operations::check(definition, findings);
        revisions::check(definition, findings);
        paths::check(definition, findings);
        responses::check(definition, findings);
        parameters::check(definition, findings);
        schemas::check(definition, findings);
        dynamic::check(definition, findings);
        choices::check(definition, findings);
        webhooks::check(definition, findings);
        assets::definition(definition, findings);
    }
    if let (Some(root), Some(source)) = (context.properties, &context.folder.properties) {
        findings.in_file(&source.path);
        properties::check(root, context.definition, context.folder, findings);
        assets::properties(root, findings);
    }
    if let (Some(root), Some(source)) = (context.settings, &context.folder.settings) {
        findings.in_file(&source.path);
        properties::settings(root, findings);
    }
    assets::folder(context, findings);
}
