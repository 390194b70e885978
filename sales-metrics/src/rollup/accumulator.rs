//! Adds up cells of any days and members, exactly.

use std::{borrow::Cow, cell::RefCell, sync::Arc};

use fixedbitset::FixedBitSet;
use rust_decimal::Decimal;

use super::{Block, MISSING, NONE, Rows, Shape, decimal_of};

/// A list becomes bits when it is longer than one in this many of the ids there may be: then bits take no more than four times its
/// memory, and adding to them no search.
const IDS_TO_LIST: usize = 128;
/// Up to this many ids are always a list: most members of a board have few.
const MOST_LISTED: usize = 64;

thread_local! {
    /// Where the different ids of a list are counted; all zeros between.
    static COUNTED: RefCell<FixedBitSet> = const { RefCell::new(FixedBitSet::new()) };
}

/// Different ids.
#[derive(Debug, Clone)]
enum Ids {
    /// Nothing was added, or what was added had not been read.
    Unread,
    /// As they were added. Of most members nobody asks how many are different, and a later day's orders are greater than all
    /// before: sorting waits until it is needed.
    Few {
        list: Vec<u32>,
        /// Ascending, so that all are different.
        ascends: bool,
    },
    /// By their bits, up to the greatest.
    Many(FixedBitSet),
}

impl Ids {
    /// Adds sorted ids.
    fn add(&mut self, ids: &[u32]) {
        let Some(greatest) = ids.last().map(|id| *id as usize) else {
            if matches!(self, Self::Unread) {
                *self = Self::Few { list: Vec::new(), ascends: true };
            }
            return;
        };
        match self {
            Self::Unread => *self = Self::Few { list: ids.to_vec(), ascends: true },
            Self::Few { list, ascends } => {
                *ascends &= list.last() < ids.first();
                list.extend_from_slice(ids);
                if list.len() > MOST_LISTED.max(greatest / IDS_TO_LIST) {
                    *self = Self::Many(list.iter().map(|id| *id as usize).collect());
                }
            }
            Self::Many(bits) => {
                if greatest >= bits.len() {
                    // Twice as many, so that growing day by day does not copy them day by day.
                    bits.grow((greatest + 1).max(2 * bits.len()));
                }
                ids.iter().for_each(|id| bits.insert(*id as usize));
            }
        }
    }

    fn absorb(&mut self, other: &Self) {
        match (&mut *self, other) {
            (_, Self::Unread) => {}
            (Self::Unread, _) => *self = other.clone(),
            (Self::Many(mine), Self::Many(theirs)) => mine.union_with(theirs),
            (Self::Few { list, .. }, Self::Many(theirs)) => {
                let mut bits: FixedBitSet = list.iter().map(|id| *id as usize).collect();
                bits.union_with(theirs);
                *self = Self::Many(bits);
            }
            (_, Self::Few { list, .. }) => {
                let mut ids = list.clone();
                ids.sort_unstable();
                ids.dedup();
                self.add(&ids);
            }
        }
    }

    /// How many are in both.
    fn common(&self, other: &Self) -> u64 {
        self.bits().intersection_count(&other.bits()) as u64
    }

    fn bits(&self) -> Cow<'_, FixedBitSet> {
        match self {
            Self::Unread => Cow::Owned(FixedBitSet::new()),
            Self::Few { list, .. } => Cow::Owned(list.iter().map(|id| *id as usize).collect()),
            Self::Many(bits) => Cow::Borrowed(bits),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Unread => 0,
            Self::Few { list, ascends: true } => list.len() as u64,
            Self::Few { list, ascends: false } => COUNTED.with_borrow_mut(|seen| {
                let greatest = list.iter().max().map_or(0, |id| *id as usize);
                seen.grow(greatest + 1);
                let different = list.iter().filter(|id| !seen.put(**id as usize)).count() as u64;
                list.iter().for_each(|id| seen.remove(*id as usize));
                different
            }),
            Self::Many(bits) => bits.count_ones(..) as u64,
        }
    }
}

/// What some cells add up to.
#[derive(Debug, Clone, Default)]
pub struct Accumulator {
    /// Rows of the source.
    pub rows: u64,
    shape: Shape,
    sums: Vec<i128>,
    extremes: Vec<i128>,
    sets: Vec<Ids>,
    past: Option<Box<Past>>,
}

/// Who was there at other times than what is added up.
#[derive(Debug, Clone)]
pub struct Past {
    /// In all of the data, before.
    pub before: Arc<Accumulator>,
    /// In all of the data, at the same time.
    pub now: Arc<Accumulator>,
    /// In the same slice, the period before; of no interest where nobody asks for the lost.
    pub last: Accumulator,
}

impl Shape {
    /// The extreme at `place` of two amounts, either of which may be [`MISSING`].
    pub(super) fn extreme(self, place: usize, a: i128, b: i128) -> i128 {
        match (a, b) {
            (MISSING, other) | (other, MISSING) => other,
            _ if self.greatest >> place & 1 == 1 => a.max(b),
            _ => a.min(b),
        }
    }
}

impl Accumulator {
    /// Takes the shape of what is added first.
    fn take_shape(&mut self, shape: Shape) {
        if self.shape != shape {
            debug_assert_eq!(self.rows, 0, "cells of two catalogues");
            *self = Self {
                rows: 0,
                shape,
                sums: vec![0; shape.sums],
                extremes: vec![MISSING; shape.extremes],
                sets: vec![Ids::Unread; shape.sets],
                past: self.past.take(),
            };
        }
    }

