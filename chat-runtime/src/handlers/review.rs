//! `GET /questions/review`.

use axum::{Json, extract::State as Extract};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiQuery, TenantCaller};
use utoipa::{IntoParams, ToSchema};

use super::{State, sessions::cursor};
use crate::conversation::{Conversations, ReviewEntry, limit};

/// Which questions to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewQuery {
    /// None asked before this month, UTC.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$", example = "2026-11")]
    since: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, default = 50)]
    limit: Option<String>,
    /// Where to go on: `next` of the page before.
    #[param(value_type = Option<String>, format = Uuid)]
    cursor: Option<String>,
}

/// One page of questions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewList {
    /// The newest first.
    questions: Vec<ReviewEntry>,
    /// Where the next page goes on; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Questions of all users that were refused, and those whose answers were not liked, the newest first. Nobody learns who
/// asked.
///
/// What a word means that was not understood can be said in the catalogue: as a synonym of a measure or a dimension, or as
/// an alias of a member.
#[utoipa::path(get, operation_id = "review_questions", path = "/questions/review", tag = "chat", params(ReviewQuery), responses(
    (status = 200, body = ReviewList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiQuery(query): ApiQuery<ReviewQuery>,
) -> Result<Json<ReviewList>, ApiError> {
    let since = query.since.as_deref().map(month).transpose()?;
    let (limit, after) = (limit(query.limit.as_deref())?, query.cursor.as_deref().map(cursor).transpose()?);
    let (_, session) = state.0.services.open(&caller).await?;
    let page = Conversations(&session).to_review(since, limit, after).await?;
    Ok(Json(ReviewList { questions: page.list, next: page.next.map(|next| next.to_string()) }))
}

/// The first instant of `2026-11`.
fn month(text: &str) -> Result<Timestamp, ApiError> {
    let is_month = text.len() == "2026-11".len() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let first: Option<Date> = is_month.then(|| format!("{text}-01").parse().ok()).flatten();
    let invalid = || ApiError::field("since", format!("\"{text}\" is no month")).remedy("write it as 2026-11");
    let first = first.ok_or_else(invalid)?.to_zoned(TimeZone::UTC).map_err(|_| invalid())?;
    Ok(first.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_with_its_first_instant() {
        assert_eq!(month("2026-11").unwrap().to_string(), "2026-11-01T00:00:00Z");
        assert!(month("0000-01").is_ok());
        for not in ["2026", "2026-13", "2026-00", "11-2026", "2026-1", "-026-01", ""] {
            assert_eq!(month(not).unwrap_err().field.as_deref(), Some("since"), "{not}");
        }
    }
}
