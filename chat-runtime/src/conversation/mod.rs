//! Conversations: a user's sessions, their messages, what was thought of an answer, and what is to be reviewed.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | session: state for the next turn, title, turns | `USER#<hash of the subject>` | `SESSION#<uuid7>` |
//! | message | `MSG#<uuid7>` | ISO timestamp |
//! | what was said so far of an answer under way | `USER#<hash of the subject>` | `TURN#<the answer's id>` |
//! | state of a session when this was said in it | `USER#<hash of the subject>` | `THREAD#<hash of what was said>` |
//! | question to be reviewed | `REVIEW` | the answer's id |
//! | words that a model found, for the same question about the same figures | `PHRASE#<hash>` | `TEXT` |
//! | what is archived | `ARCHIVE` | `STATE`, `DAY#<day>` |
//!
//! A session lies under its user: whoever asks for it with another subject does not find it. A message belongs to whom its
//! session belongs to.

mod archive;
mod feedback;
mod item;
mod messages;
mod page;
mod phrases;
mod removal;
mod review;
mod sessions;
mod store;
mod thread;
mod transcript;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
    types::{AttributeValue, TransactWriteItem},
};
use tenancy::{ApiError, ErrorCode, TenantSession};

use self::item::Item;

pub use archive::archive;
pub(crate) use archive::{ArchivedDay, Restored};
pub(crate) use feedback::{Feedback, Rating};
pub(crate) use messages::{Answer, MessageView};
pub(crate) use page::{MessageCursor, Page, limit};
pub(crate) use phrases::{Phrase, phrase_key};
pub(crate) use review::ReviewEntry;
pub(crate) use sessions::{SessionState, SessionView};
pub(crate) use store::Turn;
pub(crate) use thread::Thread;
pub(crate) use transcript::{Scribe, Transcript};

/// The conversations of a tenant.
#[derive(Debug)]
pub(crate) struct Conversations<'a>(pub(crate) &'a TenantSession);

impl Conversations<'_> {
    /// The item of `subject`'s own with the sort key `sk`, if it is there.
    async fn own_item(&self, doing: &'static str, subject: &str, sk: AttributeValue) -> Result<Option<Item>, ApiError> {
        let get = self.0.dynamodb.get_item().table_name(&self.0.messages_table).consistent_read(true);
        let reply = get.key("pk", item::user(subject)).key("sk", sk).send().await;
        Ok(reply.map_err(|e| ApiError::aws(doing, e))?.item)
    }

    /// Writes all of `items` or none; `clash` is what to say when a condition does not hold, or when another transaction is
    /// at the same items.
    async fn transact(
        &self,
        doing: &'static str,
        items: Vec<TransactWriteItem>,
        clash: ApiError,
    ) -> Result<(), ApiError> {
        let sent = self.0.dynamodb.transact_write_items().set_transact_items(Some(items)).send().await;
        match sent {
            Ok(TransactWriteItemsOutput { .. }) => Ok(()),
            Err(error) if is_clash(&error) => Err(clash),
            Err(error) => Err(ApiError::aws(doing, error)),
        }
    }
}

fn is_clash<R>(error: &SdkError<TransactWriteItemsError, R>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return false;
    };
    let clashes = ["ConditionalCheckFailed", "TransactionConflict"];
    cancelled.cancellation_reasons().iter().any(|reason| reason.code().is_some_and(|code| clashes.contains(&code)))
}

fn no_session() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no such session").remedy("GET /sessions has those there are")
}
