//! Sessions: what the next turn needs of those before it, and the list of them that their user sees.

use aws_sdk_dynamodb::types::ReturnValue;
use sales_metrics::{catalogue::Language, query::plan::Plan};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ids::SessionId};
use utoipa::ToSchema;

use crate::classify::{Pending, Shown};

use super::{
    Conversations, Page,
    item::{self, Item, condition_failed, number, parsed, s, text},
    no_session,
};

const READING: &str = "reading the session";
/// What is shown of a session; its state is not read for that.
const SHOWN: &str = "sk, title, createdAt, lastActivityAt, turns";

/// What the next turn needs of those before it: one item, whatever the length of the conversation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SessionState {
    /// The last plan that was answered.
    pub(crate) plan: Option<Plan>,
    /// The one before it.
    pub(crate) earlier: Option<Plan>,
    /// What the last question was in, for one that does not show it.
    pub(crate) language: Option<Language>,
    /// What the last answer listed.
    pub(crate) shown: Option<Shown>,
    /// The last question got no answer: what is short is about it, and not about the whole of the data.
    pub(crate) refused: bool,
    /// A question that was asked back about.
    pub(crate) pending: Option<Pending>,
    /// Turns so far.
    pub(crate) turns: u64,
}

/// A session as its user sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    /// The session's id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) session_id: SessionId,
    /// The first question, until it is renamed.
    pub(crate) title: String,
    /// When the first question was asked, ISO 8601.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the last question was asked, ISO 8601.
    #[schema(format = DateTime)]
    last_activity_at: String,
    /// How many questions were asked in it.
    turns: u64,
}

impl Conversations<'_> {
    /// The state of `session`, which must be `subject`'s.
    ///
    /// # Errors
    /// [`tenancy::ErrorCode::NotFound`] for an unknown session and for somebody else's.
    pub(crate) async fn state(&self, session: SessionId, subject: &str) -> Result<SessionState, ApiError> {
        let item = self.session(session, subject).await?;
        parsed(READING, &item, "state")?.ok_or_else(|| ApiError::internal(READING, "it has no state"))
    }

    /// The item of `session`, which must be `subject`'s.
    pub(super) async fn session(&self, session: SessionId, subject: &str) -> Result<Item, ApiError> {
        self.own_item(READING, subject, item::session(session)).await?.ok_or_else(no_session)
    }

    /// The sessions of `subject`, the newest first: at most `limit`, those before `after`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn sessions(
        &self,
        subject: &str,
        limit: u16,
        after: Option<SessionId>,
    ) -> Result<Page<SessionView, SessionId>, ApiError> {
        let start =
            after.map(|id| [("pk".to_owned(), item::user(subject)), ("sk".to_owned(), item::session(id))].into());
        let reply = self
            .0
            .dynamodb
            .query()
            .table_name(&self.0.messages_table)
            .key_condition_expression("pk = :user AND begins_with(sk, :session)")
            .expression_attribute_values(":user", item::user(subject))
            .expression_attribute_values(":session", s(item::SESSION))
            .projection_expression(SHOWN)
            .consistent_read(true)
            .scan_index_forward(false)
            .set_exclusive_start_key(start)
            .limit(i32::from(limit) + 1)
            .send()
            .await
            .map_err(|e| ApiError::aws("listing the sessions", e))?;
        let found = reply.items.unwrap_or_default().iter().map(view).collect::<Result<_, _>>()?;
        Ok(Page::of(found, limit, reply.last_evaluated_key.is_some(), |last| last.session_id))
    }

    /// Gives the session of `subject` another title.
    ///
    /// # Errors
    /// [`tenancy::ErrorCode::NotFound`] for an unknown session and for somebody else's.
    pub(crate) async fn rename(&self, session: SessionId, subject: &str, title: &str) -> Result<SessionView, ApiError> {
        let update = self.0.dynamodb.update_item().table_name(&self.0.messages_table);
        let reply = update
            .key("pk", item::user(subject))
            .key("sk", item::session(session))
            .update_expression("SET title = :title")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":title", s(title))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match reply {
            Ok(reply) => view(&reply.attributes.unwrap_or_default()),
            Err(error) if condition_failed(&error) => Err(no_session()),
            Err(error) => Err(ApiError::aws("renaming the session", error)),
        }
    }
}

fn view(item: &Item) -> Result<SessionView, ApiError> {
    Ok(SessionView {
        session_id: item::id(READING, item, "sk")?,
        title: text(item, "title").to_owned(),
        created_at: text(item, "createdAt").to_owned(),
        last_activity_at: text(item, "lastActivityAt").to_owned(),
        turns: number(item, "turns"),
    })
}
