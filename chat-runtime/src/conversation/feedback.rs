//! Feedback: a thumb and a comment, kept with the answer, its question and its plan.

use aws_sdk_dynamodb::types::{Delete, TransactWriteItem, Update};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode};
use utoipa::ToSchema;

use super::{
    Answer, Conversations,
    item::{self, instant, json, s},
    review::{ReviewEntry, is_refused},
};

const STORING: &str = "storing the feedback";

/// Which way the thumb points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Rating {
    /// The answer was good.
    Up,
    /// It was not.
    Down,
}

/// What was thought of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Feedback {
    /// Which way the thumb points.
    pub(crate) rating: Rating,
    /// Why.
    pub(crate) comment: Option<String>,
    /// When it was given, ISO 8601.
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

impl Conversations<'_> {
    /// Keeps what was thought of `answer` in place of what was thought of it before. What was not liked is to be reviewed,
    /// as is what was refused.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when the answer was deleted meanwhile, or somebody else is at it.
    pub(crate) async fn rate(
        &self,
        answer: &Answer,
        rating: Rating,
        comment: Option<String>,
    ) -> Result<Feedback, ApiError> {
        let feedback = Feedback { rating, comment, at: instant(Timestamp::now()) };
        let failed = |e| ApiError::internal(STORING, e);
        let update = Update::builder()
            .table_name(&self.0.messages_table)
            .key("pk", item::message(answer.reply.message_id))
            .key("sk", s(&answer.at))
            .update_expression("SET feedback = :feedback")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":feedback", json(STORING, &feedback)?)
            .build()
            .map_err(failed)?;
        let review = TransactWriteItem::builder();
        let review = if rating == Rating::Down || is_refused(answer.reply.verdict) {
            let entry = ReviewEntry::of_reply(&answer.reply, &answer.question, &answer.not_understood, &answer.at);
            review.put(self.review_item(&entry.rated(&feedback), answer.expires)?)
        } else {
            let delete = Delete::builder().table_name(&self.0.messages_table).key("pk", s(item::REVIEW));
            let id = answer.reply.message_id.to_string();
            review.delete(delete.key("sk", s(id)).build().map_err(failed)?)
        };
        let items = vec![TransactWriteItem::builder().update(update).build(), review.build()];
        let clash = ApiError::new(ErrorCode::Conflict, "the answer was rated or deleted by another request meanwhile")
            .remedy("send it again");
        self.transact(STORING, items, clash).await?;
        Ok(feedback)
    }
}
