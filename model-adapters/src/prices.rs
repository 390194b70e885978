//! What tokens cost: a dated file of list prices, `prices.json`, over which an operator's own can be laid. A model that is in
//! neither costs *unknown*, never nothing by accident.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::event::Usage;
use crate::narrator::Narrator;

/// List price in USD per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Of the prompt.
    pub input_per_million: Decimal,
    /// Of the answer.
    pub output_per_million: Decimal,
}

/// From this many prompt tokens on, some models cost more (Claude Sonnet 4 and 4.5: double): the cost is unknown.
const LONG_CONTEXT: u64 = 200_000;

impl Price {
    /// The price of what runs on one's own machine.
    pub const FREE: Self = Self { input_per_million: Decimal::ZERO, output_per_million: Decimal::ZERO };

    /// The cost of these tokens in USD, exact: tokens x list price / 1,000,000, input and output added. `None` is unknown.
    ///
    /// Discounts, provisioned throughput and taxes are not in it.
    pub fn cost_usd(&self, usage: &Usage) -> Option<Decimal> {
        if *self != Self::FREE && usage.input_tokens > LONG_CONTEXT {
            return None;
        }
        let input = Decimal::from(usage.input_tokens).checked_mul(self.input_per_million)?;
        let output = Decimal::from(usage.output_tokens).checked_mul(self.output_per_million)?;
        let per_million = input.checked_add(output)?;
        Some(per_million.checked_div(Decimal::from(1_000_000_u32))?.normalize())
    }
}

/// A price list: rows of a model's [`id`](crate::ChatModel::id), a service tier, and the price of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    version: String,
    rows: BTreeMap<(String, String), Price>,
}

/// The tier of whoever asks for no other.
pub const STANDARD_TIER: &str = "standard";

/// A file that is no price list.
#[derive(Debug, Error)]
pub enum PricesError {
    /// Not the JSON of one.
    #[error("the price list cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// Prices are USD per million tokens, and nothing else is understood.
    #[error("the price list's `{field}` has to be {wanted}")]
    Head {
        /// The field.
        field: &'static str,
        /// What it has to be.
        wanted: &'static str,
    },
    /// A wrong row.
    #[error("row {row} of the price list ({id}): `{field}` {wrong}")]
    Row {
        /// Counted from 1.
        row: usize,
        /// The model it is for, as far as it says so.
        id: String,
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        wrong: &'static str,
    },
}

#[derive(Deserialize)]
struct File {
    version: String,
    currency: String,
    per: u64,
    models: Vec<Value>,
}

static EMBEDDED: LazyLock<Prices> = LazyLock::new(|| {
    // A unit test reads the same file; a list that could not be read would leave every price unknown.
    let empty = |_| Prices { version: "none".to_owned(), rows: BTreeMap::new() };
    Prices::parse(include_str!("../prices.json")).unwrap_or_else(empty)
});

impl Prices {
    /// The list that is part of the program. Its head names the source; geographic inference profiles (`us.`, `eu.`) have
    /// rows of their own, because newer models cost 10 % more there than with `global.`.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a list. Prices are decimals in quotes; a row without a tier is of [`STANDARD_TIER`].
    ///
    /// # Errors
    /// It names the row and the field that is wrong; a model listed twice is wrong.
    pub fn parse(json: &str) -> Result<Self, PricesError> {
        let file: File = serde_json::from_str(json).map_err(PricesError::Unreadable)?;
        if file.currency != "USD" {
            return Err(PricesError::Head { field: "currency", wanted: "USD" });
        }
        if file.per != 1_000_000 {
            return Err(PricesError::Head { field: "per", wanted: "1000000" });
        }
        let mut rows = BTreeMap::new();
        for (at, row) in file.models.iter().enumerate() {
            let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
            let wrong = |field, wrong| PricesError::Row { row: at + 1, id: id.to_owned(), field, wrong };
            let amount = |field| {
                let text = row.get(field).ok_or_else(|| wrong(field, "is missing"))?;
                let amount = text.as_str().and_then(|text| text.parse::<Decimal>().ok());
                amount
                    .filter(|amount| !amount.is_sign_negative())
                    .ok_or_else(|| wrong(field, "is no decimal in quotes"))
            };
            if id.is_empty() {
                return Err(wrong("id", "is missing"));
            }
            let tier = match row.get("tier") {
                None => STANDARD_TIER,
                Some(tier) => tier.as_str().ok_or_else(|| wrong("tier", "is no text"))?,
            };
            let price = Price { input_per_million: amount("input")?, output_per_million: amount("output")? };
            if rows.insert((id.to_owned(), tier.to_owned()), price).is_some() {
                return Err(wrong("id", "is listed before, with the same tier"));
            }
        }
        Ok(Self { version: file.version, rows })
    }

