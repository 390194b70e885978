//! The units of time that a plan's figures are split by.

use jiff::ToSpan;

use super::{
    answer::Question,
    error::QueryError,
    slice::{Days, Finest},
};
use crate::{
    period::{Grain, Period},
    rollup::Accumulator,
};

/// Units that are listed; more than a reader takes in.
pub(super) const MOST_LISTED: usize = 400;
/// Units that are looked at for an answer which lists few of them, or none: 27 years of days.
pub(super) const MOST_LOOKED_AT: usize = 10_000;

/// Keys of all units of a list, where each unit has those of all the data before it: an answer is kept in one item.
const MOST_KEYS: usize = 6_000;

/// What one unit adds up to.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) period: Period,
    pub(super) sum: Accumulator,
    pub(super) keys: Vec<String>,
}

/// The units of a plan's period, in order.
#[derive(Debug)]
pub(super) struct Units {
    /// The period as asked.
    pub(super) asked: Period,
    pub(super) list: Vec<Unit>,
    /// The unit before the first, if that is wanted, whole and in the data.
    pub(super) before: Option<Unit>,
    pub(super) days: Days,
}

impl Question<'_> {
    /// The part of `asked` whose units of `grain` hold days of the data: units are cut from the period as asked, so that the
    /// month the data begins or ends in keeps its name; but none lies before the data begins, or after it ends.
    pub(super) fn shown(&self, asked: &Period, grain: Grain) -> Period {
        let data = self.all_data().unwrap_or_else(|| asked.clone());
        Period {
            from: asked.from.max(self.unit(data.from, grain).from),
            to: asked.to.min(self.unit(data.to, grain).to),
            ..asked.clone()
        }
    }

    /// How many days of the period lie between the first and the last day of the data.
    pub(super) fn covered_days(&self, asked: &Period) -> i64 {
        let data = self.all_data().unwrap_or_else(|| asked.clone());
        Period::range(asked.from.max(data.from), asked.to.min(data.to)).days()
    }

    /// The units of `grain` in the period, of which the data has any days; at most `most`.
    pub(super) async fn units(&self, grain: Grain, most: usize, with_before: bool) -> Result<Units, QueryError> {
        let asked = self.asked()?;
        self.part(&asked)?;
        let data = self.all_data().unwrap_or_else(|| asked.clone());
        let shown = self.shown(&asked, grain);
        let fewest = usize::try_from(shown.days() / longest(grain)).unwrap_or(usize::MAX);
        let too_many = |many: usize| {
            let detail = format!("that is {many} {}s, more than {most}", grain.noun());
            QueryError::plan("groupBy.grain", detail, "ask for a shorter period or a coarser unit")
        };
        if fewest > most {
            return Err(too_many(fewest));
        }
        let mut periods: Vec<Period> = shown.split_into(|date| self.unit(date, grain));
        if periods.len() > most {
            return Err(too_many(periods.len()));
        }
        let listed = periods.len();
        let before = periods.first().filter(|_| with_before).and_then(|first| {
            let whole = self.unit(first.from, grain).from == first.from;
            let before = self.unit(first.from.saturating_sub(1.day()), grain);
            (whole && before.to >= data.from && before.to < first.from).then_some(before)
        });
        if let Some(before) = before {
            periods.insert(0, before);
        }
        let from = periods.first().map_or(shown.from, |first| first.from);
        let read = Period { from, ..shown };
        let days = self.by_day(&self.plan.filters, &read, Finest::of(grain)).await?;
        let sums = days.split(&periods);
        let mut list: Vec<Unit> =
            periods.into_iter().zip(sums).map(|(period, sum)| Unit { sum, keys: days.keys(&period), period }).collect();
        let before = if list.len() > listed { Some(list.remove(0)) } else { None };
        let keys: usize = list.iter().map(|unit| unit.keys.len()).sum();
        if self.looks_back().is_some() && keys > MOST_KEYS {
            let detail = format!("that is {listed} {}s, each told by all of the data before it", grain.noun());
            return Err(QueryError::plan("groupBy.grain", detail, "ask for a shorter period or a coarser unit"));
        }
        Ok(Units { asked, list, before, days })
    }
}

/// The days of the longest unit of `grain`.
fn longest(grain: Grain) -> i64 {
    match grain {
        Grain::Day | Grain::Range => 1,
        Grain::Week => 7,
        Grain::Month => 31,
        Grain::Quarter => 92,
        Grain::Half => 184,
        Grain::Year => 366,
    }
}
