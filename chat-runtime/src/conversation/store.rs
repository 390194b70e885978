//! A turn's way into the table: question, answer, the session's new state and what is to be reviewed, in one transaction.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use jiff::{Timestamp, ToSpan};
use sales_metrics::query::plan::Plan;
use tenancy::{ApiError, ErrorCode, ids::MessageId};

use super::{
    Conversations, SessionState, Thread,
    item::{self, instant, json, long_json, n, s},
    messages::Sender,
    review::{ReviewEntry, is_refused},
};
use crate::reply::ChatReply;

const STORING: &str = "storing the answer";
/// A question is cut to this many characters to be a title.
const LONGEST_TITLE: usize = 100;

/// One turn to be stored.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    /// Who asked.
    pub(crate) subject: &'a str,
    pub(crate) question: &'a str,
    /// The words of the question that were not understood.
    pub(crate) not_understood: &'a [String],
    pub(crate) reply: &'a ChatReply,
    /// The state after the turn.
    pub(crate) state: &'a SessionState,
    pub(crate) retention_days: i64,
    /// What was said of it so far is written down, and goes with this.
    pub(crate) has_transcript: bool,
    /// What was said with this turn, where the conversation is to be found by that.
    pub(crate) thread: Option<&'a Thread>,
}

impl Turn<'_> {
    /// The plan whose facts the answer rests on.
    fn plan(&self) -> Option<&Plan> {
        self.state.plan.as_ref().filter(|_| !self.reply.facts.is_empty())
    }
}

impl Conversations<'_> {
    /// Stores the question, the answer, the new state and what is to be reviewed, all or none.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when another turn of the session was stored since its state was read, or the session was
    /// deleted; or DynamoDB failed.
    pub(crate) async fn store(&self, turn: Turn<'_>) -> Result<(), ApiError> {
        let asked = Timestamp::now();
        // The answer sorts after the question, also within one millisecond.
        let answered = asked.saturating_add(1.millisecond()).unwrap_or(asked);
        let expires = asked.as_second() + turn.retention_days * 86_400;
        let question = self.message(&turn, MessageId::generate(), asked, Sender::User, expires)?;
        let answer = self.message(&turn, turn.reply.message_id, answered, Sender::Assistant, expires)?;
        let mut items: Vec<TransactWriteItem> =
            [question, answer].map(|put| TransactWriteItem::builder().put(put).build()).into();
        items.push(TransactWriteItem::builder().update(self.next_state(&turn, asked, expires)?).build());
        if is_refused(turn.reply.verdict) {
            let entry = ReviewEntry::of_reply(turn.reply, turn.question, turn.not_understood, &instant(answered));
            let put = self.review_item(&entry, expires)?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
        if turn.has_transcript {
            let end = self.end_transcript(turn.reply.message_id, turn.subject)?;
            items.push(TransactWriteItem::builder().delete(end).build());
        }
        if let Some(thread) = turn.thread {
            let (subject, session) = (turn.subject, turn.reply.session_id);
            let put = self.thread_item(thread, subject, session, turn.state, expires)?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
        let clash = ApiError::new(ErrorCode::Conflict, "the session had another turn meanwhile, or was deleted")
            .remedy("ask again: the question is then understood as a follow-up of that turn");
        self.transact(STORING, items, clash).await
    }

    /// The session's item as it is after the turn, provided that it is still as it was before.
    fn next_state(&self, turn: &Turn<'_>, asked: Timestamp, expires: i64) -> Result<Update, ApiError> {
        let turns = turn.state.turns;
        let update = Update::builder()
            .table_name(&self.0.messages_table)
            .key("pk", item::user(turn.subject))
            .key("sk", item::session(turn.reply.session_id))
            .update_expression(
                "SET #state = :state, turns = :turns, lastActivityAt = :asked, expiresAt = :expires, \
                 createdAt = if_not_exists(createdAt, :asked), title = if_not_exists(title, :title)",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", json(STORING, turn.state)?)
            .expression_attribute_values(":turns", n(turns))
            .expression_attribute_values(":asked", s(instant(asked)))
            .expression_attribute_values(":expires", n(expires))
            .expression_attribute_values(":title", s(title(turn.question)));
        let update = match turns {
            ..=1 => update.condition_expression("attribute_not_exists(pk)"),
            _ => update.condition_expression("turns = :before").expression_attribute_values(":before", n(turns - 1)),
        };
        update.build().map_err(|e| ApiError::internal(STORING, e))
    }

    fn message(
        &self,
        turn: &Turn<'_>,
        id: MessageId,
        at: Timestamp,
        sender: Sender,
        expires: i64,
    ) -> Result<Put, ApiError> {
        let reply = turn.reply;
        let context = serde_dynamo::to_attribute_value(&reply.classification);
        let (who, text) = match sender {
            Sender::User => ("user", turn.question),
            Sender::Assistant => ("assistant", reply.text.as_str()),
        };
        let mut put = Put::builder()
            .table_name(&self.0.messages_table)
            .item("pk", item::message(id))
            .item("sk", s(instant(at)))
            .item("tenantId", s(self.0.tenant.as_str()))
            .item("messageId", s(id.to_string()))
            .item("sessionId", s(reply.session_id.to_string()))
            .item("timestamp", n(at.as_millisecond()))
            .item("sender", s(who))
            .item("text", s(text))
            .item("context", context.map_err(|e: serde_dynamo::Error| ApiError::internal(STORING, e))?)
            .item("expiresAt", n(expires));
        if sender == Sender::Assistant {
            put = put.item("metadata", AttributeValue::M(metadata(turn)?));
        }
        put.build().map_err(|e| ApiError::internal(STORING, e))
    }
}

/// What is kept with an answer: enough to judge it, and to compute its facts once more.
fn metadata(turn: &Turn<'_>) -> Result<HashMap<String, AttributeValue>, ApiError> {
    let reply = turn.reply;
    let mut metadata = HashMap::from([
        ("sessionId".to_owned(), s(reply.session_id.to_string())),
        ("source".to_owned(), s("chat")),
        ("modelVersion".to_owned(), s(&reply.usage.model)),
        ("inputTokens".to_owned(), n(reply.usage.input_tokens)),
        ("outputTokens".to_owned(), n(reply.usage.output_tokens)),
        ("costUsd".to_owned(), s(reply.usage.cost_usd.clone().unwrap_or_default())),
        ("question".to_owned(), s(turn.question)),
        ("reply".to_owned(), long_json(STORING, reply)?),
    ]);
    if let Some(plan) = turn.plan() {
        metadata.insert("plan".to_owned(), json(STORING, plan)?);
    }
    if !turn.not_understood.is_empty() {
        metadata.insert("notUnderstood".to_owned(), json(STORING, turn.not_understood)?);
    }
    Ok(metadata)
}

/// A question as the title of its session.
fn title(question: &str) -> String {
    let words = question.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join(" ");
    match plain.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(title("  revenue\n\tin March\u{0} 2011? "), "revenue in March 2011?");
        let long = title(&"ümlaut ".repeat(50));
        assert!(long.ends_with('…') && long.chars().count() == LONGEST_TITLE + 1, "{long}");
    }
}
