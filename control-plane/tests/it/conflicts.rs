//! Requests that are refused, and resources that stand in the way.

use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use axum::http::StatusCode;
use serde_json::{Value, json};
use tenancy::registry::TenantState;

use crate::world::{BUCKET, World, acme, enterprise};

#[tokio::test]
async fn an_id_belongs_to_one_tenant() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let row = world.row("acme").await;
    for (field, value) in [("name", "Other"), ("ownerEmail", "x@acme.example"), ("plan", "enterprise")] {
        let mut body = acme("acme");
        body[field] = json!(value);
        let reply = world.post(body).await;
        assert_eq!((reply.status, &reply.body["code"]), (StatusCode::CONFLICT, &json!("conflict")));
        assert_eq!(reply.body["field"], field);
    }
    assert_eq!(world.row("acme").await, row);
}

#[tokio::test]
async fn bad_requests_name_the_field_and_leave_nothing() {
    let world = World::start().await;
    let with = |field: &str, value: Value| {
        let mut body = acme("acme");
        body[field] = value;
        body
    };
    let mut nameless = acme("acme");
    nameless.as_object_mut().unwrap().remove("name");
    for (body, field) in [
        (with("tenantId", json!("acme-eu")), "tenantId"),
        (with("tenantId", json!("../acme")), "tenantId"),
        (with("name", json!("")), "name"),
        (with("name", json!("a\u{0}")), "name"),
        (with("ownerEmail", json!("nobody")), "ownerEmail"),
        (with("plan", json!("gold")), "plan"),
        (with("tenant", json!("acme")), "tenant"),
        (nameless, "name"),
    ] {
        let reply = world.post(body.clone()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(reply.body["field"], field, "{body} {}", reply.body);
        assert!(reply.body["remedy"].is_string(), "{body}");
    }
    for (path, status, field) in [
        ("/tenants/Acme", StatusCode::UNPROCESSABLE_ENTITY, json!("id")),
        ("/tenants/acme", StatusCode::NOT_FOUND, Value::Null),
        ("/tenants?limit=0", StatusCode::UNPROCESSABLE_ENTITY, json!("limit")),
        ("/tenants?limit=x", StatusCode::UNPROCESSABLE_ENTITY, json!("limit")),
        ("/tenants?after=A", StatusCode::UNPROCESSABLE_ENTITY, json!("after")),
    ] {
        let reply = world.get(path).await;
        assert_eq!((reply.status, reply.body.get("field").unwrap_or(&Value::Null)), (status, &field), "{path}");
        assert_eq!(reply.headers["content-type"], "application/problem+json");
    }
    let list = world.get("/tenants").await;
    assert_eq!(list.body, json!({"tenants": []}));
}

/// The reply and the row name `step`; once `clear` has run, the same request succeeds with the same key.
async fn stands_in_the_way(world: &World, step: &str, clear: impl AsyncFnOnce()) {
    let reply = world.post(enterprise("acme")).await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", reply.body);
    assert!(reply.body["detail"].as_str().unwrap().contains(&format!("step {step} of tenant")), "{}", reply.body);
    assert!(reply.body["remedy"].is_string());
    let row = world.row("acme").await;
    assert_eq!(row.state, TenantState::Failed);
    let shown = world.get("/tenants/acme").await.body;
    assert_eq!(shown["failure"]["step"], step);
    assert!(!shown["failure"]["cause"].as_str().unwrap().is_empty());
    assert!(!shown["failure"]["nextAction"].as_str().unwrap().is_empty());

    clear().await;
    let again = world.post(enterprise("acme")).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.body);
    assert_eq!((again.body["state"].as_str(), again.body.get("failure")), (Some("active"), None));
    assert_eq!(world.keys("acme").await, [again.body["resources"]["keyArn"].as_str().unwrap()]);
}

#[tokio::test]
async fn an_alias_of_another_key_is_not_stolen() {
    let world = World::start().await;
    let kms = &world.services.aws.kms;
    let other = kms.create_key().send().await.unwrap().key_metadata.unwrap().key_id;
    kms.create_alias().alias_name("alias/salestalk/acme").target_key_id(&other).send().await.unwrap();
    stands_in_the_way(&world, "key-alias", async || {
        kms.delete_alias().alias_name("alias/salestalk/acme").send().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_foreign_table_is_not_adopted() {
    let world = World::start().await;
    let dynamodb = &world.services.aws.dynamodb;
    foreign_table(&world, "tenant-acme-metrics").await;
    stands_in_the_way(&world, "metrics-table", async || {
        dynamodb.delete_table().table_name("tenant-acme-metrics").send().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_foreign_object_in_the_prefix_is_not_overwritten() {
    let world = World::start().await;
    let s3 = &world.services.aws.s3;
    let marker = "tenants/acme/.salestalk";
    s3.put_object().bucket(BUCKET).key(marker).send().await.unwrap();
    stands_in_the_way(&world, "prefix", async || {
        s3.delete_object().bucket(BUCKET).key(marker).send().await.unwrap();
    })
    .await;
}

/// A table that somebody else has made.
pub(crate) async fn foreign_table(world: &World, name: &str) {
    let dynamodb = &world.services.aws.dynamodb;
    let mut create = dynamodb.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let text = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        create = create
            .attribute_definitions(text.build().unwrap())
            .key_schema(KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap());
    }
    create.send().await.unwrap();
}
