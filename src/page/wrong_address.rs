use askama::Template;

use super::paths::{self, link};
use super::{ASSETS, Assets, PageError, rendered};

#[derive(Template)]
#[template(path = "wrong_address.html", config = "src/page/askama.toml")]
struct WrongAddress<'a> {
    root: String,
    assets: &'a Assets,
    called: Option<Called<'a>>,
}

/// An address that is called by other methods than a browser's.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    pub path: &'a str,
    /// The value of the header `Allow`.
    pub methods: &'a str,
}

/// Maximum number of folders in a path from which links lead to the start page: the path is the caller's,
/// and each link grows with it.
const MAX_DEPTH: usize = 8;

/// What a browser shows at a path that has no page. The path itself is not repeated.
///
/// # Errors
///
/// [`PageError`], independent of the input.
pub fn wrong_address(path: &str, called: Option<Called<'_>>) -> Result<String, PageError> {
    let depth = path.matches('/').count().saturating_sub(1);
    rendered(&WrongAddress { root: "../".repeat(depth.min(MAX_DEPTH)), assets: &ASSETS, called })
}

impl WrongAddress<'_> {
    fn title(&self) -> &'static str {
        match self.called {
            Some(_) => "This address is for programs",
            None => "There is no page at this address",
        }
    }
}
