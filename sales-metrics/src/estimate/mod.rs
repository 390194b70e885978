//! Estimates from a series of figures: what a day was to be expected to be, and what comes next.
//!
//! These are computed in binary floating point, and are the only figures that are; they are told as estimates, and the same
//! series gives the same ones. What they were measured on: docs/INSIGHTS.md.

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places and counts

pub mod forecast;
#[cfg(test)]
mod tests;
pub mod unusual;

use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Days before the end of the data that estimates are made of.
pub const MOST_DAYS: i64 = 800;

/// Of so many last ones of a weekday it is known whether it is closed.
const CLOSED_WEEKS: usize = 8;

/// What is expected, and the range around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The middle of what is expected.
    pub expected: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Figures as numbers to compute with.
#[must_use]
pub fn floats(figures: &[Option<Decimal>]) -> Vec<Option<f64>> {
    figures.iter().map(|figure| figure.and_then(|figure| figure.to_f64())).collect()
}

/// The value in the middle; the mean of the two of an even number, and zero of none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[half],
        _ => 0.5 * (sorted[half - 1] + sorted[half]),
    }
}

/// The value that the part `of` of `values` lies below, of the values there are: at place `of (n - 1)` of them sorted.
fn quantile(values: &[f64], of: f64) -> f64 {
    at_place(values, of * (values.len() as f64 - 1.0))
}

/// The value that the part `of` of values like `values` lies below: at place `of (n + 1) - 1`, so that few values give one a
/// little further out (as in conformal prediction).
fn conformal_quantile(values: &[f64], of: f64) -> f64 {
    at_place(values, of * (values.len() as f64 + 1.0) - 1.0)
}

/// What is at `place` of `values` sorted, linear between two; zero of none.
fn at_place(values: &[f64], place: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = place.clamp(0.0, last as f64);
    let below = place as usize;
    let (low, high) = (sorted[below], sorted[last.min(below + 1)]);
    low + (place - below as f64) * (high - low)
}
