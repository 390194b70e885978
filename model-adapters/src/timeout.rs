//! Time limits around any model. Neither the Bedrock SDK nor Ollama limits the wait for a token, so this does.

use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use async_trait::async_trait;
use futures::StreamExt;
use tokio::time::{Instant, timeout_at};

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError, Phase};

/// How long each wait of a turn may take. The whole turn is limited by [`TurnContext::deadline`] besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Reaching the provider; applied by the adapters, which own the connections. Default 3.1 s, the AWS SDK's own
    /// (`aws-config`, behaviour version 2026-01-12).
    pub connect: Duration,
    /// From the question to the first event. Default 120 s: a cold Ollama loads the model and reads the prompt first, and
    /// serves one question at a time unless `OLLAMA_NUM_PARALLEL` says otherwise.
    pub first_token: Duration,
    /// From one event to the next. Default 150 s: hosted models were seen silent for 125 s in the middle of an answer
    /// (OpenRouterTeam/ai-sdk-provider#440), and 60 s killed healthy runs (bagofwords, pull request 746).
    pub between_tokens: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_millis(3100),
            first_token: Duration::from_secs(120),
            between_tokens: Duration::from_secs(150),
        }
    }
}

/// A model with time limits. The time its reader takes between two events does not count against
/// [`Timeouts::between_tokens`], but does against the deadline.
#[derive(Debug)]
pub struct WithTimeouts {
    inner: Arc<dyn ChatModel>,
    timeouts: Timeouts,
}

impl WithTimeouts {
    /// Puts limits around a model.
    pub fn new(inner: Arc<dyn ChatModel>, timeouts: Timeouts) -> Self {
        Self { inner, timeouts }
    }
}

/// The next limit and what it is called: whichever of the phase's and the deadline comes first.
fn limit(phase: Phase, wait: Duration, since: Instant, deadline: Instant) -> (Instant, Phase) {
    match since.checked_add(wait) {
        Some(end) if end < deadline => (end, phase),
        _ => (deadline, Phase::Total),
    }
}

fn too_slow(model: &str, phase: Phase) -> ModelError {
    let what = match phase {
        Phase::Connect => "could not be reached in time",
        Phase::FirstToken => "did not begin its answer in time",
        Phase::BetweenTokens => "fell silent in the middle of its answer",
        Phase::Total => "did not end its answer before the deadline of the turn",
    };
    ModelError::new(ErrorKind::Timeout { phase }, format!("model {model} {what}"))
}

#[async_trait]
impl ChatModel for WithTimeouts {
    fn id(&self) -> &str {
        self.inner.id()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        let (model, timeouts, deadline) = (self.id().to_owned(), self.timeouts, context.deadline);
        let (first_end, first_phase) = limit(Phase::FirstToken, timeouts.first_token, Instant::now(), deadline);
        let mut inner = timeout_at(first_end, self.inner.chat(request, context))
            .await
            .unwrap_or_else(|_| Err(too_slow(&model, first_phase)))?;

        Ok(stream! {
            let (mut end, mut phase, mut emitted) = (first_end, first_phase, false);
            loop {
                match timeout_at(end, inner.next()).await {
                    Ok(Some(item)) => {
                        emitted |= item.as_ref().is_ok_and(|event| event.is_content());
                        yield item;
                    }
                    Ok(None) => return,
                    Err(_) => {
                        yield Err(too_slow(&model, phase).after_output(emitted));
                        return;
                    }
                }
                (end, phase) = limit(Phase::BetweenTokens, timeouts.between_tokens, Instant::now(), deadline);
            }
        }
        .boxed())
    }
}
