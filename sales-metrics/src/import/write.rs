//! Writes what became of a month: its partition, and the rollups of the slices that changed.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use futures::{StreamExt, TryStreamExt, stream};
use tenancy::{ApiError, TenantSession};
use tokio::task::JoinSet;

use crate::{
    catalogue::{Catalogue, Versioned},
    dataset::{Dataset, Partition},
    names::NameList,
    partition::{PartitionStore, encode as encode_rows},
    rollup::{Block, Bucket, Rows, Sets, Subject, decode, encode, from_epoch_day, roll_up, roll_up_pair, total},
    table::{Stored, VersionedTable},
};

/// Partitions of the table looked at at once.
const READS_AT_ONCE: usize = 8;

/// A month before and after a change.
#[derive(Debug)]
pub(super) struct MonthChange {
    pub(super) month: String,
    pub(super) old: Rows,
    pub(super) new: Rows,
    /// Days whose rows may have changed.
    pub(super) touched: BTreeSet<i32>,
}

/// A year of slices that is written when its last month is known: per dimension and member, the cells of its changed months.
type YearSlices = BTreeMap<(usize, u32), Block>;

/// Where a change is written.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) session: Arc<TenantSession>,
    /// The head as readers see it.
    pub(super) head: Arc<Dataset>,
    pub(super) version: u64,
    /// Nothing that was there is kept.
    pub(super) anew: bool,
    /// Whether what no reader has needed since the commit before is deleted.
    pub(super) cleans: bool,
}

/// Writes months, in order of time, as one version.
#[derive(Debug)]
pub(super) struct Writer {
    target: Target,
    catalogue: Arc<Versioned>,
    buckets: BTreeMap<String, Option<Bucket>>,
    /// Per dimension, the names of its members.
    members: Vec<Arc<NameList>>,
    year: Year,
    /// What is being written while the next month is prepared.
    writing: JoinSet<Result<(), ApiError>>,
}

/// A year as far as its months are known.
#[derive(Debug, Default)]
pub(super) struct Year {
    name: String,
    months: Vec<String>,
    slices: YearSlices,
}

/// What is to be written of a month.
#[derive(Debug)]
struct Prepared {
    items: Vec<Stored>,
    rows: Option<Vec<u8>>,
    slices: YearSlices,
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal("adding the file up", error.to_string())
}

impl Writer {
    pub(super) fn new(
        target: Target,
        catalogue: &Arc<Versioned>,
        buckets: BTreeMap<String, Option<Bucket>>,
        members: Vec<Arc<NameList>>,
    ) -> Self {
        let catalogue = Arc::clone(catalogue);
        Self { target, catalogue, buckets, members, year: Year::default(), writing: JoinSet::new() }
    }

    /// Prepares and writes a month; the months of a year come one after the other.
    ///
    /// # Errors
    /// AWS failed.
    pub(super) async fn month(&mut self, change: MonthChange) -> Result<Option<Partition>, ApiError> {
        if change.month[..4] != self.year.name {
            self.finish_year().await?;
            self.year.name = change.month[..4].to_owned();
        }
        let month = change.month.clone();
        let partition = partition_of(&change.new, self.target.version);
        let (catalogue, buckets, members) = (Arc::clone(&self.catalogue), self.buckets.clone(), self.members.clone());
        let prepared =
            tokio::task::spawn_blocking(move || prepare(&change, &catalogue.catalogue, &buckets, &members)).await;
        let Prepared { items, rows, slices } = prepared.map_err(failed)??;
        for (key, block) in slices {
            match self.year.slices.entry(key) {
                Entry::Vacant(vacant) => _ = vacant.insert(block),
                Entry::Occupied(mut before) => before.get_mut().extend(&block),
            }
        }
        self.year.months.push(month.clone());
        self.write(items, rows.map(|rows| (month, rows))).await?;
        Ok(partition)
    }

