//! A receiver of webhooks.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use aws_lc_rs::hmac;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use tokio::net::TcpListener;

/// A receiver of webhooks on this machine.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    /// What it answers.
    pub(crate) status: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Receiver {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, status: Arc::new(AtomicU16::new(204)), got: Arc::default() };
        let app = Router::new().route("/hook", post(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        receiver
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        self.got.lock().unwrap().clone()
    }

    /// The messages to a tenant, with their ids, in the order in which they came.
    pub(crate) fn of_tenant(&self, tenant: &str) -> Vec<(String, Value)> {
        let messages = self.got().into_iter().filter_map(|(headers, body)| {
            let message: Value = serde_json::from_str(&body).unwrap();
            let id = headers["webhook-id"].to_str().unwrap().to_owned();
            (message["data"]["tenantId"] == tenant).then(|| (id, message["data"].clone()))
        });
        messages.collect()
    }

    /// The messages of a type, checked as the specification of Standard Webhooks has it: HMAC-SHA256 of the id, the time and
    /// the body.
    pub(crate) fn checked(&self, secret: &str, kind: &str) -> Vec<(String, Value)> {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let mut messages = Vec::new();
        for (headers, body) in self.got() {
            let header = |name: &str| headers[name].to_str().unwrap().to_owned();
            let id = header("webhook-id");
            let signed = format!("{id}.{}.{body}", header("webhook-timestamp"));
            let signature = BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
            assert_eq!(header("webhook-signature"), format!("v1,{signature}"));
            let message: Value = serde_json::from_str(&body).unwrap();
            if message["type"] == kind {
                messages.push((id, message["data"].clone()));
            }
        }
        messages
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    receiver.got.lock().unwrap().push((headers, body));
    StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).unwrap()
}
