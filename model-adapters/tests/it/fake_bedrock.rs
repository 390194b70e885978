//! Bedrock's side of ConverseStream: real `application/vnd.amazon.eventstream` frames, and a client that talks to the fake.

use std::time::Duration;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use model_adapters::{Bedrock, BedrockOptions};
use serde_json::json;

use crate::fake_http::{FakeHttp, Reply};

pub(crate) const MODEL: &str = "amazon.nova-lite-v1:0";

pub(crate) fn client(server: &FakeHttp) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .endpoint_url(&server.url)
        .build();
    Client::from_conf(config)
}

pub(crate) fn model(server: &FakeHttp) -> Bedrock {
    Bedrock::new(client(server), MODEL, BedrockOptions::default(), None, Duration::from_secs(3))
}

pub(crate) fn stream(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Reply {
    Reply::ok(pieces).header("content-type", "application/vnd.amazon.eventstream")
}

fn frame(message_type: &'static str, name_header: &'static str, name: &str, payload: &serde_json::Value) -> Vec<u8> {
    let text = |value: &str| HeaderValue::String(value.to_owned().into());
    let message = Message::new(payload.to_string())
        .add_header(Header::new(":message-type", text(message_type)))
        .add_header(Header::new(name_header, text(name)))
        .add_header(Header::new(":content-type", text("application/json")));
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).unwrap();
    bytes
}

pub(crate) fn event(name: &str, payload: &serde_json::Value) -> Vec<u8> {
    frame("event", ":event-type", name, payload)
}

pub(crate) fn exception(name: &str, message: &str) -> Vec<u8> {
    frame("exception", ":exception-type", name, &json!({ "message": message }))
}

pub(crate) fn start() -> Vec<u8> {
    event("messageStart", &json!({"role": "assistant"}))
}

pub(crate) fn text(text: &str) -> Vec<u8> {
    event("contentBlockDelta", &json!({"contentBlockIndex": 0, "delta": {"text": text}}))
}

pub(crate) fn stop(reason: &str) -> Vec<u8> {
    event("messageStop", &json!({ "stopReason": reason }))
}

pub(crate) fn metadata(input: u32, output: u32) -> Vec<u8> {
    let usage = json!({"inputTokens": input, "outputTokens": output, "totalTokens": input + output});
    event("metadata", &json!({"usage": usage, "metrics": {"latencyMs": 42}}))
}

/// A whole answer.
pub(crate) fn answer() -> Vec<Vec<u8>> {
    let block_stop = event("contentBlockStop", &json!({"contentBlockIndex": 0}));
    vec![start(), text("£683"), text(",267 – 😀"), block_stop, stop("end_turn"), metadata(30, 9)]
}
