//! `GET /sessions/{id}/messages`.

use axum::{Json, extract::State as Extract};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiPath, ApiQuery, TenantCaller};
use utoipa::{IntoParams, ToSchema};

use super::{
    State,
    sessions::{cursor, parsed},
};
use crate::conversation::{Conversations, MessageView, limit};

/// Which messages to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageQuery {
    /// How many at most.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, default = 50)]
    limit: Option<String>,
    /// Where to go on: `next` of the page before.
    #[param(value_type = Option<String>, pattern = "^[0-9]{13}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    cursor: Option<String>,
}

/// One page of a session's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageList {
    /// In order of time.
    messages: Vec<MessageView>,
    /// Where the next page goes on; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The messages of a session of the caller's, in order of time.
#[utoipa::path(get, operation_id = "list_messages", path = "/sessions/{id}/messages", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The session's id"), MessageQuery), responses(
    (status = 200, body = MessageList), (status = 404, description = "There is no such session"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<MessageQuery>,
) -> Result<Json<MessageList>, ApiError> {
    let (limit, after) = (limit(query.limit.as_deref())?, query.cursor.as_deref().map(cursor).transpose()?);
    let id = parsed(&id)?;
    let (_, session) = state.0.services.open(&caller).await?;
    let conversations = Conversations(&session);
    let (_, page) =
        tokio::try_join!(conversations.state(id, &caller.subject), conversations.messages(id, limit, after))?;
    Ok(Json(MessageList { messages: page.list, next: page.next.map(|next| next.to_string()) }))
}
