//! `GET|POST /reports`, `GET /reports/{id}`.

use axum::{Json, extract::State as Extract, http::StatusCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiJson, ApiPath, TenantCaller};
use utoipa::ToSchema;

use crate::{
    report::{KeptReport, LinkedReport, Report, linked},
    run::Engine,
    settings::Cadence,
    store::{Kept, Store, there_is_no},
};

/// The tenant's reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportList {
    /// The newest period first.
    reports: Vec<Report>,
}

/// A report that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReport {
    /// Of a week or of a month.
    every: Cadence,
    /// Any day of it; without it, the last whole one that the data has.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2011-11-15")]
    on: Option<Date>,
}

/// The reports that there are.
#[utoipa::path(get, operation_id = "list_reports", path = "/reports", tag = "insights", responses(
    (status = 200, body = ReportList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(Extract(engine): Extract<Engine>, caller: TenantCaller) -> Result<Json<ReportList>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    let kept: Vec<KeptReport> = Store(&session).all().await?;
    let mut reports: Vec<Report> = kept.into_iter().map(|kept| kept.report).collect();
    reports.sort_by_key(|report| std::cmp::Reverse((report.period.to, report.every)));
    Ok(Json(ReportList { reports }))
}

/// Makes a report now; one that was made from the same data stays as it is.
#[utoipa::path(post, operation_id = "make_report", path = "/reports", tag = "insights", request_body = NewReport, responses(
    (status = 201, body = LinkedReport), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "There is no sales data yet, or the tenant is not ready")))]
pub(crate) async fn make(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiJson(new): ApiJson<NewReport>,
) -> Result<(StatusCode, Json<LinkedReport>), ApiError> {
    let (record, session) = engine.services.open(&caller).await?;
    let report = engine.report_on(&record, &session, new.every, new.on).await?;
    Ok((StatusCode::CREATED, Json(linked(&session, report).await?)))
}

/// A report, with links to it that hold for two minutes.
#[utoipa::path(get, operation_id = "show_report", path = "/reports/{id}", tag = "insights",
    params(("id" = String, Path, description = "The report's id, such as month-2011-11")), responses(
    (status = 200, body = LinkedReport), (status = 404, description = "There is no such report"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn show(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<LinkedReport>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    let kept: Option<KeptReport> = Store(&session).kept(&id).await?;
    Ok(Json(linked(&session, kept.ok_or_else(|| there_is_no(KeptReport::NAME))?).await?))
}
