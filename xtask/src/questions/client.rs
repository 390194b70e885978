//! One question over HTTP.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{endpoint::Endpoint, judge::Reply};

const TIMEOUT: Duration = Duration::from_secs(60);
/// How much of an error's body is kept, in characters.
const ERROR_CHARACTERS: usize = 300;

/// Asks one server as one tenant.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    endpoint: Endpoint,
}

impl Client {
    /// A client of `endpoint`, with a connection for each question, as the reference scorer has: times can be compared.
    ///
    /// # Errors
    /// The HTTP client could not be made.
    pub(super) fn new(endpoint: Endpoint) -> Result<Self> {
        Self::patient(endpoint, TIMEOUT)
    }

    /// The same, which waits for an answer as long as `timeout`.
    ///
    /// # Errors
    /// The HTTP client could not be made.
    pub(super) fn patient(endpoint: Endpoint, timeout: Duration) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(timeout).pool_max_idle_per_host(0).build()?;
        Ok(Self { http, endpoint })
    }

    /// The reply to one question; an HTTP error is a reply whose verdict is `HTTP <status>`.
    ///
    /// # Errors
    /// The server cannot be reached, or its reply is no JSON.
    pub(super) async fn ask(&self, text: &str, session: Option<&str>, model: Option<&str>) -> Result<Reply> {
        let reply = self.reply(text, session, model).await?;
        serde_json::from_value(reply).context("the server answered something that is no reply")
    }

    /// The same, with all that the server said.
    ///
    /// # Errors
    /// The server cannot be reached, or its reply is no JSON.
    pub(super) async fn reply(&self, text: &str, session: Option<&str>, model: Option<&str>) -> Result<Value> {
        let url = format!("{}/chat", self.endpoint.url);
        let mut body = json!({"text": text});
        if let Some(session) = session.filter(|session| !session.is_empty()) {
            body["sessionId"] = session.into();
        }
        if let Some(model) = model {
            body["model"] = model.into();
        }
        let request = self.http.post(&url).bearer_auth(&self.endpoint.token).json(&body);
        let response = request.send().await.with_context(|| format!("asking {url}"))?;
        let status = response.status();
        let body = response.text().await.with_context(|| format!("reading the answer of {url}"))?;
        if status.is_success() {
            return serde_json::from_str(&body).with_context(|| format!("{url} answered something that is no reply"));
        }
        let text: String = body.chars().take(ERROR_CHARACTERS).collect();
        Ok(json!({"verdict": format!("HTTP {}", status.as_u16()), "text": text}))
    }
}
