//! A tenant's whole life, as the operator sees it.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use tenancy::{ErrorCode, Role, TenantCaller, registry::TenantState};

use crate::world::{World, acme, enterprise, send, tenant};

fn member(id: &str) -> TenantCaller {
    TenantCaller { subject: "u".to_owned(), tenant: tenant(id), role: Role::Admin }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_tenant_is_refused_at_once_and_served_again_when_resumed() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let token = world.issuer.token("u", Role::Owner, Some(&tenant("acme")), 600).unwrap();
    let usage = async || send(&world.plane, "GET", "/usage", Some(&token), &[], None).await;
    assert_eq!(usage().await.status, StatusCode::OK);
    let reply = world.call("PATCH", "/tenants/acme", Some(json!({"state": "suspended"}))).await;
    assert_eq!((reply.status, &reply.body["state"]), (StatusCode::OK, &json!("suspended")), "{}", reply.body);
    let refused = usage().await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::FORBIDDEN, &json!("tenant_suspended")));
    let error = world.services.open(&member("acme")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TenantSuspended);

    // Whatever else happens to it, it stays suspended.
    world.call("POST", "/tenants/acme/reconcile", None).await;
    let reply = world.call("PATCH", "/tenants/acme", Some(json!({"plan": "enterprise"}))).await;
    assert_eq!((&reply.body["state"], &reply.body["plan"]), (&json!("suspended"), &json!("enterprise")));
    assert_eq!(world.post(enterprise("acme")).await.body["state"], "suspended");

    let reply = world.call("PATCH", "/tenants/acme", Some(json!({"state": "active"}))).await;
    assert_eq!(reply.body["state"], "active");
    assert_eq!(usage().await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_learns_who_it_is_and_the_operator_what_plans_there_are() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let token = world.issuer.token("u", Role::Member, Some(&tenant("acme")), 600).unwrap();
    let me = send(&world.plane, "GET", "/me", Some(&token), &[], None).await;
    let row = world.row("acme").await;
    let expected =
        json!({"subject": "u", "role": "member", "tenantId": "acme", "tenantName": row.name, "plan": row.plan});
    assert_eq!((me.status, me.body), (StatusCode::OK, expected));
    let plans = world.get("/plans").await.body;
    assert_eq!(plans["plans"]["standard"]["key"], "pooled", "{plans}");
    assert_eq!(plans["plans"].as_object().unwrap().len(), world.services.plans.names().count());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_plan_changes_what_the_tenant_owns_and_what_it_wrote_stays_readable() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let before = world.row("acme").await;
    let (_, session) = world.services.open(&member("acme")).await.unwrap();
    let key = "tenants/acme/imports/a b/é.csv";
    let put = session.s3.put_object().bucket(&session.bucket).key(key).body(vec![1, 2, 3].into());
    let put = put.server_side_encryption("aws:kms".into()).ssekms_key_id(&session.key_arn);
    put.send().await.unwrap();

    let reply = world.call("PATCH", "/tenants/acme", Some(json!({"plan": "enterprise"}))).await;
    assert_eq!((reply.status, &reply.body["plan"]), (StatusCode::OK, &json!("enterprise")), "{}", reply.body);
    let own = world.keys("acme").await;
    assert_eq!(own, [reply.body["resources"]["keyArn"].as_str().unwrap()]);
    let dynamodb = &world.services.aws.dynamodb;
    for name in ["tenant-acme-messages", "tenant-acme-metrics"] {
        let table = dynamodb.describe_table().table_name(name).send().await.unwrap().table.unwrap();
        assert_eq!(table.sse_description().unwrap().kms_master_key_arn(), Some(&*own[0]));
        assert_eq!(table.deletion_protection_enabled(), Some(true));
    }
    let row = world.row("acme").await;
    assert_eq!(row.observed.former_keys, [before.observed.key_arn.unwrap()]);
    assert_eq!(row.observed.data_key.unwrap().key_arn, own[0]);
    let (_, session) = world.services.open(&member("acme")).await.unwrap();
    let head = session.s3.get_object().bucket(&session.bucket).key(key).send().await.unwrap();
    assert_eq!(head.ssekms_key_id(), Some(&*own[0]));
    assert_eq!(head.body.collect().await.unwrap().to_vec(), [1, 2, 3]);

    // And back: the own key is kept for what it may still have to open.
    let reply = world.call("PATCH", "/tenants/acme", Some(json!({"plan": "standard"}))).await;
    assert_eq!(reply.body["plan"], "standard", "{}", reply.body);
    let table = dynamodb.describe_table().table_name("tenant-acme-metrics").send().await.unwrap().table.unwrap();
    assert_eq!(table.deletion_protection_enabled(), Some(false));
    assert_eq!(world.keys("acme").await, own);
    let again = world.call("PATCH", "/tenants/acme", Some(json!({"plan": "standard"}))).await;
    assert_eq!(again.body, reply.body);
    let drift = world.call("POST", "/tenants/acme/reconcile?dryRun=true", None).await.body;
    assert_eq!(drift, json!({"tenantId": "acme", "steps": []}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_is_a_resource() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let list = world.get("/tenants/acme/operations").await.body;
    let onboarding = &list["operations"][0];
    assert_eq!((&onboarding["kind"], &onboarding["state"]), (&json!("onboard"), &json!("succeeded")));
    let steps: Vec<&str> =
        onboarding["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    for step in ["data-key", "messages-table", "metrics-table", "prefix", "users"] {
        assert!(steps.contains(&step), "{step}: {onboarding}");
    }
    let path = format!("/tenants/acme/operations/{}", onboarding["operationId"].as_str().unwrap());
    assert_eq!(world.get(&path).await.body, *onboarding);
    for (path, status) in [
        ("/tenants/acme/operations/x", StatusCode::UNPROCESSABLE_ENTITY),
        ("/tenants/acme/operations/0192a6f0-0000-7000-8000-000000000000", StatusCode::NOT_FOUND),
        ("/tenants/nobody/operations", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(world.get(path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_again_with_its_key_gets_the_same_reply() {
    let world = World::start().await;
    let with = async |key: &str, method: &str, path: &str, body: Value| {
        let headers = [("idempotency-key", key)];
        send(&world.plane, method, path, Some(&world.operator), &headers, Some(body)).await
    };
    let first = with("a", "POST", "/tenants", acme("acme")).await;
    assert_eq!(first.status, StatusCode::CREATED);
    world.call("PATCH", "/tenants/acme", Some(json!({"state": "suspended"}))).await;
    // The tenant is another by now; the reply is not.
    let again = with("a", "POST", "/tenants", acme("acme")).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.headers[header::LOCATION], first.headers[header::LOCATION]);
    let other = with("a", "POST", "/tenants", acme("other")).await;
    assert_eq!(
        (other.status, &other.body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("idempotency_key_reused"))
    );
    let other = with("a", "PATCH", "/tenants/acme", json!({"state": "active"})).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(world.services.registry.get(&tenant("other")).await.unwrap().is_none());
    for bad in ["", &"x".repeat(256), "é"] {
        let reply = with(bad, "POST", "/tenants", acme("acme")).await;
        assert_eq!((reply.status, &reply.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("Idempotency-Key")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_cannot_be_changed_or_erased() {
    let world = World::start().await;
    for (method, path, body) in [
        ("DELETE", "/tenants/nobody", None),
        ("PATCH", "/tenants/nobody", Some(json!({"plan": "enterprise"}))),
        ("POST", "/tenants/nobody/reconcile", None),
        ("POST", "/tenants/nobody/reconcile?dryRun=true", None),
        ("POST", "/tenants/nobody/restore", Some(acme("acme"))),
        ("GET", "/tenants/nobody/usage", None),
        ("GET", "/tenants/nobody/audit", None),
        ("GET", "/tenants/nobody/audit/verification", None),
        ("GET", "/tenants/nobody/archive", None),
        ("DELETE", "/tenants/nobody/archive", None),
    ] {
        let reply = world.call(method, path, body).await;
        assert_eq!(
            (reply.status, &reply.body["code"]),
            (StatusCode::NOT_FOUND, &json!("not_found")),
            "{method} {path}"
        );
        assert!(reply.body["remedy"].is_string());
    }
    let (dynamodb, table) = world.services.registry.table();
    assert_eq!(dynamodb.scan().table_name(table).send().await.unwrap().count(), 0);

    world.post(acme("acme")).await;
    for (body, field) in [
        (json!({"plan": "gold"}), json!("plan")),
        (json!({"state": "erased"}), json!("state")),
        (json!({}), json!("plan")),
        (json!({"name": "x"}), json!("name")),
    ] {
        let reply = world.call("PATCH", "/tenants/acme", Some(body.clone())).await;
        assert_eq!((reply.status, &reply.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &field), "{body}");
    }
    assert_eq!(world.row("acme").await.state, TenantState::Active);
    for (method, path) in [("POST", "/tenants/acme/restore"), ("DELETE", "/tenants/acme/archive")] {
        let body = (method == "POST").then(|| acme("other"));
        assert_eq!(world.call(method, path, body).await.status, StatusCode::CONFLICT, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_are_listed_by_state_and_plan() {
    let world = World::start().await;
    for body in [acme("aaa"), enterprise("bbb"), acme("ccc"), acme("ddd")] {
        world.post(body).await;
    }
    world.call("PATCH", "/tenants/ccc", Some(json!({"state": "suspended"}))).await;
    world.call("DELETE", "/tenants/ddd", None).await;
    let ids = async |query: &str| -> Vec<String> {
        let page = world.get(&format!("/tenants?{query}")).await.body;
        page["tenants"].as_array().unwrap().iter().map(|t| t["tenantId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("").await, ["aaa", "bbb", "ccc"]);
    assert_eq!(ids("plan=enterprise").await, ["bbb"]);
    assert_eq!(ids("state=suspended").await, ["ccc"]);
    assert_eq!(ids("state=erased").await, ["ddd"]);
    assert_eq!(ids("state=active&limit=1").await, ["aaa"]);
    assert_eq!(ids("state=active&limit=1&after=aaa").await, ["bbb"]);
    let reply = world.get("/tenants?state=gone").await;
    assert_eq!((reply.status, &reply.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("state")));
}
