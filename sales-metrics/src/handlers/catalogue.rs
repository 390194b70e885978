//! `GET|PUT /catalogue`.

use axum::{Json, extract::State as Extract};
use serde::Serialize;
use tenancy::{ApiError, ApiJson, ErrorCode, TenantCaller};
use utoipa::ToSchema;

use super::State;
use crate::{
    catalogue::{Catalogue, CatalogueStore, Versioned},
    dataset::DatasetStore,
    rollup::Components,
};

/// A stored catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueReply {
    /// From 1, advancing with each change.
    version: u64,
    /// The catalogue.
    catalogue: Catalogue,
}

impl From<Versioned> for CatalogueReply {
    fn from(stored: Versioned) -> Self {
        Self { version: stored.version, catalogue: stored.catalogue }
    }
}

/// The tenant's catalogue.
#[utoipa::path(get, operation_id = "show_catalogue", path = "/catalogue", tag = "metrics", responses(
    (status = 200, body = CatalogueReply), (status = 404, description = "There is no catalogue yet, or the token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn get(
    Extract(state): Extract<State>,
    caller: TenantCaller,
) -> Result<Json<CatalogueReply>, ApiError> {
    let (_, session) = state.services.open(&caller).await?;
    let stored = CatalogueStore(&session).current().await?.ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, "there is no catalogue yet").remedy("import a file, or PUT /catalogue")
    })?;
    Ok(Json(stored.into()))
}

/// Stores the tenant's catalogue.
#[utoipa::path(put, operation_id = "put_catalogue", path = "/catalogue", tag = "metrics", request_body = Catalogue, responses(
    (status = 200, body = CatalogueReply),
    (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The data was added up by other columns, or the tenant is not ready")))]
pub(crate) async fn put(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiJson(catalogue): ApiJson<Catalogue>,
) -> Result<Json<CatalogueReply>, ApiError> {
    catalogue.validate()?;
    let (_, session) = state.services.open(&caller).await?;
    let store = CatalogueStore(&session);
    let (current, head) = tokio::try_join!(store.current(), async { DatasetStore(&session).load().await })?;
    if let Some(current) = &current {
        if current.catalogue == catalogue {
            return Ok(Json(current.clone().into()));
        }
        if (head.data_version > 0 || head.is_importing()) && rolled(&current.catalogue)? != rolled(&catalogue)? {
            return Err(ApiError::new(ErrorCode::Conflict, "the data that is there was added up by other columns")
                .remedy("keep the time column, sums, counts and dimension columns; names, synonyms, aliases and ratios may change freely"));
        }
    }
    let stored = store.put(&catalogue, current.map_or(0, |current| current.version)).await?;
    Ok(Json(stored.into()))
}

/// What stored figures depend on: a change of anything else shows at once.
fn rolled(catalogue: &Catalogue) -> Result<impl PartialEq, ApiError> {
    let components = Components::of(catalogue)?;
    let dimensions: Vec<_> = catalogue.dimensions.iter().map(|d| (d.name.clone(), d.list())).collect();
    Ok((components, catalogue.time.clone(), dimensions, catalogue.pairs.clone(), catalogue.key.clone()))
}
