//! The trait every model implements, and what it is given.
//!
//! It must not know a tenant: whatever a provider should record about the caller comes as opaque
//! [`TurnContext::metadata`].

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use tokio::time::Instant;

use crate::error::ModelError;
use crate::event::Event;
use crate::meter::Meter;
use crate::prices::Price;

/// The answer as it is produced. Dropping it cancels the request: nothing that works for it outlives it.
pub type EventStream = BoxStream<'static, Result<Event, ModelError>>;

/// A language model, or something that speaks like one.
///
/// Laws, for every implementation and every failure:
/// 1. A stream ends in exactly one [`Event::Finish`] or in exactly one `Err`, and nothing follows either.
/// 2. [`Event::Usage`] comes exactly once before `Finish`; [`Event::Model`], if at all, comes first.
/// 3. An answer the provider did not end itself is [`ErrorKind::Truncated`](crate::ErrorKind::Truncated), never a `Finish`.
/// 4. [`ModelError::emitted`] says whether text, reasoning or a tool call came before the error.
/// 5. Dropping the future or the stream stops the work, and closes the connection.
#[async_trait]
pub trait ChatModel: Debug + Send + Sync + 'static {
    /// The name users choose it by and bills show: `narrator`, `ollama:smollm2`, `bedrock:amazon.nova-lite-v1:0`.
    fn id(&self) -> &str;

    /// What it can do and what it costs.
    fn capabilities(&self) -> Capabilities;

    /// Starts one answer.
    ///
    /// # Errors
    /// When the model refuses before the first event; later failures are the last item of the stream.
    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError>;
}

/// What a model can do and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Text arrives in pieces while it is written.
    pub streaming: bool,
    /// No prompt leaves this machine.
    pub local: bool,
    /// `None` is *unknown*, not free.
    pub price: Option<Price>,
}

/// One question to a model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatRequest {
    /// The instructions. Empty: none are sent.
    pub system: String,
    /// The conversation, oldest first, ending with the user. Bedrock wants the roles to alternate, beginning with the user.
    pub messages: Vec<Message>,
    /// The longest answer, in the model's tokens.
    pub max_tokens: u32,
    /// 0 is the most predictable. Left out where a model refuses it.
    pub temperature: f32,
    /// The deterministic wording of the answer, placeholders included: all the narrator says. Language models never see it.
    pub draft: String,
}

/// One message of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub text: String,
}

impl Message {
    /// A message of the user.
    pub fn user(text: impl Into<String>) -> Self {
        Self { role: Role::User, text: text.into() }
    }

    /// A message of the model.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self { role: Role::Assistant, text: text.into() }
    }
}

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The person asking.
    User,
    /// The model.
    Assistant,
}

/// What surrounds one turn.
#[derive(Debug, Clone)]
pub struct TurnContext {
    /// When the whole answer has to be there; [`WithTimeouts`](crate::WithTimeouts) enforces it.
    pub deadline: Instant,
    /// For the provider's logs (Bedrock: `requestMetadata`). No personal data: it is stored there.
    pub metadata: BTreeMap<String, String>,
    /// Gets every call made for this turn, whichever model of a chain it was, and whether or not it succeeded.
    pub meter: Meter,
}

impl TurnContext {
    /// A turn that may take this long from now, with no metadata and a meter of its own.
    pub fn within(budget: Duration) -> Self {
        Self { deadline: Instant::now() + budget, metadata: BTreeMap::new(), meter: Meter::default() }
    }
}
