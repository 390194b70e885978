//! The figures under the keys that a fact names, and under no others.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use tenancy::ApiError;

use crate::{
    catalogue::Measure,
    partition::object_name,
    period::Period,
    query::{
        answer::Question,
        error::QueryError,
        fact::Fact,
        plan::{Baseline, Filter},
        scan::By,
    },
    rollup::{Accumulator, Block, Past, Sets, Subject, decode, epoch_day},
    table::VersionedTable,
};

/// Items read by one request.
const KEYS_A_REQUEST: usize = 12;
const REQUESTS_AT_ONCE: usize = 16;

type Days = BTreeMap<i32, Accumulator>;

/// What of an item's cells counts for a slice.
#[derive(Debug, Clone, Copy)]
enum Holds<'a> {
    /// Cells are days of the slice.
    Days,
    /// Cells are members, of which the filter leaves some.
    Members(&'a Filter),
}

/// What a fact's keys hold.
#[derive(Debug)]
pub(super) struct Held {
    slice: Days,
    /// All of the data, where the fact's measure looks back.
    everybody: Option<Days>,
}

impl Held {
    /// What the days of `period` add up to.
    pub(super) fn sum(&self, period: &Period) -> Accumulator {
        let sum = added_up(&self.slice, period.from, period.to);
        let Some(everybody) = &self.everybody else { return sum };
        let before =
            period.from.yesterday().map_or_else(|_| Accumulator::default(), |end| added_up(everybody, Date::MIN, end));
        let last = Baseline::PreviousPeriod.of(period);
        sum.with_past(Past {
            before: Arc::new(before),
            now: Arc::new(added_up(everybody, period.from, period.to)),
            last: added_up(&self.slice, last.from, last.to),
        })
    }
}

fn added_up(days: &Days, from: Date, to: Date) -> Accumulator {
    let mut sum = Accumulator::default();
    days.range(epoch_day(from)..=epoch_day(to)).for_each(|(_, day)| sum.absorb(day));
    sum
}

/// What the fact's keys hold of its slice and `period`, and of what its measure looks back at.
///
/// # Errors
/// [`QueryError::NoData`] where a key is not there, or cannot be one of this fact; or a read failed.
pub(super) async fn held(
    question: &Question<'_>,
    fact: &Fact,
    measure: &Measure,
    period: &Period,
) -> Result<Held, QueryError> {
    if measure.looks_back_at().is_none() {
        return Ok(Held { slice: days(question, &fact.source.keys, &fact.filters, period).await?, everybody: None });
    }
    let until = Period::range(Date::MIN, period.to);
    let total = Subject::Total.partition();
    let is_of_all = |key: &&String| key.rsplit_once('|').is_some_and(|(partition, _)| partition == total);
    let (of_all, of_slice): (Vec<_>, Vec<_>) = fact.source.keys.iter().partition(is_of_all);
    let everybody = days(question, of_all, &[], &until).await?;
    let slice = match fact.filters.as_slice() {
        [] => everybody.clone(),
        filters => days(question, of_slice, filters, &until).await?,
    };
    Ok(Held { slice, everybody: Some(everybody) })
}

/// What `keys` hold of the slice that `filters` leave in `period`, by day (days since 1970); a board's by the first day that it
/// covers.
async fn days(
    question: &Question<'_>,
    keys: impl IntoIterator<Item = &String>,
    filters: &[Filter],
    period: &Period,
) -> Result<Days, QueryError> {
    let holders = holders(question, filters);
    let keys: BTreeSet<&String> = keys.into_iter().collect();
    let (rows, cells): (Vec<&String>, Vec<&String>) = keys.into_iter().partition(|key| key.starts_with("rows/"));
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for key in cells {
        let (partition, bucket) = key.rsplit_once('|').ok_or_else(|| foreign(key))?;
        wanted.entry(partition).or_default().insert(bucket);
    }
    let mut reads = Vec::new();
    for (partition, buckets) in wanted {
        let holds = *holders.get(partition).ok_or_else(|| foreign(partition))?;
        let buckets: Vec<&str> = buckets.into_iter().collect();
        for run in buckets.chunks(KEYS_A_REQUEST) {
            reads.push(read(question, partition, run.to_vec(), holds));
        }
    }
    let mut days = Days::new();
    let mut found = stream::iter(reads).buffered(REQUESTS_AT_ONCE);
    while let Some((blocks, holds)) = found.try_next().await? {
        for (bucket, block) in blocks {
            match holds {
                Holds::Days => add_days(&mut days, &block, period),
                Holds::Members(filter) => add_members(question, &mut days, &bucket, &block, filter)?,
            }
        }
    }
    let mut reads = Vec::new();
    for key in rows {
        reads.push(of_rows(question, filters, key, period));
    }
    let mut found = stream::iter(reads).buffered(REQUESTS_AT_ONCE);
    while let Some(of_month) = found.try_next().await? {
        for (day, sum) in of_month {
            days.entry(day).or_default().absorb(&sum);
        }
    }
    Ok(days)
}

