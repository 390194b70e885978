//! What tokens cost: a dated table of list prices. A model that is not in it costs *unknown*, never nothing by accident.

use rust_decimal::Decimal;

use crate::event::Usage;
use crate::narrator::Narrator;

/// The month of the table, shown with every cost.
pub const PRICE_TABLE: &str = "2026-11";

/// List price in USD per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Of the prompt.
    pub input_per_million: Decimal,
    /// Of the answer.
    pub output_per_million: Decimal,
}

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

    /// From tenths of a cent per million tokens.
    const fn mills(input: u32, output: u32) -> Self {
        Self {
            input_per_million: Decimal::from_parts(input, 0, 0, false, 3),
            output_per_million: Decimal::from_parts(output, 0, 0, false, 3),
        }
    }
}

/// From this many prompt tokens on, some models cost more (Claude Sonnet 4 and 4.5: double): the cost is unknown.
const LONG_CONTEXT: u64 = 200_000;

/// Bedrock, on demand, standard tier: id, USD/1000 per million tokens in and out. Geographic inference profiles (`us.`,
/// `eu.`) have rows of their own, because newer models cost 10 % more there than with `global.`.
///
/// Source: `model_prices_and_context_window` of the PyPI package `litellm` 1.106.2 (October 2026), which follows
/// <https://aws.amazon.com/bedrock/pricing/>; prices without a Region in it are those of us-east-1.
const BEDROCK: &[(&str, Price)] = &[
    ("amazon.nova-micro-v1:0", Price::mills(35, 140)),
    ("us.amazon.nova-micro-v1:0", Price::mills(35, 140)),
    ("eu.amazon.nova-micro-v1:0", Price::mills(46, 184)),
    ("amazon.nova-lite-v1:0", Price::mills(60, 240)),
    ("us.amazon.nova-lite-v1:0", Price::mills(60, 240)),
    ("eu.amazon.nova-lite-v1:0", Price::mills(78, 312)),
    ("amazon.nova-pro-v1:0", Price::mills(800, 3_200)),
    ("us.amazon.nova-pro-v1:0", Price::mills(800, 3_200)),
    ("eu.amazon.nova-pro-v1:0", Price::mills(1_050, 4_200)),
    ("amazon.nova-2-lite-v1:0", Price::mills(300, 2_500)),
    ("global.amazon.nova-2-lite-v1:0", Price::mills(300, 2_500)),
    ("us.amazon.nova-2-lite-v1:0", Price::mills(330, 2_750)),
    ("eu.amazon.nova-2-lite-v1:0", Price::mills(429, 3_597)),
    ("anthropic.claude-haiku-4-5-20251001-v1:0", Price::mills(1_000, 5_000)),
    ("global.anthropic.claude-haiku-4-5-20251001-v1:0", Price::mills(1_000, 5_000)),
    ("us.anthropic.claude-haiku-4-5-20251001-v1:0", Price::mills(1_100, 5_500)),
    ("eu.anthropic.claude-haiku-4-5-20251001-v1:0", Price::mills(1_100, 5_500)),
    ("anthropic.claude-haiku-5-5", Price::mills(100, 500)),
    ("global.anthropic.claude-haiku-5-5", Price::mills(100, 500)),
    ("us.anthropic.claude-haiku-5-5", Price::mills(110, 550)),
    ("eu.anthropic.claude-haiku-5-5", Price::mills(110, 550)),
    ("anthropic.claude-sonnet-4-5-20250929-v1:0", Price::mills(3_000, 15_000)),
    ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", Price::mills(3_000, 15_000)),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", Price::mills(3_300, 16_500)),
    ("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", Price::mills(3_300, 16_500)),
    ("anthropic.claude-sonnet-5", Price::mills(2_000, 10_000)),
    ("global.anthropic.claude-sonnet-5", Price::mills(2_000, 10_000)),
    ("us.anthropic.claude-sonnet-5", Price::mills(2_200, 11_000)),
    ("eu.anthropic.claude-sonnet-5", Price::mills(2_200, 11_000)),
    ("anthropic.claude-sonnet-5-5", Price::mills(2_000, 10_000)),
    ("global.anthropic.claude-sonnet-5-5", Price::mills(2_000, 10_000)),
    ("us.anthropic.claude-sonnet-5-5", Price::mills(2_200, 11_000)),
    ("eu.anthropic.claude-sonnet-5-5", Price::mills(2_200, 11_000)),
    ("meta.llama3-1-8b-instruct-v1:0", Price::mills(220, 220)),
    ("us.meta.llama3-1-8b-instruct-v1:0", Price::mills(220, 220)),
    ("meta.llama3-3-70b-instruct-v1:0", Price::mills(720, 720)),
    ("us.meta.llama3-3-70b-instruct-v1:0", Price::mills(720, 720)),
];

/// The price of a model by its [`ChatModel::id`](crate::ChatModel::id); `None` is unknown.
pub fn price_of(model_id: &str) -> Option<Price> {
    match model_id.split_once(':') {
        None if model_id == Narrator::ID => Some(Price::FREE),
        Some(("ollama", _)) => Some(Price::FREE),
        Some(("bedrock", id)) => BEDROCK.iter().find(|(known, _)| *known == id).map(|(_, price)| *price),
        _ => None,
    }
}

/// The cost of a turn in USD ([`Price::cost_usd`]) of the model that answered, by its [`ChatModel::id`](crate::ChatModel::id).
pub fn cost_usd(model_id: &str, usage: &Usage) -> Option<Decimal> {
    price_of(model_id)?.cost_usd(usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURN: Usage = Usage { input_tokens: 1_234, output_tokens: 56, estimated: false };

    #[test]
    fn costs_are_exact() {
        let cost = |id| cost_usd(id, &TURN).map(|cost| cost.to_string());
        // 1,234 x 0.06 / 10^6 + 56 x 0.24 / 10^6
        assert_eq!(cost("bedrock:amazon.nova-lite-v1:0").as_deref(), Some("0.00008748"));
        // 1,234 x 1.1 / 10^6 + 56 x 5.5 / 10^6
        assert_eq!(cost("bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0").as_deref(), Some("0.0016654"));
        assert_eq!(cost("narrator").as_deref(), Some("0"));
        assert_eq!(cost("ollama:llama3.2:3b").as_deref(), Some("0"));
    }

    #[test]
    fn what_is_not_in_the_table_is_unknown_not_free() {
        for id in ["bedrock:new.model-v9:0", "bedrock:arn:aws:bedrock:x", "openai:gpt", "narrator2", ""] {
            assert_eq!(cost_usd(id, &TURN), None, "{id}");
        }
        let long = Usage { input_tokens: 200_001, ..TURN };
        assert_eq!(cost_usd("bedrock:anthropic.claude-sonnet-4-5-20250929-v1:0", &long), None);
        assert!(cost_usd("ollama:smollm2", &long).is_some());
    }

    #[test]
    fn no_id_is_listed_twice() {
        let ids: std::collections::BTreeSet<_> = BEDROCK.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), BEDROCK.len());
    }
}
