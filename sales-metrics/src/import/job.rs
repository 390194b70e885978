//! An import from claim to commit. Whatever moment it dies at, sending the same file again ends in the same state.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use tenancy::{ApiError, ErrorCode, TenantSession};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    parse::{Parsed, named_columns, parse},
    record::{Days, ImportProblem, ImportRecord, ImportState, ImportStore, RowCounts, Total},
    source::Source,
};
use crate::{
    catalogue::{Catalogue, CatalogueStore, Versioned},
    dataset::{Dataset, DatasetStore},
    names::NameList,
    query::{fact::display, figure},
    rollup::{
        Accumulator, Block, Bucket, Components, Rolled, Subject, decode, encode, from_epoch_day, merge_blocks, roll_up,
    },
    table::{Stored, VersionedTable},
};

/// Above this many member-months, a dimension's slices are cut into years in place of months: fewer items to write.
const MOST_MONTH_SLICES: usize = 5_000;
/// Partitions of existing data read at once when a file is added to it.
const READS_AT_ONCE: usize = 8;
/// Parsing is this share of the work, in thousandths.
const PARSED: u32 = 400;
const NOTE_PROGRESS_EVERY: Duration = Duration::from_millis(300);

/// Carries the import of `source` out.
///
/// # Errors
/// What went wrong; the record then says so too, and readers see nothing of the import.
pub async fn run(
    session: &Arc<TenantSession>,
    catalogue: &Versioned,
    mut record: ImportRecord,
    source: Source,
) -> Result<ImportRecord, ApiError> {
    let store = DatasetStore(session);
    let (mut head, version) = store.claim(record.import_id, catalogue.version, Uuid::new_v4()).await?;
    // Between the look at the record and the claim, another request may have carried the same import out.
    let now = ImportStore(session).get(record.import_id).await?;
    if now.state == ImportState::Done {
        store.release(&mut head).await?;
        return Ok(ImportRecord { unchanged: true, ..now });
    }
    if CatalogueStore(session).current().await?.is_none_or(|current| current.version != catalogue.version) {
        store.release(&mut head).await?;
        return Err(
            ApiError::new(ErrorCode::Conflict, "the catalogue was changed meanwhile").remedy("send the file again")
        );
    }
    let job = Job {
        session: Arc::clone(session),
        catalogue: catalogue.clone(),
        version,
        progress: Arc::new(AtomicU32::new(0)),
    };
    let mut noting = job.note_progress(&record);
    let worked = job.work(&mut head, &mut record, source).await;
    noting.shutdown().await;
    record.finished_at = Some(Timestamp::now());
    match worked {
        Ok(()) => {
            record.state = ImportState::Done;
            record.progress = 1.0;
            record.problem = None;
            store.commit(&mut head, ImportStore(session).put(&record)?).await?;
            Ok(record)
        }
        Err(error) if error.code == ErrorCode::Conflict => Err(error),
        Err(error) => {
            record.state = ImportState::Failed;
            record.problem = Some(ImportProblem { detail: error.detail.clone(), remedy: error.remedy.clone() });
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
    let source = tokio::task::spawn_blocking(move || Source::open(bytes)).await;
    let source = source.map_err(|e| ApiError::internal("reading the file", e))??;
    let mut record = ImportStore(session).of_file(source.bytes(), file_name).await?;
    if record.state == ImportState::Done {
        return Ok(ImportRecord { unchanged: true, ..record });
    }
    put_object(session, &format!("imports/{}/source", record.import_id), source.bytes().clone()).await?;
    record.state = ImportState::Running;
    run(session, &catalogue, record, source).await
}

struct Job {
    session: Arc<TenantSession>,
    catalogue: Versioned,
    version: u64,
    /// In thousandths.
    progress: Arc<AtomicU32>,
}

/// What is stored under one partition, by the key of its bucket.
type Blocks = BTreeMap<String, Block>;

impl Job {
    /// Notes the progress for as long as the returned set lives.
    fn note_progress(&self, record: &ImportRecord) -> JoinSet<()> {
        let (session, progress, id) = (Arc::clone(&self.session), Arc::clone(&self.progress), record.import_id);
        let mut noting = JoinSet::new();
        noting.spawn(async move {
            let mut noted = 0;
            loop {
                tokio::time::sleep(NOTE_PROGRESS_EVERY).await;
                let now = progress.load(Ordering::Relaxed);
                if now != noted {
                    noted = now;
                    ImportStore(&session).progress(id, f64::from(now) / 1e3).await;
                }
            }
        });
        noting
    }

    /// Writes everything as the job's version. `head` changes at the very end alone: what is stored of it meanwhile is what
    /// readers see.
    async fn work(&self, head: &mut Dataset, record: &mut ImportRecord, source: Source) -> Result<(), ApiError> {
        let components = Components::of(&self.catalogue.catalogue)?;
        let mut names = BTreeMap::new();
        for column in named_columns(&self.catalogue.catalogue, &components) {
            let list = NameList::load(&self.session, head, &column).await?;
            names.insert(column, list);
        }
        let (parsed, names) = self.parse(source, components.clone(), names).await?;
        let imported = parsed.rows.days.len() as u64;
        record.rows = RowCounts { read: parsed.read, imported, rejected: parsed.read - imported };
        record.rejections = parsed.rejections.clone();
        if imported == 0 {
            let why = record
                .rejections
                .first()
                .map_or("it has a header only".to_owned(), |r| format!("line {}: {}", r.first_line, r.reason));
            return Err(ApiError::new(ErrorCode::UnreadableFile, format!("no row of the file can be read; {why}"))
                .remedy("correct the file, or the catalogue's date form and columns (PUT /catalogue)"));
        }
        if !parsed.rejected.is_empty() && record.rows.rejected > 0 {
            self.put_object(&format!("imports/{}/rejected.csv", record.import_id), parsed.rejected.clone().into())
                .await?;
        }
        DatasetStore(&self.session).renew(head).await?;
        let rows = Arc::new(parsed.rows);
        let mut next = head.clone();
        let total = self.write_subject(&mut next, &rows, None, &names).await?;
        self.summarise(&components, &total, &mut next, record);
        let dimensions = self.catalogue.catalogue.dimensions.len();
        for place in 0..dimensions {
            DatasetStore(&self.session).renew(head).await?;
            self.write_subject(&mut next, &rows, Some(place), &names).await?;
            let done = (place + 1) as u32 * (1_000 - PARSED) / dimensions as u32;
            self.progress.store(PARSED + done, Ordering::Relaxed);
        }
        let additions: Result<Vec<Option<Stored>>, ApiError> =
            names.iter().map(|(column, list)| list.additions(column, self.version)).collect();
        let additions: Vec<Stored> = additions?.into_iter().flatten().collect();
        VersionedTable::new(&self.session, head).write(self.version, &additions, &|_| {}).await?;
        head.first_day = next.first_day;
        head.last_day = next.last_day;
        head.buckets = next.buckets;
        head.data_version = self.version;
        head.catalogue_version = self.catalogue.version;
        head.rows += imported;
        record.data_version = self.version;
        Ok(())
    }

    async fn parse(
        &self,
        source: Source,
        components: Components,
        mut names: BTreeMap<String, NameList>,
    ) -> Result<(Parsed, BTreeMap<String, NameList>), ApiError> {
        let (catalogue, progress) = (self.catalogue.catalogue.clone(), Arc::clone(&self.progress));
        // Rows of a packed file are about 8 bytes each; the estimate only moves a progress bar.
        let expected = (source.len() as u64 / 8).max(1);
        tokio::task::spawn_blocking(move || {
            let seen = |rows: u64| {
                let share = (rows * u64::from(PARSED) / expected).min(u64::from(PARSED));
                progress.store(u32::try_from(share).unwrap_or(PARSED), Ordering::Relaxed);
            };
            let parsed = parse(&source, &catalogue, &components, &mut names, &seen)?;
            Ok((parsed, names))
        })
        .await
        .map_err(|e| ApiError::internal("reading the file", e))?
    }

    /// Rolls up and writes the total or one dimension; returns the total's blocks of this file alone.
    async fn write_subject(
        &self,
        head: &mut Dataset,
        rows: &Arc<crate::rollup::Rows>,
        dimension: Option<usize>,
        names: &BTreeMap<String, NameList>,
    ) -> Result<Blocks, ApiError> {
        let described = dimension.map(|place| &self.catalogue.catalogue.dimensions[place]);
        let known = described.and_then(|d| head.buckets.get(&d.name).copied());
        let shared = Arc::clone(rows);
        let (bucket, rolled) = tokio::task::spawn_blocking(move || {
            let bucket = known.unwrap_or_else(|| bucket_for(&shared, dimension));
            (bucket, roll_up(&shared, dimension, bucket))
        })
        .await
        .map_err(|e| ApiError::internal("adding the file up", e))?;
        let Rolled { slices, months, days } = rolled;
        let mut partitions: BTreeMap<String, Blocks> = BTreeMap::new();
        let mut total = Blocks::new();
        match described {
            None => {
                total = slices.into_iter().map(|((_, key), block)| (key, block)).collect();
                partitions.insert(Subject::Total.partition(), total.clone());
            }
            Some(dimension) => {
                head.buckets.insert(dimension.name.clone(), bucket);
                let members = &names[&dimension.column];
                for ((member, key), block) in slices {
                    let name = members.name(member).unwrap_or_default();
                    partitions.entry(Subject::Slice(&dimension.name, name).partition()).or_default().insert(key, block);
                }
                partitions.insert(Subject::MonthBoard(&dimension.name).partition(), months);
                partitions.insert(Subject::DayBoard(&dimension.name).partition(), days);
            }
        }
        self.write_partitions(head, partitions).await?;
        Ok(total)
    }

    async fn write_partitions(&self, head: &Dataset, mut partitions: BTreeMap<String, Blocks>) -> Result<(), ApiError> {
        let table = VersionedTable::new(&self.session, head);
        let mut superseded = Vec::new();
        if head.data_version > 0 {
            let merged: Vec<(String, Blocks, Vec<String>)> = stream::iter(std::mem::take(&mut partitions))
                .map(|(partition, blocks)| self.merge_existing(&table, partition, blocks))
                .buffer_unordered(READS_AT_ONCE)
                .try_collect()
                .await?;
            for (partition, blocks, old) in merged {
                superseded.extend(old.into_iter().map(|key| (partition.clone(), key)));
                partitions.insert(partition, blocks);
            }
        }
        let items = tokio::task::spawn_blocking(move || -> Result<Vec<Stored>, ApiError> {
            let mut items = Vec::new();
            for (partition, blocks) in partitions {
                for (key, block) in blocks {
                    let payload = encode(&block).map_err(|e| ApiError::internal("writing figures", e))?;
                    items.push(Stored { partition: partition.clone(), key, payload });
                }
            }
            Ok(items)
        })
        .await
        .map_err(|e| ApiError::internal("writing figures", e))??;
        table.write(self.version, &items, &|_| {}).await?;
        table.delete(&superseded).await
    }

    /// Adds what is there already to `blocks`, and names the items of versions before it.
    async fn merge_existing(
        &self,
        table: &VersionedTable<'_>,
        partition: String,
        mut blocks: Blocks,
    ) -> Result<(String, Blocks, Vec<String>), ApiError> {
        let (Some(first), Some(last)) = (blocks.keys().next().cloned(), blocks.keys().next_back().cloned()) else {
            return Ok((partition, blocks, Vec::new()));
        };
        let read = table.read(&partition, &first, &last).await?;
        for (key, payload) in read.payloads {
            if let Some(block) = blocks.get_mut(&key) {
                merge_blocks(block, decode(&payload).map_err(|e| ApiError::internal("reading figures", e))?);
            }
        }
        Ok((partition, blocks, read.superseded))
    }

    fn summarise(&self, components: &Components, total: &Blocks, head: &mut Dataset, record: &mut ImportRecord) {
        let mut sum = Accumulator::default();
        for cell in total.values().flat_map(BTreeMap::values) {
            sum.add(cell);
        }
        let days = || total.values().flat_map(BTreeMap::keys).copied();
        if let (Some(first), Some(last)) = (days().min(), days().max()) {
            let (from, to) = (from_epoch_day(first), from_epoch_day(last));
            record.period = Some(Days { from, to });
            head.first_day = Some(head.first_day.map_or(from, |day| day.min(from)));
            head.last_day = Some(head.last_day.map_or(to, |day| day.max(to)));
        }
        let catalogue = &self.catalogue.catalogue;
        record.totals = catalogue
            .measures
            .iter()
            .map(|measure| {
                let value = figure::value(catalogue, components, &measure.name, &sum);
                let unit = figure::unit(catalogue, measure);
                Total { measure: measure.name.clone(), display: display(value, &unit), unit, value }
            })
            .collect();
    }

    async fn put_object(&self, name: &str, body: bytes::Bytes) -> Result<(), ApiError> {
        put_object(&self.session, name, body).await
    }
}

/// Stores an object under the tenant's prefix, encrypted under its key.
///
/// # Errors
/// S3 failed.
pub async fn put_object(session: &TenantSession, name: &str, body: bytes::Bytes) -> Result<(), ApiError> {
    session
        .s3
        .put_object()
        .bucket(&session.bucket)
        .key(format!("{}{name}", session.prefix))
        .server_side_encryption(aws_sdk_s3::types::ServerSideEncryption::AwsKms)
        .ssekms_key_id(&session.key_arn)
        .body(body.into())
        .send()
        .await
        .map(|_| ())
        .map_err(|e| ApiError::aws("archiving the file", e))
}

/// Months, or years where months would make too many items.
fn bucket_for(rows: &crate::rollup::Rows, dimension: Option<usize>) -> Bucket {
    let Some(place) = dimension else { return Bucket::Month };
    let mut slices: Vec<(u32, i32)> =
        rows.members[place].iter().copied().zip(rows.days.iter().map(|day| day / 30)).collect();
    slices.sort_unstable();
    slices.dedup();
    if slices.len() > MOST_MONTH_SLICES { Bucket::Year } else { Bucket::Month }
}
