//! The figure of each unit of a period.

use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts},
    units::MOST_LISTED,
};

/// A fact for each unit, in order of time; a unit without sales is one without a figure. Then, of several, the figure of the whole
/// period, which is their sum where the measure adds up.
pub(in crate::query) async fn series(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let units = question.units(question.grain()?, MOST_LISTED, false).await?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        for unit in &units.list {
            let filters = &question.plan.filters;
            let about = About { role: FactRole::Value, measure, period: &unit.period, filters };
            facts.read(about, &unit.sum, unit.keys.clone());
        }
        if units.list.len() > 1 {
            let asked = &units.asked;
            let about = About { role: FactRole::Whole, measure, period: asked, filters: &question.plan.filters };
            facts.read(about, &units.days.sum(asked.from, asked.to), units.days.keys(asked));
        }
    }
    Ok(facts.done())
}
