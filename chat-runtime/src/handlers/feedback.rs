//! `POST /messages/{id}/feedback`.

use axum::{Json, extract::State as Extract};
use serde::Deserialize;
use tenancy::{ApiError, ApiJson, ApiPath, TenantCaller};
use utoipa::ToSchema;

use super::{State, message_id};
use crate::conversation::{Conversations, Feedback, Rating};

const LONGEST_COMMENT: usize = 1_000;

/// What is thought of an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiveFeedback {
    /// Which way the thumb points.
    rating: Rating,
    /// Why, in at most 1,000 characters; admins of the account read it.
    #[serde(default)]
    #[schema(max_length = 1000, example = "I meant the calendar week")]
    comment: Option<String>,
}

/// Keeps what the caller thinks of an answer of theirs, in place of what they said of it before.
#[utoipa::path(post, operation_id = "give_feedback", path = "/messages/{id}/feedback", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The answer's id")), request_body = GiveFeedback, responses(
    (status = 200, body = Feedback), (status = 404, description = "There is no such answer"),
    (status = 409, description = "The answer is being rated or deleted by another request, or the tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(given): ApiJson<GiveFeedback>,
) -> Result<Json<Feedback>, ApiError> {
    if given.comment.as_ref().is_some_and(|comment| comment.chars().count() > LONGEST_COMMENT) {
        return Err(ApiError::field("comment", "it is longer than 1,000 characters").remedy("say it in fewer words"));
    }
    let comment = given.comment.map(|comment| comment.trim().to_owned()).filter(|comment| !comment.is_empty());
    let id = message_id(&id)?;
    let (_, session) = state.0.services.open(&caller).await?;
    let conversations = Conversations(&session);
    let answer = conversations.answer(id, &caller.subject).await?;
    Ok(Json(conversations.rate(&answer, given.rating, comment).await?))
}
