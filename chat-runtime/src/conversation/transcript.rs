//! What was said so far of an answer that a model is still phrasing: for whoever was cut off, and for whoever wants it stopped.
//!
//! One item beside the user's sessions, `USER#<hash of the subject>` / `TURN#<the answer's id>`; it is there from when the model
//! is asked until the answer is stored, and an hour at most.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, Delete, ReturnValue};
use jiff::Timestamp;
use tenancy::{ApiError, TenantSession, ids::MessageId};
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
    time::timeout,
};
use tracing::Instrument;

use super::{
    Conversations,
    item::{self, Item, condition_failed, n, s, text},
};

const WRITING: &str = "writing down what was said";
/// The attribute that is there when somebody wants it stopped.
const STOP: &str = "stop";
/// What nobody took away is gone after this many seconds.
const KEPT_SECONDS: i64 = 3_600;
/// What is said within this is written at once.
const WRITTEN_EVERY: Duration = Duration::from_millis(100);

/// An answer's transcript, as its turn writes it.
#[derive(Debug)]
pub(crate) struct Transcript {
    session: Arc<TenantSession>,
    user: AttributeValue,
    id: MessageId,
    stop: watch::Sender<bool>,
}

/// The same as others read it.
#[derive(Debug)]
pub(crate) struct SaidSoFar {
    /// The text.
    pub(crate) text: String,
    /// Why there will be no more, if the turn failed.
    pub(crate) failed: Option<String>,
    /// Somebody wants it stopped.
    pub(crate) stopped: bool,
}

impl Transcript {
    /// The transcript of the answer `id` to `subject`; `stop` becomes true when somebody wants it stopped.
    pub(crate) fn new(session: Arc<TenantSession>, subject: &str, id: MessageId, stop: watch::Sender<bool>) -> Self {
        Self { session, user: item::user(subject), id, stop }
    }

    /// Writes its item, without a word. That it could not be written is no reason not to speak.
    async fn begin(&self) {
        let expires = Timestamp::now().as_second() + KEPT_SECONDS;
        let put = self.session.dynamodb.put_item().table_name(&self.session.messages_table);
        let put = put
            .item("pk", self.user.clone())
            .item("sk", key(self.id))
            .item("text", s(""))
            .item("expiresAt", n(expires));
        if let Err(error) = put.send().await.map_err(|e| ApiError::aws(WRITING, e)) {
            tracing::warn!(%error, "there is no transcript");
        }
    }

    /// Writes down `text`, all that was said.
    async fn write(&self, text: &str) {
        match Conversations(&self.session).set(self.id, self.user.clone(), "text", s(text)).await {
            Ok(Some(now)) if now.contains_key(STOP) => drop(self.stop.send_replace(true)),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the transcript has a gap"),
        }
    }
}

/// Keeps a transcript beside its turn, which waits for it at the beginning and at the end alone.
#[derive(Debug)]
pub(crate) struct Scribe {
    said: watch::Sender<String>,
    /// Until the item is there.
    begins: Option<oneshot::Receiver<()>>,
    work: JoinHandle<()>,
}

impl Scribe {
    /// Begins `transcript`, and calls `begun` when it is there: whoever is told of the answer then can stop it.
    pub(crate) fn begin(transcript: Transcript, begun: impl FnOnce() + Send + 'static) -> Self {
        let (said, mut hears) = watch::channel(String::new());
        let (tells, begins) = oneshot::channel();
        let work = async move {
            transcript.begin().await;
            begun();
            let _ = tells.send(());
            while hears.changed().await.is_ok() {
                let no_more = async { while hears.changed().await.is_ok() {} };
                if timeout(WRITTEN_EVERY, no_more).await.is_ok() {
                    // The answer is about to be stored.
                    return;
                }
                let text = hears.borrow_and_update().clone();
                transcript.write(&text).await;
            }
        };
        Self { said, begins: Some(begins), work: tokio::spawn(work.in_current_span()) }
    }

    /// Has `text`, all that was said, written down soon; waits until the item is there.
    pub(crate) async fn write(&mut self, text: &str) {
        if let Some(begins) = self.begins.take() {
            let _ = begins.await;
        }
        self.said.send_replace(text.to_owned());
    }

    /// Writes no more, once what is being written is there: nothing is in the way of the transaction that stores the answer.
    pub(crate) async fn end(self) {
        drop(self.said);
        if let Err(error) = self.work.await {
            tracing::warn!(%error, "the transcript broke off");
        }
    }
}

impl Conversations<'_> {
    /// What was said so far of the answer `id` to `subject`; none if no model is phrasing it.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn said_so_far(&self, id: MessageId, subject: &str) -> Result<Option<SaidSoFar>, ApiError> {
        let found = self.own_item("reading what was said", subject, key(id)).await?;
        Ok(found.map(|item| SaidSoFar {
            text: text(&item, "text").to_owned(),
            failed: item.get("failed").and_then(|value| value.as_s().ok()).cloned(),
            stopped: item.contains_key(STOP),
        }))
    }

    /// Asks the turn of the answer `id` to `subject` to stop, wherever it runs; whether there is one.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn stop(&self, id: MessageId, subject: &str) -> Result<bool, ApiError> {
        let stopped = self.set(id, item::user(subject), STOP, AttributeValue::Bool(true)).await?;
        Ok(stopped.is_some())
    }

    /// Writes into the transcript of the answer `id` to `subject`, if there is one, why there will be no answer.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn fail_transcript(&self, id: MessageId, subject: &str, why: &str) -> Result<(), ApiError> {
        self.set(id, item::user(subject), "failed", s(why)).await.map(drop)
    }

    /// Sets an attribute of a transcript that is there; the transcript after that.
    async fn set(
        &self,
        id: MessageId,
        user: AttributeValue,
        name: &str,
        value: AttributeValue,
    ) -> Result<Option<Item>, ApiError> {
        let update = self.0.dynamodb.update_item().table_name(&self.0.messages_table);
        let sent = update
            .key("pk", user)
            .key("sk", key(id))
            .update_expression("SET #name = :value")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value)
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match sent {
            Ok(reply) => Ok(reply.attributes),
            Err(error) if condition_failed(&error) => Ok(None),
            Err(error) => Err(ApiError::aws(WRITING, error)),
        }
    }

    /// Takes the transcript of a stored answer away.
    pub(super) fn end_transcript(&self, id: MessageId, subject: &str) -> Result<Delete, ApiError> {
        let delete = Delete::builder().table_name(&self.0.messages_table);
        let delete = delete.key("pk", item::user(subject)).key("sk", key(id)).build();
        delete.map_err(|e| ApiError::internal(WRITING, e))
    }
}

fn key(id: MessageId) -> AttributeValue {
    s(format!("TURN#{id}"))
}
