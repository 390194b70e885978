//! How work that a request does not do itself reaches somebody who does. A message that is lost only delays: whoever takes
//! messages also looks by itself for what is to be done.

use std::{fmt::Display, time::Duration};

use aws_sdk_sqs::error::DisplayErrorContext;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::TenantId;

/// The longest that SQS holds a message back.
pub const LONGEST_DELAY: Duration = Duration::from_secs(900);

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
            Self::Process(sender) => pass(sender, message),
            Self::Sqs { .. } => self.send_to_sqs(&message, Duration::ZERO).await,
        }
    }

    /// Sends `message` so that it comes after `delay`, at most [`LONGEST_DELAY`].
    pub async fn send_after(&self, message: T, delay: Duration)
    where
        T: Send + 'static,
    {
        let delay = delay.min(LONGEST_DELAY);
        match self {
            Self::Process(sender) => {
                let sender = sender.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(delay).await;
                    pass(&sender, message);
                });
            }
            Self::Sqs { .. } => self.send_to_sqs(&message, delay).await,
        }
    }

    async fn send_to_sqs(&self, message: &T, delay: Duration) {
        let (Self::Sqs { client, url }, Ok(body)) = (self, serde_json::to_string(message)) else { return };
        let seconds = i32::try_from(delay.as_secs()).unwrap_or_default();
        let send = client.send_message().queue_url(url).message_body(body).delay_seconds(seconds);
        if let Err(error) = send.send().await {
            tracing::warn!(error = %DisplayErrorContext(error), "a message could not be queued");
        }
    }
}

fn pass<T>(sender: &mpsc::UnboundedSender<T>, message: T) {
    if sender.send(message).is_err() {
        tracing::warn!("nobody takes messages any more");
    }
}

/// What the Lambda of a worker is called with: messages of SQS, or an event of its schedule, which has none.
#[derive(Debug, Deserialize)]
pub struct WorkerEvent {
    #[serde(default, rename = "Records")]
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    message_id: String,
    body: String,
}

impl WorkerEvent {
    /// Whether the schedule calls.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        self.records.is_empty()
    }

    /// Acts on one message after the other; the reply names those that go back to the queue (SQS, partial batch responses).
    pub async fn each<T: DeserializeOwned, E: Display>(self, act: impl AsyncFn(T) -> Result<(), E>) -> Value {
        let mut failed = Vec::new();
        for Record { message_id, body } in self.records {
            let done = match serde_json::from_str(&body) {
                Ok(message) => act(message).await.map_err(|e| e.to_string()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = done {
                tracing::error!(error, "a message goes back to the queue");
                failed.push(json!({"itemIdentifier": message_id}));
            }
        }
        json!({"batchItemFailures": failed})
    }
}

/// A tenant whose data has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataChange {
    /// The tenant.
    pub tenant_id: TenantId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_what_failed_goes_back_to_the_queue() {
        let record = |id: &str, body: &str| json!({"messageId": id, "body": body, "attributes": {}});
        let event =
            json!({"Records": [record("a", "1"), record("b", "2"), record("c", "no number"), record("d", "4")]});
        let event: WorkerEvent = serde_json::from_value(event).unwrap();
        assert!(!event.is_scheduled());
        let reply = event.each(async |number: u8| if number == 2 { Err("it is two") } else { Ok(()) }).await;
        assert_eq!(reply, json!({"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "c"}]}));
        let scheduled = json!({"source": "aws.scheduler"});
        assert!(serde_json::from_value::<WorkerEvent>(scheduled).unwrap().is_scheduled());
    }
}
