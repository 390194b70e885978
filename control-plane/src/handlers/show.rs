//! `GET /tenants/{id}`.

use axum::{
    Json,
    extract::{Path, State},
};
use tenancy::{ApiError, ErrorCode, PlatformAdmin, Problem, Services, TenantId};

use super::tenant_id;
use crate::TenantView;

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
    State(services): State<Services>,
    Path(id): Path<String>,
) -> Result<Json<TenantView>, ApiError> {
    let id = tenant_id("id", &id)?;
    let record = services.registry.get(&id).await?.ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, format!("there is no tenant \"{id}\""))
            .remedy("`salestalk tenant list` or `GET /tenants` shows those there are")
    })?;
    Ok(Json(TenantView::new(&services.names, record)))
}
