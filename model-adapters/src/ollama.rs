//! Models of a local Ollama, over its own `/api/chat`.
//!
//! Not over `/v1`, which cannot set the context window, and not with `ollama-rs` 0.3.6, which loses an answer when a
//! UTF-8 character is split across chunks and swallows error lines.

mod decode;
pub mod library;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Response, StatusCode};

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::ModelError;
use crate::http::{self, Server};
use crate::prices::Price;
use decode::Decoder;

/// The context window asked for, in tokens. Ollama's own default is 4,096 on machines under 24 GB of video memory; it
/// lowers this to what the model was trained for. The same for every request: another value makes Ollama load the model anew.
const NUM_CTX: u32 = 8192;

/// One model of one Ollama.
#[derive(Debug)]
pub struct Ollama {
    id: String,
    model: String,
    server: Server,
    price: Option<Price>,
}

impl Ollama {
    /// A model by the name `ollama list` shows, at a base URL like `http://127.0.0.1:11434`, and what it
    /// costs, if that is known.
    ///
    /// # Errors
    /// `BadRequest` if the URL is none.
    pub fn new(model: &str, base_url: &str, price: Option<Price>, connect: Duration) -> Result<Self, ModelError> {
        let server = Server::new("Ollama", base_url, connect)?;
        Ok(Self { id: format!("ollama:{model}"), model: model.to_owned(), server, price })
    }

    async fn send(&self, request: &ChatRequest) -> Result<Response, ModelError> {
        let body = wire::Request {
            model: &self.model,
            messages: http::messages(request),
            stream: true,
            think: false,
            truncate: false,
            shift: false,
            options: wire::Options {
                num_ctx: NUM_CTX,
                num_predict: request.max_tokens,
                temperature: request.temperature,
            },
        };
        self.server.send(self.server.post("api/chat").json(&body)).await
    }
}

#[async_trait]
impl ChatModel for Ollama {
    fn id(&self) -> &str {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, local: self.server.is_local(), price: self.price }
    }

    async fn chat(&self, request: &ChatRequest, _context: &TurnContext) -> Result<EventStream, ModelError> {
        let response = self.send(request).await?;
        let (status, retry_after) = (response.status(), http::retry_after(&response));
        if status != StatusCode::OK {
            return Err(wire::status_error(&self.model, status, retry_after, &http::start_of_body(response).await));
        }
        Ok(http::events(response, Decoder::new(&self.model, request)))
    }
}
