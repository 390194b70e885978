//! `POST /query`.

use std::sync::Arc;

use axum::{Json, extract::State as Extract};
use serde::Serialize;
use tenancy::{ApiError, ApiJson, TenantCaller, TenantSession};
use utoipa::ToSchema;

use super::State;
use crate::query::{QueryError, Snapshot, answer, fact::Fact, limits, plan::Plan};

/// What a plan comes to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueryReply {
    /// Every figure, with what it was read or computed from.
    facts: Vec<Fact>,
    /// The version of the data; the same plan over the same version has the same facts.
    data_version: String,
    /// Why there are no facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_data: Option<String>,
}

/// The facts of a plan: exact figures, with their sources.
///
/// A period is two dates; what it is called is found from them. Without one, all of the data is meant. Filters must all
/// hold, and name members as they stand in the data or by an alias of the catalogue.
#[utoipa::path(post, operation_id = "query", path = "/query", tag = "metrics",
    request_body(content = Plan, examples(
        ("lookup" = (summary = "The figure of a month", value = json!({"intent": "lookup", "measures": ["revenue"],
            "period": {"from": "2011-03-01", "to": "2011-03-31"}}))),
        ("series" = (summary = "Each week of a quarter, for two countries", value = json!({"intent": "series",
            "measures": ["revenue"], "groupBy": {"grain": "week"}, "period": {"from": "2011-04-01", "to": "2011-06-30"},
            "filters": [{"dimension": "country", "members": ["Germany", "France"]}]}))),
        ("compare" = (summary = "A month with the same month of the year before", value = json!({"intent": "compare",
            "measures": ["revenue"], "baseline": "previousYear", "period": {"from": "2011-12-01", "to": "2011-12-31"}}))),
        ("rank" = (summary = "The best three products outside a country", value = json!({"intent": "rank",
            "measures": ["revenue"], "groupBy": {"dimension": "product"}, "top": {"n": 3, "order": "highest"},
            "filters": [{"dimension": "country", "members": ["United Kingdom"], "exclude": true}]}))),
        ("breakdown" = (summary = "What a figure is made of", value = json!({"intent": "breakdown",
            "measures": ["revenue"], "groupBy": {"dimension": "country"}}))),
        ("share" = (summary = "A part in the whole", value = json!({"intent": "share", "measures": ["revenue"],
            "filters": [{"dimension": "country", "members": ["Germany"]}]}))),
        ("average" = (summary = "Per order", value = json!({"intent": "average", "measures": ["revenue"],
            "groupBy": {"measure": "orders"}}))),
        ("cumulative" = (summary = "The year to date, month by month", value = json!({"intent": "cumulative",
            "measures": ["revenue"], "groupBy": {"grain": "month"}, "period": {"from": "2011-01-01", "to": "2011-12-31"}}))),
        ("growth" = (summary = "Each month's change to the one before", value = json!({"intent": "growth",
            "measures": ["revenue"], "groupBy": {"grain": "month"}}))))),
    responses((status = 200, body = QueryReply),
        (status = 404, description = "The token's tenant is not there"),
        (status = 409, description = "There is no sales data yet, or the tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiJson(plan): ApiJson<Plan>,
) -> Result<Json<QueryReply>, ApiError> {
    limits(&plan)?;
    let (session, snapshot) = open(&state, &caller).await?;
    let (facts, no_data) = match answer(&session, &snapshot, &plan).await {
        Ok(facts) if facts.is_empty() => (facts, Some("there are no sales in the data for that".to_owned())),
        Ok(facts) => (facts, None),
        Err(QueryError::NoData(why)) => (Vec::new(), Some(why)),
        Err(error) => return Err(error.into()),
    };
    Ok(Json(QueryReply { facts, data_version: snapshot.head.data_version.to_string(), no_data }))
}

/// The tenant's session and data; where the session is kept, its row is read at the same time as the data.
async fn open(state: &State, caller: &TenantCaller) -> Result<(Arc<TenantSession>, Arc<Snapshot>), ApiError> {
    if let Some(session) = state.services.sessions.kept(&caller.tenant).await {
        let registry = &state.services.registry;
        let (record, snapshot) = tokio::join!(registry.require_active(&caller.tenant), state.snapshots.load(&session));
        // A suspended tenant is told so, whatever else failed; and what a key was exchanged under is read once more.
        if record?.observed.key_arn.as_ref() == Some(&session.key_arn) {
            return Ok((session, snapshot?));
        }
    }
    let (_, session) = state.services.open(caller).await?;
    let snapshot = state.snapshots.load(&session).await?;
    Ok((session, snapshot))
}
