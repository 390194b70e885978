//! The highest or lowest members of a dimension, or units of time.

use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts},
    members::put_first,
    plan::{GroupBy, MOST_RANKED, Order, Plan, Top},
    units::MOST_LOOKED_AT,
};

const TOP_OF_NONE_SAID: Top = Top { n: 5, order: Order::Highest };

fn top_of(plan: &Plan) -> Top {
    let all = plan.having.map(|having| Top { n: MOST_RANKED, order: having.order() });
    plan.top.or(all).unwrap_or(TOP_OF_NONE_SAID)
}

/// A fact for each place of the ranking. What has no figure has no place, nor has what is not as much as the plan says; then the
/// amounts come first, and how many are as much.
pub(in crate::query) async fn rank(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let top = top_of(question.plan);
    match question.plan.group_by {
        Some(GroupBy::Grain(_)) => of_units(question, top).await,
        _ => of_members(question, top).await,
    }
}

async fn of_members(question: &Question<'_>, top: Top) -> Result<Vec<Fact>, QueryError> {
    let (asked, dimension) = (question.asked()?, question.dimension()?);
    let members = question.by_member(dimension, &question.plan.filters, &asked).await?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let mut ranked = question.with_figures(measure, dimension, &members);
        if let Some(having) = question.plan.having {
            ranked.retain(|place| having.is_met_by(place.value));
            let held = (ranked.len(), ranked.iter().map(|place| place.sum.rows).sum());
            facts.held(measure, &asked, having, held, members.keys.clone());
        }
        put_first(&mut ranked, top.n as usize, top.order);
        for place in ranked.iter().take(top.n as usize) {
            let filters = question.filters_with(dimension, vec![place.name.to_owned()], false);
            let about = About { role: FactRole::Value, measure, period: &asked, filters: &filters };
            facts.read(about, place.sum, members.keys.clone());
        }
    }
    Ok(facts.done())
}

async fn of_units(question: &Question<'_>, top: Top) -> Result<Vec<Fact>, QueryError> {
    let units = question.units(question.grain()?, MOST_LOOKED_AT, false).await?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let mut ranked: Vec<_> =
            units.list.iter().filter_map(|unit| Some((question.figure(measure, &unit.sum).ok()?, unit))).collect();
        // Equal figures stay in order of time.
        match top.order {
            Order::Highest => ranked.sort_by_key(|(value, _)| std::cmp::Reverse(*value)),
            Order::Lowest => ranked.sort_by_key(|(value, _)| *value),
        }
        if let Some(having) = question.plan.having {
            ranked.retain(|(value, _)| having.is_met_by(*value));
            let held = (ranked.len(), ranked.iter().map(|(_, unit)| unit.sum.rows).sum());
            facts.held(measure, &units.asked, having, held, units.days.keys(&units.asked));
        }
        for (_, unit) in ranked.into_iter().take(top.n as usize) {
            let filters = &question.plan.filters;
            let about = About { role: FactRole::Value, measure, period: &unit.period, filters };
            facts.read(about, &unit.sum, unit.keys.clone());
        }
    }
    Ok(facts.done())
}
