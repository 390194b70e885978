//! A month's budgets, while many questions are asked at once.

use std::sync::atomic::Ordering;

use futures::{StreamExt, stream};
use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    api::{Api, Reply},
    speaker::{MODEL, Speaker, TOKENS},
    world::World,
};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n2024-04-30,France,1.00\n";
const QUESTION: &str = "What was revenue in March 2024?";
const ASKED: usize = 200;

/// 200 questions at once on `plan`: the replies, and the month's row.
async fn storm(plan: Value) -> (Vec<Reply>, Value, usize) {
    let (world, speaker) = (World::new(), Speaker::fluent(&["Revenue was {F1}."]).await);
    let server = speaker.up(&world, &plan);
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Member, Some("acme"));
    // Each asks with more urgency, so that no words are kept from another.
    let ask = async |nth: usize| api.ask(&token, &format!("{QUESTION}{}", "?".repeat(nth))).await;
    let replies = stream::iter(0..ASKED).map(ask).buffer_unordered(ASKED).collect::<Vec<_>>().await;
    let owner = api.token(Role::Owner, Some("acme"));
    let usage = api.call("GET", "/usage", Some(&owner), None).await.json()["months"][0].clone();
    (replies, usage, speaker.asked.load(Ordering::SeqCst))
}

fn with_status(replies: &[Reply], status: u16) -> Vec<Value> {
    replies.iter().filter(|reply| reply.status == status).map(Reply::json).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_end_with_their_budget() {
    let (replies, usage, calls) = storm(json!({"monthlyTurns": 50})).await;
    let (answered, refused) = (with_status(&replies, 200), with_status(&replies, 429));
    assert_eq!((answered.len(), refused.len()), (50, 150));
    assert_eq!((&usage["turns"], calls), (&50.into(), 50));
    for problem in &refused {
        assert_eq!(problem["code"], "budget_exhausted", "{problem}");
        let exhausted = &problem["exhausted"];
        assert_eq!((&exhausted["budget"], &exhausted["limit"]), (&"turns".into(), &"50".into()));
        assert!(exhausted["resetsOn"].as_str().unwrap().ends_with("-01"), "{exhausted}");
    }
    let refused = replies.iter().find(|reply| reply.status == 429).unwrap();
    assert_eq!(refused.headers["x-should-retry"], "false");
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_held_before_it_is_spent_and_the_narrator_answers_without() {
    // A turn may use 3,000 tokens, 3 cents; it does use 110.
    let (replies, usage, calls) = storm(json!({"monthlyBudgetUsd": "0.05"})).await;
    let answered = with_status(&replies, 200);
    assert_eq!(answered.len(), ASKED);
    let spent = answered.iter().filter(|reply| reply["usage"]["model"] == MODEL).count();
    let narrated: Vec<_> = answered.iter().filter(|reply| reply["usage"]["model"] == "narrator").collect();
    assert_eq!((spent, spent + narrated.len()), (calls, ASKED));
    assert!(spent > 0 && spent * 110 <= 5_000, "{spent}");
    for reply in narrated {
        assert_eq!(reply["usage"]["exhausted"]["budget"], "usd", "{}", reply["usage"]);
        assert!(reply["text"].as_str().unwrap().contains("12.50") && reply["verdict"] == "ANSWERED");
    }
    let sum = rust_decimal::Decimal::new(i64::try_from(spent).unwrap() * 11, 4);
    assert_eq!(usage["costUsd"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap(), sum);
    assert_eq!((&usage["turns"], &usage["unstoredTokens"]), (&ASKED.into(), &0.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_may_refuse_instead() {
    let (replies, usage, calls) = storm(json!({"monthlyTokens": 10_000, "overBudget": "refuse"})).await;
    let (answered, refused) = (with_status(&replies, 200), with_status(&replies, 429));
    assert_eq!((answered.len(), answered.len() + refused.len()), (calls, ASKED));
    let tokens = usage["inputTokens"].as_u64().unwrap() + usage["outputTokens"].as_u64().unwrap();
    assert_eq!((tokens, &usage["turns"]), (TOKENS * calls as u64, &calls.into()));
    assert!(calls > 0 && tokens <= 10_000, "{tokens}");
    assert!(refused.iter().all(|problem| problem["exhausted"]["budget"] == "tokens"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_figure_needs_no_model() {
    let (world, speaker) = (World::new(), Speaker::fluent(&["Revenue was {F1}."]).await);
    let server = speaker.up(&world, &json!({"modelPolicy": "useful", "monthlyBudgetUsd": "0", "overBudget": "refuse"}));
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Member, Some("acme"));
    let reply = api.ask(&token, QUESTION).await;
    assert_eq!((reply.status, &reply.json()["usage"]["model"]), (200, &"narrator".into()), "{}", reply.text);
    let refused = api.ask(&token, "Compare revenue in March 2024 with February 2024").await;
    assert!(refused.status == 200 || refused.json()["code"] == "budget_exhausted", "{}", refused.text);
    assert_eq!(speaker.asked.load(Ordering::SeqCst), 0);
}
