//! What is to be reviewed: questions that were refused, and answers that were not liked. Nobody learns from it who asked.

use aws_sdk_dynamodb::types::Put;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ids::MessageId};
use utoipa::ToSchema;

use super::{
    Conversations, Feedback, Page, Rating,
    item::{self, json, n, parsed, s},
};
use crate::reply::{ChatReply, Classification, Verdict};

const READING: &str = "reading the questions";

/// A question that was refused, or whose answer was not liked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReviewEntry {
    /// The answer's id.
    #[schema(value_type = String, format = Uuid)]
    message_id: MessageId,
    /// When it was answered, ISO 8601.
    #[schema(format = DateTime)]
    at: String,
    /// What was asked.
    question: String,
    /// What it was taken for.
    verdict: Verdict,
    /// Words of the question that are in nobody's catalogue.
    not_understood: Vec<String>,
    /// What was answered.
    answer: String,
    /// How the question was understood.
    classification: Classification,
    /// Which way the thumb points; absent where nobody said.
    rating: Option<Rating>,
    /// What was said to that.
    comment: Option<String>,
}

/// Whether a question of that verdict is reviewed without anybody's complaint.
pub(super) fn is_refused(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Clarify | Verdict::NoData | Verdict::OutOfScope => true,
        // A better catalogue would not change what is blocked.
        Verdict::Answered | Verdict::Blocked => false,
    }
}

impl ReviewEntry {
    pub(super) fn of_reply(reply: &ChatReply, question: &str, not_understood: &[String], at: &str) -> Self {
        Self {
            message_id: reply.message_id,
            at: at.to_owned(),
            question: question.to_owned(),
            verdict: reply.verdict,
            not_understood: not_understood.to_vec(),
            answer: reply.text.clone(),
            classification: reply.classification.clone(),
            rating: None,
            comment: None,
        }
    }

    /// The same with what was thought of the answer.
    pub(super) fn rated(self, feedback: &Feedback) -> Self {
        Self { rating: Some(feedback.rating), comment: feedback.comment.clone(), ..self }
    }
}

impl Conversations<'_> {
    /// The item of `entry`. Its sort key is the answer's id: in order of time, and found again by who has the answer.
    pub(super) fn review_item(&self, entry: &ReviewEntry, expires: i64) -> Result<Put, ApiError> {
        Put::builder()
            .table_name(&self.0.messages_table)
            .item("pk", s(item::REVIEW))
            .item("sk", s(entry.message_id.to_string()))
            .item("entry", json("storing the question", entry)?)
            .item("expiresAt", n(expires))
            .build()
            .map_err(|e| ApiError::internal("storing the question", e))
    }

    /// What is to be reviewed, the newest first: at most `limit`, those before `after`, none older than `since`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn to_review(
        &self,
        since: Option<Timestamp>,
        limit: u16,
        after: Option<MessageId>,
    ) -> Result<Page<ReviewEntry, MessageId>, ApiError> {
        let least = since.map_or_else(|| "0".to_owned(), first_id);
        if after.is_some_and(|id| id.to_string() < least) {
            // DynamoDB takes no start that lies outside of what is asked for.
            return Ok(Page::of(Vec::new(), limit, false, |last: &ReviewEntry| last.message_id));
        }
        let start = after.map(|id| [("pk".to_owned(), s(item::REVIEW)), ("sk".to_owned(), s(id.to_string()))].into());
        let reply = self
            .0
            .dynamodb
            .query()
            .table_name(&self.0.messages_table)
            .key_condition_expression("pk = :review AND sk >= :since")
            .expression_attribute_values(":review", s(item::REVIEW))
            .expression_attribute_values(":since", s(least))
            .consistent_read(true)
            .scan_index_forward(false)
            .set_exclusive_start_key(start)
            .limit(i32::from(limit) + 1)
            .send()
            .await
            .map_err(|e| ApiError::aws(READING, e))?;
        let entry = |item| parsed(READING, item, "entry")?.ok_or_else(|| ApiError::internal(READING, "one is empty"));
        let found = reply.items.unwrap_or_default().iter().map(entry).collect::<Result<_, ApiError>>()?;
        Ok(Page::of(found, limit, reply.last_evaluated_key.is_some(), |last: &ReviewEntry| last.message_id))
    }
}

/// What all ids of version 7 made from `at` on are not less than (RFC 9562, 5.7: they begin with 48 bits of milliseconds).
fn first_id(at: Timestamp) -> String {
    let millis = format!("{:012x}", at.as_millisecond().max(0));
    format!("{}-{}", &millis[..8], &millis[8..])
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn ids_sort_as_the_time_that_they_were_made_at() {
        let now = Timestamp::now();
        let id = MessageId::generate().to_string();
        assert!(first_id(now) <= id && id < first_id(now + 1.hour()), "{id}");
        assert!(first_id(now - 1.minute()) < first_id(now));
        assert_eq!(first_id(Timestamp::MIN), "00000000-0000");
    }
}
