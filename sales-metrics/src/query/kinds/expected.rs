//! A day's figure beside what the days before it let expect.

use jiff::ToSpan;

use super::side::side;
use crate::{
    estimate::{MOST_DAYS, floats, unusual},
    period::{Grain, Period},
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts},
        figure,
    },
};

/// The figure, what was expected, and the range of ordinary days; nothing is expected where too few days lie before.
pub(in crate::query) async fn expected(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let asked = question.asked()?;
    if asked.from != asked.to {
        let detail = format!("it has {} days", asked.days());
        return Err(QueryError::plan("period", detail, "name one day"));
    }
    question.estimable()?;
    let filters = &question.plan.filters;
    let now = side(question, filters, &asked).await?;
    let first = question.all_data().map_or(asked.from, |data| looked_at(&data).from);
    if first > asked.from {
        let detail = format!("it lies before {first}, and nothing is said of older days");
        return Err(QueryError::plan("period", detail, "name a later day"));
    }
    let so_far = Period::range(first, asked.to);
    let history = question.history(filters, &so_far, Grain::Day).await?;
    let whole = if filters.is_empty() { None } else { Some(question.history(&[], &so_far, Grain::Day).await?) };
    let mut facts = Facts::new(question);
    for (place, (measure, days)) in question.measures.iter().zip(&history.figures).enumerate() {
        now.told(&mut facts, measure);
        // On a day on which nothing at all was sold, a part was not low.
        let closed = whole.as_ref().map(|whole| whole.figures[place].iter().map(Option::is_none).collect::<Vec<_>>());
        let range = unusual::expected(&floats(days), first.weekday(), closed.as_deref());
        let Some(range) = range else { continue };
        let ends = [(FactRole::Expected, range.expected), (FactRole::Low, range.low), (FactRole::High, range.high)];
        for (role, value) in ends {
            let about = About { role, measure, period: &asked, filters };
            facts.estimated(about, value, history.keys.clone(), history.rows);
        }
    }
    Ok(facts.done())
}

/// The days of the data that estimates are made of.
pub(in crate::query) fn looked_at(data: &Period) -> Period {
    Period::range(data.from.max(data.to.saturating_sub((MOST_DAYS - 1).days())), data.to)
}

impl Question<'_> {
    /// Whether all measures of the plan are of a kind that estimates can be made of.
    ///
    /// # Errors
    /// [`QueryError::Plan`] names the one that is not.
    pub(super) fn estimable(&self) -> Result<(), QueryError> {
        match self.measures.iter().position(|measure| !figure::has_parts(measure)) {
            Some(place) => {
                let detail = format!("{} is no sum and no count", self.measures[place].label());
                Err(QueryError::plan(format!("measures[{place}]"), detail, "name a sum or a count"))
            }
            None => Ok(()),
        }
    }
}
