//! `GET` and `POST /tenants/{id}/backups`.

use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;
use tenancy::{ApiError, ApiPath, PlatformAdmin, TenantId, registry::Backup};
use utoipa::ToSchema;

use super::{IdempotencyHeader, idempotency_key, tenant_id};
use crate::{
    ControlPlane,
    change::{Change, unknown},
    idempotency::Reply,
    operation::Operation,
    submit::submit,
};

/// Backups of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BackupList {
    /// The newest first.
    pub backups: Vec<Backup>,
}

/// The backups of a tenant that are whole, the newest first.
#[utoipa::path(
    get,
    path = "/tenants/{id}/backups",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id")),
    responses(
        (status = OK, description = "The newest first", body = BackupList),
        (status = NOT_FOUND, description = "There is no such tenant"),
    )
)]
pub(crate) async fn list_backups(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<BackupList>, ApiError> {
    let tenant = tenant_id("id", &id)?;
    let record = plane.services.registry.get(&tenant).await?.ok_or_else(|| unknown(&tenant))?;
    Ok(Json(BackupList { backups: record.backups.into_iter().rev().collect() }))
}

/// Makes a backup of all that a tenant owns now, and reads it back. The tenant goes on serving.
#[utoipa::path(
    post,
    path = "/tenants/{id}/backups",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id"), IdempotencyHeader),
    responses(
        (status = OK, description = "It is there: `result` of the operation", body = Operation),
        (status = ACCEPTED, description = "It is being made; look at the operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "Another operation is at work, or the tenant is not there yet"),
        (status = FORBIDDEN, description = "The tenant is being offboarded, or was"),
    )
)]
pub(crate) async fn make_backup(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("POST /tenants/{id}/backups"), ())?;
    let tenant = tenant_id("id", &id)?;
    submit(&plane, &operator.0.subject, &tenant, &Change::Backup, key.as_ref()).await
}
