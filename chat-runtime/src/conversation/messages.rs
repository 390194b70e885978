//! Messages: the history of a session, and one answer with all that is kept with it.

use sales_metrics::query::plan::Plan;
use serde::{Deserialize, Serialize};
use tenancy::{
    ApiError, ErrorCode,
    ids::{MessageId, SessionId},
    names::SESSION_INDEX,
    registry::TurnUsage,
};
use utoipa::ToSchema;

use super::{
    Conversations, Feedback, MessageCursor, Page,
    item::{self, Item, instant, number, parsed, s, text},
};
use crate::reply::ChatReply;

const READING: &str = "reading the messages";

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sender {
    /// A person.
    User,
    /// This system.
    Assistant,
}

/// One message as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageView {
    /// The message's id.
    #[schema(value_type = String, format = Uuid)]
    message_id: MessageId,
    /// ISO 8601.
    #[schema(format = DateTime)]
    timestamp: String,
    /// Who said it.
    sender: Sender,
    /// What was said.
    text: String,
    /// The whole reply, for messages of the assistant.
    reply: Option<ChatReply>,
    /// What was thought of it.
    feedback: Option<Feedback>,
}

/// An answer with all that is kept with it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) reply: ChatReply,
    pub(crate) question: String,
    /// What its facts were computed by, where it has any.
    pub(crate) plan: Option<Plan>,
    pub(super) not_understood: Vec<String>,
    /// Its sort key.
    pub(super) at: String,
    /// Seconds since 1970.
    pub(super) expires: i64,
}

impl Conversations<'_> {
    /// Messages of a session in order of time: at most `limit`, those after `after`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn messages(
        &self,
        session: SessionId,
        limit: u16,
        after: Option<MessageCursor>,
    ) -> Result<Page<MessageView, MessageCursor>, ApiError> {
        let start = after.map(|MessageCursor { at, id }| {
            let of_index = [("sessionId".to_owned(), s(session.to_string())), ("sk".to_owned(), s(instant(at)))];
            Item::from(of_index).into_iter().chain([("pk".to_owned(), item::message(id))]).collect()
        });
        let reply = self
            .0
            .dynamodb
            .query()
            .table_name(&self.0.messages_table)
            .index_name(SESSION_INDEX)
            .key_condition_expression("sessionId = :session")
            .expression_attribute_values(":session", s(session.to_string()))
            .set_exclusive_start_key(start)
            .limit(i32::from(limit) + 1)
            .send()
            .await
            .map_err(|e| ApiError::aws(READING, e))?;
        let found = reply.items.unwrap_or_default();
        let page = Page::of(found, limit, reply.last_evaluated_key.is_some(), cursor);
        let list = page.list.iter().map(view).collect::<Result<_, _>>()?;
        Ok(Page { list, next: page.next.transpose()? })
    }

    /// The answer `id`, which must be one that `subject` was given.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown answer, somebody else's, and a question.
    pub(crate) async fn answer(&self, id: MessageId, subject: &str) -> Result<Answer, ApiError> {
        let no_answer = || {
            ApiError::new(ErrorCode::NotFound, "there is no such answer")
                .remedy("`messageId` of an answer, or GET /sessions/{id}/messages, has the id")
        };
        let message = self.message_item(id).await?.ok_or_else(no_answer)?;
        let metadata = message.get("metadata").and_then(|value| value.as_m().ok()).ok_or_else(no_answer)?;
        let session = text(&message, "sessionId").parse().map_err(|_| no_answer())?;
        self.session(session, subject).await.map_err(|error| match error.code {
            ErrorCode::NotFound => no_answer(),
            _ => error,
        })?;
        Ok(Answer {
            reply: parsed(READING, metadata, "reply")?.ok_or_else(no_answer)?,
            question: text(metadata, "question").to_owned(),
            plan: parsed(READING, metadata, "plan")?,
            not_understood: parsed(READING, metadata, "notUnderstood")?.unwrap_or_default(),
            at: text(&message, "sk").to_owned(),
            expires: number(&message, "expiresAt"),
        })
    }

    /// What the stored answer `id` used, if there is one.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn usage(&self, id: MessageId) -> Result<Option<TurnUsage>, ApiError> {
        let Some(message) = self.message_item(id).await? else { return Ok(None) };
        let metadata = message.get("metadata").and_then(|value| value.as_m().ok());
        Ok(metadata.map(|metadata| TurnUsage {
            input_tokens: number(metadata, "inputTokens"),
            output_tokens: number(metadata, "outputTokens"),
            cost_usd: text(metadata, "costUsd").parse().unwrap_or_default(),
        }))
    }

    async fn message_item(&self, id: MessageId) -> Result<Option<Item>, ApiError> {
        let query = self.0.dynamodb.query().table_name(&self.0.messages_table).consistent_read(true).limit(1);
        let found = query
            .key_condition_expression("pk = :message")
            .expression_attribute_values(":message", item::message(id))
            .send()
            .await
            .map_err(|e| ApiError::aws(READING, e))?;
        Ok(found.items.unwrap_or_default().into_iter().next())
    }
}

fn cursor(item: &Item) -> Result<MessageCursor, ApiError> {
    let at = text(item, "sk").parse().map_err(|e: jiff::Error| ApiError::internal(READING, e))?;
    Ok(MessageCursor { at, id: item::id(READING, item, "pk")? })
}

fn view(item: &Item) -> Result<MessageView, ApiError> {
    let reply = match item.get("metadata").and_then(|metadata| metadata.as_m().ok()) {
        Some(metadata) => parsed(READING, metadata, "reply")?,
        None => None,
    };
    let sender = if text(item, "sender") == "user" { Sender::User } else { Sender::Assistant };
    Ok(MessageView {
        message_id: item::id(READING, item, "pk")?,
        timestamp: text(item, "sk").to_owned(),
        sender,
        text: text(item, "text").to_owned(),
        reply,
        feedback: parsed(READING, item, "feedback")?,
    })
}
