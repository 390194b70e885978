//! Few who make most of the whole, and members that were never there.

use std::collections::BTreeSet;

use jiff::ToSpan;
use sales_metrics::{
    period::Period,
    query::{
        active_members,
        fact::FactRole,
        figure::has_parts,
        plan::{Filter, GroupBy, Intent, Order, Plan, Top},
    },
};
use tenancy::ApiError;

use super::{Finding, View, float, of_role, weight};
use crate::insight::{InsightKind, Severity};

/// Percent of the whole that one member alone, or the first three, must have.
const ONE: f64 = 50.0;
const THREE: f64 = 80.0;
/// In a dimension of at least so many members, where most would have little.
const FEWEST: usize = 10;
/// In a longer list new members are no news.
const LONGEST: usize = 500;
/// More new members than these are a new file, not news.
const MOST_NEW: usize = 10;
/// Months of data before the month whose members are called new.
const MONTHS_BEFORE: i64 = 3;

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let mut found = Vec::new();
    for dimension in view.catalogue().dimensions.iter().filter(|dimension| dimension.part.is_none()) {
        found.extend(concentration(view, &dimension.name).await?);
        found.extend(new(view, &dimension.name).await?);
    }
    Ok(found)
}

/// Told once a quarter: it hardly changes from one month to the next.
async fn concentration(view: &View<'_>, dimension: &str) -> Result<Option<Finding>, ApiError> {
    let quarter = view.last_whole(sales_metrics::period::Grain::Quarter);
    let members = view.teller.vocabulary().members(dimension).len();
    if !has_parts(view.main) || members < FEWEST || !view.has(&quarter) {
        return Ok(None);
    }
    let group_by = Some(GroupBy::Dimension(dimension.to_owned()));
    let top = Some(Top { n: 3, order: Order::Highest });
    let ranked = Plan { group_by, top, period: Some(quarter.clone()), ..view.plan(Intent::Rank) };
    let Some(ranked) = view.answer(&ranked).await? else { return Ok(None) };
    let first: Vec<String> = ranked.iter().flat_map(|fact| &fact.filters).flat_map(|f| f.members.clone()).collect();
    for (count, least) in [(1, ONE), (3, THREE)] {
        let Some(members) = first.get(..count) else { break };
        let filters = vec![Filter { dimension: dimension.to_owned(), members: members.to_vec(), exclude: false }];
        let plan = Plan { period: Some(quarter.clone()), filters, ..view.plan(Intent::Share) };
        let Some(facts) = view.answer(&plan).await? else { break };
        let share = float(of_role(&facts, FactRole::Share)).unwrap_or_default();
        if share >= least {
            return Ok(Some(Finding {
                kind: InsightKind::Concentration,
                severity: Severity::Low,
                score: share / 200.0,
                about: quarter,
                plan,
                facts,
                rule: None,
            }));
        }
    }
    Ok(None)
}

async fn new(view: &View<'_>, dimension: &str) -> Result<Option<Finding>, ApiError> {
    let month = view.month();
    let members = view.teller.vocabulary().members(dimension).len();
    if members > LONGEST || !view.has(&month) || !view.has_before(&month, MONTHS_BEFORE) {
        return Ok(None);
    }
    let before = Period::range(view.days.0, month.from.saturating_sub(1.day()));
    let now = active_members(view.session, view.snapshot, dimension, &month).await?;
    let before: BTreeSet<String> =
        active_members(view.session, view.snapshot, dimension, &before).await?.into_iter().collect();
    let new: Vec<String> = now.into_iter().filter(|member| !before.contains(member)).collect();
    if new.is_empty() || new.len() > MOST_NEW {
        return Ok(None);
    }
    let filters = vec![Filter { dimension: dimension.to_owned(), members: new, exclude: false }];
    let plan = Plan { period: Some(month.clone()), filters, ..view.plan(Intent::Lookup) };
    let Some(facts) = view.answer(&plan).await? else { return Ok(None) };
    let whole = Plan { period: Some(month.clone()), ..view.plan(Intent::Lookup) };
    let whole = view.answer(&whole).await?.and_then(|facts| float(of_role(&facts, FactRole::Value)));
    let part = float(of_role(&facts, FactRole::Value)).zip(whole).map_or(0.0, |(part, whole)| part * 100.0 / whole);
    let (severity, score) = weight(part, 5.0);
    Ok(Some(Finding { kind: InsightKind::NewMembers, severity, score, about: month, plan, facts, rule: None }))
}
