//! Where a tenant is told beside in the app: a webhook, or an e-mail address.

use std::{collections::BTreeSet, str::FromStr};

use aws_lc_rs::rand;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use lettre::Address;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use tenancy::ApiError;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::Kept;

const LONGEST_URL: usize = 1000;
/// Of a webhook's secret, in bytes (Standard Webhooks: 24 to 64).
const SECRET: usize = 32;

/// What a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChannelKind {
    /// A `POST` of JSON, signed as Standard Webhooks has it.
    Webhook,
    /// An e-mail.
    Email,
}

/// What a channel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tells {
    /// What the tenant's own rules tell.
    Alerts,
    /// All other insights.
    Insights,
    /// Reports.
    Reports,
}

/// A channel, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewChannel {
    /// What it is.
    pub(crate) kind: ChannelKind,
    /// A webhook's address, or an e-mail address.
    #[schema(example = "https://acme.example/hooks/sales", max_length = 1000)]
    pub(crate) to: String,
    /// What it tells; at least one.
    #[schema(value_type = Vec<Tells>, min_items = 1)]
    pub(crate) tells: BTreeSet<Tells>,
}

/// A channel that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Channel {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) channel_id: Uuid,
    /// What it is.
    pub(crate) kind: ChannelKind,
    /// A webhook's address, or an e-mail address.
    pub(crate) to: String,
    /// What it tells.
    #[schema(value_type = Vec<Tells>)]
    pub(crate) tells: BTreeSet<Tells>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) created_at: Timestamp,
}

/// What is stored of a channel: itself, and what a webhook's messages are signed with. It has no `Debug`, to be in no log.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeptChannel {
    pub(crate) channel: Channel,
    /// `whsec_` and base64; encrypted like everything of the tenant's, and shown once.
    pub(crate) secret: Option<String>,
}

impl NewChannel {
    /// The channel, with a new secret where it is a webhook; `private` webhooks may be anywhere.
    ///
    /// # Errors
    /// Names the field that cannot be used.
    pub(crate) fn make(self, private: bool) -> Result<KeptChannel, ApiError> {
        if self.tells.is_empty() {
            return Err(ApiError::field("tells", "it tells nothing").remedy("name alerts, insights or reports"));
        }
        let secret = match self.kind {
            ChannelKind::Webhook => {
                check_webhook(&self.to, private)?;
                Some(secret()?)
            }
            ChannelKind::Email => {
                Address::from_str(&self.to).map_err(|_| {
                    ApiError::field("to", format!("\"{}\" is no e-mail address", self.to)).remedy(like(
                        &self.to,
                        "ann@acme.example",
                        "ann@xn--bcher-kva.example",
                    ))
                })?;
                None
            }
        };
        let NewChannel { kind, to, tells } = self;
        let channel = Channel { channel_id: Uuid::now_v7(), kind, to, tells, created_at: Timestamp::now() };
        Ok(KeptChannel { channel, secret })
    }
}

/// What to give in place of `text`: an address as `plain`, or with its host's letters as they go over the wire, as `encoded`.
fn like(text: &str, plain: &str, encoded: &str) -> String {
    if text.is_ascii() {
        format!("give one such as {plain}")
    } else {
        format!("write the host's letters beyond a to z in Punycode, as in {encoded}")
    }
}

/// Whether `text` is an address that a webhook can have.
fn check_webhook(text: &str, private: bool) -> Result<(), ApiError> {
    let remedy = like(text, "https://acme.example/hook", "https://xn--bcher-kva.example/hook");
    let wrong = |detail: String| Err(ApiError::field("to", detail).remedy(remedy.clone()));
    if text.len() > LONGEST_URL {
        return wrong(format!("the address is longer than {LONGEST_URL} bytes"));
    }
    let Ok(url) = Url::parse(text) else { return wrong(format!("\"{text}\" is no address")) };
    let schemes: &[&str] = if private { &["https", "http"] } else { &["https"] };
    if !schemes.contains(&url.scheme()) || url.host_str().is_none() {
        return wrong(format!("\"{text}\" does not begin with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("the address has a user or a password in it".to_owned());
    }
    Ok(())
}

fn secret() -> Result<String, ApiError> {
    let mut bytes = [0; SECRET];
    rand::fill(&mut bytes).map_err(|e| ApiError::internal("making a webhook's secret", e))?;
    Ok(format!("whsec_{}", BASE64_STANDARD.encode(bytes)))
}

impl Kept for KeptChannel {
    const PK: &'static str = "CHANNEL";
    const NAME: &'static str = "channel";

    fn sk(&self) -> String {
        self.channel.channel_id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(kind: ChannelKind, to: &str, private: bool) -> Result<KeptChannel, ApiError> {
        NewChannel { kind, to: to.to_owned(), tells: BTreeSet::from([Tells::Alerts]) }.make(private)
    }

    #[test]
    fn a_webhook_is_an_address_with_tls_and_has_a_secret_of_its_own() {
        let secret = |made: KeptChannel| made.secret.unwrap();
        let one = secret(made(ChannelKind::Webhook, "https://acme.example/hook?of=sales", false).ok().unwrap());
        let two = secret(made(ChannelKind::Webhook, "http://127.0.0.1:9/hook", true).ok().unwrap());
        assert_ne!(one, two);
        assert_eq!(BASE64_STANDARD.decode(one.strip_prefix("whsec_").unwrap()).unwrap().len(), SECRET);
        for bad in ["http://acme.example", "ftp://a", "https://", "https://ann:pw@acme.example", "mailto:a@b.c", ""] {
            let refused = made(ChannelKind::Webhook, bad, false).err().unwrap();
            assert_eq!(refused.field.as_deref(), Some("to"), "{bad}");
        }
        let refused = made(ChannelKind::Webhook, "https://bücher.example/hook", false).err().unwrap();
        assert!(refused.remedy.unwrap().contains("Punycode"));
        for good in ["https://xn--bcher-kva.example/hook", "https://acme.example/bücher"] {
            assert!(made(ChannelKind::Webhook, good, false).is_ok(), "{good}");
        }
    }

    #[test]
    fn an_e_mail_address_is_one_and_no_more() {
        assert!(made(ChannelKind::Email, "ann.o-neil+sales@acme.example", false).is_ok());
        for bad in ["ann", "ann@", "a@b.c, d@e.f", "Ann <ann@acme.example>", "ann@acme.example\r\nBcc: x@y.z", ""] {
            assert_eq!(made(ChannelKind::Email, bad, false).err().unwrap().field.as_deref(), Some("to"), "{bad}");
        }
    }
}
