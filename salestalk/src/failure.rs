//! What a command says when it cannot do its work: what is wrong, and what to try next.

/// An error for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    message: String,
    /// What to try next.
    remedy: Option<String>,
    /// The API's code for it, where the API said it.
    code: Option<String>,
}

impl Failure {
    /// A failure that says `message`.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: None, code: None }
    }

    /// The same with what to try next.
    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The same with the API's code.
    pub(crate) fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}

/// Whether the API refused with `code`.
pub(crate) fn is(error: &anyhow::Error, code: &str) -> bool {
    error.downcast_ref::<Failure>().is_some_and(|failure| failure.code.as_deref() == Some(code))
}

/// Prints `error` with all its causes, and the remedy of its failure.
pub(crate) fn print(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
    // `downcast_ref` also finds a failure that is the context of another error; `chain` does not.
    if let Some(remedy) = error.downcast_ref::<Failure>().and_then(|failure| failure.remedy.as_deref()) {
        eprintln!("  try: {remedy}");
    }
}
