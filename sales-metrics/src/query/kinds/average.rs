//! The figure per unit of time, or per unit of another measure.

use rust_decimal::Decimal;

use crate::{
    catalogue::Measure,
    period::{Grain, Period},
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts, Figure, Void, divided, percent},
        figure,
        plan::GroupBy,
        slice::Finest,
        units::MOST_LOOKED_AT,
    },
    rollup::Accumulator,
};

/// The figure of the period, and what it is on average.
pub(in crate::query) async fn average(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    match &question.plan.group_by {
        Some(GroupBy::Measure(per)) => over_measure(question, per, FactRole::Average).await,
        _ => per_unit(question).await,
    }
}

const DAYS_OF_A_WEEK: i64 = 7;

/// The average of the figures of the `units` that `asked` is cut into, of which `whole` is the sum: added up, and divided by how many
/// units there are.
///
/// Units without sales count, but for a ratio, which has none there. Weeks are seven days each, wherever the period begins: by
/// calendar weeks, a month would be five or six of them.
pub(in crate::query) fn over_units<'a>(
    question: &Question<'_>,
    measure: &Measure,
    asked: &Period,
    whole: &Accumulator,
    units: impl ExactSizeIterator<Item = &'a Accumulator>,
) -> Result<Figure, QueryError> {
    let all = units.len();
    let figures: Vec<Decimal> = units.filter_map(|unit| question.figure(measure, unit).ok()).collect();
    let count = match question.grain()? {
        _ if !figure::has_parts(measure) => figures.len().into(),
        Grain::Week => Decimal::from(question.covered_days(asked)) / Decimal::from(DAYS_OF_A_WEEK),
        _ => all.into(),
    };
    let sum = figures.iter().try_fold(Decimal::ZERO, |sum, figure| sum.checked_add(*figure));
    Ok(match sum.filter(|_| !figures.is_empty()) {
        Some(sum) => divided(Some(sum), Some(count), "units of time"),
        None => Err(question.figure(measure, whole).err().unwrap_or(Void::NoSales)),
    })
}

/// The figure of the period, and its average per unit of time.
async fn per_unit(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let units = question.units(question.grain()?, MOST_LOOKED_AT, false).await?;
    let (asked, filters) = (&units.asked, &question.plan.filters);
    let whole = units.days.sum(asked.from, asked.to);
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let about = |role| About { role, measure, period: asked, filters };
        let total = facts.read(about(FactRole::Value), &whole, units.days.keys(asked));
        let average = over_units(question, measure, asked, &whole, units.list.iter().map(|unit| &unit.sum))?;
        facts.averaged(about(FactRole::Average), average, &total, units.days.keys(asked));
    }
    Ok(facts.done())
}

/// The figure and that of another measure of the same slice, and the one divided by the other ("per order"), or in percent of it.
pub(super) async fn over_measure(question: &Question<'_>, per: &str, role: FactRole) -> Result<Vec<Fact>, QueryError> {
    let (asked, filters) = (question.asked()?, &question.plan.filters);
    let days = question.by_day(filters, &asked, Finest::Month).await?;
    let sum = days.sum(asked.from, asked.to);
    let mut facts = Facts::new(question);
    let Some(per) = question.catalogue().measure(per) else { return Ok(Vec::new()) };
    for measure in &question.measures {
        let about = |role, measure| About { role, measure, period: &asked, filters };
        let above = facts.read(about(FactRole::Value, measure), &sum, days.keys(&asked));
        let below = facts.read(about(FactRole::Value, per), &sum, days.keys(&asked));
        let figure = match role {
            FactRole::Share => percent(above.value, below.value, per.label()),
            _ => divided(above.value, below.value, per.label()),
        };
        facts.derived(about(role, measure), figure, &[&above, &below], sum.rows);
    }
    Ok(facts.done())
}
