//! The pluggable language model: one trait, one file per model family, wrappers of the same trait.
//!
//! A model may only *phrase* an answer whose figures were computed elsewhere, so this crate knows no tenant, no fact and
//! no Lambda: text goes in, events come out. What every implementation promises is written at [`ChatModel`] and checked
//! for each of them by the laws in `tests/it/laws.rs`.

pub mod bedrock;
mod begin;
pub mod breaker;
pub mod chat_model;
pub mod error;
pub mod event;
pub mod fallback;
mod http;
mod lines;
pub mod meter;
pub mod narrator;
pub mod ollama;
pub mod openai;
pub mod prices;
pub mod retry;
pub mod scripted;
pub mod select;
pub mod timeout;

pub use bedrock::{Bedrock, BedrockOptions, Guardrail};
pub use breaker::CircuitBreaker;
pub use chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, Message, Role, TurnContext};
pub use error::{ErrorKind, ModelError, Phase};
pub use event::{Event, FinishReason, Reply, Usage, collect};
pub use fallback::Fallback;
pub use meter::{Call, CallOutcome, Meter, Metered};
pub use narrator::Narrator;
pub use ollama::Ollama;
pub use openai::{OpenAi, OpenAiEndpoint};
pub use prices::{Price, Prices, PricesError, STANDARD_TIER};
pub use retry::Retry;
pub use scripted::{Scripted, Step};
pub use select::{AdapterConfig, ModelChoice, UnknownModel, build};
pub use timeout::{Timeouts, WithTimeouts};
