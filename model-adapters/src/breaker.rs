//! Leaving a model alone that is ill: its readers get the next one at once, and it is not kept down by being asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_stream::stream;
use async_trait::async_trait;
use futures::StreamExt;
use tokio::time::Instant;

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError, Phase};
use crate::event::Event;

/// So many failures in a row open it.
const FAILURES: u32 = 5;

/// So long it stays open.
const OPEN: Duration = Duration::from_secs(30);

/// A model that is not asked for 30 s after five answers in a row failed in a way that says it is ill (overloaded, throttled,
/// too slow, cut off, broken); it is [`Overloaded`](ErrorKind::Overloaded) then. After that one call is let through: if it
/// fails too, the 30 s begin again; once it says something, all may pass. Failures of the request's own (too long, not
/// allowed) say that the model is well.
#[derive(Debug)]
pub struct CircuitBreaker {
    inner: Arc<dyn ChatModel>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: Instant },
    Probing,
}

impl CircuitBreaker {
    /// Watches this model.
    pub fn new(inner: Arc<dyn ChatModel>) -> Self {
        Self { inner, state: Arc::new(Mutex::new(State::Closed { failures: 0 })) }
    }

    /// Lets a call through, or not.
    fn pass(&self) -> Result<Pass, ModelError> {
        let mut state = locked(&self.state);
        let probe = match *state {
            State::Closed { .. } => false,
            State::Open { until } if Instant::now() >= until => true,
            State::Open { .. } | State::Probing => {
                let message = format!("model {} failed {FAILURES} times in a row and is left alone for now", self.id());
                return Err(ModelError::new(ErrorKind::Overloaded, message));
            }
        };
        if probe {
            *state = State::Probing;
        }
        Ok(Pass { model: self.id().to_owned(), state: Arc::clone(&self.state), probe })
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call that was let through.
struct Pass {
    model: String,
    state: Arc<Mutex<State>>,
    /// The one that others wait for, until its outcome is known.
    probe: bool,
}

impl Pass {
    fn saw(&mut self, event: &Event) {
        if matches!(event, Event::Finish(_)) || (self.probe && event.is_content()) {
            self.succeeded();
        }
    }

    fn ended_in(&mut self, error: &ModelError) {
        if is_ill(error) { self.failed() } else { self.succeeded() }
    }

    fn succeeded(&mut self) {
        self.probe = false;
        *locked(&self.state) = State::Closed { failures: 0 };
    }

    fn failed(&mut self) {
        let mut state = locked(&self.state);
        let opens = match &mut *state {
            State::Closed { failures } => {
                *failures += 1;
                *failures >= FAILURES
            }
            State::Open { .. } => false,
            State::Probing => std::mem::take(&mut self.probe),
        };
        if opens {
            *state = State::Open { until: Instant::now() + OPEN };
            tracing::warn!(model.id = self.model, "model failed again and again, it is left alone for {OPEN:?}");
        }
    }
}

impl Drop for Pass {
    /// A probe nobody waited for: the next call is one.
    fn drop(&mut self) {
        if self.probe {
            *locked(&self.state) = State::Open { until: Instant::now() };
        }
    }
}

fn is_ill(error: &ModelError) -> bool {
    match error.kind {
        ErrorKind::Timeout { phase: Phase::Total } => !error.emitted, // else it was busy answering
        ErrorKind::Throttled { .. } | ErrorKind::Overloaded | ErrorKind::Timeout { .. } => true,
        ErrorKind::Truncated | ErrorKind::Upstream => true,
        ErrorKind::ContextOverflow | ErrorKind::Refused | ErrorKind::BadRequest | ErrorKind::Auth => false,
    }
}

#[async_trait]
impl ChatModel for CircuitBreaker {
    fn id(&self) -> &str {
        self.inner.id()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        let mut pass = self.pass()?;
        let mut inner = self.inner.chat(request, context).await.inspect_err(|error| pass.ended_in(error))?;
        Ok(stream! {
            while let Some(item) = inner.next().await {
                match &item {
                    Ok(event) => pass.saw(event),
                    Err(error) => pass.ended_in(error),
                }
                yield item;
            }
        }
        .boxed())
    }
}
