//! What a person sees who opens an address without a page. Programs get the error body.

use http::Method;
use http::header::ACCEPT;
use poem::{Request, Response};

use super::pages::{HTML, locked_down};
use super::routes::Route;
use crate::api::Failure;
use crate::page::{Called, wrong_address};

/// The path of a request with which a browser opens an address.
pub fn path(request: &Request) -> Option<String> {
    let is_opened = *request.method() == Method::GET
        && request.header(ACCEPT).is_some_and(|accepted| accepted.contains("text/html"));
    is_opened.then(|| request.uri().path().to_owned())
}

/// The page in the place of an error body, for an unknown path and for one that browsers do not call.
pub fn page(path: &str, failure: &Failure, route: Option<&Route>) -> Option<Response> {
    let called = if matches!(failure, Failure::MethodNotAllowed) {
        let route = route?;
        Some(Called { path: route.path(), methods: route.methods().to_str().ok()? })
    } else if matches!(failure, Failure::NotFound) {
        None
    } else {
        return None;
    };
    let text = wrong_address(path, called).ok()?;
    let (status, _) = failure.status_and_code();
    Some(locked_down(HTML).status(status).body(text))
}
