//! Webhooks: a `POST` of JSON, signed as the Standard Webhooks specification has it.

use std::{net::IpAddr, sync::Arc, time::Duration};

use jiff::Timestamp;
use reqwest::{Client, Url, header::CONTENT_TYPE, redirect::Policy};
use serde_json::json;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use tenancy::ApiError;

use super::{
    Message,
    public::{PublicOnly, is_public},
};
use crate::channel::KeptChannel;

/// A receiver has so long to answer.
const WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub(super) struct Webhooks {
    http: Client,
    /// Whether they may be in this machine's own network.
    pub(super) private: bool,
}

impl Webhooks {
    pub(super) fn new(private: bool) -> Result<Self, ApiError> {
        // A redirection would lead around the check of addresses, and so would a proxy.
        let client = Client::builder().timeout(WITHIN).redirect(Policy::none()).no_proxy();
        let client = if private { client } else { client.https_only(true).dns_resolver(Arc::new(PublicOnly)) };
        let http = client.build().map_err(|e| ApiError::internal("making a client for webhooks", e))?;
        Ok(Self { http, private })
    }

    /// Sends `message`; done where the receiver answers with a status of 200 to 299.
    pub(super) async fn send(&self, channel: &KeptChannel, message: &Message) -> Result<(), String> {
        let url = Url::parse(&channel.channel.to).map_err(|_| "the address cannot be read".to_owned())?;
        if !self.private && !leads_out(&url) {
            return Err("the address is not one of the public internet".to_owned());
        }
        let now = Timestamp::now();
        let body = json!({"type": message.kind, "timestamp": now, "data": message.data}).to_string();
        let signature = channel.secret.as_deref().and_then(|secret| {
            let webhook = Webhook::new(secret).ok()?;
            webhook.sign(&message.id, now.as_second(), body.as_bytes()).ok()
        });
        let signature =
            signature.ok_or_else(|| "it has no secret to sign with: delete it, and make it anew".to_owned())?;
        let request =
            self.http.post(url).header(CONTENT_TYPE, "application/json").header(HEADER_WEBHOOK_ID, &message.id);
        let request =
            request.header(HEADER_WEBHOOK_TIMESTAMP, now.as_second()).header(HEADER_WEBHOOK_SIGNATURE, signature);
        match request.body(body).send().await {
            Ok(reply) if reply.status().is_success() => Ok(()),
            Ok(reply) => Err(format!("it answered {}", reply.status().as_u16())),
            Err(error) if error.is_timeout() => Err(format!("no answer within {} s", WITHIN.as_secs())),
            Err(error) if error.is_connect() => Err("it cannot be reached at a public address".to_owned()),
            Err(_) => Err("the connection broke".to_owned()),
        }
    }
}

/// Whether an address with a number for its host is public; names are looked up by [`PublicOnly`].
fn leads_out(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host.parse::<IpAddr>().map_or(true, is_public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_any_notation_is_looked_at() {
        for private in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0251.254.169.254/",
        ] {
            assert!(!leads_out(&Url::parse(private).unwrap()), "{private}");
        }
        assert!(leads_out(&Url::parse("https://1.1.1.1/").unwrap()));
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_reached() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let webhooks = Webhooks::new(false).unwrap();
        let error = webhooks.http.post(format!("https://localhost:{port}/")).send().await.unwrap_err();
        assert!(format!("{error:?}").contains("no public address"), "{error:?}");
        assert!(webhooks.http.post(format!("http://localhost:{port}/")).send().await.is_err());
        let came = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(came.is_err(), "somebody connected");
    }
}
