//! Which server a command talks to: the one it is told, the one that runs on the data directory, or one of its own.

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use localstack::Durability;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tenancy::{TenantId, token::DevIssuer};

use crate::{
    cli::{OfTenant, Target},
    client::Client,
    cloud::Choice,
    deployment,
    endpoint::Endpoint,
    failure::Failure,
    stack::{self, Stack, StackOptions},
};

/// Another command that has the data directory gets this long to end, or to say where it serves.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The server of one command.
#[derive(Debug)]
pub(crate) enum Connection {
    /// Named by --url or --env, and --token.
    Given { url: String, token: SecretString },
    /// Found by the data directory.
    Running { endpoint: Endpoint, data_dir: PathBuf },
    /// Started for this command.
    Own(Box<Stack>),
}

impl Connection {
    /// Finds or starts the server.
    ///
    /// # Errors
    /// There is a --url or --env without --token; the data directory cannot be used.
    pub(crate) async fn open(target: &Target) -> anyhow::Result<Self> {
        if target.url.is_some() || target.env.is_some() {
            let token = target.token.clone().ok_or_else(|| {
                Failure::new("a server is named without a token").remedy("add --token T, or set SALESTALK_TOKEN")
            })?;
            let url = match (&target.url, &target.env) {
                (None, Some(folder)) => deployment::api_url(folder).await?,
                (url, _) => url.clone().unwrap_or_default(),
            };
            return Ok(Self::Given { url, token });
        }
        let data_dir = target.data_dir.clone();
        let started = std::time::Instant::now();
        loop {
            if let Some(endpoint) = Endpoint::of_running(&data_dir).await {
                return Ok(Self::Running { endpoint, data_dir });
            }
            let options = StackOptions {
                data_dir: data_dir.clone(),
                cloud: Choice::Embedded(Durability::Durable),
                model: target.default_model.clone(),
                ollama_url: target.ollama_url.clone(),
                allowed_origins: Vec::new(),
                port: 0,
                publish: false,
            };
            match Stack::start(options).await {
                Ok(stack) => return Ok(Self::Own(Box::new(stack))),
                Err(error) if stack::in_use(&error) && started.elapsed() < WAIT_FOR_OTHERS => {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                Err(error) if stack::in_use(&error) => {
                    return Err(error.context(
                        Failure::new("another command works on this data directory").remedy(
                            "wait until it is done, or keep `salestalk up` running and let all commands use it",
                        ),
                    ));
                }
                Err(error) => return Err(error.context("the local system cannot start")),
            }
        }
    }

    /// The API as the operator.
    ///
    /// # Errors
    /// The address is none.
    pub(crate) fn operator(&self) -> anyhow::Result<Client> {
        match self {
            Self::Given { url, token } => Client::new(url, token),
            Self::Running { endpoint, .. } => Client::new(&endpoint.url, &endpoint.admin_token),
            Self::Own(stack) => Client::new(&stack.url, &stack.admin_token),
        }
    }

    /// Whether the server was named by the user, with a token.
    pub(crate) fn is_given(&self) -> bool {
        matches!(self, Self::Given { .. })
    }

    /// Whether the user's token is a tenant's.
    pub(crate) fn is_a_tenants(&self) -> bool {
        matches!(self, Self::Given { token, .. } if tenant_of(token.expose_secret()).is_some())
    }

    /// The API as an owner of the tenant.
    ///
    /// # Errors
    /// No tenant is named, or another than the token's.
    pub(crate) fn tenant(&self, tenant: &OfTenant) -> anyhow::Result<Client> {
        if let Self::Given { url, token } = self {
            if let (Some(named), Some(of_token)) = (&tenant.id, tenant_of(token.expose_secret()))
                && *named != of_token
            {
                let what = format!("--tenant says \"{named}\", and the token is one of \"{of_token}\"");
                return Err(Failure::new(what)
                    .remedy("use a token of the tenant you mean, or leave --tenant out")
                    .into());
            }
            return Client::new(url, token);
        }
        let id = tenant.id.as_deref().ok_or_else(|| {
            Failure::new("no tenant is named").remedy("add --tenant ID; `salestalk tenant list` shows those there are")
        })?;
        let id = parse_id(id)?;
        match self {
            Self::Given { url, token } => Client::new(url, token),
            Self::Running { endpoint, data_dir } => match endpoint.tenants.get(id.as_str()) {
                Some(known) => Client::new(&endpoint.url, &known.token),
                None => {
                    let issuer = DevIssuer::open(&stack::issuer_file(data_dir))?;
                    Client::new(&endpoint.url, &stack::owner_token(&issuer, &id)?)
                }
            },
            Self::Own(stack) => Client::new(&stack.url, &stack::owner_token(&stack.issuer, &id)?),
        }
    }

    /// Does `work`, then ends what this command started, whatever came of it.
    ///
    /// # Errors
    /// Those of `work`.
    pub(crate) async fn close_after<T>(self, work: impl AsyncFnOnce(&Self) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let result = work(&self).await;
        if let Self::Own(stack) = self {
            stack.stop().await;
        }
        result
    }
}

/// The id in `text`.
pub(crate) fn parse_id(text: &str) -> anyhow::Result<TenantId> {
    text.parse().map_err(anyhow::Error::from).with_context(|| format!("\"{text}\" is no tenant id"))
}

/// The tenant a token is for, unverified: only to spare the user a mistake.
fn tenant_of(token: &str) -> Option<String> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("custom:tenant_id")?.as_str().map(str::to_owned)
}
