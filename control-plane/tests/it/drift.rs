//! Everything that can differ from a tenant's row is found, told, and mended; what is not the tenant's is left alone.

use aws_sdk_dynamodb::types::{
    DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate, PointInTimeRecoverySpecification, SseSpecification,
    SseType, TimeToLiveSpecification,
};
use aws_sdk_kms::types::Tag;
use serde_json::json;

use crate::world::{BUCKET, World, enterprise};

const MESSAGES: &str = "tenant-acme-messages";
const METRICS: &str = "tenant-acme-metrics";

/// Breaks something, and checks that the diff says so, that reconciling mends it, and that then nothing is left to do.
async fn mends(world: &World, says: &[&str], breaks: impl AsyncFnOnce()) {
    breaks().await;
    let steps = async || {
        let reply = world.call("POST", "/tenants/acme/reconcile?dryRun=true", None).await;
        assert_eq!(reply.status, 200, "{says:?}: {}", reply.body);
        serde_json::from_value::<Vec<String>>(reply.body["steps"].clone()).unwrap()
    };
    let found = steps().await;
    assert_eq!(found.len(), says.len(), "{found:?}");
    for (line, says) in found.iter().zip(says) {
        assert!(line.contains(says), "{line} does not say {says}");
    }
    // Telling it has changed nothing.
    assert_eq!(steps().await, found);
    let reply = world.call("POST", "/tenants/acme/reconcile", None).await;
    assert_eq!(reply.body["state"], "succeeded", "{says:?}: {}", reply.body);
    assert_eq!(steps().await, [] as [&str; 0], "{says:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_drift_is_mended() {
    let world = World::start().await;
    world.post(enterprise("acme")).await;
    let aws = &world.services.aws;
    let (dynamodb, kms, s3) = (&aws.dynamodb, &aws.kms, &aws.s3);
    let key = world.keys("acme").await.remove(0);
    let arn = async |table: &str| {
        dynamodb.describe_table().table_name(table).send().await.unwrap().table.unwrap().table_arn.unwrap()
    };
    let unprotect = async |table: &str| {
        dynamodb.update_table().table_name(table).deletion_protection_enabled(false).send().await.unwrap();
    };

    mends(&world, &["+ metrics-table: made"], async || {
        unprotect(METRICS).await;
        dynamodb.delete_table().table_name(METRICS).send().await.unwrap();
    })
    .await;
    mends(&world, &["index missing"], async || {
        let delete = DeleteGlobalSecondaryIndexAction::builder().index_name("sessionId-sk").build().unwrap();
        let delete = GlobalSecondaryIndexUpdate::builder().delete(delete).build();
        dynamodb.update_table().table_name(MESSAGES).global_secondary_index_updates(delete).send().await.unwrap();
    })
    .await;
    mends(&world, &["time to live"], async || {
        let off = TimeToLiveSpecification::builder().enabled(false).attribute_name("expiresAt").build().unwrap();
        dynamodb.update_time_to_live().table_name(MESSAGES).time_to_live_specification(off).send().await.unwrap();
    })
    .await;
    mends(&world, &["point-in-time recovery -> on"], async || {
        let off = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(false).build().unwrap();
        let update = dynamodb.update_continuous_backups().table_name(METRICS);
        update.point_in_time_recovery_specification(off).send().await.unwrap();
    })
    .await;
    mends(&world, &["deletion protection -> on"], async || unprotect(MESSAGES).await).await;
    mends(&world, &["key -> "], async || {
        let other = kms.create_key().send().await.unwrap().key_metadata.unwrap().arn.unwrap();
        let sse = SseSpecification::builder().enabled(true).sse_type(SseType::Kms).kms_master_key_id(other).build();
        dynamodb.update_table().table_name(METRICS).sse_specification(sse).send().await.unwrap();
    })
    .await;
    mends(&world, &["disabled -> enabled"], async || {
        kms.disable_key().key_id(&key).send().await.unwrap();
    })
    .await;
    mends(&world, &["pending deletion -> enabled"], async || {
        kms.schedule_key_deletion().key_id(&key).pending_window_in_days(7).send().await.unwrap();
    })
    .await;
    mends(&world, &["yearly rotation -> on"], async || {
        kms.disable_key_rotation().key_id(&key).send().await.unwrap();
    })
    .await;
    mends(&world, &["+ key alias"], async || {
        kms.delete_alias().alias_name("alias/salestalk/acme").send().await.unwrap();
    })
    .await;
    mends(&world, &["~ key alias"], async || {
        let other = kms.create_key().send().await.unwrap().key_metadata.unwrap().key_id;
        kms.update_alias().alias_name("alias/salestalk/acme").target_key_id(other).send().await.unwrap();
    })
    .await;
    mends(&world, &["+ prefix: marked"], async || {
        s3.delete_object().bucket(BUCKET).key("tenants/acme/.salestalk").send().await.unwrap();
    })
    .await;
    mends(&world, &["tags lost"], async || {
        let untag = dynamodb.untag_resource().resource_arn(arn(METRICS).await);
        untag.tag_keys("salestalk:owner").tag_keys("salestalk:tenant").send().await.unwrap();
    })
    .await;
    mends(&world, &["made by an executor that died"], async || {
        let tag = |key: &str, value: &str| Tag::builder().tag_key(key).tag_value(value).build().unwrap();
        let create =
            kms.create_key().tags(tag("salestalk:tenant", "acme")).tags(tag("salestalk:owner", "control-plane"));
        create.send().await.unwrap();
    })
    .await;
    // Several at once, and the key is still the one it was.
    mends(&world, &["+ key alias", "deletion protection", "+ prefix"], async || {
        kms.delete_alias().alias_name("alias/salestalk/acme").send().await.unwrap();
        unprotect(MESSAGES).await;
        s3.delete_object().bucket(BUCKET).key("tenants/acme/.salestalk").send().await.unwrap();
    })
    .await;
    assert_eq!(world.row("acme").await.observed.own_key.as_deref(), Some(&*key));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_row_is_mended() {
    let world = World::start().await;
    let made = world.post(enterprise("acme")).await.body;
    // As an executor leaves it that failed at the end, and forgot what it had made.
    let (dynamodb, table) = world.services.registry.table();
    let row = world.row("acme").await;
    let mut item = tenancy::registry::row_item(&row).unwrap();
    let failure = json!({"step": "prefix", "cause": "x", "nextAction": "y"});
    item.insert("failure".to_owned(), serde_dynamo::to_attribute_value(failure).unwrap());
    item.insert("observed".to_owned(), serde_dynamo::to_attribute_value(json!({})).unwrap());
    item.insert("state".to_owned(), serde_dynamo::to_attribute_value("failed").unwrap());
    dynamodb.put_item().table_name(table).set_item(Some(item)).send().await.unwrap();
    let reply = world.call("POST", "/tenants/acme/reconcile", None).await;
    assert_eq!(reply.body["state"], "succeeded", "{}", reply.body);
    let mended = world.get("/tenants/acme").await.body;
    assert_eq!((&mended["state"], mended.get("failure")), (&json!("active"), None));
    assert_eq!(mended["resources"], made["resources"], "the key made before is found by its tags");
    assert_eq!(world.keys("acme").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_table_is_told_and_left_alone() {
    let world = World::start().await;
    world.post(enterprise("acme")).await;
    let dynamodb = &world.services.aws.dynamodb;
    dynamodb.update_table().table_name(METRICS).deletion_protection_enabled(false).send().await.unwrap();
    dynamodb.delete_table().table_name(METRICS).send().await.unwrap();
    crate::conflicts::foreign_table(&world, METRICS).await;
    let before = dynamodb.describe_table().table_name(METRICS).send().await.unwrap().table.unwrap();
    let drift = world.call("POST", "/tenants/acme/reconcile?dryRun=true", None).await.body;
    assert!(drift["steps"][0].as_str().unwrap().starts_with("! metrics-table"), "{drift}");
    let reply = world.call("POST", "/tenants/acme/reconcile", None).await;
    assert_eq!(reply.body["code"], "internal", "{}", reply.body);
    assert_eq!(world.get("/tenants/acme").await.body["failure"]["step"], "metrics-table");
    // Not even the erasure of the tenant touches it.
    let gone = world.call("DELETE", "/tenants/acme", None).await;
    assert_eq!(gone.body["state"], "succeeded", "{}", gone.body);
    let after = dynamodb.describe_table().table_name(METRICS).send().await.unwrap().table.unwrap();
    assert_eq!(after, before);
    let resources = gone.body["result"]["resources"].as_array().unwrap();
    assert!(resources.iter().any(|r| r["endState"] == "not the tenant's; left alone"), "{}", gone.body);
}
