//! A model that follows a script: for tests of whatever stands behind the trait, here and in other crates.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_stream::stream;
use async_trait::async_trait;
use futures::StreamExt;

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError};
use crate::event::{Event, FinishReason, Usage};
use crate::prices::Price;

/// One line of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Fail at once, before there is a stream; only as the first step.
    Refuse(ErrorKind),
    /// Wait before the next step.
    Wait(Duration),
    /// Send an event. The script's own duty: `Usage` before `Finish`.
    Emit(Event),
    /// End the stream in an error.
    Fail(ErrorKind),
    /// Never say anything again.
    Hang,
}

/// The scripted model. Each question takes the next script; the last one serves all further questions.
#[derive(Debug)]
pub struct Scripted {
    id: String,
    scripts: Mutex<VecDeque<Vec<Step>>>,
    requests: Mutex<Vec<ChatRequest>>,
}

impl Scripted {
    /// A model that follows this script. One that ends without `Finish` or `Fail` is a cut stream.
    pub fn new(id: impl Into<String>, script: impl IntoIterator<Item = Step>) -> Self {
        let scripts = Mutex::new(VecDeque::from([script.into_iter().collect()]));
        Self { id: id.into(), scripts, requests: Mutex::default() }
    }

    /// A model that answers this, word by word, for 10 tokens in and one per word out.
    pub fn saying(id: impl Into<String>, text: &str) -> Self {
        Self::new(id, says(text))
    }

    /// The same model with one more script, for the next question.
    #[must_use]
    pub fn then(self, script: impl IntoIterator<Item = Step>) -> Self {
        locked(&self.scripts).push_back(script.into_iter().collect());
        self
    }

    /// The same model answering the next question with this.
    #[must_use]
    pub fn then_saying(self, text: &str) -> Self {
        self.then(says(text))
    }

    /// Every request it was given, oldest first.
    pub fn requests(&self) -> Vec<ChatRequest> {
        locked(&self.requests).clone()
    }
}

fn says(text: &str) -> Vec<Step> {
    let mut script: Vec<_> = text.split_inclusive(' ').map(|word| Step::Emit(Event::Text(word.to_owned()))).collect();
    let usage = Usage { input_tokens: 10, output_tokens: script.len() as u64, estimated: false };
    script.push(Step::Emit(Event::Usage(usage)));
    script.push(Step::Emit(Event::Finish(FinishReason::Stop)));
    script
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failure(kind: ErrorKind) -> ModelError {
    ModelError::new(kind, "the script says so")
}

#[async_trait]
impl ChatModel for Scripted {
    fn id(&self) -> &str {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, local: true, price: Some(Price::FREE) }
    }

    async fn chat(&self, request: &ChatRequest, _context: &TurnContext) -> Result<EventStream, ModelError> {
        locked(&self.requests).push(request.clone());
        let script = {
            let mut scripts = locked(&self.scripts);
            let next = if scripts.len() > 1 { scripts.pop_front() } else { scripts.front().cloned() };
            next.unwrap_or_default()
        };
        if let Some(Step::Refuse(kind)) = script.first() {
            return Err(failure(*kind));
        }
        Ok(stream! {
            let mut emitted = false;
            for step in script {
                match step {
                    Step::Wait(time) => tokio::time::sleep(time).await,
                    Step::Hang => futures::future::pending().await,
                    Step::Emit(event) => {
                        emitted |= event.is_content();
                        let last = matches!(event, Event::Finish(_));
                        yield Ok(event);
                        if last {
                            return;
                        }
                    }
                    Step::Refuse(kind) | Step::Fail(kind) => {
                        yield Err(failure(kind).after_output(emitted));
                        return;
                    }
                }
            }
            yield Err(ModelError::new(ErrorKind::Truncated, "the script ended without a finish").after_output(emitted));
        }
        .boxed())
    }
}
