//! `POST /imports`, `GET /imports/{id}`.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{State as Extract, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tenancy::{ApiError, ApiPath, ErrorCode, TenantCaller, TenantSession, ids::ImportId};

use super::{Background, State};
use crate::{
    catalogue::{CatalogueStore, Versioned, infer},
    import::{ImportRecord, ImportState, ImportStore, Source, check_header, put_object, run},
};

const FILE_NAME: HeaderName = HeaderName::from_static("x-file-name");
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// Rows looked at when a catalogue is inferred.
const SAMPLE_ROWS: usize = 1_000;
const LONGEST_FILE_NAME: usize = 200;

/// Imports a CSV file, plain or packed by gzip or zstd.
///
/// The same file again changes nothing and answers 200. With `Prefer: respond-async` the reply comes at once, and
/// `GET /imports/{id}` tells how far it is; a Lambda finishes the import before it replies.
#[utoipa::path(post, operation_id = "import_file", path = "/imports", tag = "metrics", 
    request_body(content(
        (String = "text/csv", example = "InvoiceNo,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n9,MUG,6,2011-12-01 08:26:00,2.55,17850,France\n"),
        (Vec<u8> = "application/gzip"), (Vec<u8> = "application/zstd"), (Vec<u8> = "application/octet-stream"))),
    params(("x-file-name" = Option<String>, Header, description = "The file's name, for people"),
           ("prefer" = Option<String>, Header, description = "`respond-async` to be answered at once")),
    responses((status = 201, body = ImportRecord,
            links(("import" = (operation_id = "show_import", parameters(("id" = "$response.body#/importId")))))),
        (status = 200, body = ImportRecord, description = "The file was imported before"),
        (status = 202, body = ImportRecord, links(("import" = (operation_id = "show_import", parameters(("id" = "$response.body#/importId")))))),
        (status = 404, description = "The token's tenant is not there"),
        (status = 409, description = "Another import is at work, or the tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return ApiError::new(ErrorCode::TooLarge, "the file is larger than 256 MiB")
                .remedy("pack it with zstd or gzip, or split it");
        }
        ApiError::new(ErrorCode::InvalidRequest, "the body broke off").remedy("send it again")
    })?;
    let (_, session) = state.services.open(&caller).await?;
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let file_name: String =
        header(FILE_NAME).unwrap_or("upload").chars().filter(|c| !c.is_control()).take(LONGEST_FILE_NAME).collect();

    let sent = body.clone();
    let (source, columns, sample) = tokio::task::spawn_blocking(move || {
        let source = Source::open(body)?;
        let (columns, sample) = source.sample(SAMPLE_ROWS)?;
        Ok::<_, ApiError>((source, columns, sample))
    })
    .await
    .map_err(|e| ApiError::internal("reading the file", e))??;
    let catalogue = catalogue_for(&session, &file_name, &columns, &sample).await?;
    check_header(&catalogue.catalogue, &columns)?;

    let mut record = ImportStore(&session).of_file(&sent, &file_name).await?;
    if record.state == ImportState::Done {
        record.unchanged = true;
        return Ok((StatusCode::OK, Json(record)).into_response());
    }
    put_object(&session, &format!("imports/{}/source", record.import_id), sent).await?;
    record.state = ImportState::Running;
    let location = [(header::LOCATION, format!("/imports/{}", record.import_id))];
    let asynchronous = header(PREFER).is_some_and(|prefer| prefer.contains("respond-async"));
    if asynchronous && state.background == Background::Allowed {
        let shown = record.clone();
        tokio::spawn(async move {
            if let Err(error) = finish(&state, &session, &catalogue, record, source).await {
                tracing::warn!(error.code = ?error.code, "an import failed");
            }
        });
        return Ok((StatusCode::ACCEPTED, location, Json(shown)).into_response());
    }
    let done = finish(&state, &session, &catalogue, record, source).await?;
    let status = if done.unchanged { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, location, Json(done)).into_response())
}

async fn finish(
    state: &State,
    session: &Arc<TenantSession>,
    catalogue: &Versioned,
    record: ImportRecord,
    source: Source,
) -> Result<ImportRecord, ApiError> {
    let done = run(session, catalogue, record, source).await?;
    if done.unchanged {
        return Ok(done);
    }
    state.services.usage.add_imported_rows(&session.tenant, done.rows.imported).await?;
    Ok(done)
}

/// The tenant's catalogue; for the first file of a tenant without one, what the file itself suggests.
async fn catalogue_for(
    session: &TenantSession,
    file_name: &str,
    header: &[String],
    sample: &[Vec<String>],
) -> Result<Versioned, ApiError> {
    let store = CatalogueStore(session);
    if let Some(stored) = store.current().await? {
        return Ok(stored);
    }
    let name = file_name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("sales");
    let inferred = infer(name, header, sample).ok_or_else(|| {
        ApiError::new(ErrorCode::UnreadableFile, "no column of the file holds dates in a known form")
            .remedy("give the file a header line and a date column, or say what its columns mean (PUT /catalogue)")
    })?;
    inferred.validate()?;
    store.put(&inferred, 0).await
}

/// How far an import is, or what came of it.
#[utoipa::path(get, operation_id = "show_import", path = "/imports/{id}", tag = "metrics", params(("id" = String, Path, format = Uuid, description = "The import's id")), responses(
    (status = 200, body = ImportRecord), (status = 404, description = "There is no such import"), (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn get(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ImportRecord>, ApiError> {
    let (_, session) = state.services.open(&caller).await?;
    let id: ImportId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound, "there is no such import"))?;
    Ok(Json(ImportStore(&session).get(id).await?))
}
