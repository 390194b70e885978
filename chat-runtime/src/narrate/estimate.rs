//! Figures beside what was to be expected, and what is to be expected next.

use sales_metrics::query::fact::{Fact, FactRole};

use super::{
    Speaker, figure,
    languages::{Direction, capital},
    of_role,
};
use crate::labels;

/// Units to come that are told one by one.
const FEW: usize = 6;

impl Speaker<'_> {
    /// A day's figure, and where it stands to the range of ordinary days.
    pub(super) fn expected(&self, facts: &[&Fact]) -> String {
        let Some((low, high)) = of_role(facts, FactRole::Low).zip(of_role(facts, FactRole::High)) else {
            return self.lookup(facts);
        };
        let side = match facts.first().and_then(|fact| fact.value) {
            Some(value) if high.value.is_some_and(|high| value > high) => Direction::More,
            Some(value) if low.value.is_some_and(|low| value >= low) => Direction::Same,
            _ => Direction::Less,
        };
        format!("{}, {}", self.lookup(facts), self.tongue.range(side, &figure(low), &figure(high)))
    }

    /// What all units come to together, and each of them where they are few.
    pub(super) fn forecast(&self, facts: &[&Fact]) -> Vec<String> {
        let [.., expected, low, high] = facts else { return Vec::new() };
        let about = format!("{}{}{}", self.subject(), self.scope(&expected.filters), self.when(expected));
        let mut sentences = vec![self.tongue.forecast(&about, &figure(expected), &figure(low), &figure(high))];
        let units: Vec<&&Fact> = facts.iter().filter(|fact| fact.role == FactRole::Expected).collect();
        if let [units @ .., _] = units.as_slice()
            && (2..=FEW).contains(&units.len())
        {
            let item = |fact: &&&Fact| format!("{} {}", labels::of_fact(fact, self.language), figure(fact));
            sentences.push(capital(&units.iter().map(item).collect::<Vec<_>>().join(", ")));
        }
        sentences
    }
}
