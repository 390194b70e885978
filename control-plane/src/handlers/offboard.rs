//! `DELETE /tenants/{id}`.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use tenancy::{ApiError, PlatformAdmin, Problem, TenantId};

use super::{idempotency_key, tenant_id};
use crate::{ControlPlane, change::Change, idempotency::Reply, operation::Operation, submit::submit};

/// Exports a tenant, reads the export back, and erases all that the tenant owned. Its id is not given away again.
#[utoipa::path(
    delete,
    path = "/tenants/{id}",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, new for each new request")),
    security(("bearer" = [])),
    responses(
        (status = OK, description = "It is gone; `result` is the certificate", body = Operation),
        (status = ACCEPTED, description = "It refuses requests and is being erased; look at the operation", body = Operation),
        (status = UNAUTHORIZED, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "Not the operator", body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, description = "There is no such tenant", body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, description = "Another operation is at work", body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, description = "The id is malformed", body = Problem, content_type = "application/problem+json"),
        (status = INTERNAL_SERVER_ERROR, description = "A step failed; the tenant's row says which", body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, description = "AWS cannot be reached for now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn offboard_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("DELETE /tenants/{id}"), ())?;
    let tenant = tenant_id("id", &id)?;
    submit(&plane, &operator.0.subject, &tenant, &Change::Offboard, key.as_ref()).await
}
