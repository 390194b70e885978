//! Turns in flight in the month's row: whatever becomes of them, the row is the sum of those whose answers are stored.

use std::{collections::HashMap, time::Duration};

use rust_decimal::Decimal;
use tenancy::{
    ErrorCode,
    budget::Limits,
    ids::MessageId,
    registry::{Amount, OpenTurn, TurnUsage},
};

use crate::world::{World, tenant};

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
        let mut hold = match usage.begin(&acme, turn, &limits).await {
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
    let mut last = usage.begin(&acme, MessageId::generate(), &Limits::default()).await.unwrap().hold;
    let more = Amount { usd: rest + Decimal::new(1, 9), tokens: 0 };
    assert!(usage.hold(&acme, &mut last, more, &limits).await.is_err());
    usage.hold(&acme, &mut last, Amount { usd: rest, tokens: 0 }, &limits).await.unwrap();
}
