//! What the tenant's own rules tell of the last units.

use jiff::ToSpan;
use tenancy::{ApiError, ErrorCode};

use super::{Finding, NEWS, View};
use crate::insight::{InsightKind, Severity};

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let mut found = Vec::new();
    let since = view.days.1.saturating_sub(i64::from(NEWS).days());
    for rule in view.rules {
        let trial = match rule.rule.trial(view.session, view.snapshot).await {
            Ok(trial) => trial,
            // The catalogue is another now, and has no use for the rule.
            Err(error) if error.code == ErrorCode::InvalidField => continue,
            Err(error) => return Err(error),
        };
        for told in trial.told.into_iter().filter(|told| told.period.to > since) {
            let plan = rule.rule.plan(&told.period);
            let Some(facts) = view.answer(&plan).await? else { continue };
            found.push(Finding {
                kind: InsightKind::Alert,
                severity: Severity::High,
                score: 1.0,
                about: told.period,
                plan,
                facts,
                rule: Some((rule.rule_id, rule.rule.name.clone())),
            });
        }
    }
    Ok(found)
}
