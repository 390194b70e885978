//! What an answer is split by, and what there is an answer for each of: "top 3 products in each category".

use sales_metrics::{
    period::Grain,
    query::plan::{GroupBy, Plan},
};

use super::{Assembly, Cue, Outcome, Refusal, shape::several};
use crate::classify::read::GrainForm;

/// What figures are split by.
#[derive(Debug)]
pub(super) struct Splits {
    /// A dimension, and whether it is named as several.
    pub(super) dimension: Option<(String, bool)>,
    pub(super) grain: Option<(Grain, GrainForm)>,
    /// For each of these by itself.
    pub(super) each: Option<GroupBy>,
}

impl Assembly<'_> {
    /// What the question is split by. Of two dimensions a ranking is of the one, within each of the other; else the first that is
    /// named is the outer one. Time is always the outer one but for the best unit of each member.
    pub(super) fn splits(&self, plan: &Plan) -> Result<Splits, Outcome> {
        let reading = self.reading;
        let two = || Err(Outcome::NoData(Refusal::TwoSplits));
        let dimension = self.ranked_dimension().or_else(|| self.grown_dimension());
        let plain = Splits { dimension, grain: reading.grain, each: None };
        if reading.says(Cue::Average) && reading.open_dimensions().count() < 2 {
            return Ok(plain);
        }
        let open: Vec<&(String, bool)> = reading.open_dimensions().collect();
        let is_each = |(name, _): &(String, bool)| reading.each.contains(name);
        let by_dimension = |(name, _): &(String, bool)| Some(GroupBy::Dimension(name.clone()));
        let listed = plan.filters.iter().find(|filter| !filter.exclude && filter.members.len() > 1);
        let listed = listed.filter(|_| reading.each_listed).map(|filter| &filter.dimension);
        let splits = match (open.as_slice(), reading.grain) {
            // "The best month in each of Poland and Denmark": of those that are named.
            (open @ ([] | [_]), grain)
                if listed.is_some_and(|listed| open.iter().all(|(name, _)| name != listed))
                    && open.is_empty() == matches!(grain, Some((_, GrainForm::Noun)))
                    && (reading.order.is_some() || grain.is_none()) =>
            {
                let each = listed.map(|listed| GroupBy::Dimension(listed.clone()));
                Splits { dimension: open.first().map(|one| (*one).clone()), each, ..plain }
            }
            ([first, second], None) => match (reading.order, is_each(first), is_each(second)) {
                (Some(_), true, false) => {
                    Splits { dimension: Some((*second).clone()), each: by_dimension(first), ..plain }
                }
                (Some(_), false, true) => {
                    Splits { dimension: Some((*first).clone()), each: by_dimension(second), ..plain }
                }
                (Some(_), false, false) if reading.each_last => {
                    Splits { dimension: Some((*second).clone()), each: by_dimension(first), ..plain }
                }
                (None, false, false) | (Some(_), _, _) => return two(),
                (None, ..) => Splits { dimension: Some((*second).clone()), each: by_dimension(first), ..plain },
            },
            ([_, _, ..], _) => return two(),
            // "Split each by city", of what was split.
            ([one], None) if reading.each_told && self.before.is_some() => {
                match self.before.map(|before| &before.group_by) {
                    Some(Some(GroupBy::Dimension(told))) if *told != one.0 => {
                        let each = Some(GroupBy::Dimension(told.clone()));
                        Splits { dimension: Some((*one).clone()), grain: None, each }
                    }
                    _ => return Ok(plain),
                }
            }
            // Counted, and within each of another.
            ([one], None) if reading.counted.is_some() && is_each(one) => {
                Splits { dimension: None, grain: None, each: by_dimension(one) }
            }
            ([one], Some((grain, form))) => match (reading.order, form) {
                (_, GrainForm::Each) => {
                    Splits { dimension: Some((*one).clone()), grain: None, each: Some(GroupBy::Grain(grain)) }
                }
                (Some(_), GrainForm::Noun) if is_each(one) => {
                    Splits { dimension: None, each: by_dimension(one), ..plain }
                }
                _ => return two(),
            },
            ([], Some((grain, GrainForm::Each))) if several(&plan.filters) || reading.shares() => {
                let side_by_side = plan.filters.iter().find(|filter| !filter.exclude && filter.members.len() > 1);
                let dimension = side_by_side.map(|filter| (filter.dimension.clone(), true));
                Splits { dimension, grain: None, each: Some(GroupBy::Grain(grain)) }
            }
            _ => return Ok(plain),
        };
        if self.is_plain(plan) && reading.growth().is_none() { Ok(splits) } else { two() }
    }

    /// Whether figures are asked for as they are: no change, average, running total or summary of them.
    pub(super) fn is_plain(&self, plan: &Plan) -> bool {
        let reading = self.reading;
        let other = [Cue::Change, Cue::Average, Cue::Cumulative, Cue::Summary].iter().any(|cue| reading.says(*cue));
        !other && plan.compare_to.is_none() && !reading.explains() && reading.per_measure.is_none()
    }
}
