//! The body of one operation, which other operations may share.

use indexmap::IndexMap;

use crate::swagger::{
    Declared, Operation, Parameter, Reference, Schema, SchemaObject, Type, Visibility,
};

type Definitions = IndexMap<String, Schema>;

/// The object in the body, as a copy that is of this operation alone.
pub fn own<'a>(
    operation: &'a mut Operation,
    definitions: &Definitions,
) -> Option<&'a mut SchemaObject> {
    let mut all = operation.parameters.iter_mut();
    let body = all.find_map(|parameter| match parameter {
        Parameter::Declared(Declared::Body(body)) => Some(body),
        Parameter::Declared(_) | Parameter::Reference(_) => None,
    })?;
    if let Schema::Reference(reference) = &body.schema {
        body.schema = definitions.get(Reference::name(reference))?.clone();
    }
    match &mut body.schema {
        Schema::Inline(object) if object.type_ == Some(Type::Object) => Some(object),
        Schema::Inline(_) | Schema::Reference(_) => None,
    }
}

/// A property that is described in place.
pub fn property<'a>(object: &'a mut SchemaObject, name: &str) -> Option<&'a mut SchemaObject> {
    match object.properties.get_mut(name)? {
        Schema::Inline(field) => Some(field),
        Schema::Reference(_) => None,
    }
}

/// Marks the property that takes the address for notifications. The platform fills it in.
pub fn notify(operation: &mut Operation, definitions: &Definitions, name: &str) -> bool {
    let Some(object) = own(operation, definitions) else { return false };
    let Some(field) = property(object, name).filter(|f| f.type_ == Some(Type::String)) else {
        return false;
    };
    field.x_ms_notification_url = true;
    field.x_ms_visibility = Some(Visibility::Internal);
    if !object.required.iter().any(|known| known == name) {
        object.required.push(name.to_owned());
    }
    true
}
