//! Reads cells: the days of a slice, or the members of a dimension in a period.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::try_join_all;
use jiff::{ToSpan, civil::Date};
use tenancy::{ApiError, TenantSession};

use super::{shared::Shared, slice::Members, snapshot::Snapshot};
use crate::{
    period::{Grain, Period},
    rollup::{Accumulator, Block, Bucket, NONE, Sets, Subject, decode, epoch_day},
    table::VersionedTable,
};

/// Months of a board read by one request; requests for further months go out at the same time.
pub(super) const MONTHS_A_REQUEST: usize = 3;
/// The same for the days of a slice, whose items are smaller: a request must not need a second page.
pub(super) const MONTHS_OF_DAYS_A_REQUEST: usize = 12;

/// What was read, and the keys it was read from. Nothing outside this file knows what a block is.
#[derive(Debug, Default, Clone)]
pub(super) struct Cells {
    /// Cells by day, or by member, with the beginning of their sort key: the bucket.
    blocks: Vec<(Arc<str>, Arc<Block>)>,
    pub(super) keys: Vec<String>,
}

impl Cells {
    /// Adds up the days from `from` to `to`.
    pub(super) fn sum(&self, from: Date, to: Date) -> Accumulator {
        let mut sum = Accumulator::default();
        for (_, block) in &self.blocks {
            for cell in block.range(epoch_day(from), epoch_day(to)) {
                sum.add(block, cell);
            }
        }
        sum
    }

    /// Adds each day (days since 1970) to the one of `sums` at its `place`, if it has one.
    pub(super) fn spread(&self, sums: &mut [Accumulator], place: impl Fn(i32) -> Option<usize>) {
        for (_, block) in &self.blocks {
            for (cell, day) in block.keys().iter().enumerate() {
                if let Some(sum) = place(*day).and_then(|place| sums.get_mut(place)) {
                    sum.add(block, cell);
                }
            }
        }
    }

    /// Of a board: adds each member to its sum, and what has none to `nameless`.
    fn members(&self, sums: &mut Vec<Accumulator>, nameless: &mut Accumulator) {
        for (_, block) in &self.blocks {
            for (cell, member) in block.keys().iter().enumerate() {
                if member.cast_unsigned() == NONE {
                    nameless.add(block, cell);
                    continue;
                }
                let member = member.cast_unsigned() as usize;
                if member >= sums.len() {
                    sums.resize_with(member + 1, Accumulator::default);
                }
                sums[member].add(block, cell);
            }
        }
    }

    /// Of a board: adds the members to `keep` to the sum of their bucket's first day.
    fn days(&self, sums: &mut BTreeMap<i32, Accumulator>, keep: impl Fn(u32) -> bool) {
        for (bucket, block) in &self.blocks {
            let first = if bucket.len() == "2011-03".len() { format!("{bucket}-01") } else { bucket.to_string() };
            let Ok(day) = first.parse::<Date>() else { continue };
            let sum = sums.entry(epoch_day(day)).or_default();
            for (cell, _) in block.keys().iter().enumerate().filter(|(_, member)| keep(member.cast_unsigned())) {
                sum.add(block, cell);
            }
        }
    }

    fn absorb(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
        self.keys.extend(other.keys);
    }
}

/// Reads one snapshot's figures.
#[derive(Debug)]
pub(super) struct FigureReader<'a> {
    pub(super) session: &'a TenantSession,
    pub(super) snapshot: &'a Snapshot,
    /// The sets of which the plan has a figure.
    pub(super) sets: Sets,
    /// What was read for other answers to the same plan.
    pub(super) shared: Option<&'a Shared>,
}

