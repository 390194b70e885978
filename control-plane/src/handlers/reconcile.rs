//! `POST /tenants/{id}/reconcile`.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, PlatformAdmin, Problem, TenantId};
use utoipa::{IntoParams, ToSchema};

use super::{idempotency_key, tenant_id};
use crate::{ControlPlane, change::Change, drift, operation::Operation, submit::submit};

/// How to reconcile.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReconcileQuery {
    /// Only tell what would be done.
    #[serde(default)]
    #[param(default = false, value_type = bool)]
    #[serde(rename = "dryRun")]
    dry_run: bool,
}

/// What reconciling would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// The tenant.
    pub tenant_id: TenantId,
    /// One line for each step: `+` makes, `~` changes, `-` deletes, `!` is in the way and left alone. None: all is as it should be.
    pub steps: Vec<String>,
}

/// Makes all that the tenant owns agree with its row and plan, or tells what that would do.
#[utoipa::path(
    post,
    path = "/tenants/{id}/reconcile",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id"), ReconcileQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, new for each new request")),
    security(("bearer" = [])),
    responses(
        (status = OK, description = "The operation, whose steps say what was mended; with dryRun, what would be (`tenantId`, `steps` of one line each)", body = Operation),
        (status = ACCEPTED, description = "It is being mended; look at the operation", body = Operation),
        (status = BAD_REQUEST, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "Not the operator", body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, description = "There is no such tenant", body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, description = "Another operation is at work", body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, description = "The id is malformed", body = Problem, content_type = "application/problem+json"),
        (status = INTERNAL_SERVER_ERROR, description = "A step failed; the tenant's row says which", body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, description = "AWS cannot be reached for now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reconcile_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    Path(id): Path<String>,
    query: Result<Query<ReconcileQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|error| {
        ApiError::new(ErrorCode::InvalidRequest, error.body_text()).remedy("dryRun is true or false")
    })?;
    let tenant = tenant_id("id", &id)?;
    if query.dry_run {
        let steps = drift::of(&plane, &tenant).await?;
        return Ok(Json(Drift { tenant_id: tenant, steps }).into_response());
    }
    let key = idempotency_key(&plane, &headers, &format!("POST /tenants/{id}/reconcile"), ())?;
    let reply = submit(&plane, &operator.0.subject, &tenant, &Change::Reconcile, key.as_ref()).await?;
    Ok(reply.into_response())
}