    /// Adds the cell at `place` of `block`.
    pub fn add(&mut self, block: &Block, place: usize) {
        self.take_shape(block.shape);
        self.rows += block.rows[place];
        for (mine, theirs) in self.sums.iter_mut().zip(&block.sums) {
            *mine += theirs[place];
        }
        for (n, (mine, theirs)) in self.extremes.iter_mut().zip(&block.extremes).enumerate() {
            *mine = self.shape.extreme(n, *mine, theirs[place]);
        }
        for (mine, theirs) in self.sets.iter_mut().zip(&block.sets).filter(|(_, theirs)| theirs.are_read()) {
            mine.add(theirs.of(place));
        }
    }

    /// Adds rows.
    pub fn add_rows(&mut self, rows: &Rows) {
        self.take_shape(rows.shape);
        self.rows += rows.len() as u64;
        for (mine, theirs) in self.sums.iter_mut().zip(&rows.sums) {
            *mine += theirs.iter().sum::<i128>();
        }
        for (n, (mine, theirs)) in self.extremes.iter_mut().zip(&rows.extremes).enumerate() {
            *mine = theirs.iter().fold(*mine, |a, b| self.shape.extreme(n, a, *b));
        }
        for (mine, theirs) in self.sets.iter_mut().zip(&rows.sets) {
            let mut ids: Vec<u32> = theirs.iter().copied().filter(|id| *id != NONE).collect();
            ids.sort_unstable();
            ids.dedup();
            mine.add(&ids);
        }
    }

    /// Adds another accumulator, of the same time where either knows of a past.
    pub fn absorb(&mut self, other: &Accumulator) {
        match (&mut self.past, &other.past) {
            (Some(mine), Some(theirs)) => mine.last.absorb(&theirs.last),
            (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
            (_, None) => {}
        }
        if other.rows == 0 {
            return;
        }
        self.take_shape(other.shape);
        self.rows += other.rows;
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            *mine += theirs;
        }
        for (n, (mine, theirs)) in self.extremes.iter_mut().zip(&other.extremes).enumerate() {
            *mine = self.shape.extreme(n, *mine, *theirs);
        }
        for (mine, theirs) in self.sets.iter_mut().zip(&other.sets) {
            mine.absorb(theirs);
        }
    }

    /// The sum component at `place`; `None` beyond 28 digits.
    #[must_use]
    pub fn sum(&self, place: usize) -> Option<Decimal> {
        self.sums.get(place).map_or(Some(Decimal::ZERO), |sum| decimal_of(*sum))
    }

    /// The extreme component at `place`; `None` when no row has a value.
    #[must_use]
    pub fn extreme(&self, place: usize) -> Option<Decimal> {
        self.extremes.get(place).filter(|amount| **amount != MISSING).and_then(|amount| decimal_of(*amount))
    }

    /// The number of different ids of the set component at `place`, which was wanted when the cells were read.
    #[must_use]
    pub fn distinct(&self, place: usize) -> u64 {
        let unread = self.sets.get(place).is_some_and(|ids| matches!(ids, Ids::Unread));
        debug_assert!(self.rows == 0 || !unread, "set {place} was not read");
        self.sets.get(place).map_or(0, Ids::len)
    }

    /// The same, with who was there at other times.
    #[must_use]
    pub fn with_past(self, past: Past) -> Self {
        Self { past: Some(Box::new(past)), ..self }
    }

    /// Those of [`Accumulator::distinct`] who were not there before; `None` where nobody looked.
    #[must_use]
    pub fn new_ones(&self, place: usize) -> Option<u64> {
        Some(self.distinct(place) - self.returning(place)?)
    }

    /// Those of [`Accumulator::distinct`] who were there before; `None` where nobody looked.
    #[must_use]
    pub fn returning(&self, place: usize) -> Option<u64> {
        Some(self.common(&self.past.as_ref()?.before, place))
    }

    /// Those who were in the slice last time and are nowhere now; `None` where nobody looked, or nobody was there.
    #[must_use]
    pub fn lost(&self, place: usize) -> Option<u64> {
        let past = self.past.as_ref().filter(|past| past.last.rows > 0)?;
        Some(past.last.distinct(place) - past.last.common(&past.now, place))
    }

    /// The number of ids that are in both sets at `place`.
    fn common(&self, other: &Self, place: usize) -> u64 {
        match (self.sets.get(place), other.sets.get(place)) {
            (Some(mine), Some(theirs)) => mine.common(theirs),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_count_once(lists in proptest::collection::vec(proptest::collection::btree_set(0..4_000_u32, 0..200), 0..8), cut in 0..8_usize) {
            let all: BTreeSet<u32> = lists.iter().flatten().copied().collect();
            let (mut one, mut other) = (Ids::Unread, Ids::Unread);
            for (place, list) in lists.iter().enumerate() {
                let list: Vec<u32> = list.iter().copied().collect();
                if place < cut { one.add(&list) } else { other.add(&list) }
            }
            one.absorb(&other);
            prop_assert_eq!(one.len(), all.len() as u64);
        }
    }
}