    /// This list with another laid over it: its rows win. The version names both.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.version = format!("{}+{}", self.version, other.version);
        self.rows.extend(other.rows);
        self
    }

    /// The price of a model by its [`ChatModel::id`](crate::ChatModel::id); `None` is unknown. The narrator and what Ollama
    /// runs are free unless a row says otherwise.
    pub fn of(&self, id: &str, tier: &str) -> Option<Price> {
        let row = self.rows.get(&(id.to_owned(), tier.to_owned())).copied();
        row.or_else(|| (id == Narrator::ID || id.starts_with("ollama:")).then_some(Price::FREE))
    }

    /// What the list calls itself, shown with every cost.
    pub fn version(&self) -> &str {
        &self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURN: Usage = Usage { input_tokens: 1_234, output_tokens: 56, estimated: false };

    fn cost(id: &str, tier: &str, usage: &Usage) -> Option<String> {
        Prices::embedded().of(id, tier)?.cost_usd(usage).map(|cost| cost.to_string())
    }

    fn list(rows: &str) -> Result<Prices, PricesError> {
        Prices::parse(&format!(r#"{{"version": "own", "currency": "USD", "per": 1000000, "models": [{rows}]}}"#))
    }

    #[test]
    fn costs_are_exact() {
        let cost = |id, tier| cost(id, tier, &TURN);
        // 1,234 x 0.06 / 10^6 + 56 x 0.24 / 10^6
        assert_eq!(cost("bedrock:amazon.nova-lite-v1:0", "standard").as_deref(), Some("0.00008748"));
        // 1,234 x 1.1 / 10^6 + 56 x 5.5 / 10^6
        let haiku = "bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0";
        assert_eq!(cost(haiku, "standard").as_deref(), Some("0.0016654"));
        // 1,234 x 0.4 / 10^6 + 56 x 1.6 / 10^6, and 1.4 and 5.6
        assert_eq!(cost("bedrock:amazon.nova-pro-v1:0", "flex").as_deref(), Some("0.0005832"));
        assert_eq!(cost("bedrock:amazon.nova-pro-v1:0", "priority").as_deref(), Some("0.0020412"));
        assert_eq!(cost("narrator", "standard").as_deref(), Some("0"));
        assert_eq!(cost("ollama:llama3.2:3b", "standard").as_deref(), Some("0"));
    }

    #[test]
    fn what_is_not_in_the_list_is_unknown_not_free() {
        for id in ["bedrock:new.model-v9:0", "bedrock:arn:aws:bedrock:x", "openai:mine", "narrator2", ""] {
            assert_eq!(cost(id, "standard", &TURN), None, "{id}");
        }
        assert_eq!(cost("bedrock:amazon.nova-lite-v1:0", "reserved", &TURN), None, "a tier that is not in it");
        let long = Usage { input_tokens: 200_001, ..TURN };
        assert_eq!(cost("bedrock:anthropic.claude-sonnet-4-5-20250929-v1:0", "standard", &long), None);
        assert!(cost("ollama:smollm2", "standard", &long).is_some());
    }

    #[test]
    fn the_embedded_list_can_be_read() {
        let prices = Prices::parse(include_str!("../prices.json")).unwrap();
        assert_eq!((prices.version(), prices.rows.len()), ("2026-11", 60));
        assert_eq!(&prices, Prices::embedded());
    }

    #[test]
    fn an_operators_rows_win() {
        let own = list(
            r#"{"id": "bedrock:amazon.nova-lite-v1:0", "input": "1", "output": "2"},
               {"id": "ollama:big", "tier": "standard", "input": "0.5", "output": "0"}"#,
        );
        let prices = Prices::embedded().clone().with(own.unwrap());
        assert_eq!(prices.version(), "2026-11+own");
        let input = |id| prices.of(id, "standard").map(|price| price.input_per_million.to_string());
        assert_eq!(input("bedrock:amazon.nova-lite-v1:0").as_deref(), Some("1"));
        assert_eq!(input("ollama:big").as_deref(), Some("0.5"));
        assert_eq!(input("bedrock:amazon.nova-micro-v1:0").as_deref(), Some("0.035"));
    }

    #[test]
    fn a_wrong_list_says_where() {
        let good = r#"{"id": "a", "input": "1", "output": "2"}"#;
        let cases = [
            (r#"{"input": "1", "output": "2"}"#, "row 2 of the price list (): `id` is missing"),
            (r#"{"id": "b", "output": "2"}"#, "(b): `input` is missing"),
            (r#"{"id": "b", "input": "1", "output": 2}"#, "(b): `output` is no decimal in quotes"),
            (r#"{"id": "b", "input": "-1", "output": "2"}"#, "(b): `input` is no decimal"),
            (r#"{"id": "b", "tier": 1, "input": "1", "output": "2"}"#, "(b): `tier` is no text"),
            (good, "row 2 of the price list (a): `id` is listed before"),
        ];
        for (row, told) in cases {
            let error = list(&format!("{good}, {row}")).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        for (json, told) in [
            (r#"{"version": "x", "currency": "EUR", "per": 1000000, "models": []}"#, "`currency` has to be USD"),
            (r#"{"version": "x", "currency": "USD", "per": 1000, "models": []}"#, "`per` has to be 1000000"),
            ("[]", "cannot be read"),
        ] {
            let error = Prices::parse(json).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
