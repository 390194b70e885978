//! What is to be expected next.

use sales_metrics::{
    period::{Grain, Period},
    query::{
        figure::has_parts,
        plan::{GroupBy, Intent, Plan},
    },
};
use tenancy::ApiError;

use super::{Finding, View, period_of};
use crate::insight::{InsightKind, Severity};

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    if !has_parts(view.main) {
        return Ok(Vec::new());
    }
    // The one by month says what the one by day would.
    for (grain, score) in [(Grain::Month, 0.55), (Grain::Day, 0.5)] {
        let plan = Plan { group_by: Some(GroupBy::Grain(grain)), ..view.plan(Intent::Forecast) };
        let Some(facts) = view.answer(&plan).await? else { continue };
        // The facts end with what all of it comes to.
        let Some(period) = facts.last().and_then(period_of) else { continue };
        // One forecast a month is kept up to date.
        let about = Period::month(period.from);
        let (kind, severity, plan) = (InsightKind::Forecast, Severity::Low, Plan { period: Some(period), ..plan });
        return Ok(vec![Finding { kind, severity, score, about, plan, facts, rule: None }]);
    }
    Ok(Vec::new())
}