fn foreign(key: &str) -> QueryError {
    QueryError::NoData(format!("{key} is no source of this figure"))
}

fn gone(key: &str) -> QueryError {
    QueryError::NoData(format!("{key} is not there any more"))
}

/// The partitions that can hold the slice that `filters` leave.
fn holders<'a>(question: &Question<'_>, filters: &'a [Filter]) -> BTreeMap<String, Holds<'a>> {
    let mut holders = BTreeMap::new();
    match filters {
        [] => _ = holders.insert(Subject::Total.partition(), Holds::Days),
        [filter] => {
            let Filter { dimension, members, exclude } = filter;
            for member in members.iter().filter(|_| !exclude) {
                holders.insert(Subject::Slice(dimension, member).partition(), Holds::Days);
            }
            for board in [Subject::MonthBoard(dimension), Subject::DayBoard(dimension)] {
                holders.insert(board.partition(), Holds::Members(filter));
            }
        }
        [a, b] => {
            for (outer, inner) in [(a, b), (b, a)] {
                let pair = (outer.dimension.clone(), inner.dimension.clone());
                let declared = !outer.exclude && question.catalogue().pairs.contains(&pair);
                for member in outer.members.iter().filter(|_| declared) {
                    let board = Subject::PairBoard(&outer.dimension, member, &inner.dimension);
                    holders.insert(board.partition(), Holds::Members(inner));
                }
            }
        }
        // More filters are added up from rows alone.
        _ => {}
    }
    holders
}

/// The blocks of `buckets`, in order, in `partition`, and what of them counts.
async fn read<'a>(
    question: &Question<'_>,
    partition: &str,
    buckets: Vec<&str>,
    holds: Holds<'a>,
) -> Result<(Vec<(String, Block)>, Holds<'a>), QueryError> {
    let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else { return Ok((Vec::new(), holds)) };
    let table = VersionedTable::new(question.reader.session, &question.snapshot.head);
    let mut found = table.read(partition, first, last).await?.payloads;
    let mut blocks = Vec::new();
    for bucket in buckets {
        let payload = found.remove(bucket).ok_or_else(|| gone(&format!("{partition}|{bucket}")))?;
        let block = decode(&payload, Sets::All).map_err(|e| ApiError::internal("reading figures", e))?;
        blocks.push((bucket.to_owned(), block));
    }
    Ok((blocks, holds))
}

fn add_days(days: &mut Days, block: &Block, period: &Period) {
    for cell in block.range(epoch_day(period.from), epoch_day(period.to)) {
        days.entry(block.keys()[cell]).or_default().add(block, cell);
    }
}

fn add_members(
    question: &Question<'_>,
    days: &mut Days,
    bucket: &str,
    block: &Block,
    filter: &Filter,
) -> Result<(), QueryError> {
    let first = first_day(bucket).ok_or_else(|| foreign(bucket))?;
    let places = question.places(filter);
    let sum = days.entry(epoch_day(first)).or_default();
    for (cell, member) in block.keys().iter().enumerate() {
        if places.contains(&member.cast_unsigned()) != filter.exclude {
            sum.add(block, cell);
        }
    }
    Ok(())
}

/// The first day of `2011-03` or `2011-03-08`.
fn first_day(bucket: &str) -> Option<Date> {
    let is_month = bucket.len() == "2011-03".len();
    if is_month { format!("{bucket}-01").parse().ok() } else { bucket.parse().ok() }
}

/// What the rows of one month, `rows/2011-03/00000004`, hold.
async fn of_rows(question: &Question<'_>, filters: &[Filter], key: &str, period: &Period) -> Result<Days, QueryError> {
    let month = key.split('/').nth(1).unwrap_or_default();
    let there = question.snapshot.head.partitions.get(month);
    if there.is_none_or(|there| object_name(month, there.version) != *key) {
        return Err(gone(key));
    }
    let whole = Period::month(first_day(month).ok_or_else(|| foreign(key))?);
    let part = Period::range(period.from.max(whole.from), period.to.min(whole.to));
    Ok(question.reader.scan(filters, By::Day, &part).await?.0)
}
