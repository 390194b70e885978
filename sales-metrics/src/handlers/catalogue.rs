//! `GET|PUT /catalogue`.

use axum::{
    Json,
    extract::State as Extract,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tenancy::{ApiError, ApiJson, ErrorCode, TenantCaller, TenantSession, ids::ImportId};
use utoipa::ToSchema;

use super::{Background, State};
use crate::{
    catalogue::{Catalogue, CatalogueStore, Pending, Versioned},
    dataset::{Dataset, DatasetStore, Task},
    import::{ImportMode, ImportProblem, ImportState, ImportStore, Rebuild, rebuild},
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
    /// A change that is not in use yet: the data has to be added up by it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<PendingReply>,
}

/// A change of the catalogue that is not in use yet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PendingReply {
    /// The version that it will be.
    version: u64,
    /// The catalogue.
    catalogue: Catalogue,
    /// Where it is in its life.
    state: PendingState,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ImportProblem>,
}

/// Where a change of the catalogue is in its life.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PendingState {
    /// The files are being added up.
    Running,
    /// Whoever was at work is gone: send the catalogue again.
    Interrupted,
    /// It cannot be used; the problem says why.
    Failed,
}

impl CatalogueReply {
    fn of(stored: Versioned, pending: Option<Pending>, head: &Dataset) -> Self {
        let waits = |pending: &Pending| !pending.done && pending.version > stored.version;
        let pending = pending.filter(waits).map(|pending| PendingReply {
            state: match &head.importing {
                _ if pending.problem.is_some() => PendingState::Failed,
                Some(lease) if lease.task == Task::Rebuild && head.is_importing() => PendingState::Running,
                _ => PendingState::Interrupted,
            },
            version: pending.version,
            catalogue: pending.catalogue,
            problem: pending.problem,
        });
        Self { version: stored.version, catalogue: stored.catalogue, pending }
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
    Ok(Json(show(&session).await?))
}

async fn show(session: &TenantSession) -> Result<CatalogueReply, ApiError> {
    let (store, data) = (CatalogueStore(session), DatasetStore(session));
    let mut read = tokio::try_join!(store.current(), store.pending(), data.load())?;
    // These are three reads: a change that was done between them is seen by reading once more.
    let is_torn = |stored: &Option<Versioned>, pending: &Option<Pending>| {
        let before = stored.as_ref().map_or(0, |stored| stored.version);
        pending.as_ref().is_some_and(|pending| pending.done && pending.version > before)
    };
    if is_torn(&read.0, &read.1) {
        read = tokio::try_join!(store.current(), store.pending(), data.load())?;
    }
    let (stored, pending, head) = read;
    let stored = stored.ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, "there is no catalogue yet").remedy("import a file, or PUT /catalogue")
    })?;
    Ok(CatalogueReply::of(stored, pending, &head))
}

/// Stores the tenant's catalogue.
///
/// Names, synonyms, aliases and ratios change at once. Another time column, measure, dimension, pair or key takes effect when
/// all files that were imported are added up by it: the reply is 202, and `GET /catalogue` shows the change as `pending` until
/// then. Answers come from the catalogue before it meanwhile. A Lambda finishes that before it replies.
#[utoipa::path(put, operation_id = "put_catalogue", path = "/catalogue", tag = "metrics", request_body = Catalogue, responses(
    (status = 200, body = CatalogueReply),
    (status = 202, body = CatalogueReply, description = "It is in use when the files have been added up by it"),
    (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "An import is at work, or the tenant is not ready")))]
