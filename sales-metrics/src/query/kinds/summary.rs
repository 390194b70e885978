//! How a period went: its figures beside those of another, and who made the most of it.

use futures::future::try_join_all;

use super::side::side;
use crate::query::{
    answer::Question,
    error::QueryError,
    fact::{Fact, FactRole},
    facts::{About, Facts},
    members::put_first,
    plan::Order,
};

/// Dimensions whose first member is named.
const MOST_DIMENSIONS: usize = 2;

/// Each measure's figure, that of the period it is compared with and the change, where the data has one; then for each dimension
/// that no filter is on the member with the highest figure of the first measure.
pub(in crate::query) async fn summary(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let asked = question.asked()?;
    let (base, filters) = (question.base_or_before(&asked), &question.plan.filters);
    let free = |name: &String| filters.iter().all(|filter| filter.dimension != *name);
    let dimensions: Vec<&String> = question
        .catalogue()
        .dimensions
        .iter()
        .map(|d| &d.name)
        .filter(|name| free(name))
        .take(MOST_DIMENSIONS)
        .collect();
    let before = async {
        match side(question, filters, &base).await {
            Ok(side) => Ok(Some(side)),
            Err(QueryError::NoData(_)) => Ok(None),
            Err(error) => Err(error),
        }
    };
    let boards = try_join_all(dimensions.iter().map(|dimension| question.by_member(dimension, filters, &asked)));
    let (now, before, boards) = tokio::try_join!(side(question, filters, &asked), before, boards)?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let value = now.told(&mut facts, measure);
        if let Some(before) = &before {
            let base = before.told(&mut facts, measure);
            facts.change(About { role: FactRole::Change, measure, period: &asked, filters }, &value, &base);
        }
    }
    let Some(measure) = question.measures.first() else { return Ok(facts.done()) };
    for (dimension, members) in dimensions.iter().zip(&boards) {
        let mut ranked = question.with_figures(measure, dimension, members);
        put_first(&mut ranked, 1, Order::Highest);
        if let Some(first) = ranked.first() {
            let filters = question.filters_with(dimension, vec![first.name.to_owned()], false);
            let about = About { role: FactRole::Value, measure, period: &asked, filters: &filters };
            facts.read(about, first.sum, members.keys.clone());
        }
    }
    Ok(facts.done())
}