    /// Writes what is left, and `items`.
    ///
    /// # Errors
    /// AWS failed.
    pub(super) async fn finish(mut self, items: Vec<Stored>) -> Result<(), ApiError> {
        self.finish_year().await?;
        self.write(items, None).await?;
        self.written().await
    }

    async fn written(&mut self) -> Result<(), ApiError> {
        while let Some(written) = self.writing.join_next().await {
            written.map_err(failed)??;
        }
        Ok(())
    }

    /// Writes in the background, when what was begun before is done.
    async fn write(&mut self, items: Vec<Stored>, rows: Option<(String, Vec<u8>)>) -> Result<(), ApiError> {
        self.written().await?;
        let target = self.target.clone();
        self.writing.spawn(async move {
            if let Some((month, rows)) = rows {
                PartitionStore(&target.session).put(&month, target.version, rows).await?;
            }
            target.write(items).await
        });
        Ok(())
    }

    /// Writes the slices of the year that ended.
    async fn finish_year(&mut self) -> Result<(), ApiError> {
        let Year { name, months, slices } = std::mem::take(&mut self.year);
        let stays = |month: &String| month.starts_with(&name) && !months.contains(month);
        let target = &self.target;
        let others = !target.anew && target.head.partitions.keys().any(stays);
        let table = VersionedTable::new(&target.session, &target.head);
        let (table, year, months) = (&table, &name, &months);
        let (members, dimensions) = (&self.members, &self.catalogue.catalogue.dimensions);
        let items: Vec<Stored> = stream::iter(slices)
            .map(|((dimension, member), block)| async move {
                let name = members[dimension].name(member).unwrap_or_default();
                let partition = Subject::Slice(&dimensions[dimension].name, name).partition();
                let mut whole = block;
                if others {
                    for payload in table.read(&partition, year, year).await?.payloads.into_values() {
                        let old = decode(&payload, Sets::All).map_err(failed)?;
                        let gone = |day| months.contains(&Bucket::Month.key(from_epoch_day(day)));
                        whole = old.replaced(gone, &whole);
                    }
                }
                let payload = encode(&whole).map_err(failed)?;
                Ok::<_, ApiError>(Stored { partition, key: year.clone(), payload })
            })
            .buffer_unordered(READS_AT_ONCE)
            .try_collect()
            .await?;
        self.write(items, None).await
    }
}

impl Target {
    /// Writes items, and deletes those that no reader has needed since the commit before.
    async fn write(&self, items: Vec<Stored>) -> Result<(), ApiError> {
        let table = VersionedTable::new(&self.session, &self.head);
        let mut old = Vec::new();
        if self.cleans {
            let mut ranges: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
            for item in &items {
                let range = ranges.entry(&item.partition).or_insert((&item.key, &item.key));
                *range = (range.0.min(&item.key), range.1.max(&item.key));
            }
            let ranges: Vec<[String; 3]> = ranges
                .into_iter()
                .map(|(partition, (first, last))| [partition, first, last].map(str::to_owned))
                .collect();
            let table = &table;
            old = stream::iter(ranges)
                .map(|[partition, first, last]| async move {
                    let keys = table.superseded(&partition, &first, &last).await?;
                    Ok::<_, ApiError>(keys.into_iter().map(|key| (partition.clone(), key)).collect::<Vec<_>>())
                })
                .buffer_unordered(READS_AT_ONCE)
                .try_concat()
                .await?;
        }
        table.write(self.version, &items).await?;
        table.delete(&old).await
    }
}

fn partition_of(rows: &Rows, version: u64) -> Option<Partition> {
    let (first, last) = (*rows.days.iter().min()?, *rows.days.iter().max()?);
    Some(Partition { version, rows: rows.len() as u64, first: from_epoch_day(first), last: from_epoch_day(last) })
}

