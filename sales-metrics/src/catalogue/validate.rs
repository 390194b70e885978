//! What a catalogue must say before it is stored; each complaint names the field.

use std::collections::HashSet;

use tenancy::ApiError;

use super::{Aggregate, Catalogue, Expression, Measure};

const MOST_MEASURES: usize = 50;
const MOST_DIMENSIONS: usize = 20;
const MOST_PAIRS: usize = 10;
const MOST_KEY_COLUMNS: usize = 10;
const LONGEST_NAME: usize = 100;

impl Catalogue {
    /// Checks the catalogue by itself, without data.
    ///
    /// # Errors
    /// The first field that cannot be used, with the remedy.
    pub fn validate(&self) -> Result<(), ApiError> {
        text("name", &self.name)?;
        text("time.column", &self.time.column)?;
        for format in &self.time.formats {
            if !["%d", "%e", "%j"].iter().any(|day| format.contains(day)) && !format.contains("%F") {
                return Err(ApiError::field("time.formats", format!("\"{format}\" has no day"))
                    .remedy("use a form such as \"%d/%m/%Y\""));
            }
        }
        currency("currency", &self.currency)?;
        if !(1..=12).contains(&self.fiscal_year_start) {
            return Err(ApiError::field("fiscalYearStart", "it is no month").remedy("use 1 (January) to 12 (December)"));
        }
        self.validate_measures()?;
        self.validate_dimensions()?;
        self.validate_pairs()?;
        if self.key.len() > MOST_KEY_COLUMNS {
            return Err(ApiError::field("key", "it has too many columns").remedy("name at most 10 columns"));
        }
        self.key.iter().try_for_each(|column| text("key", column))
    }

    fn validate_pairs(&self) -> Result<(), ApiError> {
        if self.pairs.len() > MOST_PAIRS {
            return Err(ApiError::field("pairs", "there are too many").remedy("declare at most 10 pairs"));
        }
        let mut seen = HashSet::new();
        for (place, (one, other)) in self.pairs.iter().enumerate() {
            let known = [one, other].iter().all(|name| self.dimension(name).is_some());
            if !known || one == other || !seen.insert(if one < other { (one, other) } else { (other, one) }) {
                return Err(ApiError::field(
                    format!("pairs[{place}]"),
                    format!("\"{one}\" and \"{other}\" are no pair"),
                )
                .remedy("name two dimensions of this catalogue, each pair once"));
            }
        }
        Ok(())
    }

    fn validate_measures(&self) -> Result<(), ApiError> {
        if self.measures.is_empty() || self.measures.len() > MOST_MEASURES {
            return Err(ApiError::field("measures", format!("there are {}", self.measures.len()))
                .remedy("declare 1 to 50 measures"));
        }
        let mut names = HashSet::new();
        for (place, measure) in self.measures.iter().enumerate() {
            let at = format!("measures[{place}]");
            text(&format!("{at}.name"), &measure.name)?;
            if !names.insert(measure.name.as_str()) {
                return Err(ApiError::field(format!("{at}.name"), format!("\"{}\" stands twice", measure.name))
                    .remedy("give each measure its own name"));
            }
            if let Some(code) = &measure.currency {
                currency(&format!("{at}.currency"), code)?;
            }
            match &measure.aggregate {
                Aggregate::Count => {}
                Aggregate::CountDistinct(column) => text(&format!("{at}.aggregate.countDistinct"), column)?,
                Aggregate::Sum(text) => expression(&format!("{at}.aggregate.sum"), text)?,
                Aggregate::Average(text) => expression(&format!("{at}.aggregate.average"), text)?,
                Aggregate::Min(text) => expression(&format!("{at}.aggregate.min"), text)?,
                Aggregate::Max(text) => expression(&format!("{at}.aggregate.max"), text)?,
                Aggregate::New(of) | Aggregate::Returning(of) | Aggregate::Lost(of) => {
                    let counted = self.measure(of).map(|counted| &counted.aggregate);
                    if !matches!(counted, Some(Aggregate::CountDistinct(_))) {
                        return Err(ApiError::field(
                            format!("{at}.aggregate"),
                            format!("\"{of}\" is no count of different values of this catalogue"),
                        )
                        .remedy("name a measure with countDistinct, such as customers"));
                    }
                    if !measure.conditions.is_empty() {
                        return Err(ApiError::field(format!("{at}.where"), "it has no rows of its own")
                            .remedy(format!("put the conditions on \"{of}\"")));
                    }
                }
                Aggregate::Ratio { of, per } => {
                    for name in [of, per] {
                        if !self.measure(name).is_some_and(Measure::is_divisible) {
                            return Err(ApiError::field(
                                format!("{at}.aggregate.ratio"),
                                format!("\"{name}\" is no sum and no count of this catalogue"),
                            )
                            .remedy("name two measures that are sums or counts"));
                        }
                    }
                    if !measure.conditions.is_empty() {
                        return Err(ApiError::field(format!("{at}.where"), "a ratio has no rows of its own")
                            .remedy("put the conditions on the measures it divides"));
                    }
                }
            }
        }
        Ok(())
    }

