//! Turns in flight, in the month's row of their tenant: each holds what it may use until what it did use is known.
//!
//! | attribute | what it is |
//! |---|---|
//! | `turns`, `inputTokens`, `outputTokens`, `costUsd` | what stored turns used |
//! | `unstoredTokens`, `unstoredUsd` | what turns used that were broken off |
//! | `committedTurns`, `committedTokens`, `committedUsd` | all of these, and what turns in flight hold: what budgets are checked against |
//! | `hold:<turn>` | what a turn in flight holds, since when, and what it used once that is known |
//!
//! Each step is one conditional write to that one item, so that no two turns can hold the same cent, and a step that is sent
//! twice counts once. A turn counts as soon as its answer is being stored, at the same time; its hold stays until the tenant's
//! next turn, so that a process that dies in between leaves a trace: [`UsageStore::stale`] finds it, and whoever finds it looks
//! whether the answer is there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    types::{AttributeValue, ReturnValue},
};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::usage::{MONTH, TurnUsage, UsageStore, this_month};
use crate::{
    ApiError, ErrorCode, TenantId,
    budget::{Budget, Exhausted, Limits},
    ids::MessageId,
    item::{Item, condition_failed, n, number},
};

const RECORDING: &str = "recording usage";
/// What a hold's attribute begins with.
const HOLD: &str = "hold:";
/// A turn whose hold is older than this has died: longer than any turn may take.
const STALE_AFTER: Duration = Duration::from_secs(600);
/// Holds of turns that were stored are removed this many at a time.
const MOST_REMOVED: usize = 20;

/// What a turn may use in the model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// US dollars.
    pub usd: Decimal,
    /// Tokens, read and written.
    pub tokens: u64,
}

impl From<&TurnUsage> for Amount {
    fn from(usage: &TurnUsage) -> Self {
        Self { usd: usage.cost_usd, tokens: usage.input_tokens + usage.output_tokens }
    }
}

/// What a turn in flight holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The turn, by its answer.
    pub turn: MessageId,
    month: String,
    amount: Amount,
}

impl Hold {
    /// Whether it is enough for `amount`.
    #[must_use]
    pub fn covers(&self, amount: Amount) -> bool {
        amount.usd <= self.amount.usd && amount.tokens <= self.amount.tokens
    }

    fn attribute(&self) -> String {
        format!("{HOLD}{}", self.turn)
    }

    fn item(&self) -> AttributeValue {
        AttributeValue::M(HashMap::from([
            ("usd".to_owned(), n(self.amount.usd)),
            ("tokens".to_owned(), n(self.amount.tokens)),
            ("since".to_owned(), n(Timestamp::now().as_millisecond())),
        ]))
    }
}

/// A turn that has begun.
#[derive(Debug)]
pub struct Begun {
    /// What it holds: itself.
    pub hold: Hold,
    /// Turns of the same month that have died.
    pub stale: Vec<OpenTurn>,
}

/// A turn that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTurn {
    /// What it holds.
    pub hold: Hold,
    /// What it was counted with, if it was.
    pub counted: Option<TurnUsage>,
}

impl OpenTurn {
    /// What was set aside for it.
    #[must_use]
    pub fn held(&self) -> Amount {
        self.counted.as_ref().map_or(self.hold.amount, Amount::from)
    }
}

/// Holds of turns that were stored, of tenants that this process has served; the tenant's next turn removes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Confirmed(Arc<Mutex<HashMap<TenantId, Vec<Hold>>>>);

impl Confirmed {
    fn push(&self, tenant: &TenantId, hold: Hold) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(tenant.clone()).or_default().push(hold);
    }

    /// Some that are of `month`; those of months that are over are left to [`UsageStore::stale`].
    fn take(&self, tenant: &TenantId, month: &str) -> Vec<Hold> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut holds = all.remove(tenant).unwrap_or_default();
        holds.retain(|hold| hold.month == month);
        let rest = holds.split_off(holds.len().min(MOST_REMOVED));
        if !rest.is_empty() {
            all.insert(tenant.clone(), rest);
        }
        holds
    }
}

