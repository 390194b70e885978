//! Figures of the members of a dimension, in order.

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Unit,
    query::{
        fact::{Fact, FactRole},
        plan::{GroupBy, Order},
    },
};

use super::{
    Speaker, all_of_role, escaped, figure,
    languages::{Having, Lead, Place, capital, listed},
    of_role,
};
use crate::labels;

impl Speaker<'_> {
    /// How many have a figure of so much, and which.
    pub(super) fn having(&self, facts: &[&Fact]) -> String {
        let Some(having) = self.plan.having else { return String::new() };
        let (bounds, told) = facts.split_at(having.limits().count().min(facts.len()));
        let ([bound, ..], [count, values @ ..]) = (bounds, told) else { return String::new() };
        let limits =
            having.limits().zip(bounds).map(|(limit, bound)| format!("{} {}", self.tongue.is(limit.is), figure(bound)));
        let is_one = count.value == Some(Decimal::ONE);
        let noun = match &self.plan.group_by {
            Some(GroupBy::Grain(grain)) if is_one => self.tongue.noun(*grain).to_owned(),
            Some(GroupBy::Grain(grain)) => self.tongue.nouns(*grain),
            Some(GroupBy::Dimension(name)) if is_one => escaped(name),
            Some(GroupBy::Dimension(name)) => {
                escaped(&self.catalogue.dimension(name).map_or_else(|| name.clone(), |dimension| dimension.plural()))
            }
            Some(GroupBy::Measure(_)) | None => String::new(),
        };
        let scope = self.scope(self.other_filters(&self.plan.filters));
        let list = (!values.is_empty()).then(|| listed(self.tongue, &self.places(values)));
        self.tongue.having(&Having {
            about: &format!("{}{scope}{}", self.subject(), self.when(bound)),
            is: &listed(self.tongue, &limits.collect::<Vec<_>>()),
            count: &format!("{} {noun}", figure(count)),
            by_time: self.is_by_time(),
            list: list.as_deref(),
        })
    }

    fn is_by_time(&self) -> bool {
        matches!(self.plan.group_by, Some(GroupBy::Grain(_)))
    }

    /// `November 2011 ({F1})`, and so on.
    fn places(&self, facts: &[&Fact]) -> Vec<String> {
        let name =
            |fact: &Fact| if self.is_by_time() { labels::of_fact(fact, self.language) } else { self.member(fact) };
        let mut items: Vec<String> =
            facts.iter().take(self.most).map(|fact| format!("{} ({})", name(fact), figure(fact))).collect();
        if facts.len() > self.most {
            items.push(self.tongue.more_in_table().to_owned());
        }
        items
    }

    /// What comes first, and what follows.
    pub(super) fn rank(&self, facts: &[&Fact]) -> String {
        let Some(first) = facts.first() else { return String::new() };
        let by_time = self.is_by_time();
        let scope = self.scope(self.other_filters(&self.plan.filters));
        let rest = if by_time {
            format!("{scope}{}{}", self.by(), self.when_asked())
        } else {
            format!("{scope}{}", self.when(first))
        };
        let items = self.places(facts);
        let others = listed(self.tongue, &items[1..]);
        let (member, when, label) = (self.member(first), self.when(first), self.label());
        let lead = Lead {
            label: &label,
            rest: &rest,
            place: if by_time { Place::When(when.trim()) } else { Place::Member(&member) },
            order: self.plan.top.map_or(Order::Highest, |top| top.order),
            counted: self.measure.unit == Unit::Count,
            figure: &figure(first),
            others: (facts.len() > 1).then_some(others.as_str()),
        };
        // Nobody leads who is not alone in front.
        if facts.get(1).is_some_and(|second| second.value == first.value) {
            return self.tongue.ranked(&lead, &listed(self.tongue, &items));
        }
        self.tongue.lead(&lead)
    }

    /// The whole, and what it is made of.
    pub(super) fn breakdown(&self, facts: &[&Fact]) -> Vec<String> {
        let values = all_of_role(facts, FactRole::Value);
        let Some(first) = values.first() else { return Vec::new() };
        let whole = of_role(facts, FactRole::Whole).filter(|whole| whole.value.is_some());
        let has_shares = whole.and_then(|whole| whole.value).is_some_and(|whole| whole > Decimal::ZERO);
        let share = |of: &Fact| {
            let share = facts.iter().find(|fact| fact.role == FactRole::Share && fact.filters == of.filters);
            let share = share.filter(|share| has_shares && share.value.is_some());
            share.map_or_else(String::new, |share| format!(" ({})", figure(share)))
        };
        // What is left of named members is a list of names, and the last.
        let name = |fact: &Fact| match fact.filters.first() {
            Some(filter) if filter.members.len() > 1 => self.tongue.rest().to_owned(),
            _ => self.member(fact),
        };
        let mut items: Vec<String> = values
            .iter()
            .take(self.most)
            .map(|fact| format!("{} {}{}", name(fact), figure(fact), share(fact)))
            .collect();
        if values.len() > self.most {
            items.push(self.tongue.more_in_table().to_owned());
        }
        let items = listed(self.tongue, &items);
        let order = self.plan.top.map_or(Order::Highest, |top| top.order);
        let together = of_role(facts, FactRole::Together).map(|all| {
            let count = all.filters.first().map_or(0, |filter| filter.members.len());
            self.tongue.together(count, order, &format!("{}{}", figure(all), share(all)))
        });
        let (scope, colon) = (self.scope(self.other_filters(&self.plan.filters)), self.tongue.colon());
        match whole {
            Some(whole) => {
                let about = format!("{}{scope}{}", self.subject(), self.when(first));
                let by = capital(self.by().trim());
                let told =
                    [Some(self.tongue.value(&about, &figure(whole))), together, Some(format!("{by}{colon}{items}"))];
                told.into_iter().flatten().collect()
            }
            None => vec![format!("{}{}{scope}{}{colon}{items}", self.subject(), self.by(), self.when(first))],
        }
    }
}
