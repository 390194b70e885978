//! A plan: a question with all its words resolved. The same plan over the same data version always gives the same facts.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::period::{Grain, Period};

/// What kind of answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// The figure of a period; with a dimension to group by, how many of its members have sales in it.
    Lookup,
    /// The figure of each unit of a period, in order of time, and of several that of the whole.
    Series,
    /// Two periods (`period`, and `compare_to` or `baseline`), or the members of one filter, side by side. Two periods and a
    /// dimension to group by: each member in both, by its change.
    Compare,
    /// The highest or lowest members of a dimension, or units of time.
    Rank,
    /// The figure of each member of a dimension, largest first, with its share of the whole's: of an average there is none.
    Breakdown,
    /// The part of the filtered slice in the whole, or the figure in that of another measure, in percent.
    Share,
    /// The figure per unit of time (the sum of the period divided by its units), or per unit of another measure.
    Average,
    /// The figure from the period's first day to the end of each of its units.
    Cumulative,
    /// The figure of each unit, with its change to the unit before it.
    Growth,
    /// What a change to another period (the one before, when none is named) is made of: volume, price and mix, and the members
    /// of one dimension or of several. The parts add up to the change.
    Why,
    /// The figures of a period beside those of another (the one before, when none is named), and the first member of each
    /// dimension.
    Summary,
    /// The figure of one day beside what the days before it let expect, and the range that ordinary days stay in.
    Expected,
    /// What the days or months after the end of the data are to be expected to come to, each and all together, and the range
    /// that they will be in four times of five.
    Forecast,
}

/// What a figure is split by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum GroupBy {
    /// The members of the dimension with this name.
    Dimension(String),
    /// Calendar units.
    Grain(Grain),
    /// Units of the measure with this name, for an average: "per order", "per customer". For a share, the measure that it is of.
    Measure(String),
}

/// What a period is compared with, where no dates are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Baseline {
    /// The calendar unit before it; for any other run of days, as many days directly before it.
    PreviousPeriod,
    /// The same dates, or the same calendar unit, of the year before.
    PreviousYear,
    /// The same weekdays of the year before: 364 days earlier.
    PreviousYearSameWeekday,
}

/// Only (or all but) these members of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filter {
    /// The dimension's name.
    #[schema(example = "country")]
    pub dimension: String,
    /// Members, as they stand in the data, or aliases of the catalogue.
    #[schema(min_items = 1, max_items = 1000, example = json!(["Germany"]))]
    pub members: Vec<String>,
    /// All members but these, and the rows that have no member.
    #[serde(default)]
    pub exclude: bool,
}

/// Which end of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Largest first.
    Highest,
    /// Smallest first.
    Lowest,
}

/// No ranking is longer.
pub const MOST_RANKED: u32 = 100;

/// A plan is answered for no more members, or units of time, each by itself.
pub const MOST_EACH: usize = 31;

/// How many of a ranking, from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Top {
    /// From 1 to [`MOST_RANKED`].
    #[schema(minimum = 1, maximum = 100)]
    pub n: u32,
    /// From which end.
    pub order: Order,
}

/// How a figure is held against an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Comparison {
    /// More than it.
    Above,
    /// It or more.
    AtLeast,
    /// Less than it.
    Below,
    /// It or less.
    AtMost,
}

/// An end of what a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limit {
    /// How it is held against the amount: `below` or `atMost`.
    pub is: Comparison,
    /// In the measure's unit.
    #[schema(value_type = String, example = "200000")]
    pub amount: Decimal,
}

/// How much a figure is to be. Members, or units, without sales have no figure, and are not below anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Having {
    /// How it is held against the amount.
    pub is: Comparison,
    /// In the measure's unit.
    #[schema(value_type = String, example = "100000")]
    pub amount: Decimal,
    /// And how much at most, of figures that are `above` or `atLeast` the amount: between the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub and: Option<Limit>,
}

impl Comparison {
    fn is_met_by(self, figure: Decimal, amount: Decimal) -> bool {
        match self {
            Self::Above => figure > amount,
            Self::AtLeast => figure >= amount,
            Self::Below => figure < amount,
            Self::AtMost => figure <= amount,
        }
    }

    /// The end of a ranking at which those stand that are as much.
    #[must_use]
    pub fn order(self) -> Order {
        match self {
            Self::Above | Self::AtLeast => Order::Highest,
            Self::Below | Self::AtMost => Order::Lowest,
        }
    }
}

impl Having {
    /// Its ends: one, or the lower and the upper one.
    pub fn limits(self) -> impl Iterator<Item = Limit> {
        std::iter::once(Limit { is: self.is, amount: self.amount }).chain(self.and)
    }

    /// Whether a figure is as much.
    #[must_use]
    pub fn is_met_by(self, figure: Decimal) -> bool {
        self.limits().all(|limit| limit.is.is_met_by(figure, limit.amount))
    }

    /// The end of a ranking that those are listed from that are as much.
    #[must_use]
    pub fn order(self) -> Order {
        self.is.order()
    }
}

/// A question with all its words resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// What kind of answer is asked for.
    pub intent: Intent,
    /// Names of measures, at least one.
    #[schema(min_items = 1, max_items = 10, example = json!(["revenue"]))]
    pub measures: Vec<String>,
    /// The period; all of the data when not set.
    #[serde(default)]
    pub period: Option<Period>,
    /// The other period of a comparison: the base of its change.
    #[serde(default)]
    pub compare_to: Option<Period>,
    /// The same, by what it is to `period`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What the figure is split by; for an average what it is divided by, for a share the dimension whose filter makes the
    /// part (all filters do when it is not set), for a comparison that whose members stand side by side.
    #[serde(default)]
    pub group_by: Option<GroupBy>,
    /// Which rows count: those that meet all filters, one a dimension.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub filters: Vec<Filter>,
    /// How many of a ranking, of the members that changed, or of a breakdown, which then also adds these up.
    #[serde(default)]
    pub top: Option<Top>,
    /// Members are in the order of their changes in percent, and not of the changes themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_percent: bool,
    /// A ranking of those alone whose figure is as much, with how many these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub having: Option<Having>,
    /// All of it once for each of these by itself: the members of another dimension, the largest [`MOST_EACH`] of them, or the
    /// units of the period in order of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<GroupBy>,
}

impl Plan {
    /// A plan of a kind, with nothing in it yet.
    #[must_use]
    pub fn new(intent: Intent) -> Self {
        Self {
            intent,
            measures: Vec::new(),
            period: None,
            compare_to: None,
            baseline: None,
            group_by: None,
            filters: Vec::new(),
            top: None,
            by_percent: false,
            having: None,
            each: None,
        }
    }
    /// Whether each member of a dimension is compared with itself in another period.
    #[must_use]
    pub fn compares_members(&self) -> bool {
        let has_base = self.compare_to.is_some() || self.baseline.is_some();
        self.intent == Intent::Compare && has_base && matches!(self.group_by, Some(GroupBy::Dimension(_)))
    }
}
