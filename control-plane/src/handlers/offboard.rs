//! `DELETE /tenants/{id}`.

use axum::{extract::State, http::HeaderMap};
use tenancy::{ApiError, ApiPath, PlatformAdmin, TenantId};

use super::{IdempotencyHeader, OperationOrTenant, idempotency_key, tenant_id};
use crate::{ControlPlane, change::Change, idempotency::Reply, operation::Operation, submit::submit};

/// Exports a tenant, reads the export back, and erases all that the tenant owned. Its id is not given away again.
#[utoipa::path(
    delete,
    path = "/tenants/{id}",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id"), IdempotencyHeader),
    responses(
        (status = OK, description = "It is gone; `result` of the operation, or `certificate` of the tenant, says what became of all it owned", body = OperationOrTenant),
        (status = ACCEPTED, description = "It refuses requests and is being erased; look at the operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "Another operation is at work"),
    )
)]
pub(crate) async fn offboard_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("DELETE /tenants/{id}"), ())?;
    let tenant = tenant_id("id", &id)?;
    submit(&plane, &operator.0.subject, &tenant, &Change::Offboard, key.as_ref()).await
}
