//! `POST|GET /imports`, `GET /imports/{id}`, its rejected rows, and its undoing.

use std::sync::Arc;

use aws_sdk_s3::types::ServerSideEncryption;
use axum::{
    Json,
    body::Bytes,
    extract::{State as Extract, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ApiPath, ApiQuery, ErrorCode, TenantCaller, TenantSession, ids::ImportId, objects::BINARY};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Background, State, uploads::object_name};
use crate::{
    catalogue::{CatalogueStore, Versioned, infer},
    dataset::DatasetStore,
    import::{
        Days, FileDigest, ImportMode, ImportRecord, ImportState, ImportStore, Source, check_header, open_object,
        rejected_name, run, source_name,
    },
};

const FILE_NAME: HeaderName = HeaderName::from_static("x-file-name");
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// Rows looked at when a catalogue is inferred.
const SAMPLE_ROWS: usize = 1_000;
const LONGEST_FILE_NAME: usize = 200;

/// How rows that are there already are dealt with.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportOptions {
    /// What becomes of rows that are there already.
    #[serde(default)]
    mode: ImportMode,
    /// With `mode=replace`: the first day whose rows are replaced; the file's own first day when not set.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// With `mode=replace`: the last day whose rows are replaced; the file's own last day when not set.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

impl ImportOptions {
    fn replaces(self) -> Result<Option<Days>, ApiError> {
        match (self.mode, self.from, self.to) {
            (_, None, None) => Ok(None),
            (ImportMode::Replace, Some(from), Some(to)) if from <= to => Ok(Some(Days { from, to })),
            (ImportMode::Replace, Some(_), Some(_)) => {
                Err(ApiError::field("to", "it is before `from`").remedy("put the earlier day first"))
            }
            (ImportMode::Replace, _, _) => Err(ApiError::field("from", "one end of the period is missing")
                .remedy("name both `from` and `to`, or neither")),
            _ => {
                Err(ApiError::field("from", "only a replacement has a period")
                    .remedy("set mode=replace, or leave it out"))
            }
        }
    }
}

/// A file that was uploaded before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UploadedFile {
    /// As `POST /uploads` gave it.
    #[schema(value_type = String, format = Uuid)]
    upload_id: Uuid,
}

/// Imports a CSV file, plain or packed by gzip or zstd; or one that was uploaded before (`POST /uploads`).
///
/// The same file again changes nothing and answers 200. With `Prefer: respond-async` the reply comes at once, and
/// `GET /imports/{id}` tells how far it is; a Lambda finishes the import before it replies.
#[utoipa::path(post, operation_id = "import_file", path = "/imports", tag = "metrics", 
    request_body(content(
        (String = "text/csv", example = "InvoiceNo,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n9,MUG,6,2011-12-01 08:26:00,2.55,17850,France\n"),
        (Vec<u8> = "application/gzip"), (Vec<u8> = "application/zstd"), (Vec<u8> = "application/octet-stream"),
        (UploadedFile = "application/json"))),
    params(ImportOptions, ("x-file-name" = Option<String>, Header, description = "The file's name, for people"),
           ("prefer" = Option<String>, Header, description = "`respond-async` to be answered at once")),
    responses((status = 201, body = ImportRecord,
            links(("import" = (operation_id = "show_import", parameters(("id" = "$response.body#/importId")))))),
        (status = 200, body = ImportRecord, description = "The file was imported before"),
        (status = 202, body = ImportRecord, links(("import" = (operation_id = "show_import", parameters(("id" = "$response.body#/importId")))))),
        (status = 404, description = "The token's tenant, or the upload, is not there"),
        (status = 409, description = "Another import is at work, or the tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiQuery(options): ApiQuery<ImportOptions>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return ApiError::new(ErrorCode::TooLarge, "the file is larger than 256 MiB")
                .remedy("pack it with zstd or gzip, or upload it (POST /uploads)");
        }
        ApiError::new(ErrorCode::InvalidRequest, "the body broke off").remedy("send it again")
    })?;
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !json {
        return receive(state, &caller, options, &headers, "upload", body).await;
    }
    let UploadedFile { upload_id } = serde_json::from_slice(&body).map_err(|e| {
        ApiError::field("uploadId", format!("the body is no upload: {e}"))
            .remedy("send {\"uploadId\": …} as POST /uploads gave it")
    })?;
    let (_, session) = state.services.open(&caller).await?;
    let name = object_name(&session, upload_id);
    let source = open_object(&session, &name).await.map_err(|e| match e.code {
        ErrorCode::NotFound => ApiError::new(ErrorCode::NotFound, "there is no such upload")
            .remedy("send the file to the `url` of POST /uploads first; what was imported is an upload no more"),
        _ => e,
    })?;
    carry_out(state, session, options, &headers, "upload", source, Sent::Uploaded(name)).await
}

/// Imports the file in `body`, called `name` where no header names it.
pub(super) async fn receive(
    state: State,
    caller: &TenantCaller,
    options: ImportOptions,
    headers: &HeaderMap,
    name: &str,
    body: Bytes,
) -> Result<Response, ApiError> {
    let (_, session) = state.services.open(caller).await?;
    let sent = Sent::Here(body.clone());
    let source = blocking(move || Source::open(body)).await?;
    carry_out(state, session, options, headers, name, source, sent).await
}

