//! What a model's answer is made of, and how to gather it into one [`Reply`].

use futures::StreamExt;
use serde::{Deserialize, Serialize};

use crate::chat_model::{ChatRequest, EventStream};
use crate::error::{ErrorKind, ModelError};

/// One piece of an answer. See the laws at [`ChatModel`](crate::ChatModel).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Which model really answers; the first event, sent by [`Fallback`](crate::Fallback) alone.
    Model(String),
    /// Answer text, to be appended.
    Text(String),
    /// The model thinking aloud: not part of the answer.
    Reasoning(String),
    /// A whole tool call (nothing here offers tools, but a model may invent one).
    ToolCall {
        /// The provider's id of the call; may be empty.
        id: String,
        /// The tool.
        name: String,
        /// Its arguments as JSON text.
        arguments: String,
    },
    /// The tokens of the whole turn.
    Usage(Usage),
    /// The provider ended the answer.
    Finish(FinishReason),
}

impl Event {
    /// Whether the reader of the answer has now seen something, so that no other model can start over.
    pub fn is_content(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Reasoning(_) | Self::ToolCall { .. })
    }

    /// The characters the model wrote for it.
    pub(crate) fn chars(&self) -> usize {
        match self {
            Self::Text(text) | Self::Reasoning(text) => text.chars().count(),
            Self::ToolCall { arguments, .. } => arguments.chars().count(),
            Self::Model(_) | Self::Usage(_) | Self::Finish(_) => 0,
        }
    }
}

/// Tokens of one turn, as the provider bills them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt.
    pub input_tokens: u64,
    /// Tokens of the answer, reasoning included.
    pub output_tokens: u64,
    /// Counted here by [`Usage::estimate`], because the provider did not say.
    pub estimated: bool,
}

impl Usage {
    /// A count for an answer whose provider gave none (cut off, cancelled): characters / 4, rounded up, the usual rule of
    /// thumb for English (<https://help.openai.com/en/articles/4936856>).
    pub fn estimate(request: &ChatRequest, output_chars: usize) -> Self {
        let input: usize =
            request.system.chars().count() + request.messages.iter().map(|m| m.text.chars().count()).sum::<usize>();
        Self { input_tokens: Self::tokens(input), output_tokens: Self::tokens(output_chars), estimated: true }
    }

    pub(crate) fn tokens(chars: usize) -> u64 {
        chars.div_ceil(4) as u64
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model was done.
    Stop,
    /// `max_tokens` or the context window was used up: the text stops in the middle.
    Length,
    /// The model wants a tool called.
    ToolUse,
    /// A filter or guardrail of the provider stopped it.
    Filtered,
}

impl FinishReason {
    /// For logs: the same words as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolUse => "tool_use",
            Self::Filtered => "filtered",
        }
    }
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text, reasoning left out.
    pub text: String,
    /// The tokens of the turn.
    pub usage: Usage,
    /// Why it ended.
    pub finish: FinishReason,
    /// The model that answered, when a [`Fallback`](crate::Fallback) said so.
    pub model: Option<String>,
}

/// Reads a stream to its end.
///
/// # Errors
/// The error that ended the stream, or `Truncated` for a stream without a `Finish`.
pub async fn collect(mut stream: EventStream) -> Result<Reply, ModelError> {
    let (mut text, mut usage, mut model, mut emitted) = (String::new(), Usage::default(), None, false);
    while let Some(event) = stream.next().await {
        let event = event?;
        emitted |= event.is_content();
        match event {
            Event::Model(id) => model = Some(id),
            Event::Text(piece) => text.push_str(&piece),
            Event::Reasoning(_) | Event::ToolCall { .. } => {}
            Event::Usage(counted) => usage = counted,
            Event::Finish(finish) => return Ok(Reply { text, usage, finish, model }),
        }
    }
    Err(ModelError::new(ErrorKind::Truncated, "the stream of events ended without a finish").after_output(emitted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat_model::Message;

    #[tokio::test]
    async fn a_stream_without_finish_is_truncated() {
        let stream = futures::stream::iter([Ok(Event::Text("half".to_owned()))]).boxed();
        let error = collect(stream).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Truncated);
        assert!(error.emitted);
    }

    #[test]
    fn estimates_count_characters_not_bytes() {
        let request =
            ChatRequest {
                system: "ééé".to_owned(), messages: vec![Message::user("££")], ..ChatRequest::default()
            };
        assert_eq!(Usage::estimate(&request, 4), Usage { input_tokens: 2, output_tokens: 1, estimated: true });
    }
}
