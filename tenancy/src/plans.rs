//! What tenants can pay for: plans are data (`plans.json`, or `SALESTALK_PLANS` in its place), and code knows none by name.

use std::{
    collections::BTreeMap,
    num::{NonZeroU16, NonZeroU32},
};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use utoipa::ToSchema;

use crate::{ApiError, budget::Limits};

const EMBEDDED: &str = include_str!("../plans.json");
/// What is kept shorter could not be archived in time, in days.
pub const SHORTEST_RETENTION: i64 = 5;
/// The plan of a tenant that was asked for without one.
const DEFAULT: &str = "standard";

/// Which KMS key encrypts what a tenant owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyChoice {
    /// A key of the tenant's own, with the alias `alias/salestalk/<id>`.
    Own,
    /// The key that such tenants share; what leaves the tenant's tables is sealed with a data key of its own.
    Pooled,
}

/// When a model phrases an answer; it is the narrator's otherwise, and costs nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ModelPolicy {
    /// Never.
    Never,
    /// When there is more to say than one figure: a comparison, a course, a ranking, a reason, a summary.
    #[default]
    Useful,
    /// For every answer with figures in it.
    Always,
}

/// What becomes of a question when the budget for models is used up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OverBudget {
    /// The narrator answers it, and the reply says why.
    #[default]
    Narrator,
    /// It is refused.
    Refuse,
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = TenantPlan)] // a query's plan is another thing, of the same name
pub struct Plan {
    /// What it is, for people.
    pub title: String,
    /// How many days messages are kept, counted from when each is written: at least [`SHORTEST_RETENTION`].
    #[serde(deserialize_with = "long_enough")]
    #[schema(minimum = 5)]
    pub retention_days: i64,
    /// Which KMS key encrypts the tenant's data.
    pub key: KeyChoice,
    /// Whether the tables can be restored to any second of the last 35 days.
    pub point_in_time_recovery: bool,
    /// Whether DynamoDB refuses to delete the tables.
    pub deletion_protection: bool,
    /// After how many hours the newest backup of a tenant's data is too old, and another is made; none are made if absent.
    #[serde(default)]
    #[schema(value_type = Option<u16>)]
    pub backup_hours: Option<NonZeroU16>,
    /// How many days a backup is kept, of 100 at most; the newest one is kept for as long as the tenant is.
    #[serde(default = "usual_backup_days")]
    #[schema(value_type = u16)]
    pub backup_days: NonZeroU16,
    /// How many days the archive of an erased tenant is kept.
    pub archive_days: i64,
    /// The model that phrases answers; the system's own if none.
    pub model: Option<String>,
    /// When a model is asked at all.
    #[serde(default)]
    pub model_policy: ModelPolicy,
    /// The models that a request may name, of those the system offers: names, or `ollama:*` for a whole family; none if empty.
    #[serde(default)]
    pub models: Vec<String>,
    /// What the tenant's answers may cost in a month, in US dollars.
    #[schema(value_type = String, example = "20")]
    pub monthly_budget_usd: Decimal,
    /// How many tokens models may read and write for it in a month.
    #[serde(default)]
    pub monthly_tokens: Option<u64>,
    /// How many questions it may ask in a month.
    #[serde(default)]
    pub monthly_turns: Option<u64>,
    /// What becomes of a question that a model would answer when the month's money or tokens are used up.
    #[serde(default)]
    pub over_budget: OverBudget,
    /// How many insights it is told in a day at most.
    #[serde(default = "usual_insights")]
    pub insights_per_day: u32,
    /// How many requests a second it may send in the long run.
    #[schema(value_type = u32)]
    pub requests_per_second: NonZeroU32,
    /// How many of them it may save up, to send in one go.
    #[schema(value_type = u32)]
    pub request_burst: NonZeroU32,
    /// How many of its requests are served at once.
    #[schema(value_type = u32)]
    pub concurrent_requests: NonZeroU32,
}

fn long_enough<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let days = i64::deserialize(from)?;
    if days < SHORTEST_RETENTION {
        return Err(D::Error::custom(format!("retentionDays is less than {SHORTEST_RETENTION}")));
    }
    Ok(days)
}

fn usual_backup_days() -> NonZeroU16 {
    const { NonZeroU16::new(14).unwrap() }
}

fn usual_insights() -> u32 {
    5
}

impl Plan {
    /// What may be used in a month.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits { usd: Some(self.monthly_budget_usd), tokens: self.monthly_tokens, turns: self.monthly_turns }
    }
}

/// How the name of a plan is described; [`crate::openapi::complete`] adds the names there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = "standard")]
pub struct PlanName(pub String);

/// All plans, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plans(BTreeMap<String, Plan>);

impl Plans {
    /// The plans that come with the program.
    ///
    /// # Errors
    /// Never, unless the embedded file is damaged; a test reads it.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        Self::parse(EMBEDDED)
    }

    /// The plans in a JSON object of [`Plan`]s by name.
    ///
    /// # Errors
    /// It is no such object.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The names there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The name and the plan that `asked` means; none means the default.
    ///
    /// # Errors
    /// [`crate::ErrorCode::InvalidField`] for `plan`, with the names there are.
    pub fn choose(&self, asked: Option<&str>) -> Result<(&str, &Plan), ApiError> {
        let name = asked.unwrap_or(DEFAULT);
        let found = self.0.get_key_value(name).map(|(name, plan)| (name.as_str(), plan));
        found.ok_or_else(|| {
            let names: Vec<&str> = self.names().collect();
            ApiError::field("plan", format!("\"{name}\" is no plan")).remedy(format!("use one of {}", names.join(", ")))
        })
    }

    /// The plan called `name`, which a tenant's row names.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Internal`]: the plan was taken out of the file while a tenant has it.
    pub fn of(&self, name: &str) -> Result<&Plan, ApiError> {
        self.0.get(name).ok_or_else(|| {
            let cause = format!("the plan \"{name}\" of a tenant is not in the file of plans");
            ApiError::internal("reading the tenant's plan", cause)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_plans_are_what_the_documents_say() {
        let plans = Plans::embedded().unwrap();
        let (name, standard) = plans.choose(None).unwrap();
        assert_eq!((name, standard.key, standard.retention_days), ("standard", KeyChoice::Pooled, 90));
        let (_, enterprise) = plans.choose(Some("enterprise")).unwrap();
        assert_eq!(enterprise.key, KeyChoice::Own);
        assert!(enterprise.point_in_time_recovery && enterprise.deletion_protection);
        let refused = plans.choose(Some("gold")).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("plan"));
        assert_eq!(refused.remedy.as_deref(), Some("use one of enterprise, standard"));
    }

    #[test]
    fn a_plan_that_cannot_be_kept_is_refused() {
        assert!(Plans::parse(&EMBEDDED.replace("archiveDays", "archivedays")).is_err());
        assert!(Plans::parse(&EMBEDDED.replace("\"retentionDays\": 90", "\"retentionDays\": 5")).is_ok());
        let short = Plans::parse(&EMBEDDED.replace("\"retentionDays\": 90", "\"retentionDays\": 4")).unwrap_err();
        assert!(short.to_string().contains("retentionDays is less than 5"), "{short}");
    }
}
