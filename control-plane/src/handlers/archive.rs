//! `GET` and `DELETE /tenants/{id}/archive`.

use std::time::Duration;

use axum::{Json, extract::State, http::HeaderMap};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tenancy::{ApiError, ApiPath, ErrorCode, PlatformAdmin, TenantId};
use utoipa::ToSchema;

use super::{IdempotencyHeader, OperationOrTenant, idempotency_key, tenant_id};
use crate::{
    ControlPlane,
    change::{Change, unknown},
    erasure,
    idempotency::Reply,
    operation::Operation,
    submit::submit,
};

/// How long a link works: a presigned link of S3 lives at most seven days.
const LINK_LIVES: Duration = Duration::from_secs(24 * 3600);

/// How to fetch an archive.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveAccess {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Where each file can be fetched from, without a token.
    pub files: Vec<ArchiveFile>,
    /// The key that opens the files, base64: 256 bits for AES-256-GCM. The manifest says how the files are sealed.
    pub data_key: String,
    /// When the links end.
    #[schema(value_type = String, format = DateTime)]
    pub links_expire_at: Timestamp,
    /// When the archive is deleted, and the key with it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// One file of an archive.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveFile {
    /// Its name in the manifest.
    pub name: String,
    /// A presigned link to it.
    pub link: String,
}

/// Links to the archive of an erased tenant, and the key that opens it.
#[utoipa::path(
    get,
    path = "/tenants/{id}/archive",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The id of the erased tenant")),
    responses(
        (status = OK, description = "Links and key", body = ArchiveAccess),
        (status = NOT_FOUND, description = "There is no such tenant, or no archive of it"),
    )
)]
pub(crate) async fn show_archive(
    _operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ArchiveAccess>, ApiError> {
    let tenant = tenant_id("id", &id)?;
    let record = plane.services.registry.get(&tenant).await?.ok_or_else(|| unknown(&tenant))?;
    let exported = record.archive.as_ref().filter(|archive| archive.manifest_sha256.is_some());
    let archive = exported.ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, format!("there is no archive of \"{tenant}\""))
            .remedy("only a tenant that was offboarded has one, for as long as its plan says")
    })?;
    let access = erasure::access(&plane, &record, archive, LINK_LIVES).await?;
    let links_expire_at = Timestamp::now() + SignedDuration::try_from(LINK_LIVES).unwrap_or_default();
    let files = access.files.into_iter().map(|(name, link)| ArchiveFile { name, link }).collect();
    let expires_at = archive.expires_at;
    Ok(Json(ArchiveAccess { tenant_id: tenant, files, data_key: access.data_key, links_expire_at, expires_at }))
}

/// Deletes the archive of an erased tenant and destroys its data key, before the time its plan sets.
#[utoipa::path(
    delete,
    path = "/tenants/{id}/archive",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The id of the erased tenant"), IdempotencyHeader),
    responses(
        (status = OK, description = "It is gone", body = OperationOrTenant),
        (status = ACCEPTED, description = "It is being deleted; look at the operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "The tenant is not erased"),
    )
)]
pub(crate) async fn purge_archive(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("DELETE /tenants/{id}/archive"), ())?;
    let tenant = tenant_id("id", &id)?;
    submit(&plane, &operator.0.subject, &tenant, &Change::PurgeArchive, key.as_ref()).await
}
