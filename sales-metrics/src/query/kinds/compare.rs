//! Two periods, each member of a dimension in two periods, or the members of one filter, side by side.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::try_join_all;

use super::{
    changes::changes,
    side::{Side, added_up, side},
};
use crate::{
    period::Period,
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts},
        figure::is_additive,
        plan::{Filter, GroupBy},
    },
    rollup::Accumulator,
};

/// The sides, and by how much the first of two is above the second; what several members came to together, where their figures
/// add up.
pub(in crate::query) async fn compare(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let asked = question.asked()?;
    let plan = question.plan;
    let sides = match (question.base(&asked), &plan.group_by) {
        (Some(base), Some(GroupBy::Dimension(_))) => return changes(question, &base).await,
        (Some(base), _) => try_join_all([&asked, &base].map(|period| side(question, &plan.filters, period))).await?,
        (None, _) => of_members(question, &asked).await?,
    };
    let sets_members_apart = question.base(&asked).is_none();
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let mut written = Vec::new();
        for side in &sides {
            written.push(side.told(&mut facts, measure));
        }
        if let [now, base] = written.as_slice() {
            let about = About { role: FactRole::Change, measure, period: &asked, filters: &sides[0].filters };
            facts.change(about, now, base);
        }
        if sets_members_apart && is_additive(measure) {
            let filter = compared(question)?;
            let filters = question.filters_with(&filter.dimension, filter.members.clone(), false);
            let keys: BTreeSet<&String> = sides.iter().flat_map(|side| &side.keys).collect();
            let about = About { role: FactRole::Together, measure, period: &asked, filters: &filters };
            facts.read(about, &added_up(sides.iter().map(|side| &side.sum)), keys.into_iter().cloned().collect());
        }
    }
    Ok(facts.done())
}

/// The members of the filter that has several, each for itself.
async fn of_members(question: &Question<'_>, asked: &Period) -> Result<Vec<Side>, QueryError> {
    let filter = compared(question)?;
    let groups = same_members(&filter.members).into_iter();
    let sides = groups.map(|members| question.filters_with(&filter.dimension, members, false));
    if question.plan.filters.len() == 1 {
        let sides: Vec<_> = sides.collect();
        return try_join_all(sides.iter().map(|filters| side(question, filters, asked))).await;
    }
    // Beside other filters, one read of all members is cheaper than one for each.
    let members = question.by_member(&filter.dimension, &question.plan.filters, asked).await?;
    Ok(sides
        .map(|filters| {
            let mut sum = Accumulator::default();
            for member in filters.first().map(|filter| question.places(filter)).unwrap_or_default() {
                members.sums.get(&member).into_iter().for_each(|of_member| sum.absorb(of_member));
            }
            Side { period: asked.clone(), filters, sum, keys: members.keys.clone() }
        })
        .collect())
}

/// The filter whose members are compared: that of the named dimension, or the only one with several members.
fn compared<'a>(question: &Question<'a>) -> Result<&'a Filter, QueryError> {
    let named = match &question.plan.group_by {
        Some(GroupBy::Dimension(name)) => Some(name),
        _ => None,
    };
    let several = |filter: &&Filter| {
        !filter.exclude
            && same_members(&filter.members).len() > 1
            && named.is_none_or(|named| *named == filter.dimension)
    };
    let candidates: Vec<&Filter> = question.plan.filters.iter().filter(several).collect();
    match candidates.as_slice() {
        [one] => Ok(one),
        [] => Err(QueryError::plan(
            "compareTo",
            "there is nothing to compare with",
            "name another period, a baseline, or several members of a filter",
        )),
        _ => Err(QueryError::plan(
            "groupBy",
            "several filters have members that could be compared",
            "set groupBy.dimension to the one that is meant",
        )),
    }
}

/// Members that differ in blanks or case alone are one to a reader.
fn same_members(members: &[String]) -> Vec<Vec<String>> {
    let mut order = Vec::new();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for member in members {
        let key = member.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if !groups.contains_key(&key) {
            order.push(key.clone());
        }
        groups.entry(key).or_default().push(member.clone());
    }
    order.into_iter().filter_map(|key| groups.remove(&key)).collect()
}