impl UsageStore {
    /// Begins a turn of `tenant`, which counts against the month's turns from now on and holds `amount`.
    ///
    /// # Errors
    /// [`ErrorCode::BudgetExhausted`]: the month's turns are used up, or what is left of its money or tokens is less; or
    /// DynamoDB failed.
    pub async fn begin(
        &self,
        tenant: &TenantId,
        turn: MessageId,
        amount: Amount,
        limits: &Limits,
    ) -> Result<Begun, ApiError> {
        let hold = Hold { turn, month: this_month(), amount };
        let over = self.confirmed.take(tenant, &hold.month);
        let mut update = self
            .update(tenant, &hold.month)
            .expression_attribute_names("#hold", hold.attribute())
            .expression_attribute_values(":hold", hold.item())
            .expression_attribute_values(":one", n(1))
            .return_values(ReturnValue::AllNew);
        let mut removed = Vec::new();
        for (place, over) in over.iter().enumerate() {
            update = update.expression_attribute_names(format!("#o{place}"), over.attribute());
            removed.push(format!("#o{place}"));
        }
        let remove = if removed.is_empty() { String::new() } else { format!(" REMOVE {}", removed.join(", ")) };
        let mut conditions = Vec::new();
        if let Some(turns) = limits.turns {
            conditions.push("(attribute_not_exists(committedTurns) OR committedTurns < :turns)".to_owned());
            update = update.expression_attribute_values(":turns", n(turns));
        }
        update = commit(update, amount, limits, &mut conditions).update_expression(format!(
            "SET #hold = :hold ADD committedTurns :one, committedUsd :usd, committedTokens :tokens{remove}"
        ));
        if !conditions.is_empty() {
            update = update.condition_expression(conditions.join(" AND "));
        }
        match update.send().await {
            Ok(reply) => Ok(Begun { hold, stale: stale(&reply.attributes.unwrap_or_default(), STALE_AFTER) }),
            Err(error) => {
                over.into_iter().for_each(|hold| self.confirmed.push(tenant, hold));
                if !condition_failed(&error) {
                    return Err(ApiError::aws(RECORDING, error));
                }
                let row = self.row(tenant, &hold.month).await?;
                let used: u64 = number(&row, "committedTurns");
                Err(match limits.turns {
                    Some(turns) if used >= turns || amount == Amount::default() => {
                        exhausted(Budget::Turns, used, turns)
                    }
                    _ => too_little(&row, amount, limits),
                })
            }
        }
    }

    /// Lets a turn hold `amount` in all, before a model is called that may use so much.
    ///
    /// # Errors
    /// [`ErrorCode::BudgetExhausted`]: what is left of the month's money or tokens is less; or DynamoDB failed.
    pub async fn hold(
        &self,
        tenant: &TenantId,
        hold: &mut Hold,
        amount: Amount,
        limits: &Limits,
    ) -> Result<(), ApiError> {
        let wider = Hold { amount, ..hold.clone() };
        let more =
            Amount { usd: amount.usd - hold.amount.usd, tokens: amount.tokens.saturating_sub(hold.amount.tokens) };
        let mut conditions = vec!["attribute_exists(#hold)".to_owned()];
        let update = self
            .update(tenant, &hold.month)
            .update_expression("SET #hold = :hold ADD committedUsd :usd, committedTokens :tokens")
            .expression_attribute_names("#hold", hold.attribute())
            .expression_attribute_values(":hold", wider.item());
        let update = commit(update, more, limits, &mut conditions);
        match update.condition_expression(conditions.join(" AND ")).send().await {
            Ok(_) => {
                *hold = wider;
                Ok(())
            }
            Err(error) if condition_failed(&error) => {
                Err(too_little(&self.row(tenant, &hold.month).await?, more, limits))
            }
            Err(error) => Err(ApiError::aws(RECORDING, error)),
        }
    }

