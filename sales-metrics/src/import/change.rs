//! A change of the data, as an import, its undoing and a new catalogue have in common: from layers of rows to what is stored.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use roaring::RoaringBitmap;
use tenancy::{ApiError, TenantSession, ids::ImportId};
use tokio::task::JoinSet;

use super::{
    layers::{Folded, Layer, fold},
    parse::{Keep, NameLists, Parsed, parse},
    record::ImportStore,
    source::Source,
    write::{MonthChange, Target, Writer},
};
use crate::{
    catalogue::Versioned,
    dataset::{Dataset, DatasetStore},
    names::NameList,
    partition::{Columns, PartitionStore, decode},
    rollup::{Accumulator, Bucket, Components, Rows},
    table::Stored,
};

/// Rows of all files at work that are kept in memory; others wait in temporary files.
const MOST_ROWS_IN_MEMORY: usize = 800_000;
/// Up to this many slices of a dimension are cut by months,
const MOST_MONTH_SLICES: u64 = 5_000;
/// and up to this many by years. Beyond, a member's figures are added up from its rows.
const MOST_YEAR_SLICES: u64 = 200_000;
/// Partitions read at once.
const READS_AT_ONCE: usize = 4;
/// Parsing is this share of the work, in thousandths.
const PARSED: u32 = 400;
const NOTE_PROGRESS_EVERY: Duration = Duration::from_millis(300);
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// What a commit superseded is deleted by a change that begins this much later, when no request can be reading it any more.
const READ_FOR_SECONDS: i64 = 60;

/// A change at work, under a claim of the head.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) session: Arc<TenantSession>,
    pub(super) catalogue: Arc<Versioned>,
    pub(super) components: Arc<Components>,
    pub(super) version: u64,
    /// Nothing that was there is kept.
    pub(super) anew: bool,
    /// In thousandths.
    pub(super) progress: Arc<AtomicU32>,
}

/// What a change came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Rows of earlier imports that were taken away.
    pub(super) removed: u64,
    /// Rows of earlier imports on days that got new rows.
    pub(super) overlapping: u64,
    /// What the rows of the last layer add up to.
    pub(super) added: Accumulator,
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal("adding the file up", error.to_string())
}

