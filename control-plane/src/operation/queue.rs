//! How work that a request could not finish reaches somebody who can. A message that is lost only delays: the sweep finds
//! every operation that nobody works on.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tenancy::{TenantId, ids::OperationId};
use tokio::sync::mpsc;

use super::Operation;

/// An operation that is to be taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Its operation.
    pub operation_id: OperationId,
}

impl Work {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self { tenant_id: operation.tenant_id.clone(), operation_id: operation.operation_id }
    }
}

/// Carries work to those who take operations up.
#[async_trait]
pub trait WorkQueue: std::fmt::Debug + Send + Sync + 'static {
    /// Sends `work`; a failure is logged, and the sweep makes up for it.
    async fn send(&self, work: Work);
}

/// A queue within this process.
#[derive(Debug)]
pub struct ProcessQueue {
    sender: mpsc::UnboundedSender<Work>,
}

impl ProcessQueue {
    /// The queue and the end that work comes out of.
    #[must_use]
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Work>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self { sender }, receiver)
    }
}

#[async_trait]
impl WorkQueue for ProcessQueue {
    async fn send(&self, work: Work) {
        if self.sender.send(work).is_err() {
            tracing::warn!("nobody takes work any more; the sweep will");
        }
    }
}

/// An SQS queue.
#[derive(Debug)]
pub struct SqsQueue {
    sqs: aws_sdk_sqs::Client,
    url: String,
}

impl SqsQueue {
    /// The queue at `url`.
    #[must_use]
    pub fn new(sqs: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { sqs, url: url.into() }
    }
}

#[async_trait]
impl WorkQueue for SqsQueue {
    async fn send(&self, work: Work) {
        let Ok(body) = serde_json::to_string(&work) else { return };
        if let Err(error) = self.sqs.send_message().queue_url(&self.url).message_body(body).send().await {
            let error = aws_sdk_sqs::error::DisplayErrorContext(error);
            tracing::warn!(%error, "the work could not be queued; the sweep will find it");
        }
    }
}
