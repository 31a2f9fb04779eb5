//! Lookups in a definition, for pages that show it to people.

use super::{
    Declared, Document, Format, Operation, Parameter, Schema, SchemaObject, Type, ValueParameter,
    Visibility,
};

impl Document {
    /// The operations that makers see, with their paths.
    pub fn actions(&self) -> impl Iterator<Item = (&str, &Operation)> {
        let operations = self.paths.iter().flat_map(|(path, item)| {
            item.operations().map(move |operation| (path.as_str(), operation))
        });
        operations.filter(|(_, operation)| operation.x_ms_visibility != Some(Visibility::Internal))
    }

    /// The parameter itself, or the shared one that it refers to; `None` if there is none.
    #[must_use]
    pub fn declared<'a>(&'a self, parameter: &'a Parameter) -> Option<&'a Declared> {
        match parameter {
            Parameter::Declared(declared) => Some(declared),
            Parameter::Reference(reference) => {
                let name = reference.pointer.rsplit('/').next().unwrap_or_default();
                self.parameters.get(name)
            }
        }
    }

    /// The properties of an object with their names, and whether they are required. Properties that
    /// are references to other schemas are left out.
    pub fn fields<'a>(
        &'a self,
        schema: &'a Schema,
    ) -> impl Iterator<Item = (&'a str, &'a SchemaObject, bool)> {
        let object = match schema {
            Schema::Inline(object) => Some(object),
            Schema::Reference(reference) => match self.definitions.get(reference.name()) {
                Some(Schema::Inline(object)) => Some(object),
                Some(Schema::Reference(_)) | None => None,
            },
        };
        object.into_iter().flat_map(|object| {
            object.properties.iter().filter_map(|(name, schema)| match schema {
                Schema::Inline(field) => {
                    Some((name.as_str(), &**field, object.required.contains(name)))
                }
                Schema::Reference(_) => None,
            })
        })
    }
}

impl SchemaObject {
    /// What Microsoft's reference pages show as the type: the format if it says more.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        name_of(self.type_, self.format)
    }
}

impl ValueParameter {
    /// The same as [`SchemaObject::type_name`].
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        name_of(Some(self.type_), self.format)
    }
}

fn name_of(type_: Option<Type>, format: Option<Format>) -> &'static str {
    match (format, type_) {
        (Some(Format::Password), _) => "password",
        (Some(Format::Date | Format::DateNoTz), _) => "date",
        (Some(Format::DateTime), _) => "date-time",
        (Some(Format::Email), _) => "email",
        (Some(Format::Uri), _) => "uri",
        (Some(Format::Uuid), _) => "uuid",
        (Some(Format::Byte), _) => "byte",
        (Some(Format::Binary), _) => "binary",
        (_, Some(Type::Integer)) => "integer",
        (_, Some(Type::Number)) => "number",
        (_, Some(Type::Boolean)) => "boolean",
        (_, Some(Type::Array)) => "array",
        (_, Some(Type::Object)) => "object",
        (_, Some(Type::File)) => "file",
        (_, Some(Type::String) | None) => "string",
    }
}
