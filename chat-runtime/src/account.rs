//! A turn's account: what it may use is held before a model is asked, and what it used is counted while its answer is stored.

use model_adapters::{Capabilities, Meter, Usage};
use tenancy::{
    ApiError, ErrorCode, Services, TenantId, TenantSession,
    budget::Budget,
    budget::{Exhausted, Limits},
    ids::MessageId,
    plans::OverBudget,
    registry::{Amount, Hold, OpenTurn, TurnUsage},
};

use crate::{conversation::Conversations, prompt};

/// Calls that one part of an answer makes at most: one, and one to repair it.
const CALLS: u64 = 2;

/// The account of one turn.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    services: &'a Services,
    tenant: &'a TenantId,
    hold: Hold,
    limits: Limits,
    /// There is too little left for a model, as was found at the beginning.
    refused: Option<ApiError>,
    /// What models took so far.
    pub(crate) meter: Meter,
    counted: Option<TurnUsage>,
}

impl<'a> Account<'a> {
    /// Opens the account of the answer `turn`, and holds at once what `parts` parts of it may take of `model`, where it is
    /// known that they will ask it; with it come turns of the tenant that died.
    ///
    /// # Errors
    /// [`ErrorCode::BudgetExhausted`]: the month's turns are used up; or DynamoDB failed.
    pub(crate) async fn open(
        services: &'a Services,
        (tenant, turn): (&'a TenantId, MessageId),
        limits: Limits,
        (model, parts): (Capabilities, usize),
    ) -> Result<(Self, Vec<OpenTurn>), ApiError> {
        let begin = |amount| services.usage.begin(tenant, turn, amount, &limits);
        let is_models = |error: &ApiError| error.exhausted.as_ref().is_some_and(|over| over.budget != Budget::Turns);
        let (begun, refused) = match begin(most(model, parts, &limits)).await {
            Err(error) if is_models(&error) => (begin(Amount::default()).await?, Some(error)),
            begun => (begun?, None),
        };
        let account =
            Self { services, tenant, hold: begun.hold, limits, refused, meter: Meter::default(), counted: None };
        Ok((account, begun.stale))
    }

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
        let amount = most(model, parts, &self.limits);
        if self.hold.covers(amount) {
            return Ok(None);
        }
        let held = match self.refused.take() {
            Some(error) => Err(error),
            None => self.services.usage.hold(self.tenant, &mut self.hold, amount, &self.limits).await,
        };
        match held {
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

/// What `parts` parts of an answer may take of `model`; nothing where no budget is touched by it.
fn most(model: Capabilities, parts: usize, limits: &Limits) -> Amount {
    let calls = CALLS * parts as u64;
    let most = Usage {
        input_tokens: calls * prompt::MOST_READ,
        output_tokens: calls * u64::from(prompt::LONGEST_ANSWER),
        estimated: true,
    };
    let usd = model.price.and_then(|price| price.cost_usd(&most)).unwrap_or_default();
    if usd.is_zero() && limits.tokens.is_none() {
        return Amount::default();
    }
    Amount { usd, tokens: most.input_tokens + most.output_tokens }
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
