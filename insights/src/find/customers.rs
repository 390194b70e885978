//! Who bought for the first time, and who did not come back.
//!
//! Both are differences of two counts of different customers: those so far less those before the month are new; those of two
//! quarters less those of the second are the ones who bought in the first alone.

use jiff::ToSpan;
use sales_metrics::{
    period::{Grain, Period},
    query::{
        fact::FactRole,
        plan::{Intent, Plan},
    },
};
use tenancy::ApiError;

use super::{Finding, View, float, of_role, weight};
use crate::insight::InsightKind;

/// Months of data before the month whose customers are called new.
const MONTHS_BEFORE: i64 = 3;
/// Percent of the customers so far that new ones are worth a word from.
const NEW: f64 = 5.0;
/// Percent of a quarter's customers that lost ones are worth a word from.
const LOST: f64 = 25.0;

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let Some(customers) = view.teller.vocabulary().customers().map(str::to_owned) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    found.extend(new(view, &customers).await?);
    found.extend(lost(view, &customers).await?);
    Ok(found)
}

async fn new(view: &View<'_>, customers: &str) -> Result<Option<Finding>, ApiError> {
    let month = view.month();
    if !view.has(&month) || !view.has_before(&month, MONTHS_BEFORE) {
        return Ok(None);
    }
    let so_far = Period::range(view.days.0, month.to);
    let before = Period::range(view.days.0, month.from.saturating_sub(1.day()));
    let found = counted(view, customers, so_far, before).await?;
    Ok(found.filter(|(percent, _, _)| *percent >= NEW).map(|(percent, plan, facts)| {
        let (severity, score) = weight(percent, NEW);
        Finding { kind: InsightKind::NewCustomers, severity, score, about: month, plan, facts, rule: None }
    }))
}

async fn lost(view: &View<'_>, customers: &str) -> Result<Option<Finding>, ApiError> {
    let quarter = view.last_whole(Grain::Quarter);
    let before = Period::containing(quarter.from.saturating_sub(1.day()), Grain::Quarter);
    if !view.has(&before) {
        return Ok(None);
    }
    let both = Period::range(before.from, quarter.to);
    let base = Plan { measures: vec![customers.to_owned()], period: Some(before), ..Plan::new(Intent::Lookup) };
    let Some(base) = view.answer(&base).await?.and_then(|facts| float(facts.first()?.value)) else { return Ok(None) };
    let Some((_, plan, facts)) = counted(view, customers, both, quarter.clone()).await? else { return Ok(None) };
    let gone = float(of_role(&facts, FactRole::Change)).unwrap_or_default();
    let percent = gone * 100.0 / base;
    if percent < LOST {
        return Ok(None);
    }
    let (severity, score) = weight(percent, LOST);
    Ok(Some(Finding { kind: InsightKind::LostCustomers, severity, score, about: quarter, plan, facts, rule: None }))
}

/// The customers of `period` beside those of `compare_to`, with the change in percent.
async fn counted(
    view: &View<'_>,
    customers: &str,
    period: Period,
    compare_to: Period,
) -> Result<Option<(f64, Plan, Vec<sales_metrics::query::fact::Fact>)>, ApiError> {
    let plan = Plan {
        measures: vec![customers.to_owned()],
        period: Some(period),
        compare_to: Some(compare_to),
        ..Plan::new(Intent::Compare)
    };
    let Some(facts) = view.answer(&plan).await? else { return Ok(None) };
    Ok(float(of_role(&facts, FactRole::Percent)).map(|percent| (percent, plan, facts)))
}
