//! `GET /tenants/{id}/operations` and `GET /tenants/{id}/operations/{operation}`.

use axum::{
    Json,
    extract::State,
    http::header::RETRY_AFTER,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tenancy::{ApiError, ApiPath, ErrorCode, PlatformAdmin, TenantId, ids::OperationId};
use utoipa::ToSchema;

use super::tenant_id;
use crate::{
    ControlPlane,
    change::unknown,
    operation::{self, Operation, OperationState, begin::LOOK_AGAIN},
};

/// The newest ones are shown.
const MOST: i32 = 50;

/// Operations of a tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationList {
    /// The newest first.
    pub operations: Vec<Operation>,
}

/// The tenant's newest operations, at most 50.
#[utoipa::path(
    get,
    path = "/tenants/{id}/operations",
    tag = "operations",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    responses(
        (status = OK, description = "The newest first", body = OperationList),
        (status = NOT_FOUND, description = "There is no such tenant"),
    )
)]
pub(crate) async fn list_operations(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<OperationList>, ApiError> {
    let tenant = tenant_id("id", &id)?;
    let registry = &plane.services.registry;
    registry.get(&tenant).await?.ok_or_else(|| unknown(&tenant))?;
    Ok(Json(OperationList { operations: operation::list(registry, &tenant, MOST, None).await? }))
}

/// One operation: what was done when, and how it ended. While it is running, `Retry-After` says when to look again.
#[utoipa::path(
    get,
    path = "/tenants/{id}/operations/{operation}",
    tag = "operations",
    params(("id" = TenantId, Path, description = "The tenant's id"),
        ("operation" = String, Path, description = "The operation's id", format = Uuid)),
    responses(
        (status = OK, description = "The operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such operation"),
    )
)]
pub(crate) async fn show_operation(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath((id, operation)): ApiPath<(String, String)>,
) -> Result<Response, ApiError> {
    let tenant = tenant_id("id", &id)?;
    let id: OperationId = operation.parse().map_err(|_| {
        ApiError::field("operation", "this is no operation's id")
            .remedy("use the address that the Location header gave")
    })?;
    let found = operation::read(&plane.services.registry, &tenant, id).await?.ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, "there is no such operation")
            .remedy("`GET /tenants/{id}/operations` shows those there are")
    })?;
    if found.state == OperationState::Running {
        return Ok(([(RETRY_AFTER, LOOK_AGAIN.to_string())], Json(found)).into_response());
    }
    Ok(Json(found).into_response())
}
