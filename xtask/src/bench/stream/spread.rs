//! Many times of the same thing.

use std::time::Duration;

use serde::Serialize;

/// Milliseconds: half of all are below the first, 99 of a hundred below the second, none above the third.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Spread {
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) max_ms: f64,
    pub(super) count: usize,
}

impl Spread {
    /// Of `times`, by nearest rank; not a number where there are none.
    pub(super) fn of(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut ms: Vec<f64> = times.into_iter().map(|time| time.as_secs_f64() * 1e3).collect();
        ms.sort_by(f64::total_cmp);
        let rank = |percent: usize| ms.get((ms.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        let at = |percent| rank(percent).unwrap_or(f64::NAN);
        Self { p50_ms: at(50), p99_ms: at(99), max_ms: at(100), count: ms.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_of_times_that_were() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis));
        assert_eq!((spread.p50_ms, spread.p99_ms, spread.max_ms, spread.count), (100.0, 198.0, 200.0, 200));
        assert!(Spread::of([]).p50_ms.is_nan());
    }
}
