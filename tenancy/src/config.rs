//! What a Lambda is told by its environment; every missing or wrong value is reported at once. Only this file reads variables.

use axum::http::{HeaderValue, Uri};
use secrecy::SecretString;

use crate::{
    Names, Plans,
    token::{KeySource, TokenUse, VerifierConfig},
};

/// Configuration of a process that serves tenants.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where resources live: `AWS_REGION`, `SALESTALK_ACCOUNT`, `SALESTALK_BUCKET`.
    pub names: Names,
    /// The tenants-metadata table: `SALESTALK_METADATA_TABLE`.
    pub metadata_table: String,
    /// The role that tenant sessions assume: `SALESTALK_TENANT_ROLE_ARN`.
    pub tenant_role_arn: String,
    /// The queue that carries work from requests to `tenant-worker`: `SALESTALK_QUEUE_URL`.
    pub queue_url: String,
    /// The queue that tells `insights-worker` whose data has changed: `SALESTALK_INSIGHTS_QUEUE_URL` (default: nobody is told, and
    /// insights are looked for when its schedule says so).
    pub insights_queue_url: Option<String>,
    /// The Cognito user pool that keeps the accounts: `SALESTALK_USER_POOL_ID` (default: the metadata table keeps them).
    pub user_pool_id: Option<String>,
    /// What the account allows at once: `SALESTALK_TABLE_OPERATIONS` (default 200), `SALESTALK_CREATE_KEY_PER_SECOND` (5),
    /// `SALESTALK_TENANTS_AT_ONCE` (16).
    pub quotas: Quotas,
    /// The tokens to believe: `SALESTALK_ISSUER`, `SALESTALK_AUDIENCE`, `SALESTALK_JWKS_URL`; `SALESTALK_TOKEN_USE` (default `id`).
    pub tokens: VerifierConfig,
    /// What tenants can pay for: `SALESTALK_PLANS`, a JSON object as in `plans.json` (default: that file).
    pub plans: Plans,
    /// The origins whose pages may call from a browser: `SALESTALK_ALLOWED_ORIGINS`, separated by commas (default: none).
    pub allowed_origins: Vec<HeaderValue>,
    /// Who phrases answers.
    pub models: Models,
    /// How what is told to a tenant leaves the system.
    pub outlets: Outlets,
    /// Whether the gateway in front passes a response on as it comes, which a REST API in mode STREAM does and an HTTP API cannot:
    /// `SALESTALK_STREAM_RESPONSES`, `true` or `false` (default).
    pub stream_responses: bool,
}

/// The models that may phrase answers.
#[derive(Debug, Clone)]
pub struct Models {
    /// The one that does where nothing else is said: `SALESTALK_MODEL` (default `narrator`).
    pub default: String,
    /// Those that plans and requests may name beside it: `SALESTALK_MODELS`, names separated by commas, or `ollama:*` for a
    /// whole family (default: none).
    pub offered: Vec<String>,
    /// Where Ollama listens: `OLLAMA_HOST`.
    pub ollama_url: Option<String>,
    /// A server that speaks OpenAI's Chat Completions: `OPENAI_BASE_URL`, such as `https://api.openai.com/v1`.
    pub openai_url: Option<String>,
    /// Its key: `OPENAI_API_KEY`.
    pub openai_key: Option<SecretString>,
    /// The guardrail of Bedrock that every request is under: `SALESTALK_BEDROCK_GUARDRAIL`, `ID:VERSION`.
    pub bedrock_guardrail: Option<String>,
    /// Bedrock's service tier: `SALESTALK_BEDROCK_TIER`.
    pub bedrock_tier: Option<String>,
    /// Prices beside those that come with the program, or in their place: `SALESTALK_PRICES`, JSON as in `prices.json`.
    pub prices: Option<String>,
}

