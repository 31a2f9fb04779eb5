use serde::Serialize;

/// One file of a connector's folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct File {
    /// The name of the file, without a folder.
    pub name: &'static str,
    /// The content of the file.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file whose content is text in UTF-8.
    #[must_use]
    pub fn text(name: &'static str, text: String) -> Self {
        Self { name, bytes: text.into_bytes() }
    }
}

/// Prints a document in the form of a connector's files: indented by four spaces, with a line end at
/// the end.
///
/// # Panics
///
/// If the document has a map whose keys are not strings; none of this crate has.
#[must_use]
pub fn print(document: &impl Serialize) -> String {
    let mut printed = Vec::new();
    let indent = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut printed, indent);
    document.serialize(&mut serializer).expect("a document is always printable");
    printed.push(b'\n');
    String::from_utf8(printed).expect("JSON is UTF-8")
}
