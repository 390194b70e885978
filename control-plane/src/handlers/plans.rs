//! `GET /plans`: what tenants can pay for.

use axum::{Json, extract::State};
use serde::Serialize;
use tenancy::{Plans, PlatformAdmin};
use utoipa::ToSchema;

use crate::ControlPlane;

/// What tenants can pay for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanList {
    /// By name.
    plans: Plans,
}

/// What tenants can pay for: limits, budgets and models of each plan.
#[utoipa::path(get, path = "/plans", tag = "tenants", responses((status = OK, description = "All plans", body = PlanList)))]
pub(crate) async fn list(_operator: PlatformAdmin, State(plane): State<ControlPlane>) -> Json<PlanList> {
    Json(PlanList { plans: (*plane.services.plans).clone() })
}
