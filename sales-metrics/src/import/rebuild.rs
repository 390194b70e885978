//! Adds the data up anew from the archived files: when an import is undone, or a new catalogue says what the files mean.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use jiff::Timestamp;
use tenancy::{ApiError, ErrorCode, TenantSession, ids::ImportId};

use super::{
    change::Change,
    job::{hides, nothing_read, source_name},
    layers::Layer,
    parse::NameLists,
    record::{Days, ImportMode, ImportRecord, ImportState, ImportStore},
    source::Source,
};
use crate::{
    catalogue::{CatalogueStore, Pending, Versioned},
    dataset::{Dataset, DatasetStore, Task},
    rollup::from_epoch_day,
};

/// Larger files wait in a temporary file.
const LARGEST_IN_MEMORY: i64 = 32 << 20;

/// Takes the rows of an import away again; what it had replaced comes back.
///
/// # Errors
/// There is no such import or it is not done, another change is at work, or AWS failed; readers then see what they saw before.
pub async fn undo(session: &Arc<TenantSession>, id: ImportId) -> Result<ImportRecord, ApiError> {
    let imports = ImportStore(session);
    imports.get(id).await?;
    let catalogue = CatalogueStore(session).current().await?.ok_or_else(|| {
        ApiError::new(ErrorCode::CatalogueMissing, "there is no sales data yet").remedy("import a file first")
    })?;
    let store = DatasetStore(session);
    let (mut head, version) = store.claim(id, Task::Undo, catalogue.version).await?;
    let mut record = imports.get(id).await?;
    if record.state != ImportState::Done {
        store.release(&mut head).await?;
        return match record.state {
            ImportState::Undone => Ok(ImportRecord { unchanged: true, ..record }),
            _ => Err(ApiError::new(ErrorCode::Conflict, "the import is not done")
                .remedy("there is nothing of it to undo; GET /imports/{id} tells its state")),
        };
    }
    let change = Change::new(session, &catalogue, version, false)?;
    let undone = async {
        let mut log = imports.all().await?;
        log.retain(|import| import.state == ImportState::Done && import.import_id != id);
        let names = change.names(&head).await?;
        // What it hid may be in any month of any file; what it only added is in its own.
        let own = record.mode == ImportMode::Append && record.catalogue_version == catalogue.version;
        let mut months: BTreeSet<String> = record.months.iter().cloned().collect();
        if own {
            let apart = |import: &ImportRecord| !import.months.iter().any(|month| months.contains(month));
            log.retain(|import| import.catalogue_version != catalogue.version || !apart(import));
        }
        let (layers, names) = layers(&change, log, names).await?;
        if !own {
            months = head.partitions.keys().cloned().collect();
            months.extend(layers.iter().flat_map(|layer| layer.rows.months().cloned()));
        }
        change.apply(&mut head, months, layers, false, names).await
    }
    .await;
    match undone {
        Ok(_) => {
            record.state = ImportState::Undone;
            record.finished_at = Some(Timestamp::now());
            store.commit(&mut head, vec![imports.put(&record)?]).await?;
            Ok(record)
        }
        Err(error) if error.code == ErrorCode::Conflict => Err(error),
        Err(error) => {
            store.release(&mut head).await?;
            Err(error)
        }
    }
}

/// A claim to add all files up by a catalogue that waits for it.
#[derive(Debug)]
pub struct Rebuild {
    pending: Pending,
    head: Dataset,
    version: u64,
}

impl Rebuild {
    /// Claims the data.
    ///
    /// # Errors
    /// Another change is at work, the catalogue was changed meanwhile, or AWS failed.
    pub async fn claim(session: &TenantSession, pending: Pending) -> Result<Self, ApiError> {
        let store = DatasetStore(session);
        let (mut head, version) = store.claim(pending.id, Task::Rebuild, pending.version).await?;
        let current = CatalogueStore(session).current().await?;
        if current.is_none_or(|current| current.version + 1 != pending.version) {
            store.release(&mut head).await?;
            return Err(ApiError::new(ErrorCode::Conflict, "the catalogue was changed by somebody else meanwhile")
                .remedy("read it and make your change again"));
        }
        Ok(Self { pending, head, version })
    }

    /// The change that is claimed for.
    #[must_use]
    pub fn pending(&self) -> &Pending {
        &self.pending
    }
}

