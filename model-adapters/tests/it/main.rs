//! Every adapter against the laws of `ChatModel`, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bedrock;
mod conformance;
mod fake_bedrock;
mod fake_http;
mod laws;
mod live;
mod matrix;
mod meter;
mod ollama;
mod ollama_library;
mod openai;
mod resilience;
mod wrappers;
