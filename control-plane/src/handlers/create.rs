//! `POST /tenants`.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::LOCATION},
    response::IntoResponse,
};
use serde::Deserialize;
use tenancy::{ApiError, ApiJson, PlatformAdmin, Problem, Services, TenantId, registry::Plan};
use utoipa::ToSchema;

use crate::{
    TenantView,
    onboard::{NewTenant, onboard},
};

/// What to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTenant {
    /// The id of the tenant; it becomes part of the names of all it owns, and never changes.
    #[schema(value_type = TenantId)]
    pub tenant_id: String,
    /// The tenant's name, for people.
    #[schema(min_length = 1, max_length = 200, example = "Acme Ltd")]
    pub name: String,
    /// Who answers for the account.
    #[schema(format = "email", example = "owner@acme.example")]
    pub owner_email: String,
    /// What the tenant pays for; `standard` if not given.
    #[schema(value_type = Option<Plan>)]
    pub plan: Option<String>,
}

/// Makes a tenant and all it owns; asked again with the same values, it completes what is missing and changes nothing else.
#[utoipa::path(
    post,
    path = "/tenants",
    tag = "tenants",
    request_body = CreateTenant,
    security(("bearer" = [])),
    responses(
        (status = CREATED, description = "The tenant is ready", body = TenantView,
            headers(("location" = String, description = "The tenant's address"))),
        (status = OK, description = "The tenant was there already, and is ready", body = TenantView),
        (status = BAD_REQUEST, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "Not the operator", body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, description = "The id belongs to a tenant with other values", body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, description = "A field cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = INTERNAL_SERVER_ERROR, description = "A step failed", body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, description = "A step failed for now; send the same request again", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_tenant(
    _operator: PlatformAdmin,
    State(services): State<Services>,
    ApiJson(body): ApiJson<CreateTenant>,
) -> Result<impl IntoResponse, ApiError> {
    let wanted = NewTenant::new(&body.tenant_id, body.name, body.owner_email, body.plan.as_deref())?;
    let done = onboard(&services, wanted).await?;
    let status = if done.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("/tenants/{}", done.record.tenant_id);
    Ok((status, [(LOCATION, location)], Json(TenantView::new(&services.names, done.record))))
}
