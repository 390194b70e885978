//! `GET|PUT /insights/settings`.

use axum::{Json, extract::State as Extract};
use tenancy::{ApiError, ApiJson, TenantCaller};

use crate::{run::Engine, settings::Settings, store::Store};

/// When the tenant is told.
#[utoipa::path(get, operation_id = "show_insight_settings", path = "/insights/settings", tag = "insights", responses(
    (status = 200, body = Settings), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn show(Extract(engine): Extract<Engine>, caller: TenantCaller) -> Result<Json<Settings>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Ok(Json(Store(&session).state().await?))
}

/// Changes when the tenant is told; reports that are due are made soon after.
#[utoipa::path(put, operation_id = "change_insight_settings", path = "/insights/settings", tag = "insights",
    request_body = Settings, responses(
    (status = 200, body = Settings), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn change(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiJson(settings): ApiJson<Settings>,
) -> Result<Json<Settings>, ApiError> {
    settings.check()?;
    let (_, session) = engine.services.open(&caller).await?;
    Store(&session).keep(&settings).await?;
    engine.services.data_changed(&caller.tenant).await;
    Ok(Json(settings))
}
