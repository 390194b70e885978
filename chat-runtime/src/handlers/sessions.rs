//! `GET /sessions`, `PATCH /sessions/{id}`, `DELETE /sessions/{id}`: the caller's own.

use axum::{Json, extract::State as Extract, http::StatusCode};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiJson, ApiPath, ApiQuery, ErrorCode, TenantCaller, ids::SessionId};
use utoipa::{IntoParams, ToSchema};

use super::State;
use crate::conversation::{Conversations, SessionView, limit};

const LONGEST_TITLE: usize = 120;

/// Which sessions to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionQuery {
    /// How many at most.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, default = 50)]
    limit: Option<String>,
    /// Where to go on: `next` of the page before.
    #[param(value_type = Option<String>, format = Uuid)]
    cursor: Option<String>,
}

/// One page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    /// The newest first.
    sessions: Vec<SessionView>,
    /// Where the next page goes on; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What is to be changed of a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeSession {
    /// What it is called, in 1 to 120 characters.
    #[schema(
        example = "Numbers for the board",
        min_length = 1,
        max_length = 120,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    title: String,
}

/// The caller's sessions, the newest first.
#[utoipa::path(get, operation_id = "list_sessions", path = "/sessions", tag = "chat", params(SessionQuery), responses(
    (status = 200, body = SessionList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiQuery(query): ApiQuery<SessionQuery>,
) -> Result<Json<SessionList>, ApiError> {
    let (limit, after) = (limit(query.limit.as_deref())?, query.cursor.as_deref().map(cursor).transpose()?);
    let (_, session) = state.0.services.open(&caller).await?;
    let page = Conversations(&session).sessions(&caller.subject, limit, after).await?;
    Ok(Json(SessionList { sessions: page.list, next: page.next.map(|next| next.to_string()) }))
}

/// Renames a session of the caller's.
#[utoipa::path(patch, operation_id = "rename_session", path = "/sessions/{id}", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The session's id")), request_body = ChangeSession, responses(
    (status = 200, body = SessionView), (status = 404, description = "There is no such session"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn rename(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(change): ApiJson<ChangeSession>,
) -> Result<Json<SessionView>, ApiError> {
    let title = checked(&change.title)?;
    let id = parsed(&id)?;
    let (_, session) = state.0.services.open(&caller).await?;
    Ok(Json(Conversations(&session).rename(id, &caller.subject, title).await?))
}

/// Deletes a session of the caller's with all its messages, what was thought of them, and what was to be reviewed.
#[utoipa::path(delete, operation_id = "delete_session", path = "/sessions/{id}", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The session's id")), responses(
    (status = 204, description = "It is gone"), (status = 404, description = "There is no such session"),
    (status = 409, description = "Questions are being asked in it, or the tenant is not ready")))]
pub(crate) async fn delete(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    let id = parsed(&id)?;
    let (_, session) = state.0.services.open(&caller).await?;
    Conversations(&session).delete(id, &caller.subject).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The id of a session in a path.
pub(super) fn parsed(id: &str) -> Result<SessionId, ApiError> {
    id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound, "there is no such session"))
}

/// Where a list goes on after an id.
///
/// # Errors
/// [`ErrorCode::InvalidField`]: it is none that a page gave.
pub(super) fn cursor<T: std::str::FromStr>(text: &str) -> Result<T, ApiError> {
    let invalid = || ApiError::field("cursor", "it is none that a page gave").remedy("send `next` of the page before");
    text.parse().map_err(|_| invalid())
}

fn checked(title: &str) -> Result<&str, ApiError> {
    let trimmed = title.trim();
    let wrong = |detail: &str| Err(ApiError::field("title", detail).remedy("give 1 to 120 characters in one line"));
    match trimmed.chars().count() {
        0 => wrong("it is blank"),
        _ if title.chars().count() > LONGEST_TITLE => wrong("it is longer than 120 characters"),
        _ if title.chars().any(char::is_control) => wrong("it has control characters in it"),
        _ => Ok(trimmed),
    }
}
