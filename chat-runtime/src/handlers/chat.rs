//! `POST /chat`.

use axum::{Json, extract::State as Extract};
use tenancy::{ApiError, ApiJson, Problem, TenantCaller};

use super::State;
use crate::reply::{ChatReply, ChatRequest};

/// Answers a question about the tenant's sales.
#[utoipa::path(post, path = "/chat", tag = "chat", security(("bearer" = [])), request_body = ChatRequest, responses(
    (status = 200, body = ChatReply), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem, description = "No such session"), (status = 409, body = Problem, description = "No sales data yet"),
    (status = 413, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiJson(request): ApiJson<ChatRequest>,
) -> Result<Json<ChatReply>, ApiError> {
    Ok(Json(state.0.answer(&caller, request).await?))
}
