//! Choosing a model by name, and building it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bedrock::{Bedrock, BedrockOptions};
use crate::breaker::CircuitBreaker;
use crate::chat_model::ChatModel;
use crate::error::{ErrorKind, ModelError};
use crate::meter::Metered;
use crate::narrator::Narrator;
use crate::ollama::Ollama;
use crate::openai::{self, OpenAi, OpenAiEndpoint};
use crate::prices::{Prices, STANDARD_TIER};
use crate::retry::Retry;
use crate::timeout::{Timeouts, WithTimeouts};

/// Where Ollama listens unless told otherwise (its `OLLAMA_HOST` default).
pub const DEFAULT_OLLAMA_URL: &str = "http://127.0.0.1:11434";

/// Where Ollama listens by its variable `OLLAMA_HOST`, whose values have no scheme as often as not.
#[must_use]
pub fn ollama_url(host: Option<&str>) -> String {
    match host {
        None => DEFAULT_OLLAMA_URL.to_owned(),
        Some(url) if url.contains("://") => url.to_owned(),
        Some(host) => format!("http://{host}"),
    }
}

/// A model by name: `narrator`, `ollama:NAME`, `openai:NAME` or `bedrock:ID`, in text and in JSON alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ModelChoice {
    /// The deterministic narrator.
    Narrator,
    /// A model of a local Ollama.
    Ollama {
        /// As `ollama list` shows it, tag included: `smollm2`, `llama3.2:3b`.
        model: String,
    },
    /// A model of a server that speaks OpenAI's Chat Completions.
    OpenAi {
        /// As the server's `/models` shows it: `gpt-5-mini`, `Qwen/Qwen3-8B`.
        model: String,
    },
    /// A model of Amazon Bedrock.
    Bedrock {
        /// A model id or inference profile: `amazon.nova-lite-v1:0`, `us.anthropic.claude-haiku-4-5-20251001-v1:0`.
        model_id: String,
    },
}

/// A text that names no model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` names no model: write `narrator`, `ollama:NAME` (like `ollama:smollm2`), `openai:NAME` (like `openai:gpt-5-mini`) or `bedrock:ID` (like `bedrock:amazon.nova-lite-v1:0`)"
)]
pub struct UnknownModel(pub String);

impl FromStr for ModelChoice {
    type Err = UnknownModel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_named = |name: &str| !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control());
        match text.split_once(':') {
            None if text == Narrator::ID => Ok(Self::Narrator),
            Some(("ollama", model)) if well_named(model) => Ok(Self::Ollama { model: model.to_owned() }),
            Some(("openai", model)) if well_named(model) => Ok(Self::OpenAi { model: model.to_owned() }),
            Some(("bedrock", id)) if well_named(id) => Ok(Self::Bedrock { model_id: id.to_owned() }),
            _ => Err(UnknownModel(text.to_owned())),
        }
    }
}

impl fmt::Display for ModelChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Narrator => f.write_str(Narrator::ID),
            Self::Ollama { model } => write!(f, "ollama:{model}"),
            Self::OpenAi { model } => write!(f, "openai:{model}"),
            Self::Bedrock { model_id } => write!(f, "bedrock:{model_id}"),
        }
    }
}

