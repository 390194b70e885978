//! What an answer lists, in its order: what the next question may point to.

use sales_metrics::{
    period::Period,
    query::{
        fact::{Fact, FactRole, days, interval},
        plan::{GroupBy, Plan},
    },
};
use serde::{Deserialize, Serialize};

/// More than this nobody points to by place.
const MOST: usize = 20;

/// Members or periods, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shown {
    /// Of a dimension.
    Members {
        /// The dimension.
        dimension: String,
        /// In the order of the answer.
        members: Vec<String>,
    },
    /// In the order of the answer.
    Periods(Vec<Period>),
}

impl Shown {
    /// What the answer to `plan` with `facts` lists; nothing where it is about one slice.
    #[must_use]
    pub fn of(plan: &Plan, facts: &[Fact]) -> Option<Self> {
        if plan.each.is_some() {
            // "The first" of each of several: which of them nobody says.
            return None;
        }
        match &plan.group_by {
            Some(GroupBy::Dimension(dimension)) => Self::members(dimension, facts),
            Some(GroupBy::Grain(_)) => {
                let mut periods: Vec<Period> = Vec::new();
                let whole = plan.period.as_ref().map(interval);
                let is_unit = |fact: &&Fact| {
                    Some(&fact.period) != whole.as_ref() && fact.role != FactRole::Whole && !fact.role.is_of_a_list()
                };
                for fact in facts.iter().filter(is_unit) {
                    let Some((from, to)) = days(&fact.period) else { continue };
                    if periods.iter().all(|known| (known.from, known.to) != (from, to)) {
                        periods.push(Period::named(from, to));
                    }
                }
                periods.truncate(MOST);
                (!periods.is_empty()).then_some(Self::Periods(periods))
            }
            _ => {
                let beside = plan.filters.iter().find(|filter| !filter.exclude && filter.members.len() > 1)?;
                Self::members(&beside.dimension, facts)
            }
        }
    }

    fn members(dimension: &str, facts: &[Fact]) -> Option<Self> {
        let mut members: Vec<String> = Vec::new();
        for filter in facts.iter().flat_map(|fact| &fact.filters) {
            if let [member] = filter.members.as_slice()
                && filter.dimension == dimension
                && !filter.exclude
                && !members.contains(member)
            {
                members.push(member.clone());
            }
        }
        members.truncate(MOST);
        (!members.is_empty()).then(|| Self::Members { dimension: dimension.to_owned(), members })
    }
}
