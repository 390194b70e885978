//! `GET /facts/{id}` and `GET /messages/{id}/facts.csv`: the figures that an answer rests on.

use axum::{
    Json,
    extract::State as Extract,
    http::header,
    response::{IntoResponse, Response},
};
use tenancy::{ApiError, ApiPath, TenantCaller};

use super::{State, message_id};
use crate::{
    conversation::Conversations,
    export,
    replay::{FactId, FactReplay, replayed},
};

/// A fact of one of the caller's answers, as it was given, and computed once more.
///
/// While the data is what it was, it is read again from the very keys that it names, and comes out the same. When the data
/// has changed, its figure of now is computed for the same measure, rows and days, and the reply says so.
#[utoipa::path(get, operation_id = "show_fact", path = "/facts/{id}", tag = "chat",
    params(("id" = String, Path, pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-F[1-9][0-9]{0,8}$",
        description = "The answer's id, `-` and the fact's: `0197f6c0-3a5b-7c1d-8e2f-123456789abc-F1`")), responses(
    (status = 200, body = FactReplay), (status = 404, description = "There is no such fact"),
    (status = 409, description = "There are no sales data any more, or the tenant is not ready")))]
pub(crate) async fn show(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<FactReplay>, ApiError> {
    let id: FactId = id.parse()?;
    let (_, session) = state.0.services.open(&caller).await?;
    let answer = Conversations(&session).answer(id.message, &caller.subject).await?;
    let snapshot = state.0.snapshots.load(&session).await?;
    Ok(Json(replayed(&session, &snapshot, &answer, &id).await?))
}

/// The facts of one of the caller's answers as CSV (RFC 4180), a line each, in UTF-8.
///
/// Text that a spreadsheet would take for a formula begins with an apostrophe.
#[utoipa::path(get, operation_id = "export_facts", path = "/messages/{id}/facts.csv", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The answer's id")), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 404, description = "There is no such answer"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn export(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let id = message_id(&id)?;
    let (_, session) = state.0.services.open(&caller).await?;
    let answer = Conversations(&session).answer(id, &caller.subject).await?;
    let name = format!("attachment; filename=\"facts-{id}.csv\"");
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((kind, export::csv(&answer.reply.facts)?).into_response())
}
