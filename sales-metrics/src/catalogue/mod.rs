//! The catalogue: what a tenant's columns mean. Everything the code knows of a data set stands here, nothing in code.

mod expression;
mod infer;
mod language;
mod store;
mod validate;

pub use expression::{Expression, ExpressionError};
pub use infer::infer;
pub use language::Language;
pub use store::{CatalogueStore, Pending, Versioned};

use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::period::{Grain, Period};

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
    /// What answers are written in, and how their figures are.
    #[serde(default)]
    pub language: Language,
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
    /// Pairs of dimensions that are added up together, by their names: a ranking of one within the other is then as fast as any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub pairs: Vec<(String, String)>,
    /// Columns that say which rows an `upsert` replaces: all rows with the same values in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<PlainName>, max_items = 10)]
    pub key: Vec<String>,
}

/// The column that says when a row happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeColumn {
    /// The column's name in the file's header.
    #[schema(value_type = PlainName)]
    pub column: String,
    /// `strftime` forms of its dates, tried in order before the usual ones. One that begins with the day or the month in
    /// numbers names the order of all; without it, each file's own dates show it.
    #[schema(value_type = Vec<DateForm>, example = json!(["%Y-%m-%d"]))]
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

impl WeekStart {
    /// The weekday.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Sunday => Weekday::Sunday,
            Self::Saturday => Weekday::Saturday,
        }
    }
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
    /// ISO 4217 code of its money, where it is not the catalogue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    pub currency: Option<String>,
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
    /// A part in percent; of a ratio, hundred times the one measure by the other.
    Percent,
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
    /// The mean of an expression over the rows that have it.
    Average(String),
    /// The least value of an expression in any row.
    Min(String),
    /// The greatest value of an expression in any row.
    Max(String),
    /// How many of those that this count of different values counts are in no row before the period, whatever its filters: new customers.
    New(String),
    /// How many of them are in rows before the period, too.
    Returning(String),
    /// How many of them are in rows of the period before, and in none of the period, whatever its filters.
    Lost(String),
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
    /// It is a number greater than this.
    #[schema(value_type = String)]
    Above(Decimal),
    /// It is a number less than this.
    #[schema(value_type = String)]
    Below(Decimal),
}

impl Condition {
    /// Whether it compares numbers.
    #[must_use]
    pub fn compares_numbers(&self) -> bool {
        matches!(self.is, Comparison::Above(_) | Comparison::Below(_))
    }

    /// Whether a row whose column holds `text`, which is `number` where numbers are compared, meets the condition. A blank is
    /// neither above nor below.
    #[must_use]
    pub fn holds(&self, text: &str, number: Option<Decimal>) -> bool {
        let holds = match &self.is {
            Comparison::OneOf(values) => values.iter().any(|value| value == text),
            Comparison::StartsWith(start) => text.starts_with(start.as_str()),
            Comparison::Blank => text.trim().is_empty(),
            Comparison::Above(bound) => number.is_some_and(|number| number > *bound),
            Comparison::Below(bound) => number.is_some_and(|number| number < *bound),
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
    /// The part of the time column that its members are, where that is `column`: the name of a weekday or month, an hour `00` to `23`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<TimePart>,
    /// Other words for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Other names of members: alias to member.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"UK": "United Kingdom"}))]
    pub aliases: BTreeMap<String, String>,
}

/// A part of a row's time that recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TimePart {
    /// Monday to Sunday.
    Weekday,
    /// `00` to `23`; rows without a time of day have none.
    Hour,
    /// January to December.
    MonthOfYear,
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

    /// The measure of different values that it tells the new, the returning or the lost of.
    #[must_use]
    pub fn looks_back_at(&self) -> Option<&str> {
        match &self.aggregate {
            Aggregate::New(of) | Aggregate::Returning(of) | Aggregate::Lost(of) => Some(of),
            _ => None,
        }
    }

    /// Whether a ratio may be made of it: what it is of several slices is the sum, or the size of the union, of theirs.
    #[must_use]
    pub fn is_divisible(&self) -> bool {
        matches!(self.aggregate, Aggregate::Count | Aggregate::Sum(_) | Aggregate::CountDistinct(_))
    }
}

impl Dimension {
    /// The list that numbers its members: its column, or the part of it.
    #[must_use]
    pub fn list(&self) -> String {
        match self.part {
            None => self.column.clone(),
            Some(TimePart::Weekday) => format!("{}@weekday", self.column),
            Some(TimePart::Hour) => format!("{}@hour", self.column),
            Some(TimePart::MonthOfYear) => format!("{}@month", self.column),
        }
    }

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

    /// The measure that counts the different members of `dimension`, if there is one: of its column, or, as customers are
    /// counted by their ids, of the name that several of its members have.
    #[must_use]
    pub fn counting(&self, dimension: &Dimension) -> Option<&Measure> {
        let counts = |measure: &&Measure| match &measure.aggregate {
            Aggregate::CountDistinct(column) => {
                let plural = dimension.plural();
                *column == dimension.column || measure.name == plural || measure.label() == plural
            }
            _ => false,
        };
        self.measures.iter().find(|measure| dimension.part.is_none() && counts(measure))
    }

    /// The calendar unit of `grain` that holds `date`; weeks begin as the catalogue says.
    #[must_use]
    pub fn unit(&self, date: Date, grain: Grain) -> Period {
        match grain {
            Grain::Week => Period::week_from(date, self.week_start.weekday()),
            _ => Period::containing(date, grain),
        }
    }
}
