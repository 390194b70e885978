//! Figures of one period: as they are, on average, and as a part of a whole.

use rust_decimal::Decimal;
use sales_metrics::query::{
    fact::{Fact, FactRole},
    plan::{Filter, GroupBy},
};

use super::{
    Segment, Speaker, escaped, figure,
    languages::{Part, capital, listed},
    of_role,
};

impl Speaker<'_> {
    /// The figure of a period.
    pub(super) fn lookup(&self, facts: &[&Fact]) -> String {
        let Some(fact) = facts.first() else { return String::new() };
        let subject = match &self.plan.group_by {
            Some(GroupBy::Dimension(name)) if fact.role == FactRole::Members => {
                let plural =
                    self.catalogue.dimension(name).map_or_else(|| name.clone(), |dimension| dimension.plural());
                capital(&self.tongue.with_sales(&escaped(&plural)))
            }
            _ => self.subject(),
        };
        let about = format!("{subject}{}{}", self.scope(&fact.filters), self.when(fact));
        if fact.role == FactRole::Members {
            return format!("{about}{}{}", self.tongue.colon(), figure(fact));
        }
        if fact.value.is_none() {
            return format!("{about}{}{}", self.tongue.colon(), figure(fact));
        }
        let net = self.net_of().map_or_else(String::new, |net| format!(", {net}"));
        format!("{}{net}", self.tongue.value(&about, &figure(fact)))
    }

    /// Several measures of a period.
    pub(super) fn several(&self, parts: &[Segment<'_>]) -> String {
        let Some(fact) = parts.first().and_then(|part| part.facts.first()) else { return String::new() };
        let figures: Vec<String> = parts
            .iter()
            .filter_map(|part| Some(format!("{} {}", escaped(part.measure.label()), figure(part.facts.first()?))))
            .collect();
        let about = format!("{}{}", capital(self.when(fact).trim()), self.scope(&fact.filters));
        format!("{about}{}{}", self.tongue.colon(), listed(self.tongue, &figures))
    }

    /// The figure per unit of time, or of another measure.
    pub(super) fn average(&self, facts: &[&Fact]) -> String {
        let (Some(total), Some(average)) = (facts.first(), of_role(facts, FactRole::Average)) else {
            return String::new();
        };
        let about = format!("{}{}{}", self.subject(), self.scope(&total.filters), self.when(total));
        if average.value.is_none() {
            return format!("{about}{}{}", self.tongue.colon(), figure(average));
        }
        match (&self.plan.group_by, facts) {
            (Some(GroupBy::Measure(name)), [above, below, _]) => {
                let (above, below) = (figure(above), figure(below));
                self.tongue.quotient(&about, &figure(average), &above, &below, &self.label_of(name))
            }
            (Some(GroupBy::Grain(grain)), _) => {
                self.tongue.average(&about, &figure(average), &self.tongue.per(*grain), &figure(total))
            }
            _ => String::new(),
        }
    }

    /// The part of a slice in the whole, or of a measure in another.
    pub(super) fn share(&self, facts: &[&Fact]) -> String {
        let (Some(share), [part, whole, ..]) = (of_role(facts, FactRole::Share), facts) else { return String::new() };
        if let Some(GroupBy::Measure(name)) = &self.plan.group_by {
            let about = format!("{}{}{}", self.subject(), self.scope(&part.filters), self.when(part));
            let (above, below) = (figure(part), figure(whole));
            return self.tongue.in_percent(&about, &figure(share), &above, &below, &self.label_of(name));
        }
        let own: Vec<&Filter> = part.filters.iter().filter(|filter| !whole.filters.contains(filter)).collect();
        let names: Vec<String> = own
            .iter()
            .map(|filter| {
                let names = self.names(filter);
                if filter.exclude { self.tongue.all_but(&names) } else { names }
            })
            .collect();
        let names = listed(self.tongue, &names);
        let rest = format!("{}{}", self.scope(&whole.filters), self.when(part));
        let (of_part, of_whole) = (figure(part), figure(whole));
        let (Some(a), Some(b)) = (part.value, whole.value) else {
            let colon = self.tongue.colon();
            return format!("{}{rest}{colon}{names} {of_part}, {} {of_whole}", self.subject(), self.tongue.all());
        };
        // A part of less than nothing is no percentage that means anything.
        let telling = share.value.is_some() && a >= Decimal::ZERO && b > Decimal::ZERO;
        let said = figure(share);
        self.tongue.share(&Part {
            label: &self.label(),
            rest: &rest,
            part: &names,
            share: telling.then_some(said.as_str()),
            figure: &of_part,
            whole: &of_whole,
        })
    }

    /// What the measure `name` is called.
    fn label_of(&self, name: &str) -> String {
        escaped(self.catalogue.measure(name).map_or(name, |measure| measure.label()))
    }
}
