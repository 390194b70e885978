//! From rows to blocks.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Block, Bucket, Cell, NONE, from_epoch_day};

/// Rows by column, typed: what the rollups are built from.
#[derive(Debug, Default)]
pub struct Rows {
    /// The day of each row, days since 1970.
    pub days: Vec<i32>,
    /// Per sum component, what each row adds.
    pub sums: Vec<Vec<Decimal>>,
    /// Per set component, the id that each row adds, or [`NONE`].
    pub sets: Vec<Vec<u32>>,
    /// Per dimension, each row's member, or [`NONE`].
    pub members: Vec<Vec<u32>>,
}

/// The blocks of one dimension, or of the total when it has no boards.
#[derive(Debug, Default)]
pub struct Rolled {
    /// Cells by day, per member (0 for the total) and bucket.
    pub slices: BTreeMap<(u32, String), Block>,
    /// Cells by member, per month.
    pub months: BTreeMap<String, Block>,
    /// Cells by member, per day.
    pub days: BTreeMap<String, Block>,
}

/// Rolls `rows` up by the members of `dimension`, or as a whole when it is `None`; slices are cut into `bucket`s.
#[must_use]
pub fn roll_up(rows: &Rows, dimension: Option<usize>, bucket: Bucket) -> Rolled {
    let mut rolled = Rolled::default();
    for ((member, day), cell) in cells(rows, dimension) {
        let date = from_epoch_day(day);
        if dimension.is_some() {
            // Members are places in a dictionary that a block's keys can hold.
            let key = i32::from_ne_bytes(member.to_ne_bytes());
            rolled
                .months
                .entry(Bucket::Month.key(date))
                .or_default()
                .entry(key)
                .or_insert_with(|| Cell::empty(rows.sums.len(), rows.sets.len()))
                .merge(&cell);
            rolled.days.entry(Bucket::Day.key(date)).or_default().insert(key, cell.clone());
        }
        rolled.slices.entry((member, bucket.key(date))).or_default().insert(day, cell);
    }
    rolled
}

/// One cell per member and day, in that order.
fn cells(rows: &Rows, dimension: Option<usize>) -> Vec<((u32, i32), Cell)> {
    let members = dimension.map(|place| &rows.members[place]);
    let mut order: Vec<(u32, i32, u32)> = (0..rows.days.len())
        .filter_map(|row| {
            let member = members.map_or(0, |members| members[row]);
            (member != NONE).then(|| (member, rows.days[row], u32::try_from(row).unwrap_or(NONE)))
        })
        .collect();
    order.sort_unstable();
    order
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|run| {
            let mut cell = Cell::empty(rows.sums.len(), rows.sets.len());
            cell.rows = run.len() as u64;
            for (sum, values) in cell.sums.iter_mut().zip(&rows.sums) {
                *sum = run.iter().map(|(_, _, row)| values[*row as usize]).sum();
            }
            for (set, ids) in cell.sets.iter_mut().zip(&rows.sets) {
                set.extend(run.iter().map(|(_, _, row)| ids[*row as usize]).filter(|id| *id != NONE));
                set.sort_unstable();
                set.dedup();
            }
            ((run[0].0, run[0].1), cell)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boards_and_slices_agree_with_the_total() {
        let rows = Rows {
            days: vec![0, 0, 1, 40],
            sums: vec![vec![Decimal::new(150, 2), Decimal::new(50, 2), Decimal::ONE, Decimal::TWO]],
            sets: vec![vec![7, 7, 8, NONE]],
            members: vec![vec![0, 1, 0, NONE]],
        };
        let total = roll_up(&rows, None, Bucket::Month);
        assert_eq!(total.slices[&(0, "1970-01".to_owned())][&0].sums[0], Decimal::TWO);
        assert_eq!(total.slices[&(0, "1970-01".to_owned())][&0].sets[0], [7]);
        let by_member = roll_up(&rows, Some(0), Bucket::Year);
        assert_eq!(by_member.months["1970-01"][&0].sums[0], Decimal::new(250, 2));
        assert_eq!(by_member.months["1970-01"][&0].sets[0], [7, 8]);
        assert_eq!(by_member.days.len(), 2);
        assert_eq!(by_member.slices[&(0, "1970".to_owned())].len(), 2);
    }
}
