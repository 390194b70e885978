//! A slice in one period, as comparisons set it beside another.

use crate::{
    catalogue::Measure,
    period::Period,
    query::{
        answer::Question,
        error::QueryError,
        fact::FactRole,
        facts::{About, Facts, Written},
        plan::{Baseline, Filter},
        slice::Finest,
    },
    rollup::Accumulator,
};

/// One side of a comparison.
pub(super) struct Side {
    pub(super) period: Period,
    pub(super) filters: Vec<Filter>,
    pub(super) sum: Accumulator,
    pub(super) keys: Vec<String>,
}

/// The slice that `filters` leave in `period`.
pub(super) async fn side(question: &Question<'_>, filters: &[Filter], period: &Period) -> Result<Side, QueryError> {
    let days = question.by_day(filters, period, Finest::Month).await?;
    let sum = days.sum(period.from, period.to);
    Ok(Side { period: period.clone(), filters: filters.to_vec(), sum, keys: days.keys(period) })
}

impl Side {
    /// The figure of `measure`.
    pub(super) fn told(&self, facts: &mut Facts<'_>, measure: &Measure) -> Written {
        let about = About { role: FactRole::Value, measure, period: &self.period, filters: &self.filters };
        facts.read(about, &self.sum, self.keys.clone())
    }
}

impl Question<'_> {
    /// The period that `asked` is compared with, if the plan says so.
    pub(super) fn base(&self, asked: &Period) -> Option<Period> {
        self.plan.compare_to.clone().or_else(|| self.plan.baseline.map(|baseline| baseline.of(asked)))
    }

    /// The same; the period before when the plan names none.
    pub(super) fn base_or_before(&self, asked: &Period) -> Period {
        self.base(asked).unwrap_or_else(|| Baseline::PreviousPeriod.of(asked))
    }
}

/// What the slices of `sums`, which share no row, came to together.
pub(super) fn added_up<'a>(sums: impl Iterator<Item = &'a Accumulator>) -> Accumulator {
    let mut all = Accumulator::default();
    sums.for_each(|sum| all.absorb(sum));
    all
}
