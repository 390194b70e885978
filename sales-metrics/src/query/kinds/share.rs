//! The part of a slice in the whole, or a measure in percent of another.

use super::average::over_measure;
use crate::{
    catalogue::{Measure, Unit},
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts, percent},
        figure,
        plan::{Filter, GroupBy},
        slice::Finest,
    },
};

/// The part, the whole, and the one in percent of the other.
pub(in crate::query) async fn share(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    if let Some(GroupBy::Measure(of)) = &question.plan.group_by {
        return of_measure(question, of).await;
    }
    let (asked, part) = (question.asked()?, &question.plan.filters);
    // "Of Germany, the share of mugs": the filter that makes the part is named, the others hold for the whole as well.
    let whole: Vec<Filter> = match &question.plan.group_by {
        Some(GroupBy::Dimension(name)) => part.iter().filter(|filter| filter.dimension != *name).cloned().collect(),
        _ => Vec::new(),
    };
    if part.len() == whole.len() {
        let remedy = "add a filter, such as one country";
        return Err(QueryError::plan("filters", "no part was named to take the share of", remedy));
    }
    for (place, measure) in question.measures.iter().enumerate() {
        if !figure::has_parts(measure) {
            let detail = format!("{} has no parts that add up to a whole", measure.label());
            return Err(QueryError::plan(format!("measures[{place}]"), detail, "take the share of a sum or a count"));
        }
    }
    let (part_days, whole_days) =
        tokio::try_join!(question.by_day(part, &asked, Finest::Month), question.by_day(&whole, &asked, Finest::Month))?;
    let part_sum = part_days.sum(asked.from, asked.to);
    let whole_sum = whole_days.sum(asked.from, asked.to);
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let about = |role, filters| About { role, measure, period: &asked, filters };
        let of_part = facts.read(about(FactRole::Value, part), &part_sum, part_days.keys(&asked));
        let of_whole = facts.read(about(FactRole::Value, &whole), &whole_sum, whole_days.keys(&asked));
        let share = percent(of_part.value, of_whole.value, "the whole");
        facts.derived(about(FactRole::Share, part), share, &[&of_part, &of_whole], of_part.rows);
    }
    Ok(facts.done())
}

/// "Shipping cost in percent of revenue": both are in one unit.
async fn of_measure(question: &Question<'_>, of: &str) -> Result<Vec<Fact>, QueryError> {
    let unit = |measure: &Measure| question.unit_of(FactRole::Value, measure);
    let Some(whole) = question.catalogue().measure(of) else { return Ok(Vec::new()) };
    for (place, measure) in question.measures.iter().enumerate() {
        if unit(measure) != unit(whole) || measure.name == whole.name || measure.unit == Unit::Percent {
            let detail = format!("{} is no part of {}", measure.label(), whole.label());
            return Err(QueryError::plan(format!("measures[{place}]"), detail, "name two measures of one unit"));
        }
    }
    over_measure(question, of, FactRole::Share).await
}
