//! The figure so far, unit by unit: month to date, year to date.

use crate::{
    period::Period,
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts},
        units::MOST_LISTED,
    },
    rollup::Accumulator,
};

/// For each unit, the figure from the first day of the period to the unit's last: what is counted once in a year is counted
/// once in a run of months.
pub(in crate::query) async fn cumulative(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let units = question.units(question.grain()?, MOST_LISTED, false).await?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let mut run = Accumulator::default();
        for unit in &units.list {
            run.absorb(&unit.sum);
            let period = Period::named(units.asked.from, unit.period.to);
            let about = About { role: FactRole::Value, measure, period: &period, filters: &question.plan.filters };
            let keys = units.days.keys(&period);
            if measure.looks_back_at().is_some() {
                facts.read(about, &units.days.sum(period.from, period.to), keys);
            } else {
                facts.read(about, &run, keys);
            }
        }
    }
    Ok(facts.done())
}