impl Models {
    /// What the environment says; all of it may be left out.
    #[must_use]
    pub fn from_env() -> Self {
        Self {
            default: text("SALESTALK_MODEL").unwrap_or_else(|| "narrator".to_owned()),
            offered: list("SALESTALK_MODELS"),
            ollama_url: text("OLLAMA_HOST"),
            openai_url: text("OPENAI_BASE_URL"),
            openai_key: text("OPENAI_API_KEY").map(SecretString::from),
            bedrock_guardrail: text("SALESTALK_BEDROCK_GUARDRAIL"),
            bedrock_tier: text("SALESTALK_BEDROCK_TIER"),
            prices: text("SALESTALK_PRICES"),
        }
    }
}

/// How what is told to a tenant leaves the system.
#[derive(Debug, Clone, Default)]
pub struct Outlets {
    /// The mail server, such as that of SES: `SALESTALK_SMTP_URL`, `smtps://USER:PASSWORD@HOST` (default: no e-mail is sent).
    pub smtp_url: Option<SecretString>,
    /// Whom e-mail is from: `SALESTALK_MAIL_FROM`, `SalesTalk <insights@app.example>`.
    pub mail_from: Option<String>,
    /// Whether webhooks may be in this machine or its private network, and without TLS: `SALESTALK_PRIVATE_WEBHOOKS`, `true` or
    /// `false` (default; on AWS such addresses are not the tenant's own).
    pub private_webhooks: bool,
}

impl Outlets {
    fn from_env() -> Result<Self, ConfigError> {
        let (smtp_url, mail_from) = (text("SALESTALK_SMTP_URL").map(SecretString::from), text("SALESTALK_MAIL_FROM"));
        if smtp_url.is_some() && mail_from.is_none() {
            return Err(ConfigError::Missing(vec!["SALESTALK_MAIL_FROM"]));
        }
        Ok(Self { smtp_url, mail_from, private_webhooks: flag("SALESTALK_PRIVATE_WEBHOOKS")? })
    }
}

/// The account's quotas that many tenants share.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    /// Creations, changes and deletions of tables at once, in one process; 500 in an account and Region, 250 where tables have
    /// indexes (DynamoDB's `LimitExceededException`).
    pub table_operations: usize,
    /// `CreateKey` calls in a second; 5 (KMS request quotas).
    pub create_key_per_second: usize,
    /// Tenants that a pass over the fleet works on at once.
    pub tenants_at_once: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self { table_operations: 200, create_key_per_second: 5, tenants_at_once: 16 }
    }
}

