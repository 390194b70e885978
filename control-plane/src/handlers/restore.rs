//! `POST /tenants/{id}/restore`.

use axum::{extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use tenancy::{
    ApiError, ApiJson, ApiPath, ErrorCode, PlatformAdmin, TenantId,
    ids::BackupId,
    plans::PlanName,
    registry::{Seed, TenantRecord, TenantState},
};
use utoipa::ToSchema;

use super::{IdempotencyHeader, idempotency_key, tenant_id};
use crate::{
    ControlPlane, TenantView,
    change::{Change, unknown},
    idempotency::Reply,
    new_tenant::NewTenant,
    operation::Operation,
    submit::submit,
};

/// The tenant to make from an archive or a backup.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreTenant {
    /// The id of the new tenant.
    #[schema(value_type = TenantId)]
    pub tenant_id: String,
    /// Its name, for people.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        example = "Acme Ltd"
    )]
    pub name: String,
    /// Who answers for the account.
    #[schema(format = "email", max_length = 254, example = "owner@acme.example")]
    pub owner_email: String,
    /// What it pays for; what the other tenant pays or paid for if not given.
    #[schema(value_type = Option<PlanName>)]
    pub plan: Option<String>,
    /// The backup to take, of a tenant that is there; the newest if not given.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub backup_id: Option<BackupId>,
    /// Whether it is to refuse requests, and tell nobody of insights, until it is resumed.
    #[serde(default)]
    pub suspended: bool,
}

/// Makes a new tenant with the data of another: of the archive of an erased one, or of a backup. All of it is read back from the
/// new tenant's tables before it serves: its chat answers the same.
#[utoipa::path(
    post,
    path = "/tenants/{id}/restore",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The id of the tenant whose data it is"), IdempotencyHeader),
    request_body = RestoreTenant,
    responses(
        (status = CREATED, description = "The new tenant is ready", body = TenantView),
        (status = ACCEPTED, description = "It is being made; look at its operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "The tenant has no archive and no such backup, or the new id is another's"),
    )
)]
pub(crate) async fn restore_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<RestoreTenant>,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("POST /tenants/{id}/restore"), &body)?;
    let from = tenant_id("id", &id)?;
    let source = plane.services.registry.get(&from).await?.ok_or_else(|| unknown(&from))?;
    let seed = Some(seed(&source, body.backup_id)?);
    let plan = body.plan.unwrap_or(source.plan);
    let plans = &plane.services.plans;
    let new = NewTenant::new(plans, &body.tenant_id, body.name, body.owner_email, Some(&plan), seed)?;
    let new = NewTenant { suspended: body.suspended, ..new };
    let tenant = new.id.clone();
    submit(&plane, &operator.0.subject, &tenant, &Change::Create(new), key.as_ref()).await
}

/// What the new tenant's data comes from: the `backup` asked for of the tenant of `source`, its newest one, or its archive.
fn seed(source: &TenantRecord, backup: Option<BackupId>) -> Result<Seed, ApiError> {
    let from = source.tenant_id.clone();
    let conflict = |what: String, remedy: &str| Err(ApiError::new(ErrorCode::Conflict, what).remedy(remedy));
    match (source.state, backup) {
        (TenantState::Erased, None) if source.archive.is_some() => Ok(Seed::Archive(from)),
        (TenantState::Erased, None) => {
            conflict(format!("there is no archive of \"{from}\" any more"), "nothing of it is left to restore")
        }
        (TenantState::Erased, Some(_)) => conflict(
            format!("\"{from}\" was erased, and its backups with it"),
            "leave `backupId` out: its archive, if it is still kept, has all of it",
        ),
        (_, Some(id)) if source.backups.iter().any(|backup| backup.backup_id == id) => Ok(Seed::Backup(from, id)),
        (_, Some(id)) => {
            let mut error = ApiError::new(ErrorCode::Conflict, format!("there is no backup {id} of \"{from}\""))
                .remedy("`GET /tenants/{id}/backups` shows those there are");
            error.field = Some("backupId".to_owned());
            Err(error)
        }
        (_, None) => match source.backups.last() {
            Some(newest) => Ok(Seed::Backup(from, newest.backup_id)),
            None => conflict(
                format!("there is no backup of \"{from}\" yet"),
                "make one with `POST /tenants/{id}/backups`, then send this again",
            ),
        },
    }
}
