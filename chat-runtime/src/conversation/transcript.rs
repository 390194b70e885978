//! What was said so far of an answer that a model is still phrasing: for whoever was cut off, and for whoever wants it stopped.
//!
//! One item beside the user's sessions, `USER#<hash of the subject>` / `TURN#<the answer's id>`; it is there from when the model
//! is asked until the answer is stored, and an hour at most.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, ReturnValue};
use jiff::Timestamp;
use tenancy::{ApiError, TenantSession, ids::MessageId};
use tokio::sync::watch;

use super::{
    Conversations,
    item::{self, Item, n, s, text},
};

const WRITING: &str = "writing down what was said";
/// The attribute that is there when somebody wants it stopped.
const STOP: &str = "stop";
/// What nobody took away is gone after this many seconds.
const KEPT_SECONDS: i64 = 3_600;

/// An answer's transcript, as its turn writes it.
#[derive(Debug)]
pub(crate) struct Transcript {
    session: Arc<TenantSession>,
    user: AttributeValue,
    id: MessageId,
    stop: watch::Sender<bool>,
}

/// The same as others read it.
#[derive(Debug, Default)]
pub(crate) struct SaidSoFar {
    /// The text.
    pub(crate) text: String,
    /// Why there will be no more, if the turn failed.
    pub(crate) failed: Option<String>,
    /// Somebody wants it stopped.
    pub(crate) stopped: bool,
}

impl Transcript {
    /// Begins the transcript of the answer `id` to `subject`; `stop` becomes true when somebody wants it stopped.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn begin(
        session: Arc<TenantSession>,
        subject: &str,
        id: MessageId,
        stop: watch::Sender<bool>,
    ) -> Result<Self, ApiError> {
        let begun = Self { session, user: item::user(subject), id, stop };
        let expires = Timestamp::now().as_second() + KEPT_SECONDS;
        let put = begun.session.dynamodb.put_item().table_name(&begun.session.messages_table);
        let put =
            put.item("pk", begun.user.clone()).item("sk", key(id)).item("text", s("")).item("expiresAt", n(expires));
        put.send().await.map_err(|e| ApiError::aws(WRITING, e))?;
        Ok(begun)
    }

    /// Writes down `text`, all that was said. That it could not be written is no reason not to say it.
    pub(crate) async fn write(&self, text: &str) {
        match Conversations(&self.session).set(self.id, self.user.clone(), "text", s(text)).await {
            Ok(Some(now)) if now.contains_key(STOP) => drop(self.stop.send_replace(true)),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the transcript has a gap"),
        }
    }
}

impl Conversations<'_> {
    /// What was said so far of the answer `id` to `subject`; none if no model is phrasing it.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn said_so_far(&self, id: MessageId, subject: &str) -> Result<Option<SaidSoFar>, ApiError> {
        let get = self.0.dynamodb.get_item().table_name(&self.0.messages_table).consistent_read(true);
        let reply = get.key("pk", item::user(subject)).key("sk", key(id)).send().await;
        let found = reply.map_err(|e| ApiError::aws("reading what was said", e))?.item;
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
            Err(error) if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) => {
                Ok(None)
            }
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
