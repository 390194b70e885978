//! An answer that is given for several members, or units of time, each by itself.

use sales_metrics::{
    catalogue::Catalogue,
    period::Period,
    query::{
        fact::{Fact, days},
        plan::{Filter, GroupBy, Plan},
    },
};

/// One of several that there is an answer for each of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Single<'a> {
    /// A member.
    Member(&'a Filter),
    /// A unit of time.
    Unit(Period),
}

/// Which of several `fact` is about; nothing where the plan is answered as a whole.
pub(crate) fn single<'a>(plan: &Plan, catalogue: &Catalogue, fact: &'a Fact) -> Option<Single<'a>> {
    match plan.each.as_ref()? {
        GroupBy::Dimension(dimension) => {
            fact.filters.iter().find(|filter| filter.dimension == *dimension).map(Single::Member)
        }
        GroupBy::Grain(grain) => Some(Single::Unit(catalogue.unit(days(&fact.period)?.0, *grain))),
        GroupBy::Measure(_) => None,
    }
}

/// The answers that the facts of a plan are of, each with the plan for it alone, in their order; none where the plan is answered as
/// a whole.
pub(super) fn answers(plan: &Plan, catalogue: &Catalogue, facts: &[Fact]) -> Vec<(Plan, Vec<Fact>)> {
    let mut answers: Vec<(Plan, Vec<Fact>)> = Vec::new();
    let mut last = None;
    for fact in facts {
        let Some(of) = single(plan, catalogue, fact) else { continue };
        match answers.last_mut().filter(|_| last.as_ref() == Some(&of)) {
            Some((_, facts)) => facts.push(fact.clone()),
            None => answers.push((of.plan(plan), vec![fact.clone()])),
        }
        last = Some(of);
    }
    answers
}

impl Single<'_> {
    /// The plan for this one alone.
    fn plan(&self, of_all: &Plan) -> Plan {
        let mut plan = Plan { each: None, ..of_all.clone() };
        match self {
            Self::Member(own) => {
                plan.filters.retain(|filter| filter.dimension != own.dimension);
                plan.filters.insert(0, (*own).clone());
            }
            Self::Unit(unit) => plan.period = Some(unit.clone()),
        }
        plan
    }
}
