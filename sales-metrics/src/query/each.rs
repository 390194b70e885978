//! One answer for each member of a dimension, or each unit of a period.

use std::collections::HashMap;

use futures::future::{join_all, try_join, try_join_all};
use tenancy::TenantSession;

use super::{
    answer::{Question, one},
    error::QueryError,
    fact::{Fact, joined},
    members::put_first,
    plan::{Filter, GroupBy, MOST_EACH, Order, Plan},
    shared::Shared,
    slice::MOST_SLICES,
    snapshot::Snapshot,
};
use crate::period::{Grain, Period};

/// The facts of a checked plan for each of `each` by itself: members by their figure of the first measure, units in order of
/// time. All answers are computed at once, and what they read of the same is read once.
pub(super) async fn for_each(
    session: &TenantSession,
    snapshot: &Snapshot,
    plan: &Plan,
    each: &GroupBy,
) -> Result<Vec<Fact>, QueryError> {
    let question = Question::new(session, snapshot, plan, None);
    let asked = Plan { each: None, ..plan.clone() };
    match each {
        GroupBy::Grain(grain) => {
            let plans: Vec<Plan> = units(&question, *grain)?
                .into_iter()
                .map(|unit| Plan { period: Some(unit), ..asked.clone() })
                .collect();
            let shared = Shared::default();
            let answers = plans.iter().map(|plan| one(session, snapshot, plan, Some(&shared)));
            Ok(joined(try_join_all(answers).await?))
        }
        GroupBy::Dimension(dimension) => {
            let within = async |names: Vec<String>| {
                let filters = |name: &String| question.filters_with(dimension, vec![name.clone()], false);
                let plans: Vec<Plan> =
                    names.iter().map(|name| Plan { filters: filters(name), ..asked.clone() }).collect();
                let shared = Shared { each: Some((dimension.clone(), names.clone())), ..Shared::default() };
                let answers = join_all(plans.iter().map(|plan| one(session, snapshot, plan, Some(&shared)))).await;
                names.into_iter().zip(answers).collect::<HashMap<_, _>>()
            };
            // A list that is short needs not wait until it is known who of it is the largest.
            let (largest, mut answers) = match few(&question, dimension) {
                Some(names) => try_join(largest(&question, dimension), async { Ok(within(names).await) }).await?,
                None => {
                    let largest = largest(&question, dimension).await?;
                    let answers = within(largest.clone()).await;
                    (largest, answers)
                }
            };
            let answers = largest.iter().filter_map(|name| answers.remove(name));
            Ok(joined(answers.collect::<Result<_, _>>()?))
        }
        // A checked plan has none.
        GroupBy::Measure(_) => Ok(Vec::new()),
    }
}

/// The units of `grain` in what is asked for.
fn units(question: &Question<'_>, grain: Grain) -> Result<Vec<Period>, QueryError> {
    let asked = question.asked()?;
    question.part(&asked)?;
    let units = question.shown(&asked, grain).split_into(|date| question.unit(date, grain));
    if units.len() > MOST_EACH {
        let detail = format!("that is {} {}s, more than {MOST_EACH}", units.len(), grain.noun());
        return Err(QueryError::plan("each.grain", detail, "ask for a shorter period or a coarser unit"));
    }
    Ok(units)
}

/// The members that can have a figure, when they are so few that all are read at once: more than are answered for, as it costs
/// less to leave some out than to wait.
fn few(question: &Question<'_>, dimension: &str) -> Option<Vec<String>> {
    let filters = &question.plan.filters;
    let named = filters.iter().find(|filter| filter.dimension == dimension && !filter.exclude);
    let names = match named {
        Some(Filter { members, .. }) => members.as_slice(),
        None => question.snapshot.members.get(dimension)?.names(),
    };
    (names.len() <= MOST_SLICES).then(|| names.to_vec())
}

/// The members of `dimension` with the largest figures of the first measure.
async fn largest(question: &Question<'_>, dimension: &str) -> Result<Vec<String>, QueryError> {
    let Some(measure) = question.measures.first() else { return Ok(Vec::new()) };
    let members = question.by_member(dimension, &question.plan.filters, &question.asked()?).await?;
    let mut ranked = question.with_figures(measure, dimension, &members);
    put_first(&mut ranked, MOST_EACH, Order::Highest);
    Ok(ranked.iter().take(MOST_EACH).map(|ranked| ranked.name.to_owned()).collect())
}
