//! What a figure is made of: the members of a dimension.

use super::side::added_up;
use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts, percent},
    figure,
    members::put_first,
    plan::Order,
    slice::Finest,
};

/// Members that are listed when the plan does not say how many; the rest are added up.
const MEMBERS: usize = 10;
/// No rest is made of a list as short as this.
const SHORT: usize = 20;

/// The largest members, the rest as one, with the rows that have no member, and where a figure is a part of the whole's that
/// whole, with the share of each: those of customers, who buy of several, come to more than all. Where the plan says how many, and
/// there is a rest, those are also added up, and have their share together.
pub(in crate::query) async fn breakdown(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let (asked, dimension) = (question.asked()?, question.dimension()?);
    let order = question.plan.top.map_or(Order::Highest, |top| top.order);
    let filters = &question.plan.filters;
    // The whole has the rows without a member, too, unless a filter names the members that it is of.
    let is_limited = filters.iter().any(|filter| filter.dimension == dimension && !filter.exclude);
    let members = question.by_member(dimension, filters, &asked);
    let (members, whole) = tokio::try_join!(members, async {
        if is_limited {
            return Ok(None);
        }
        question.by_day(filters, &asked, Finest::Month).await.map(Some)
    })?;
    let (whole, whole_keys) = match whole {
        Some(days) => (days.sum(asked.from, asked.to), days.keys(&asked)),
        None => (added_up(members.sums.values()), members.keys.clone()),
    };
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let mut ranked = question.with_figures(measure, dimension, &members);
        let unsaid = if ranked.len() <= SHORT { SHORT } else { MEMBERS };
        let most = question.plan.top.map_or(unsaid, |top| top.n as usize);
        put_first(&mut ranked, most, order);
        let (listed, rest) = ranked.split_at(ranked.len().min(most));
        let mut parts = Vec::new();
        for member in listed {
            let filters = question.filters_with(dimension, vec![member.name.to_owned()], false);
            parts.push((filters, member.sum.clone(), members.keys.clone()));
        }
        if !rest.is_empty() || members.nameless.rows > 0 {
            let (names, exclude) = rest_of(question, dimension, listed.iter().map(|member| member.name));
            let filters = question.filters_with(dimension, names, exclude);
            // All that is not listed, also what has no figure of its own.
            let is_rest = |member: &u32| listed.iter().all(|listed| listed.member != *member);
            let rest = members.sums.iter().filter(|(member, _)| is_rest(member)).map(|(_, sum)| sum);
            parts.push((filters, added_up(rest.chain([&members.nameless])), members.keys.clone()));
        }
        let mut written = Vec::new();
        for (filters, sum, keys) in parts {
            let about = About { role: FactRole::Value, measure, period: &asked, filters: &filters };
            written.push((facts.read(about, &sum, keys), filters));
        }
        if !figure::has_parts(measure) || written.is_empty() {
            continue;
        }
        let about = About { role: FactRole::Whole, measure, period: &asked, filters };
        let whole = facts.read(about, &whole, whole_keys.clone());
        if question.plan.top.is_some() && listed.len() > 1 && written.len() > listed.len() {
            let names = listed.iter().map(|member| member.name.to_owned()).collect();
            let filters = question.filters_with(dimension, names, false);
            let about = About { role: FactRole::Together, measure, period: &asked, filters: &filters };
            let sum = added_up(listed.iter().map(|member| member.sum));
            written.push((facts.read(about, &sum, members.keys.clone()), filters));
        }
        for (part, filters) in &written {
            let about = About { role: FactRole::Share, measure, period: &asked, filters };
            facts.derived(about, percent(part.value, whole.value, "the whole"), &[part, &whole], part.rows);
        }
    }
    Ok(facts.done())
}

/// What is left of the members of a dimension without those `listed`, as a filter says it.
fn rest_of<'a>(question: &Question<'_>, dimension: &str, listed: impl Iterator<Item = &'a str>) -> (Vec<String>, bool) {
    let listed: Vec<String> = listed.map(str::to_owned).collect();
    match question.plan.filters.iter().find(|filter| filter.dimension == dimension) {
        Some(filter) if filter.exclude => ([listed, filter.members.clone()].concat(), true),
        Some(filter) => (filter.members.iter().filter(|name| !listed.contains(name)).cloned().collect(), false),
        None => (listed, true),
    }
}
