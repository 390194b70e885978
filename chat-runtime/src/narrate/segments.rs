//! The facts of an answer, measure by measure, as `sales-metrics/src/query/kinds/` writes them.

use sales_metrics::{
    catalogue::{Catalogue, Measure},
    query::{
        fact::{Fact, FactRole},
        plan::{GroupBy, Intent, Plan},
    },
};

/// The facts that say one measure.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    pub(crate) measure: &'a Measure,
    pub(crate) facts: Vec<&'a Fact>,
}

/// A segment for each measure of the plan, in its order; measures without facts have none.
pub(crate) fn segments<'a>(plan: &Plan, catalogue: &'a Catalogue, facts: &'a [Fact]) -> Vec<Segment<'a>> {
    let mut names: Vec<&str> = Vec::new();
    for name in &plan.measures {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let groups: Vec<Vec<&Fact>> = match (plan.intent, &plan.group_by) {
        // The figure, that of the other measure, and the one divided by the other, or in percent of it.
        (Intent::Average | Intent::Share, Some(GroupBy::Measure(_))) => {
            facts.chunks(3).map(|chunk| chunk.iter().collect()).collect()
        }
        (Intent::Why, _) => whys(facts),
        _ => names.iter().map(|name| facts.iter().filter(|fact| fact.measure == *name).collect()).collect(),
    };
    let measures = names.iter().map(|name| catalogue.measure(name));
    measures
        .zip(groups)
        .filter(|(_, facts)| !facts.is_empty())
        .filter_map(|(measure, facts)| Some(Segment { measure: measure?, facts }))
        .collect()
}

/// Each change begins with two figures; the two between the change and its drivers are of what is counted.
fn whys(facts: &[Fact]) -> Vec<Vec<&Fact>> {
    let mut groups: Vec<Vec<&Fact>> = Vec::new();
    let mut figures = 0;
    for (place, fact) in facts.iter().enumerate() {
        let next = |by: usize| facts.get(place + by).map(|fact| fact.role);
        let is_value = fact.role == FactRole::Value;
        let counted = is_value
            && (next(1) == Some(FactRole::Volume)
                || next(1) == Some(FactRole::Value) && next(2) == Some(FactRole::Volume));
        if counted {
            continue;
        }
        if is_value && figures % 2 == 0 {
            groups.push(Vec::new());
        }
        figures += usize::from(is_value);
        if let Some(group) = groups.last_mut() {
            group.push(fact);
        }
    }
    groups
}
