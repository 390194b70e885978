//! The rows of a month as its imports leave them, one after the other: each may hide rows of those before it.

use std::collections::{BTreeSet, HashSet};

use tenancy::ApiError;

use super::staged::Staged;
use crate::rollup::{Accumulator, Rows};

/// Which rows of earlier imports an import takes away.
#[derive(Debug, Default)]
pub(super) enum Hides {
    /// None: its rows are added.
    #[default]
    Nothing,
    /// Those of these days, both included, since 1970.
    Days(i32, i32),
    /// Those with a key that it has, too.
    Keys(HashSet<u128>),
}

impl Hides {
    fn hides(&self, rows: &Rows, row: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Days(first, last) => (first..=last).contains(&&rows.days[row]),
            Self::Keys(keys) => rows.keys.get(row).is_some_and(|key| keys.contains(key)),
        }
    }
}

/// The rows of one import.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) rows: Staged,
    pub(super) hides: Hides,
}

/// A month before and after.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) rows: Rows,
    /// Days whose rows may have changed.
    pub(super) touched: BTreeSet<i32>,
    /// Rows that were taken away.
    pub(super) removed: u64,
    /// Rows that were there on days to which others were added.
    pub(super) overlapping: u64,
    /// What the rows of the last layer add up to.
    pub(super) added: Accumulator,
}

/// Puts `layers` over `base`, in order.
///
/// # Errors
/// Rows cannot be read back.
pub(super) fn fold(month: &str, base: Rows, layers: &mut [Layer]) -> Result<Folded, ApiError> {
    let mut folded =
        Folded { rows: base, touched: BTreeSet::new(), removed: 0, overlapping: 0, added: Accumulator::default() };
    for layer in layers {
        let rows = &mut folded.rows;
        let kept: Vec<bool> = (0..rows.len()).map(|row| !layer.hides.hides(rows, row)).collect();
        let hidden = || (0..kept.len()).filter(|row| !kept[*row]);
        folded.touched.extend(hidden().map(|row| rows.days[row]));
        let removed = hidden().count();
        folded.removed += removed as u64;
        if removed > 0 {
            rows.retain(&kept);
        }
        let mut added = layer.rows.take(month)?;
        folded.added = Accumulator::default();
        folded.added.add_rows(&added);
        let days: BTreeSet<i32> = added.days.iter().copied().collect();
        folded.overlapping += rows.days.iter().filter(|day| days.contains(day)).count() as u64;
        folded.touched.extend(days);
        rows.append(&mut added);
    }
    Ok(folded)
}
