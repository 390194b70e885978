//! Conversations: the messages of a session, and its state for the next turn, written in one transaction.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use jiff::{Timestamp, ToSpan};
use sales_metrics::query::plan::Plan;
use serde::{Deserialize, Serialize};
use tenancy::{
    ApiError, ErrorCode, TenantSession,
    ids::{MessageId, SessionId},
    names::SESSION_INDEX,
};
use utoipa::ToSchema;

use crate::{classify::Pending, reply::ChatReply};

/// Messages of a session read at once.
const PAGE: i32 = 200;

/// What the next turn needs of those before it: one item, whatever the length of the conversation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionState {
    /// Who began the session; nobody else sees it.
    pub(crate) owner: String,
    /// The last plan that was answered.
    pub(crate) plan: Option<Plan>,
    /// The one before it.
    #[serde(default)]
    pub(crate) earlier: Option<Plan>,
    /// A question that was asked back about.
    #[serde(default)]
    pub(crate) pending: Option<Pending>,
    /// Turns so far.
    pub(crate) turns: u64,
}

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
    #[schema(format = Uuid)]
    message_id: String,
    /// ISO 8601.
    #[schema(format = DateTime)]
    timestamp: String,
    /// Who said it.
    sender: Sender,
    /// What was said.
    text: String,
    /// The whole reply, for messages of the assistant.
    reply: Option<ChatReply>,
}

/// One turn to be stored.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub(crate) question: &'a str,
    pub(crate) reply: &'a ChatReply,
    pub(crate) state: &'a SessionState,
    pub(crate) retention_days: i64,
}

/// The conversations of a tenant.
#[derive(Debug)]
pub(crate) struct Conversations<'a>(pub(crate) &'a TenantSession);

fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn not_found() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no such session").remedy("leave sessionId out to begin a new one")
}

impl Conversations<'_> {
    /// The state of `session`, which must be `subject`'s.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown session and for somebody else's.
    pub(crate) async fn state(&self, session: SessionId, subject: &str) -> Result<SessionState, ApiError> {
        let reply = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.messages_table)
            .key("pk", s(format!("SESSION#{session}")))
            .key("sk", s("STATE"))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the session", e))?;
        let item = reply.item.ok_or_else(not_found)?;
        let json = item.get("state").and_then(|value| value.as_s().ok()).map_or("", String::as_str);
        let state: SessionState =
            serde_json::from_str(json).map_err(|e| ApiError::internal("reading the session", e))?;
        if state.owner == subject { Ok(state) } else { Err(not_found()) }
    }

    /// Stores the question, the answer and the new state, all or none.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn store(&self, turn: Turn<'_>) -> Result<(), ApiError> {
        let asked = Timestamp::now();
        // The answer sorts after the question, also within one millisecond.
        let answered = asked.saturating_add(1.millisecond()).unwrap_or(asked);
        let expires = asked.as_second() + turn.retention_days * 86_400;
        let question = self.message(MessageId::generate(), asked, Sender::User, turn.question, turn.reply, expires)?;
        let answer =
            self.message(turn.reply.message_id, answered, Sender::Assistant, &turn.reply.text, turn.reply, expires)?;
        let state = serde_json::to_string(turn.state).map_err(|e| ApiError::internal("storing the answer", e))?;
        let state = Put::builder()
            .table_name(&self.0.messages_table)
            .item("pk", s(format!("SESSION#{}", turn.reply.session_id)))
            .item("sk", s("STATE"))
            .item("state", s(state))
            .item("expiresAt", n(expires))
            .build()
            .map_err(|e| ApiError::internal("storing the answer", e))?;
        let items = [question, answer, state].map(|put| TransactWriteItem::builder().put(put).build());
        self.0
            .dynamodb
            .transact_write_items()
            .set_transact_items(Some(items.to_vec()))
            .send()
            .await
            .map(|_| ())
            .map_err(|e| ApiError::aws("storing the answer", e))
    }

    fn message(
        &self,
        id: MessageId,
        at: Timestamp,
        sender: Sender,
        text: &str,
        reply: &ChatReply,
        expires: i64,
    ) -> Result<Put, ApiError> {
        let failed = |e: serde_dynamo::Error| ApiError::internal("storing the answer", e);
        let mut put = Put::builder()
            .table_name(&self.0.messages_table)
            .item("pk", s(format!("MSG#{id}")))
            .item("sk", s(at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()))
            .item("tenantId", s(self.0.tenant.as_str()))
            .item("messageId", s(id.to_string()))
            .item("sessionId", s(reply.session_id.to_string()))
            .item("timestamp", n(at.as_millisecond()))
            .item("sender", s(if sender == Sender::User { "user" } else { "assistant" }))
            .item("text", s(text))
            .item("context", serde_dynamo::to_attribute_value(&reply.classification).map_err(failed)?)
            .item("expiresAt", n(expires));
        if sender == Sender::Assistant {
            let json = serde_json::to_string(reply).map_err(|e| ApiError::internal("storing the answer", e))?;
            let metadata = std::collections::HashMap::from([
                ("sessionId".to_owned(), s(reply.session_id.to_string())),
                ("source".to_owned(), s("chat")),
                ("modelVersion".to_owned(), s(&reply.usage.model)),
                ("costUsd".to_owned(), s(reply.usage.cost_usd.clone().unwrap_or_default())),
                ("reply".to_owned(), s(json)),
            ]);
            put = put.item("metadata", AttributeValue::M(metadata));
        }
        put.build().map_err(|e| ApiError::internal("storing the answer", e))
    }

    /// The messages of a session in order of time.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn messages(&self, session: SessionId) -> Result<Vec<MessageView>, ApiError> {
        let reply = self
            .0
            .dynamodb
            .query()
            .table_name(&self.0.messages_table)
            .index_name(SESSION_INDEX)
            .key_condition_expression("sessionId = :session")
            .expression_attribute_values(":session", s(session.to_string()))
            .limit(PAGE)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the session", e))?;
        reply.items.unwrap_or_default().iter().map(view).collect()
    }
}

fn view(item: &std::collections::HashMap<String, AttributeValue>) -> Result<MessageView, ApiError> {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    let stored =
        item.get("metadata").and_then(|m| m.as_m().ok()).and_then(|m| m.get("reply")).and_then(|r| r.as_s().ok());
    let reply = stored
        .map(|json| serde_json::from_str(json))
        .transpose()
        .map_err(|e| ApiError::internal("reading the session", e))?;
    let sender = if text("sender") == "user" { Sender::User } else { Sender::Assistant };
    Ok(MessageView { message_id: text("messageId"), timestamp: text("sk"), sender, text: text("text"), reply })
}
