//! An import from claim to commit. Whatever moment it dies at, sending the same file again ends in the same state.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use tenancy::{ApiError, ErrorCode, TenantSession, objects::BINARY};

use super::{
    change::Change,
    layers::{Hides, Layer},
    parse::Parsed,
    record::{Days, FileDigest, ImportMode, ImportRecord, ImportState, ImportStore, RowCounts, Total},
    source::Source,
};
use crate::{
    catalogue::{Catalogue, CatalogueStore, Versioned},
    dataset::{Dataset, DatasetStore, Task},
    query::figure,
    rollup::{Accumulator, Bucket, epoch_day, from_epoch_day},
};

/// Carries the import of `source` out.
///
/// # Errors
/// What went wrong; the record then says so too, and readers see nothing of the import.
#[tracing::instrument(level = "debug", skip_all, name = "import")]
pub async fn run(
    session: &Arc<TenantSession>,
    catalogue: &Versioned,
    mut record: ImportRecord,
    source: Source,
) -> Result<ImportRecord, ApiError> {
    let store = DatasetStore(session);
    let (mut head, version) = store.claim(record.import_id, Task::Import, catalogue.version).await?;
    // Between the look at the record and the claim, another request may have carried the same import out.
    let now = ImportStore(session).get(record.import_id).await?;
    if now.is_settled(&record, &head) {
        store.release(&mut head).await?;
        return Ok(ImportRecord { unchanged: true, ..now });
    }
    if CatalogueStore(session).current().await?.is_none_or(|current| current.version != catalogue.version) {
        store.release(&mut head).await?;
        return Err(
            ApiError::new(ErrorCode::Conflict, "the catalogue was changed meanwhile").remedy("send the file again")
        );
    }
    let change = Change::new(session, catalogue, version, false)?;
    let mut noting = change.note_progress(record.import_id);
    let worked = work(&change, &mut head, &mut record, source).await;
    noting.shutdown().await;
    record.finished_at = Some(Timestamp::now());
    match worked {
        Ok(()) => {
            record.state = ImportState::Done;
            record.progress = 1.0;
            record.problem = None;
            store.commit(&mut head, vec![ImportStore(session).put(&record)?]).await?;
            Ok(record)
        }
        Err(error) if error.code == ErrorCode::Conflict => Err(error),
        Err(error) => {
            record.state = ImportState::Failed;
            record.problem = Some((&error).into());
            store.abandon(&mut head, ImportStore(session).put(&record)?).await?;
            Err(error)
        }
    }
}

/// Imports a whole file under `catalogue`, which becomes the tenant's if it has none; a file that is there is left as it is.
///
/// # Errors
/// The file cannot be read as sales, the tenant has another catalogue, or AWS failed.
pub async fn import_file(
    session: &Arc<TenantSession>,
    catalogue: &Catalogue,
    file_name: &str,
    bytes: bytes::Bytes,
) -> Result<ImportRecord, ApiError> {
    let store = CatalogueStore(session);
    let catalogue = match store.current().await? {
        Some(stored) if stored.catalogue == *catalogue => stored,
        Some(_) => {
            return Err(ApiError::new(ErrorCode::Conflict, "the tenant has another catalogue")
                .remedy("import the file through POST /imports"));
        }
        None => store.put(catalogue, 0).await?,
    };
    let sent = bytes.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let source = Source::open(bytes)?;
        Ok::<_, ApiError>((FileDigest::of(&source)?, source))
    });
    let (digest, source) = opened.await.map_err(|e| ApiError::internal("reading the file", e))??;
    let mut record = ImportStore(session).of_file(&digest, file_name).await?;
    if record.state == ImportState::Done {
        return Ok(ImportRecord { unchanged: true, ..record });
    }
    session.put_object(&source_name(&record), BINARY, sent).await?;
    record.state = ImportState::Running;
    run(session, &catalogue, record, source).await
}

/// The object that holds the import's file as it was sent.
#[must_use]
pub fn source_name(record: &ImportRecord) -> String {
    format!("imports/{}/source", record.import_id)
}

/// The object that holds the import's rows that could not be read.
#[must_use]
pub fn rejected_name(record: &ImportRecord) -> String {
    format!("imports/{}/rejected.csv", record.import_id)
}

