//! `GET /me`: who a token or an API key is.

use axum::{Json, extract::State};
use serde::Serialize;
use tenancy::{ApiError, Role, TenantCaller, TenantId};
use utoipa::ToSchema;

use crate::ControlPlane;

/// Who the caller is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    /// The token's subject, or `key:` and the API key's id.
    subject: String,
    /// What the caller may do.
    role: Role,
    /// The caller's tenant.
    tenant_id: TenantId,
    /// What people call it.
    tenant_name: String,
    /// Its plan.
    plan: String,
}

/// Who the caller is, and of which tenant.
#[utoipa::path(get, path = "/me", tag = "users", responses(
    (status = OK, description = "The caller", body = Me),
    (status = NOT_FOUND, description = "The token's tenant is not there"),
    (status = CONFLICT, description = "The tenant is not ready")))]
pub(crate) async fn show(caller: TenantCaller, State(plane): State<ControlPlane>) -> Result<Json<Me>, ApiError> {
    let record = plane.services.registry.require_active(&caller.tenant).await?;
    let TenantCaller { subject, tenant, role } = caller;
    Ok(Json(Me { subject, role, tenant_id: tenant, tenant_name: record.name, plan: record.plan }))
}
