//! Adds figures up from rows, where no rollup holds them: any filters, by day or by member. It costs what the months asked for hold.

use std::collections::{BTreeMap, HashSet};

use futures::{StreamExt, TryStreamExt, stream};
use tenancy::ApiError;

use super::{plan::Filter, read::FigureReader};
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

impl FigureReader<'_> {
    /// The figures of the rows that pass `filters` in `period`, by day (days since 1970) or by member (its number's bits), and
    /// the objects they were read from. A row without a member of a filtered dimension passes no filter on it.
    ///
    /// # Errors
    /// S3 failed, or a partition is damaged.
    pub(super) async fn scan(
        &self,
        filters: &[Filter],
        by: By<'_>,
        period: &Period,
    ) -> Result<(BTreeMap<i32, Accumulator>, Vec<String>), ApiError> {
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
        let group = match by {
            By::Day => None,
            By::Member(dimension) => Some(place(dimension)?),
        };
        let days = (epoch_day(period.from), epoch_day(period.to));
        let partitions = &self.snapshot.head.partitions;
        let months: Vec<(String, u64)> = partitions
            .iter()
            .filter(|(_, partition)| partition.last >= period.from && partition.first <= period.to)
            .map(|(month, partition)| (month.clone(), partition.version))
            .collect();
        let keys = months.iter().map(|(month, version)| object_name(month, *version)).collect();
        let placed = std::sync::Arc::new(placed);
        let blocks = stream::iter(months).map(|(month, version)| {
            let placed = std::sync::Arc::clone(&placed);
            async move {
                let bytes = PartitionStore(self.session).get(&month, version).await?;
                let added = tokio::task::spawn_blocking(move || add_up(&bytes, &placed, group, days)).await;
                added
                    .map_err(|e| e.to_string())
                    .and_then(|block| block.map_err(|e| e.to_string()))
                    .map_err(|e| ApiError::internal("adding rows up", e))
            }
        });
        let blocks: Vec<Block> = blocks.buffered(READS_AT_ONCE).try_collect().await?;
        let mut groups: BTreeMap<i32, Accumulator> = BTreeMap::new();
        for block in &blocks {
            for (cell, key) in block.keys().iter().enumerate() {
                groups.entry(*key).or_default().add(block, cell);
            }
        }
        Ok((groups, keys))
    }
}

fn add_up(bytes: &[u8], filters: &[Placed], group: Option<usize>, days: (i32, i32)) -> Result<Block, CodecError> {
    let dimensions: Vec<usize> = filters.iter().map(|filter| filter.dimension).chain(group).collect();
    let rows = decode(bytes, Columns::Of(&dimensions))?;
    let passes = |filter: &Placed, row: usize| {
        // A row without a member is in none, and so left out by no exclusion.
        filter.members.contains(&rows.members[filter.dimension][row]) != filter.exclude
    };
    let key = |row: usize| {
        let wanted = (days.0..=days.1).contains(&rows.days[row]) && filters.iter().all(|filter| passes(filter, row));
        if !wanted {
            return None;
        }
        group.map_or(Some(rows.day_key(row)), |dimension| rows.member(dimension, row))
    };
    let mut block = Block::empty(rows.shape);
    for run in rows.ordered(key).chunk_by(|a, b| a.0 == b.0) {
        let row = run[0].1 as usize;
        let key = group.map_or(rows.days[row], |dimension| rows.members[dimension][row].cast_signed());
        block.push(key, &rows, run);
    }
    Ok(block)
}
