//! `POST /chat`.

use axum::{Json, extract::State as Extract};
use tenancy::{ApiError, ApiJson, TenantCaller};

use super::State;
use crate::reply::{ChatReply, ChatRequest};

/// Answers a question about the tenant's sales.
#[utoipa::path(post, operation_id = "ask", path = "/chat", tag = "chat", request_body = ChatRequest, responses(
    (status = 200, body = ChatReply, links(
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
) -> Result<Json<ChatReply>, ApiError> {
    Ok(Json(state.0.answer(&caller, request).await?))
}
