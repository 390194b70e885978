//! What an insight is.

use std::collections::BTreeSet;

use chat_runtime::Table;
use jiff::{Timestamp, civil::Date};
use sales_metrics::{
    period::Period,
    query::{
        fact::Fact,
        plan::{Filter, Plan},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::channel::Tells;

/// What an insight is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum InsightKind {
    /// How a week or a month went.
    Summary,
    /// What a change from one month to the next is made of.
    Mover,
    /// A day far from what the days before it let expect.
    Anomaly,
    /// A level that has changed and stays.
    LevelShift,
    /// Days without a single row where there are some otherwise.
    Gap,
    /// What is to be expected next.
    Forecast,
    /// The best month or day so far.
    Record,
    /// A large part of the whole in few hands.
    Concentration,
    /// Customers who bought for the first time.
    NewCustomers,
    /// Customers who bought in the quarter before, and not in this one.
    LostCustomers,
    /// More is given back than before.
    Returns,
    /// Members that were never there before.
    NewMembers,
    /// A rule of the tenant's own holds.
    Alert,
}

impl InsightKind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Summary,
        Self::Mover,
        Self::Anomaly,
        Self::LevelShift,
        Self::Gap,
        Self::Forecast,
        Self::Record,
        Self::Concentration,
        Self::NewCustomers,
        Self::LostCustomers,
        Self::Returns,
        Self::NewMembers,
        Self::Alert,
    ];

    /// As the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Mover => "mover",
            Self::Anomaly => "anomaly",
            Self::LevelShift => "levelShift",
            Self::Gap => "gap",
            Self::Forecast => "forecast",
            Self::Record => "record",
            Self::Concentration => "concentration",
            Self::NewCustomers => "newCustomers",
            Self::LostCustomers => "lostCustomers",
            Self::Returns => "returns",
            Self::NewMembers => "newMembers",
            Self::Alert => "alert",
        }
    }
}

/// How much an insight matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Low,
    /// Worth a look.
    Medium,
    /// Somebody should act on it, or be glad.
    High,
}

/// What became of an insight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InsightState {
    /// Nobody has seen it.
    #[default]
    New,
    /// Somebody has.
    Seen,
    /// Somebody found it useful.
    Useful,
    /// Nobody wants to see it, and less of its kind.
    Dismissed,
}

/// An answer that nobody asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Insight {
    /// The day it is about, its kind, and a hash of what it is about.
    #[schema(example = "2011-12-08-anomaly-3f2a90c1d2e4b567")]
    pub insight_id: String,
    /// What it is about.
    pub kind: InsightKind,
    /// How much it matters.
    pub severity: Severity,
    /// Its place among others, from 0 to 1.
    pub score: f64,
    /// What became of it; the same for all of the tenant's users.
    pub state: InsightState,
    /// A few words.
    pub title: String,
    /// What there is to tell, with its figures.
    pub text: String,
    /// The question whose answer in the chat shows the same; none where there are no words for it.
    pub question: Option<String>,
    /// The measure's name.
    pub measure: String,
    /// Which rows it is about.
    pub filters: Vec<Filter>,
    /// The days it is about.
    pub period: Period,
    /// What its figures answer.
    pub plan: Plan,
    /// Its figures, with their sources.
    pub facts: Vec<Fact>,
    /// The rule that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub rule_id: Option<Uuid>,
    /// A Vega-Lite specification.
    pub chart: Option<Value>,
    /// The facts as rows.
    pub table: Option<Table>,
    /// The version of the data that it was computed from.
    pub data_version: String,
    /// The tenant's day on which it was told.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// When it was told.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When its figures last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl Insight {
    /// The units of time that its facts were read from.
    pub(crate) fn units(&self) -> BTreeSet<&str> {
        self.facts.iter().flat_map(|fact| fact.source.units()).collect()
    }

    /// Which channels tell it.
    pub(crate) fn tells(&self) -> Tells {
        if self.kind == InsightKind::Alert { Tells::Alerts } else { Tells::Insights }
    }
}
