//! A tenant leaves: what it had is in the archive, nothing of it is left elsewhere, and it can come back.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use control_plane::{
    archive::{self, DataKey, Place},
    sweep,
};
use serde_json::{Value, json};
use tenancy::{Role, TenantCaller, TenantSession};

use crate::world::{BUCKET, World, acme, enterprise, send, tenant};

pub(crate) async fn session(world: &World, id: &str) -> Arc<TenantSession> {
    let caller = TenantCaller { subject: "u".to_owned(), tenant: tenant(id), role: Role::Admin };
    world.services.open(&caller).await.unwrap().1
}

/// Items of every type, and objects small and large; each value carries `canary`.
pub(crate) async fn fill(session: &TenantSession, canary: impl Fn(usize) -> String) {
    let text = |text: String| AttributeValue::S(text);
    for n in 0..200 {
        let table = if n % 2 == 0 { &session.messages_table } else { &session.metrics_table };
        let put = session.dynamodb.put_item().table_name(table).item("pk", text(format!("MSG#{}", canary(5 * n))));
        let put = put.item("sk", text(format!("2026-{n:03}"))).item("text", text(canary(5 * n + 1)));
        let put = put.item("sessionId", text(canary(5 * n + 2))).item("tenantId", text(session.tenant.to_string()));
        let put = put.item("b", AttributeValue::B(Blob::new(canary(5 * n + 3).into_bytes())));
        let put = put.item("l", AttributeValue::L(vec![text(canary(5 * n + 4)), AttributeValue::N("1.50".to_owned())]));
        put.item("big", text("x".repeat(if n == 7 { 380_000 } else { n }))).send().await.unwrap();
    }
    for (name, body) in [
        (format!("imports/{}", canary(1000)), canary(1001).into_bytes()),
        ("imports/large".to_owned(), canary(1002).repeat(1_000_000).into_bytes()),
        ("empty é".to_owned(), Vec::new()),
    ] {
        let put = session.s3.put_object().bucket(BUCKET).key(format!("{}{name}", session.prefix)).body(body.into());
        put.server_side_encryption("aws:kms".into()).ssekms_key_id(&session.key_arn).send().await.unwrap();
    }
    // A version that is no longer the newest is the tenant's data, too.
    let old = format!("{}imports/large-old", session.prefix);
    for n in [1003, 1004] {
        let put = session.s3.put_object().bucket(BUCKET).key(&old).body(canary(n).into_bytes().into());
        put.server_side_encryption("aws:kms".into()).ssekms_key_id(&session.key_arn).send().await.unwrap();
    }
}

pub(crate) type Items = BTreeMap<String, String>;

/// All items of a tenant, and the bytes of its objects, by name; its id is replaced, for another's are to be equal.
pub(crate) async fn contents(session: &TenantSession) -> (Items, BTreeMap<String, Vec<u8>>) {
    let mut items = Items::new();
    for table in [&session.messages_table, &session.metrics_table] {
        let mut pages = session.dynamodb.scan().table_name(table).into_paginator().items().send();
        while let Some(item) = pages.next().await {
            let item: BTreeMap<_, _> = item.unwrap().into_iter().collect();
            let text = format!("{item:?}").replace(&format!("S(\"{}\")", session.tenant), "ID");
            items.insert(format!("{} {:?}{:?}", &table[table.len() - 4..], item["pk"], item["sk"]), text);
        }
    }
    let mut objects = BTreeMap::new();
    let list = session.s3.list_objects_v2().bucket(BUCKET).prefix(&session.prefix).send().await.unwrap();
    for key in list.contents().iter().filter_map(|object| object.key()).filter(|key| !key.ends_with(".salestalk")) {
        let get = session.s3.get_object().bucket(BUCKET).key(key).send().await.unwrap();
        let name = key.strip_prefix(&session.prefix).unwrap().to_owned();
        objects.insert(name, get.body.collect().await.unwrap().to_vec());
    }
    (items, objects)
}

