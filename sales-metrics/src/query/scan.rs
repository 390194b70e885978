//! Adds figures up from rows, where no rollup holds them: any filters, by day or by member. It costs what the months asked for hold.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use futures::{StreamExt, TryStreamExt, stream};
use tenancy::ApiError;

use super::{plan::Filter, read::FigureReader, shared::Scanned};
use crate::{
    partition::{Columns, PartitionStore, decode, object_name},
    period::Period,
    rollup::{Accumulator, Block, CodecError, epoch_day},
};

/// Partitions read at once; a year's figures are then one round of reads.
const READS_AT_ONCE: usize = 16;

/// What figures are added up by.
#[derive(Debug, Clone, Copy)]
pub(super) enum By<'a> {
    /// Each day.
    Day,
    /// Each member of a dimension.
    Member(&'a str),
}

/// A filter as rows have it.
struct Placed {
    dimension: usize,
    members: HashSet<u32>,
    exclude: bool,
}

/// Figures by day (days since 1970) or by member (its number's bits, or those of [`NONE`](crate::rollup::NONE)).
pub(super) type Groups = BTreeMap<i32, Accumulator>;

impl FigureReader<'_> {
    /// The figures of the rows that pass `filters` in `period`, by day or by member, and the objects they were read from. A row
    /// without a member of a filtered dimension passes no filter on it.
    ///
    /// # Errors
    /// S3 failed, or a partition is damaged.
    pub(super) async fn scan(
        &self,
        filters: &[Filter],
        by: By<'_>,
        period: &Period,
    ) -> Result<(Groups, Vec<String>), ApiError> {
        if let Some(shared) = self.shared
            && let Some((outer, names)) = &shared.each
            && let Some((name, others)) = shared.within(filters)
        {
            let group = match by {
                By::Day => None,
                By::Member(dimension) => Some(dimension.to_owned()),
            };
            let all = Filter { dimension: outer.clone(), members: names.clone(), exclude: false };
            let filters: Vec<Filter> = others.iter().cloned().chain([all]).collect();
            let scan = async || self.scan_each(Some(outer), &filters, by, period).await;
            let scanned = shared.scans.get((others, group, period.clone()), scan).await?;
            let member = self.snapshot.members.get(outer).and_then(|list| list.find(name));
            let groups = member.and_then(|member| scanned.members.get(&member)).cloned();
            return Ok((groups.unwrap_or_default(), scanned.keys.clone()));
        }
        let Scanned { members, keys } = self.scan_each(None, filters, by, period).await?;
        Ok((members.into_values().next().unwrap_or_default(), keys))
    }

    /// The same for each member of `outer` by itself; without one there is one of them.
    async fn scan_each(
        &self,
        outer: Option<&str>,
        filters: &[Filter],
        by: By<'_>,
        period: &Period,
    ) -> Result<Scanned, ApiError> {
        let catalogue = &self.snapshot.catalogue.catalogue;
        let place = |name: &str| {
            let place = catalogue.dimensions.iter().position(|dimension| dimension.name == name);
            place.ok_or_else(|| ApiError::internal("adding rows up", format!("there is no dimension {name}")))
        };
        let mut placed = Vec::new();
        for filter in filters {
            let names = self.snapshot.members.get(&filter.dimension);
            let members = filter.members.iter().filter_map(|member| names?.find(member)).collect();
            placed.push(Placed { dimension: place(&filter.dimension)?, members, exclude: filter.exclude });
        }
        let inner = match by {
            By::Day => None,
            By::Member(dimension) => Some(place(dimension)?),
        };
        let days = (epoch_day(period.from), epoch_day(period.to));
        let wanted = Arc::new(Wanted { filters: placed, outer: outer.map(place).transpose()?, inner, days });
        let partitions = &self.snapshot.head.partitions;
        let months: Vec<(String, u64)> = partitions
            .iter()
            .filter(|(_, partition)| partition.last >= period.from && partition.first <= period.to)
            .map(|(month, partition)| (month.clone(), partition.version))
            .collect();
        let keys = months.iter().map(|(month, version)| object_name(month, *version)).collect();
        let months = stream::iter(months).map(|(month, version)| {
            let wanted = Arc::clone(&wanted);
            async move {
                let bytes = PartitionStore(self.session).get(&month, version).await?;
                let added = tokio::task::spawn_blocking(move || wanted.add_up(&bytes)).await;
                added
                    .map_err(|e| e.to_string())
                    .and_then(|blocks| blocks.map_err(|e| e.to_string()))
                    .map_err(|e| ApiError::internal("adding rows up", e))
            }
        });
        let months: Vec<HashMap<u32, Block>> = months.buffered(READS_AT_ONCE).try_collect().await?;
        let mut members: HashMap<u32, Groups> = HashMap::new();
        for (member, block) in months.iter().flatten() {
            let groups = members.entry(*member).or_default();
            for (cell, key) in block.keys().iter().enumerate() {
                groups.entry(*key).or_default().add(block, cell);
            }
        }
        Ok(Scanned { members, keys })
    }
}

/// The rows that are wanted, and what they are added up by.
struct Wanted {
    filters: Vec<Placed>,
    /// The dimension whose members are added up each by itself.
    outer: Option<usize>,
    /// The dimension whose members are added up within them; days, when there is none.
    inner: Option<usize>,
    /// The first and the last.
    days: (i32, i32),
}

impl Wanted {
    /// The figures of a month's rows by the members of `outer`, or for number 0 alone.
    fn add_up(&self, bytes: &[u8]) -> Result<HashMap<u32, Block>, CodecError> {
        let filtered = self.filters.iter().map(|filter| filter.dimension);
        let dimensions: Vec<usize> = filtered.chain(self.outer).chain(self.inner).collect();
        let rows = decode(bytes, Columns::Of(&dimensions))?;
        let passes = |filter: &Placed, row: usize| {
            // A row without a member is in none, and so left out by no exclusion.
            filter.members.contains(&rows.members[filter.dimension][row]) != filter.exclude
        };
        let key = |row: usize| {
            let (first, last) = self.days;
            let wanted =
                (first..=last).contains(&rows.days[row]) && self.filters.iter().all(|filter| passes(filter, row));
            if !wanted {
                return None;
            }
            let outer = self.outer.map_or(Some(0), |dimension| rows.member(dimension, row))?;
            let inner = self.inner.map_or(rows.day_key(row), |dimension| u64::from(rows.members[dimension][row]));
            Some(outer << 32 | inner)
        };
        let mut blocks = HashMap::new();
        for run in rows.ordered(key).chunk_by(|a, b| a.0 == b.0) {
            let row = run[0].1 as usize;
            let outer = self.outer.map_or(0, |dimension| rows.members[dimension][row]);
            let inner = self.inner.map_or(rows.days[row], |dimension| rows.members[dimension][row].cast_signed());
            blocks.entry(outer).or_insert_with(|| Block::empty(rows.shape)).push(inner, &rows, run);
        }
        Ok(blocks)
    }
}
