//! What a question goes on with: the turn before, narrowed to what "it", "that month" or "the second one" points to.

use sales_metrics::{
    period::{Grain, Period},
    query::plan::{Filter, GroupBy, Intent, Plan},
};

use super::{Context, Cue, Outcome, Reading, Refusal, follow_up::differ_in_measures, shape::several};
use crate::classify::{Shown, read::Reference};

/// The plan to go on with, where it is not the last one as it stands.
///
/// # Errors
/// Nothing is known that a reference may point to.
pub(super) fn resolved(reading: &Reading, context: Context<'_>) -> Result<Option<Plan>, Outcome> {
    if let Some(both) = both_figures(reading, context) {
        return Ok(Some(both));
    }
    if let (true, Some(plan)) = (reading.says(Cue::Summed), context.plan) {
        let Some(Shown::Members { dimension, members }) = context.shown.filter(|_| !context.refused) else {
            return Err(Outcome::NoData(Refusal::NoReference));
        };
        let mut sum = Narrowed { plan: plan.clone(), changed: false };
        sum.members(dimension, members);
        return Ok(Some(Plan { intent: Intent::Lookup, ..plain(&sum.plan) }));
    }
    if let Some(plan) = context.plan
        && (reading.says(Cue::Whole) || reading.totals && is_of_parts(plan))
    {
        return Ok(Some(plain(plan)));
    }
    if reading.references.is_empty() {
        return Ok(None);
    }
    let unknown = || Outcome::NoData(Refusal::NoReference);
    // "Germany and its orders": it points to what the question itself names.
    let wanted = reading.filters.iter().any(|filter| !filter.exclude);
    let itself = wanted || reading.order.is_some() || !reading.periods().is_empty() && !reading.measures.is_empty();
    let by_place = reading.references.iter().any(|one| matches!(one, Reference::Place(_) | Reference::Those));
    let Some(plan) = context.plan.filter(|_| !context.refused) else {
        return if itself && !by_place { Ok(None) } else { Err(unknown()) };
    };
    let mut narrowed = Narrowed { plan: plan.clone(), changed: false };
    for reference in &reading.references {
        narrowed.to(*reference, context.shown, reading).ok_or_else(unknown)?;
    }
    Ok(narrowed.changed.then(|| plain(&narrowed.plan)))
}

/// Whether an answer is of several figures, which "and in total?" asks to be one.
fn is_of_parts(plan: &Plan) -> bool {
    matches!(plan.intent, Intent::Series | Intent::Growth | Intent::Cumulative | Intent::Rank | Intent::Breakdown)
}

/// "The same two for August": the figures of both turns, which are of the same period and slice.
fn both_figures(reading: &Reading, context: Context<'_>) -> Option<Plan> {
    let (last, earlier) = (context.plan?, context.earlier?);
    if !reading.says(Cue::Both) || !reading.measures.is_empty() || !differ_in_measures(last, earlier) {
        return None;
    }
    let others = last.measures.iter().filter(|name| !earlier.measures.contains(name));
    Some(Plan { measures: earlier.measures.iter().chain(others).cloned().collect(), ..last.clone() })
}

/// The same slice, period and figures, told as one.
fn plain(plan: &Plan) -> Plan {
    let intent = if several(&plan.filters) { Intent::Compare } else { Intent::Lookup };
    Plan {
        filters: plan.filters.clone(),
        measures: plan.measures.clone(),
        period: plan.period.clone(),
        ..Plan::new(intent)
    }
}

struct Narrowed {
    plan: Plan,
    changed: bool,
}

impl Narrowed {
    /// Nothing where the reference points to nothing.
    fn to(&mut self, reference: Reference, shown: Option<&Shown>, reading: &Reading) -> Option<()> {
        let ranked = self.plan.intent == Intent::Rank;
        match (reference, shown) {
            (Reference::Unit(grain), Some(Shown::Periods(periods))) if self.is_by(grain) => {
                // Of a ranking the first is meant; of a course in time nobody knows which.
                let first = periods.first().filter(|_| ranked || periods.len() == 1)?;
                self.period(first);
            }
            (Reference::Unit(grain), _) if reading.periods().is_empty() => {
                let talked = self.plan.period.clone()?;
                let unit = Period::containing(talked.from, grain);
                let wider = grain > talked.grain && talked.grain != Grain::Range && unit.to >= talked.to;
                if wider {
                    self.plan.period = Some(unit);
                    self.changed = true;
                } else if talked.grain != grain {
                    return None;
                }
            }
            (Reference::Unit(_), _) => {}
            (Reference::It | Reference::They, Some(Shown::Members { dimension, members })) => {
                match members.as_slice() {
                    [one] => self.members(dimension, std::slice::from_ref(one)),
                    several if reference == Reference::They => self.members(dimension, several),
                    // "Germany by product", "its orders": Germany's.
                    _ if self.plan.filters.iter().any(|filter| !filter.exclude && filter.dimension != *dimension) => {}
                    _ => return None,
                }
            }
            (Reference::It, Some(Shown::Periods(periods)))
                if ranked && !reading.references.contains(&Reference::They) =>
            {
                let of_member = self.plan.filters.iter().any(|filter| !filter.exclude);
                if !of_member || periods.len() == 1 {
                    self.period(periods.first()?);
                }
            }
            (Reference::It | Reference::They, _) => {
                let about = self.plan.period.is_some() || !self.plan.filters.is_empty();
                return about.then_some(());
            }
            (Reference::Those, Some(Shown::Members { dimension, members })) => self.members(dimension, members),
            (Reference::Those, _) => return several(&self.plan.filters).then_some(()),
            (Reference::Place(place), Some(Shown::Members { dimension, members })) => {
                let one = members.get(place as usize - 1)?;
                self.members(dimension, std::slice::from_ref(one));
            }
            (Reference::Place(place), Some(Shown::Periods(periods))) => self.period(periods.get(place as usize - 1)?),
            (Reference::Place(_), None) => return None,
        }
        Some(())
    }

    fn is_by(&self, grain: Grain) -> bool {
        self.plan.group_by == Some(GroupBy::Grain(grain))
    }

    fn period(&mut self, period: &Period) {
        self.plan.period = Some(period.clone());
        self.changed = true;
    }

    fn members(&mut self, dimension: &str, members: &[String]) {
        self.plan.filters.retain(|filter| filter.dimension != dimension);
        self.plan.filters.push(Filter { dimension: dimension.to_owned(), members: members.to_vec(), exclude: false });
        self.changed = true;
    }
}
