//! `GET /sessions/{id}/messages`.

use axum::{Json, extract::State as Extract};
use serde::Serialize;
use tenancy::{ApiError, ApiPath, ErrorCode, TenantCaller, ids::SessionId};
use utoipa::ToSchema;

use super::State;
use crate::conversation::{Conversations, MessageView};

/// A session's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageList {
    /// In order of time.
    messages: Vec<MessageView>,
}

/// The messages of a session, in order of time.
#[utoipa::path(get, operation_id = "list_messages", path = "/sessions/{id}/messages", tag = "chat", params(("id" = String, Path, format = Uuid, description = "The session's id")), responses(
    (status = 200, body = MessageList), (status = 404, description = "There is no such session"), (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<MessageList>, ApiError> {
    let id: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound, "there is no such session"))?;
    let (_, session) = state.0.services.open(&caller).await?;
    let conversations = Conversations(&session);
    let (_, messages) = tokio::try_join!(conversations.state(id, &caller.subject), conversations.messages(id))?;
    Ok(Json(MessageList { messages }))
}
