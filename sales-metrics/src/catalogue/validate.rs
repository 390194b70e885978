//! What a catalogue must say before it is stored; each complaint names the field.

use std::collections::HashSet;

use tenancy::ApiError;

use super::{Aggregate, Catalogue, Expression};

const MOST_MEASURES: usize = 50;
const MOST_DIMENSIONS: usize = 20;
const LONGEST_NAME: usize = 100;

impl Catalogue {
    /// Checks the catalogue by itself, without data.
    ///
    /// # Errors
    /// The first field that cannot be used, with the remedy.
    pub fn validate(&self) -> Result<(), ApiError> {
        text("name", &self.name)?;
        text("time.column", &self.time.column)?;
        if self.time.formats.is_empty() {
            return Err(
                ApiError::field("time.formats", "there is no date form").remedy("give one, such as \"%Y-%m-%d\"")
            );
        }
        for format in &self.time.formats {
            if !["%d", "%e", "%j"].iter().any(|day| format.contains(day)) && !format.contains("%F") {
                return Err(ApiError::field("time.formats", format!("\"{format}\" has no day"))
                    .remedy("use a form such as \"%d/%m/%Y\""));
            }
        }
        if self.currency.len() != 3 || !self.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(ApiError::field("currency", "it is no ISO 4217 code").remedy("use three capitals, such as EUR"));
        }
        if !(1..=12).contains(&self.fiscal_year_start) {
            return Err(ApiError::field("fiscalYearStart", "it is no month").remedy("use 1 (January) to 12 (December)"));
        }
        self.validate_measures()?;
        self.validate_dimensions()
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
            match &measure.aggregate {
                Aggregate::Count => {}
                Aggregate::CountDistinct(column) => text(&format!("{at}.aggregate.countDistinct"), column)?,
                Aggregate::Sum(expression) => {
                    Expression::parse(expression, &mut Vec::new()).map_err(|e| {
                        ApiError::field(format!("{at}.aggregate.sum"), e.to_string())
                            .remedy("write it like \"Quantity * [Unit Price]\"")
                    })?;
                }
                Aggregate::Ratio { of, per } => {
                    for name in [of, per] {
                        let plain = self.measure(name).is_some_and(|m| !matches!(m.aggregate, Aggregate::Ratio { .. }));
                        if !plain {
                            return Err(ApiError::field(
                                format!("{at}.aggregate.ratio"),
                                format!("\"{name}\" is no measure that can be divided"),
                            )
                            .remedy("name two measures of this catalogue that are no ratios"));
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
                Aggregate::Sum(expression) => {
                    // A stored catalogue parses: it was validated.
                    let _ = Expression::parse(expression, &mut columns);
                }
                Aggregate::CountDistinct(column) => columns.push(column.clone()),
                Aggregate::Count | Aggregate::Ratio { .. } => {}
            }
            columns.extend(measure.conditions.iter().map(|condition| condition.column.clone()));
        }
        columns.extend(self.dimensions.iter().map(|dimension| dimension.column.clone()));
        let mut seen = HashSet::new();
        columns.retain(|column| seen.insert(column.clone()));
        columns
    }
}

fn text(field: &str, value: &str) -> Result<(), ApiError> {
    if value.trim().is_empty() || value.chars().count() > LONGEST_NAME || value.chars().any(char::is_control) {
        return Err(
            ApiError::field(field, "it is blank, too long or not plain text").remedy("use 1 to 100 plain characters")
        );
    }
    Ok(())
}
