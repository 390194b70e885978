//! A tenant's own rules: what is to be told of a measure, whatever else there is to tell.

use chat_runtime::{Vocabulary, When, wish};
use jiff::{Timestamp, ToSpan, civil::Date};
use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Catalogue,
    period::{Grain, Period},
    query::{
        QueryError, Snapshot, answer,
        fact::{Fact, FactRole, days},
        limits,
        plan::{Baseline, Filter, GroupBy, Intent, Plan},
    },
};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use tenancy::{ApiError, TenantSession};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::Kept;

/// Units that a rule is tried on: a year of days, more than seven years of weeks.
const MOST_UNITS: i64 = 380;
const LONGEST_NAME: usize = 100;

/// How often a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// At each day.
    Day,
    /// At each week, as the catalogue has it begin.
    Week,
    /// At each month.
    Month,
    /// At each quarter.
    Quarter,
}

impl Every {
    fn of(grain: Grain) -> Self {
        match grain {
            Grain::Day => Self::Day,
            Grain::Week => Self::Week,
            Grain::Quarter => Self::Quarter,
            _ => Self::Month,
        }
    }

    fn grain(self) -> Grain {
        match self {
            Self::Day => Grain::Day,
            Self::Week => Grain::Week,
            Self::Month => Grain::Month,
            Self::Quarter => Grain::Quarter,
        }
    }
}

/// A rule, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRule {
    /// What it is called, for people: at most 100 characters.
    #[schema(
        max_length = 100,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        example = "Germany falls"
    )]
    pub name: String,
    /// The measure's name.
    #[schema(example = "revenue")]
    pub measure: String,
    /// Which rows count.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub filters: Vec<Filter>,
    /// How often it looks.
    pub every: Every,
    /// What makes it tell.
    pub when: When,
}

/// A rule in words, or as JSON.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum AskedRule {
    /// In words.
    InWords(RuleInWords),
    /// As JSON.
    Written(NewRule),
}

/// What is wrong with a rule is said of the one of the two that it is.
impl<'de> Deserialize<'de> for AskedRule {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        let read = if value.get("text").is_some() {
            RuleInWords::deserialize(value).map(Self::InWords)
        } else {
            NewRule::deserialize(value).map(Self::Written)
        };
        read.map_err(D::Error::custom)
    }
}

/// A rule as one says it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleInWords {
    /// In English, German, French, Spanish or Portuguese; it is what the rule is called, too.
    #[schema(max_length = 500, example = "Tell me when weekly revenue of Germany falls by more than 15 %")]
    text: String,
}

impl AskedRule {
    /// The rule that is asked for.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidField`](tenancy::ErrorCode::InvalidField) for `text`: it cannot be read.
    pub(crate) fn read(self, vocabulary: &Vocabulary) -> Result<NewRule, ApiError> {
        let text = match self {
            Self::Written(rule) => return Ok(rule),
            Self::InWords(words) => words.text,
        };
        let unread = |why: String| {
            ApiError::field("text", why).remedy("say it so, or write it as JSON: name, measure, every, when")
        };
        let read =
            wish(&text, vocabulary).ok_or_else(|| unread("it does not begin like \"tell me when\"".to_owned()))?;
        let read = read.map_err(unread)?;
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.trim_end_matches(['.', '!']).chars().take(LONGEST_NAME).collect();
        Ok(NewRule {
            name,
            measure: read.measure,
            filters: read.filters,
            every: Every::of(read.every),
            when: read.when,
        })
    }
}

/// A rule that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub rule_id: Uuid,
    /// What it says.
    pub rule: NewRule,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl Kept for Rule {
    const PK: &'static str = "RULE";
    const NAME: &'static str = "rule";

    fn sk(&self) -> String {
        self.rule_id.to_string()
    }
}

/// What a rule would have told of the data that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Trial {
    /// Whole units that were looked at.
    pub units: usize,
    /// Those that it would have told of, the newest first.
    pub told: Vec<Told>,
}

/// A unit that a rule tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The unit.
    pub period: Period,
    /// The figure, as people write it.
    pub display: String,
    /// The exact figure.
    #[schema(value_type = String)]
    pub value: Decimal,
    /// The change to the unit before, in percent of it, where the rule is about that.
    #[schema(value_type = Option<String>)]
    pub percent: Option<Decimal>,
}

