//! A day's figure beside what the days before it let expect.

use jiff::ToSpan;

use super::side::side;
use crate::{
    estimate::{MOST_DAYS, floats, unusual},
    period::{Grain, Period},
    query::{answer::Question, error::QueryError, fact::Fact, facts::Facts, figure},
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
    let first = question.all_data().map_or(asked.from, |data| looked_at(&data).from);
    if first > asked.from {
        let detail = format!("it lies before {first}, and nothing is said of older days");
        return Err(QueryError::plan("period", detail, "name a later day"));
    }
    let so_far = Period::range(first, asked.to);
    let whole = async {
        if filters.is_empty() { Ok(None) } else { question.history(&[], &so_far, Grain::Day).await.map(Some) }
    };
    let history = question.history(filters, &so_far, Grain::Day);
    let (now, history, whole) = tokio::try_join!(side(question, filters, &asked), history, whole)?;
    let mut facts = Facts::new(question);
    for (place, (measure, days)) in question.measures.iter().zip(&history.figures).enumerate() {
        now.told(&mut facts, measure);
        // On a day on which nothing at all was sold, a part was not low.
        let closed = whole.as_ref().map(|whole| whole.figures[place].iter().map(Option::is_none).collect::<Vec<_>>());
        let range = unusual::expected(&floats(days), first.weekday(), closed.as_deref());
        if let Some(range) = range {
            facts.estimated(measure, &asked, &range, &history);
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