    /// Counts a turn that is stored at the same time; what it held and did not use is free again.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn count(&self, tenant: &TenantId, hold: &Hold, used: &TurnUsage) -> Result<(), ApiError> {
        let amount = Amount::from(used);
        let update = self
            .update(tenant, &hold.month)
            .update_expression(
                "SET #hold.#counted = :counted ADD turns :one, inputTokens :input, outputTokens :output, costUsd :usd, \
                 committedUsd :moreUsd, committedTokens :moreTokens",
            )
            .condition_expression("attribute_exists(#hold) AND attribute_not_exists(#hold.#counted)")
            .expression_attribute_names("#hold", hold.attribute())
            .expression_attribute_names("#counted", "counted")
            .expression_attribute_values(":counted", counted(used))
            .expression_attribute_values(":one", n(1))
            .expression_attribute_values(":input", n(used.input_tokens))
            .expression_attribute_values(":output", n(used.output_tokens))
            .expression_attribute_values(":usd", n(used.cost_usd))
            .expression_attribute_values(":moreUsd", n(amount.usd - hold.amount.usd))
            .expression_attribute_values(":moreTokens", n(difference(amount.tokens, hold.amount.tokens)));
        done(update.send().await.map(|_| ()))
    }

    /// A turn was counted and its answer is stored: the tenant's next turn removes its hold.
    pub fn confirm(&self, tenant: &TenantId, hold: Hold) {
        self.confirmed.push(tenant, hold);
    }

    /// Ends a turn whose process died: one whose answer is stored, with what it `stored`, is counted, and of another all that
    /// it held is spent, since nobody knows what it used.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn end(&self, tenant: &TenantId, turn: &OpenTurn, stored: Option<TurnUsage>) -> Result<(), ApiError> {
        let Some(used) = stored else { return self.forfeit(tenant, turn, turn.held()).await };
        if turn.counted.is_none() {
            self.count(tenant, &turn.hold, &used).await?;
        }
        self.close(tenant, &turn.hold).await
    }

    /// Removes the hold of a turn that was counted, and whose answer is stored.
    async fn close(&self, tenant: &TenantId, hold: &Hold) -> Result<(), ApiError> {
        let update = self.update(tenant, &hold.month).update_expression("REMOVE #hold");
        let sent = update.expression_attribute_names("#hold", hold.attribute()).send().await;
        sent.map(|_| ()).map_err(|e| ApiError::aws(RECORDING, e))
    }

    /// Ends a turn whose answer was not stored. What it `used` of a model counts against the month's budget all the same.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn forfeit(&self, tenant: &TenantId, turn: &OpenTurn, used: Amount) -> Result<(), ApiError> {
        let OpenTurn { hold, counted } = turn;
        let committed = turn.held();
        let mut update = self
            .update(tenant, &hold.month)
            .condition_expression("attribute_exists(#hold)")
            .expression_attribute_names("#hold", hold.attribute())
            .expression_attribute_values(":less", n(-1))
            .expression_attribute_values(":unstoredUsd", n(used.usd))
            .expression_attribute_values(":unstoredTokens", n(used.tokens))
            .expression_attribute_values(":moreUsd", n(used.usd - committed.usd))
            .expression_attribute_values(":moreTokens", n(difference(used.tokens, committed.tokens)));
        let mut expression = "REMOVE #hold ADD committedTurns :less, unstoredUsd :unstoredUsd, \
                              unstoredTokens :unstoredTokens, committedUsd :moreUsd, committedTokens :moreTokens"
            .to_owned();
        if let Some(counted) = counted {
            expression += ", turns :less, inputTokens :input, outputTokens :output, costUsd :usd";
            update = update
                .expression_attribute_values(":input", n(difference(0, counted.input_tokens)))
                .expression_attribute_values(":output", n(difference(0, counted.output_tokens)))
                .expression_attribute_values(":usd", n(-counted.cost_usd));
        }
        done(update.update_expression(expression).send().await.map(|_| ()))
    }

    /// The turns of `tenant` in this month and the one before that have not ended and are older than `age`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn stale(&self, tenant: &TenantId, age: Duration) -> Result<Vec<OpenTurn>, ApiError> {
        let mut turns = Vec::new();
        for item in self.rows(tenant).await?.iter().rev().take(2) {
            turns.extend(stale(item, age));
        }
        Ok(turns)
    }
}