/// Adds all files up by the catalogue that waits for it, which becomes the current one in the same write.
///
/// # Errors
/// A file cannot be read by it, another executor has taken over, or AWS failed; readers then see what they saw before.
pub async fn rebuild(session: &Arc<TenantSession>, claimed: Rebuild) -> Result<Versioned, ApiError> {
    let Rebuild { pending, mut head, version } = claimed;
    let (store, catalogues) = (DatasetStore(session), CatalogueStore(session));
    let wished = Versioned { version: pending.version, catalogue: pending.catalogue.clone() };
    let change = Change::new(session, &wished, version, true)?;
    let rebuilt = async {
        let mut log = ImportStore(session).all().await?;
        log.retain(|import| import.state == ImportState::Done);
        let (layers, names) = layers(&change, log, change.names(&head).await?).await?;
        let months = layers.iter().flat_map(|layer| layer.rows.months().cloned()).collect();
        change.apply(&mut head, months, layers, false, names).await
    }
    .await;
    match rebuilt {
        Ok(_) => {
            let mut puts = catalogues.puts(&wished.catalogue, wished.version - 1)?;
            puts.push(catalogues.pending_put(&Pending { problem: None, done: true, ..pending })?);
            store.commit(&mut head, puts).await?;
            Ok(wished)
        }
        Err(error) if error.code == ErrorCode::Conflict => Err(error),
        Err(error) => {
            let problem = Some((&error).into());
            store.abandon(&mut head, catalogues.pending_put(&Pending { problem, ..pending })?).await?;
            Err(error)
        }
    }
}

/// The rows of the imports of `log`, in the order in which they became visible.
async fn layers(
    change: &Change,
    mut log: Vec<ImportRecord>,
    mut names: NameLists,
) -> Result<(Vec<Layer>, NameLists), ApiError> {
    log.sort_by_key(|import| import.data_version);
    let files = log.len();
    let mut layers = Vec::with_capacity(files);
    for record in log {
        let source = archived(&change.session, &record).await?;
        let of_file = |e: ApiError| ApiError { detail: format!("{}: {}", record.file_name, e.detail), ..e };
        let parsed;
        (parsed, names) =
            change.parse(source, names, record.mode == ImportMode::Upsert, files).await.map_err(of_file)?;
        let Some((first, last)) = parsed.rows.span() else { return Err(of_file(nothing_read(&parsed))) };
        let lost = (parsed.read - parsed.imported).saturating_sub(record.rows.rejected);
        if let Some(rejection) = parsed.rejections.first().filter(|_| lost > 0) {
            let detail = format!(
                "{lost} rows that count now could not be read, such as line {}: {}",
                rejection.first_line, rejection.reason
            );
            return Err(of_file(ApiError::new(ErrorCode::UnreadableFile, detail).remedy(
                "correct the catalogue; or undo that import, change the catalogue, and import the file again: its rows are then rejected one by one",
            )));
        }
        let period = Days { from: from_epoch_day(first), to: from_epoch_day(last) };
        let hides = hides(&record, period, parsed.keys)?;
        layers.push(Layer { rows: parsed.rows, hides });
    }
    Ok((layers, names))
}

/// The file of an import as it was sent.
///
/// # Errors
/// S3 failed, or a temporary file cannot be written.
async fn archived(session: &TenantSession, record: &ImportRecord) -> Result<Source, ApiError> {
    let name = format!("{}{}", session.prefix, source_name(record));
    open_object(session, &name).await
}

/// An object as a file to be read.
///
/// # Errors
/// [`ErrorCode::NotFound`], S3 failed, a temporary file cannot be written, or the object is no sales file.
pub(crate) async fn open_object(session: &TenantSession, name: &str) -> Result<Source, ApiError> {
    let reply = session.s3.get_object().bucket(&session.bucket).key(name).send().await;
    let mut reply = reply.map_err(|e| {
        // Who may list with a prefix alone is denied what is not there.
        let code = e.as_service_error().and_then(|e| e.meta().code());
        if matches!(code, Some("NoSuchKey" | "AccessDenied")) {
            return ApiError::new(ErrorCode::NotFound, "there is no such file");
        }
        ApiError::aws("reading a file", e)
    })?;
    let broken = |e: &dyn std::fmt::Display| ApiError::internal("reading a file", e.to_string());
    if reply.content_length().unwrap_or_default() <= LARGEST_IN_MEMORY {
        let bytes = reply.body.collect().await.map_err(|e| broken(&e))?.into_bytes();
        return blocking(move || Source::open(bytes)).await;
    }
    let mut file = tempfile::tempfile().map_err(|e| broken(&e))?;
    while let Some(part) = reply.body.next().await {
        let part = part.map_err(|e| broken(&e))?;
        file =
            blocking(move || file.write_all(&part).map(|()| file).map_err(|e| ApiError::internal("reading a file", e)))
                .await?;
    }
    blocking(move || Source::open_file(file)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| ApiError::internal("reading a file", e))?
}
