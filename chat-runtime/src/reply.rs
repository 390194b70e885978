//! What `POST /chat` takes and answers.

use model_adapters::Prices;
use rust_decimal::Decimal;
use sales_metrics::{
    period::Period,
    query::{
        fact::Fact,
        plan::{Filter, GroupBy, Plan, Top},
    },
};
use serde::{Deserialize, Serialize};
use tenancy::ids::{MessageId, SessionId};
use utoipa::ToSchema;

use crate::table::Table;

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChatRequest {
    /// The question, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) text: String,
    /// The conversation it belongs to; a new one when not set.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(crate) session_id: Option<SessionId>,
    /// `narrator`, `ollama:NAME` or `bedrock:ID`; the server's default when not set.
    #[serde(default)]
    #[schema(max_length = 200, pattern = r"^(narrator|(ollama|bedrock):\S+)$", example = "narrator")]
    pub(crate) model: Option<String>,
}

/// Whether the question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Verdict {
    /// The text answers it, and every figure in it is a fact.
    Answered,
    /// The text asks back.
    Clarify,
    /// The data cannot tell.
    NoData,
    /// It is no question about sales.
    OutOfScope,
    /// It asks for what nobody may have.
    Blocked,
}

/// How the question was understood.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Classification {
    /// `lookup`, `series`, `compare`, `rank`, `breakdown`, `share`, `average`, `cumulative`, `growth`, `why`, `summary`, `help`, or `none`.
    pub(crate) intent: String,
    /// Names of measures.
    pub(crate) measures: Vec<String>,
    /// The period with its resolved dates.
    pub(crate) period: Option<Period>,
    /// The other period of a comparison.
    pub(crate) compare_to: Option<Period>,
    /// What figures are split by.
    pub(crate) group_by: Option<GroupBy>,
    /// Which rows count.
    pub(crate) filters: Vec<Filter>,
    /// How many of a ranking.
    pub(crate) top: Option<Top>,
    /// From 0 to 1.
    pub(crate) confidence: f64,
    /// What was taken from the turn before.
    pub(crate) carried: Vec<String>,
}

impl Classification {
    pub(crate) fn of(plan: &Plan, confidence: f64, carried: Vec<String>) -> Self {
        let intent =
            serde_json::to_value(plan.intent).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        Self {
            intent,
            measures: plan.measures.clone(),
            period: plan.period.clone(),
            compare_to: plan.compare_to.clone(),
            group_by: plan.group_by.clone(),
            filters: plan.filters.clone(),
            top: plan.top,
            confidence,
            carried,
        }
    }
}

/// What the guard did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum GuardStatus {
    /// Every figure is carried by a fact.
    Verified,
    /// The model's first text was not, its second is.
    Repaired,
    /// The model's text was not, so the narrator's stands.
    Fallback,
}

/// The guard's findings.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Guard {
    pub(crate) status: GuardStatus,
    /// What in the model's texts no fact carries.
    pub(crate) violations: Vec<String>,
}

/// What the turn took.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Usage {
    /// The model that phrased the answer.
    pub(crate) model: String,
    /// Tokens the model read.
    pub(crate) input_tokens: u64,
    /// Tokens the model wrote.
    pub(crate) output_tokens: u64,
    /// US dollars; `null` when the model's price is not known.
    pub(crate) cost_usd: Option<String>,
    /// The price table the cost is by.
    pub(crate) price_table: String,
    /// Milliseconds in the model.
    pub(crate) model_ms: f64,
    /// Milliseconds in everything else up to the reply, storing aside.
    pub(crate) overhead_ms: f64,
}

impl Guard {
    /// The findings about a further part of the answer.
    pub(crate) fn absorb(&mut self, other: Guard) {
        if other.status != GuardStatus::Verified {
            self.status = other.status;
        }
        self.violations.extend(other.violations);
    }
}

impl Usage {
    /// What a further part of the answer took.
    pub(crate) fn absorb(&mut self, other: Usage) {
        let cost = |usage: &Usage| usage.cost_usd.as_ref().and_then(|cost| cost.parse::<Decimal>().ok());
        self.cost_usd = cost(self).zip(cost(&other)).map(|(a, b)| (a + b).normalize().to_string());
        self.model = other.model;
        self.input_tokens += other.input_tokens;
        self.output_tokens += other.output_tokens;
        self.model_ms += other.model_ms;
    }
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            model: "none".to_owned(),
            input_tokens: 0,
            output_tokens: 0,
            cost_usd: Some("0".to_owned()),
            price_table: Prices::embedded().version().to_owned(),
            model_ms: 0.0,
            overhead_ms: 0.0,
        }
    }
}

/// An answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatReply {
    /// The answer's id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) message_id: MessageId,
    /// The conversation; send it with the next question.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) session_id: SessionId,
    /// Whether the question was answered.
    pub(crate) verdict: Verdict,
    /// The answer.
    pub(crate) text: String,
    /// How the question was understood.
    pub(crate) classification: Classification,
    /// How the further questions of the same message were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) further: Vec<Classification>,
    /// Every figure of the answer, with its source.
    pub(crate) facts: Vec<Fact>,
    /// A Vega-Lite specification of the facts with their figures in it; `null` where there is nothing to draw.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(crate) chart: Option<serde_json::Value>,
    /// The facts as a table; `null` for a single figure.
    #[serde(default)]
    pub(crate) table: Option<Table>,
    /// Questions that the data can answer.
    pub(crate) suggestions: Vec<String>,
    /// What the guard did.
    pub(crate) guard: Guard,
    /// What it took.
    pub(crate) usage: Usage,
}
