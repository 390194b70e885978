//! Models of a local Ollama, over its own `/api/chat`.
//!
//! Not over `/v1`, which cannot set the context window, and not with `ollama-rs` 0.3.6, which loses an answer when a
//! UTF-8 character is split across chunks and swallows error lines.

mod decode;
mod ndjson;
mod wire;

use std::time::Duration;

use async_stream::try_stream;
use async_trait::async_trait;
use futures::StreamExt;
use reqwest::{Client, Response, StatusCode, Url, header};

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError, Phase};
use crate::prices::price_of;
use decode::Decoder;

/// The context window asked for, in tokens. Ollama's own default is 4,096 on machines under 24 GB of video memory; it
/// lowers this to what the model was trained for. The same for every request: another value makes Ollama load the model anew.
const NUM_CTX: u32 = 8192;

/// One model of one Ollama.
#[derive(Debug)]
pub struct Ollama {
    id: String,
    model: String,
    base: Url,
    http: Client,
}

impl Ollama {
    /// A model by the name `ollama list` shows, at a base URL like `http://127.0.0.1:11434`.
    ///
    /// # Errors
    /// `BadRequest` if the URL is none.
    pub fn new(model: &str, base_url: &str, connect: Duration) -> Result<Self, ModelError> {
        let bad = |message: String| ModelError::new(ErrorKind::BadRequest, message);
        let base = Url::parse(base_url).map_err(|e| bad(format!("`{base_url}` is no URL for Ollama")).caused_by(e))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(bad(format!("the URL for Ollama, `{base_url}`, is neither http nor https")));
        }
        let mut http = Client::builder().connect_timeout(connect).tcp_nodelay(true);
        if is_local(&base) {
            http = http.no_proxy(); // HTTP_PROXY is for the world outside
        }
        let http = http.build().map_err(|e| {
            ModelError::new(ErrorKind::Upstream, "cannot set up the HTTP client for Ollama").caused_by(e)
        })?;
        Ok(Self { id: format!("ollama:{model}"), model: model.to_owned(), base, http })
    }

    async fn send(&self, request: &ChatRequest) -> Result<Response, ModelError> {
        let body = wire::Request {
            model: &self.model,
            messages: wire::messages(request),
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
        let url = format!("{}/api/chat", self.base.as_str().trim_end_matches('/'));
        self.http.post(url).json(&body).send().await.map_err(|error| {
            let (kind, what) = match (error.is_connect(), error.is_timeout()) {
                (true, true) => (ErrorKind::Timeout { phase: Phase::Connect }, "does not answer"),
                (true, false) => (ErrorKind::Upstream, "is not running"),
                _ => (ErrorKind::Upstream, "broke the connection"),
            };
            ModelError::new(kind, format!("Ollama {what} at {}", self.base)).caused_by(error.without_url())
        })
    }
}

fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

async fn refusal(model: &str, response: Response) -> ModelError {
    let status = response.status();
    let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = response.bytes().await.unwrap_or_default();
    wire::status_error(model, status, retry_after.map(Duration::from_secs), &body)
}

#[async_trait]
impl ChatModel for Ollama {
    fn id(&self) -> &str {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, local: is_local(&self.base), price: price_of(&self.id) }
    }

    async fn chat(&self, request: &ChatRequest, _context: &TurnContext) -> Result<EventStream, ModelError> {
        let response = self.send(request).await?;
        if response.status() != StatusCode::OK {
            return Err(refusal(&self.model, response).await);
        }
        let mut body = response.bytes_stream();
        let mut decoder = Decoder::new(&self.model, request);
        Ok(try_stream! {
            while let Some(chunk) = body.next().await {
                match chunk {
                    Ok(chunk) => decoder.push(&chunk),
                    Err(error) => Err(decoder.cut().caused_by(error.without_url()))?,
                }
                while let Some(events) = decoder.next_line()? {
                    for event in events {
                        yield event;
                    }
                    if decoder.done() {
                        return;
                    }
                }
            }
            for event in decoder.end()? {
                yield event;
            }
        }
        .boxed())
    }
}
