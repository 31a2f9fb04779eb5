use super::super::context::Context;
use super::super::place::Fields;
use super::Place;
use crate::swagger::CollectionFormat;

/// How arrays and objects are written.
pub struct Style {
    pub collection: CollectionFormat,
    pub spread: Option<Spread>,
}

/// The names of the parameters that an object becomes.
#[derive(Clone, Copy)]
pub enum Spread {
    /// Those of its properties.
    Names,
    /// `object[property]`.
    Brackets,
}

impl Style {
    /// Reads `style` and `explode`. A style that Swagger 2.0 does not have is refused.
    pub fn read(cx: &mut Context<'_>, fields: &mut Fields<'_>, place: Place) -> Self {
        let explode = fields.take("explode").and_then(|at| at.node.bool());
        let given = fields.take("style");
        let default = if place == Place::Query { "form" } else { "simple" };
        let name = given.as_ref().and_then(|at| at.node.text()).unwrap_or(default);
        let explode = explode.unwrap_or(name == "form");
        let one = |collection| Self { collection, spread: None };
        match (place, name, explode) {
            (Place::Query, "form", true) => {
                Self { collection: CollectionFormat::Multi, spread: Some(Spread::Names) }
            }
            (Place::Query, "spaceDelimited" | "pipeDelimited", true) => {
                one(CollectionFormat::Multi)
            }
            (Place::Query, "spaceDelimited", false) => one(CollectionFormat::Ssv),
            (Place::Query, "pipeDelimited", false) => one(CollectionFormat::Pipes),
            (Place::Query, "deepObject", _) => {
                Self { collection: CollectionFormat::Multi, spread: Some(Spread::Brackets) }
            }
            (Place::Query, "form", false) | (Place::Path | Place::Header, "simple", _) => {
                one(CollectionFormat::Csv)
            }
            _ => {
                let pointer = given.map_or_else(|| fields.pointer().to_owned(), |at| at.pointer);
                let what = format!("The style {} cannot be expressed.", name.escape_debug());
                cx.refuse(&pointer, what, "Let the service take the plain value, too.");
                one(CollectionFormat::Csv)
            }
        }
    }
}