    fn validate_dimensions(&self) -> Result<(), ApiError> {
        if self.dimensions.len() > MOST_DIMENSIONS {
            return Err(ApiError::field("dimensions", "there are too many").remedy("declare at most 20 dimensions"));
        }
        let mut names = HashSet::new();
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let at = format!("dimensions[{place}]");
            text(&format!("{at}.name"), &dimension.name)?;
            text(&format!("{at}.column"), &dimension.column)?;
            if dimension.part.is_some() && dimension.column != self.time.column {
                return Err(ApiError::field(format!("{at}.part"), "only the time column has parts")
                    .remedy("name the time column as this dimension's column, or leave the part out"));
            }
            if dimension.name.contains(['=', '#', '@']) {
                return Err(ApiError::field(format!("{at}.name"), "it holds one of = # @")
                    .remedy("use letters, digits and spaces"));
            }
            if !names.insert(dimension.name.as_str()) {
                return Err(ApiError::field(format!("{at}.name"), format!("\"{}\" stands twice", dimension.name))
                    .remedy("give each dimension its own name"));
            }
        }
        Ok(())
    }

    /// The columns a file must have for this catalogue.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut columns = vec![self.time.column.clone()];
        for measure in &self.measures {
            match &measure.aggregate {
                Aggregate::Sum(expression)
                | Aggregate::Average(expression)
                | Aggregate::Min(expression)
                | Aggregate::Max(expression) => {
                    // A stored catalogue parses: it was validated.
                    let _ = Expression::parse(expression, &mut columns);
                }
                Aggregate::CountDistinct(column) => columns.push(column.clone()),
                Aggregate::Count
                | Aggregate::New(_)
                | Aggregate::Returning(_)
                | Aggregate::Lost(_)
                | Aggregate::Ratio { .. } => {}
            }
            columns.extend(measure.conditions.iter().map(|condition| condition.column.clone()));
        }
        columns.extend(self.dimensions.iter().map(|dimension| dimension.column.clone()));
        columns.extend(self.key.iter().cloned());
        let mut seen = HashSet::new();
        columns.retain(|column| seen.insert(column.clone()));
        columns
    }
}

fn expression(field: &str, text: &str) -> Result<(), ApiError> {
    Expression::parse(text, &mut Vec::new())
        .map(|_| ())
        .map_err(|e| ApiError::field(field, e.to_string()).remedy("write it like \"Quantity * [Unit Price]\""))
}

fn currency(field: &str, code: &str) -> Result<(), ApiError> {
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(ApiError::field(field, "it is no ISO 4217 code").remedy("use three capitals, such as EUR"));
    }
    Ok(())
}

fn text(field: &str, value: &str) -> Result<(), ApiError> {
    if value.trim().is_empty() || value.chars().count() > LONGEST_NAME || value.chars().any(char::is_control) {
        return Err(
            ApiError::field(field, "it is blank, too long or not plain text").remedy("use 1 to 100 plain characters")
        );
    }
    Ok(())
}
