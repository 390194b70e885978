//! `GET /tenants/{id}/usage` for the operator, `GET /usage` for a tenant.

use axum::{Json, extract::State};
use serde::Serialize;
use tenancy::{ApiError, ApiPath, PlatformAdmin, TenantCaller, TenantId, registry::MonthUsage};
use utoipa::ToSchema;

use super::tenant_id;
use crate::{ControlPlane, change::unknown};

/// What a tenant has used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageReport {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The newest month first.
    pub months: Vec<MonthUsage>,
}

/// What a tenant has used, month by month.
#[utoipa::path(
    get,
    path = "/tenants/{id}/usage",
    tag = "usage",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    responses(
        (status = OK, description = "The newest month first", body = UsageReport),
        (status = NOT_FOUND, description = "There is no such tenant"),
    )
)]
pub(crate) async fn tenant_usage(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<UsageReport>, ApiError> {
    let tenant = tenant_id("id", &id)?;
    plane.services.registry.get(&tenant).await?.ok_or_else(|| unknown(&tenant))?;
    let months = plane.services.usage.months(&tenant).await?;
    Ok(Json(UsageReport { tenant_id: tenant, months }))
}

/// What the caller's tenant has used, month by month.
#[utoipa::path(
    get,
    path = "/usage",
    tag = "usage",
    responses(
        (status = OK, description = "The newest month first", body = UsageReport),
        (status = NOT_FOUND, description = "The token's tenant is not there"),
        (status = CONFLICT, description = "The tenant is not ready"),
    )
)]
pub(crate) async fn own_usage(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
) -> Result<Json<UsageReport>, ApiError> {
    plane.services.registry.require_active(&caller.tenant).await?;
    let months = plane.services.usage.months(&caller.tenant).await?;
    Ok(Json(UsageReport { tenant_id: caller.tenant, months }))
}
