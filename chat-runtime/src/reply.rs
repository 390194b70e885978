//! What `POST /chat` takes and answers.

use std::time::Duration;

use model_adapters::{Call, Prices};
use rust_decimal::Decimal;
use sales_metrics::{
    period::Period,
    query::{
        fact::Fact,
        plan::{Baseline, Filter, GroupBy, Having, Plan, Top},
    },
};
use serde::{Deserialize, Serialize};
use tenancy::{
    budget::Exhausted,
    ids::{MessageId, SessionId},
    registry::TurnUsage,
};
use utoipa::ToSchema;

use crate::{conversation::Thread, table::Table};

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChatRequest {
    /// The question, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) text: String,
    /// The question with all its words resolved, such as an answer's classification with another period: it is answered as it
    /// stands, and `text` is what the conversation shows of it.
    #[serde(default)]
    pub(crate) plan: Option<Plan>,
    /// The conversation it belongs to; a new one when not set.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(crate) session_id: Option<SessionId>,
    /// `narrator`, `ollama:NAME`, `bedrock:ID` or `openai:NAME`, of those that GET /v1/models lists; when not set, the tenant's
    /// own, where a model adds something.
    #[serde(default)]
    #[schema(max_length = 200, pattern = r"^(narrator|(ollama|bedrock|openai):\S+)$", example = "narrator")]
    pub(crate) model: Option<String>,
    /// Whether the answer comes as it is said, as server-sent events, and not only as a whole.
    #[serde(default)]
    pub(crate) stream: bool,
    /// What was said before, of a client that names no session.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) before: Option<Before>,
}

/// What was said before a question.
#[derive(Debug, Clone)]
pub(crate) struct Before {
    /// All of it, as a hash.
    pub(crate) thread: Thread,
    /// What was asked, the oldest first.
    pub(crate) asked: Vec<String>,
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

/// How the question was understood: the fields of its plan, and how sure that is.
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
    /// The same, by what it is to `period`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<Baseline>,
    /// What figures are split by.
    pub(crate) group_by: Option<GroupBy>,
    /// Which rows count.
    pub(crate) filters: Vec<Filter>,
    /// How many of a ranking.
    pub(crate) top: Option<Top>,
    /// Members are in the order of their changes in percent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) by_percent: bool,
    /// Those of a ranking alone whose figure is as much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) having: Option<Having>,
    /// What there is an answer for each of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) each: Option<GroupBy>,
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
            baseline: plan.baseline,
            group_by: plan.group_by.clone(),
            filters: plan.filters.clone(),
            top: plan.top,
            by_percent: plan.by_percent,
            having: plan.having,
            each: plan.each.clone(),
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
    /// The model's first text was not; what stands is its second, or of a text that was being heard already what held.
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
    /// Whether tokens were counted here, because the provider did not tell them.
    #[serde(default)]
    pub(crate) estimated: bool,
    /// The words were kept from the same question about the same figures; no model was asked for them.
    #[serde(default)]
    pub(crate) cached: bool,
    /// US dollars; `null` when the model's price is not known.
    pub(crate) cost_usd: Option<String>,
    /// The price table the cost is by.
    pub(crate) price_table: String,
    /// Milliseconds in the model.
    pub(crate) model_ms: f64,
    /// Milliseconds in everything else up to the reply, storing aside.
    pub(crate) overhead_ms: f64,
    /// Milliseconds until the model's first word, if one spoke.
    #[serde(default)]
    pub(crate) first_token_ms: Option<f64>,
    /// The budget that kept a model from being asked, so that the narrator answered.
    #[serde(default)]
    pub(crate) exhausted: Option<Exhausted>,
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
    /// What `calls` took.
    pub(crate) fn of(calls: &[Call]) -> Self {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let cost = calls.iter().map(|call| call.cost_usd).sum::<Option<Decimal>>();
        Self {
            input_tokens: calls.iter().map(|call| call.usage.input_tokens).sum(),
            output_tokens: calls.iter().map(|call| call.usage.output_tokens).sum(),
            estimated: calls.iter().any(|call| call.usage.estimated),
            cost_usd: cost.map(|cost| cost.normalize().to_string()),
            cached: false,
            first_token_ms: calls.iter().find_map(|call| call.first_token).map(ms),
            ..Self::default()
        }
    }

    /// The same as it is counted; an unknown price counts nothing.
    pub(crate) fn counted(&self) -> TurnUsage {
        TurnUsage {
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cost_usd: self.cost_usd.as_deref().and_then(|cost| cost.parse().ok()).unwrap_or_default(),
        }
    }
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            model: "none".to_owned(),
            input_tokens: 0,
            output_tokens: 0,
            estimated: false,
            cost_usd: Some("0".to_owned()),
            price_table: Prices::embedded().version().to_owned(),
            model_ms: 0.0,
            overhead_ms: 0.0,
            cached: false,
            first_token_ms: None,
            exhausted: None,
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
    /// Whether it ends where its reader stopped it.
    #[serde(default)]
    pub(crate) stopped: bool,
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An answer that says `text`, and nothing besides.
    pub(crate) fn reply(text: &str) -> ChatReply {
        ChatReply {
            message_id: MessageId::generate(),
            session_id: SessionId::generate(),
            verdict: Verdict::Answered,
            text: text.to_owned(),
            stopped: false,
            classification: Classification::default(),
            further: Vec::new(),
            facts: Vec::new(),
            chart: None,
            table: None,
            suggestions: Vec::new(),
            guard: Guard { status: GuardStatus::Verified, violations: Vec::new() },
            usage: Usage::default(),
        }
    }
}
