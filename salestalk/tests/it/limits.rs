//! Each tenant's share of the service: who takes more is refused, and nobody else.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};
use serde_json::json;
use tenancy::Role;

use crate::{api::Api, world::World};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_noisy_tenant_is_refused_and_the_others_are_not() {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("noisy", SALES).await;
    api.tenant("quiet", SALES).await;
    let (noisy, quiet) = (api.token(Role::Member, Some("noisy")), api.token(Role::Member, Some("quiet")));
    let question = "What was revenue in March 2024?";
    let flood = stream::iter(0..900).map(|_| api.ask(&noisy, question)).buffer_unordered(64).collect::<Vec<_>>();
    let calm = async {
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(api.ask(&quiet, question).await.status);
        }
        statuses
    };
    let (flood, calm) = tokio::join!(flood, calm);
    assert_eq!(calm, vec![200; 40]);
    let refused: Vec<_> = flood.iter().filter(|reply| reply.status != 200).collect();
    assert!(!refused.is_empty() && refused.len() < flood.len());
    for reply in refused {
        assert_eq!((reply.status, &reply.json()["code"]), (429, &"too_many_requests".into()), "{}", reply.text);
        assert!(reply.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
    }
}

/// `cargo xtask bench neighbours`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn what_a_noisy_neighbour_costs() {
    const ASKED: usize = 400;
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("noisy", SALES).await;
    api.tenant("quiet", SALES).await;
    let (noisy, quiet) = (api.token(Role::Member, Some("noisy")), api.token(Role::Member, Some("quiet")));
    let question = "What was revenue in March 2024?";
    let ask = async || {
        let mut took = Vec::new();
        for _ in 0..ASKED {
            let began = Instant::now();
            assert_eq!(api.ask(&quiet, question).await.status, 200);
            took.push(began.elapsed());
            // The pace of a busy team, and well within its plan.
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        took.sort();
        [took[ASKED / 2], took[ASKED * 99 / 100]].map(|time| time.as_secs_f64() * 1e3)
    };
    let alone = ask().await;
    for at_once in [16, 64] {
        let stop = Arc::new(AtomicBool::new(false));
        let flood: Vec<_> = (0..at_once)
            .map(|_| {
                let (api, noisy, stop) = (api.clone(), noisy.clone(), Arc::clone(&stop));
                tokio::spawn(async move {
                    let mut counts = [0, 0];
                    while !stop.load(Ordering::Relaxed) {
                        counts[usize::from(api.ask(&noisy, question).await.status == 429)] += 1;
                    }
                    counts
                })
            })
            .collect();
        let [p50, p99] = ask().await;
        stop.store(true, Ordering::Relaxed);
        let counts = futures::future::join_all(flood).await.into_iter().map(Result::unwrap);
        let [served, refused] = counts.fold([0, 0], |all, one| [all[0] + one[0], all[1] + one[1]]);
        println!(
            "a neighbour's flood, {at_once} at once, {served} of it served and {refused} refused: \
             p50 {p50:.1} ms (alone {:.1}), p99 {p99:.1} ms (alone {:.1})",
            alone[0], alone[1]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_one_thing_after_the_other_is_never_refused() {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let member = api.token(Role::Member, Some("acme"));
    // The plan lets 500 requests be saved up.
    for number in 0..530 {
        let reply = api.call("GET", "/catalogue", Some(&member), None).await;
        assert_eq!(reply.status, 200, "{number}: {}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let owner = api.token(Role::Owner, Some("acme"));
    let long = "revenue ".repeat(600);
    assert_eq!(api.ask(&owner, &long).await.status, 413);
    assert_eq!(api.ask(&owner, &long.repeat(20)).await.status, 413);
    let head = api.request("GET", "/catalogue").bearer_auth(&owner).header("x-any", "x".repeat(20_000));
    assert_eq!(api.send(head).await.status, 431);
    let body = json!({"email": "x".repeat(2 << 20), "role": "member"});
    assert_eq!(api.call("POST", "/users", Some(&owner), Some(body)).await.status, 413);

    // A packed file that grows a thousandfold is not unpacked to its end.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut bomb, b"Date,Country,Revenue\n").unwrap();
    let line = b"2024-03-01,France,12.50\n".repeat(1_000);
    for _ in 0..2_000 {
        std::io::Write::write_all(&mut bomb, &line).unwrap();
    }
    let import = api.request("POST", "/imports").bearer_auth(&owner).header("content-type", "text/csv");
    let refused = api.send(import.body(bomb.finish().unwrap())).await;
    assert_eq!((refused.status, &refused.json()["code"]), (422, &"unreadable_file".into()), "{}", refused.text);
    assert!(refused.text.contains("250 times"), "{}", refused.text);
}