impl TryFrom<String> for ModelChoice {
    type Error = UnknownModel;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ModelChoice> for String {
    fn from(choice: ModelChoice) -> Self {
        choice.to_string()
    }
}

/// What the adapters need from outside.
#[derive(Debug, Clone)]
pub struct AdapterConfig {
    /// The base URL of Ollama; [`DEFAULT_OLLAMA_URL`] by default.
    pub ollama_url: String,
    /// The OpenAI-compatible server; without one, no model of it can be built.
    pub openai: Option<OpenAiEndpoint>,
    /// The Bedrock client; without one, no Bedrock model can be built.
    pub bedrock: Option<aws_sdk_bedrockruntime::Client>,
    /// What is asked of Bedrock with every request.
    pub bedrock_options: BedrockOptions,
    /// What models cost; [`Prices::embedded`] by default.
    pub prices: Arc<Prices>,
    /// How long a model may take.
    pub timeouts: Timeouts,
}

impl Default for AdapterConfig {
    fn default() -> Self {
        Self {
            ollama_url: DEFAULT_OLLAMA_URL.to_owned(),
            openai: None,
            bedrock: None,
            bedrock_options: BedrockOptions::default(),
            prices: Arc::new(Prices::embedded().clone()),
            timeouts: Timeouts::default(),
        }
    }
}

/// Builds the chosen model, without a fallback (see [`Fallback::new`](crate::Fallback::new)). Nothing is sent yet. Keep the
/// result: it holds the connections, and what was learned of the model.
///
/// From the outside in: [`CircuitBreaker`], [`Retry`], [`Metered`], [`WithTimeouts`], adapter. The breaker counts answers that
/// failed for good, so it stands around the retries. The meter stands inside of them, so that each call that reached a
/// provider is metered, and around the time limits, so that it sees what a call given up for its slowness was. Limits are
/// those of one call. The narrator cannot fail: it is only metered.
///
/// # Errors
/// `BadRequest` for Bedrock without a client, for an OpenAI-compatible server without its URL, and for a URL that is none.
pub fn build(choice: &ModelChoice, config: &AdapterConfig) -> Result<Arc<dyn ChatModel>, ModelError> {
    let timeouts = config.timeouts;
    let tier = match choice {
        ModelChoice::Bedrock { .. } => config.bedrock_options.price_tier(),
        _ => STANDARD_TIER,
    };
    let price = config.prices.of(&choice.to_string(), tier);
    let model: Arc<dyn ChatModel> = match choice {
        ModelChoice::Narrator => return Ok(Arc::new(Metered::new(Arc::new(Narrator)))),
        ModelChoice::Ollama { model } => Arc::new(Ollama::new(model, &config.ollama_url, price, timeouts.connect)?),
        ModelChoice::OpenAi { model } => {
            let endpoint = config.openai.as_ref().ok_or_else(|| openai::not_configured(model))?;
            Arc::new(OpenAi::new(model, endpoint, price, timeouts.connect)?)
        }
        ModelChoice::Bedrock { model_id } => {
            let client = config.bedrock.clone().ok_or_else(|| {
                ModelError::new(ErrorKind::BadRequest, format!("model {choice} needs Bedrock, which is not configured"))
            })?;
            Arc::new(Bedrock::new(client, model_id, config.bedrock_options.clone(), price, timeouts.connect))
        }
    };
    let called = Metered::new(Arc::new(WithTimeouts::new(model, timeouts)));
    Ok(Arc::new(CircuitBreaker::new(Arc::new(Retry::new(Arc::new(called))))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_a_round_trip() {
        for name in
            ["narrator", "ollama:smollm2", "ollama:llama3.2:3b", "openai:a/b:c", "bedrock:amazon.nova-lite-v1:0"]
        {
            let choice: ModelChoice = name.parse().unwrap();
            assert_eq!(choice.to_string(), name);
            assert_eq!(serde_json::to_string(&choice).unwrap(), format!("\"{name}\""));
        }
    }

    #[test]
    fn a_wrong_name_is_told_the_right_forms() {
        for name in ["", "gpt-4", "ollama", "ollama:", "bedrock:", "Narrator", "narrator:x", "ollama:a b"] {
            let error = name.parse::<ModelChoice>().unwrap_err().to_string();
            assert!(error.contains("`narrator`, `ollama:NAME`") && error.contains("`bedrock:ID`"), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_built_says_why() {
        let build = |name: &str, config: &AdapterConfig| build(&name.parse().unwrap(), config);
        let error = build("bedrock:amazon.nova-lite-v1:0", &AdapterConfig::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadRequest);
        let nowhere = AdapterConfig { ollama_url: "nowhere".to_owned(), ..AdapterConfig::default() };
        assert_eq!(build("ollama:x", &nowhere).unwrap_err().kind, ErrorKind::BadRequest);
        let error = build("openai:x", &AdapterConfig::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadRequest);
        assert!(error.message.contains("OPENAI_BASE_URL"), "{error}");
        assert_eq!(build("ollama:x", &AdapterConfig::default()).unwrap().id(), "ollama:x");
        assert!(build("narrator", &AdapterConfig::default()).unwrap().capabilities().local);
    }
}
