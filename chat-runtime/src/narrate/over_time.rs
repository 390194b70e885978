//! Figures of one unit of time after the other.

use sales_metrics::query::{
    fact::{Fact, FactRole},
    plan::Order,
};

use super::{
    MOST_LISTED, Speaker, all_of_role, extremes, figure, is_telling,
    languages::{Direction, capital},
    of_role, signed, unsigned,
};
use crate::labels;

/// Figures that are told one by one and need no more words.
const FEW: usize = 3;

impl Speaker<'_> {
    /// The figure of the whole; the first of its units and the last, the highest and the lowest, and all of them when they are not
    /// many.
    pub(super) fn series(&self, facts: &[&Fact]) -> Vec<String> {
        let values = all_of_role(facts, FactRole::Value);
        let Some(first) = values.first() else { return Vec::new() };
        let items = self.items(&values, |_| String::new());
        let known: Vec<&Fact> = values.iter().filter(|fact| fact.value.is_some()).copied().collect();
        let whole = of_role(facts, FactRole::Whole).filter(|whole| whole.value.is_some() && known.len() > 1);
        let mut sentences: Vec<String> = Vec::new();
        let scope = self.scope(&first.filters);
        sentences.extend(whole.map(|whole| {
            let about = format!("{}{scope}{}", self.subject(), self.when(whole));
            self.tongue.value(&about, &figure(whole))
        }));
        let told = || format!("{}{}{scope}{}", self.subject(), self.by(), self.when_asked());
        if values.len() <= FEW || known.len() < 2 {
            let about = whole.map_or_else(told, |_| capital(self.by().trim()));
            sentences.push(format!("{about}{}{}", self.tongue.colon(), items.unwrap_or_default()));
            return sentences;
        }
        let about = whole.map_or_else(told, |_| format!("{}{}", self.subject(), self.by()));
        // "From {F1} from 1 to 6 March" would be no English; nor is it any other language.
        let at = |fact: &Fact| match labels::period_of(fact) {
            Some(period) if !labels::is_unit(&period) => format!(" ({})", labels::name(&period, self.language)),
            _ => self.when(fact),
        };
        let point = |fact: &Fact| format!("{}{}", figure(fact), at(fact));
        let course = self.tongue.course(&about, &point(known[0]), &point(known[known.len() - 1]));
        // A unit of which the data has not all days is not low for its sales.
        let (highest, lowest) = extremes(&known);
        let lowest = lowest.filter(|fact| fact.covered.is_none());
        let ends: Vec<String> = [(highest, Order::Highest), (lowest, Order::Lowest)]
            .into_iter()
            .filter_map(|(fact, order)| {
                Some(format!("{}{}{}", self.tongue.extreme(order), self.tongue.colon(), point(fact?)))
            })
            .collect();
        let ends = if ends.is_empty() { String::new() } else { format!(" ({})", ends.join(", ")) };
        sentences.push(format!("{course}{ends}"));
        sentences.extend(items.map(|items| capital(&items)));
        sentences
    }

    /// The figure so far, and how it came to be.
    pub(super) fn cumulative(&self, facts: &[&Fact]) -> Vec<String> {
        let Some(last) = facts.iter().rev().find(|fact| fact.value.is_some()) else { return Vec::new() };
        let about = format!("{}{}{}", self.subject(), self.scope(&last.filters), self.when(last));
        let mut sentences = vec![self.tongue.value(&about, &figure(last))];
        if facts.len() > 1 {
            sentences.extend(self.items(facts, |_| String::new()).map(|items| capital(&items)));
        }
        sentences
    }

    /// The largest rise and the largest fall, and each figure with its change when they are not many.
    pub(super) fn growth(&self, facts: &[&Fact]) -> Vec<String> {
        let values = all_of_role(facts, FactRole::Value);
        let Some(first) = values.first() else { return Vec::new() };
        let before = |of: &Fact| {
            let place = facts.iter().position(|fact| fact.id == of.id)?;
            facts[..place].iter().rev().find(|fact| matches!(fact.role, FactRole::Value | FactRole::Base)).copied()
        };
        let percent = |of: &Fact| {
            let base = before(of)?.value;
            let same = |fact: &&&Fact| fact.role == FactRole::Percent && fact.period == of.period;
            facts.iter().find(same).copied().filter(|percent| is_telling(percent, base))
        };
        if let [only] = values.as_slice() {
            return vec![before(only).map_or_else(|| self.lookup(&values), |base| self.one_change(only, base, facts))];
        }
        let about = format!("{}{}{}{}", self.subject(), self.by(), self.scope(&first.filters), self.when_asked());
        let complete: Vec<&Fact> =
            all_of_role(facts, FactRole::Change).into_iter().filter(|fact| fact.covered.is_none()).collect();
        let swings: Vec<String> = [(extremes(&complete).0, Direction::More), (extremes(&complete).1, Direction::Less)]
            .into_iter()
            .filter_map(|(change, direction)| {
                let change = change.filter(|change| of_sign(change, direction))?;
                let value = values.iter().find(|value| value.period == change.period)?;
                let percent = percent(value).map_or_else(String::new, |percent| format!(" ({})", unsigned(percent)));
                let name = self.tongue.swing(direction);
                Some(format!("{name} {}{percent}{}", unsigned(change), self.when(change)))
            })
            .collect();
        let items = self.items(&values, |fact| percent(fact).map_or_else(String::new, |p| format!(" ({})", signed(p))));
        match (swings.as_slice(), items) {
            ([], items) => vec![format!("{about}{}{}", self.tongue.colon(), items.unwrap_or_default())],
            (swings, items) => {
                let mut sentences = vec![format!("{about}{}{}", self.tongue.colon(), swings.join(", "))];
                sentences.extend(items.map(|items| capital(&items)));
                sentences
            }
        }
    }

    /// Each figure after its period's name; none when they are too many.
    fn items(&self, facts: &[&Fact], more: impl Fn(&Fact) -> String) -> Option<String> {
        let item = |fact: &&Fact| format!("{} {}{}", labels::of_fact(fact, self.language), figure(fact), more(fact));
        (facts.len() <= MOST_LISTED).then(|| facts.iter().map(item).collect::<Vec<_>>().join(", "))
    }
}

fn of_sign(change: &Fact, direction: Direction) -> bool {
    change.value.is_some_and(|value| !value.is_zero() && value.is_sign_positive() == (direction == Direction::More))
}
