//! A cell: everything a slice adds up to on one day.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use rust_decimal::Decimal;

/// The components of one slice on one day or in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Rows of the source.
    pub rows: u64,
    /// The sum components, in the order of [`super::Components`].
    pub sums: Vec<Decimal>,
    /// The ids of the set components: sorted, each once.
    pub sets: Vec<Vec<u32>>,
}

/// Cells by day (days since 1970) or by member.
pub type Block = BTreeMap<i32, Cell>;

impl Cell {
    /// An empty cell with this many components.
    #[must_use]
    pub fn empty(sums: usize, sets: usize) -> Self {
        Self { rows: 0, sums: vec![Decimal::ZERO; sums], sets: vec![Vec::new(); sets] }
    }

    /// Adds `other`, which has the same components.
    pub fn merge(&mut self, other: &Cell) {
        self.rows += other.rows;
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            *mine += theirs;
        }
        for (mine, theirs) in self.sets.iter_mut().zip(&other.sets) {
            mine.extend_from_slice(theirs);
            mine.sort_unstable();
            mine.dedup();
        }
    }
}

/// Adds the cells of `other` to `block`.
pub fn merge_blocks(block: &mut Block, other: Block) {
    for (key, cell) in other {
        match block.entry(key) {
            std::collections::btree_map::Entry::Vacant(vacant) => {
                vacant.insert(cell);
            }
            std::collections::btree_map::Entry::Occupied(mut occupied) => occupied.get_mut().merge(&cell),
        }
    }
}

/// Adds up many cells: bitmaps in place of lists, so that a year of days costs what it holds.
#[derive(Debug, Clone, Default)]
pub struct Accumulator {
    /// Rows of the source.
    pub rows: u64,
    /// The sum components.
    pub sums: Vec<Decimal>,
    sets: Vec<RoaringBitmap>,
}

impl Accumulator {
    /// Adds one cell.
    pub fn add(&mut self, cell: &Cell) {
        self.rows += cell.rows;
        if self.sums.len() < cell.sums.len() {
            self.sums.resize(cell.sums.len(), Decimal::ZERO);
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&cell.sums) {
            *mine += theirs;
        }
        if self.sets.len() < cell.sets.len() {
            self.sets.resize(cell.sets.len(), RoaringBitmap::new());
        }
        for (mine, theirs) in self.sets.iter_mut().zip(&cell.sets) {
            mine.extend(theirs);
        }
    }

    /// Adds another accumulator.
    pub fn absorb(&mut self, other: &Accumulator) {
        self.rows += other.rows;
        self.sums.resize(self.sums.len().max(other.sums.len()), Decimal::ZERO);
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            *mine += theirs;
        }
        self.sets.resize(self.sets.len().max(other.sets.len()), RoaringBitmap::new());
        for (mine, theirs) in self.sets.iter_mut().zip(&other.sets) {
            *mine |= theirs;
        }
    }

    /// The sum component at `place`.
    #[must_use]
    pub fn sum(&self, place: usize) -> Decimal {
        self.sums.get(place).copied().unwrap_or_default()
    }

    /// The number of different ids of the set component at `place`.
    #[must_use]
    pub fn distinct(&self, place: usize) -> u64 {
        self.sets.get(place).map_or(0, RoaringBitmap::len)
    }
}