impl FigureReader<'_> {
    async fn read(&self, subject: Subject<'_>, bucket: Bucket, from: Date, to: Date) -> Result<Cells, ApiError> {
        let (partition, first, last) = (subject.partition(), bucket.key(from), bucket.key(to));
        let Some(shared) = self.shared else { return self.fetch(&partition, &first, &last).await };
        let key = (partition.clone(), first.clone(), last.clone());
        let cells = shared.cells.get(key, async || self.fetch(&partition, &first, &last).await).await?;
        Ok(Cells::clone(&cells))
    }

    async fn fetch(&self, partition: &str, first: &str, last: &str) -> Result<Cells, ApiError> {
        let table = VersionedTable::new(self.session, &self.snapshot.head);
        let read = table.read(partition, first, last).await?;
        let mut cells = Cells::default();
        for (key, payload) in read.payloads {
            let block = decode(&payload, self.sets).map_err(|e| ApiError::internal("reading figures", e))?;
            cells.keys.push(format!("{partition}|{key}"));
            cells.blocks.push((key.into(), Arc::new(block)));
        }
        Ok(cells)
    }

    /// The days of `subject`, a long period by several requests at the same time.
    async fn read_days(&self, subject: Subject<'_>, bucket: Bucket, period: &Period) -> Result<Cells, ApiError> {
        let mut parts = Vec::new();
        let mut from = period.from;
        let years = if bucket == Bucket::Year { 12 } else { 1 };
        let months = i64::try_from(MONTHS_OF_DAYS_A_REQUEST * years).unwrap_or(i64::MAX);
        while from <= period.to {
            // A part ends with a year, so that no bucket is read twice.
            let next = from.first_of_year().saturating_add(months.months());
            let to = next.yesterday().map_or(period.to, |last| last.min(period.to));
            parts.push((from, to));
            if next <= from {
                break;
            }
            from = next;
        }
        let read = parts.into_iter().map(|(from, to)| self.read(subject, bucket, from, to));
        let mut cells = Cells::default();
        try_join_all(read).await?.into_iter().for_each(|part| cells.absorb(part));
        Ok(cells)
    }

    /// The days of the whole data.
    pub(super) async fn total(&self, period: &Period) -> Result<Cells, ApiError> {
        self.read_days(Subject::Total, Bucket::Month, period).await
    }

    /// How the slices of a dimension's members are cut; `None` when it has none.
    pub(super) fn bucket(&self, dimension: &str) -> Option<Bucket> {
        self.snapshot.head.buckets.get(dimension).copied().flatten()
    }

    /// The days of some members of a dimension, all together.
    pub(super) async fn slices(
        &self,
        dimension: &str,
        bucket: Bucket,
        members: &[String],
        period: &Period,
    ) -> Result<Cells, ApiError> {
        let reads = members.iter().map(|member| self.read_days(Subject::Slice(dimension, member), bucket, period));
        let mut cells = Cells::default();
        try_join_all(reads).await?.into_iter().for_each(|slice| cells.absorb(slice));
        Ok(cells)
    }

    /// Every member of a dimension in a period.
    pub(super) async fn board(&self, dimension: &str, period: &Period) -> Result<Members, ApiError> {
        Ok(by_member(self.read_board(dimension, period).await?))
    }

    /// The members of a dimension that are to `keep`, added up by the first day of each whole month, and by each day that is
    /// in no whole month of `period`.
    pub(super) async fn board_days(
        &self,
        dimension: &str,
        period: &Period,
        keep: impl Fn(u32) -> bool,
    ) -> Result<(BTreeMap<i32, Accumulator>, Vec<String>), ApiError> {
        let mut days = BTreeMap::new();
        let mut keys = Vec::new();
        for cells in self.read_board(dimension, period).await? {
            cells.days(&mut days, &keep);
            keys.extend(cells.keys);
        }
        Ok((days, keys))
    }

    /// Every member of `inner` within some members of `outer`, over the whole months of a period.
    pub(super) async fn pair_board(
        &self,
        (outer, members): (&str, &[String]),
        inner: &str,
        months: &[Period],
    ) -> Result<Members, ApiError> {
        let runs = months.chunks(MONTHS_A_REQUEST).filter_map(|run| Some((run.first()?.from, run.last()?.to)));
        let runs: Vec<(Date, Date)> = runs.collect();
        let reads = members.iter().flat_map(|member| {
            let read = |(from, to)| self.read(Subject::PairBoard(outer, member, inner), Bucket::Month, from, to);
            runs.iter().copied().map(read).collect::<Vec<_>>()
        });
        Ok(by_member(try_join_all(reads).await?))
    }

    /// Whole months from month boards, the days at the ends from day boards.
    async fn read_board(&self, dimension: &str, period: &Period) -> Result<Vec<Cells>, ApiError> {
        let mut reads = Vec::new();
        let months: Vec<Period> = period.split(Grain::Month);
        let (whole, ends): (Vec<_>, Vec<_>) = months.into_iter().partition(|part| part.grain == Grain::Month);
        for run in whole.chunks(MONTHS_A_REQUEST) {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                reads.push((Subject::MonthBoard(dimension), Bucket::Month, first.from, last.to));
            }
        }
        reads.extend(ends.iter().map(|part| (Subject::DayBoard(dimension), Bucket::Day, part.from, part.to)));
        try_join_all(reads.into_iter().map(|(subject, bucket, from, to)| self.read(subject, bucket, from, to))).await
    }
}

/// What each member of some boards adds up to, and what it was read from.
fn by_member(boards: Vec<Cells>) -> Members {
    let mut members = Members::default();
    // Members are numbered from 0, and most are on every board: places are found faster than keys.
    let mut sums = Vec::new();
    for cells in boards {
        cells.members(&mut sums, &mut members.nameless);
        members.keys.extend(cells.keys);
    }
    members.sums = (0..).zip(sums).filter(|(_, sum)| sum.rows > 0).collect();
    members
}
