//! The members of a dimension in two periods, by how much their figures changed.

use std::{cmp::Reverse, collections::BTreeSet};

use futures::future::try_join;
use rust_decimal::Decimal;

use crate::{
    catalogue::Measure,
    period::Period,
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts, percent},
        figure::is_additive,
        plan::{MOST_RANKED, Order, Top},
        slice::Members,
    },
    rollup::Accumulator,
};

const ALL: Top = Top { n: MOST_RANKED, order: Order::Highest };

/// The figure of each member in the period and in `base`, and its change: the largest rise first, or the largest fall. What adds
/// up was nothing where there are no sales; what does not has a place only with a figure in both periods.
pub(in crate::query) async fn changes(question: &Question<'_>, base: &Period) -> Result<Vec<Fact>, QueryError> {
    let (asked, dimension) = (question.asked()?, question.dimension()?);
    let filters = &question.plan.filters;
    let (now, before) =
        try_join(question.by_member(dimension, filters, &asked), question.by_member(dimension, filters, base)).await?;
    let top = question.plan.top.unwrap_or(ALL);
    let none = Accumulator::default();
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        for (_, member, name) in ranked(question, measure, dimension, (&now, &before)).into_iter().take(top.n as usize)
        {
            let filters = question.filters_with(dimension, vec![name.to_owned()], false);
            let about = About { role: FactRole::Value, measure, period: &asked, filters: &filters };
            let told = facts.read(about.clone(), now.sums.get(&member).unwrap_or(&none), now.keys.clone());
            let base = facts.read(
                About { period: base, ..about.clone() },
                before.sums.get(&member).unwrap_or(&none),
                before.keys.clone(),
            );
            facts.change_of_member(about, &told, &base);
        }
    }
    Ok(facts.done())
}

/// What each member is ranked by, its number and its name, in the plan's order; equal ones by name.
fn ranked<'a>(
    question: &Question<'a>,
    measure: &Measure,
    dimension: &str,
    (now, before): (&Members, &Members),
) -> Vec<(Decimal, u32, &'a str)> {
    let Some(list) = question.snapshot.members.get(dimension) else { return Vec::new() };
    let figure = |of: &Members, member: u32| {
        let figure = of.sums.get(&member).and_then(|sum| question.figure(measure, sum).ok());
        figure.or_else(|| is_additive(measure).then_some(Decimal::ZERO))
    };
    let all: BTreeSet<u32> = now.sums.keys().chain(before.sums.keys()).copied().collect();
    let place = |member: u32| {
        let (a, b) = (figure(now, member)?, figure(before, member)?);
        let change = a.checked_sub(b)?;
        let by = if question.plan.by_percent { percent(Some(change), Some(b.abs()), "").ok()? } else { change };
        Some((by, member, list.name(member)?))
    };
    let mut ranked: Vec<_> = all.into_iter().filter_map(place).collect();
    ranked.sort_by(|a, b| a.2.cmp(b.2));
    match question.plan.top.map_or(ALL.order, |top| top.order) {
        Order::Highest => ranked.sort_by_key(|(by, ..)| Reverse(*by)),
        Order::Lowest => ranked.sort_by_key(|(by, ..)| *by),
    }
    ranked
}
