use std::fmt;

/// Something in an OpenAPI document that the definition of the connector cannot say as it is.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Finding {
    /// What becomes of it.
    pub effect: Effect,
    /// Where it is in the document, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What it is, as a sentence.
    pub what: String,
    /// What to do about it, as sentences; empty if there is nothing to do.
    pub remedy: String,
}

/// What becomes of something that the definition cannot say.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Effect {
    /// There is no connector. With [`Options::lossy`](crate::lowering::Options::lossy) it is widened.
    Refused,
    /// The definition permits more than the document, or describes less.
    Widened,
    /// A text is missing that people need; a name takes its place.
    Missing,
    /// It is left out, which changes no call.
    LeftOut,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{pointer}: {}", self.what)?;
        if !self.remedy.is_empty() {
            write!(f, " {}", self.remedy)?;
        }
        Ok(())
    }
}
