//! Turns in flight in the month's row: whatever becomes of them, the row is the sum of those whose answers are stored.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client,
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextRef},
    error::BoxError,
};
use rust_decimal::Decimal;
use serde_json::Value;
use tenancy::{
    ErrorCode,
    budget::Limits,
    ids::MessageId,
    registry::{Amount, OpenTurn, TurnUsage, UsageStore},
};

use crate::world::{TABLE, World, tenant};

const TURNS: u64 = 600;
/// What a turn may use, and what one does use.
const HELD: Amount = Amount { usd: Decimal::from_parts(3, 0, 0, false, 2), tokens: 3_000 };

fn used(number: u64) -> TurnUsage {
    let (input_tokens, output_tokens) = (500 + number % 300, 20 + number % 50);
    let cost_usd = Decimal::new(i64::try_from(input_tokens + output_tokens).unwrap(), 5);
    TurnUsage { input_tokens, output_tokens, cost_usd }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_months_row_is_the_sum_of_the_stored_turns() {
    let world = World::start().await;
    let (usage, acme) = (&world.services.usage, tenant("acme"));
    let limits = Limits { usd: Some(Decimal::new(15, 1)), tokens: None, turns: Some(TURNS - 50) };
    let (mut stored, mut refused, mut spent_for_nothing) = (HashMap::new(), 0, Decimal::ZERO);
    let mut state = 0x5EED_u64;
    for number in 0..TURNS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let fate = state >> 59;
        let turn = MessageId::generate();
        let mut hold = match usage.begin(&acme, turn, Amount::default(), &limits).await {
            Ok(begun) => begun.hold,
            Err(error) => {
                assert_eq!(error.code, ErrorCode::BudgetExhausted);
                refused += 1;
                continue;
            }
        };
        if fate.is_multiple_of(2)
            && let Err(error) = usage.hold(&acme, &mut hold, HELD, &limits).await
        {
            assert_eq!(error.code, ErrorCode::BudgetExhausted);
            usage.forfeit(&acme, &OpenTurn { hold, counted: None }, Amount::default()).await.unwrap();
            refused += 1;
            continue;
        }
        let used = if fate.is_multiple_of(2) { used(number) } else { TurnUsage::default() };
        match fate / 2 % 8 {
            // The process dies: before anything, between storing and counting, between counting and storing.
            0 => {}
            1 => drop(stored.insert(turn, used)),
            2 => usage.count(&acme, &hold, &used).await.unwrap(),
            // There is no answer, and the model had worked; once it was counted by then.
            3 => {
                spent_for_nothing += used.cost_usd;
                usage.forfeit(&acme, &OpenTurn { hold, counted: None }, Amount::from(&used)).await.unwrap();
            }
            4 => {
                spent_for_nothing += used.cost_usd;
                usage.count(&acme, &hold, &used).await.unwrap();
                let turn = OpenTurn { hold, counted: Some(used) };
                usage.forfeit(&acme, &turn, Amount::from(&used)).await.unwrap();
            }
            // All goes well, and a step may be sent twice.
            _ => {
                usage.count(&acme, &hold, &used).await.unwrap();
                usage.count(&acme, &hold, &used).await.unwrap();
                stored.insert(turn, used);
                usage.confirm(&acme, hold);
            }
        }
    }
    assert!(stored.len() > 200 && refused > 0, "{} {refused}", stored.len());

    // Somebody looks after those that died; and once more, for nothing.
    let stale = usage.stale(&acme, Duration::ZERO).await.unwrap();
    assert!(stale.len() > 50, "{}", stale.len());
    for turn in stale.iter().chain(&stale) {
        let known = stored.get(&turn.hold.turn).copied();
        if known.is_none() && usage.stale(&acme, Duration::ZERO).await.unwrap().contains(turn) {
            spent_for_nothing += turn.held().usd;
        }
        usage.end(&acme, turn, known).await.unwrap();
    }
    assert_eq!(usage.stale(&acme, Duration::ZERO).await.unwrap(), []);
    let month = usage.months(&acme).await.unwrap().remove(0);
    assert_eq!(month.turns, stored.len() as u64);
    assert_eq!(month.input_tokens, stored.values().map(|used| used.input_tokens).sum::<u64>());
    assert_eq!(month.output_tokens, stored.values().map(|used| used.output_tokens).sum::<u64>());
    assert_eq!(month.cost_usd, stored.values().map(|used| used.cost_usd).sum::<Decimal>());
    assert_eq!(month.unstored_usd, spent_for_nothing);
    // Nothing is held any more: all that is not spent can be spent.
    let rest = limits.usd.unwrap() - month.cost_usd - month.unstored_usd;
    let mut last = usage.begin(&acme, MessageId::generate(), Amount::default(), &Limits::default()).await.unwrap().hold;
    let more = Amount { usd: rest + Decimal::new(1, 9), tokens: 0 };
    assert!(usage.hold(&acme, &mut last, more, &limits).await.is_err());
    usage.hold(&acme, &mut last, Amount { usd: rest, tokens: 0 }, &limits).await.unwrap();
}

