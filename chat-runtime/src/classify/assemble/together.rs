//! What the first of a ranking come to together, and their part in the whole: "the share of the top 10 customers".

use sales_metrics::{
    catalogue::{Aggregate, Unit},
    period::Grain,
    query::{
        figure::has_parts,
        plan::{GroupBy, Intent, Order, Plan, Top},
    },
};

use super::{
    Assembly, Cue,
    shape::{TOP_OF_SEVERAL, several},
};
use crate::classify::read::GrainForm;

impl Assembly<'_> {
    /// Makes the plan a breakdown that adds up those that come first; whether they are asked for.
    pub(super) fn together(
        &mut self,
        plan: &mut Plan,
        dimension: Option<&(String, bool)>,
        grain: Option<(Grain, GrainForm)>,
    ) -> bool {
        let reading = self.reading;
        let is_part = |name: &String| self.vocabulary.catalogue().measure(name).is_some_and(has_parts);
        let is_else = grain.is_some()
            || plan.compare_to.is_some()
            || reading.says(Cue::Change)
            || reading.per_measure.is_some()
            || several(&plan.filters)
            || !plan.measures.iter().all(is_part);
        if is_else {
            return false;
        }
        let (group_by, top) = match (dimension, reading.order) {
            (Some((name, plural)), Some(order)) => {
                let n = reading.number.unwrap_or(if *plural { TOP_OF_SEVERAL } else { 1 });
                if !reading.shares() && (n == 1 || !reading.adds_up && !reading.says(Cue::Together)) {
                    return false;
                }
                (GroupBy::Dimension(name.clone()), Top { n, order })
            }
            (None, None) => match self.ranked_before() {
                Some(ranked) if reading.shares() => {
                    self.take("groupBy");
                    ranked
                }
                _ => return false,
            },
            _ => return false,
        };
        plan.intent = Intent::Breakdown;
        (plan.group_by, plan.top) = (Some(group_by), Some(top));
        true
    }

    /// The measure that another is to be in percent of: "freight as % of revenue", "what share of customers were new".
    pub(super) fn whole_measure(&self, plan: &Plan) -> Option<String> {
        let reading = self.reading;
        let catalogue = self.vocabulary.catalogue();
        let [part] = plan.measures.as_slice() else { return None };
        let part = catalogue.measure(part)?;
        let of = match (&reading.per_measure, &part.aggregate) {
            (Some(of), _) if reading.in_percent => of,
            // Who was lost is none of those who bought.
            (None, Aggregate::New(of) | Aggregate::Returning(of))
                if reading.shares() && reading.filters.iter().all(|filter| filter.exclude) =>
            {
                of
            }
            _ => return None,
        };
        let whole = catalogue.measure(of)?;
        let adds_up = whole.unit == part.unit && whole.name != part.name && whole.unit != Unit::Percent;
        adds_up.then(|| of.to_owned())
    }

    /// The members that the turn before listed, and from which end: "as a share of the total".
    fn ranked_before(&self) -> Option<(GroupBy, Top)> {
        let reading = self.reading;
        let names = !reading.filters.is_empty() || !reading.dimensions.is_empty() || reading.counted.is_some();
        let before = self.before.filter(|before| before.intent == Intent::Rank && before.each.is_none() && !names)?;
        let of_members = before.group_by.clone().filter(|group_by| matches!(group_by, GroupBy::Dimension(_)))?;
        let unsaid = Top { n: TOP_OF_SEVERAL, order: Order::Highest };
        before.having.is_none().then(|| (of_members, before.top.unwrap_or(unsaid)))
    }
}
