//! What is stored for a catalogue's measures: sums and sets, each once, however many measures use it.

use std::collections::BTreeMap;

use tenancy::ApiError;

use crate::catalogue::{Aggregate, Catalogue, Condition, Expression};

/// A sum over rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumComponent {
    /// What is summed, over the columns of [`Components::numbers`]; `None` counts rows.
    pub expression: Option<Expression>,
    /// Which rows count.
    pub conditions: Vec<Condition>,
}

/// A set of a column's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetComponent {
    /// The column.
    pub column: String,
    /// Which rows count.
    pub conditions: Vec<Condition>,
}

/// Where a measure's figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A sum component.
    Sum(usize),
    /// The size of a set component.
    Set(usize),
}

/// The components of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Components {
    /// Columns whose values are numbers, in the order of the expressions' places.
    pub numbers: Vec<String>,
    /// The sums.
    pub sums: Vec<SumComponent>,
    /// The sets.
    pub sets: Vec<SetComponent>,
    /// Where each measure that is no ratio comes from.
    pub sources: BTreeMap<String, Source>,
}

impl Components {
    /// The components of `catalogue`.
    ///
    /// # Errors
    /// An expression does not parse; a validated catalogue's does.
    pub fn of(catalogue: &Catalogue) -> Result<Self, ApiError> {
        let mut components = Self::default();
        for measure in &catalogue.measures {
            let conditions = measure.conditions.clone();
            let source = match &measure.aggregate {
                Aggregate::Ratio { .. } => continue,
                Aggregate::Count => {
                    Source::Sum(place(&mut components.sums, SumComponent { expression: None, conditions }))
                }
                Aggregate::Sum(text) => {
                    let expression = Expression::parse(text, &mut components.numbers)
                        .map_err(|e| ApiError::field("measures.aggregate.sum", e.to_string()))?;
                    Source::Sum(place(&mut components.sums, SumComponent { expression: Some(expression), conditions }))
                }
                Aggregate::CountDistinct(column) => {
                    Source::Set(place(&mut components.sets, SetComponent { column: column.clone(), conditions }))
                }
            };
            components.sources.insert(measure.name.clone(), source);
        }
        Ok(components)
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
