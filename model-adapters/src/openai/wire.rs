//! The JSON of Chat Completions (<https://platform.openai.com/docs/api-reference/chat>), as far as it is used here, and what
//! its errors mean.

use std::time::Duration;

use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::chat_model::ChatRequest;
use crate::error::{ErrorKind, ModelError, Phase};
use crate::event::{FinishReason, Usage};
use crate::http::{self, WireMessage};

/// Which parameters a model takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Takes {
    pub(crate) temperature: bool,
    /// The newer name is `max_completion_tokens`, which servers other than OpenAI's often do not know.
    pub(crate) max_tokens: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Request<'a> {
    model: &'a str,
    messages: Vec<WireMessage<'a>>,
    stream: bool,
    stream_options: StreamOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

pub(crate) fn request<'a>(model: &'a str, request: &'a ChatRequest, takes: Takes) -> Request<'a> {
    Request {
        model,
        messages: http::messages(request),
        stream: true,
        stream_options: StreamOptions { include_usage: true },
        max_tokens: takes.max_tokens.then_some(request.max_tokens),
        max_completion_tokens: (!takes.max_tokens).then_some(request.max_tokens),
        temperature: takes.temperature.then_some(request.temperature),
    }
}

/// One event of the answer. Servers differ in what they leave out and what they send as `null`.
#[derive(Debug, Deserialize)]
pub(crate) struct Chunk {
    pub(crate) error: Option<Value>,
    pub(crate) choices: Option<Vec<Choice>>,
    pub(crate) usage: Option<ToldUsage>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    pub(crate) index: usize,
    pub(crate) delta: Option<Delta>,
    pub(crate) finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Delta {
    pub(crate) content: Option<String>,
    /// DeepSeek's name for it, and vLLM's before it became `reasoning`.
    pub(crate) reasoning_content: Option<String>,
    pub(crate) reasoning: Option<String>,
    pub(crate) tool_calls: Option<Vec<ToolCallPart>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ToolCallPart {
    pub(crate) index: Option<usize>,
    pub(crate) id: Option<String>,
    pub(crate) function: Option<FunctionPart>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct FunctionPart {
    pub(crate) name: Option<String>,
    pub(crate) arguments: Option<String>,
}

/// Tokens of the prompt found in a cache are in `prompt_tokens`; they cost less, but are counted in full.
#[derive(Debug, Deserialize)]
pub(crate) struct ToldUsage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

impl ToldUsage {
    pub(crate) fn usage(&self) -> Usage {
        Usage { input_tokens: self.prompt_tokens, output_tokens: self.completion_tokens, estimated: false }
    }
}

/// How the answer ended, or why it is none.
pub(crate) fn finish_reason(model: &str, reason: &str) -> Result<FinishReason, ModelError> {
    match reason {
        "stop" => Ok(FinishReason::Stop),
        "length" => Ok(FinishReason::Length),
        "tool_calls" | "function_call" => Ok(FinishReason::ToolUse),
        "content_filter" => Ok(FinishReason::Filtered),
        other => Err(ModelError::new(ErrorKind::Upstream, format!("the answer of {model} ended as `{other}`"))),
    }
}

/// What a server says when something went wrong.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) message: String,
    /// Its `code` and `type`, where they are words.
    names: Vec<String>,
    /// Its `code`, where that is an HTTP status (OpenRouter, vLLM).
    status: Option<u16>,
}

impl Told {
    /// A body: `{"error": {…}}` (OpenAI), `{"error": "…"}`, or the error itself (vLLM). A page of a proxy tells nothing.
    pub(crate) fn read(body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        Self::of(body.get("error").unwrap_or(&body))
    }

    pub(crate) fn of(error: &Value) -> Self {
        let words = |field: &str| error.get(field).and_then(Value::as_str).map(str::to_owned);
        Self {
            message: error.as_str().map(str::to_owned).or_else(|| words("message")).unwrap_or_default(),
            names: ["code", "type"].into_iter().filter_map(words).collect(),
            status: error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok()),
        }
    }

    /// "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    /// "Unsupported value: 'temperature' does not support 0.2 with this model."
    pub(crate) fn refuses(&self, parameter: &str) -> bool {
        self.message.to_lowercase().contains("support") && self.message.contains(&format!("'{parameter}'"))
    }

    fn is(&self, names: &[&str]) -> bool {
        self.names.iter().any(|name| names.contains(&name.as_str()))
    }

    /// The kind, where words say more than a status does. `insufficient_quota` comes as 429, but the account is out of
    /// credit: no waiting helps, so it is `Auth`, like 402.
    fn kind(&self) -> Option<ErrorKind> {
        let overflow = ["maximum context length", "exceeds the available context size", "context window"];
        if self.is(&["insufficient_quota", "billing_hard_limit_reached"]) {
            Some(ErrorKind::Auth)
        } else if self.is(&["context_length_exceeded", "exceed_context_size_error"])
            || overflow.iter().any(|part| self.message.contains(part))
        {
            Some(ErrorKind::ContextOverflow)
        } else if self.is(&["content_filter", "content_policy_violation"]) {
            Some(ErrorKind::Refused)
        } else {
            None
        }
    }
}

/// A response that is not 200.
pub(crate) fn status_error(model: &str, status: StatusCode, retry_after: Option<Duration>, told: &Told) -> ModelError {
    let kind = told.kind().unwrap_or_else(|| status_kind(status.as_u16(), retry_after));
    let what = match kind {
        ErrorKind::Auth => "the server does not let us use",
        ErrorKind::Throttled { .. } => "the server limits our requests to",
        ErrorKind::Overloaded => "the server is too busy for",
        ErrorKind::Timeout { .. } => "the server waited too long for",
        ErrorKind::ContextOverflow => "the prompt is too long for",
        ErrorKind::BadRequest | ErrorKind::Refused => "the server refused the request to",
        ErrorKind::Upstream | ErrorKind::Truncated => "the server failed with",
    };
    let told = if told.message.is_empty() { status.to_string() } else { told.message.clone() };
    ModelError::new(kind, format!("{what} {model}: {told}"))
}

fn status_kind(status: u16, retry_after: Option<Duration>) -> ErrorKind {
    match status {
        401..=403 => ErrorKind::Auth,
        408 | 504 => ErrorKind::Timeout { phase: Phase::FirstToken },
        429 => ErrorKind::Throttled { retry_after },
        503 | 529 => ErrorKind::Overloaded,
        400..=499 => ErrorKind::BadRequest, // 404: no such model
        _ => ErrorKind::Upstream,
    }
}

/// An error event in the middle of an answer; the status was 200 by then.
pub(crate) fn event_error(model: &str, told: &Told) -> ModelError {
    let kind = told.kind().or_else(|| told.status.map(|status| status_kind(status, None))).unwrap_or_else(|| {
        if told.is(&["rate_limit_exceeded", "rate_limit_error"]) {
            ErrorKind::Throttled { retry_after: None }
        } else if told.is(&["overloaded_error", "server_overloaded", "engine_overloaded"]) {
            ErrorKind::Overloaded
        } else if told.is(&["invalid_api_key", "authentication_error"]) {
            ErrorKind::Auth
        } else if told.is(&["invalid_request_error"]) {
            ErrorKind::BadRequest
        } else {
            ErrorKind::Upstream
        }
    });
    ModelError::new(kind, format!("the server stopped answering with {model}: {}", told.message))
}

/// A 200 that is no stream of events: a proxy's page, an error, or a server that cannot stream.
pub(crate) fn no_stream(model: &str, content_type: &str, told: &Told) -> ModelError {
    let colon = if told.message.is_empty() { "" } else { ": " };
    let message =
        format!("the server answered for {model} with {content_type} instead of events{colon}{}", told.message);
    ModelError::new(ErrorKind::Upstream, message)
}
