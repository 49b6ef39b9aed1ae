/// What is wrong with a value a person or a peer gave, and what to do about it.
///
/// `reason` is a key of the text catalogue (`invalid.<reason>`), so every shell can say it in its
/// own language; `args` fill the named gaps of that text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Invalid {
    /// The field as the caller named it, such as `quantity` or `fields.moisture`.
    pub field: String,
    /// The key of the text, without the `invalid.` prefix.
    pub reason: &'static str,
    /// Named values for the text, such as `max` → `14`.
    pub args: Vec<(&'static str, String)>,
}

impl Invalid {
    /// A reason without arguments.
    pub fn new(field: impl Into<String>, reason: &'static str) -> Self {
        Self {
            field: field.into(),
            reason,
            args: Vec::new(),
        }
    }

    /// Adds a named value for the text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
