//! A fact: one computed figure, with everything needed to say it, check it and compute it again.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::plan::Filter;
use crate::period::Period;

/// What a fact says of its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FactRole {
    /// The figure of a slice and period.
    Value,
    /// The first figure minus the second.
    Change,
    /// The change in percent of the second.
    Percent,
    /// A part in percent of the whole.
    Share,
    /// The figure of the period divided by its units of time, or by another measure.
    Average,
    /// The figure of the unit before the period: what the first change is measured from.
    Base,
    /// The figure that shares, or the units of a series, are parts of.
    Whole,
    /// The figure of the members that a list names, together: of the top ten.
    Together,
    /// The part of a change that the fact's filters made.
    Contribution,
    /// The part of a change that more, or fewer, of what is counted made, at the price of before.
    Volume,
    /// The part of a change that higher, or lower, prices of the same things made.
    Price,
    /// The part of a change that selling other things than before made: what volume and prices leave.
    Mix,
    /// What the figure was, or is, to be expected to be by the figures before it: an estimate.
    Expected,
    /// The lower end of the range that it was to be in.
    Low,
    /// The upper end of that range.
    High,
    /// How many members of the dimension that the plan groups by have sales in the slice; of a plan with a bound, how many
    /// members, or units of time, have a figure of so much.
    Members,
    /// The amount that the plan's `having` names.
    Bound,
}

impl FactRole {
    /// Whether the figure is the difference of two, or a part of one.
    #[must_use]
    pub fn is_difference(self) -> bool {
        matches!(self, Self::Change | Self::Contribution | Self::Volume | Self::Price | Self::Mix)
    }

    /// Whether it says something of a list as a whole: the amount that its figures are held against, or how long it is.
    #[must_use]
    pub fn is_of_a_list(self) -> bool {
        matches!(self, Self::Bound | Self::Members)
    }

    /// Whether the figure is computed from all that its answer was made of, and not from what it names alone.
    #[must_use]
    pub fn is_of_the_whole_answer(self) -> bool {
        matches!(
            self,
            Self::Contribution
                | Self::Volume
                | Self::Price
                | Self::Mix
                | Self::Expected
                | Self::Low
                | Self::High
                | Self::Members
                | Self::Bound
        )
    }
}

/// Why a fact has no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Empty {
    /// No row of the data is in the slice.
    NoSales,
    /// What it is to be divided by is zero.
    DivisionByZero,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FactSource {
    /// What was read: partitions and sort keys, `METRIC#total|2011-03`, or objects of rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Ids of the facts it was computed from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// Rows of the source behind it.
    pub rows: u64,
    /// The version of the data.
    pub data_version: String,
}

impl FactSource {
    /// The units of time that its keys are of: `2011-03` of `METRIC#total|2011-03` and of `rows/2011-03/7`.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| unit_of(key))
    }
}

/// The unit of time that is stored under `key`.
pub(super) fn unit_of(key: &str) -> &str {
    match key.rsplit_once('|') {
        Some((_, unit)) => unit,
        None => key.split('/').find(|part| part.starts_with(|c: char| c.is_ascii_digit())).unwrap_or_default(),
    }
}

/// One computed figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// `F1`, `F2`, … within one answer.
    pub id: String,
    /// What it says of its measure.
    pub role: FactRole,
    /// The exact figure; `None` where there is nothing to measure (no rows, division by zero).
    #[schema(value_type = Option<String>, example = "683267.08")]
    pub value: Option<Decimal>,
    /// `GBP`, `count`, `number`, `percent`, or `points` of percent.
    pub unit: String,
    /// Why there is no figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<Empty>,
    /// The figure as people write it, or why there is none.
    pub display: String,
    /// The measure's name.
    pub measure: String,
    /// The period's name in English, clipped to nothing: as asked.
    pub label: String,
    /// The period, `2011-03-01/2011-03-31`.
    pub period: String,
    /// The days of it with data behind them, `2011-12-01/2011-12-09`, where these are not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<String>,
    /// Which rows count.
    pub filters: Vec<Filter>,
    /// Where it comes from.
    pub source: FactSource,
}

/// The facts of several answers as those of one.
pub(super) fn joined(answers: Vec<Vec<Fact>>) -> Vec<Fact> {
    let mut all: Vec<Fact> = Vec::new();
    for answer in answers {
        let before = all.len();
        let id = |id: &str| {
            let number: usize = id.trim_start_matches('F').parse().unwrap_or_default();
            format!("F{}", before + number)
        };
        all.extend(answer.into_iter().map(|fact| {
            let facts = fact.source.facts.iter().map(|of| id(of)).collect();
            Fact { id: id(&fact.id), source: FactSource { facts, ..fact.source }, ..fact }
        }));
    }
    all
}

/// The period as it stands in a fact, an ISO 8601 interval.
#[must_use]
pub fn interval(period: &Period) -> String {
    format!("{}/{}", period.from, period.to)
}

/// The first and the last day of an [`interval`]; nothing of what is none.
#[must_use]
pub fn days(interval: &str) -> Option<(Date, Date)> {
    let (from, to) = interval.split_once('/')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}
