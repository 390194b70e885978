//! `GET /tenants/{id}/audit` and `GET /tenants/{id}/audit/verification`.

use axum::{Json, extract::State};
use serde::Serialize;
use tenancy::{ApiError, ApiPath, PlatformAdmin, TenantId};
use utoipa::ToSchema;

use super::tenant_id;
use crate::{
    ControlPlane,
    audit::{
        AuditEntry,
        verify::{self, AuditReport},
    },
    change::unknown,
};

/// A tenant's audit trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTrail {
    /// The oldest first.
    pub entries: Vec<AuditEntry>,
}

/// Every change to the tenant: an entry before each act and one after it.
#[utoipa::path(
    get,
    path = "/tenants/{id}/audit",
    tag = "audit",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    responses(
        (status = OK, description = "The oldest first", body = AuditTrail),
        (status = NOT_FOUND, description = "There is no such tenant"),
    )
)]
pub(crate) async fn show_audit(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<AuditTrail>, ApiError> {
    let tenant = tenant_id("id", &id)?;
    plane.services.registry.get(&tenant).await?.ok_or_else(|| unknown(&tenant))?;
    Ok(Json(AuditTrail { entries: verify::entries(&plane.services, &tenant).await? }))
}

/// Checks the hash chain of the trail against the tenant's row and the copies in S3.
#[utoipa::path(
    get,
    path = "/tenants/{id}/audit/verification",
    tag = "audit",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    responses(
        (status = OK, description = "Whether it is intact, and what is wrong if not", body = AuditReport),
        (status = NOT_FOUND, description = "There is no such tenant"),
    )
)]
pub(crate) async fn verify_audit(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<AuditReport>, ApiError> {
    let tenant = tenant_id("id", &id)?;
    Ok(Json(verify::verify(&plane.services, &tenant).await?))
}
