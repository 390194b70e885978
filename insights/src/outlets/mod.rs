//! How what is told leaves the system: by webhooks and by e-mail.

mod email;
mod public;
mod webhook;

use serde_json::Value;
use tenancy::{ApiError, Config};

use crate::channel::{ChannelKind, KeptChannel};
use email::Mailer;
use webhook::Webhooks;

/// What is told.
#[derive(Debug)]
pub(crate) struct Message {
    /// The same however often it is sent, for receivers to tell what they have.
    pub(crate) id: String,
    /// For programs: `insights.told`.
    pub(crate) kind: &'static str,
    /// For programs.
    pub(crate) data: Value,
    /// For people.
    pub(crate) subject: String,
    /// For people.
    pub(crate) text: String,
    /// A file for people: its name, and HTML.
    pub(crate) page: Option<(String, String)>,
}

/// The ways out; cheap to clone.
#[derive(Debug, Clone)]
pub struct Outlets {
    webhooks: Webhooks,
    mailer: Option<Mailer>,
}

impl Outlets {
    /// Those that `config` names.
    ///
    /// # Errors
    /// The mail server's address or the sender's cannot be used, or the system has no certificates to trust.
    pub fn new(config: &Config) -> Result<Self, ApiError> {
        let outlets = &config.outlets;
        Ok(Self { webhooks: Webhooks::new(outlets.private_webhooks)?, mailer: Mailer::new(outlets)? })
    }

    /// Whether webhooks may be anywhere.
    pub(crate) fn has_private_webhooks(&self) -> bool {
        self.webhooks.private
    }

    /// Whether e-mail is sent.
    pub(crate) fn has_email(&self) -> bool {
        self.mailer.is_some()
    }

    /// Sends `message` once; why the other side does not have it, in words for the tenant.
    pub(crate) async fn send(&self, channel: &KeptChannel, message: &Message) -> Result<(), String> {
        match (channel.channel.kind, &self.mailer) {
            (ChannelKind::Webhook, _) => self.webhooks.send(channel, message).await,
            (ChannelKind::Email, Some(mailer)) => mailer.send(&channel.channel.to, message).await,
            (ChannelKind::Email, None) => Err("this system sends no e-mail".to_owned()),
        }
    }
}
