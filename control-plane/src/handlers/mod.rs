//! The operator's HTTP routes, one file per route: authorise, call one function, reply.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod show;

use tenancy::{ApiError, TenantId};

/// The tenant id in `text`, which came in `field`.
fn tenant_id(field: &'static str, text: &str) -> Result<TenantId, ApiError> {
    text.parse().map_err(|error: tenancy::tenant_id::InvalidTenantId| {
        ApiError::field(field, error.to_string()).remedy("use the id as `GET /tenants` shows it")
    })
}
