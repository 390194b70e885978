//! A slice unit by unit of time: what estimates are made of, and what insights look through.

use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use tenancy::{ApiError, TenantSession};

use super::{
    answer::Question,
    check::checked,
    error::QueryError,
    kinds::looked_at,
    plan::{Filter, Intent, Plan},
    slice::Finest,
    snapshot::Snapshot,
};
use crate::{
    catalogue::Measure,
    period::{Grain, Period},
};

/// The figures of one measure, a day after the other without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daily {
    /// The measure's name.
    pub measure: String,
    /// The first day.
    pub first: Date,
    /// A figure for each day from there to the last day of the data; `None` where no row is in the slice.
    pub values: Vec<Option<Decimal>>,
}

impl Daily {
    /// The day in place `place`.
    #[must_use]
    pub fn day(&self, place: usize) -> Date {
        self.first.saturating_add(i64::try_from(place).unwrap_or(i64::MAX).days())
    }
}

/// The figures of `measures` on each day that estimates are made of, of the rows that `filters` leave: one read for all of them.
///
/// # Errors
/// [`QueryError`], also for a measure or a member that is not there.
pub async fn daily(
    session: &TenantSession,
    snapshot: &Snapshot,
    measures: &[String],
    filters: &[Filter],
) -> Result<Vec<Daily>, QueryError> {
    let plan = Plan { measures: measures.to_vec(), filters: filters.to_vec(), ..Plan::new(Intent::Series) };
    let plan = checked(snapshot, &plan)?;
    let question = Question::new(session, snapshot, &plan, None);
    let all = looked_at(&question.asked()?);
    let history = question.history(&plan.filters, &all, Grain::Day).await?;
    let of = |(measure, values): (&&Measure, _)| Daily { measure: measure.name.clone(), first: all.from, values };
    Ok(question.measures.iter().zip(history.figures).map(of).collect())
}

/// The members of a dimension with any row in `period`, as they stand in the data.
///
/// # Errors
/// A read failed.
pub async fn active_members(
    session: &TenantSession,
    snapshot: &Snapshot,
    dimension: &str,
    period: &Period,
) -> Result<Vec<String>, ApiError> {
    let plan = Plan::new(Intent::Lookup);
    let question = Question::new(session, snapshot, &plan, None);
    let members = match question.by_member(dimension, &[], period).await {
        Ok(members) => members,
        Err(QueryError::Read(error)) => return Err(error),
        Err(_) => return Ok(Vec::new()),
    };
    let Some(names) = snapshot.members.get(dimension) else { return Ok(Vec::new()) };
    Ok(members.sums.keys().filter_map(|member| names.name(*member).map(str::to_owned)).collect())
}

/// A slice unit by unit, with what it was read from.
#[derive(Debug)]
pub(super) struct History {
    /// For each measure of the plan, a figure of each unit.
    pub(super) figures: Vec<Vec<Option<Decimal>>>,
    /// Rows behind all of them.
    pub(super) rows: u64,
    pub(super) keys: Vec<String>,
}

impl Question<'_> {
    /// The units of `grain` in `period`, which lies within the data, of the slice that `filters` leave.
    pub(super) async fn history(
        &self,
        filters: &[Filter],
        period: &Period,
        grain: Grain,
    ) -> Result<History, QueryError> {
        let days = self.by_day(filters, period, Finest::of(grain)).await?;
        let sums = days.split(&period.split(grain));
        let of = |measure| sums.iter().map(|sum| self.figure(measure, sum).ok()).collect();
        Ok(History {
            figures: self.measures.iter().map(|measure| of(*measure)).collect(),
            rows: sums.iter().map(|sum| sum.rows).sum(),
            keys: days.keys(period),
        })
    }
}
