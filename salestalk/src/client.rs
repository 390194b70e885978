//! The API over HTTP: JSON in, JSON out, and a problem document becomes a [`Failure`].

use std::time::Duration;

use anyhow::Context;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::failure::Failure;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A slow model on a slow machine answers within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(600);

/// An HTTP client for the system at `url`; loopback addresses are never asked of a proxy.
pub(crate) fn http(url: &str) -> anyhow::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder().connect_timeout(CONNECT_WITHIN).timeout(ANSWER_WITHIN);
    if ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|local| url.starts_with(local)) {
        builder = builder.no_proxy();
    }
    builder.build().context("the HTTP client cannot start")
}

/// The API as the bearer of one token.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Client {
    /// The API at `url` as the bearer of `token`.
    pub(crate) fn new(url: &str, token: &str) -> anyhow::Result<Self> {
        let url = url.trim_end_matches('/').to_owned();
        Ok(Self { http: http(&url)?, url, token: token.to_owned() })
    }

    /// A request to `path`, with the token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    /// The JSON at `path`.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send(self.request(Method::GET, path)).await
    }

    /// What the server answers to `body` at `path`.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Replaces what is at `path`.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// Sends `request` and reads its reply: JSON, or `null` for an empty one.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn send(&self, request: RequestBuilder) -> anyhow::Result<Value> {
        let reply = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = reply.status();
        let body = reply.bytes().await.map_err(|error| self.unreachable(&error))?;
        if !status.is_success() {
            return Err(refusal(status.as_u16(), &body).into());
        }
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&body).with_context(|| format!("{} answered with something that is no JSON", self.url))
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let why = if error.is_timeout() {
            "does not answer in time"
        } else if error.is_connect() {
            "cannot be reached"
        } else {
            "broke the connection off"
        };
        Failure::new(format!("the server at {} {why}", self.url))
            .remedy("see that it runs (`salestalk up`) and that the address is right")
    }
}

/// What a refused request says, from its problem document if it is one.
fn refusal(status: u16, body: &[u8]) -> Failure {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| problem.get(name).and_then(Value::as_str);
    let Some(detail) = text("detail").or_else(|| text("title")) else {
        return Failure::new(format!("the server answered with HTTP status {status}"))
            .remedy("see that the address is that of a SalesTalk API");
    };
    let mut failure = match text("field") {
        Some(field) => Failure::new(format!("{field}: {detail}")),
        None => Failure::new(detail),
    };
    if let Some(remedy) = text("remedy") {
        failure = failure.remedy(remedy);
    }
    failure.code(text("code").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_becomes_its_detail_and_remedy() {
        let failure =
            refusal(422, br#"{"code":"invalid_field","field":"name","detail":"it is blank","remedy":"fill it in"}"#);
        assert_eq!(failure.to_string(), "name: it is blank");
        let error = anyhow::Error::from(failure);
        assert!(crate::failure::is(&error, "invalid_field"));
        assert!(refusal(502, b"<html>").to_string().contains("502"));
    }
}
