//! `GET /tenants`.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, PlatformAdmin, Problem, Services, TenantId};
use utoipa::{IntoParams, ToSchema};

use super::tenant_id;
use crate::TenantView;

const DEFAULT_LIMIT: u16 = 50;
const MOST: u16 = 200;

/// Which tenants to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// How many at most.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// Those after this id: `next` of the page before.
    #[param(value_type = Option<TenantId>)]
    after: Option<String>,
}

/// One page of tenants, by id.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantList {
    /// The tenants of this page.
    pub tenants: Vec<TenantView>,
    /// Where the next page goes on; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<TenantId>,
}

/// All tenants, by id.
#[utoipa::path(
    get,
    path = "/tenants",
    tag = "tenants",
    params(ListQuery),
    security(("bearer" = [])),
    responses(
        (status = OK, description = "One page of tenants", body = TenantList),
        (status = BAD_REQUEST, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "Not the operator", body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_tenants(
    _operator: PlatformAdmin,
    State(services): State<Services>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<TenantList>, ApiError> {
    let Query(query) = query.map_err(|error| ApiError::new(ErrorCode::InvalidRequest, error.body_text()))?;
    let limit = query.limit.as_deref().map_or(Ok(DEFAULT_LIMIT), page_size)?;
    let after = query.after.as_deref().map(|text| tenant_id("after", text)).transpose()?;
    // One more than asked for tells whether there is a next page.
    let mut records = services.registry.list(i32::from(limit) + 1, after.as_ref()).await?;
    let more = records.len() > usize::from(limit);
    records.truncate(usize::from(limit));
    let next = if more { records.last().map(|last| last.tenant_id.clone()) } else { None };
    let tenants = records.into_iter().map(|record| TenantView::new(&services.names, record)).collect();
    Ok(Json(TenantList { tenants, next }))
}

fn page_size(text: &str) -> Result<u16, ApiError> {
    match text.parse() {
        Ok(limit @ 1..=MOST) => Ok(limit),
        _ => Err(ApiError::field("limit", format!("\"{text}\" is no number from 1 to {MOST}"))
            .remedy(format!("leave it out for {DEFAULT_LIMIT}"))),
    }
}