/// The files below `dir` that have one of the `needles` in them.
fn files_with(dir: &Path, needles: &[String], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_with(&path, needles, found);
            continue;
        }
        // A file may go while we look.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let name = path.to_string_lossy().into_owned();
        // All canaries begin alike, so that one pass finds where they may be.
        for at in memchr::memmem::find_iter(&bytes, b"canary-") {
            let text = String::from_utf8_lossy(&bytes[at..(at + 60).min(bytes.len())]);
            if needles.iter().any(|needle| text.starts_with(needle.as_str())) {
                found.push(format!("{name}: {text}"));
                break;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_tenant_is_in_its_archive_alone_and_comes_back_under_another_id() {
    let world = World::start().await;
    for (body, back) in [(acme("acme"), "acme2"), (enterprise("own"), "own2")] {
        let id = body["tenantId"].as_str().unwrap().to_owned();
        world.post(body.clone()).await;
        let source = session(&world, &id).await;
        let canary = |n: usize| {
            format!("canary-{id}-{:032x}", (n as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
        };
        fill(&source, canary).await;
        let before = contents(&source).await;
        let needles: Vec<String> = (0..1005).map(canary).collect();
        let mut found = Vec::new();
        files_with(&world.data_dir(), &needles, &mut found);
        assert!(!found.is_empty(), "the canaries can be seen before");

        let gone = world.call("DELETE", &format!("/tenants/{id}"), None).await;
        assert_eq!((gone.status, &gone.body["state"]), (StatusCode::OK, &json!("succeeded")), "{}", gone.body);
        let certificate = &gone.body["result"];
        let kinds: Vec<&str> =
            certificate["resources"].as_array().unwrap().iter().map(|r| r["kind"].as_str().unwrap()).collect();
        let own: &[&str] = if id == "own" { &["key", "key-alias"] } else { &[] };
        assert_eq!(kinds, [&["table", "table", "objects"], own, &["users"]].concat(), "{certificate}");
        let shown = world.get(&format!("/tenants/{id}")).await.body;
        assert_eq!(
            (&shown["state"], &shown["name"], &shown["certificate"]),
            (&json!("erased"), &json!(""), certificate)
        );
        assert!(shown.get("resources").is_none());
        // Again: nothing to do. The id is not given away.
        let again = world.call("DELETE", &format!("/tenants/{id}"), None).await;
        assert_eq!((again.status, &again.body), (StatusCode::OK, &shown));
        let refused = world.post(body).await;
        assert_eq!((refused.status, &refused.body["field"]), (StatusCode::FORBIDDEN, &json!("tenantId")));

        // What was deleted leaves the disk within a second or two.
        let mut found = Vec::new();
        for _ in 0..100 {
            found.clear();
            files_with(&world.data_dir(), &needles, &mut found);
            if found.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(found, [] as [String; 0]);

        let restore = json!({"tenantId": back, "name": "Acme again", "ownerEmail": "owner@acme.example"});
        let restored = world.call("POST", &format!("/tenants/{id}/restore"), Some(restore.clone())).await;
        assert_eq!(restored.status, StatusCode::CREATED, "{}", restored.body);
        assert_eq!(contents(&*session(&world, back).await).await, before);
        let again = world.call("POST", &format!("/tenants/{id}/restore"), Some(restore)).await;
        assert_eq!(again.body, restored.body);

        assert_links_open(&world, &id).await;
        let purged = world.call("DELETE", &format!("/tenants/{id}/archive"), None).await;
        assert_eq!((purged.status, &purged.body["state"]), (StatusCode::OK, &json!("succeeded")), "{}", purged.body);
        assert_eq!(world.get(&format!("/tenants/{id}/archive")).await.status, StatusCode::NOT_FOUND);
        assert!(world.row(&id).await.observed.data_key.is_none());
        let list = world.services.aws.s3.list_object_versions().bucket(BUCKET).prefix(format!("archive/{id}/"));
        assert!(list.send().await.unwrap().versions().is_empty());
        let report = world.get(&format!("/tenants/{id}/audit/verification")).await.body;
        assert_eq!((&report["intact"], &report["entries"]), (&json!(true), &json!(6)), "{report}");
    }
}

/// The links work without a token, and what they give is opened by the key alone.
async fn assert_links_open(world: &World, id: &str) {
    let access = world.get(&format!("/tenants/{id}/archive")).await.body;
    let key = DataKey::try_from(STANDARD.decode(access["dataKey"].as_str().unwrap()).unwrap().as_slice()).unwrap();
    let files = access["files"].as_array().unwrap();
    assert_eq!(files.len(), 8, "{files:?}");
    for file in files {
        let name = file["name"].as_str().unwrap();
        let reply = reqwest::get(file["link"].as_str().unwrap()).await.unwrap();
        assert_eq!(reply.status(), 200, "{name}");
        let bytes = reply.bytes().await.unwrap();
        assert!(memchr::memmem::find(&bytes, b"canary-").is_none(), "{name} is sealed");
        match name {
            "manifest.json" => {
                let manifest: Value = serde_json::from_slice(&bytes).unwrap();
                assert_eq!(manifest["files"].as_array().unwrap().len() + 1, files.len());
            }
            "messages.ndjson.zst" => {
                let plain = zstd::decode_all(&*archive::open(&key, name, &bytes).unwrap()).unwrap();
                assert_eq!(plain.iter().filter(|byte| **byte == b'\n').count(), 100);
            }
            _ => drop(archive::open(&key, name, &bytes).unwrap()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_archive_is_found_and_the_file_named() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let source = session(&world, "acme").await;
    fill(&source, |n| format!("canary-{n}")).await;
    let (s3, kms_key) = (&world.services.aws.s3, world.row("acme").await.observed.key_arn.unwrap());
    let place = Place { bucket: BUCKET.to_owned(), prefix: "archive/acme/1/".to_owned() };
    let key = DataKey::try_from([9; 32].as_slice()).unwrap();
    let manifest = archive::export(&source, s3, &place, &key, &kms_key).await.unwrap();
    assert_eq!(archive::verify(s3, &place, &key).await.unwrap(), manifest);
    let names: Vec<String> =
        manifest.files.iter().map(|file| file.name.clone()).chain(["manifest.json".to_owned()]).collect();
    assert!(names.len() > 5);
    for name in names {
        let object = format!("{}{name}", place.prefix);
        let get = s3.get_object().bucket(BUCKET).key(&object).send().await.unwrap();
        let good = get.body.collect().await.unwrap().to_vec();
        let put = async |body: Vec<u8>| {
            s3.put_object().bucket(BUCKET).key(&object).body(body.into()).send().await.unwrap();
        };
        for place_in in [0, 20, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[place_in] ^= 4;
            put(bad).await;
            let error = archive::verify(s3, &place, &key).await.unwrap_err().to_string();
            assert!(error.contains(&name), "{name} at {place_in}: {error}");
        }
        put(good[..good.len() / 2].to_vec()).await;
        assert!(archive::verify(s3, &place, &key).await.is_err(), "{name} cut");
        s3.delete_object().bucket(BUCKET).key(&object).send().await.unwrap();
        assert!(archive::verify(s3, &place, &key).await.is_err(), "{name} deleted");
        put(good).await;
        archive::verify(s3, &place, &key).await.unwrap();
    }
    // Written again over what is there, it is the same, and leaves nothing that it does not name.
    s3.put_object().bucket(BUCKET).key("archive/acme/1/stray").send().await.unwrap();
    let again = archive::export(&source, s3, &place, &key, &kms_key).await.unwrap();
    let plain = |manifest: &archive::Manifest| -> Vec<_> {
        manifest.files.iter().map(|file| (file.name.clone(), file.records, file.plain_sha256.clone())).collect()
    };
    assert_eq!(plain(&again), plain(&manifest));
    let listed = s3.list_objects_v2().bucket(BUCKET).prefix(&place.prefix).send().await.unwrap();
    assert_eq!(listed.contents().len(), again.files.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_goes_when_its_time_is_up() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    world.call("DELETE", "/tenants/acme", None).await;
    assert_eq!(control_plane::sweep(&world.plane, std::time::Duration::from_secs(5)).await.unwrap(), 0);
    world.clock.advance(std::time::Duration::from_secs(31 * 24 * 3600));
    assert_eq!(control_plane::sweep(&world.plane, std::time::Duration::from_secs(5)).await.unwrap(), 1);
    assert!(world.row("acme").await.archive.is_none());
    assert_eq!(world.get("/tenants/acme").await.body["state"], "erased");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_trail_is_proved_against_the_table_and_its_copies() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    world.call("PATCH", "/tenants/acme", Some(json!({"state": "suspended"}))).await;
    let trail = world.get("/tenants/acme/audit").await.body;
    let entries = trail["entries"].as_array().unwrap();
    let told: Vec<_> = entries.iter().map(|e| (e["action"].as_str().unwrap(), e["phase"].as_str().unwrap())).collect();
    assert_eq!(told, [("onboard", "begun"), ("onboard", "ended"), ("suspend", "begun"), ("suspend", "ended")]);
    assert_eq!(entries[0]["actor"], "operator");
    assert!(!trail.to_string().contains("acme.example"), "no person's address");
    let verify = async || world.get("/tenants/acme/audit/verification").await.body;
    assert_eq!(verify().await, json!({"tenantId": "acme", "entries": 4, "intact": true, "findings": []}));

    let (dynamodb, table) = world.services.registry.table();
    let key = |n: usize| format!("AUDIT#{}", entries[n]["auditId"].as_str().unwrap());
    let get = dynamodb.get_item().table_name(table).key("pk", AttributeValue::S("TENANT#acme".to_owned()));
    let item = get.key("sk", AttributeValue::S(key(1))).send().await.unwrap().item.unwrap();
    let mut edited = item.clone();
    let text = edited["entry"].as_s().unwrap().replace("succeeded", "failed");
    edited.insert("entry".to_owned(), AttributeValue::S(text));
    dynamodb.put_item().table_name(table).set_item(Some(edited)).send().await.unwrap();
    let report = verify().await;
    assert_eq!((&report["intact"], &report["findings"][0]["seq"]), (&json!(false), &json!(2)), "{report}");
    let delete = dynamodb.delete_item().table_name(table).key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
    delete.send().await.unwrap();
    assert_eq!(verify().await["intact"], false);
    dynamodb.put_item().table_name(table).set_item(Some(item)).send().await.unwrap();
    assert_eq!(verify().await["intact"], true);
    let s3 = &world.services.aws.s3;
    s3.put_object().bucket(BUCKET).key("audit/acme/0000000003.json").body(b"{}".to_vec().into()).send().await.unwrap();
    let report = verify().await;
    assert_eq!((&report["intact"], &report["findings"][0]["seq"]), (&json!(false), &json!(3)), "{report}");
}

/// API Gateway would give up; the queue or the sweep goes on with it.
#[tokio::test]
async fn a_request_does_not_wait_longer_than_it_may_for_others_to_end() {
    let world = World::start().await;
    assert_eq!(world.post(acme("acme")).await.status, StatusCode::CREATED);
    let mut plane = world.plane.clone();
    (plane.settings.drain, plane.settings.budget) = (Duration::from_secs(60), Duration::ZERO);
    let began = Instant::now();
    let reply = send(&plane, "DELETE", "/tenants/acme", Some(&world.operator), &[], None).await;
    assert_eq!((reply.status, &reply.body["state"]), (StatusCode::ACCEPTED, &json!("running")), "{}", reply.body);
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(sweep(&world.plane, Duration::from_secs(10)).await.unwrap(), 1);
    assert_eq!(world.get("/tenants/acme").await.body["state"], "erased");
}
