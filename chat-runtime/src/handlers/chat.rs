//! `POST /chat`.

use axum::{
    Json,
    extract::State as Extract,
    response::{IntoResponse, Response},
};
use tenancy::{ApiError, ApiJson, TenantCaller};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{
    State,
    events::{self, ServerSentEvent},
};
use crate::{
    reply::{ChatReply, ChatRequest},
    speech::TurnEvent,
};

/// Answers a question about the tenant's sales.
///
/// With `stream`, the answer comes as server-sent events: `begin` (messageId, sessionId), `text` (text, which goes on where
/// the one before ended; its id is the length of the whole so far), and `reply` with the whole, or `problem`. An answer is
/// finished and stored when its reader leaves, too: GET /messages/{id}/stream goes on after the last id.
#[utoipa::path(post, operation_id = "ask", path = "/chat", tag = "chat", request_body = ChatRequest, responses(
    (status = 200, content((ChatReply = "application/json"), (ServerSentEvent = "text/event-stream")), links(
        ("messages" = (operation_id = "list_messages", parameters(("id" = "$response.body#/sessionId")))),
        ("session" = (operation_id = "rename_session", parameters(("id" = "$response.body#/sessionId")))),
        ("feedback" = (operation_id = "give_feedback", parameters(("id" = "$response.body#/messageId")))),
        ("facts" = (operation_id = "export_facts", parameters(("id" = "$response.body#/messageId")))))),
    (status = 404, description = "There is no such session"),
    (status = 409, description = "There are no sales data yet, the session had another turn meanwhile, or the tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiJson(request): ApiJson<ChatRequest>,
) -> Result<Response, ApiError> {
    let is_live = request.stream;
    let mut heard = state.0.start(caller, request);
    if is_live {
        let first = begun(&mut heard).await?;
        return Ok(events::stream(first, heard));
    }
    whole(heard).await.map(|reply| Json(reply).into_response())
}

/// The reply that `heard` ends in.
pub(super) async fn whole(mut heard: UnboundedReceiver<TurnEvent>) -> Result<ChatReply, ApiError> {
    loop {
        match heard.recv().await {
            Some(TurnEvent::Reply(reply)) => return Ok(*reply),
            Some(TurnEvent::Failed(error)) => return Err(error),
            Some(TurnEvent::Begun { .. } | TurnEvent::Text { .. }) => {}
            None => return Err(ApiError::internal("answering", "the turn ended without a word")),
        }
    }
}

/// The first event of an answer; what fails before it is said as any problem is.
pub(super) async fn begun(heard: &mut UnboundedReceiver<TurnEvent>) -> Result<TurnEvent, ApiError> {
    match heard.recv().await {
        Some(TurnEvent::Failed(error)) => Err(error),
        Some(event) => Ok(event),
        None => Err(ApiError::internal("answering", "the turn ended without a word")),
    }
}
