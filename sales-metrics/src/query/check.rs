//! Whether a plan can be answered: what it names must be there. What cannot be used is told with its place in the plan.

use std::collections::BTreeSet;

use super::{
    error::QueryError,
    plan::{Filter, GroupBy, Intent, MOST_RANKED, Order, Plan},
    snapshot::Snapshot,
};
use crate::{
    catalogue::{Catalogue, Dimension},
    names::NameList,
    period::{Grain, Period},
};

/// Measures of a plan that somebody else wrote.
const MOST_MEASURES: usize = 10;
/// Its filters.
const MOST_FILTERS: usize = 20;
/// Members of one of its filters.
const MOST_MEMBERS: usize = 1_000;
/// Characters of a period's name.
const LONGEST_LABEL: usize = 200;
/// Names that a wrong one is compared with; among more, none is suggested.
const MOST_COMPARED: usize = 20_000;
/// How near a name must be to be suggested, from 0 to 1 (Jaro-Winkler).
const NEAR: f64 = 0.8;
/// Names listed in an error.
const MOST_LISTED: usize = 12;

/// What holds for a plan that came from outside beyond what [`super::answer`] checks: it is no larger than a person would
/// make it, and says nothing that its kind of answer does not look at.
///
/// # Errors
/// [`QueryError::Plan`].
pub fn limits(plan: &Plan) -> Result<(), QueryError> {
    let too_many = |field: &str, most: usize| {
        QueryError::plan(field, format!("there are more than {most}"), "ask for them in several queries")
    };
    if plan.measures.len() > MOST_MEASURES {
        return Err(too_many("measures", MOST_MEASURES));
    }
    if plan.filters.len() > MOST_FILTERS {
        return Err(too_many("filters", MOST_FILTERS));
    }
    for (place, filter) in plan.filters.iter().enumerate() {
        if filter.members.len() > MOST_MEMBERS {
            return Err(too_many(&format!("filters[{place}].members"), MOST_MEMBERS));
        }
    }
    for (field, period) in [("period", &plan.period), ("compareTo", &plan.compare_to)] {
        if period.as_ref().is_some_and(|period| period.label.chars().count() > LONGEST_LABEL) {
            let detail = format!("it is longer than {LONGEST_LABEL} characters");
            return Err(QueryError::plan(format!("{field}.label"), detail, "leave it out, or give a shorter one"));
        }
    }
    let unused = |field: &str, of: &str| {
        Err(QueryError::plan(field, format!("it is for {of} alone"), "leave it out, or ask for that intent"))
    };
    let compares = matches!(plan.intent, Intent::Compare | Intent::Why | Intent::Summary);
    if plan.compare_to.is_some() && !compares {
        return unused("compareTo", "the intents compare, why and summary");
    }
    if plan.baseline.is_some() && !compares {
        return unused("baseline", "the intents compare, why and summary");
    }
    if plan.top.is_some()
        && !matches!(plan.intent, Intent::Rank | Intent::Breakdown | Intent::Why)
        && !plan.compares_members()
    {
        return unused("top", "the intents rank, breakdown and why, and members compared with another period");
    }
    if plan.by_percent && !plan.compares_members() {
        return unused("byPercent", "members compared with another period");
    }
    if plan.having.is_some() && plan.intent != Intent::Rank {
        return unused("having", "the intent rank");
    }
    if plan.each.is_some() && !matches!(plan.intent, Intent::Rank | Intent::Breakdown | Intent::Share | Intent::Lookup)
    {
        return unused("each", "the intents rank, breakdown, share and lookup");
    }
    let counts = plan.intent == Intent::Lookup && matches!(plan.group_by, Some(GroupBy::Dimension(_)));
    if plan.group_by.is_some() && matches!(plan.intent, Intent::Lookup | Intent::Summary) && !counts {
        return unused("groupBy", "intents that split a figure, such as series or breakdown,");
    }
    Ok(())
}

/// The plan with aliases replaced by members and what is said twice said once.
///
/// # Errors
/// [`QueryError::Plan`] for anything in it that is not there.
pub(super) fn checked(snapshot: &Snapshot, plan: &Plan) -> Result<Plan, QueryError> {
    let catalogue = &snapshot.catalogue.catalogue;
    let mut checked = plan.clone();
    checked.measures = measures(catalogue, &plan.measures)?;
    for (field, period) in [("period", &plan.period), ("compareTo", &plan.compare_to)] {
        if let Some(Period { from, to, .. }) = period.as_ref().filter(|period| period.from > period.to) {
            let detail = format!("it begins on {from}, after it ends on {to}");
            return Err(QueryError::plan(field, detail, "put the earlier date into `from`"));
        }
    }
    if plan.compare_to.is_some() && plan.baseline.is_some() {
        let detail = "the period is compared with another one already (compareTo)";
        return Err(QueryError::plan("baseline", detail, "give compareTo or baseline"));
    }
    if let Some(top) = plan.top.filter(|top| !(1..=MOST_RANKED).contains(&top.n)) {
        let detail = format!("a list of {} cannot be given", top.n);
        return Err(QueryError::plan("top.n", detail, format!("ask for 1 to {MOST_RANKED}")));
    }
    if let Some(of) = &plan.group_by {
        group_by(catalogue, plan.intent, "groupBy", of)?;
    }
    each(catalogue, plan)?;
    if plan.having.is_some() && checked.measures.len() > 1 {
        let detail = "there is one amount, and several measures";
        return Err(QueryError::plan("having", detail, "name the measure that is to be so much"));
    }
    if let Some((having, upper)) = plan.having.and_then(|having| Some((having, having.and?))) {
        let is_between = having.is.order() == Order::Highest && upper.is.order() == Order::Lowest;
        if !is_between || having.amount > upper.amount {
            let detail = "no figure, or every one, is between these two amounts";
            let remedy = "send the lower amount with \"above\" or \"atLeast\", and in `and` the upper one with \"below\" or \"atMost\"";
            return Err(QueryError::plan("having.and", detail, remedy));
        }
    }
    let mut dimensions = BTreeSet::new();
    checked.filters.clear();
    for (place, filter) in plan.filters.iter().enumerate() {
        let field = format!("filters[{place}]");
        if !dimensions.insert(&filter.dimension) {
            let detail = format!("there are two filters on {}", filter.dimension);
            return Err(QueryError::plan(field, detail, "put all members into one filter"));
        }
        let dimension = dimension(catalogue, &format!("{field}.dimension"), &filter.dimension)?;
        let members = members(snapshot, dimension, &field, &filter.members)?;
        checked.filters.push(Filter { members, ..filter.clone() });
    }
    Ok(checked)
}

