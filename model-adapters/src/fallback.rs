//! A chain of models: the next one answers when one fails before saying anything. The narrator is always last.

use std::sync::Arc;

use async_trait::async_trait;

use crate::begin::begin;
use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::ModelError;
use crate::event::Event;
use crate::meter::Metered;
use crate::narrator::Narrator;

/// The chain. Its first event is [`Event::Model`], naming who answers; its id and capabilities are those of the model
/// asked first.
///
/// Every kind of failure moves on, retryable or not: another model has other limits, other credentials, and the narrator
/// has none. A failure after the first piece of the answer is passed on, because starting over would repeat that piece.
/// The tokens of a failed attempt are not in the usage of the answer, but in [`TurnContext::meter`].
#[derive(Debug)]
pub struct Fallback {
    models: Vec<Arc<dyn ChatModel>>,
}

impl Fallback {
    /// A chain of these in order, then the narrator.
    pub fn new(preferred: Vec<Arc<dyn ChatModel>>) -> Self {
        let mut models = preferred;
        models.push(Arc::new(Metered::new(Arc::new(Narrator))));
        Self { models }
    }

    fn first(&self) -> &dyn ChatModel {
        self.models.first().map_or(&Narrator, |model| model.as_ref())
    }
}

#[async_trait]
impl ChatModel for Fallback {
    fn id(&self) -> &str {
        self.first().id()
    }

    fn capabilities(&self) -> Capabilities {
        self.first().capabilities()
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        let mut models = self.models.iter().peekable();
        while let Some(model) = models.next() {
            match begin(model.as_ref(), request, context).await {
                Ok(mut begun) => {
                    if !matches!(begun.held.first(), Some(Event::Model(_))) {
                        begun.held.insert(0, Event::Model(model.id().to_owned()));
                    }
                    return Ok(begun.stream());
                }
                Err(error) if error.emitted || models.peek().is_none() => return Err(error),
                Err(error) => {
                    tracing::warn!(
                        model.id = model.id(), error.kind = ?error.kind,
                        error = &error as &dyn std::error::Error, "model failed, trying the next"
                    );
                }
            }
        }
        Narrator.chat(request, context).await
    }
}
