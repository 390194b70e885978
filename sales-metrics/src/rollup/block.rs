//! A block: the cells of one item, by column. A cell is everything a slice adds up to on one day, or a member in one month.

use super::{MISSING, NONE, Rows, Shape};

/// Cells in the order of their keys: days since 1970, or members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// How many components of each kind there are.
    pub(super) shape: Shape,
    pub(super) keys: Vec<i32>,
    /// Rows of the source.
    pub(super) rows: Vec<u64>,
    /// Per sum component, in billionths.
    pub(super) sums: Vec<Vec<i128>>,
    /// Per extreme component, in billionths, or [`MISSING`].
    pub(super) extremes: Vec<Vec<i128>>,
    /// Per set component.
    pub(super) sets: Vec<Lists>,
}

/// A sorted list of ids for each cell; none for any where they were not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lists {
    /// Where each cell's list ends.
    pub(super) ends: Vec<usize>,
    pub(super) ids: Vec<u32>,
}

impl Lists {
    pub(super) fn of(&self, cell: usize) -> &[u32] {
        let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.ids[start..self.ends[cell]]
    }

    pub(super) fn are_read(&self) -> bool {
        !self.ends.is_empty()
    }

    fn push(&mut self, ids: impl Iterator<Item = u32>) {
        let start = self.ids.len();
        self.ids.extend(ids);
        self.ids[start..].sort_unstable();
        let mut end = start;
        for place in start..self.ids.len() {
            if end == start || self.ids[end - 1] != self.ids[place] {
                self.ids[end] = self.ids[place];
                end += 1;
            }
        }
        self.ids.truncate(end);
        self.ends.push(end);
    }
}

impl Block {
    /// No cells.
    #[must_use]
    pub fn empty(shape: Shape) -> Self {
        Self {
            shape,
            keys: Vec::new(),
            rows: Vec::new(),
            sums: vec![Vec::new(); shape.sums],
            extremes: vec![Vec::new(); shape.extremes],
            sets: vec![Lists::default(); shape.sets],
        }
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys, ascending.
    #[must_use]
    pub fn keys(&self) -> &[i32] {
        &self.keys
    }

    /// The places of the cells whose keys lie from `first` to `last`, both included.
    #[must_use]
    pub fn range(&self, first: i32, last: i32) -> std::ops::Range<usize> {
        self.keys.partition_point(|key| *key < first)..self.keys.partition_point(|key| *key <= last)
    }

    /// Adds up the rows at the places `run` as the cell `key`, which is greater than all before it.
    pub fn push(&mut self, key: i32, rows: &Rows, run: &[(u64, u32)]) {
        let places = || run.iter().map(|(_, row)| *row as usize);
        self.keys.push(key);
        self.rows.push(run.len() as u64);
        for (sums, column) in self.sums.iter_mut().zip(&rows.sums) {
            sums.push(places().map(|row| column[row]).sum());
        }
        for (place, (extremes, column)) in self.extremes.iter_mut().zip(&rows.extremes).enumerate() {
            extremes.push(places().map(|row| column[row]).fold(MISSING, |a, b| self.shape.extreme(place, a, b)));
        }
        for (lists, column) in self.sets.iter_mut().zip(&rows.sets) {
            lists.push(places().map(|row| column[row]).filter(|id| *id != NONE));
        }
    }

    /// Takes the cells of `new` in place of those whose keys are `gone`; `new` has none of the other keys.
    #[must_use]
    pub fn replaced(&self, gone: impl Fn(i32) -> bool, new: &Block) -> Block {
        let mut block = Block::empty(new.shape);
        let mut at = 0;
        for cell in (0..self.len()).filter(|cell| !gone(self.keys[*cell])) {
            while at < new.len() && new.keys[at] < self.keys[cell] {
                block.copy(new, at);
                at += 1;
            }
            block.copy(self, cell);
        }
        (at..new.len()).for_each(|cell| block.copy(new, cell));
        block
    }

    fn copy(&mut self, from: &Block, cell: usize) {
        self.keys.push(from.keys[cell]);
        self.rows.push(from.rows[cell]);
        for (mine, theirs) in self.sums.iter_mut().zip(&from.sums).chain(self.extremes.iter_mut().zip(&from.extremes)) {
            mine.push(theirs[cell]);
        }
        for (mine, theirs) in self.sets.iter_mut().zip(&from.sets) {
            mine.ids.extend_from_slice(theirs.of(cell));
            mine.ends.push(mine.ids.len());
        }
    }

    /// Adds the cells of `new`, whose keys are all greater.
    pub fn extend(&mut self, new: &Block) {
        (0..new.len()).for_each(|cell| self.copy(new, cell));
    }
}
