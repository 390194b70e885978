//! What can go wrong with a model, in the few kinds a caller acts on differently.

use std::error::Error;
use std::time::Duration;

use thiserror::Error as ThisError;

/// A failed answer.
///
/// `Display` says what was being done and never repeats the source; it may name a model or a URL, but no prompt.
#[derive(Debug, ThisError)]
#[error("{message}")]
pub struct ModelError {
    /// What to do about it.
    pub kind: ErrorKind,
    /// Text, reasoning or a tool call reached the caller first, so trying again would repeat it.
    pub emitted: bool,
    /// For people.
    pub message: String,
    /// The cause, if it was another error.
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync + 'static>>,
}

impl ModelError {
    /// An error before any output and without a cause.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, emitted: false, message: message.into(), source: None }
    }

    /// The same with its cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync + 'static>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same, with [`emitted`](Self::emitted) set as given.
    #[must_use]
    pub fn after_output(mut self, emitted: bool) -> Self {
        self.emitted = emitted;
        self
    }

    /// Whether the same request may be sent again: the kind allows it, and nothing has been said yet.
    pub fn retryable(&self) -> bool {
        !self.emitted && self.kind.retryable()
    }
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Too many requests of ours.
    Throttled {
        /// How long the provider asked us to wait.
        retry_after: Option<Duration>,
    },
    /// Too many requests of everybody's, or the model is not ready.
    Overloaded,
    /// It took too long.
    Timeout {
        /// Which wait it was.
        phase: Phase,
    },
    /// The answer stopped without the provider's own end mark.
    Truncated,
    /// The prompt does not fit the model.
    ContextOverflow,
    /// The provider declined to answer this prompt.
    Refused,
    /// The request is wrong, or names a model that is not there.
    BadRequest,
    /// No, wrong or insufficient credentials.
    Auth,
    /// Anything else on the provider's side, being unreachable included.
    Upstream,
}

impl ErrorKind {
    /// Whether the same request could succeed later.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Overloaded | Self::Truncated | Self::Upstream => true,
            Self::Timeout { phase } => match phase {
                Phase::Connect | Phase::FirstToken | Phase::BetweenTokens => true,
                Phase::Total => false,
            },
            Self::ContextOverflow | Self::Refused | Self::BadRequest | Self::Auth => false,
        }
    }

    /// For logs and counters.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Throttled { .. } => "throttled",
            Self::Overloaded => "overloaded",
            Self::Timeout { .. } => "timeout",
            Self::Truncated => "truncated",
            Self::ContextOverflow => "context_overflow",
            Self::Refused => "refused",
            Self::BadRequest => "bad_request",
            Self::Auth => "auth",
            Self::Upstream => "upstream",
        }
    }
}

/// The waits of one turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reaching the provider.
    Connect,
    /// From the question to the first event: queueing, loading the model and reading the prompt.
    FirstToken,
    /// From one event to the next.
    BetweenTokens,
    /// The whole turn, by its deadline.
    Total,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_retried_once_something_was_said() {
        let error = ModelError::new(ErrorKind::Overloaded, "busy");
        assert!(error.retryable());
        assert!(!error.after_output(true).retryable());
    }

    #[test]
    fn a_passed_deadline_is_not_retried() {
        assert!(!ErrorKind::Timeout { phase: Phase::Total }.retryable());
        assert!(ErrorKind::Timeout { phase: Phase::FirstToken }.retryable());
    }
}
