//! An answer that is given for several members, or units of time, each by itself.

use sales_metrics::{
    catalogue::Catalogue,
    query::{
        fact::{Fact, days},
        plan::{GroupBy, Plan},
    },
};

/// The answer for one of several.
#[derive(Debug)]
pub(crate) struct Single {
    /// The plan for it alone.
    pub(crate) plan: Plan,
    pub(crate) facts: Vec<Fact>,
}

/// The answers that the facts of a plan are of, in their order; none where the plan is answered as a whole.
pub(crate) fn singles(plan: &Plan, catalogue: &Catalogue, facts: &[Fact]) -> Vec<Single> {
    let mut singles: Vec<Single> = Vec::new();
    for fact in facts {
        let Some(of) = single(plan, catalogue, fact) else { continue };
        match singles.last_mut().filter(|last| last.plan == of) {
            Some(last) => last.facts.push(fact.clone()),
            None => singles.push(Single { plan: of, facts: vec![fact.clone()] }),
        }
    }
    singles
}

/// The plan for the member, or the unit, that a fact is about.
fn single(plan: &Plan, catalogue: &Catalogue, fact: &Fact) -> Option<Plan> {
    let mut of = Plan { each: None, ..plan.clone() };
    match plan.each.as_ref()? {
        GroupBy::Dimension(dimension) => {
            let own = fact.filters.iter().find(|filter| filter.dimension == *dimension)?;
            of.filters.retain(|filter| filter.dimension != *dimension);
            of.filters.insert(0, own.clone());
        }
        GroupBy::Grain(grain) => of.period = Some(catalogue.unit(days(&fact.period)?.0, *grain)),
        GroupBy::Measure(_) => return None,
    }
    Some(of)
}
