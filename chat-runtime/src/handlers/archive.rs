//! `GET /archive`, `POST /archive/{day}/restore`: conversations that are older than they are kept.

use axum::{Json, extract::State as Extract};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiPath, ApiQuery, ErrorCode, TenantCaller};
use utoipa::{IntoParams, ToSchema};

use super::State;
use crate::conversation::{ArchivedDay, Conversations, Restored};

/// Which conversations to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveQuery {
    /// Those with a message on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// Those with a message on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

/// What is archived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArchiveList {
    /// The newest first.
    days: Vec<ArchivedDay>,
}

/// Conversations that are not kept in the table any more, by the day on which they would have been forgotten.
///
/// They lie under the tenant's prefix, as long as the tenant is there.
#[utoipa::path(get, operation_id = "list_archive", path = "/archive", tag = "chat", params(ArchiveQuery), responses(
    (status = 200, body = ArchiveList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiQuery(query): ApiQuery<ArchiveQuery>,
) -> Result<Json<ArchiveList>, ApiError> {
    let date = |name: &'static str, text: Option<String>| {
        let parsed = |text: String| {
            text.parse::<Date>()
                .map_err(|_| ApiError::field(name, format!("\"{text}\" is no date")).remedy("write it as 2026-11-30"))
        };
        text.map(parsed).transpose()
    };
    let (from, to) = (date("from", query.from)?, date("to", query.to)?);
    let (_, session) = state.0.services.open(&caller).await?;
    Ok(Json(ArchiveList { days: Conversations(&session).archived(from, to).await? }))
}

/// Puts the conversations of a day back among those of their users, for 30 days.
#[utoipa::path(post, operation_id = "restore_archive", path = "/archive/{day}/restore", tag = "chat",
    params(("day" = String, Path, format = Date, description = "As GET /archive has it")), responses(
    (status = 200, body = Restored), (status = 404, description = "Nothing of that day is archived"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn restore(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(day): ApiPath<String>,
) -> Result<Json<Restored>, ApiError> {
    let day: Date = day.parse().map_err(|_| ApiError::new(ErrorCode::NotFound, "there is no such day"))?;
    let (_, session) = state.0.services.open(&caller).await?;
    Ok(Json(Conversations(&session).restore(day, Timestamp::now()).await?))
}
