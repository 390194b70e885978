//! What comes after the data.

use jiff::ToSpan;

use super::expected::looked_at;
use crate::{
    estimate::{self, floats, forecast::Season},
    period::{Grain, Period},
    query::{answer::Question, error::QueryError, fact::Fact, facts::Facts, plan::GroupBy},
};

/// Days that are forecast where no period is named, and months.
const USUAL: (i32, i32) = (28, 3);
/// At most so many are.
const MOST: (usize, usize) = (28, 6);

/// For each unit what is expected and the range it will be in four times of five, then the same of all of them together;
/// nothing where the past of the measure has no pattern that does better than taking the last figures once more.
pub(in crate::query) async fn forecast(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    question.estimable()?;
    let grain = match question.plan.group_by {
        None => Grain::Day,
        Some(GroupBy::Grain(grain @ (Grain::Day | Grain::Month))) => grain,
        Some(_) => {
            let detail = "days and months alone are forecast";
            return Err(QueryError::plan("groupBy", detail, "set groupBy.grain to day or month"));
        }
    };
    let none = |why: &str| QueryError::NoData(format!("there is no forecast: {why}"));
    let data = question.all_data().ok_or_else(|| none("there is no sales data yet"))?;
    let data = if grain == Grain::Day { looked_at(&data) } else { data };
    let whole: Vec<Period> = data.split(grain).into_iter().filter(|unit| unit.grain == grain).collect();
    let ([first, ..], [.., last]) = (whole.as_slice(), whole.as_slice()) else {
        return Err(none("the data has no whole month"));
    };
    let asked = after(question, last, grain)?;
    let units = asked.split(grain);
    let history = question.history(&question.plan.filters, &Period::range(first.from, last.to), grain).await?;
    let season = if grain == Grain::Day { Season::Week(first.from.weekday()) } else { Season::Year };
    let mut facts = Facts::new(question);
    for (measure, figures) in question.measures.iter().zip(&history.figures) {
        // Where nothing was sold, nothing was.
        let figures: Vec<f64> = floats(figures).into_iter().map(Option::unwrap_or_default).collect();
        let Some(forecast) = estimate::forecast::forecast(&figures, season, units.len()) else { continue };
        for (unit, range) in units.iter().zip(&forecast.units) {
            facts.estimated(measure, unit, range, &history);
        }
        if units.len() > 1 {
            facts.estimated(measure, &asked, &forecast.whole, &history);
        }
    }
    let facts = facts.done();
    if facts.is_empty() {
        return Err(none("the past has no pattern that would do better than its last figures"));
    }
    Ok(facts)
}

/// The period that is asked for, or the usual one: it begins where the data's whole units end.
fn after(question: &Question<'_>, last: &Period, grain: Grain) -> Result<Period, QueryError> {
    let is_day = grain == Grain::Day;
    let from = last.to.saturating_add(1.day());
    let Some(asked) = question.plan.period.clone() else {
        let to = if is_day {
            from.saturating_add((USUAL.0 - 1).days())
        } else {
            from.saturating_add((USUAL.1 - 1).months())
        };
        return Ok(Period::named(from, if is_day { to } else { to.last_of_month() }));
    };
    let units = asked.split(grain);
    let most = if is_day { MOST.0 } else { MOST.1 };
    if asked.from != from || units.iter().any(|unit| unit.grain != grain) || units.len() > most {
        let detail = format!("what is forecast begins on {from}, and has at most {most} whole {}s", grain.noun());
        return Err(QueryError::plan("period", detail, format!("let it begin on {from}, or leave it out")));
    }
    Ok(asked)
}
