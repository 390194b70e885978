//! A plan: a question with all its words resolved. The same plan over the same data version always gives the same facts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::period::{Grain, Period};

/// What kind of answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// The figure of a period.
    Lookup,
    /// The figure of each unit of a period, in order of time.
    Series,
    /// Two periods (`period`, `compare_to`), or the members of one filter, side by side.
    Compare,
    /// The highest or lowest members of a dimension, or units of time.
    Rank,
    /// The figure of each member of a dimension, largest first, with its share.
    Breakdown,
    /// The part of the filtered slice in the whole, in percent.
    Share,
    /// The figure per unit of time: the sum of the period divided by its units.
    Average,
}

/// What a figure is split by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum GroupBy {
    /// The members of the dimension with this name.
    Dimension(String),
    /// Calendar units.
    Grain(Grain),
}

/// Only (or all but) these members of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// The dimension's name.
    pub dimension: String,
    /// Members, as they stand in the data.
    pub members: Vec<String>,
    /// All members but these.
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

/// How many of a ranking, from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Top {
    /// From 1 to [`MOST_RANKED`].
    pub n: u32,
    /// From which end.
    pub order: Order,
}

/// A question with all its words resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What kind of answer is asked for.
    pub intent: Intent,
    /// Names of measures, at least one.
    pub measures: Vec<String>,
    /// The period; all of the data when not set.
    #[serde(default)]
    pub period: Option<Period>,
    /// The other period of a comparison: the base of its change.
    #[serde(default)]
    pub compare_to: Option<Period>,
    /// What the figure is split by (series, rank, breakdown), or the unit of an average.
    #[serde(default)]
    pub group_by: Option<GroupBy>,
    /// Which rows count; one filter a dimension.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// How many of a ranking.
    #[serde(default)]
    pub top: Option<Top>,
}
