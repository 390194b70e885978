//! Asking the same model again, while nothing has been said and there is time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep};

use crate::begin::begin;
use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError};

/// Calls for one answer, the first included: as many as the AWS SDKs make.
const MOST_CALLS: u32 = 3;

/// The longest first wait. Waits are random between nothing and a limit that doubles ("full jitter",
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// A model that is asked again after a failure that is [`retryable`](ModelError::retryable), up to three times in all. It
/// waits as long as the provider asked for (`retry-after`), else a random moment. A wait that would not end before the
/// deadline is not begun: its error is given at once, so that another model still has the time.
#[derive(Debug)]
pub struct Retry {
    inner: Arc<dyn ChatModel>,
}

impl Retry {
    /// Has this model asked again.
    pub fn new(inner: Arc<dyn ChatModel>) -> Self {
        Self { inner }
    }
}

fn wait(kind: ErrorKind, calls: u32) -> Duration {
    match kind {
        ErrorKind::Throttled { retry_after: Some(wait) } => wait,
        _ => FIRST_WAIT.saturating_mul(1 << (calls - 1)).mul_f64(rand::random()),
    }
}

#[async_trait]
impl ChatModel for Retry {
    fn id(&self) -> &str {
        self.inner.id()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        let mut calls = 0;
        loop {
            calls += 1;
            let error = match begin(self.inner.as_ref(), request, context).await {
                Ok(begun) => return Ok(begun.stream()),
                Err(error) if calls < MOST_CALLS && error.retryable() => error,
                Err(error) => return Err(error),
            };
            let wait = wait(error.kind, calls);
            if Instant::now().checked_add(wait).is_none_or(|then| then >= context.deadline) {
                return Err(error);
            }
            tracing::info!(
                model.id = self.id(),
                error.r#type = error.kind.name(),
                model.wait_ms = wait.as_secs_f64() * 1e3,
                error = &error as &dyn std::error::Error,
                "model failed, asking it again"
            );
            sleep(wait).await;
        }
    }
}
