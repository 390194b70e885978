//! Those members, or units of time, whose figure is of so much: "which months were above 100k".

use sales_metrics::{
    catalogue::Unit,
    query::plan::{GroupBy, Intent, Plan, Top},
};

use super::{Assembly, Outcome, Refusal, shape::several};
use crate::classify::read::Said;

impl Assembly<'_> {
    /// Makes the plan one of those that are as much as was said.
    pub(super) fn having(&mut self, plan: &mut Plan, said: &Said) -> Result<(), Outcome> {
        let reading = self.reading;
        let bound = || Err(Outcome::NoData(Refusal::Bound));
        let is_else = !self.is_plain(plan) || reading.shares() || several(&plan.filters) || self.is_of_another_figure();
        let Some(group_by) = self.held_against(plan, said).filter(|_| !is_else) else { return bound() };
        if said.loss && reading.measures.is_empty() {
            let Some(profit) = self.vocabulary.called("profit") else {
                return Err(Outcome::NoData(Refusal::Lacks("profit".to_owned())));
            };
            plan.measures = vec![profit.to_owned()];
        } else if reading.measures.is_empty() && reading.implied.is_some() {
            // "How many days did we sell more than 8,000": for so much.
            plan.measures = self.vocabulary.money().map(str::to_owned).into_iter().collect();
        }
        let [name] = plan.measures.as_slice() else { return bound() };
        if said.of.as_ref().is_some_and(|of| of != name) {
            // "Revenue of stores with more than 200 orders": two figures.
            return bound();
        }
        let unit = self.vocabulary.catalogue().measure(name).map(|measure| measure.unit);
        let is_percent = unit == Some(Unit::Percent);
        if said.percent != is_percent && !said.having.amount.is_zero() || said.money && unit != Some(Unit::Money) {
            return bound();
        }
        plan.intent = Intent::Rank;
        plan.group_by = Some(group_by);
        plan.having = Some(said.having);
        plan.top = (reading.order.is_some() || reading.number.is_some())
            .then(|| Top { n: reading.number.unwrap_or(1), order: reading.order.unwrap_or(said.having.order()) });
        Ok(())
    }

    /// "At least 10 orders only", of a ranking by another figure, or of a mere number of members: no plan has both.
    fn is_of_another_figure(&self) -> bool {
        let reading = self.reading;
        let (Some(before), true) = (self.before, reading.dimensions.is_empty() && reading.grain.is_none()) else {
            return false;
        };
        let counted = before.intent == Intent::Lookup && before.group_by.is_some();
        let other = !reading.measures.is_empty() && reading.measures != before.measures;
        counted && reading.measures.is_empty() || other && before.intent == Intent::Rank && before.having.is_none()
    }

    /// What is to be as much: a dimension or a unit that is named, or counted, or that the turn before was split by. Where those
    /// that are counted are a measure, it is no longer the figure.
    fn held_against(&self, plan: &mut Plan, said: &Said) -> Option<GroupBy> {
        let reading = self.reading;
        let mut open = reading.open_dimensions().map(|(name, _)| name.clone());
        let counted = reading.counted.clone().filter(|name| self.vocabulary.catalogue().dimension(name).is_some());
        let named = open.next().or(counted).or_else(|| self.ranked_dimension().map(|(name, _)| name));
        if open.next().is_some() || named.is_some() && reading.grain.is_some() {
            return None;
        }
        let by_measure = |name: &String| self.vocabulary.counted_by(name).map(str::to_owned);
        let members = plan.measures.iter().find_map(by_measure).filter(|_| named.is_none() && reading.grain.is_none());
        if let Some(members) = &members {
            plan.measures.retain(|name| self.vocabulary.counted_by(name) != Some(members.as_str()));
            if plan.measures.is_empty() {
                // "How many customers placed at least 30 orders"
                let of = said.of.as_deref().filter(|of| self.vocabulary.counted_by(of) != Some(members.as_str()));
                plan.measures.extend(of.or_else(|| self.vocabulary.money()).map(str::to_owned));
            }
        }
        let by_time = reading.grain.map(|(grain, _)| GroupBy::Grain(grain));
        let before = || self.before.and_then(|before| before.group_by.clone());
        named.or(members).map(GroupBy::Dimension).or(by_time).or_else(before)
    }
}
