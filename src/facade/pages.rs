use bytes::Bytes;
use http::Method;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};

use super::StartError;
use crate::page::{self, ASSETS, Asset, Facts, paths};
use power_platform::swagger::Document;

/// The methods of a page and of its assets.
pub const METHODS: &str = "GET, HEAD";
/// A year: the address of an asset changes with its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Other pages neither reach into a page nor load what belongs to it.
const ISOLATION: [(&str, &str); 2] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// A page, or what a page loads, at its address.
pub struct Page {
    pub path: String,
    content_type: &'static str,
    /// Whether browsers may keep it; they ask for a page each time.
    is_kept: bool,
    /// Shared by all answers.
    content: Bytes,
}

/// All pages, and what they load.
pub fn all(
    facts: &Facts<'_>,
    definition: &Document,
    lowered: &Document,
) -> Result<Vec<Page>, StartError> {
    let mut pages = vec![
        Page::new(paths::START, page::start(facts, definition)?),
        Page::new(paths::REFERENCE, page::reference(facts, lowered)?),
    ];
    pages.extend(ASSETS.each().map(Page::of_asset));
    Ok(pages)
}

impl Page {
    fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            content_type: "text/html; charset=utf-8",
            is_kept: false,
            content: text.into(),
        }
    }

    fn of_asset(asset: &Asset) -> Self {
        let Asset { path, content_type, bytes } = asset.clone();
        Self { path, content_type, is_kept: true, content: bytes }
    }
}

impl Endpoint for Page {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let mut response = Response::builder()
            .header(CONTENT_TYPE, self.content_type)
            .header(CONTENT_SECURITY_POLICY, page::CONTENT_SECURITY_POLICY)
            .header(REFERRER_POLICY, "no-referrer")
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
        for (name, value) in ISOLATION {
            response = response.header(name, value);
        }
        if self.is_kept {
            response = response.header(CACHE_CONTROL, FOR_EVER);
        }
        Ok(response.body(self.content.clone()))
    }
}
