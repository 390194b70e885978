//! Reads cells: the days of a slice, or the members of a dimension in a period.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use jiff::civil::Date;
use tenancy::{ApiError, TenantSession};

use super::snapshot::Snapshot;
use crate::{
    period::{Grain, Period},
    rollup::{Accumulator, Block, Bucket, Subject, decode, epoch_day},
    table::VersionedTable,
};

/// Months of a board read by one request; requests for further months go out at the same time.
const MONTHS_A_REQUEST: usize = 3;

/// What was read, and the keys it was read from.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Cells by day, or by member.
    pub(super) blocks: Vec<(String, Block)>,
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
}

/// Reads one snapshot's figures.
#[derive(Debug)]
pub(super) struct FigureReader<'a> {
    pub(super) session: &'a TenantSession,
    pub(super) snapshot: &'a Snapshot,
}

impl FigureReader<'_> {
    async fn read(&self, subject: Subject<'_>, bucket: Bucket, from: Date, to: Date) -> Result<Cells, ApiError> {
        let partition = subject.partition();
        let table = VersionedTable::new(self.session, &self.snapshot.head);
        let read = table.read(&partition, &bucket.key(from), &bucket.key(to)).await?;
        let mut cells = Cells::default();
        for (key, payload) in read.payloads {
            let block = decode(&payload).map_err(|e| ApiError::internal("reading figures", e))?;
            cells.keys.push(format!("{partition}|{key}"));
            cells.blocks.push((key, block));
        }
        Ok(cells)
    }

    /// The days of the whole data.
    pub(super) async fn total(&self, period: &Period) -> Result<Cells, ApiError> {
        self.read(Subject::Total, Bucket::Month, period.from, period.to).await
    }

    /// The days of one member.
    pub(super) async fn slice(&self, dimension: &str, member: &str, period: &Period) -> Result<Cells, ApiError> {
        let bucket = self.snapshot.head.buckets.get(dimension).copied().flatten().unwrap_or(Bucket::Month);
        self.read(Subject::Slice(dimension, member), bucket, period.from, period.to).await
    }

    /// Every member of a dimension in a period: whole months from month boards, the days at its ends from day boards.
    pub(super) async fn board(
        &self,
        dimension: &str,
        period: &Period,
    ) -> Result<(BTreeMap<u32, Accumulator>, Vec<String>), ApiError> {
        let mut reads = Vec::new();
        let months: Vec<Period> = period.split(Grain::Month);
        let (whole, ends): (Vec<_>, Vec<_>) = months.into_iter().partition(|part| part.grain == Grain::Month);
        for run in whole.chunks(MONTHS_A_REQUEST) {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                reads.push((Subject::MonthBoard(dimension), Bucket::Month, first.from, last.to));
            }
        }
        reads.extend(ends.iter().map(|part| (Subject::DayBoard(dimension), Bucket::Day, part.from, part.to)));
        let all =
            try_join_all(reads.into_iter().map(|(subject, bucket, from, to)| self.read(subject, bucket, from, to)))
                .await?;
        let mut members: BTreeMap<u32, Accumulator> = BTreeMap::new();
        let mut keys = Vec::new();
        for cells in all {
            keys.extend(cells.keys);
            for (_, block) in &cells.blocks {
                for (cell, member) in block.keys().iter().enumerate() {
                    members.entry(member.cast_unsigned()).or_default().add(block, cell);
                }
            }
        }
        Ok((members, keys))
    }
}

/// The part of `period` that the data covers; the whole data when there is no period.
///
/// A month that the data ends in counts as whole: its later days hold nothing, and its board has them all.
pub(super) fn covered(snapshot: &Snapshot, period: Option<&Period>) -> Option<Period> {
    let (first, last) = (snapshot.head.first_day?, snapshot.head.last_day?);
    let data = Period::range(first.first_of_month(), last.last_of_month());
    let (from, to) = match period {
        None => (data.from, data.to),
        Some(period) if period.to < first || period.from > last => return None,
        Some(period) => (period.from.max(data.from), period.to.min(data.to)),
    };
    Some(Period { from, to, grain: Grain::Range, label: String::new() })
}

/// The name of a period that the question did not name.
pub(super) fn all_data(snapshot: &Snapshot) -> Option<Period> {
    let (first, last) = (snapshot.head.first_day?, snapshot.head.last_day?);
    let mut all = Period::range(first, last);
    all.label = format!("{} to {}", Period::day(first).label, Period::day(last).label);
    Some(all)
}