/// A step that was taken before is not an error: its sender had not heard of it.
fn done<E, R>(sent: Result<(), aws_sdk_dynamodb::error::SdkError<E, R>>) -> Result<(), ApiError>
where
    E: std::error::Error + aws_sdk_dynamodb::error::ProvideErrorMetadata + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match sent {
        Err(error) if condition_failed(&error) => Ok(()),
        sent => sent.map_err(|e| ApiError::aws(RECORDING, e)),
    }
}

fn difference(a: u64, b: u64) -> Decimal {
    Decimal::from(a) - Decimal::from(b)
}

fn counted(used: &TurnUsage) -> AttributeValue {
    AttributeValue::M(HashMap::from([
        ("input".to_owned(), n(used.input_tokens)),
        ("output".to_owned(), n(used.output_tokens)),
        ("usd".to_owned(), n(used.cost_usd)),
    ]))
}

/// The turns in flight of a month's row that are older than `age`.
fn stale(row: &Item, age: Duration) -> Vec<OpenTurn> {
    let before = Timestamp::now().as_millisecond() - i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    let key = row.get("sk").and_then(|value| value.as_s().ok());
    let month = key.and_then(|key| key.strip_prefix(MONTH)).unwrap_or_default();
    let open = row.iter().filter_map(|(name, value)| {
        let (turn, hold) = (name.strip_prefix(HOLD)?.parse().ok()?, value.as_m().ok()?);
        let amount = Amount { usd: number(hold, "usd"), tokens: number(hold, "tokens") };
        let counted = hold.get("counted").and_then(|value| value.as_m().ok()).map(|used| TurnUsage {
            input_tokens: number(used, "input"),
            output_tokens: number(used, "output"),
            cost_usd: number(used, "usd"),
        });
        let is_old = number::<i64>(hold, "since") <= before;
        is_old.then(|| OpenTurn { hold: Hold { turn, month: month.to_owned(), amount }, counted })
    });
    open.collect()
}

/// Commits `more` with `update`, as `:usd` and `:tokens`, on conditions that there is so much left; nothing there always is.
fn commit(
    update: UpdateItemFluentBuilder,
    more: Amount,
    limits: &Limits,
    conditions: &mut Vec<String>,
) -> UpdateItemFluentBuilder {
    let mut update =
        update.expression_attribute_values(":usd", n(more.usd)).expression_attribute_values(":tokens", n(more.tokens));
    if more == Amount::default() {
        return update;
    }
    let usd = limits.usd.map(|limit| ("committedUsd", ":mostUsd", limit - more.usd));
    let tokens = limits.tokens.map(|limit| ("committedTokens", ":mostTokens", difference(limit, more.tokens)));
    for (name, value, most) in usd.into_iter().chain(tokens) {
        // What was never added to is nothing, and nothing is within what is left unless not even this turn is.
        let none = if most.is_sign_negative() { "" } else { "attribute_not_exists(NAME) OR " };
        conditions.push(format!("({none}NAME <= {value})").replace("NAME", name));
        update = update.expression_attribute_values(value, n(most));
    }
    update
}

/// The budget of which not even `more` is left in the month's `row`; a neighbour may have given back since what was too little.
fn too_little(row: &Item, more: Amount, limits: &Limits) -> ApiError {
    let (used_usd, used_tokens): (Decimal, u64) = (number(row, "committedUsd"), number(row, "committedTokens"));
    match (limits.usd, limits.tokens) {
        (Some(limit), _) if used_usd + more.usd > limit => exhausted(Budget::Usd, used_usd, limit),
        (_, Some(limit)) => exhausted(Budget::Tokens, used_tokens, limit),
        (limit, None) => exhausted(Budget::Usd, used_usd, limit.unwrap_or_default()),
    }
}

fn exhausted(budget: Budget, used: impl ToString, limit: impl ToString) -> ApiError {
    let exhausted = Exhausted::now(budget, used, limit);
    let mut error = ApiError::new(ErrorCode::BudgetExhausted, exhausted.to_string())
        .remedy("ask your provider for a larger budget, or wait until it begins anew");
    error.exhausted = Some(Box::new(exhausted));
    error
}
