//! `GET /tenants`.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tenancy::{
    ApiError, ApiQuery, PlatformAdmin, TenantId, page_limit,
    plans::PlanName,
    registry::{TenantRecord, TenantState},
};
use utoipa::{IntoParams, ToSchema};

use super::tenant_id;
use crate::{ControlPlane, TenantView};

const DEFAULT_LIMIT: u16 = 50;
const MOST: u16 = 200;

/// Which tenants to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// How many at most.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// Those after this id: `next` of the page before.
    #[param(value_type = Option<TenantId>)]
    after: Option<String>,
    /// Those in this state alone; without it, all but the erased ones.
    #[param(value_type = Option<TenantState>)]
    state: Option<String>,
    /// Those of this plan alone.
    #[param(value_type = Option<PlanName>)]
    plan: Option<String>,
}

/// One page of tenants, by id.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantList {
    /// The tenants of this page.
    pub tenants: Vec<TenantView>,
    /// Where the next page goes on; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<TenantId>,
}

/// All tenants, by id.
#[utoipa::path(
    get,
    path = "/tenants",
    tag = "tenants",
    params(ListQuery),
    responses(
        (status = OK, description = "One page of tenants", body = TenantList),
    )
)]
pub(crate) async fn list_tenants(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiQuery(query): ApiQuery<ListQuery>,
) -> Result<Json<TenantList>, ApiError> {
    let limit = page_limit(query.limit.as_deref(), DEFAULT_LIMIT, MOST)?;
    let after = query.after.as_deref().map(|text| tenant_id("after", text)).transpose()?;
    let state: Option<TenantState> = query.state.as_deref().map(state_named).transpose()?;
    if let Some(plan) = &query.plan {
        plane.services.plans.choose(Some(plan))?;
    }
    let wanted = |record: &TenantRecord| {
        state.map_or(record.state != TenantState::Erased, |state| record.state == state)
            && query.plan.as_ref().is_none_or(|plan| record.plan == *plan)
    };
    let mut found: Vec<TenantRecord> = Vec::new();
    let mut from = after;
    // One more than asked for tells whether there is a next page.
    while found.len() <= usize::from(limit) {
        let page = plane.services.registry.list(i32::from(MOST), from.as_ref()).await?;
        let Some(last) = page.last() else { break };
        from = Some(last.tenant_id.clone());
        found.extend(page.into_iter().filter(wanted));
    }
    let more = found.len() > usize::from(limit);
    found.truncate(usize::from(limit));
    let next = if more { found.last().map(|last| last.tenant_id.clone()) } else { None };
    let tenants = found.into_iter().map(|record| TenantView::new(&plane.services.names, record)).collect();
    Ok(Json(TenantList { tenants, next }))
}

fn state_named(text: &str) -> Result<TenantState, ApiError> {
    text.parse().map_err(|()| {
        ApiError::field("state", format!("\"{text}\" is no state"))
            .remedy("use provisioning, active, suspended, failed, offboarding or erased")
    })
}
