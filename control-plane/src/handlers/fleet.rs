//! `GET /fleet` and `POST /fleet/reconcile`.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiQuery, PlatformAdmin, TenantId, registry::TenantState};
use utoipa::{IntoParams, ToSchema};

use super::tenant_id;
use crate::{
    ControlPlane,
    fleet::{self, FleetPage, Pass},
};

const PAGE: u16 = 500;

/// How many tenants there are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fleet {
    /// All of them, the erased ones too.
    pub tenants: u64,
    /// By state.
    pub states: BTreeMap<String, u64>,
    /// By plan, without the erased ones.
    pub plans: BTreeMap<String, u64>,
}

/// How many tenants there are, by state and by plan.
#[utoipa::path(
    get,
    path = "/fleet",
    tag = "fleet",
    responses(
        (status = OK, description = "The counts", body = Fleet),
    )
)]
pub(crate) async fn show_fleet(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
) -> Result<Json<Fleet>, ApiError> {
    let mut fleet = Fleet { tenants: 0, states: BTreeMap::new(), plans: BTreeMap::new() };
    let mut after: Option<TenantId> = None;
    loop {
        let page = plane.services.registry.list(i32::from(PAGE), after.as_ref()).await?;
        let Some(last) = page.last() else { return Ok(Json(fleet)) };
        after = Some(last.tenant_id.clone());
        for record in page {
            fleet.tenants += 1;
            *fleet.states.entry(record.state.as_str().to_owned()).or_default() += 1;
            if record.state != TenantState::Erased {
                *fleet.plans.entry(record.plan).or_default() += 1;
            }
        }
    }
}

/// Which tenants to reconcile, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FleetQuery {
    /// Those after this id: `next` of the page before.
    #[param(value_type = Option<TenantId>)]
    after: Option<String>,
    /// Look at everything; without it, at the tables and, in turn, at one thing more an hour.
    #[serde(default)]
    #[param(value_type = bool, default = false)]
    deep: bool,
    /// Only tell what would be done.
    #[serde(default)]
    #[param(value_type = bool, default = false)]
    dry_run: bool,
}

/// Looks at tenants in the order of their ids, and mends what differs, for as long as a request may take. Asked again with
/// `next` until there is none, it has been through all of them.
#[utoipa::path(
    post,
    path = "/fleet/reconcile",
    tag = "fleet",
    params(FleetQuery),
    responses(
        (status = OK, description = "What was found and mended", body = FleetPage),
    )
)]
pub(crate) async fn reconcile_fleet(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiQuery(query): ApiQuery<FleetQuery>,
) -> Result<Json<FleetPage>, ApiError> {
    let after = query.after.as_deref().map(|text| tenant_id("after", text)).transpose()?;
    let pass = Pass { actor: &operator.0.subject, deep: query.deep, dry_run: query.dry_run };
    fleet::page(&plane, pass, PAGE, after, plane.settings.budget / 2).await.map(Json)
}
