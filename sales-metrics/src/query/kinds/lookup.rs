//! The figure of a period.

use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts},
    slice::Finest,
};

/// The figure of the plan's slice.
pub(in crate::query) async fn lookup(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let (asked, filters) = (question.asked()?, &question.plan.filters);
    let days = question.by_day(filters, &asked, Finest::Month).await?;
    let sum = days.sum(asked.from, asked.to);
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let about = About { role: FactRole::Value, measure, period: &asked, filters };
        facts.read(about, &sum, days.keys(&asked));
    }
    Ok(facts.done())
}
