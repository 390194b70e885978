//! A fact: one computed figure, with everything needed to say it, check it and compute it again.

use rust_decimal::{Decimal, RoundingStrategy};
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
    /// The figure that shares are parts of.
    Whole,
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
    /// `GBP`, `count`, `number` or `percent`.
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

/// The period as it stands in a fact, an ISO 8601 interval.
#[must_use]
pub fn interval(period: &Period) -> String {
    format!("{}/{}", period.from, period.to)
}

/// A figure as people write it in English: `£683,267.08`, `1,459`, `-4.5%`, `1,234.5`.
#[must_use]
pub fn display(value: Option<Decimal>, unit: &str) -> String {
    let Some(value) = value else { return "no sales".to_owned() };
    let (digits, least) = match unit {
        "count" => (0, 0),
        "percent" if value.abs() < Decimal::TEN => (2, 2),
        "percent" => (1, 1),
        "number" => (2, 0),
        "JPY" | "KRW" => (0, 0),
        _ => (2, 2),
    };
    // A count is whole, save an average of counts.
    let digits = if unit == "count" && !value.fract().is_zero() { 2 } else { digits };
    let mut rounded = value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero).normalize();
    if rounded.scale() < least {
        rounded.rescale(least);
    }
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
    let plain = rounded.abs().to_string();
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), ""), |(w, f)| (w, f));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    match unit {
        "count" | "number" => format!("{sign}{grouped}"),
        "percent" => format!("{sign}{grouped}%"),
        "GBP" => format!("{sign}£{grouped}"),
        "EUR" => format!("{sign}€{grouped}"),
        "USD" => format!("{sign}${grouped}"),
        "JPY" => format!("{sign}¥{grouped}"),
        "INR" => format!("{sign}₹{grouped}"),
        code => format!("{sign}{code}\u{a0}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        for (value, unit, want) in [
            ("683267.08", "GBP", "£683,267.08"),
            ("9747747.934", "GBP", "£9,747,747.93"),
            ("-12.5", "USD", "-$12.50"),
            ("1459", "count", "1,459"),
            ("486.3333", "count", "486.33"),
            ("-4.453048", "percent", "-4.45%"),
            ("35.3565", "percent", "35.4%"),
            ("0.004", "GBP", "£0.00"),
            ("1234.5", "number", "1,234.5"),
            ("999", "CHF", "CHF\u{a0}999.00"),
        ] {
            assert_eq!(display(Some(value.parse().unwrap()), unit), want);
        }
    }
}
