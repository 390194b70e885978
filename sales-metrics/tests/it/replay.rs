//! Facts computed once more: from the keys that they name, and from those alone; and what is said when the data has changed.

use axum::{body::Body, http::StatusCode};
use sales_metrics::query::{Snapshot, answer, fact::Fact, plan::Plan, replay};
use serde_json::{Value, json};
use tenancy::{Role, TenantSession};

use crate::{
    data::{catalogue, part, plain},
    differential::{Case, Plans, Shape},
    world::{World, facts, period, plan, send, snapshot},
};

const PLANS: usize = 150;

/// Figures of two reads may differ in the last of 28 digits: they are added up in another order.
fn is_same(a: &Fact, b: &Fact) -> bool {
    let plain = |fact: &Fact| {
        let value = fact.value.map(|value| value.round_dp(12).normalize());
        (value, fact.unit.clone(), fact.empty, fact.display.clone(), fact.source.rows)
    };
    plain(a) == plain(b)
}

/// A tenant with pairs, which has each twentieth row of the real file.
async fn sampled(world: &World) -> (std::sync::Arc<TenantSession>, Case) {
    let session = world.bare_tenant("acme").await;
    let mut catalogue = catalogue();
    catalogue["pairs"] = json!([["country", "product"]]);
    assert_eq!(world.put_catalogue("acme", Role::Admin, catalogue.to_string()).await.status, StatusCode::OK);
    let file = part(&plain(), |row| row % 20 == 7);
    assert_eq!(world.import("acme", &file).await.status, StatusCode::CREATED);
    (session, Case { text: String::from_utf8(file).unwrap(), catalogue, dialect: json!({}) })
}

