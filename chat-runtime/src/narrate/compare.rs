//! Figures side by side.

use rust_decimal::Decimal;
use sales_metrics::query::{
    fact::{Fact, FactRole},
    plan::{Filter, Order},
};

use super::{
    MOST_LISTED, Segment, Speaker, all_of_role, escaped, extremes, figure, is_telling,
    languages::{Comparison, Direction, capital, listed},
    of_role, signed, unsigned,
};
use crate::labels;

impl Speaker<'_> {
    /// Two periods, or members of one dimension.
    pub(super) fn compare(&self, facts: &[&Fact]) -> String {
        if self.plan.compares_members() {
            return self.changes(facts);
        }
        let told = match all_of_role(facts, FactRole::Value).as_slice() {
            [now, base] if of_role(facts, FactRole::Change).is_some() => self.one_change(now, base, facts),
            [now, base] if now.period != base.period => self.beside(now, base),
            values => self.side_by_side(values),
        };
        match of_role(facts, FactRole::Together) {
            Some(all) => format!("{told}; {} {}", self.tongue.role(FactRole::Together), figure(all)),
            None => told,
        }
    }

    /// `Compared with April 2011, revenue by country in May 2011: Germany {F1} ({F3}, {F4}); France {F5} …`
    fn changes(&self, facts: &[&Fact]) -> String {
        let now: Vec<&Fact> = facts.iter().filter(|fact| fact.period == facts[0].period).copied().collect();
        let of =
            |role, member: &Fact| now.iter().find(|fact| fact.role == role && fact.filters == member.filters).copied();
        let item = |fact: &&Fact| {
            let percent = of(FactRole::Percent, fact).filter(|percent| percent.value.is_some());
            let percent = percent.map_or_else(String::new, |percent| format!(", {}", signed(percent)));
            let change =
                of(FactRole::Change, fact).map_or_else(String::new, |change| format!(" ({}{percent})", signed(change)));
            format!("{} {}{change}", self.member(fact), figure(fact))
        };
        let mut values: Vec<&Fact> = now.iter().filter(|fact| fact.role == FactRole::Value).copied().collect();
        if let Some(top) = self.plan.top {
            // What fell, where that was asked for and anything did; what rose in the same way.
            let goes = |fact: &&Fact| {
                let change = of(FactRole::Change, fact).and_then(|change| change.value).unwrap_or_default();
                if top.order == Order::Highest { change > Decimal::ZERO } else { change < Decimal::ZERO }
            };
            let end = values.iter().take_while(|fact| goes(fact)).count();
            values.truncate(if end == 0 { values.len() } else { end });
        }
        let mut items: Vec<String> = values.iter().take(MOST_LISTED).map(item).collect();
        if values.len() > MOST_LISTED {
            items.push(self.tongue.more_in_table().to_owned());
        }
        let scope = self.scope(self.other_filters(&self.plan.filters));
        let base = facts.iter().find(|fact| fact.period != facts[0].period);
        let base = base.map_or_else(String::new, |base| labels::of_fact(base, self.language));
        let against = self.tongue.against();
        let about = format!("{against} {base}, {}{}{scope}{}", self.label(), self.by(), self.when(facts[0]));
        format!("{about}{}{}", self.tongue.colon(), items.join("; "))
    }

    /// `Revenue in May 2011 came to {F1}, {F3:abs} ({F4:abs}) more than in April 2011 ({F2})`, where a change is among `facts`.
    pub(super) fn one_change(&self, now: &Fact, base: &Fact, facts: &[&Fact]) -> String {
        let of_now = |role| facts.iter().find(|fact| fact.role == role && fact.period == now.period).copied();
        let Some((change, value)) = of_now(FactRole::Change).and_then(|change| Some((change, change.value?))) else {
            return self.beside(now, base);
        };
        let direction = match value {
            value if value.is_zero() => Direction::Same,
            value if value.is_sign_negative() => Direction::Less,
            _ => Direction::More,
        };
        let percent = of_now(FactRole::Percent).filter(|percent| is_telling(percent, base.value));
        let percent = percent.map_or_else(String::new, |percent| format!(" ({})", unsigned(percent)));
        let than = match now.period == base.period {
            false => self.when(base),
            true => {
                let own: Vec<&Filter> = base.filters.iter().filter(|filter| !now.filters.contains(filter)).collect();
                self.scope(own)
            }
        };
        self.tongue.compared(&Comparison {
            about: &format!("{}{}{}", self.subject(), self.scope(&now.filters), self.when(now)),
            figure: &figure(now),
            direction,
            by: &format!("{}{percent}", unsigned(change)),
            than: than.trim(),
            base: &figure(base),
        })
    }

    /// Two periods of which one has no figure.
    pub(super) fn beside(&self, now: &Fact, base: &Fact) -> String {
        let about = format!("{}{}{}", self.subject(), self.scope(&now.filters), self.tongue.colon());
        format!("{about}{}{}, {}{}", figure(now), self.when(now), figure(base), self.when(base))
    }

    /// Several members.
    fn side_by_side(&self, values: &[&Fact]) -> String {
        let Some(first) = values.first() else { return String::new() };
        let mut items: Vec<String> =
            values.iter().take(MOST_LISTED).map(|fact| format!("{} {}", self.member(fact), figure(fact))).collect();
        if values.len() > MOST_LISTED {
            items.push(self.tongue.more_in_table().to_owned());
        }
        let shared: Vec<&Filter> =
            first.filters.iter().filter(|filter| values.iter().all(|fact| fact.filters.contains(filter))).collect();
        let (highest, lowest) = extremes(values);
        let ends: Vec<String> = [(highest, Order::Highest), (lowest, Order::Lowest)]
            .into_iter()
            .filter(|_| values.len() > 2)
            .filter_map(|(fact, order)| {
                Some(format!("{}{}{}", self.tongue.extreme(order), self.tongue.colon(), self.member(fact?)))
            })
            .collect();
        let ends = if ends.is_empty() { String::new() } else { format!(" ({})", ends.join(", ")) };
        let about = format!("{}{}{}{}", self.subject(), self.scope(shared), self.when(first), self.tongue.colon());
        format!("{about}{}{ends}", listed(self.tongue, &items))
    }

    /// How a period went: the first measure beside the period before, the others in short, and who came first.
    pub(super) fn summary(&self, parts: &[Segment<'_>]) -> Vec<String> {
        let Some(first) = parts.first().and_then(|part| part.facts.first()) else { return Vec::new() };
        let is_whole = |fact: &&&Fact| fact.filters == first.filters;
        let mut sentences = Vec::new();
        let mut others = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let whole: Vec<&Fact> = part.facts.iter().filter(is_whole).copied().collect();
            let values = all_of_role(&whole, FactRole::Value);
            let base = values.get(1).filter(|_| of_role(&whole, FactRole::Change).is_some());
            match (values.first(), base) {
                (Some(now), Some(base)) if place == 0 => sentences.push(self.one_change(now, base, &whole)),
                (Some(_), _) if place == 0 => sentences.push(self.lookup(&values)),
                (Some(now), base) => {
                    let percent = of_role(&whole, FactRole::Percent);
                    let percent = percent.filter(|percent| is_telling(percent, base.and_then(|base| base.value)));
                    let percent = percent.map_or_else(String::new, |percent| format!(" ({})", signed(percent)));
                    others.push(format!("{} {}{percent}", escaped(part.measure.label()), figure(now)));
                }
                (None, _) => {}
            }
        }
        sentences.push(capital(&listed(self.tongue, &others)));
        let tops = parts.iter().flat_map(|part| &part.facts).filter(|fact| !is_whole(fact));
        let tops: Vec<String> = tops
            .filter_map(|top| {
                let by = self.tongue.by(&escaped(&top.filters.first()?.dimension));
                Some(format!("{by}{}{} ({})", self.tongue.colon(), self.member(top), figure(top)))
            })
            .collect();
        if !tops.is_empty() {
            sentences.push(format!("{}, {} {}", self.subject(), self.tongue.top(), tops.join(", ")));
        }
        sentences
    }
}
