//! How work that a request does not do itself reaches somebody who does. A message that is lost only delays: whoever takes
//! messages also looks by itself for what is to be done.

use aws_sdk_sqs::error::DisplayErrorContext;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::TenantId;

/// Carries messages to those who act on them; cheap to clone.
#[derive(Debug)]
pub enum Queue<T> {
    /// Within this process.
    Process(mpsc::UnboundedSender<T>),
    /// An SQS queue.
    Sqs {
        /// The client.
        client: aws_sdk_sqs::Client,
        /// The queue.
        url: String,
    },
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Process(sender) => Self::Process(sender.clone()),
            Self::Sqs { client, url } => Self::Sqs { client: client.clone(), url: url.clone() },
        }
    }
}

impl<T: Serialize> Queue<T> {
    /// A queue within this process, and the end that messages come out of.
    #[must_use]
    pub fn in_process() -> (Self, mpsc::UnboundedReceiver<T>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self::Process(sender), receiver)
    }

    /// The SQS queue at `url`.
    #[must_use]
    pub fn sqs(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self::Sqs { client, url: url.into() }
    }

    /// Sends `message`; a failure is logged and no more.
    pub async fn send(&self, message: T) {
        match self {
            Self::Process(sender) => {
                if sender.send(message).is_err() {
                    tracing::warn!("nobody takes messages any more");
                }
            }
            Self::Sqs { client, url } => {
                let Ok(body) = serde_json::to_string(&message) else { return };
                if let Err(error) = client.send_message().queue_url(url).message_body(body).send().await {
                    tracing::warn!(error = %DisplayErrorContext(error), "a message could not be queued");
                }
            }
        }
    }
}

/// A tenant whose data has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataChange {
    /// The tenant.
    pub tenant_id: TenantId,
}
