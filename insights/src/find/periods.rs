//! How the last week and month went, and whether they were the best so far.

use jiff::ToSpan;
use sales_metrics::{
    period::{Grain, Period},
    query::{
        fact::FactRole,
        plan::{GroupBy, Intent, Order, Plan, Top},
    },
};
use tenancy::ApiError;

use super::{Finding, View, float, of_role, period_of, weight};
use crate::insight::{InsightKind, Severity};

/// Percent by which a month's or a week's figure changes that is worth a word.
const NOTABLE: f64 = 20.0;
/// Whole months, or days, that there must be for the best of them to mean something, and by how much it must be better: what
/// grows sets records all the time.
const MONTHS: usize = 12;
const DAYS: i64 = 180;
const BETTER: f64 = 1.1;
/// A best day is news for so many days.
const RECENT: i64 = 7;

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let mut found = Vec::new();
    for grain in [Grain::Month, Grain::Week] {
        found.extend(summary(view, grain).await?);
    }
    found.extend(best_month(view).await?);
    found.extend(best_day(view).await?);
    Ok(found)
}

async fn summary(view: &View<'_>, grain: Grain) -> Result<Option<Finding>, ApiError> {
    let period = view.last_whole(grain);
    if !view.has(&period) {
        return Ok(None);
    }
    let measures = view.teller.vocabulary().summed_up();
    let plan = Plan { measures, period: Some(period.clone()), ..Plan::new(Intent::Summary) };
    let Some(facts) = view.answer(&plan).await? else { return Ok(None) };
    let percent = float(of_role(&facts, FactRole::Percent)).unwrap_or_default();
    let (severity, score) = weight(percent, NOTABLE);
    // A month is told also when nothing happened in it; a week matters less.
    let score = if grain == Grain::Month { score.max(0.5) } else { score * 0.6 };
    Ok(Some(Finding { kind: InsightKind::Summary, severity, score, about: period, plan, facts, rule: None }))
}

/// The last whole month, where it is the best of several.
async fn best_month(view: &View<'_>) -> Result<Option<Finding>, ApiError> {
    let month = view.month();
    let before = Period::range(view.days.0, view.days.1).split(Grain::Month);
    let whole = before.iter().filter(|unit| unit.grain == Grain::Month && unit.to <= month.to).count();
    if whole < MONTHS || !view.has(&month) {
        return Ok(None);
    }
    best(view, &month, Grain::Month, 0.7).await
}

/// The best day of all, where it is one of the last.
async fn best_day(view: &View<'_>) -> Result<Option<Finding>, ApiError> {
    let all = Period::range(view.days.0, view.days.1);
    if all.days() < DAYS {
        return Ok(None);
    }
    let since = Period::range(view.days.1.saturating_sub((RECENT - 1).days()), view.days.1);
    best(view, &since, Grain::Day, 0.6).await
}

/// The highest unit of the data, where it lies in `since`.
async fn best(view: &View<'_>, since: &Period, grain: Grain, score: f64) -> Result<Option<Finding>, ApiError> {
    let top = Some(Top { n: 3, order: Order::Highest });
    let plan = Plan { group_by: Some(GroupBy::Grain(grain)), top, ..view.plan(Intent::Rank) };
    let Some(facts) = view.answer(&plan).await? else { return Ok(None) };
    let is_since = |unit: &Period| since.from <= unit.from && unit.to <= since.to;
    let Some(about) = facts.first().and_then(period_of).filter(is_since) else { return Ok(None) };
    let values: Vec<f64> = facts.iter().filter_map(|fact| float(fact.value)).collect();
    if values.get(1).is_some_and(|second| values[0] < BETTER * second) {
        return Ok(None);
    }
    Ok(Some(Finding { kind: InsightKind::Record, severity: Severity::Medium, score, about, plan, facts, rule: None }))
}
