use std::collections::HashSet;

/// The fields of a form, in order.
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// A field that is present and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    pub fn has_duplicates(&self) -> bool {
        let names: HashSet<_> = self.0.iter().map(|(name, _)| name).collect();
        names.len() < self.0.len()
    }
}
