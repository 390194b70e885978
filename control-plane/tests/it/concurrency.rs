//! Many executors at once make what one would have made.

use axum::http::StatusCode;
use futures::future::join_all;
use jiff::Timestamp;
use tenancy::registry::{Observed, Plan, TenantRecord, TenantState};

use crate::world::{World, acme, tenant};

#[tokio::test(flavor = "multi_thread")]
async fn ten_requests_make_one_tenant_and_get_one_answer() {
    let world = World::start().await;
    let replies = join_all((0..10).map(|_| world.post(acme("acme")))).await;
    let created = replies.iter().filter(|reply| reply.status == StatusCode::CREATED).count();
    let found = replies.iter().filter(|reply| reply.status == StatusCode::OK).count();
    assert_eq!((created, found), (1, 9), "{:?}", replies.iter().map(|r| &r.body).collect::<Vec<_>>());
    assert!(replies.iter().all(|reply| reply.body == replies[0].body));
    assert_eq!(replies[0].body["state"], "active");
    assert_eq!(world.keys("acme").await.len(), 1);
    assert_eq!(world.get("/tenants/acme").await.body, replies[0].body);
}

fn asked_for_a_key(id: &str, updated_at: Timestamp) -> TenantRecord {
    TenantRecord {
        tenant_id: tenant(id),
        name: "Acme Ltd".to_owned(),
        owner_email: "owner@acme.example".to_owned(),
        plan: Plan::Standard,
        state: TenantState::Provisioning,
        observed: Observed { key_requested: true, ..Observed::default() },
        failure: None,
        version: 2,
        created_at: updated_at,
        updated_at,
    }
}

/// An executor that asked for a key a moment ago may be about to make it: it gets its time, then it is taken to be dead.
#[tokio::test(flavor = "multi_thread")]
async fn an_executor_that_went_silent_is_waited_for_and_replaced() {
    let world = World::start().await;
    world.services.registry.create(&asked_for_a_key("acme", Timestamp::now())).await.unwrap();
    let replies = join_all((0..3).map(|_| world.post(acme("acme")))).await;
    assert!(replies.iter().all(|reply| reply.status == StatusCode::OK), "{}", replies[0].body);
    assert!(replies.iter().all(|reply| reply.body == replies[0].body));
    assert_eq!(world.keys("acme").await.len(), 1);
}

/// Of several keys that look like the tenant's, the oldest is adopted; another tenant's never is.
#[tokio::test]
async fn the_oldest_key_with_our_tags_is_adopted() {
    let world = World::start().await;
    world.post(acme("other")).await;
    let long_ago = Timestamp::now() - jiff::SignedDuration::from_secs(3_600);
    world.services.registry.create(&asked_for_a_key("acme", long_ago)).await.unwrap();
    let kms = &world.services.aws.kms;
    let tag =
        |key: &str, value: &str| aws_sdk_kms::types::Tag::builder().tag_key(key).tag_value(value).build().unwrap();
    let ours = || {
        let create = kms.create_key().tags(tag("salestalk:tenant", "acme"));
        create.tags(tag("salestalk:owner", "control-plane")).send()
    };
    let disabled = ours().await.unwrap().key_metadata.unwrap().key_id;
    kms.disable_key().key_id(&disabled).send().await.unwrap();
    kms.create_key().tags(tag("salestalk:tenant", "acme")).send().await.unwrap();
    let mut candidates = Vec::new();
    for _ in 0..2 {
        candidates.push(ours().await.unwrap().key_metadata.unwrap());
    }
    // Dates may be told in whole seconds; of equals the lesser id is taken, so that all executors agree.
    candidates.sort_by(|a, b| (a.creation_date, &a.key_id).partial_cmp(&(b.creation_date, &b.key_id)).unwrap());
    let reply = world.post(acme("acme")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.body["resources"]["keyArn"].as_str(), candidates[0].arn.as_deref());
    assert_eq!(world.keys("acme").await.len(), 4);
}
