//! The catalogue: what a tenant's columns mean. Everything the code knows of a data set stands here, nothing in code.

mod expression;
mod infer;
mod store;
mod validate;

pub use expression::{Expression, ExpressionError};
pub use infer::infer;
pub use store::{CatalogueStore, Versioned};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How names and columns are described: not blank, without control characters.
#[derive(Serialize, ToSchema)]
#[schema(
    max_length = 100,
    pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
    example = "Amount"
)]
pub(crate) struct PlainName(String);

/// How date forms are described: they have a day.
#[derive(Serialize, ToSchema)]
#[schema(pattern = "%[dejF]", example = "%Y-%m-%d")]
pub(crate) struct DateForm(String);

/// A tenant's semantic model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Catalogue {
    /// What the data is called, for people.
    #[schema(value_type = PlainName)]
    pub name: String,
    /// The column that says when a row happened.
    pub time: TimeColumn,
    /// ISO 4217 code of all money in the data.
    #[serde(default = "default_currency")]
    #[schema(pattern = "^[A-Z]{3}$", example = "GBP")]
    pub currency: String,
    /// First day of the week.
    #[serde(default)]
    pub week_start: WeekStart,
    /// First month of the fiscal year, 1 to 12.
    #[serde(default = "default_fiscal_start")]
    #[schema(minimum = 1, maximum = 12)]
    pub fiscal_year_start: i8,
    /// "Today" for relative periods; the newest day in the data when not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub today: Option<Date>,
    /// What can be measured.
    #[schema(min_items = 1, max_items = 50)]
    pub measures: Vec<Measure>,
    /// What it can be split and filtered by.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub dimensions: Vec<Dimension>,
}

/// The column that says when a row happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeColumn {
    /// The column's name in the file's header.
    #[schema(value_type = PlainName)]
    pub column: String,
    /// `strftime` forms of its dates, tried in order; what follows the form (a time of day) is passed over.
    #[schema(value_type = Vec<DateForm>, min_items = 1, example = json!(["%Y-%m-%d"]))]
    pub formats: Vec<String>,
}

/// First day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WeekStart {
    /// ISO 8601.
    #[default]
    Monday,
    /// As in the Americas.
    Sunday,
    /// As in much of the Middle East.
    Saturday,
}

/// Something that can be measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measure {
    /// Its name in plans and facts.
    #[schema(value_type = PlainName)]
    pub name: String,
    /// Its name for people; the name when not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Other words for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// What its figures are.
    pub unit: Unit,
    /// How it is computed.
    pub aggregate: Aggregate,
    /// Only rows that meet all of these count.
    #[serde(rename = "where", default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Money in the catalogue's currency.
    Money,
    /// A number of things.
    Count,
    /// Any other number.
    Number,
}

/// How a measure is computed from the rows of a slice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Aggregate {
    /// The number of rows.
    Count,
    /// The sum of an expression over columns, `Quantity * UnitPrice`; a column whose name is no word is written `[Unit Price]`.
    Sum(String),
    /// The number of different values of a column, blanks aside.
    CountDistinct(String),
    /// One measure divided by another.
    Ratio {
        /// The measure above the line.
        of: String,
        /// The measure below it.
        per: String,
    },
}

/// A condition on one column of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// How its text compares.
    pub is: Comparison,
    /// The condition is turned round.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// How a column's text compares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Comparison {
    /// It is one of these.
    OneOf(Vec<String>),
    /// It begins with this.
    StartsWith(String),
    /// It is blank.
    Blank,
}

impl Condition {
    /// Whether a row whose column holds `text` meets the condition.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let holds = match &self.is {
            Comparison::OneOf(values) => values.iter().any(|value| value == text),
            Comparison::StartsWith(start) => text.starts_with(start.as_str()),
            Comparison::Blank => text.trim().is_empty(),
        };
        holds != self.not
    }
}

/// Something a measure can be split or filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dimension {
    /// Its name in plans and facts.
    #[schema(
        max_length = 100,
        pattern = r"^[^=#@\x00-\x1f\x7f-\x9f]*[^=#@\s\x00-\x1f\x7f-\x9f][^=#@\x00-\x1f\x7f-\x9f]*$"
    )]
    pub name: String,
    /// Its name for more than one; the name with an `s` when not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plural: Option<String>,
    /// The column whose values are its members.
    #[schema(value_type = PlainName)]
    pub column: String,
    /// Other words for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Other names of members: alias to member.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"UK": "United Kingdom"}))]
    pub aliases: BTreeMap<String, String>,
}

fn default_currency() -> String {
    "USD".to_owned()
}

fn default_fiscal_start() -> i8 {
    1
}

impl Measure {
    /// The name for people.
    #[must_use]
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

impl Dimension {
    /// The name for more than one.
    #[must_use]
    pub fn plural(&self) -> String {
        self.plural.clone().unwrap_or_else(|| format!("{}s", self.name))
    }
}

impl Catalogue {
    /// The measure called `name`.
    #[must_use]
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// The dimension called `name`.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.name == name)
    }
}
