//! `GET|POST /insights/rules`, `POST /insights/rules/trial`, `DELETE /insights/rules/{id}`.

use std::sync::Arc;

use axum::{Json, extract::State as Extract, http::StatusCode};
use chat_runtime::Teller;
use jiff::Timestamp;
use sales_metrics::query::Snapshots;
use serde::Serialize;
use tenancy::{ApiError, ApiJson, ApiPath, ErrorCode, TenantCaller, TenantSession};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    rules::{AskedRule, NewRule, Rule, Trial},
    run::Engine,
    store::Store,
};

/// Each is looked at whenever the data changes.
const MOST_RULES: usize = 50;

/// The tenant's rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleList {
    /// The oldest first.
    rules: Vec<Rule>,
}

/// A rule that was made, and what it would have told so far.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeRule {
    #[serde(flatten)]
    rule: Rule,
    trial: Trial,
}

/// A rule, and what it would have told so far.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriedRule {
    rule: NewRule,
    #[serde(flatten)]
    trial: Trial,
}

/// The tenant's own rules.
#[utoipa::path(get, operation_id = "list_rules", path = "/insights/rules", tag = "insights", responses(
    (status = 200, body = RuleList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(Extract(engine): Extract<Engine>, caller: TenantCaller) -> Result<Json<RuleList>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Ok(Json(RuleList { rules: Store(&session).all().await? }))
}

/// Makes a rule; from the next change of the data on, each unit of time that it holds for is told of as an `alert`.
///
/// It is tried on the data that there is first, and the reply has what it would have told.
#[utoipa::path(post, operation_id = "add_rule", path = "/insights/rules", tag = "insights", request_body = AskedRule, responses(
    (status = 201, body = MadeRule), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "There are 50 rules already, no sales data yet, or the tenant is not ready")))]
pub(crate) async fn add(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiJson(rule): ApiJson<AskedRule>,
) -> Result<(StatusCode, Json<MadeRule>), ApiError> {
    let (session, rule, trial) = tried(&engine, &caller, rule).await?;
    let store = Store(&session);
    if store.all::<Rule>().await?.len() >= MOST_RULES {
        return Err(ApiError::new(ErrorCode::Conflict, format!("there are {MOST_RULES} rules already"))
            .remedy("delete one (DELETE /insights/rules/{id})"));
    }
    let rule = Rule { rule_id: Uuid::now_v7(), rule, created_at: Timestamp::now() };
    store.keep(&rule).await?;
    Ok((StatusCode::CREATED, Json(MadeRule { rule, trial })))
}

/// What a rule would have told of the data that there is; nothing is kept.
#[utoipa::path(post, operation_id = "try_rule", path = "/insights/rules/trial", tag = "insights", request_body = AskedRule,
    responses((status = 200, body = TriedRule), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "There is no sales data yet, or the tenant is not ready")))]
pub(crate) async fn try_out(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiJson(rule): ApiJson<AskedRule>,
) -> Result<Json<TriedRule>, ApiError> {
    let (_, rule, trial) = tried(&engine, &caller, rule).await?;
    Ok(Json(TriedRule { rule, trial }))
}

async fn tried(
    engine: &Engine,
    caller: &TenantCaller,
    rule: AskedRule,
) -> Result<(Arc<TenantSession>, NewRule, Trial), ApiError> {
    let (_, session) = engine.services.open(caller).await?;
    let snapshot = Snapshots::default().load(&session).await?;
    let rule = rule.read(Teller::new(&snapshot).vocabulary())?;
    rule.check(&snapshot.catalogue.catalogue)?;
    let trial = rule.trial(&session, &snapshot).await?;
    Ok((session, rule, trial))
}

/// Deletes a rule; what it has told stays until the data behind that changes.
#[utoipa::path(delete, operation_id = "delete_rule", path = "/insights/rules/{id}", tag = "insights",
    params(("id" = String, Path, format = Uuid, description = "The rule's id")), responses(
    (status = 204, description = "It is deleted"), (status = 404, description = "There is no such rule"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn delete(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Store(&session).forget::<Rule>(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
