//! The JSON of Ollama's `/api/chat` (`api/types.go`), as far as it is used here, and what its errors mean.

use std::time::Duration;

use reqwest::StatusCode;
use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, ModelError};
use crate::event::FinishReason;
use crate::http::WireMessage;

#[derive(Debug, Serialize)]
pub(crate) struct Request<'a> {
    pub(crate) model: &'a str,
    pub(crate) messages: Vec<WireMessage<'a>>,
    pub(crate) stream: bool,
    /// `true` is the server's default for models that can think; phrasing known facts needs none of it.
    pub(crate) think: bool,
    /// The server's default drops old messages silently when the prompt is too long; `false` makes that an error.
    pub(crate) truncate: bool,
    /// Likewise while answering: `false` ends the answer with `length` where the window is full.
    pub(crate) shift: bool,
    pub(crate) options: Options,
}

#[derive(Debug, Serialize)]
pub(crate) struct Options {
    pub(crate) num_ctx: u32,
    pub(crate) num_predict: u32,
    pub(crate) temperature: f32,
}

/// One line of the answer. Counters are Go's `omitempty`: a zero is left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) error: Option<String>,
    pub(crate) message: Option<LineMessage>,
    #[serde(default)]
    pub(crate) done: bool,
    pub(crate) done_reason: Option<String>,
    pub(crate) prompt_eval_count: Option<u64>,
    pub(crate) eval_count: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LineMessage {
    #[serde(default)]
    pub(crate) content: String,
    #[serde(default)]
    pub(crate) thinking: String,
    #[serde(default)]
    pub(crate) tool_calls: Vec<ToolCall>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ToolCall {
    #[serde(default)]
    pub(crate) id: String,
    pub(crate) function: Function,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// An object here; OpenAI and Bedrock have it as text.
    #[serde(default)]
    pub(crate) arguments: serde_json::Value,
}

/// Why the answer ended. `stop` is the rule; `load` and `unload` answer empty requests.
pub(crate) fn finish_reason(done_reason: Option<&str>, called_tools: bool) -> FinishReason {
    match done_reason {
        Some("length") => FinishReason::Length,
        _ if called_tools => FinishReason::ToolUse,
        _ => FinishReason::Stop,
    }
}

/// An error line in the middle of an answer; the status was 200 by then (`docs/api/errors.mdx`).
pub(crate) fn line_error(model: &str, text: &str) -> ModelError {
    let kind = if overflows(text) { ErrorKind::ContextOverflow } else { ErrorKind::Upstream };
    ModelError::new(kind, format!("Ollama stopped answering with {model}: {text}"))
}

/// A response that is not 200 (`docs/api/errors.mdx`; 503 is a queue longer than `OLLAMA_MAX_QUEUE`).
pub(crate) fn status_error(model: &str, status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> ModelError {
    let told = serde_json::from_slice::<Line>(body).ok().and_then(|line| line.error);
    let told = told.unwrap_or_else(|| status.to_string());
    let (kind, message) = match status.as_u16() {
        404 => {
            let message = format!("Ollama does not have the model {model} ({told}): run `ollama pull {model}`");
            return ModelError::new(ErrorKind::BadRequest, message);
        }
        _ if overflows(&told) => (ErrorKind::ContextOverflow, "the prompt is too long for"),
        401 | 403 => (ErrorKind::Auth, "Ollama does not let us use"),
        429 => (ErrorKind::Throttled { retry_after }, "Ollama limits requests to"),
        503 => (ErrorKind::Overloaded, "Ollama's queue is full for"),
        400..=499 => (ErrorKind::BadRequest, "Ollama refused the request to"),
        _ => (ErrorKind::Upstream, "Ollama failed with"),
    };
    ModelError::new(kind, format!("{message} {model}: {told}"))
}

/// Ollama up to 0.31 says "the input length exceeds the context length", later ones llama.cpp's "exceeds the available
/// context size".
fn overflows(text: &str) -> bool {
    text.contains("exceeds the context length") || text.contains("exceeds the available context size")
}
