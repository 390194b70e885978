//! A turn's account: what it may use is held before a model is asked, and what it used is counted while its answer is stored.

use model_adapters::{Capabilities, Meter, Usage};
use tenancy::{
    ApiError, ErrorCode, Services, TenantId, TenantSession,
    budget::{Exhausted, Limits},
    plans::OverBudget,
    registry::{Amount, Hold, OpenTurn, TurnUsage},
};

use crate::{conversation::Conversations, prompt};

/// Calls that one part of an answer makes at most: one, and one to repair it.
const CALLS: u64 = 2;

/// The account of one turn.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    pub(crate) services: &'a Services,
    pub(crate) tenant: &'a TenantId,
    pub(crate) hold: Hold,
    pub(crate) limits: Limits,
    /// What models took so far.
    pub(crate) meter: Meter,
    pub(crate) counted: Option<TurnUsage>,
}

impl Account<'_> {
    /// Holds what `parts` parts of an answer may take of a model; the budget that has not so much left, if the narrator may
    /// answer instead.
    ///
    /// # Errors
    /// [`ErrorCode::BudgetExhausted`] where the plan refuses such questions; or DynamoDB failed.
    pub(crate) async fn hold(
        &mut self,
        model: Capabilities,
        parts: usize,
        over: OverBudget,
    ) -> Result<Option<Exhausted>, ApiError> {
        let calls = CALLS * parts as u64;
        let most = Usage {
            input_tokens: calls * prompt::MOST_READ,
            output_tokens: calls * u64::from(prompt::LONGEST_ANSWER),
            estimated: true,
        };
        let usd = model.price.and_then(|price| price.cost_usd(&most)).unwrap_or_default();
        let amount = Amount { usd, tokens: most.input_tokens + most.output_tokens };
        if amount.usd.is_zero() && self.limits.tokens.is_none() {
            return Ok(None);
        }
        match self.services.usage.hold(self.tenant, &mut self.hold, amount, &self.limits).await {
            Ok(()) => Ok(None),
            Err(error) if error.code == ErrorCode::BudgetExhausted && over == OverBudget::Narrator => {
                Ok(error.exhausted.map(|exhausted| *exhausted))
            }
            Err(error) => Err(error),
        }
    }

    /// Counts what the turn used.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn count(&mut self, used: TurnUsage) -> Result<(), ApiError> {
        self.counted = Some(used);
        self.services.usage.count(self.tenant, &self.hold, &used).await
    }

    /// The answer is stored.
    pub(crate) fn confirm(self) {
        self.services.usage.confirm(self.tenant, self.hold);
    }

    /// There is no answer: what models took is spent all the same.
    pub(crate) async fn forfeit(self) {
        let calls = self.meter.calls();
        let used = Amount {
            usd: calls.iter().filter_map(|call| call.cost_usd).sum(),
            tokens: calls.iter().map(|call| call.usage.input_tokens + call.usage.output_tokens).sum(),
        };
        let turn = OpenTurn { hold: self.hold, counted: self.counted };
        if let Err(error) = self.services.usage.forfeit(self.tenant, &turn, used).await {
            tracing::warn!(%error, "a turn without an answer stays open until it is found");
        }
    }
}

/// Ends `turns` whose process died, by whether their answers are stored.
///
/// # Errors
/// DynamoDB failed.
pub(crate) async fn end_stale(
    services: &Services,
    session: &TenantSession,
    turns: &[OpenTurn],
) -> Result<(), ApiError> {
    for turn in turns {
        let stored = Conversations(session).usage(turn.hold.turn).await?;
        services.usage.end(&session.tenant, turn, stored).await?;
    }
    Ok(())
}
