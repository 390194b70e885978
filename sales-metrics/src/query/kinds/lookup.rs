//! The figure of a period, or how many members of a dimension it has.

use crate::{
    period::Period,
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts},
        plan::GroupBy,
        slice::Finest,
    },
};

/// The figure of the plan's slice; where the plan groups by a dimension, how many of its members have sales there.
pub(in crate::query) async fn lookup(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let (asked, filters) = (question.asked()?, &question.plan.filters);
    if let Some(GroupBy::Dimension(dimension)) = &question.plan.group_by {
        return members(question, dimension, &asked).await;
    }
    let days = question.by_day(filters, &asked, Finest::Month).await?;
    let sum = days.sum(asked.from, asked.to);
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let about = About { role: FactRole::Value, measure, period: &asked, filters };
        facts.read(about, &sum, days.keys(&asked));
    }
    Ok(facts.done())
}

async fn members(question: &Question<'_>, dimension: &str, asked: &Period) -> Result<Vec<Fact>, QueryError> {
    let filters = &question.plan.filters;
    let members = question.by_member(dimension, filters, asked).await?;
    let list = question.snapshot.members.get(dimension);
    let is_named = |member: u32| list.is_some_and(|list| list.name(member).is_some());
    let sold = || members.sums.iter().filter(|(member, sum)| sum.rows > 0 && is_named(**member));
    let mut facts = Facts::new(question);
    if let Some(measure) = question.measures.first() {
        let about = About { role: FactRole::Members, measure, period: asked, filters };
        let rows = sold().map(|(_, sum)| sum.rows).sum();
        facts.members(about, sold().count(), rows, members.keys.clone());
    }
    Ok(facts.done())
}
