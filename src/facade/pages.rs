use bytes::Bytes;
use http::Method;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response, ResponseBuilder};

use super::StartError;
use crate::page::{self, ASSETS, Asset, Facts, paths};
use power_platform::swagger::Document;

pub const METHODS: &str = "GET, HEAD";
pub const HTML: &str = "text/html; charset=utf-8";
/// A year: the path of an asset changes with its content.
const CACHE_FOREVER: &str = "public, max-age=31536000, immutable";
/// Pages of other origins can neither script a page nor load its parts.
const ISOLATION: [(&str, &str); 2] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// A page, or an asset that pages load.
pub struct Page {
    pub path: String,
    content_type: &'static str,
    /// Whether browsers may cache it forever; they request a page each time.
    is_immutable: bool,
    /// Shared by all responses.
    content: Bytes,
}

pub fn all(
    facts: &Facts<'_>,
    definition: &Document,
    lowered: &Document,
) -> Result<Vec<Page>, StartError> {
    let mut pages = vec![
        Page::new(paths::START, page::start(facts, definition, lowered)?),
        Page::new(paths::REFERENCE, page::reference(facts, lowered)?),
    ];
    pages.extend(ASSETS.each().map(Page::asset));
    Ok(pages)
}

impl Page {
    fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            content_type: HTML,
            is_immutable: false,
            content: text.into(),
        }
    }

    fn asset(asset: &Asset) -> Self {
        let Asset { path, content_type, bytes } = asset.clone();
        Self { path, content_type, is_immutable: true, content: bytes }
    }
}

impl Endpoint for Page {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let mut response = locked_down(self.content_type);
        if self.is_immutable {
            response = response.header(CACHE_CONTROL, CACHE_FOREVER);
        }
        Ok(response.body(self.content.clone()))
    }
}

/// A response that a page of another origin cannot use.
pub fn locked_down(content_type: &'static str) -> ResponseBuilder {
    let response = Response::builder()
        .header(CONTENT_TYPE, content_type)
        .header(CONTENT_SECURITY_POLICY, page::CONTENT_SECURITY_POLICY)
        .header(REFERRER_POLICY, "no-referrer")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    ISOLATION.into_iter().fold(response, |response, (name, value)| response.header(name, value))
}
