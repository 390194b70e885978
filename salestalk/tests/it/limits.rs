//! Each tenant's share of the service: who takes more is refused, and nobody else.

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