impl Change {
    pub(super) fn new(
        session: &Arc<TenantSession>,
        catalogue: &Versioned,
        version: u64,
        anew: bool,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            session: Arc::clone(session),
            components: Arc::new(Components::of(&catalogue.catalogue)?),
            catalogue: Arc::new(catalogue.clone()),
            version,
            anew,
            progress: Arc::new(AtomicU32::new(0)),
        })
    }

    /// Notes the progress in the import's record for as long as the returned set lives.
    pub(super) fn note_progress(&self, id: ImportId) -> JoinSet<()> {
        let (session, progress) = (Arc::clone(&self.session), Arc::clone(&self.progress));
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

    /// The lists of names that the catalogue needs, as readers of `head` see them.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(super) async fn names(&self, head: &Dataset) -> Result<NameLists, ApiError> {
        let mut names = NameLists::of(&self.catalogue.catalogue, &self.components);
        if head.data_version > 0 && !self.anew {
            for (list, names) in &mut names.lists {
                let known = NameList::load(&self.session, head, list).await?;
                if !known.names().is_empty() {
                    *names = known;
                }
            }
        }
        Ok(names)
    }

    /// Reads one of `files` files.
    ///
    /// # Errors
    /// The file cannot be read by the catalogue.
    pub(super) async fn parse(
        &self,
        source: Source,
        mut names: NameLists,
        keys: bool,
        files: usize,
    ) -> Result<(Parsed, NameLists), ApiError> {
        let (catalogue, components) = (Arc::clone(&self.catalogue), Arc::clone(&self.components));
        let progress = Arc::clone(&self.progress);
        // Rows of a packed file are about 8 bytes each; the estimate only moves a progress bar.
        let expected = (source.len() / 8).max(1);
        let keep = Keep { most_rows: MOST_ROWS_IN_MEMORY / files.max(1), keys };
        tokio::task::spawn_blocking(move || {
            let seen = |rows: u64| {
                let share = (rows * u64::from(PARSED) / expected).min(u64::from(PARSED));
                progress.fetch_max(u32::try_from(share).unwrap_or(PARSED), Ordering::Relaxed);
            };
            let parsed = parse(&source, &catalogue.catalogue, &components, &mut names, keep, &seen)?;
            Ok((parsed, names))
        })
        .await
        .map_err(failed)?
    }

    /// Puts `layers` over what there is in `months`, or in place of it, and writes the outcome as the change's version. `head`
    /// is changed at the very end alone: what is stored of it meanwhile is what readers see.
    ///
    /// # Errors
    /// AWS failed, or another executor has taken over.
    pub(super) async fn apply(
        &self,
        head: &mut Dataset,
        months: BTreeSet<String>,
        mut layers: Vec<Layer>,
        keep_rows: bool,
        names: NameLists,
    ) -> Result<Outcome, ApiError> {
        let store = DatasetStore(&self.session);
        store.renew(head).await?;
        let mut next = head.clone();
        if self.anew {
            next.buckets.clear();
            next.partitions.clear();
        }

        self.choose_buckets(&mut next, &layers);
        let now = Timestamp::now().as_second();
        let cleans = head.data_version > 0 && head.committed_at.is_none_or(|at| now - at > READ_FOR_SECONDS);
        if cleans {
            PartitionStore(&self.session).sweep(head).await?;
        }
        let target = Target {
            session: Arc::clone(&self.session),
            head: Arc::new(head.clone()),
            version: self.version,
            anew: self.anew,
            cleans,
        };
        let members = names.members.iter().map(|list| Arc::new(names.lists[*list].1.clone())).collect();
        let mut writer = Writer::new(target, &self.catalogue, next.buckets.clone(), members);
        let mut outcome = Outcome::default();
        let mut renewed = Instant::now();
        let count = months.len().max(1) as u32;
        for (place, month) in months.into_iter().enumerate() {
            if renewed.elapsed() > RENEW_EVERY {
                store.renew(head).await?;
                renewed = Instant::now();
            }
            let old = self.rows(head, &month).await?;
            let (change, folded);
            (change, folded, layers) = self.fold(month, old, layers, keep_rows).await?;
            outcome.removed += folded.removed;
            outcome.overlapping += folded.overlapping;
            outcome.added.absorb(&folded.added);
            let month = change.month.clone();
            next.set_partition(&month, writer.month(change).await?);
            self.progress.store(PARSED + (1_000 - PARSED) * (place as u32 + 1) / count, Ordering::Relaxed);
        }
        let lists = names.lists.iter().map(|(list, names)| names.additions(list, self.version));
        let lists: Vec<Option<Stored>> = lists.collect::<Result<_, _>>()?;
        writer.finish(lists.into_iter().flatten().collect()).await?;
        // The claim is the head's own, and so is its place in the order of writes.
        *head = Dataset { importing: head.importing.take(), revision: head.revision, ..next };
        head.data_version = self.version;
        head.catalogue_version = self.catalogue.version;
        head.committed_at = Some(Timestamp::now().as_second());
        if self.anew {
            head.floor = self.version;
        }
        Ok(outcome)
    }

    /// The rows of `month` as readers of `head` see them.
    async fn rows(&self, head: &Dataset, month: &str) -> Result<Rows, ApiError> {
        match head.partitions.get(month).filter(|_| !self.anew) {
            None => Ok(Rows::empty(self.catalogue.catalogue.dimensions.len(), self.components.shape())),
            Some(partition) => {
                let bytes = PartitionStore(&self.session).get(month, partition.version).await?;
                decode(&bytes, Columns::All).map_err(failed)
            }
        }
    }

    /// The months whose rows have one of `keys`.
    ///
    /// # Errors
    /// S3 failed.
    pub(super) async fn months_with(&self, head: &Dataset, keys: &HashSet<u128>) -> Result<BTreeSet<String>, ApiError> {
        let partitions: Vec<(String, u64)> =
            head.partitions.iter().map(|(month, partition)| (month.clone(), partition.version)).collect();
        let found = stream::iter(partitions).map(|(month, version)| async move {
            let bytes = PartitionStore(&self.session).get(&month, version).await?;
            let rows = decode(&bytes, Columns::Keys).map_err(failed)?;
            Ok::<_, ApiError>(rows.keys.iter().any(|key| keys.contains(key)).then_some(month))
        });
        let found: Vec<Option<String>> = found.buffer_unordered(READS_AT_ONCE).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn fold(
        &self,
        month: String,
        old: Rows,
        mut layers: Vec<Layer>,
        keep_rows: bool,
    ) -> Result<(MonthChange, Outcome, Vec<Layer>), ApiError> {
        let nothing = Rows::empty(old.members.len(), old.shape);
        tokio::task::spawn_blocking(move || {
            let base = if keep_rows { old.clone() } else { nothing };
            let Folded { rows, mut touched, removed, overlapping, added } = fold(&month, base, &mut layers)?;
            if !keep_rows {
                touched.extend(&old.days);
            }
            let counts = Outcome { removed, overlapping, added };
            Ok((MonthChange { month, old, new: rows, touched }, counts, layers))
        })
        .await
        .map_err(failed)?
    }

    /// Decides for dimensions that are new how their slices are cut.
    fn choose_buckets(&self, head: &mut Dataset, layers: &[Layer]) {
        let dimensions = &self.catalogue.catalogue.dimensions;
        if dimensions.iter().all(|dimension| head.buckets.contains_key(&dimension.name)) {
            return;
        }
        let mut slices = BTreeMap::new();
        layers.iter().for_each(|layer| layer.rows.add_slices(&mut slices));
        let mut years: BTreeMap<(usize, &str), RoaringBitmap> = BTreeMap::new();
        let mut counts = vec![(0, 0); dimensions.len()];
        for ((place, month), members) in &slices {
            counts[*place].0 += members.len();
            *years.entry((*place, &month[..4])).or_default() |= members;
        }
        years.iter().for_each(|((place, _), members)| counts[*place].1 += members.len());
        for (dimension, (months, years)) in dimensions.iter().zip(counts) {
            let bucket = match () {
                () if months <= MOST_MONTH_SLICES => Some(Bucket::Month),
                () if years <= MOST_YEAR_SLICES => Some(Bucket::Year),
                () => None,
            };
            head.buckets.entry(dimension.name.clone()).or_insert(bucket);
        }
    }
}