async fn again(session: &TenantSession, snapshot: &Snapshot, plan: &Plan, facts: &[Fact], stored: &Fact) -> Fact {
    let again = replay(session, snapshot, Some(plan), facts, stored).await.unwrap();
    again.fact.unwrap_or_else(|why| panic!("{why}: {stored:?} of {plan:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_fact_follows_from_the_keys_that_it_names() {
    let world = World::start().await;
    let (session, case) = sampled(&world).await;
    let snapshot = snapshot(&session).await;
    let mut plans = Plans::new(Shape::of(&case, &snapshot), 11);
    let mut asked: Vec<Plan> = (0..PLANS).map(|_| plan(plans.next())).collect();
    let germany = json!([{"dimension": "country", "members": ["Germany"]}]);
    asked.push(plan(json!({"intent": "rank", "measures": ["revenue"], "groupBy": {"dimension": "product"},
        "filters": germany, "period": period("2011-02-11", "2011-10-05")})));
    asked.push(plan(json!({"intent": "compare", "measures": ["revenue"], "groupBy": {"dimension": "product"},
        "period": period("2011-03-01", "2011-03-31"), "baseline": "previousPeriod"})));
    asked.push(plan(json!({"intent": "lookup", "measures": ["revenue"], "groupBy": {"dimension": "country"}})));
    asked.push(plan(json!({"intent": "rank", "measures": ["revenue"], "groupBy": {"grain": "month"},
        "having": {"is": "above", "amount": "20000"}})));
    asked.push(plan(json!({"intent": "rank", "measures": ["revenue"], "groupBy": {"dimension": "product"},
        "each": {"dimension": "country"}, "period": period("2011-02-01", "2011-10-05")})));
    asked.push(plan(json!({"intent": "breakdown", "measures": ["revenue"], "groupBy": {"dimension": "country"},
        "each": {"grain": "quarter"}})));
    asked.push(plan(json!({"intent": "lookup", "measures": ["revenue"], "groupBy": {"dimension": "product"},
        "each": {"dimension": "country"}, "period": period("2011-05-01", "2011-05-31")})));
    let (mut looked_at, mut read_from_rows) = (0, 0);
    for plan in &asked {
        let Ok(facts) = answer(&session, &snapshot, plan).await else { continue };
        // The first few, and some of the others.
        let every = (facts.len() / 5).max(1);
        for (_, stored) in facts.iter().enumerate().filter(|(place, _)| *place < 4 || place % every == 0) {
            let replayed = replay(&session, &snapshot, Some(plan), &facts, stored).await.unwrap();
            // What the whole answer makes is asked for once more.
            assert_eq!(replayed.from_sources, !stored.role.is_of_the_whole_answer());
            let fact = replayed.fact.unwrap_or_else(|why| panic!("{why}: {stored:?} of {plan:?}"));
            assert!(is_same(&fact, stored), "{fact:?}\n{stored:?} of {plan:?}");
            looked_at += 1;
            read_from_rows += usize::from(stored.source.keys.iter().any(|key| key.starts_with("rows/")));
        }
    }
    assert!(looked_at > 2 * PLANS && read_from_rows > 20, "{looked_at} facts, {read_from_rows} of them from rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_with_other_sources_than_its_own_is_found_out() {
    let world = World::start().await;
    let (session, _) = sampled(&world).await;
    let snapshot = snapshot(&session).await;
    let asked = json!({"intent": "breakdown", "measures": ["revenue"], "groupBy": {"dimension": "country"},
        "period": period("2011-01-15", "2011-04-20")});
    let good = facts(&session, &snapshot, asked.clone()).await;
    let plan = plan(asked);
    let share = good.iter().position(|fact| !fact.source.facts.is_empty()).unwrap();
    assert!(is_same(&again(&session, &snapshot, &plan, &good, &good[share]).await, &good[share]));

    let spoilers: [fn(&mut Fact); 6] = [
        |fact| drop(fact.source.keys.pop()),
        |fact| fact.source.keys.clear(),
        |fact| fact.source.keys.push("METRIC#total|2011-03".to_owned()),
        |fact| fact.source.keys[0] = "METRIC#country|2011-12".to_owned(),
        |fact| fact.filters[0].members = vec!["Spain".to_owned()],
        |fact| fact.value = fact.value.map(|value| value + rust_decimal::Decimal::new(1, 2)),
    ];
    for (place, spoil) in spoilers.into_iter().enumerate() {
        let mut spoilt = good.clone();
        spoil(&mut spoilt[0]);
        let replayed = replay(&session, &snapshot, Some(&plan), &spoilt, &spoilt[0]).await.unwrap();
        assert!(replayed.fact.is_err() || !is_same(replayed.fact.as_ref().unwrap(), &spoilt[0]), "{place}");
    }
    // Nor is what follows from it any better.
    let mut spoilt = good.clone();
    spoilt[0].source.keys.pop();
    let share = spoilt.iter().find(|fact| fact.source.facts.first() == Some(&spoilt[0].id)).unwrap();
    assert!(!is_same(&again(&session, &snapshot, &plan, &spoilt, share).await, share));
    let mut spoilt = share.clone();
    spoilt.source.facts = vec!["F999".to_owned(), "F1".to_owned()];
    assert!(replay(&session, &snapshot, Some(&plan), &good, &spoilt).await.unwrap().fact.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_data_has_changed_the_figure_of_now_is_told() {
    let world = World::start().await;
    let (session, case) = sampled(&world).await;
    let before = snapshot(&session).await;
    let year = period("2011-01-01", "2011-12-31");
    let grain = json!({"grain": "month"});
    let spain = json!([{"dimension": "country", "members": ["Spain"]}]);
    let mut answers: Vec<(Value, Vec<Fact>)> = Vec::new();
    for plan in [
        json!({"intent": "lookup", "measures": ["revenue", "customers"], "period": year}),
        json!({"intent": "growth", "measures": ["revenue"], "groupBy": grain, "period": year}),
        json!({"intent": "average", "measures": ["customers"], "groupBy": grain, "period": year, "filters": spain}),
        json!({"intent": "average", "measures": ["revenue"], "groupBy": {"measure": "orders"}, "period": year}),
        json!({"intent": "share", "measures": ["revenue"], "filters": spain, "period": year}),
    ] {
        answers.push((plan.clone(), facts(&session, &before, plan).await));
    }
    let header = case.text.lines().next().unwrap();
    let row = "999999,22423,REGENCY CAKESTAND 3 TIER,3,2011-03-08 10:00:00,12.75,12345,Spain";
    let more = world.import("acme", format!("{header}\n{row}\n").as_bytes()).await;
    assert_eq!(more.status, StatusCode::CREATED, "{more:?}");

    let now = snapshot(&session).await;
    for (asked, stored) in &answers {
        let (asked, fresh) = (plan(asked.clone()), facts(&session, &now, asked.clone()).await);
        for (stored_fact, fresh) in stored.iter().zip(&fresh) {
            let replayed = replay(&session, &now, Some(&asked), stored, stored_fact).await.unwrap();
            assert!(!replayed.from_sources);
            let fact = replayed.fact.unwrap();
            assert!(is_same(&fact, fresh), "{fact:?}\n{fresh:?}");
            assert_eq!((&fact.id, fact.role, fact.source.data_version.as_str()), (&fresh.id, fresh.role, "2"));
            // March, the change from March to April, and the year.
            let touched = ["2011-03", "2011-04", "2011-01-01/2011-12"].iter().any(|of| fresh.period.starts_with(of));
            assert!(touched || fact.value == stored_fact.value, "{fact:?}\n{stored_fact:?}");
        }
        assert!(stored.iter().zip(&fresh).any(|(stored, fresh)| stored.value != fresh.value), "{asked:?}");
    }

    // All of it is gone: that is said, and is no error.
    let list = world.get("acme", "/imports").await.body;
    for import in list["imports"].as_array().unwrap() {
        let path = format!("/imports/{}/undo", import["importId"].as_str().unwrap());
        let token = world.token("acme", Role::Admin);
        let json = [("content-type", "application/json")];
        let undone = send(world.app(), "POST", &path, Some(&token), &json, Body::empty()).await;
        assert_eq!(undone.status, StatusCode::OK, "{undone:?}");
    }
    let now = snapshot(&session).await;
    for (asked, stored) in &answers {
        let replayed = replay(&session, &now, Some(&plan(asked.clone())), stored, &stored[0]).await.unwrap();
        assert!(replayed.fact.is_err(), "{replayed:?}");
    }
}
