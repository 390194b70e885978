//! The figure of each unit of a period.

use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts},
    units::MOST_LISTED,
};

/// A fact for each unit, in order of time; a unit without sales is one without a figure.
pub(in crate::query) async fn series(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let units = question.units(question.grain()?, MOST_LISTED, false).await?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        for unit in &units.list {
            let filters = &question.plan.filters;
            let about = About { role: FactRole::Value, measure, period: &unit.period, filters };
            facts.read(about, &unit.sum, unit.keys.clone());
        }
    }
    Ok(facts.done())
}
