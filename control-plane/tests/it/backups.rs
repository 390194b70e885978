//! A tenant that goes on is copied, on time and when asked, and can be made anew from each copy.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use axum::http::StatusCode;
use control_plane::{sweep, work};
use serde_json::{Value, json};

use crate::{
    faults::meddler::{A_DAY, Fault, Meddler},
    offboarding::{contents, fill, session},
    operations::hasty,
    world::{BUCKET, World, acme, enterprise, send},
};

const IN_TIME: Duration = Duration::from_secs(30);

async fn back_up(world: &World, id: &str) -> Value {
    let made = world.call("POST", &format!("/tenants/{id}/backups"), None).await;
    assert_eq!((made.status, &made.body["state"]), (StatusCode::OK, &json!("succeeded")), "{}", made.body);
    made.body["result"].clone()
}

async fn backups(world: &World, id: &str) -> Vec<Value> {
    let list = world.get(&format!("/tenants/{id}/backups")).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    list.body["backups"].as_array().unwrap().clone()
}

/// The folders below the tenant's archives.
async fn folders(world: &World, id: &str) -> usize {
    let below = format!("archive/{id}/");
    let list = world.services.aws.s3.list_object_versions().bucket(BUCKET).prefix(&below).send().await.unwrap();
    let folder = |key: &str| key.strip_prefix(&below).unwrap().split('/').next().unwrap().to_owned();
    let folders: std::collections::BTreeSet<String> =
        list.versions().iter().filter_map(|version| version.key()).map(folder).collect();
    folders.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_backup_is_the_tenant_as_it_was_and_goes_when_the_tenant_goes() {
    let world = World::start().await;
    for (body, plan) in [(acme("acme"), "standard"), (enterprise("own"), "enterprise")] {
        let id = body["tenantId"].as_str().unwrap().to_owned();
        world.post(body).await;
        assert_eq!(backups(&world, &id).await, [] as [Value; 0]);
        let none = world.call("POST", &format!("/tenants/{id}/restore"), Some(acme("early"))).await;
        assert_eq!(none.status, StatusCode::CONFLICT);
        assert!(none.body["remedy"].as_str().unwrap().contains("/backups"), "{}", none.body);

        let source = session(&world, &id).await;
        fill(&source, |n| format!("first-{id}-{n}")).await;
        let first = (back_up(&world, &id).await, contents(&source).await);
        fill(&source, |n| format!("second-{id}-{n}")).await;
        let second = (back_up(&world, &id).await, contents(&source).await);
        assert_ne!(first.1, second.1);
        assert_eq!((&first.0["items"], &first.0["objects"]), (&json!(200), &json!(4)), "{}", first.0);
        assert_eq!(backups(&world, &id).await, [second.0.clone(), first.0.clone()]);
        let shown = world.get(&format!("/tenants/{id}")).await.body;
        assert_eq!((&shown["state"], &shown["backedUpAt"]), (&json!("active"), &second.0["madeAt"]));
        assert_eq!(contents(&source).await, second.1, "the tenant is as it was");

        // The newest if none is named; each is whole, and under its own id.
        for (back, backup, wanted) in [("1", Some(&first.0), &first.1), ("2", None, &second.1)] {
            let mut body = acme(&format!("{id}{back}"));
            body["suspended"] = json!(backup.is_none());
            if let Some(backup) = backup {
                body["backupId"] = backup["backupId"].clone();
            }
            let restored = world.call("POST", &format!("/tenants/{id}/restore"), Some(body)).await;
            assert_eq!(restored.status, StatusCode::CREATED, "{}", restored.body);
            let state = if backup.is_none() { "suspended" } else { "active" };
            assert_eq!((&restored.body["plan"], &restored.body["state"]), (&json!(plan), &json!(state)));
            world.call("PATCH", &format!("/tenants/{id}{back}"), Some(json!({"state": "active"}))).await;
            assert_eq!(contents(&*session(&world, &format!("{id}{back}")).await).await, *wanted);
        }
        let mut other = acme("other");
        other["backupId"] = json!("019f0000-0000-7000-8000-000000000000");
        let refused = world.call("POST", &format!("/tenants/{id}/restore"), Some(other)).await;
        assert_eq!((refused.status, &refused.body["field"]), (StatusCode::CONFLICT, &json!("backupId")));

        let gone = world.call("DELETE", &format!("/tenants/{id}"), None).await;
        let resources = gone.body["result"]["resources"].as_array().unwrap();
        let told = resources.iter().find(|resource| resource["kind"] == "backups").unwrap();
        assert_eq!(told["endState"], "all 2 deleted");
        assert_eq!(folders(&world, &id).await, 1, "the archive alone is left");
        assert_eq!(backups(&world, &id).await, [] as [Value; 0]);
        let late = world.call("POST", &format!("/tenants/{id}/backups"), None).await;
        assert_eq!(late.status, StatusCode::FORBIDDEN, "{}", late.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_made_and_deleted_when_the_plan_says() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    world.post(enterprise("own")).await;
    world.post(acme("still")).await;
    world.call("PATCH", "/tenants/still", Some(json!({"state": "suspended"}))).await;
    let swept = async || sweep(&world.plane, IN_TIME).await.unwrap();
    assert_eq!(swept().await, 0, "a new tenant has its time");
    world.clock.advance(A_DAY / 4);
    assert_eq!(swept().await, 1, "enterprise: every six hours");
    assert_eq!(swept().await, 0);
    world.clock.advance(A_DAY * 3 / 4);
    assert_eq!(swept().await, 3, "standard: every day, whether it serves or not");
    assert_eq!(world.get("/tenants/still").await.body["state"], "suspended");
    let told = world.get("/tenants/acme/audit").await.body;
    let last = &told["entries"][3];
    assert_eq!((&last["action"], &last["phase"], &last["actor"]), (&json!("backup"), &json!("ended"), &json!("sweep")));

    for day in 2..=20 {
        world.clock.advance(A_DAY);
        assert_eq!(swept().await, 3, "day {day}");
    }
    let kept = backups(&world, "acme").await;
    assert_eq!(kept.len(), 14, "of today, and of each of the 13 days before");
    // Files of one that is not named any more go with the next backup that is made.
    assert_eq!(folders(&world, "acme").await, 15);
    let oldest = &kept.last().unwrap()["backupId"];
    let mut body = acme("back");
    body["backupId"] = oldest.clone();
    let restored = world.call("POST", "/tenants/acme/restore", Some(body)).await;
    assert_eq!(restored.status, StatusCode::CREATED, "{}", restored.body);
}

/// What an import replaces while it is being copied is not mixed with what replaces it.
#[tokio::test(flavor = "multi_thread")]
async fn figures_that_are_replaced_meanwhile_are_copied_again() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let source = session(&world, "acme").await;
    // Two pages of a scan, and the head that says which version they are of.
    let import = async |version: usize| {
        let version = AttributeValue::N(version.to_string());
        for (pk, sk) in [("A", "1"), ("A", "2"), ("DATASET", "HEAD"), ("Z", "1"), ("Z", "2")] {
            let put = source.dynamodb.put_item().table_name(&source.metrics_table).item("dataVersion", version.clone());
            let put = put.item("pk", AttributeValue::S(pk.to_owned())).item("sk", AttributeValue::S(sk.to_owned()));
            let figures = if sk == "HEAD" { String::new() } else { "x".repeat(380_000) };
            put.item("figures", AttributeValue::S(figures)).send().await.unwrap();
        }
    };
    let ask = ("POST", "/tenants/acme/backups");
    import(0).await;
    let undisturbed = Meddler::new(Vec::new());
    let counted = world.plane_through(undisturbed.client(), &world.clock).await;
    send(&counted, ask.0, ask.1, Some(&world.operator), &[], None).await;

    // At each call of another backup in turn, an import replaces all of them.
    let mut copied_again = 0;
    for at in 1..=undisturbed.calls() {
        let meddler = Meddler::new(vec![(at, Fault::Duplicate)]);
        let disturbed = world.plane_through(meddler.client(), &world.clock).await;
        let made = tokio::select! {
            made = send(&disturbed, ask.0, ask.1, Some(&world.operator), &[], None) => made,
            () = meddler.others(async |_| import(at).await) => unreachable!(),
        };
        assert_eq!(made.body["state"], "succeeded", "{}", made.body);
        copied_again +=
            made.body["steps"].as_array().unwrap().iter().filter(|step| step["outcome"] == "waiting").count();
        let back = format!("back{at}");
        let restored = world.call("POST", "/tenants/acme/restore", Some(acme(&back))).await;
        assert_eq!(restored.status, StatusCode::CREATED, "{}", restored.body);
        let back = session(&world, &back).await;
        let mut items = back.dynamodb.scan().table_name(&back.metrics_table).into_paginator().items().send();
        let mut versions = Vec::new();
        while let Some(item) = items.next().await {
            versions.push(item.unwrap()["dataVersion"].as_n().unwrap().clone());
        }
        assert_eq!(versions.len(), 5);
        assert!(versions.iter().all(|version| *version == versions[0]), "call {at}: {versions:?}");
    }
    assert!(copied_again > 1, "no import was between the two looks at the version");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_which_something_is_lost_is_not_restored_in_silence() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let source = session(&world, "acme").await;
    fill(&source, |n| format!("canary-{n}")).await;
    let made = back_up(&world, "acme").await;
    let file = format!("archive/acme/{}/messages.ndjson.zst", made["backupId"].as_str().unwrap());
    let s3 = &world.services.aws.s3;
    let good = s3.get_object().bucket(BUCKET).key(&file).send().await.unwrap();
    let mut bad = good.body.collect().await.unwrap().to_vec();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    s3.put_object().bucket(BUCKET).key(&file).body(bad.into()).send().await.unwrap();
    let refused = world.call("POST", "/tenants/acme/restore", Some(acme("back"))).await;
    assert!(refused.status.is_server_error(), "{}", refused.body);
    assert_eq!(world.get("/tenants/back").await.body["state"], "failed");
    assert_eq!(world.get("/tenants/acme").await.body["state"], "active");
}

/// API Gateway would give up on it, and say nothing of what becomes of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_request_has_no_time_to_copy_is_copied_by_the_worker() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let source = session(&world, "acme").await;
    fill(&source, |n| format!("{n}")).await;
    let (hasty, mut queue) = hasty(&world, &Meddler::new(Vec::new())).await;
    let mut worked_off = async |path: &str, body: Option<Value>| {
        let reply = send(&hasty, "POST", path, Some(&world.operator), &[], body).await;
        assert_eq!((reply.status, &reply.body["state"]), (StatusCode::ACCEPTED, &json!("running")), "{}", reply.body);
        work(&world.plane, &queue.recv().await.unwrap(), IN_TIME).await.unwrap();
        let location = reply.headers["location"].to_str().unwrap().to_owned();
        let ended = world.get(&location).await.body;
        assert_eq!((&ended["state"], &ended["attempts"]), (&json!("succeeded"), &json!(2)), "{ended}");
    };
    worked_off("/tenants/acme/backups", None).await;
    assert_eq!(backups(&world, "acme").await.len(), 1);
    worked_off("/tenants/acme/restore", Some(acme("copy"))).await;
    let copy = session(&world, "copy").await;
    assert_eq!(contents(&copy).await, contents(&source).await);
}
