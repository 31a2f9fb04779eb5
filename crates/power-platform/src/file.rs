use serde::Serialize;

/// One file of a connector's folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct File {
    /// Its name, without a folder.
    pub name: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file of text.
    #[must_use]
    pub fn text(name: &'static str, text: String) -> Self {
        Self { name, bytes: text.into_bytes() }
    }
}

/// Prints a document as the files of a connector are: four spaces, a line end at the end.
///
/// # Panics
///
/// Never: the documents of this module consist of texts, numbers, lists and maps with text keys.
#[must_use]
pub fn print(document: &impl Serialize) -> String {
    let mut printed = Vec::new();
    let indent = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut printed, indent);
    document.serialize(&mut serializer).expect("a document is always printable");
    printed.push(b'\n');
    String::from_utf8(printed).expect("JSON is UTF-8")
}
