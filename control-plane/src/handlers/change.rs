//! `PATCH /tenants/{id}`.

use axum::{extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiJson, ApiPath, PlatformAdmin, TenantId, plans::PlanName};
use utoipa::ToSchema;

use super::{IdempotencyHeader, idempotency_key, tenant_id};
use crate::{ControlPlane, TenantView, change::Change, idempotency::Reply, operation::Operation, submit::submit};

/// How a state that can be asked for is described.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is there for its description")]
pub(crate) enum WantedState {
    /// It serves.
    Active,
    /// It refuses its requests.
    Suspended,
}

/// What to change; what is left out stays.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeTenant {
    /// What the tenant pays for.
    #[schema(value_type = Option<PlanName>)]
    pub plan: Option<String>,
    /// `suspended` refuses the tenant's requests from now on; `active` serves them again.
    #[schema(value_type = Option<WantedState>)]
    pub state: Option<String>,
}

/// Changes a tenant's plan, suspends it or resumes it. What the plan asks for is made before the reply.
#[utoipa::path(
    patch,
    path = "/tenants/{id}",
    tag = "tenants",
    params(("id" = TenantId, Path, description = "The tenant's id"), IdempotencyHeader),
    request_body = ChangeTenant,
    responses(
        (status = OK, description = "The tenant, as it is now", body = TenantView),
        (status = ACCEPTED, description = "It is being changed; look at the operation", body = Operation),
        (status = NOT_FOUND, description = "There is no such tenant"),
        (status = CONFLICT, description = "The tenant is not made yet, or another operation is at work"),
    )
)]
pub(crate) async fn change_tenant(
    operator: PlatformAdmin,
    State(plane): State<ControlPlane>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<ChangeTenant>,
) -> Result<Reply, ApiError> {
    let key = idempotency_key(&plane, &headers, &format!("PATCH /tenants/{id}"), &body)?;
    let tenant = tenant_id("id", &id)?;
    let suspended = match body.state.as_deref() {
        None => None,
        Some("suspended") => Some(true),
        Some("active") => Some(false),
        Some(other) => {
            return Err(ApiError::field("state", format!("\"{other}\" is no state to ask for"))
                .remedy("use active or suspended; `DELETE /tenants/{id}` offboards"));
        }
    };
    if let Some(plan) = &body.plan {
        plane.services.plans.choose(Some(plan))?;
    } else if suspended.is_none() {
        return Err(ApiError::field("plan", "there is nothing to change").remedy("send plan, state, or both"));
    }
    let change = Change::Set { plan: body.plan, suspended };
    submit(&plane, &operator.0.subject, &tenant, &change, key.as_ref()).await
}
