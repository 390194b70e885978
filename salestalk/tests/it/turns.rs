//! Turns that are read, left, stopped and cut off while their server is killed again and again: in the end the month's row is the
//! sum of the answers that are stored.

use std::{
    collections::HashMap,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use futures::{StreamExt, stream};
use rand::{Rng, SeedableRng, rngs::StdRng};
use rust_decimal::Decimal;
use serde_json::json;
use tenancy::Role;

use crate::{api::Api, crash::opened, speaker::Speaker, world::World};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n2024-04-30,France,1.00\n";
const SENTENCES: &[&str] = &["Revenue was {F1}. ", "It came ", "from what was sold. ", "That is all."];
/// Some that a model phrases, one that has no figure.
const QUESTIONS: [&str; 3] =
    ["What was revenue in March 2024?", "Compare revenue in April 2024 with March 2024", "And how is the weather?"];
const AT_ONCE: usize = 8;
const TABLE: &str = "tenants-metadata";

type Item = HashMap<String, AttributeValue>;

#[tokio::test(flavor = "multi_thread")]
async fn the_months_row_is_the_sum_of_the_stored_answers() {
    turns(240, 200..1_200, 9).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form: cargo xtask faults --turns"]
async fn ten_thousand_turns_are_counted_exactly() {
    turns(10_000, 1_000..6_000, 10).await;
}

/// Asks `total` questions of servers that are killed after so many milliseconds, each.
async fn turns(total: usize, lives: Range<u64>, seed: u64) {
    let (world, speaker) = (World::new(), Speaker::saying(SENTENCES).await);
    let mut random = StdRng::seed_from_u64(seed);
    let talk = tokio::spawn({
        let turns = speaker.turns.clone();
        async move {
            loop {
                turns.add_permits(AT_ONCE);
                tokio::time::sleep(Duration::from_millis(4)).await;
            }
        }
    });
    let (begun, ended, mut kills) = (AtomicUsize::new(0), AtomicUsize::new(0), 0);
    while begun.load(Ordering::SeqCst) < total {
        let mut server = speaker.up(&world, &json!({}));
        let api = Api::of(&world, &server);
        if kills == 0 {
            api.tenant("acme", SALES).await;
        }
        let token = api.token(Role::Member, Some("acme"));
        let fates: Vec<u32> = (begun.load(Ordering::SeqCst)..total).map(|_| random.random()).collect();
        let work = stream::iter(fates).for_each_concurrent(AT_ONCE, |fate| {
            let (api, token, begun, ended) = (&api, &token, &begun, &ended);
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                drop(turn(api, token, fate, ended).await);
            }
        });
        let life = Duration::from_millis(random.random_range(lives.clone()));
        if tokio::time::timeout(life, work).await.is_err() {
            server.kill();
            std::fs::remove_file(server.file()).unwrap();
            kills += 1;
        } else {
            assert!(server.terminate());
        }
    }
    let held = an_hour_passes(&world).await;
    // The tenant's next turn finds those that died.
    let mut server = speaker.up(&world, &json!({}));
    let api = Api::of(&world, &server);
    let token = api.token(Role::Member, Some("acme"));
    for _ in 0..2 {
        assert_eq!(api.ask(&token, QUESTIONS[0]).await.status, 200);
    }
    assert!(server.terminate());
    talk.abort();
    let (row, stored) = (month(&world).await, stored(&world).await);
    let heard = ended.load(Ordering::SeqCst);
    println!(
        "{total} asked, {kills} kills, {heard} heard to their end, {} stored, {held} held by the dead",
        stored.turns
    );
    assert!(kills > 1 && held > 0, "nobody died in the middle of a turn");
    let number = |name: &str| row.get(name).map_or(Decimal::ZERO, |n| n.as_n().unwrap().parse().unwrap());
    assert_eq!(number("turns"), stored.turns.into());
    assert_eq!(number("inputTokens"), stored.input);
    assert_eq!(number("outputTokens"), stored.output);
    assert_eq!(number("costUsd"), stored.usd);
    assert_eq!(number("committedTurns"), stored.turns.into());
    assert_eq!(number("committedUsd"), stored.usd + number("unstoredUsd"));
    assert_eq!(number("committedTokens"), stored.input + stored.output + number("unstoredTokens"));
    // Of the very last one alone nobody has heard yet that it went well.
    assert_eq!(row.keys().filter(|name| name.starts_with("hold:")).count(), 1);
}

/// One turn, as `fate` has it. Whatever breaks here breaks because the server is gone.
async fn turn(api: &Api, token: &str, fate: u32, ended: &AtomicUsize) -> reqwest::Result<()> {
    // Few ask alike: whoever does is told the words that are kept.
    let question =
        format!("{}{}", QUESTIONS[fate as usize % QUESTIONS.len()], "?".repeat((fate >> 20 & 0x7f) as usize));
    let is_streamed = fate & 0x100 != 0;
    let ask = api.request("POST", "/chat").bearer_auth(token);
    let reply = ask.json(&json!({"text": question, "stream": is_streamed})).send().await?;
    match (is_streamed, fate >> 16 & 3) {
        // Somebody leaves at once, or stops the answer and hears what is left of it.
        (true, 0) => return Ok(()),
        (true, 1) => {
            let mut body = reply.bytes_stream();
            let begin = body.next().await.transpose()?.unwrap_or_default();
            let begin = String::from_utf8_lossy(&begin);
            if let Some((_, id)) = begin.split_once("\"messageId\":\"") {
                let stop = api.request("POST", &format!("/messages/{}/stop", &id[..36])).bearer_auth(token);
                stop.send().await?;
            }
            while body.next().await.transpose()?.is_some() {}
        }
        _ => drop(reply.bytes().await?),
    }
    ended.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

/// Makes all that is held older than any turn may be; how many do hold something.
async fn an_hour_passes(world: &World) -> usize {
    let (local, sdk) = opened(&world.data_dir()).await;
    let dynamodb = Client::new(&sdk);
    let mut row = row(&dynamodb).await;
    let mut held = 0;
    for (_, hold) in row.iter_mut().filter(|(name, _)| name.starts_with("hold:")) {
        let AttributeValue::M(hold) = hold else { panic!("a hold is a map") };
        hold.insert("since".to_owned(), AttributeValue::N("0".to_owned()));
        held += 1;
    }
    dynamodb.put_item().table_name(TABLE).set_item(Some(row)).send().await.unwrap();
    local.stop().await;
    held
}

async fn month(world: &World) -> Item {
    let (local, sdk) = opened(&world.data_dir()).await;
    let row = row(&Client::new(&sdk)).await;
    local.stop().await;
    row
}

/// The row of the only month.
async fn row(dynamodb: &Client) -> Item {
    let query = dynamodb.query().table_name(TABLE).key_condition_expression("pk = :pk AND begins_with(sk, :sk)");
    let query = query.expression_attribute_values(":pk", AttributeValue::S("TENANT#acme".to_owned()));
    let reply = query.expression_attribute_values(":sk", AttributeValue::S("USAGE#".to_owned())).send().await.unwrap();
    reply.items.unwrap().pop().unwrap()
}

/// What the stored answers say that they used.
#[derive(Default)]
struct Stored {
    turns: u64,
    input: Decimal,
    output: Decimal,
    usd: Decimal,
}

async fn stored(world: &World) -> Stored {
    let (local, sdk) = opened(&world.data_dir()).await;
    let mut items = Client::new(&sdk).scan().table_name("tenant-acme-messages").into_paginator().items().send();
    let mut stored = Stored::default();
    while let Some(item) = items.next().await {
        let item = item.unwrap();
        let Some(metadata) = item.get("metadata").and_then(|metadata| metadata.as_m().ok()) else { continue };
        let number = |name: &str| match &metadata[name] {
            AttributeValue::N(number) | AttributeValue::S(number) => number.parse::<Decimal>().unwrap(),
            _ => panic!("{name} is no number"),
        };
        stored.turns += 1;
        stored.input += number("inputTokens");
        stored.output += number("outputTokens");
        stored.usd += number("costUsd");
    }
    local.stop().await;
    stored
}
