//! What is stored for a catalogue's measures: sums, extremes and sets, each once, however many measures use it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tenancy::ApiError;

use crate::catalogue::{Aggregate, Catalogue, Condition, Expression};

/// What a row adds to a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addend {
    /// One.
    Row,
    /// The value of an expression over the columns of [`Components::numbers`]; nothing where it is blank.
    Value(Expression),
    /// One where the expression is not blank.
    Filled(Expression),
}

/// A sum over rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumComponent {
    /// What each row adds.
    pub addend: Addend,
    /// Which rows count.
    pub conditions: Vec<Condition>,
}

/// The least or the greatest value in any row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtremeComponent {
    /// Whose values are compared.
    pub expression: Expression,
    /// The greatest, not the least.
    pub greatest: bool,
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
    /// One sum component divided by another.
    Average(usize, usize),
    /// An extreme component.
    Extreme(usize),
    /// The size of a set component.
    Set(usize),
    /// How many of a set component were in none of the time before.
    New(usize),
    /// How many of it were in the time before.
    Returning(usize),
    /// How many of it were there last time, and are not now.
    Lost(usize),
}

impl Source {
    /// The set component that it looks at.
    #[must_use]
    pub fn set(self) -> Option<usize> {
        match self {
            Self::Set(place) | Self::New(place) | Self::Returning(place) | Self::Lost(place) => Some(place),
            Self::Sum(_) | Self::Average(..) | Self::Extreme(_) => None,
        }
    }
}

/// How many components of each kind rows and cells have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Sums.
    pub sums: usize,
    /// Extremes; at most 64.
    pub extremes: usize,
    /// Which extremes are the greatest: bit `n` is extreme `n`.
    pub greatest: u64,
    /// Sets.
    pub sets: usize,
}

/// The components of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Components {
    /// Columns whose values are numbers, in the order of the expressions' places.
    pub numbers: Vec<String>,
    /// The sums.
    pub sums: Vec<SumComponent>,
    /// The extremes.
    pub extremes: Vec<ExtremeComponent>,
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
            for condition in measure.conditions.iter().filter(|condition| condition.compares_numbers()) {
                place(&mut components.numbers, condition.column.clone());
            }
            if let Some(source) = components.source(&measure.aggregate, &measure.conditions)? {
                components.sources.insert(measure.name.clone(), source);
            }
        }
        for measure in &catalogue.measures {
            let counted = measure.looks_back_at().and_then(|name| components.sources.get(name));
            let Some(set) = counted.and_then(|source| source.set()) else { continue };
            let source = match measure.aggregate {
                Aggregate::New(_) => Source::New(set),
                Aggregate::Returning(_) => Source::Returning(set),
                _ => Source::Lost(set),
            };
            components.sources.insert(measure.name.clone(), source);
        }
        Ok(components)
    }

    fn source(&mut self, aggregate: &Aggregate, conditions: &[Condition]) -> Result<Option<Source>, ApiError> {
        let conditions = conditions.to_vec();
        Ok(Some(match aggregate {
            Aggregate::Ratio { .. } | Aggregate::New(_) | Aggregate::Returning(_) | Aggregate::Lost(_) => {
                return Ok(None);
            }
            Aggregate::Count => Source::Sum(self.sum(Addend::Row, conditions)),
            Aggregate::Sum(text) => {
                let expression = self.expression(text)?;
                Source::Sum(self.sum(Addend::Value(expression), conditions))
            }
            Aggregate::Average(text) => {
                let expression = self.expression(text)?;
                let sum = self.sum(Addend::Value(expression.clone()), conditions.clone());
                Source::Average(sum, self.sum(Addend::Filled(expression), conditions))
            }
            Aggregate::Min(text) | Aggregate::Max(text) => {
                let greatest = matches!(aggregate, Aggregate::Max(_));
                let expression = self.expression(text)?;
                Source::Extreme(place(&mut self.extremes, ExtremeComponent { expression, greatest, conditions }))
            }
            Aggregate::CountDistinct(column) => {
                Source::Set(place(&mut self.sets, SetComponent { column: column.clone(), conditions }))
            }
        }))
    }

    fn expression(&mut self, text: &str) -> Result<Expression, ApiError> {
        Expression::parse(text, &mut self.numbers).map_err(|e| ApiError::field("measures.aggregate", e.to_string()))
    }

    fn sum(&mut self, addend: Addend, conditions: Vec<Condition>) -> usize {
        place(&mut self.sums, SumComponent { addend, conditions })
    }

    /// How many components of each kind there are.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape {
            sums: self.sums.len(),
            greatest: self.extremes.iter().enumerate().fold(0, |bits, (n, e)| bits | u64::from(e.greatest) << n),
            extremes: self.extremes.len(),
            sets: self.sets.len(),
        }
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
