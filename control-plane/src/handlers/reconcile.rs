//! `POST /tenants/{id}/reconcile`.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiPath, ApiQuery, PlatformAdmin, TenantId};
use utoipa::{IntoParams, ToSchema};

use super::{IdempotencyHeader, idempotency_key, tenant_id};
use crate::{ControlPlane, change::Change, drift, operation::Operation, submit::submit};

/// How to reconcile.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReconcileQuery {
    /// Only tell what would be done.
    #[serde(default)]
    #[param(default = false, value_type = bool)]
    #[serde(rename = "dryRun")]
    dry_run: bool,
}

/// What reconciling would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Drift {
    /// The tenant.
    pub tenant_id: TenantId,
    /// One line for each step: `+` makes, `~` changes, `-` deletes, `!` is in the way and left alone. None: all is as it should be.
    pub steps: Vec<String>,
}

/// How the reply is described.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is there for its description")]
pub(crate) enum Reconciled {
    /// What was done.
    Operation(Box<Operation>),
    /// What would be done.
    Drift(Drift),
}

/// Makes all that the tenant owns agree with its row and plan, or tells what that would do.
#[utoipa::path(
    post,
    path = "/tenants/{id}/reconcile",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id"), ReconcileQuery, IdempotencyHeader),
    responses(
        (status = OK, description = "The operation, whose steps say what was mended; with dryRun, what would be", body = Reconciled),
        (status = ACCEPTED, description = "It is being mended; look at the operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "Another operation is at work"),
    )
)]
pub(crate) async fn reconcile_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<ReconcileQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("POST /tenants/{id}/reconcile"), ())?;
    let tenant = tenant_id("id", &id)?;
    if query.dry_run {
        let steps = drift::of(&plane, &tenant).await?;
        return Ok(Json(Drift { tenant_id: tenant, steps }).into_response());
    }
    let reply = submit(&plane, &operator.0.subject, &tenant, &Change::Reconcile, key.as_ref()).await?;
    Ok(reply.into_response())
}
