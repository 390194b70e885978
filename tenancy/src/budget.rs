//! What a tenant may use in a month, and what it is told when that is used up.

use jiff::{ToSpan, Zoned, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What may be used in a month; `None` is without limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// US dollars.
    pub usd: Option<Decimal>,
    /// Tokens, read and written.
    pub tokens: Option<u64>,
    /// Turns.
    pub turns: Option<u64>,
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// What models cost, in US dollars.
    Usd,
    /// Tokens that models read and write.
    Tokens,
    /// Questions.
    Turns,
}

/// A budget that is used up, or of which too little is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Exhausted {
    /// Which one.
    pub budget: Budget,
    /// What is used of it, with what turns in flight hold.
    pub used: String,
    /// What there is in a month.
    pub limit: String,
    /// When it begins anew: the first day of the next month, UTC.
    #[schema(value_type = String, format = Date)]
    pub resets_on: Date,
}

impl Exhausted {
    /// Of this month.
    #[must_use]
    pub fn now(budget: Budget, used: impl ToString, limit: impl ToString) -> Self {
        let today = Zoned::now().with_time_zone(TimeZone::UTC).date();
        let next = today.first_of_month().saturating_add(1.month());
        Self { budget, used: used.to_string(), limit: limit.to_string(), resets_on: next }
    }
}

impl std::fmt::Display for Exhausted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { used, limit, resets_on, .. } = self;
        let (what, unit) = match self.budget {
            Budget::Usd => ("cost of models", " US dollars"),
            Budget::Tokens => ("number of tokens", ""),
            Budget::Turns => ("number of questions", ""),
        };
        write!(
            f,
            "this month's {what} has reached its limit: {used} of {limit}{unit} are used; it begins anew on {resets_on}"
        )
    }
}
