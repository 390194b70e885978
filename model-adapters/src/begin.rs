//! The beginning of an answer: as far as it can be thrown away and asked for again, of the same model or of another.

use async_stream::stream;
use futures::StreamExt;

use crate::chat_model::{ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError};
use crate::event::Event;

/// An answer that has begun: what came so far, and the rest.
pub(crate) struct Begun {
    pub(crate) held: Vec<Event>,
    rest: EventStream,
}

impl Begun {
    /// The whole answer.
    pub(crate) fn stream(self) -> EventStream {
        let Self { held, mut rest } = self;
        stream! {
            for event in held {
                yield Ok(event);
            }
            while let Some(item) = rest.next().await {
                yield item;
            }
        }
        .boxed()
    }
}

/// Asks, and waits for the first event that commits to this answer: content, or the end.
pub(crate) async fn begin(
    model: &dyn ChatModel,
    request: &ChatRequest,
    context: &TurnContext,
) -> Result<Begun, ModelError> {
    let mut rest = model.chat(request, context).await?;
    let mut held = Vec::new();
    while let Some(event) = rest.next().await {
        let event = event?;
        let committed = event.is_content() || matches!(event, Event::Finish(_));
        held.push(event);
        if committed {
            return Ok(Begun { held, rest });
        }
    }
    Err(ModelError::new(ErrorKind::Truncated, format!("model {} said nothing", model.id())))
}