impl NewRule {
    /// Whether the rule can be kept for a tenant with `catalogue`.
    ///
    /// # Errors
    /// Names the field that cannot be used, and what to do.
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), ApiError> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(ApiError::field(
                "name",
                format!("it has no characters, more than {LONGEST_NAME}, or some that cannot be seen"),
            )
            .remedy("call it something short"));
        }
        if let When::Falls(percent) | When::Rises(percent) = self.when
            && percent <= Decimal::ZERO
        {
            return Err(ApiError::field("when", format!("{percent} % is no change")).remedy("give a number above zero"));
        }
        let plan =
            Plan { measures: vec![self.measure.clone()], filters: self.filters.clone(), ..Plan::new(Intent::Lookup) };
        limits(&plan)?;
        if catalogue.measure(&self.measure).is_none() {
            let known: Vec<&str> = catalogue.measures.iter().map(|measure| measure.name.as_str()).collect();
            return Err(ApiError::field(
                "measure",
                format!("there is no measure \"{}\" in the catalogue", self.measure),
            )
            .remedy(format!("use one of {}", known.join(", "))));
        }
        Ok(())
    }

    /// What the rule tells of the units of the data that are whole.
    ///
    /// # Errors
    /// A filter cannot be used, or a read failed.
    pub async fn trial(&self, session: &TenantSession, snapshot: &Snapshot) -> Result<Trial, ApiError> {
        let Some((first, last)) = snapshot.head.first_day.zip(snapshot.head.last_day) else {
            return Ok(Trial { units: 0, told: Vec::new() });
        };
        let back = |days: i64| first.max(last.saturating_sub(days.days()));
        let from = match self.every {
            Every::Day => back(MOST_UNITS),
            Every::Week => back(MOST_UNITS * 7),
            Every::Month | Every::Quarter => first,
        };
        let plan = Plan {
            measures: vec![self.measure.clone()],
            filters: self.filters.clone(),
            period: Some(Period::range(from, last)),
            group_by: Some(GroupBy::Grain(self.every.grain())),
            ..Plan::new(Intent::Series)
        };
        let facts = match answer(session, snapshot, &plan).await {
            Ok(facts) => facts,
            Err(QueryError::NoData(_)) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let units = facts.iter().filter(|fact| fact.role == FactRole::Value);
        let whole: Vec<(Period, &Fact)> =
            units.filter_map(|fact| Some((self.whole(fact, first, last)?, fact))).collect();
        let told = whole.iter().enumerate().filter_map(|(place, (period, fact))| {
            let before = place.checked_sub(1).and_then(|before| whole[before].1.value);
            let (value, percent) = self.tells(fact.value, before)?;
            Some(Told { period: period.clone(), display: fact.display.clone(), value, percent })
        });
        let mut told: Vec<Told> = told.collect();
        told.reverse();
        Ok(Trial { units: whole.len(), told })
    }

    /// The unit of a fact, where the data has all of it. A last day may have more rows to come.
    fn whole(&self, fact: &Fact, first: Date, last: Date) -> Option<Period> {
        let (from, to) = days(&fact.period)?;
        let period = Period { label: fact.label.clone(), ..Period::named(from, to) };
        let ends = if self.every == Every::Day { period.to < last } else { period.to <= last };
        let is_unit = if self.every == Every::Week { period.days() == 7 } else { period.grain == self.every.grain() };
        (ends && is_unit && period.from >= first).then_some(period)
    }

    /// The figure of a unit that is told of, and its change where the rule is about that. No sales are a figure of zero.
    fn tells(&self, value: Option<Decimal>, before: Option<Decimal>) -> Option<(Decimal, Option<Decimal>)> {
        let value = value.unwrap_or_default();
        let percent = || {
            let before = before.filter(|before| *before > Decimal::ZERO)?;
            value.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)
        };
        let (tells, percent) = match self.when {
            When::Falls(by) => (percent().is_some_and(|percent| percent < -by), percent()),
            When::Rises(by) => (percent().is_some_and(|percent| percent > by), percent()),
            When::Below(bound) => (value < bound, None),
            When::Above(bound) => (value > bound, None),
        };
        tells.then(|| (value, percent.map(|percent| percent.round_dp(2))))
    }

    /// The plan whose answer tells of a unit.
    #[must_use]
    pub fn plan(&self, unit: &Period) -> Plan {
        let (intent, baseline) = match self.when {
            When::Falls(_) | When::Rises(_) => (Intent::Compare, Some(Baseline::PreviousPeriod)),
            When::Below(_) | When::Above(_) => (Intent::Lookup, None),
        };
        Plan {
            measures: vec![self.measure.clone()],
            filters: self.filters.clone(),
            period: Some(unit.clone()),
            baseline,
            ..Plan::new(intent)
        }
    }

    /// Whether `facts`, of an answer to the rule's plan, are still what it tells of.
    #[must_use]
    pub fn still_tells(&self, facts: &[Fact]) -> bool {
        let mut values = facts.iter().filter(|fact| fact.role == FactRole::Value).map(|fact| fact.value);
        let (value, before) = (values.next().flatten(), values.next().flatten());
        self.tells(value, before).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(when: When) -> NewRule {
        NewRule { name: "r".to_owned(), measure: "revenue".to_owned(), filters: Vec::new(), every: Every::Week, when }
    }

    #[test]
    fn a_rule_tells_beyond_its_bound_alone() {
        let n = Decimal::from;
        let falls = rule(When::Falls(n(15)));
        assert_eq!(falls.tells(Some(n(84)), Some(n(100))), Some((n(84), Some(n(-16)))));
        assert_eq!(falls.tells(Some(n(85)), Some(n(100))), None);
        assert_eq!(falls.tells(None, Some(n(100))), Some((n(0), Some(n(-100)))));
        assert_eq!(falls.tells(Some(n(1)), None), None);
        assert_eq!(falls.tells(Some(n(-9)), Some(n(0))), None);
        assert!(rule(When::Rises(n(10))).tells(Some(n(111)), Some(n(100))).is_some());
        assert!(rule(When::Below(n(10))).tells(Some(n(10)), None).is_none());
        assert!(rule(When::Above(n(10))).tells(Some(n(11)), None).is_some());
    }
}