fn prepare(
    change: &MonthChange,
    catalogue: &Catalogue,
    buckets: &BTreeMap<String, Option<Bucket>>,
    members: &[Arc<NameList>],
) -> Result<Prepared, ApiError> {
    let MonthChange { month, new, .. } = change;
    let dimensions = catalogue.dimensions.iter().enumerate();
    // The rows are rolled up by one dimension beside the other: there is nothing that they share.
    std::thread::scope(|scope| {
        let of_dimension: Vec<_> = dimensions
            .map(|(place, dimension)| {
                let bucket = buckets.get(&dimension.name).copied().flatten();
                scope.spawn(move || prepare_dimension(change, place, catalogue, bucket, members))
            })
            .collect();
        let rows = (!new.is_empty()).then(|| encode_rows(new).map_err(failed)).transpose()?;
        let mut items = Items(Vec::new());
        items.push(Subject::Total, month, &total(new))?;
        let mut slices = YearSlices::new();
        for prepared in of_dimension {
            let (more, of_year) = prepared.join().map_err(|_| failed("a rollup broke off"))??;
            items.0.extend(more.0);
            slices.extend(of_year);
        }
        Ok(Prepared { items: items.0, rows, slices })
    })
}

/// What is to be written of one dimension, and of the pairs that begin with it.
fn prepare_dimension(
    change: &MonthChange,
    place: usize,
    catalogue: &Catalogue,
    bucket: Option<Bucket>,
    members: &[Arc<NameList>],
) -> Result<(Items, YearSlices), ApiError> {
    let MonthChange { month, old, new, touched } = change;
    let dimension = &catalogue.dimensions[place];
    let name = |member: u32| members[place].name(member).unwrap_or_default();
    let nothing = Block::empty(new.shape);
    let changed = members_of([old, new], place, touched);
    let (mut items, mut slices) = (Items(Vec::new()), YearSlices::new());
    let mut rolled = roll_up(new, place);
    items.push(Subject::MonthBoard(&dimension.name), month, &rolled.board)?;
    for day in touched {
        let board = rolled.days.get(day).unwrap_or(&nothing);
        items.push(Subject::DayBoard(&dimension.name), &Bucket::Day.key(from_epoch_day(*day)), board)?;
    }
    for member in bucket.into_iter().flat_map(|_| &changed) {
        let slice = rolled.slices.remove(member).unwrap_or_else(|| nothing.clone());
        if bucket == Some(Bucket::Month) {
            items.push(Subject::Slice(&dimension.name, name(*member)), month, &slice)?;
        } else {
            slices.insert((place, *member), slice);
        }
    }
    for (outer, inner) in catalogue.pairs.iter().filter(|(outer, _)| *outer == dimension.name) {
        let Some(within) = catalogue.dimensions.iter().position(|dimension| dimension.name == *inner) else { continue };
        let boards = roll_up_pair(new, place, within);
        for member in &changed {
            let board = boards.get(member).unwrap_or(&nothing);
            items.push(Subject::PairBoard(outer, name(*member), inner), month, board)?;
        }
    }
    Ok((items, slices))
}

/// The members that any of the touched days has rows of.
fn members_of(rows: [&Rows; 2], dimension: usize, touched: &BTreeSet<i32>) -> BTreeSet<u32> {
    let of = |rows: &Rows| -> BTreeSet<u32> {
        let columns = rows.days.iter().zip(rows.members.get(dimension).into_iter().flatten());
        let mut members: Vec<u32> = columns
            .filter(|(day, member)| **member != crate::rollup::NONE && touched.contains(day))
            .map(|(_, m)| *m)
            .collect();
        members.sort_unstable();
        members.dedup();
        members.into_iter().collect()
    };
    let [old, new] = rows.map(of);
    old.into_iter().chain(new).collect()
}

struct Items(Vec<Stored>);

impl Items {
    fn push(&mut self, subject: Subject<'_>, key: &str, block: &Block) -> Result<(), ApiError> {
        let payload = encode(block).map_err(failed)?;
        self.0.push(Stored { partition: subject.partition(), key: key.to_owned(), payload });
        Ok(())
    }
}
