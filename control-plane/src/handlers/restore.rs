//! `POST /tenants/{id}/restore`.

use axum::{extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use tenancy::{
    ApiError, ApiJson, ApiPath, ErrorCode, PlatformAdmin, TenantId,
    plans::PlanName,
    registry::{Seed, TenantState},
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

/// The tenant to make from an archive.
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
    /// What it pays for; what the erased tenant paid for if not given.
    #[schema(value_type = Option<PlanName>)]
    pub plan: Option<String>,
}

/// Makes a new tenant with the data of the archive of an erased one: its chat answers the same.
#[utoipa::path(
    post,
    path = "/tenants/{id}/restore",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The id of the erased tenant"), IdempotencyHeader),
    request_body = RestoreTenant,
    responses(
        (status = CREATED, description = "The new tenant is ready", body = TenantView),
        (status = ACCEPTED, description = "It is being made; look at its operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "The tenant has no archive, or the new id is another's"),
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
    let erased = plane.services.registry.get(&from).await?.ok_or_else(|| unknown(&from))?;
    if erased.state != TenantState::Erased || erased.archive.is_none() {
        return Err(ApiError::new(ErrorCode::Conflict, format!("there is no archive of \"{from}\""))
            .remedy("only a tenant that was offboarded, and whose archive is still kept, can be restored"));
    }
    let plan = body.plan.unwrap_or(erased.plan);
    let seed = Some(Seed::Archive(from));
    let plans = &plane.services.plans;
    let new = NewTenant::new(plans, &body.tenant_id, body.name, body.owner_email, Some(&plan), seed)?;
    let tenant = new.id.clone();
    submit(&plane, &operator.0.subject, &tenant, &Change::Create(new), key.as_ref()).await
}
