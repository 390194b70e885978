//! `POST /tenants`.

use axum::{extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiJson, PlatformAdmin, TenantId, plans::PlanName, registry::Seed};
use utoipa::ToSchema;

use super::{IdempotencyHeader, idempotency_key};
use crate::{
    ControlPlane, TenantView, change::Change, idempotency::Reply, new_tenant::NewTenant, operation::Operation,
    submit::submit,
};

/// What to make.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTenant {
    /// The id of the tenant; it becomes part of the names of all it owns, and never changes.
    #[schema(value_type = TenantId)]
    pub tenant_id: String,
    /// The tenant's name, for people.
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
    /// What the tenant pays for; `standard` if not given.
    #[schema(value_type = Option<PlanName>)]
    pub plan: Option<String>,
    /// Whether it starts with example sales and their catalogue.
    #[serde(default)]
    pub seed_example: bool,
}

/// Makes a tenant and all it owns; asked again with the same values, it completes what is missing and replies the same.
#[utoipa::path(
    post,
    path = "/tenants",
    tag = "tenants",
    request_body = CreateTenant,
    params(IdempotencyHeader),
    responses(
        (status = CREATED, description = "The tenant is ready", body = TenantView,
            headers(("location" = String, description = "The tenant's address"))),
        (status = ACCEPTED, description = "The tenant is being made; look at its operation", body = Operation,
            headers(("location" = String, description = "The operation's address"), ("retry-after" = u32, description = "Seconds"))),
        (status = CONFLICT, description = "The id belongs to a tenant with other values, or another operation is at work"),
    )
)]
pub(crate) async fn create_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<CreateTenant>,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, "POST /tenants", &body)?;
    let seed = body.seed_example.then_some(Seed::Example);
    let plans = &plane.services.plans;
    let new = NewTenant::new(plans, &body.tenant_id, body.name, body.owner_email, body.plan.as_deref(), seed)?;
    let tenant = new.id.clone();
    submit(&plane, &operator.0.subject, &tenant, &Change::Create(new), key.as_ref()).await
}
