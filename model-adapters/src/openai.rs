//! Models of any server that speaks OpenAI's Chat Completions: OpenAI itself, vLLM, llama.cpp, LiteLLM, Bedrock's own `/openai/v1`.
//!
//! Traps this file knows: a connection closed without `[DONE]` looks like a complete answer to OpenAI's own client; newer
//! models refuse `max_tokens` or `temperature`; an error may come after HTTP 200, as an event or as a page of a proxy.

mod decode;
mod sse;
mod wire;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Response, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError};
use crate::http::{self, Server};
use crate::prices::Price;
use decode::Decoder;
use wire::Told;

/// A server that speaks Chat Completions.
#[derive(Debug, Clone)]
pub struct OpenAiEndpoint {
    /// Up to and without `/chat/completions`: `https://api.openai.com/v1`, `http://127.0.0.1:8000/v1`.
    pub base_url: String,
    /// Sent as a bearer token. Servers of one's own often want none.
    pub api_key: Option<SecretString>,
}

/// One model of one such server.
#[derive(Debug)]
pub struct OpenAi {
    id: String,
    model: String,
    server: Server,
    api_key: Option<SecretString>,
    price: Option<Price>,
    /// These two are learned from the model's first complaint.
    takes_temperature: AtomicBool,
    takes_max_tokens: AtomicBool,
}

impl OpenAi {
    /// A model by the name the server's `/models` shows, and what it costs, if that is known.
    ///
    /// # Errors
    /// `BadRequest` if the URL is none.
    pub fn new(
        model: &str,
        endpoint: &OpenAiEndpoint,
        price: Option<Price>,
        connect: Duration,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            id: format!("openai:{model}"),
            model: model.to_owned(),
            server: Server::new("the OpenAI-compatible server", &endpoint.base_url, connect)?,
            api_key: endpoint.api_key.clone(),
            price,
            takes_temperature: AtomicBool::new(true),
            takes_max_tokens: AtomicBool::new(true),
        })
    }

    /// Sends the request, once more for each parameter the model turns out not to take.
    async fn send(&self, request: &ChatRequest) -> Result<Response, ModelError> {
        loop {
            let takes = wire::Takes {
                temperature: self.takes_temperature.load(Ordering::Relaxed),
                max_tokens: self.takes_max_tokens.load(Ordering::Relaxed),
            };
            let mut call = self.server.post("chat/completions").json(&wire::request(&self.model, request, takes));
            if let Some(key) = &self.api_key {
                call = call.bearer_auth(key.expose_secret());
            }
            let response = self.server.send(call).await?;
            let (status, retry_after) = (response.status(), http::retry_after(&response));
            let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
            let content_type = content_type.unwrap_or("text/event-stream").to_owned();
            if status == StatusCode::OK && content_type.starts_with("text/event-stream") {
                return Ok(response);
            }
            let told = self.told(response).await;
            if status == StatusCode::OK {
                return Err(wire::no_stream(&self.model, &content_type, &told));
            }
            if takes.temperature && told.refuses("temperature") {
                self.takes_temperature.store(false, Ordering::Relaxed);
            } else if takes.max_tokens && told.refuses("max_tokens") {
                self.takes_max_tokens.store(false, Ordering::Relaxed);
            } else {
                return Err(wire::status_error(&self.model, status, retry_after, &told));
            }
        }
    }

    /// What the server said instead of an answer. Some repeat the key they were given.
    async fn told(&self, response: Response) -> Told {
        let mut told = Told::read(&http::start_of_body(response).await);
        if let Some(key) = self.api_key.as_ref().map(ExposeSecret::expose_secret).filter(|key| !key.is_empty()) {
            told.message = told.message.replace(key, "[key]");
        }
        told
    }
}

/// The error for an [`OpenAi`] model without an endpoint.
pub(crate) fn not_configured(model: &str) -> ModelError {
    let message = format!("model openai:{model} needs the URL of an OpenAI-compatible server: set OPENAI_BASE_URL");
    ModelError::new(ErrorKind::BadRequest, message)
}

#[async_trait]
impl ChatModel for OpenAi {
    fn id(&self) -> &str {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, local: self.server.is_local(), price: self.price }
    }

    async fn chat(&self, request: &ChatRequest, _context: &TurnContext) -> Result<EventStream, ModelError> {
        let response = self.send(request).await?;
        Ok(http::events(response, Decoder::new(&self.model, request)))
    }
}