/// Where a file is that was sent.
enum Sent {
    Here(Bytes),
    /// In the object with this name.
    Uploaded(String),
}

impl Sent {
    /// Keeps the file for good.
    async fn archive(self, session: &TenantSession, record: &ImportRecord) -> Result<(), ApiError> {
        match self {
            Self::Here(bytes) => session.put_object(&source_name(record), BINARY, bytes).await,
            Self::Uploaded(name) => {
                let to = format!("{}{}", session.prefix, source_name(record));
                let copy = session.s3.copy_object().bucket(&session.bucket).key(to);
                let copy = copy.copy_source(format!("{}/{name}", session.bucket));
                let copy = copy.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(&session.key_arn);
                copy.send().await.map_err(|e| ApiError::aws("keeping the file", e))?;
                Self::Uploaded(name).discard(session).await
            }
        }
    }

    /// Removes an upload.
    async fn discard(self, session: &TenantSession) -> Result<(), ApiError> {
        let Self::Uploaded(name) = self else { return Ok(()) };
        let delete = session.s3.delete_object().bucket(&session.bucket).key(name);
        delete.send().await.map(|_| ()).map_err(|e| ApiError::aws("removing the upload", e))
    }
}

async fn carry_out(
    state: State,
    session: Arc<TenantSession>,
    options: ImportOptions,
    headers: &HeaderMap,
    name: &str,
    source: Source,
    sent: Sent,
) -> Result<Response, ApiError> {
    let replaces = options.replaces()?;
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let file_name: String =
        header(FILE_NAME).unwrap_or(name).chars().filter(|c| !c.is_control()).take(LONGEST_FILE_NAME).collect();
    let (source, columns, sample, digest) = blocking(move || {
        let (columns, sample) = source.sample(SAMPLE_ROWS)?;
        let digest = FileDigest::of(&source)?;
        Ok((source, columns, sample, digest))
    })
    .await?;
    let catalogue = catalogue_for(&session, &file_name, &columns, &sample).await?;
    check_header(&catalogue.catalogue, &columns)?;

    let (imports, data) = (ImportStore(&session), DatasetStore(&session));
    let (mut record, head) = tokio::try_join!(imports.of_file(&digest, &file_name), data.load())?;
    let wished = ImportRecord { mode: options.mode, replaces, ..record.clone() };
    if record.is_settled(&wished, &head) {
        record.unchanged = true;
        sent.discard(&session).await?;
        return Ok((StatusCode::OK, Json(record)).into_response());
    }
    sent.archive(&session, &record).await?;
    let record = ImportRecord { state: ImportState::Running, ..wished };
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

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| ApiError::internal("reading the file", e))?
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
    state.services.data_changed(&session.tenant).await;
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
    Ok(Json(ImportStore(&session).get(parsed(&id)?).await?))
}

/// The tenant's imports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportList {
    /// The newest first.
    imports: Vec<ImportRecord>,
}

/// All imports, the newest first.
#[utoipa::path(get, operation_id = "list_imports", path = "/imports", tag = "metrics", responses(
    (status = 200, body = ImportList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(Extract(state): Extract<State>, caller: TenantCaller) -> Result<Json<ImportList>, ApiError> {
    let (_, session) = state.services.open(&caller).await?;
    let mut imports = ImportStore(&session).all().await?;
    imports.reverse();
    Ok(Json(ImportList { imports }))
}

/// The rows of an import that could not be read, as CSV: line, reason, and the fields as they stood.
#[utoipa::path(get, operation_id = "show_rejected_rows", path = "/imports/{id}/rejected", tag = "metrics",
    params(("id" = String, Path, format = Uuid, description = "The import's id")), responses(
    (status = 200, body = String, content_type = "text/csv"),
    (status = 404, description = "There is no such import, or all of its rows could be read"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn rejected(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let (_, session) = state.services.open(&caller).await?;
    let record = ImportStore(&session).get(parsed(&id)?).await?;
    if record.rows.rejected == 0 {
        return Err(ApiError::new(ErrorCode::NotFound, "all rows of the import could be read"));
    }
    let body = session.get_object("reading rejected rows", &rejected_name(&record)).await?;
    let kind =
        [(header::CONTENT_TYPE, "text/csv"), (header::CONTENT_DISPOSITION, "attachment; filename=\"rejected.csv\"")];
    Ok((kind, body).into_response())
}

/// Takes the rows of an import away again; what they had replaced comes back.
///
/// The file can be imported again later. An import that was undone before is left as it is.
#[utoipa::path(post, operation_id = "undo_import", path = "/imports/{id}/undo", tag = "metrics",
    params(("id" = String, Path, format = Uuid, description = "The import's id")), responses(
    (status = 200, body = ImportRecord), (status = 404, description = "There is no such import"),
    (status = 409, description = "The import is not done, another one is at work, or the tenant is not ready")))]
pub(crate) async fn undo(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ImportRecord>, ApiError> {
    let (_, session) = state.services.open(&caller).await?;
    let undone = crate::import::undo(&session, parsed(&id)?).await?;
    state.services.data_changed(&session.tenant).await;
    Ok(Json(undone))
}

fn parsed(id: &str) -> Result<ImportId, ApiError> {
    id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound, "there is no such import"))
}
