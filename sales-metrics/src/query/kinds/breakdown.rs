//! What a figure is made of: the members of a dimension.

use crate::{
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts, percent},
        figure,
        plan::Order,
        slice::Finest,
    },
    rollup::Accumulator,
};

/// Members that are listed when the plan does not say how many; the rest are added up.
const MEMBERS: usize = 10;

/// The largest members, the rest as one, and where parts add up to a whole that whole, with the share of each.
pub(in crate::query) async fn breakdown(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let (asked, dimension) = (question.asked()?, question.dimension()?);
    let most = question.plan.top.map_or(MEMBERS, |top| top.n as usize);
    let order = question.plan.top.map_or(Order::Highest, |top| top.order);
    let filters = &question.plan.filters;
    let has_shares = question.measures.iter().any(|measure| figure::is_additive(measure));
    // The whole has the rows without a member, too, unless a filter leaves them out.
    let is_filtered = filters.iter().any(|filter| filter.dimension == dimension);
    let members = question.by_member(dimension, filters, &asked);
    let (members, whole) = tokio::try_join!(members, async {
        if !has_shares || is_filtered {
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
        let ranked = question.ranked(measure, dimension, &members, order);
        let (listed, rest) = ranked.split_at(ranked.len().min(most));
        let mut parts = Vec::new();
        for member in listed {
            parts.push((vec![member.name.to_owned()], false, member.sum.clone()));
        }
        if !rest.is_empty() {
            // All that is not listed, also what has no figure of its own.
            let is_rest = |member: &u32| listed.iter().all(|listed| listed.member != *member);
            let sum = added_up(members.sums.iter().filter(|(member, _)| is_rest(member)).map(|(_, sum)| sum));
            let (names, exclude) = rest_of(question, dimension, listed.iter().map(|member| member.name));
            parts.push((names, exclude, sum));
        }
        let mut written = Vec::new();
        for (names, exclude, sum) in parts {
            let filters = question.filters_with(dimension, names, exclude);
            let about = About { role: FactRole::Value, measure, period: &asked, filters: &filters };
            written.push((facts.read(about, &sum, members.keys.clone()), filters));
        }
        if !figure::is_additive(measure) || written.is_empty() {
            continue;
        }
        let about = About { role: FactRole::Whole, measure, period: &asked, filters };
        let whole = facts.read(about, &whole, whole_keys.clone());
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

fn added_up<'a>(sums: impl Iterator<Item = &'a Accumulator>) -> Accumulator {
    let mut all = Accumulator::default();
    sums.for_each(|sum| all.absorb(sum));
    all
}
