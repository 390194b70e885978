//! The JSON of OpenAI's Chat Completions, as far as it is used here
//! (<https://platform.openai.com/docs/api-reference/chat>, <https://platform.openai.com/docs/api-reference/chat-streaming>).

use serde::Deserialize;
use serde_json::{Value, json};
use tenancy::ApiError;
use utoipa::ToSchema;

use super::OWN;
use crate::{
    conversation::Thread,
    reply::{Before, ChatReply, ChatRequest},
};

/// A request for a completion. What is not named here is ignored: `temperature`, `max_tokens`, `stop` and the like have no
/// effect on an answer that is computed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CompletionRequest {
    /// `salestalk`, or a model of those that GET /v1/models lists.
    #[serde(default)]
    #[schema(example = "salestalk")]
    model: Option<String>,
    /// The conversation, its last message the question.
    #[schema(min_items = 1)]
    messages: Vec<CompletionMessage>,
    /// Whether the answer comes as it is said.
    #[serde(default)]
    pub(super) stream: Option<bool>,
    /// How it comes.
    #[serde(default)]
    stream_options: Option<StreamOptions>,
    /// How many answers; there is one.
    #[serde(default)]
    #[schema(maximum = 1)]
    n: Option<u32>,
    /// The form of the answer; it is text.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    response_format: Option<Value>,
    /// The tool that must be called; there are none.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    tool_choice: Option<Value>,
}

/// How an answer comes as it is said.
#[derive(Debug, Deserialize, ToSchema)]
struct StreamOptions {
    /// Whether a last chunk has the usage.
    #[serde(default)]
    include_usage: Option<bool>,
}

/// One message of the conversation.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CompletionMessage {
    /// Who said it; only what users and assistants say counts.
    role: Speaker,
    /// What was said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    content: Option<Content>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Speaker {
    System,
    Developer,
    User,
    Assistant,
    Tool,
    Function,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

/// A part of a message; one that is no text, such as an image, has none.
#[derive(Debug, Deserialize)]
struct Part {
    text: Option<String>,
}

impl CompletionMessage {
    fn text(&self) -> String {
        match &self.content {
            None => String::new(),
            Some(Content::Text(text)) => text.clone(),
            Some(Content::Parts(parts)) => parts.iter().filter_map(|part| part.text.as_deref()).collect(),
        }
    }

    fn is_text(&self) -> bool {
        match &self.content {
            Some(Content::Parts(parts)) => parts.iter().all(|part| part.text.is_some()),
            _ => true,
        }
    }
}

impl CompletionRequest {
    /// The question, in the conversation that it goes on with.
    ///
    /// # Errors
    /// The last message is not the user's, or more than one answer is asked for.
    pub(super) fn question(&self) -> Result<ChatRequest, ApiError> {
        if self.n.is_some_and(|n| n != 1) {
            return Err(ApiError::field("n", "there is one answer").remedy("leave n out"));
        }
        let is = |value: &Option<Value>, kinds: &[&str]| match value {
            Some(Value::String(kind)) => kinds.contains(&kind.as_str()),
            Some(Value::Object(object)) => {
                object.get("type").and_then(Value::as_str).is_some_and(|kind| kinds.contains(&kind))
            }
            _ => true,
        };
        if !is(&self.response_format, &["text"]) {
            return Err(ApiError::field("response_format", "answers are text").remedy("leave response_format out"));
        }
        if !is(&self.tool_choice, &["auto", "none"]) {
            return Err(ApiError::field("tool_choice", "no tools are called here").remedy("leave tool_choice out"));
        }
        let Some((last, before)) = self.messages.split_last().filter(|(last, _)| last.role == Speaker::User) else {
            return Err(ApiError::field("messages", "the last message is not the user's")
                .remedy("end the messages with the question, of role user"));
        };
        if !last.is_text() {
            return Err(ApiError::field("messages", "the question has a part that is no text, such as an image")
                .remedy("ask in words alone"));
        }
        let mut thread = Thread::default();
        for message in before {
            match message.role {
                Speaker::User => thread.said("user", &message.text()),
                Speaker::Assistant => thread.said("assistant", &message.text()),
                Speaker::System | Speaker::Developer | Speaker::Tool | Speaker::Function => {}
            }
        }
        let asked = before.iter().filter(|message| message.role == Speaker::User).map(CompletionMessage::text);
        Ok(ChatRequest {
            text: last.text(),
            plan: None,
            session_id: None,
            model: self.model.clone().filter(|name| name != OWN),
            stream: self.stream.unwrap_or_default(),
            before: Some(Before { thread, asked: asked.collect() }),
        })
    }

    /// Whether a last chunk is to have the usage.
    fn includes_usage(&self) -> bool {
        self.stream_options.as_ref().and_then(|options| options.include_usage).unwrap_or_default()
    }

    /// What all chunks, or the whole, have in common.
    pub(super) fn head(&self, id: impl std::fmt::Display, created: i64) -> Head {
        let model = self.model.clone().unwrap_or_else(|| OWN.to_owned());
        Head { id: format!("chatcmpl-{id}"), created, model, with_usage: self.includes_usage() }
    }
}

/// What names an answer.
#[derive(Debug, Clone)]
pub(super) struct Head {
    id: String,
    created: i64,
    model: String,
    /// A last chunk has the usage, and those before say that they have none.
    pub(super) with_usage: bool,
}

impl Head {
    /// The whole answer.
    pub(super) fn whole(&self, reply: &ChatReply) -> Value {
        let message = json!({"role": "assistant", "content": reply.text, "refusal": null});
        let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"});
        self.object("chat.completion", json!([choice]), Some(usage(reply)), Some(extra(reply)))
    }

    /// The first chunk.
    pub(super) fn role(&self) -> Value {
        self.chunk(json!({"role": "assistant", "content": ""}), None, None)
    }

    /// A chunk of text.
    pub(super) fn text(&self, piece: &str) -> Value {
        self.chunk(json!({"content": piece}), None, None)
    }

    /// The chunk that ends the answer.
    pub(super) fn end(&self, reply: &ChatReply) -> Value {
        self.chunk(json!({}), Some("stop"), Some(extra(reply)))
    }

    /// The chunk after the end.
    pub(super) fn usage(&self, reply: &ChatReply) -> Value {
        self.object("chat.completion.chunk", json!([]), Some(usage(reply)), None)
    }

    fn chunk(&self, delta: Value, finish: Option<&str>, extra: Option<Value>) -> Value {
        let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish});
        self.object("chat.completion.chunk", json!([choice]), self.with_usage.then_some(Value::Null), extra)
    }

    fn object(&self, object: &str, choices: Value, usage: Option<Value>, extra: Option<Value>) -> Value {
        let Self { id, created, model, .. } = self;
        let mut value = json!({"id": id, "object": object, "created": created, "model": model, "choices": choices});
        if let Some(usage) = usage {
            value["usage"] = usage;
        }
        if let Some(extra) = extra {
            value[OWN] = extra;
        }
        value
    }
}

fn usage(reply: &ChatReply) -> Value {
    let (read, written) = (reply.usage.input_tokens, reply.usage.output_tokens);
    json!({"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written})
}

/// The whole reply but for its text, which the client has.
fn extra(reply: &ChatReply) -> Value {
    let mut extra = serde_json::to_value(reply).unwrap_or_default();
    if let Some(members) = extra.as_object_mut() {
        members.remove("text");
    }
    extra
}