/// All that is wrong with the environment.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables that have no value.
    #[error("the environment lacks {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A variable that is no number above zero.
    #[error("{0} is no number above zero")]
    Number(&'static str),
    /// `SALESTALK_ALLOWED_ORIGINS` has something else in it.
    #[error("\"{0}\" is no origin such as https://app.example")]
    Origin(String),
    /// `SALESTALK_TOKEN_USE` is neither.
    #[error("SALESTALK_TOKEN_USE is neither id nor access")]
    TokenUse,
    /// A variable that is neither.
    #[error("{0} is neither true nor false")]
    Flag(&'static str),
    /// `SALESTALK_PLANS` cannot be read.
    #[error("SALESTALK_PLANS is no JSON object of plans")]
    Plans(#[source] serde_json::Error),
}

impl Config {
    /// A process over a local stack with the resources of `names`, which believes `tokens`: no queue, no user pool, no page
    /// of another origin. Plans and models are those of the environment, and any model of the machine's own Ollama.
    ///
    /// # Errors
    /// Plans or outlets in the environment cannot be used.
    pub fn local(names: Names, tokens: VerifierConfig) -> Result<Self, ConfigError> {
        let mut models = Models::from_env();
        models.offered.push("ollama:*".to_owned());
        Ok(Self {
            tenant_role_arn: format!("arn:aws:iam::{}:role/salestalk-tenant", names.account),
            names,
            metadata_table: "tenants-metadata".to_owned(),
            queue_url: String::new(),
            insights_queue_url: None,
            user_pool_id: None,
            quotas: Quotas::default(),
            tokens,
            plans: plans()?,
            allowed_origins: Vec::new(),
            models,
            outlets: Outlets { private_webhooks: true, ..Outlets::from_env()? },
            stream_responses: true,
        })
    }

    /// Reads the environment.
    ///
    /// # Errors
    /// Names every variable that is missing.
    pub fn from_env() -> Result<Self, ConfigError> {
        let mut missing = Vec::new();
        let mut required = |name: &'static str| {
            text(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let default = Quotas::default();
        let config = Self {
            names: Names {
                region: required("AWS_REGION"),
                account: required("SALESTALK_ACCOUNT"),
                bucket: required("SALESTALK_BUCKET"),
            },
            metadata_table: required("SALESTALK_METADATA_TABLE"),
            tenant_role_arn: required("SALESTALK_TENANT_ROLE_ARN"),
            queue_url: required("SALESTALK_QUEUE_URL"),
            quotas: Quotas {
                table_operations: number("SALESTALK_TABLE_OPERATIONS", default.table_operations)?,
                create_key_per_second: number("SALESTALK_CREATE_KEY_PER_SECOND", default.create_key_per_second)?,
                tenants_at_once: number("SALESTALK_TENANTS_AT_ONCE", default.tenants_at_once)?,
            },
            insights_queue_url: text("SALESTALK_INSIGHTS_QUEUE_URL"),
            user_pool_id: text("SALESTALK_USER_POOL_ID"),
            tokens: VerifierConfig {
                issuer: required("SALESTALK_ISSUER"),
                audience: required("SALESTALK_AUDIENCE"),
                keys: KeySource::Url(required("SALESTALK_JWKS_URL")),
                token_use: match std::env::var("SALESTALK_TOKEN_USE").as_deref() {
                    Err(_) | Ok("" | "id") => TokenUse::Id,
                    Ok("access") => TokenUse::Access,
                    Ok(_) => return Err(ConfigError::TokenUse),
                },
            },
            plans: plans()?,
            allowed_origins: list("SALESTALK_ALLOWED_ORIGINS")
                .iter()
                .map(|text| origin(text))
                .collect::<Result<_, _>>()?,
            models: Models::from_env(),
            outlets: Outlets::from_env()?,
            stream_responses: flag("SALESTALK_STREAM_RESPONSES")?,
        };
        if missing.is_empty() { Ok(config) } else { Err(ConfigError::Missing(missing)) }
    }
}

/// An origin whose pages may call from a browser; `*` is none, since it would let every page call.
///
/// # Errors
/// [`ConfigError::Origin`].
pub fn origin(text: &str) -> Result<HeaderValue, ConfigError> {
    let bare = text.parse::<Uri>().ok().and_then(|uri| Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?)));
    let value = bare.filter(|bare| bare == text).and_then(|bare| HeaderValue::from_str(&bare).ok());
    value.ok_or_else(|| ConfigError::Origin(text.to_owned()))
}

fn plans() -> Result<Plans, ConfigError> {
    text("SALESTALK_PLANS").map_or_else(Plans::embedded, |json| Plans::parse(&json)).map_err(ConfigError::Plans)
}

/// The variable `name`, if it is set and not empty.
fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What traces of `service` are exported as: `OTEL_SERVICE_NAME`, or its own name; nothing where no collector is named
/// (`OTEL_EXPORTER_OTLP_ENDPOINT`, or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`).
pub(crate) fn traced_as(service: &str) -> Option<String> {
    let collector = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"].into_iter().find_map(text);
    collector.map(|_| text("OTEL_SERVICE_NAME").unwrap_or_else(|| service.to_owned()))
}

/// What is separated by commas in the variable `name`.
fn list(name: &str) -> Vec<String> {
    let all = text(name).unwrap_or_default();
    all.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

fn flag(name: &'static str) -> Result<bool, ConfigError> {
    match text(name).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(ConfigError::Flag(name)),
    }
}

fn number(name: &'static str, default: usize) -> Result<usize, ConfigError> {
    match std::env::var(name) {
        Ok(text) => text.parse().ok().filter(|number| *number > 0).ok_or(ConfigError::Number(name)),
        Err(_) => Ok(default),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for good in ["https://app.example", "http://127.0.0.1:8501"] {
            assert_eq!(origin(good).unwrap(), good);
        }
        for bad in ["*", "", "app.example", "https://app.example/", "https://app.example/page", "null", "https://a b"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