/// Writes everything as the change's version, and fills the record in.
async fn work(change: &Change, head: &mut Dataset, record: &mut ImportRecord, source: Source) -> Result<(), ApiError> {
    if record.mode == ImportMode::Upsert && change.catalogue.catalogue.key.is_empty() {
        return Err(ApiError::field("mode", "the catalogue names no key to find earlier rows by")
            .remedy("name the columns that say which rows belong together in the catalogue's `key` (PUT /catalogue)"));
    }
    record.columns = source.sample(0)?.0;
    record.encoding = source.encoding().to_string();
    let names = change.names(head).await?;
    let (parsed, names) = change.parse(source, names, record.mode == ImportMode::Upsert, 1).await?;
    record.rows = RowCounts { read: parsed.read, imported: parsed.imported, rejected: parsed.read - parsed.imported };
    record.rejections.clone_from(&parsed.rejections);
    record.forms.clone_from(&parsed.forms);
    let Some((first, last)) = parsed.rows.span() else { return Err(nothing_read(&parsed)) };
    if record.rows.rejected > 0 {
        change.session.put_object(&rejected_name(record), "text/csv", parsed.rejected.clone().into()).await?;
    }
    let period = Days { from: from_epoch_day(first), to: from_epoch_day(last) };
    record.period = Some(period);
    let mut months: BTreeSet<String> = parsed.rows.months().cloned().collect();
    let hides = hides(record, period, parsed.keys)?;
    match &hides {
        Hides::Nothing => {}
        Hides::Days(first, last) => {
            let [first, last] = [*first, *last].map(|day| Bucket::Month.key(from_epoch_day(day)));
            months.extend(head.partitions.range(first..=last).map(|(month, _)| month.clone()));
        }
        Hides::Keys(keys) => months.extend(change.months_with(head, keys).await?),
    }
    record.months = months.iter().cloned().collect();
    let layers = vec![Layer { rows: parsed.rows, hides }];
    let outcome = change.apply(head, months, layers, true, names).await?;
    (record.removed, record.overlapping) = (outcome.removed, outcome.overlapping);
    record.totals = totals(change, &outcome.added);
    record.catalogue_version = change.catalogue.version;
    record.data_version = change.version;
    Ok(())
}

pub(super) fn nothing_read(parsed: &Parsed) -> ApiError {
    let why = parsed
        .rejections
        .first()
        .map_or("it has a header only".to_owned(), |r| format!("line {}: {}", r.first_line, r.reason));
    ApiError::new(ErrorCode::UnreadableFile, format!("no row of the file can be read; {why}"))
        .remedy("correct the file, or the catalogue's date form and columns (PUT /catalogue)")
}

/// What an import takes away of earlier ones, by its mode.
///
/// # Errors
/// The file has rows outside the period that it is to replace.
pub(super) fn hides(
    record: &ImportRecord,
    period: Days,
    keys: std::collections::HashSet<u128>,
) -> Result<Hides, ApiError> {
    Ok(match record.mode {
        ImportMode::Append => Hides::Nothing,
        ImportMode::Upsert => Hides::Keys(keys),
        ImportMode::Replace => {
            let replaced = record.replaces.unwrap_or(period);
            if period.from < replaced.from || period.to > replaced.to {
                let detail = format!(
                    "the file has rows from {} to {}, which is more than {} to {}",
                    period.from, period.to, replaced.from, replaced.to
                );
                return Err(ApiError::field("from", detail).remedy(
                    "name a period that holds all rows of the file, or none: then the file's own is replaced",
                ));
            }
            Hides::Days(epoch_day(replaced.from), epoch_day(replaced.to))
        }
    })
}

fn totals(change: &Change, added: &Accumulator) -> Vec<Total> {
    let catalogue = &change.catalogue.catalogue;
    let total = |measure: &crate::catalogue::Measure| {
        let value = figure::value(catalogue, &change.components, &measure.name, added);
        let unit = figure::unit(catalogue, measure);
        let language = catalogue.language;
        let display = value.map_or_else(|| language.no_sales().to_owned(), |value| language.figure(value, &unit));
        Total { measure: measure.name.clone(), display, unit, value }
    };
    // A file's rows do not say who is new.
    catalogue.measures.iter().filter(|measure| measure.looks_back_at().is_none()).map(total).collect()
}
