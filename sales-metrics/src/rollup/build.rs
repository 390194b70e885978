//! From rows to blocks.

use std::collections::BTreeMap;

use super::{Block, NONE, Rows};

/// The blocks of some rows by one dimension.
#[derive(Debug, Default, PartialEq)]
pub struct Rolled {
    /// Cells by day, per member.
    pub slices: BTreeMap<u32, Block>,
    /// Cells by member; that of the rows without one, [`NONE`], first.
    pub board: Block,
    /// Cells by member, per day; likewise.
    pub days: BTreeMap<i32, Block>,
}

/// Cells by day of all rows.
#[must_use]
pub fn total(rows: &Rows) -> Block {
    let mut block = Block::empty(rows.shape);
    for run in rows.ordered(|row| Some(rows.day_key(row))).chunk_by(|a, b| a.0 == b.0) {
        block.push(rows.days[run[0].1 as usize], rows, run);
    }
    block
}

/// Rolls `rows` up by the members of `dimension`.
#[must_use]
pub fn roll_up(rows: &Rows, dimension: usize) -> Rolled {
    let mut rolled = Rolled { board: Block::empty(rows.shape), ..Rolled::default() };
    // As signed keys the rows without a member come first.
    let place = |row: usize| u64::from(rows.members[dimension][row].wrapping_add(1));
    let order = rows.ordered(|row| Some(place(row) << 32 | rows.day_key(row)));
    for run in order.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32) {
        let member = rows.members[dimension][run[0].1 as usize];
        rolled.board.push(member.cast_signed(), rows, run);
        let mut slice = Block::empty(rows.shape);
        for run in run.chunk_by(|a, b| a.0 == b.0) {
            let day = rows.days[run[0].1 as usize];
            slice.push(day, rows, run);
            let board = rolled.days.entry(day).or_insert_with(|| Block::empty(rows.shape));
            board.push(member.cast_signed(), rows, run);
        }
        if member != NONE {
            rolled.slices.insert(member, slice);
        }
    }
    rolled
}

/// For each member of the dimension `outer`, cells by the members of `inner` within it.
#[must_use]
pub fn roll_up_pair(rows: &Rows, outer: usize, inner: usize) -> BTreeMap<u32, Block> {
    let mut boards: BTreeMap<u32, Block> = BTreeMap::new();
    let order = rows.ordered(|row| Some(rows.member(outer, row)? << 32 | rows.member(inner, row)?));
    for run in order.chunk_by(|a, b| a.0 == b.0) {
        let row = run[0].1 as usize;
        let board = boards.entry(rows.members[outer][row]).or_insert_with(|| Block::empty(rows.shape));
        board.push(rows.members[inner][row].cast_signed(), rows, run);
    }
    boards
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{
        super::{Accumulator, Shape},
        *,
    };

    fn rows() -> Rows {
        let shape = Shape { sums: 1, extremes: 1, greatest: 0, sets: 1 };
        Rows {
            days: vec![-1, -1, 1, 40],
            sums: vec![vec![150, 50, 100, 200]],
            extremes: vec![vec![super::super::MISSING, 7, 9, 3]],
            sets: vec![vec![7, 7, 8, NONE]],
            members: vec![vec![0, 1, 0, NONE], vec![5, 5, 4, 4]],
            ..Rows::empty(2, shape)
        }
    }

    fn sum(block: &Block) -> Accumulator {
        let mut sum = Accumulator::default();
        (0..block.len()).for_each(|cell| sum.add(block, cell));
        sum
    }

    fn told(sum: &Accumulator) -> (u64, Option<Decimal>, Option<Decimal>, u64) {
        (sum.rows, sum.sum(0), sum.extreme(0), sum.distinct(0))
    }

    #[test]
    fn boards_and_slices_agree_with_the_total() {
        let rows = rows();
        let whole = total(&rows);
        assert_eq!(whole.keys(), [-1, 1, 40]);
        assert_eq!((whole.sums[0][0], whole.extremes[0][0], whole.sets[0].of(0)), (200, 7, [7].as_slice()));
        let rolled = roll_up(&rows, 0);
        assert_eq!(rolled.board.keys(), [NONE.cast_signed(), 0, 1]);
        assert_eq!((rolled.board.sums[0][1], rolled.board.sets[0].of(1)), (250, [7, 8].as_slice()));
        assert_eq!((rolled.board.sums[0][0], told(&sum(&rolled.board))), (200, told(&sum(&whole))));
        assert!(!rolled.slices.contains_key(&NONE));
        assert_eq!(rolled.slices[&0].keys(), [-1, 1]);
        assert_eq!(rolled.days.keys().copied().collect::<Vec<_>>(), [-1, 1, 40]);
        let mut by_day = Accumulator::default();
        rolled.days.values().for_each(|board| by_day.absorb(&sum(board)));
        assert_eq!(told(&by_day), told(&sum(&rolled.board)));
        let pair = roll_up_pair(&rows, 0, 1);
        assert_eq!(pair[&0].keys(), [4, 5]);
        assert_eq!(told(&sum(&pair[&0])), told(&sum(&rolled.slices[&0])));
    }

    #[test]
    fn cells_take_the_place_of_others() {
        let whole = total(&rows());
        let mut late = rows();
        late.retain(&[true, false, false, false]);
        let replaced = whole.replaced(|day| day < 10, &total(&late));
        assert_eq!((replaced.keys(), replaced.sums[0].as_slice()), ([-1, 40].as_slice(), [150, 200].as_slice()));
        assert_eq!(whole.replaced(|_| true, &Block::empty(whole.shape)), Block::empty(whole.shape));
    }
}
