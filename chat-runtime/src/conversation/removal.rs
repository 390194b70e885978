//! A session is deleted: its messages with what is to be reviewed of them, then the session itself.

use std::time::Duration;

use aws_sdk_dynamodb::types::{Delete, TransactWriteItem};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tenancy::{ApiError, ErrorCode, ids::SessionId, names::SESSION_INDEX};

use super::{
    Conversations,
    archive::archived_on,
    item::{self, Item, condition_failed, n, number, s, text},
};

const DELETING: &str = "deleting the session";
/// A transaction takes 4 MB, and an item may have 400 KB.
const MESSAGES_A_TRANSACTION: usize = 10;
const TRANSACTIONS_AT_ONCE: usize = 4;
/// The index may lag behind the table: what was said a moment ago is waited for.
const LAG: SignedDuration = SignedDuration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// How often messages are looked for that are not in the index yet, and turns are waited for that come in between.
const MOST_LOOKS: u32 = 10;

impl Conversations<'_> {
    /// Deletes the session of `subject`, and all that was said in it, also where that is archived already.
    ///
    /// The session goes last: if this breaks off, it is still there to be deleted. A turn under way is refused when it
    /// comes to be stored.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown session and for somebody else's; [`ErrorCode::Conflict`] when there is one
    /// turn after the other.
    pub(crate) async fn delete(&self, session: SessionId, subject: &str) -> Result<(), ApiError> {
        let mut deleted = 0;
        for look in 1..=MOST_LOOKS {
            let found = self.session(session, subject).await?;
            deleted += self.delete_messages(session).await?;
            let turns: u64 = number(&found, "turns");
            let last: Option<Timestamp> = text(&found, "lastActivityAt").parse().ok();
            let is_recent = last.is_some_and(|last| Timestamp::now().duration_since(last) < LAG);
            // Each turn has two messages.
            if is_recent && deleted < 2 * turns && look < MOST_LOOKS {
                tokio::time::sleep(LOOK_AGAIN).await;
                continue;
            }
            if self.delete_session(session, subject, turns).await? {
                return Ok(());
            }
        }
        Err(ApiError::new(ErrorCode::Conflict, "questions are being asked in the session").remedy("delete it again"))
    }

    /// Deletes the messages that the index has; how many.
    async fn delete_messages(&self, session: SessionId) -> Result<u64, ApiError> {
        let query = self.0.dynamodb.query().table_name(&self.0.messages_table).index_name(SESSION_INDEX);
        let found: Vec<Item> = query
            .key_condition_expression("sessionId = :session")
            .expression_attribute_values(":session", s(session.to_string()))
            .projection_expression("pk, sk, sender, messageId, expiresAt, restoredFrom")
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|e| ApiError::aws(DELETING, e))?;
        self.forget_archived(session, found.iter().filter_map(archived_on).collect()).await?;
        let mut runs = Vec::new();
        for run in found.chunks(MESSAGES_A_TRANSACTION) {
            let mut deletes = Vec::new();
            for message in run {
                deletes.extend(self.deletes(message)?);
            }
            let clash = ApiError::new(ErrorCode::Conflict, "a message was being changed").remedy("delete it again");
            runs.push(self.transact(DELETING, deletes, clash));
        }
        stream::iter(runs).buffer_unordered(TRANSACTIONS_AT_ONCE).try_collect::<()>().await?;
        Ok(found.len() as u64)
    }

    /// A message, and for an answer what is to be reviewed of it.
    fn deletes(&self, message: &Item) -> Result<Vec<TransactWriteItem>, ApiError> {
        let mut keys = vec![[text(message, "pk"), text(message, "sk")]];
        if text(message, "sender") == "assistant" {
            keys.push([item::REVIEW, text(message, "messageId")]);
        }
        let delete = |[pk, sk]: [&str; 2]| {
            let delete = Delete::builder().table_name(&self.0.messages_table).key("pk", s(pk)).key("sk", s(sk)).build();
            Ok(TransactWriteItem::builder().delete(delete.map_err(|e| ApiError::internal(DELETING, e))?).build())
        };
        keys.into_iter().map(delete).collect()
    }

    /// Deletes the session's own item, unless it had a turn since it was read.
    async fn delete_session(&self, session: SessionId, subject: &str, turns: u64) -> Result<bool, ApiError> {
        let delete = self.0.dynamodb.delete_item().table_name(&self.0.messages_table);
        let deleted = delete
            .key("pk", item::user(subject))
            .key("sk", item::session(session))
            .condition_expression("turns = :turns")
            .expression_attribute_values(":turns", n(turns))
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(ApiError::aws(DELETING, error)),
        }
    }
}
