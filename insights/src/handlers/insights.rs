//! `GET /insights`, `GET|PATCH /insights/{id}`, `POST /insights/run`.

use axum::{Json, extract::State as Extract};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiJson, ApiPath, ApiQuery, TenantCaller, page_limit};
use utoipa::{IntoParams, ToSchema};

use crate::{
    insight::{Insight, InsightKind, InsightState},
    run::{Engine, Outcome},
    store::{Head, Store},
};

const DEFAULT_LIMIT: u16 = 20;
const MOST: u16 = 100;

/// Which insights to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// How many at most.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
    /// Where to go on: `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<String>,
    /// Those in this state alone, or `all`; without it, all that are not dismissed.
    #[param(value_type = Option<String>, pattern = "^(new|seen|useful|dismissed|all)$")]
    state: Option<String>,
    /// Those of this kind alone.
    #[param(value_type = Option<InsightKind>)]
    kind: Option<String>,
}

/// A page of insights.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InsightList {
    /// The newest day first, and what matters most of a day.
    insights: Vec<Insight>,
    /// Where the next page goes on; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// The version of the data that was looked through last.
    data_version: String,
    /// When that was.
    #[schema(value_type = Option<String>, format = DateTime)]
    checked_at: Option<Timestamp>,
}

/// What there was to tell, the newest first.
#[utoipa::path(get, operation_id = "list_insights", path = "/insights", tag = "insights", params(ListQuery), responses(
    (status = 200, body = InsightList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiQuery(query): ApiQuery<ListQuery>,
) -> Result<Json<InsightList>, ApiError> {
    let limit = usize::from(page_limit(query.limit.as_deref(), DEFAULT_LIMIT, MOST)?);
    let state = wanted_state(query.state.as_deref())?;
    let kind = query.kind.as_deref().map(kind_named).transpose()?;
    let (_, session) = engine.services.open(&caller).await?;
    let store = Store(&session);
    // In this order: what was told by the time that is named is in the list.
    let progress = store.progress().await?;
    let mut heads = store.heads().await?;
    heads.retain(|head| state.wants(head.state) && kind.is_none_or(|kind| head.kind == kind));
    heads.sort_by_key(|head| std::cmp::Reverse(place(head)));
    if let Some(cursor) = &query.cursor {
        // What was dismissed since is passed over like anything else.
        heads.retain(|head| place(head) < *cursor);
    }
    let next = heads.get(limit).and_then(|_| heads.get(limit - 1)).map(place);
    let page: Vec<String> = heads.iter().take(limit).map(|head| head.id.clone()).collect();
    let insights = store.read(&page).await?;
    let (data_version, checked_at) = (progress.data_version.to_string(), progress.checked_at);
    Ok(Json(InsightList { insights, next, data_version, checked_at }))
}

/// Where an insight stands in the list: by the day it was told, and its rank then.
fn place(head: &Head) -> String {
    format!("{}.{:07}.{}", head.day, head.rank, head.id)
}

/// One insight.
#[utoipa::path(get, operation_id = "show_insight", path = "/insights/{id}", tag = "insights",
    params(("id" = String, Path, description = "The insight's id")), responses(
    (status = 200, body = Insight), (status = 404, description = "There is no such insight"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn show(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Insight>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Ok(Json(Store(&session).get(&id).await?))
}

/// What became of an insight.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeInsight {
    /// What is dismissed is not listed any more, and less of its kind is told.
    state: InsightState,
}

/// Notes that an insight was seen, useful, or is not wanted; for all of the tenant's users.
#[utoipa::path(patch, operation_id = "change_insight", path = "/insights/{id}", tag = "insights",
    request_body = ChangeInsight, params(("id" = String, Path, description = "The insight's id")), responses(
    (status = 200, body = Insight), (status = 404, description = "There is no such insight"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn change(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(change): ApiJson<ChangeInsight>,
) -> Result<Json<Insight>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Ok(Json(Store(&session).set_state(&id, change.state).await?))
}

/// Looks through the data now, if it has changed since that was last done; it is done after each import, too.
#[utoipa::path(post, operation_id = "run_insights", path = "/insights/run", tag = "insights", responses(
    (status = 200, body = Outcome), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn run(Extract(engine): Extract<Engine>, caller: TenantCaller) -> Result<Json<Outcome>, ApiError> {
    let outcome = engine.run(&caller.tenant).await?;
    // Channels are told by the worker.
    engine.services.data_changed(&caller.tenant).await;
    Ok(Json(outcome))
}

/// Which states are listed.
enum Wanted {
    NotDismissed,
    All,
    Only(InsightState),
}

impl Wanted {
    fn wants(&self, state: InsightState) -> bool {
        match self {
            Self::NotDismissed => state != InsightState::Dismissed,
            Self::All => true,
            Self::Only(only) => state == *only,
        }
    }
}

fn wanted_state(asked: Option<&str>) -> Result<Wanted, ApiError> {
    Ok(match asked {
        None => Wanted::NotDismissed,
        Some("all") => Wanted::All,
        Some("new") => Wanted::Only(InsightState::New),
        Some("seen") => Wanted::Only(InsightState::Seen),
        Some("useful") => Wanted::Only(InsightState::Useful),
        Some("dismissed") => Wanted::Only(InsightState::Dismissed),
        Some(other) => {
            return Err(ApiError::field("state", format!("\"{other}\" is no state of insights"))
                .remedy("use new, seen, useful, dismissed or all"));
        }
    })
}

fn kind_named(name: &str) -> Result<InsightKind, ApiError> {
    InsightKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        let all: Vec<&str> = InsightKind::ALL.iter().map(|kind| kind.name()).collect();
        ApiError::field("kind", format!("\"{name}\" is no kind of insight"))
            .remedy(format!("use one of {}", all.join(", ")))
    })
}