/// The attributes that updates touch, by which IAM may allow or refuse them.
#[derive(Debug, Clone, Default)]
struct Touched(Arc<Mutex<BTreeSet<String>>>);

impl Intercept for Touched {
    fn name(&self) -> &'static str {
        "touched"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body: Value = serde_json::from_slice(context.request().body().bytes().unwrap())?;
        let mut touched = self.0.lock().unwrap();
        touched.extend(body["Key"].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
        for expression in ["UpdateExpression", "ConditionExpression"] {
            let words = body[expression]
                .as_str()
                .unwrap_or_default()
                .split(|c: char| !(c.is_alphanumeric() || "#.:_".contains(c)));
            for word in words.filter(|word| !word.is_empty() && !word.starts_with(':')) {
                let top = word.split('.').next().unwrap();
                let keyword = top.chars().all(char::is_uppercase) || top.starts_with("attribute_");
                let named = body["ExpressionAttributeNames"][top].as_str().unwrap_or(top);
                touched.extend((!keyword).then(|| named.to_owned()));
            }
        }
        Ok(())
    }
}

/// What the statement `Usage` of the role policy `name` lets updates touch.
fn allowed(name: &str) -> Vec<String> {
    let path = format!("{}/../policies/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let policy: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let usage = statements.iter().find(|statement| statement["Sid"] == "Usage").unwrap();
    let condition = usage["Condition"].as_object().unwrap().values().next().unwrap();
    serde_json::from_value(condition["dynamodb:Attributes"].clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_runtimes_roles_may_change_just_what_is_counted() {
    let world = World::start().await;
    let acme = tenant("acme");
    for role in ["chat-handler", "metrics-handler"] {
        let touched = Touched::default();
        let config = world.services.aws.dynamodb.config().to_builder().interceptor(touched.clone()).build();
        let usage = UsageStore::new(Client::from_conf(config), TABLE);
        if role == "metrics-handler" {
            usage.add_imported_rows(&acme, 7).await.unwrap();
        } else {
            let limits = Limits { usd: Some(Decimal::ONE), tokens: Some(1_000_000), turns: Some(10) };
            for fate in 0..3 {
                let mut hold =
                    usage.begin(&acme, MessageId::generate(), Amount::default(), &limits).await.unwrap().hold;
                let more = Amount { usd: HELD.usd * Decimal::TWO, tokens: HELD.tokens * 2 };
                usage.hold(&acme, &mut hold, more, &limits).await.unwrap();
                usage.count(&acme, &hold, &used(fate)).await.unwrap();
                let turn = OpenTurn { hold: hold.clone(), counted: Some(used(fate)) };
                match fate {
                    0 => usage.confirm(&acme, hold),
                    1 => usage.forfeit(&acme, &turn, HELD).await.unwrap(),
                    _ => usage.end(&acme, &turn, Some(used(fate))).await.unwrap(),
                }
            }
        }
        let touched = touched.0.lock().unwrap().clone();
        let allowed = allowed(role);
        let covers = |pattern: &String, name: &String| match pattern.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == pattern,
        };
        for name in &touched {
            assert!(allowed.iter().any(|pattern| covers(pattern, name)), "{role} must be allowed to change {name:?}");
        }
        for pattern in &allowed {
            assert!(touched.iter().any(|name| covers(pattern, name)), "{role} has no use for {pattern:?}");
        }
    }
}
