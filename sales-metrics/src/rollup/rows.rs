//! Rows by column, typed: what is kept of a file, and what rollups are built from.

use super::{NONE, Shape};

/// Rows by column; every column has the same length, save `keys`, which is empty where the catalogue names no key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// How many components of each kind there are.
    pub shape: Shape,
    /// The day of each row, days since 1970.
    pub days: Vec<i32>,
    /// Per dimension, each row's member, or [`NONE`].
    pub members: Vec<Vec<u32>>,
    /// Per sum component, what each row adds, in billionths.
    pub sums: Vec<Vec<i128>>,
    /// Per extreme component, each row's value in billionths, or [`super::MISSING`].
    pub extremes: Vec<Vec<i128>>,
    /// Per set component, the id that each row adds, or [`NONE`].
    pub sets: Vec<Vec<u32>>,
    /// The beginning of the SHA-256 of each row's key columns.
    pub keys: Vec<u128>,
}

impl Rows {
    /// No rows, with the columns of `dimensions` and `shape`.
    #[must_use]
    pub fn empty(dimensions: usize, shape: Shape) -> Self {
        Self {
            shape,
            days: Vec::new(),
            members: vec![Vec::new(); dimensions],
            sums: vec![Vec::new(); shape.sums],
            extremes: vec![Vec::new(); shape.extremes],
            sets: vec![Vec::new(); shape.sets],
            keys: Vec::new(),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Adds the rows of `other`, which has the same columns.
    pub fn append(&mut self, other: &mut Rows) {
        self.days.append(&mut other.days);
        append_all(&mut self.members, &mut other.members);
        append_all(&mut self.sums, &mut other.sums);
        append_all(&mut self.extremes, &mut other.extremes);
        append_all(&mut self.sets, &mut other.sets);
        self.keys.append(&mut other.keys);
    }

    /// Keeps the rows whose place `kept` names.
    pub fn retain(&mut self, kept: &[bool]) {
        retain(&mut self.days, kept);
        self.members.iter_mut().for_each(|column| retain(column, kept));
        self.sums.iter_mut().chain(&mut self.extremes).for_each(|column| retain(column, kept));
        self.sets.iter_mut().for_each(|column| retain(column, kept));
        if !self.keys.is_empty() {
            retain(&mut self.keys, kept);
        }
    }

    /// The places of the rows that `key` gives one, sorted by it.
    pub fn ordered(&self, key: impl Fn(usize) -> Option<u64>) -> Vec<(u64, u32)> {
        let place = |row: usize| u32::try_from(row).unwrap_or(NONE);
        let mut order: Vec<(u64, u32)> =
            (0..self.len()).filter_map(|row| key(row).map(|key| (key, place(row)))).collect();
        order.sort_unstable();
        order
    }

    /// The day of a row as a number that sorts as days do.
    #[must_use]
    pub fn day_key(&self, row: usize) -> u64 {
        u64::from(self.days[row].cast_unsigned() ^ 1 << 31)
    }

    /// The member of a row in `dimension`, unless it has none.
    #[must_use]
    pub fn member(&self, dimension: usize, row: usize) -> Option<u64> {
        let member = self.members[dimension][row];
        (member != NONE).then(|| u64::from(member))
    }
}

fn append_all<T>(mine: &mut [Vec<T>], theirs: &mut [Vec<T>]) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        mine.append(theirs);
    }
}

fn retain<T>(column: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter().copied();
    column.retain(|_| kept.next().unwrap_or(false));
}