pub(crate) async fn put(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiJson(catalogue): ApiJson<Catalogue>,
) -> Result<Response, ApiError> {
    catalogue.validate()?;
    let (_, session) = state.services.open(&caller).await?;
    let (store, data) = (CatalogueStore(&session), DatasetStore(&session));
    let (current, mut head) = tokio::try_join!(store.current(), data.load())?;
    let Some(current) = current else {
        let stored = store.put(&catalogue, 0).await?;
        return Ok(Json(CatalogueReply::of(stored, None, &head)).into_response());
    };
    if current.catalogue == catalogue {
        return Ok(Json(show(&session).await?).into_response());
    }
    let resumed = store
        .pending()
        .await?
        .filter(|pending| !pending.done && pending.catalogue == catalogue && pending.version == current.version + 1);
    let same_rebuild = resumed.as_ref().zip(head.importing.as_ref()).is_some_and(|(p, lease)| lease.import_id == p.id);
    if let Some(lease) = head.importing.as_ref().filter(|_| head.is_importing() && !same_rebuild) {
        return Err(lease.busy());
    }
    if head.data_version == 0 {
        let stored = store.put(&catalogue, current.version).await?;
        return Ok(Json(CatalogueReply::of(stored, None, &head)).into_response());
    }
    if rolled(&current.catalogue)? == rolled(&catalogue)? {
        data.relabel(&mut head, current.version + 1, store.puts(&catalogue, current.version)?).await?;
        state.services.data_changed(&session.tenant).await;
        return Ok(Json(show(&session).await?).into_response());
    }
    fits_files(&session, &catalogue).await?;
    let id = resumed.map_or_else(ImportId::generate, |pending| pending.id);
    let pending = Pending { id, version: current.version + 1, catalogue, done: false, problem: None };
    store.put_pending(&pending).await?;
    let claimed = Rebuild::claim(&session, pending).await?;
    if state.background == Background::Frozen {
        rebuild(&session, claimed).await?;
        state.services.data_changed(&session.tenant).await;
        return Ok(Json(show(&session).await?).into_response());
    }
    let Pending { version, catalogue, .. } = claimed.pending().clone();
    let pending = Some(PendingReply { version, catalogue, state: PendingState::Running, problem: None });
    let reply = CatalogueReply { version: current.version, catalogue: current.catalogue, pending };
    tokio::spawn(async move {
        match rebuild(&session, claimed).await {
            Ok(_) => state.services.data_changed(&session.tenant).await,
            Err(error) => tracing::warn!(error.code = ?error.code, "a catalogue could not be put to use"),
        }
    });
    Ok((StatusCode::ACCEPTED, Json(reply)).into_response())
}

/// Whether all files that were imported have the catalogue's columns.
async fn fits_files(session: &TenantSession, catalogue: &Catalogue) -> Result<(), ApiError> {
    let mut imports = ImportStore(session).all().await?;
    imports.retain(|import| import.state == ImportState::Done);
    for import in imports {
        if let Some(column) = catalogue.columns().iter().find(|column| !import.columns.contains(column)) {
            return Err(ApiError::field(
                column,
                format!(
                    "the file {} that was imported has no column \"{column}\"; it has {}",
                    import.file_name,
                    import.columns.join(", ")
                ),
            )
            .remedy("name columns that all files have, or undo that import (POST /imports/{id}/undo)"));
        }
        if import.mode == ImportMode::Upsert && catalogue.key.is_empty() {
            return Err(ApiError::field("key", format!("the file {} replaced rows by their key", import.file_name))
                .remedy("keep the key, or undo that import (POST /imports/{id}/undo)"));
        }
    }
    Ok(())
}

/// What stored figures depend on: a change of anything else shows at once.
fn rolled(catalogue: &Catalogue) -> Result<impl PartialEq, ApiError> {
    let components = Components::of(catalogue)?;
    let dimensions: Vec<_> = catalogue.dimensions.iter().map(|d| (d.name.clone(), d.list())).collect();
    let Components { numbers, sums, extremes, sets, .. } = components;
    Ok((
        (numbers, sums, extremes, sets),
        catalogue.time.clone(),
        dimensions,
        catalogue.pairs.clone(),
        catalogue.key.clone(),
    ))
}
