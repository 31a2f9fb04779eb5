use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;

/// A file that pages load. Its path contains a hash of the content, so that browsers may cache it
/// forever.
#[derive(Clone, Debug)]
pub struct Asset {
    pub path: String,
    pub content_type: &'static str,
    pub bytes: Bytes,
}

impl Asset {
    fn new(name: &str, ending: &str, content_type: &'static str, text: &'static str) -> Self {
        let text = without_comments(text);
        let text = if ending == "css" { compact(&text) } else { text };
        let digest = digest(&SHA256, text.as_bytes());
        // Enough to tell versions apart; this is not a protection against forgery.
        let hash = digest.as_ref().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let path = format!("/assets/{name}.{hash:016x}.{ending}");
        Self { path, content_type, bytes: text.into() }
    }
}

/// What a browser needs of a style or a script: neither comments, which have lines of their own here, nor
/// indentation.
fn without_comments(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    let lines = lines.filter(|line| !(line.starts_with("/*") && line.ends_with("*/")));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The same style without the blanks that are there for reading.
fn compact(style: &str) -> String {
    let pairs =
        [(" {", "{"), ("{ ", "{"), (" }", "}"), ("; ", ";"), (";}", "}"), (": ", ":"), (", ", ",")];
    let style = style.replace(" {\n", "{").replace(";\n", ";").replace("\n}", "}");
    pairs.iter().fold(style, |style, (blank, none)| style.replace(blank, none))
}

#[derive(Debug)]
pub struct Assets {
    pub style: Asset,
    /// One script of several files, each of which has one concern.
    pub script: Asset,
    /// The logo of the service.
    pub sign: Asset,
}

pub static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    style: Asset::new(
        "page",
        "css",
        "text/css; charset=utf-8",
        concat!(
            include_str!("assets/colours.css"),
            include_str!("assets/layout.css"),
            include_str!("assets/parts.css"),
            include_str!("assets/tabs.css"),
            include_str!("assets/forms.css"),
        ),
    ),
    script: Asset::new(
        "page",
        "js",
        "text/javascript; charset=utf-8",
        concat!(
            include_str!("assets/copy.js"),
            include_str!("assets/tabs.js"),
            include_str!("assets/call.js"),
            include_str!("assets/response.js"),
            include_str!("assets/try.js"),
            include_str!("assets/explore.js"),
        ),
    ),
    sign: Asset::new("sign", "svg", "image/svg+xml", include_str!("assets/sign.svg")),
});

impl Assets {
    #[must_use]
    pub fn each(&self) -> [&Asset; 3] {
        [&self.style, &self.script, &self.sign]
    }
}
