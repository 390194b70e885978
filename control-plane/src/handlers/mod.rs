//! The operator's HTTP routes, one file per route: authorise, call one function, reply.

pub(crate) mod api_keys;
pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod backups;
pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod fleet;
pub(crate) mod list;
pub(crate) mod me;
pub(crate) mod offboard;
pub(crate) mod operations;
pub(crate) mod plans;
pub(crate) mod reconcile;
pub(crate) mod restore;
pub(crate) mod show;
pub(crate) mod usage;
pub(crate) mod users;

use axum::http::HeaderMap;
use serde::Serialize;
use tenancy::{ApiError, TenantId};
use utoipa::{IntoParams, ToSchema};

use crate::{ControlPlane, TenantView, idempotency::IdempotencyKey, operation::Operation};

/// How `Idempotency-Key` is described; [`idempotency_key`] reads it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is there for its description")]
struct IdempotencyHeader {
    /// A text of your own, new for each new request: a request sent again with it gets the first one's reply.
    #[param(rename = "Idempotency-Key", pattern = "^[!-~]([ -~]{0,253}[!-~])?$")]
    idempotency_key: Option<String>,
}

/// How the reply is described of a change that may have been made before: then there is no operation to show.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is there for its description")]
pub(crate) enum OperationOrTenant {
    /// What was done.
    Operation(Box<Operation>),
    /// The tenant, as it was already.
    Tenant(Box<TenantView>),
}

/// The tenant id in `text`, which came in `field`.
fn tenant_id(field: &'static str, text: &str) -> Result<TenantId, ApiError> {
    text.parse().map_err(|error: tenancy::tenant_id::InvalidTenantId| {
        ApiError::field(field, error.to_string()).remedy("use the id as `GET /tenants` shows it")
    })
}

/// The idempotency key of a request that wants `what` of `path`.
fn idempotency_key(
    plane: &ControlPlane,
    headers: &HeaderMap,
    path: &str,
    what: impl Serialize,
) -> Result<Option<IdempotencyKey>, ApiError> {
    let expires = plane.settings.clock.now() + plane.settings.remember;
    IdempotencyKey::of(headers, &(path, what), expires.as_second())
}
