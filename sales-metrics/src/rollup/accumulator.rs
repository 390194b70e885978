//! Adds up cells of any days and members, exactly.

use roaring::RoaringBitmap;
use rust_decimal::Decimal;

use super::{Block, MISSING, NONE, Rows, Shape, decimal_of};

/// What some cells add up to: bitmaps in place of lists, so that a year of days costs what it holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Accumulator {
    /// Rows of the source.
    pub rows: u64,
    shape: Shape,
    sums: Vec<i128>,
    extremes: Vec<i128>,
    sets: Vec<RoaringBitmap>,
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
                sets: vec![RoaringBitmap::new(); shape.sets],
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
        for (mine, theirs) in self.sets.iter_mut().zip(&block.sets) {
            mine.extend(theirs.of(place));
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
            mine.extend(theirs.iter().copied().filter(|id| *id != NONE));
        }
    }

    /// Adds another accumulator.
    pub fn absorb(&mut self, other: &Accumulator) {
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
            *mine |= theirs;
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

    /// The number of different ids of the set component at `place`.
    #[must_use]
    pub fn distinct(&self, place: usize) -> u64 {
        self.sets.get(place).map_or(0, RoaringBitmap::len)
    }
}
