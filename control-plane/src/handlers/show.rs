//! `GET /tenants/{id}`.

use axum::{
    Json,
    extract::{Path, State},
};
use tenancy::{ApiError, PlatformAdmin, Problem, TenantId};

use super::tenant_id;
use crate::{ControlPlane, TenantView, change::unknown};

/// One tenant.
#[utoipa::path(
    get,
    path = "/tenants/{id}",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    security(("bearer" = [])),
    responses(
        (status = OK, description = "The tenant", body = TenantView),
        (status = UNAUTHORIZED, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "Not the operator", body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, description = "There is no such tenant", body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, description = "The id is malformed", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_tenant(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    Path(id): Path<String>,
) -> Result<Json<TenantView>, ApiError> {
    let id = tenant_id("id", &id)?;
    let record = plane.services.registry.get(&id).await?.ok_or_else(|| unknown(&id))?;
    Ok(Json(TenantView::new(&plane.services.names, record)))
}
