//! What the adapters that speak HTTP themselves have in common: reaching the server, and reading an answer while it comes.

use std::net::IpAddr;
use std::time::Duration;

use async_stream::try_stream;
use futures::StreamExt;
use reqwest::{Client, RequestBuilder, Response, Url, header};
use serde::Serialize;

use crate::chat_model::{ChatRequest, EventStream, Role};
use crate::error::{ErrorKind, ModelError, Phase};
use crate::event::Event;

/// So much of a refusal is read; the rest is not worth waiting for.
const REFUSAL_BYTES: usize = 64 << 10;

/// A server and the connections to it.
#[derive(Debug)]
pub(crate) struct Server {
    /// For messages: `Ollama`.
    whose: &'static str,
    base: Url,
    client: Client,
}

impl Server {
    pub(crate) fn new(whose: &'static str, base_url: &str, connect: Duration) -> Result<Self, ModelError> {
        let bad = |message: String| ModelError::new(ErrorKind::BadRequest, message);
        let base = Url::parse(base_url).map_err(|e| bad(format!("`{base_url}` is no URL for {whose}")).caused_by(e))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(bad(format!("the URL for {whose}, `{base_url}`, is neither http nor https")));
        }
        let mut client = Client::builder().connect_timeout(connect).tcp_nodelay(true);
        if is_local(&base) {
            client = client.no_proxy(); // HTTP_PROXY is for the world outside
        }
        let client = client.build().map_err(|e| {
            ModelError::new(ErrorKind::Upstream, format!("cannot set up the HTTP client for {whose}")).caused_by(e)
        })?;
        Ok(Self { whose, base, client })
    }

    pub(crate) fn is_local(&self) -> bool {
        is_local(&self.base)
    }

    /// A request to a path under the base URL.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}/{path}", self.base.as_str().trim_end_matches('/')))
    }

    /// Waits for the head of the response, whatever its status.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, ModelError> {
        request.send().await.map_err(|error| {
            let (kind, what) = match (error.is_connect(), error.is_timeout()) {
                (true, true) => (ErrorKind::Timeout { phase: Phase::Connect }, "does not answer"),
                (true, false) => (ErrorKind::Upstream, "is not running"),
                _ => (ErrorKind::Upstream, "broke the connection"),
            };
            ModelError::new(kind, format!("{} {what} at {}", self.whose, self.base)).caused_by(error.without_url())
        })
    }
}

/// Whether it is on this machine.
pub(crate) fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The seconds of `retry-after`; its other form, a date, is not used by model providers.
pub(crate) fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The beginning of what a server says instead of an answer.
pub(crate) async fn start_of_body(response: Response) -> Vec<u8> {
    let (mut body, mut start) = (response.bytes_stream(), Vec::new());
    while let Some(Ok(chunk)) = body.next().await {
        start.extend_from_slice(&chunk);
        if start.len() >= REFUSAL_BYTES {
            break;
        }
    }
    start
}

/// One message as Ollama and OpenAI both want it.
#[derive(Debug, Serialize)]
pub(crate) struct WireMessage<'a> {
    role: &'static str,
    content: &'a str,
}

/// The messages of a request, the instructions first.
pub(crate) fn messages(request: &ChatRequest) -> Vec<WireMessage<'_>> {
    let system = (!request.system.is_empty()).then_some(WireMessage { role: "system", content: &request.system });
    let turns = request.messages.iter().map(|message| WireMessage {
        role: match message.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        },
        content: &message.text,
    });
    system.into_iter().chain(turns).collect()
}

/// From the bytes of an answer to its events. No input or output happens in it. Its errors have `emitted` set.
pub(crate) trait Decode: Send + 'static {
    /// Takes the next chunk of the body.
    fn push(&mut self, chunk: &[u8]);

    /// The events of the next whole part of the body, maybe none; `None` when more bytes are needed.
    fn next(&mut self) -> Result<Option<Vec<Event>>, ModelError>;

    /// Whether the answer is complete: nothing of interest follows.
    fn done(&self) -> bool;

    /// The body is over: the events of a last part that only lacks its end mark, or the error for an answer without its end.
    fn end(&mut self) -> Result<Vec<Event>, ModelError>;

    /// The error for a connection that broke.
    fn cut(&self) -> ModelError;
}

/// The events of an answer, as its bytes come.
pub(crate) fn events(response: Response, mut decoder: impl Decode) -> EventStream {
    let mut body = response.bytes_stream();
    try_stream! {
        while let Some(chunk) = body.next().await {
            match chunk {
                Ok(chunk) => decoder.push(&chunk),
                Err(error) => Err(decoder.cut().caused_by(error.without_url()))?,
            }
            while let Some(events) = decoder.next()? {
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
    .boxed()
}
