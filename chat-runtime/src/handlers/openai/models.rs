//! `GET /v1/models`.

use axum::{Json, extract::State as Extract};
use serde_json::{Value, json};
use tenancy::{ApiError, ApiPath, TenantCaller};

use super::{OWN, errors};
use crate::handlers::State;

/// One of them.
#[utoipa::path(get, operation_id = "show_model", path = "/v1/models/{model}", tag = "openai",
    params(("model" = String, Path, description = "Its name")), responses(
    (status = 200, description = "A `model`", body = Object),
    (status = "4XX", description = "As OpenAI's errors", body = errors::OpenAiError),
    (status = "5XX", description = "As OpenAI's errors", body = errors::OpenAiError)))]
pub(crate) async fn show(
    state: Extract<State>,
    caller: TenantCaller,
    ApiPath(name): ApiPath<String>,
) -> Result<Json<Value>, ApiError> {
    let found = models(&state, &caller).await?.into_iter().find(|(id, _)| *id == name);
    found.map(|(_, model)| Json(model)).ok_or_else(|| {
        ApiError::field("model", format!("\"{name}\" is not among your models")).remedy("GET /v1/models lists them")
    })
}

/// The models that the caller may name, as OpenAI's list: `salestalk` leaves the choice to the tenant's plan.
#[utoipa::path(get, operation_id = "list_models", path = "/v1/models", tag = "openai", responses(
    (status = 200, description = "A `list` of `model`s", body = Object),
    (status = "4XX", description = "As OpenAI's errors", body = errors::OpenAiError),
    (status = "5XX", description = "As OpenAI's errors", body = errors::OpenAiError)))]
pub(crate) async fn list(Extract(state): Extract<State>, caller: TenantCaller) -> Result<Json<Value>, ApiError> {
    let models: Vec<Value> = models(&state, &caller).await?.into_iter().map(|(_, model)| model).collect();
    Ok(Json(json!({"object": "list", "data": models})))
}

/// They, each with its name.
async fn models(state: &State, caller: &TenantCaller) -> Result<Vec<(String, Value)>, ApiError> {
    let services = &state.0.services;
    let record = services.registry.require_active(&caller.tenant).await?;
    let names = state.0.settings.names(services.plans.of(&record.plan)?);
    let since = record.created_at.as_second();
    let names = std::iter::once(OWN).chain(names.into_iter().filter(|name| !name.ends_with('*')));
    let model = |id: &str| json!({"id": id, "object": "model", "created": since, "owned_by": OWN});
    Ok(names.map(|id| (id.to_owned(), model(id))).collect())
}
