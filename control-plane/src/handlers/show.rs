//! `GET /tenants/{id}`.

use axum::{Json, extract::State};
use tenancy::{ApiError, ApiPath, PlatformAdmin, TenantId};

use super::tenant_id;
use crate::{ControlPlane, TenantView, change::unknown};

/// One tenant.
#[utoipa::path(
    get,
    path = "/tenants/{id}",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    responses(
        (status = OK, description = "The tenant", body = TenantView),
        (status = NOT_FOUND, description = "There is no such tenant"),
    )
)]
pub(crate) async fn show_tenant(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<TenantView>, ApiError> {
    let id = tenant_id("id", &id)?;
    let record = plane.services.registry.get(&id).await?.ok_or_else(|| unknown(&id))?;
    Ok(Json(TenantView::new(&plane.services.names, record)))
}
