//! What made the last month another than the one before, and whether more is given back.

use sales_metrics::{
    period::Period,
    query::{
        fact::FactRole,
        figure::has_parts,
        plan::{Baseline, Intent, Plan},
    },
};
use tenancy::ApiError;

use super::{Finding, View, float, of_role, weight};
use crate::insight::InsightKind;

/// Percent of change that is worth a reason.
const NOTABLE: f64 = 10.0;
/// Percent by which what is given back must have risen, and its part in the main measure that it must have.
const RISE: f64 = 50.0;
const PART: f64 = 1.0;

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let month = view.month();
    if !view.has(&month) || !view.has_before(&month, 1) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    found.extend(mover(view, &month).await?);
    found.extend(returns(view, &month).await?);
    Ok(found)
}

async fn mover(view: &View<'_>, month: &Period) -> Result<Option<Finding>, ApiError> {
    if !has_parts(view.main) {
        return Ok(None);
    }
    let plan = Plan { period: Some(month.clone()), ..view.plan(Intent::Why) };
    let Some(facts) = view.answer(&plan).await? else { return Ok(None) };
    let Some(percent) = float(of_role(&facts, FactRole::Percent)).filter(|percent| percent.abs() >= NOTABLE) else {
        return Ok(None);
    };
    let (severity, score) = weight(percent, NOTABLE);
    let about = month.clone();
    Ok(Some(Finding { kind: InsightKind::Mover, severity, score, about, plan, facts, rule: None }))
}

async fn returns(view: &View<'_>, month: &Period) -> Result<Option<Finding>, ApiError> {
    let Some(refunds) = view.teller.vocabulary().refunds() else { return Ok(None) };
    let plan = Plan {
        measures: vec![refunds.to_owned()],
        period: Some(month.clone()),
        baseline: Some(Baseline::PreviousPeriod),
        ..Plan::new(Intent::Compare)
    };
    let whole = Plan { period: Some(month.clone()), ..view.plan(Intent::Lookup) };
    let (Some(facts), Some(whole)) = (view.answer(&plan).await?, view.answer(&whole).await?) else { return Ok(None) };
    let (Some(now), Some(percent), Some(whole)) = (
        float(of_role(&facts, FactRole::Value)),
        float(of_role(&facts, FactRole::Percent)),
        float(of_role(&whole, FactRole::Value)),
    ) else {
        return Ok(None);
    };
    if percent < RISE || now * 100.0 < whole * PART {
        return Ok(None);
    }
    let (severity, score) = weight(percent, RISE);
    let about = month.clone();
    Ok(Some(Finding { kind: InsightKind::Returns, severity, score, about, plan, facts, rule: None }))
}
