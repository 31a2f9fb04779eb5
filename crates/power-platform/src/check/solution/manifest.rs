//! What the XML files of a solution say about its publisher and its connectors.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Maximum depth of elements: a solution has no more than ten.
const MAX_DEPTH: usize = 64;

/// What a solution says of a connector beside its files.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Component {
    pub brand_color: Option<String>,
    /// The operations with a script, as a JSON list.
    pub script_operations: Option<String>,
}

/// The name of the publisher of a solution, in its first language.
pub fn publisher(xml: &[u8]) -> Option<String> {
    let mut name = None;
    walk(xml, &mut |path, content| {
        let is_name = path.ends_with(&["Publisher", "LocalizedNames", "LocalizedName"]);
        if let (true, None, Content::Element(element)) = (is_name, &name, content) {
            name = attribute(element, "description");
        }
    });
    name
}

/// What the component is whose definition has this name in lower case, without the end.
pub fn component(xml: &[u8], name: &str) -> Option<Component> {
    let mut found = None;
    let mut component = Component::default();
    let mut is_it = false;
    walk(xml, &mut |path, content| match (path, content) {
        ([.., "Connector"], Content::End) => {
            let described = std::mem::take(&mut component);
            if is_it && found.is_none() {
                found = Some(described);
            }
            is_it = false;
        }
        ([.., "Connector", element], Content::Text(text)) => match *element {
            "name" => is_it = is_it || text.eq_ignore_ascii_case(name),
            "openapidefinition" => {
                let file = text.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
                is_it = is_it || file.strip_suffix(super::DEFINITION) == Some(name);
            }
            "iconbrandcolor" => component.brand_color = Some(text.to_owned()),
            "scriptoperations" => component.script_operations = Some(text.to_owned()),
            _ => {}
        },
        _ => {}
    });
    found
}

enum Content<'a> {
    Element(&'a BytesStart<'a>),
    Text(&'a str),
    End,
}

/// Visits elements, their texts and their ends. An XML file that is invalid or too deep ends the visit.
fn walk(xml: &[u8], visit: &mut dyn FnMut(&[&str], Content<'_>)) {
    let mut reader = Reader::from_reader(xml);
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) if path.len() >= MAX_DEPTH => return,
            Event::Start(element) => {
                path.push(element.name().as_ref().to_owned());
                text.clear();
                visit(&names(&path), Content::Element(&element));
            }
            Event::Empty(element) => {
                path.push(element.name().as_ref().to_owned());
                visit(&names(&path), Content::Element(&element));
                path.pop();
            }
            Event::Text(more) => text += &more,
            Event::CData(more) => text += &more,
            Event::GeneralRef(reference) => {
                let named = resolve_predefined_entity(&reference).map(str::to_owned);
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                text += &named.or(character).unwrap_or_default();
            }
            Event::End(_) => {
                visit(&names(&path), Content::Text(text.trim()));
                visit(&names(&path), Content::End);
                text.clear();
                path.pop();
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

fn names(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes().flatten();
    let attribute = all.find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
