//! The API over HTTP: JSON in, JSON out, and a problem document becomes a [`Failure`]. What can be sent twice is sent again
//! when the connection breaks or the server is not available for a moment.

use std::time::Duration;

use anyhow::Context;
use reqwest::{Method, RequestBuilder, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::failure::Failure;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A slow model on a slow machine answers within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(600);
/// The largest page that a list is read by.
const LARGEST_PAGE: usize = 100;
/// A request is sent this often, with pauses that begin like this and double, unless the server names one.
const TRIES: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A reply that is no refusal.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Where to look next.
    pub(crate) location: Option<String>,
    /// When to look there.
    pub(crate) retry_after: Option<Duration>,
    /// `null` if there is none.
    pub(crate) body: Value,
}

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
    token: SecretString,
}

impl Client {
    /// The API at `url` as the bearer of `token`.
    pub(crate) fn new(url: &str, token: &SecretString) -> anyhow::Result<Self> {
        let url = url.trim_end_matches('/').to_owned();
        Ok(Self { http: http(&url)?, url, token: token.clone() })
    }

    /// A request to `path`, with the token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(self.token.expose_secret())
    }

    /// The JSON at `path`.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        Ok(self.look(path).await?.body)
    }

    /// What is listed at `path` as `list`, page by page, at most `most` of it.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn pages(&self, path: &str, list: &str, most: usize) -> anyhow::Result<Vec<Value>> {
        let and = if path.contains('?') { '&' } else { '?' };
        let mut all = Vec::new();
        let mut cursor = String::new();
        while all.len() < most {
            let limit = (most - all.len()).min(LARGEST_PAGE);
            let mut page = self.get(&format!("{path}{and}limit={limit}{cursor}")).await?;
            if let Some(Value::Array(items)) = page.get_mut(list).map(Value::take) {
                all.extend(items);
            }
            let Some(next) = page.get("next").and_then(Value::as_str) else { break };
            cursor = format!("&cursor={}", segment(next));
        }
        Ok(all)
    }

    /// What is at `path`, and when to look again.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn look(&self, path: &str) -> anyhow::Result<Reply> {
        self.exchange(self.request(Method::GET, path), TRIES).await
    }

    /// What the server answers to `body` at `path`; it is not sent again.
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
        Ok(self.exchange(self.request(Method::PUT, path).json(body), TRIES).await?.body)
    }

    /// Asks for a change, with an idempotency key: however often it is sent, it is done once.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn change(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Reply> {
        let request = self.request(method, path).header("idempotency-key", uuid::Uuid::now_v7().to_string());
        self.exchange(if let Some(body) = body { request.json(body) } else { request }, TRIES).await
    }

    /// Sends `request` once and reads its reply: JSON, or `null` for an empty one.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn send(&self, request: RequestBuilder) -> anyhow::Result<Value> {
        Ok(self.exchange(request, 1).await?.body)
    }

    /// Reads what `path` has, as it is.
    ///
    /// # Errors
    /// The server is out of reach, or refused.
    pub(crate) async fn text(&self, path: &str) -> anyhow::Result<String> {
        let (status, reply, text) = self.once(self.request(Method::GET, path)).await?;
        if !(200..300).contains(&status) {
            return Err(refusal(status, &text, reply.location.as_deref()).into());
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Sends `request`, at most `tries` times; more often where it was refused for being one too many.
    async fn exchange(&self, request: RequestBuilder, tries: u32) -> anyhow::Result<Reply> {
        let mut request = Some(request);
        let mut pause = FIRST_PAUSE;
        let mut sent = 0;
        loop {
            let again = request.as_ref().filter(|_| sent + 1 < TRIES).and_then(RequestBuilder::try_clone);
            let this = std::mem::replace(&mut request, again).context("a request cannot be sent again")?;
            sent += 1;
            let wait = match self.once(this).await {
                // It was refused before anything was done for it.
                Ok((429, reply, _)) if request.is_some() => reply.retry_after,
                Ok((503, reply, _)) if request.is_some() && sent < tries => reply.retry_after,
                Ok((status, reply, text)) if !(200..300).contains(&status) => {
                    return Err(refusal(status, &text, reply.location.as_deref()).into());
                }
                Ok((_, mut reply, text)) => {
                    if !text.is_empty() {
                        let no_json = || format!("{} answered with something that is no JSON", self.url);
                        reply.body = serde_json::from_slice(&text).with_context(no_json)?;
                    }
                    return Ok(reply);
                }
                // Who was never reached need not be waited for: nothing runs there.
                Err(error)
                    if request.is_some()
                        && sent < tries
                        && !error.is_timeout()
                        && (!error.is_connect() || sent > 1) =>
                {
                    None
                }
                Err(error) => return Err(self.unreachable(&error).into()),
            };
            tokio::time::sleep(wait.unwrap_or(pause).min(LONGEST_PAUSE)).await;
            pause *= 2;
        }
    }

    async fn once(&self, request: RequestBuilder) -> Result<(u16, Reply, Vec<u8>), reqwest::Error> {
        let reply = request.send().await?;
        let status = reply.status().as_u16();
        let text = |name| reply.headers().get(name).and_then(|value| value.to_str().ok());
        let location = text(header::LOCATION).map(str::to_owned);
        let seconds = text(header::RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
        let retry_after = seconds.map(Duration::from_secs);
        let body = reply.bytes().await?.to_vec();
        Ok((status, Reply { status, location, retry_after, body: Value::Null }, body))
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

/// `text` as one segment of a path (RFC 3986, section 2.3).
pub(crate) fn segment(text: &str) -> String {
    let mut segment = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            segment.push_str(&format!("%{byte:02X}"));
        }
    }
    segment
}

/// What a refused request says, from its problem document if it is one; `location` is its operation's address.
fn refusal(status: u16, body: &[u8], location: Option<&str>) -> Failure {
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
    let code = text("code").unwrap_or_default();
    let operation = location.and_then(|path| path.strip_prefix("/tenants/")?.split_once("/operations/"));
    if let Some((tenant, operation)) = operation.filter(|_| code == "operation_running") {
        failure = failure.remedy(format!("wait until it has ended: salestalk tenant operation {tenant} {operation}"));
    } else if let Some(remedy) = text("remedy") {
        failure = failure.remedy(remedy);
    }
    failure.code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_becomes_its_detail_and_remedy() {
        let failure = refusal(
            422,
            br#"{"code":"invalid_field","field":"name","detail":"it is blank","remedy":"fill it in"}"#,
            None,
        );
        assert_eq!(failure.to_string(), "name: it is blank");
        let error = anyhow::Error::from(failure);
        assert!(crate::failure::is(&error, "invalid_field"));
        assert!(refusal(502, b"<html>", None).to_string().contains("502"));
    }
}
