//! One plan for each member of a dimension, or each unit of a period.

use crate::query::{
    answer::Question,
    error::QueryError,
    plan::{GroupBy, MOST_EACH, Order, Plan},
};

/// The question's plan for each of `each` by itself: members by their figure of the first measure, units in order of time.
pub(in crate::query) async fn each(question: &Question<'_>, each: &GroupBy) -> Result<Vec<Plan>, QueryError> {
    let asked = question.asked()?;
    let plan = Plan { each: None, ..question.plan.clone() };
    match each {
        GroupBy::Dimension(dimension) => {
            let Some(measure) = question.measures.first() else { return Ok(Vec::new()) };
            let members = question.by_member(dimension, &plan.filters, &asked).await?;
            let ranked = question.ranked(measure, dimension, &members, Order::Highest);
            let names = ranked.iter().take(MOST_EACH).map(|ranked| ranked.name.to_owned());
            Ok(names
                .map(|name| Plan { filters: question.filters_with(dimension, vec![name], false), ..plan.clone() })
                .collect())
        }
        GroupBy::Grain(grain) => {
            question.part(&asked)?;
            let units = question.shown(&asked, *grain).split_into(|date| question.unit(date, *grain));
            if units.len() > MOST_EACH {
                let detail = format!("that is {} {}s, more than {MOST_EACH}", units.len(), grain.noun());
                return Err(QueryError::plan("each.grain", detail, "ask for a shorter period or a coarser unit"));
            }
            Ok(units.into_iter().map(|unit| Plan { period: Some(unit), ..plan.clone() }).collect())
        }
        // A checked plan has none.
        GroupBy::Measure(_) => Ok(Vec::new()),
    }
}
