//! How a figure grows from each unit of a period to the next.

use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts},
    units::MOST_LISTED,
};

/// Each unit's figure, and its change to the unit before it; the first is measured from the unit before the period, where
/// the data has that.
pub(in crate::query) async fn growth(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let units = question.units(question.grain()?, MOST_LISTED, true).await?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let about = |role, period| About { role, measure, period, filters: &question.plan.filters };
        let mut base = units
            .before
            .as_ref()
            .map(|unit| facts.read(about(FactRole::Base, &unit.period), &unit.sum, unit.keys.clone()));
        for unit in &units.list {
            let about = about(FactRole::Value, &unit.period);
            let now = facts.read(about.clone(), &unit.sum, unit.keys.clone());
            if let Some(base) = &base {
                facts.change(about, &now, base);
            }
            base = Some(now);
        }
    }
    Ok(facts.done())
}
