//! Which findings are told, and in which order: the first three should matter.

use std::collections::HashMap;

use crate::{find::Finding, insight::InsightKind};

/// What another finding of the same kind counts for, time after time: a list of one kind hides what else there is.
const AGAIN: f64 = 0.6;
/// What a finding counts for after each of its kind that was dismissed, those found useful taken off.
const DISMISSED: f64 = 0.7;
/// Dismissals beyond these change nothing more.
const MOST_DISMISSED: i32 = 6;

/// How often insights of a kind were dismissed, less how often they were found useful.
pub(crate) type Dismissals = HashMap<InsightKind, i32>;

/// At most `most` of `findings`, the most important first.
pub(crate) fn choose(findings: Vec<Finding>, dismissals: &Dismissals, most: usize) -> Vec<Finding> {
    let mut left: Vec<Finding> = findings;
    for finding in &mut left {
        let dismissed = dismissals.get(&finding.kind).copied().unwrap_or_default().clamp(0, MOST_DISMISSED);
        finding.score *= DISMISSED.powi(dismissed);
    }
    // The order must not depend on what was found first.
    left.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| key(a).cmp(&key(b))));
    let mut told: Vec<Finding> = Vec::new();
    while told.len() < most && !left.is_empty() {
        let worth = |finding: &Finding| {
            let same = told.iter().filter(|other| other.kind == finding.kind).count();
            finding.score * AGAIN.powi(i32::try_from(same).unwrap_or(i32::MAX))
        };
        let mut best = 0;
        for place in 1..left.len() {
            if worth(&left[place]) > worth(&left[best]) {
                best = place;
            }
        }
        let score = worth(&left[best]);
        told.push(Finding { score, ..left.remove(best) });
    }
    told
}

fn key(finding: &Finding) -> (InsightKind, String, String) {
    let filters = finding.plan.filters.iter().flat_map(|filter| filter.members.clone()).collect();
    (finding.kind, finding.about.from.to_string(), filters)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sales_metrics::{
        period::Period,
        query::plan::{Intent, Plan},
    };

    use super::*;
    use crate::insight::Severity;

    fn finding(kind: InsightKind, score: f64, day: i8) -> Finding {
        let about = Period::day(date(2011, 3, day));
        let plan = Plan::new(Intent::Lookup);
        Finding { kind, severity: Severity::Low, score, about, plan, facts: Vec::new(), rule: None }
    }

    fn kinds(told: &[Finding]) -> Vec<InsightKind> {
        told.iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn one_kind_does_not_fill_the_list() {
        use InsightKind::{Anomaly, Record, Summary};
        let found: Vec<Finding> = (1..5)
            .map(|day| finding(Anomaly, 0.8, day))
            .chain([finding(Record, 0.6, 1), finding(Summary, 0.4, 1)])
            .collect();
        let told = choose(found.clone(), &Dismissals::new(), 4);
        assert_eq!(kinds(&told), [Anomaly, Record, Anomaly, Summary]);
        let mut turned = found;
        turned.reverse();
        let again = choose(turned, &Dismissals::new(), 4);
        assert_eq!(
            again.iter().map(|f| f.about.from).collect::<Vec<_>>(),
            told.iter().map(|f| f.about.from).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_is_dismissed_is_shown_less() {
        use InsightKind::{Anomaly, Record};
        let found = vec![finding(Anomaly, 0.8, 1), finding(Record, 0.6, 1)];
        assert_eq!(kinds(&choose(found.clone(), &Dismissals::from([(Anomaly, 1)]), 1)), [Record]);
        assert_eq!(kinds(&choose(found, &Dismissals::from([(Anomaly, -3)]), 1)), [Anomaly]);
    }
}