fn measures(catalogue: &Catalogue, names: &[String]) -> Result<Vec<String>, QueryError> {
    let known = || one_of(catalogue.measures.iter().map(|measure| measure.name.as_str()));
    if names.is_empty() {
        return Err(QueryError::plan("measures", "no measure is named", known()));
    }
    let mut seen = Vec::new();
    for (place, name) in names.iter().enumerate() {
        if catalogue.measure(name).is_none() {
            let detail = format!("there is no measure \"{name}\" in the catalogue");
            return Err(QueryError::plan(format!("measures[{place}]"), detail, known()));
        }
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    }
    Ok(seen)
}

/// What `field` of a plan splits by, or asks for each of.
fn group_by(catalogue: &Catalogue, intent: Intent, field: &str, of: &GroupBy) -> Result<(), QueryError> {
    match of {
        GroupBy::Dimension(name) => dimension(catalogue, &format!("{field}.dimension"), name).map(|_| ()),
        GroupBy::Measure(name) if matches!(intent, Intent::Average | Intent::Share) => {
            measures(catalogue, std::slice::from_ref(name)).map(|_| ()).map_err(|error| match error {
                QueryError::Plan { detail, remedy, .. } => QueryError::plan(format!("{field}.measure"), detail, remedy),
                other => other,
            })
        }
        GroupBy::Grain(_) if intent == Intent::Why => {
            let detail = "a change is taken apart by the members of a dimension, not by time";
            Err(QueryError::plan(field, detail, "name a dimension, or leave it out"))
        }
        GroupBy::Measure(_) => {
            let detail = "only an average or a share is taken of another measure";
            Err(QueryError::plan(format!("{field}.measure"), detail, "ask for the intent average or share"))
        }
        GroupBy::Grain(Grain::Range) => {
            let detail = "a range is no unit of time";
            Err(QueryError::plan(format!("{field}.grain"), detail, "use day, week, month, quarter, half or year"))
        }
        GroupBy::Grain(_) => Ok(()),
    }
}

fn each(catalogue: &Catalogue, plan: &Plan) -> Result<(), QueryError> {
    let twice = |detail| Err(QueryError::plan("each", detail, "name another dimension, or leave it out"));
    match &plan.each {
        Some(GroupBy::Measure(_)) => twice("a plan is not answered for each unit of a measure"),
        Some(of) if plan.group_by.as_ref() == Some(of) => twice("the figures are split by it already (groupBy)"),
        Some(of) => group_by(catalogue, plan.intent, "each", of),
        None => Ok(()),
    }
}

fn dimension<'a>(catalogue: &'a Catalogue, field: &str, name: &str) -> Result<&'a Dimension, QueryError> {
    catalogue.dimension(name).ok_or_else(|| {
        let known = one_of(catalogue.dimensions.iter().map(|dimension| dimension.name.as_str()));
        QueryError::plan(field, format!("there is no dimension \"{name}\" in the catalogue"), known)
    })
}

/// The members as they stand in the data, each once.
fn members(
    snapshot: &Snapshot,
    dimension: &Dimension,
    field: &str,
    names: &[String],
) -> Result<Vec<String>, QueryError> {
    if names.is_empty() {
        let remedy = "name at least one, or leave the filter out";
        return Err(QueryError::plan(format!("{field}.members"), "no member is named", remedy));
    }
    let empty = NameList::default();
    let list = snapshot.members.get(&dimension.name).unwrap_or(&empty);
    let mut seen = BTreeSet::new();
    let mut members = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let known = |name: &String| list.find(name).map(|_| name.clone());
        let member = known(name).or_else(|| dimension.aliases.get(name).and_then(known)).ok_or_else(|| {
            let detail = format!("there is no {} \"{name}\" in the data", dimension.name);
            let remedy = match nearest(name, list, dimension) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("rank or break down by {} to see which there are", dimension.name),
            };
            QueryError::plan(format!("{field}.members[{place}]"), detail, remedy)
        })?;
        if seen.insert(member.clone()) {
            members.push(member);
        }
    }
    Ok(members)
}

/// The member, or alias, whose name is most like `name`, where one is like it at all.
fn nearest<'a>(name: &str, list: &'a NameList, dimension: &'a Dimension) -> Option<&'a str> {
    if list.names().len() > MOST_COMPARED {
        return None;
    }
    let plain = name.trim().to_lowercase();
    let all = list.names().iter().chain(dimension.aliases.keys());
    all.map(|other| (strsim::jaro_winkler(&plain, &other.trim().to_lowercase()), other.as_str()))
        .filter(|(like, _)| *like >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, other)| other)
}

fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let (shown, rest) = names.split_at(names.len().min(MOST_LISTED));
    let more = if rest.is_empty() { "" } else { ", … (GET /catalogue has all)" };
    format!("use one of {}{more}", shown.join(", "))
}
