//! What onboarding makes, and that asking again makes nothing.

use aws_sdk_dynamodb::types::{BillingMode, KeyType, TimeToLiveStatus};
use axum::http::{StatusCode, header::LOCATION};
use control_plane::{bootstrap, reconcile::reconcile};
use serde_json::json;
use tenancy::registry::TenantState;

use crate::world::{BUCKET, TABLE, World, acme, tenant};

#[tokio::test]
async fn a_tenant_gets_exactly_what_its_reply_says() {
    let world = World::start().await;
    let reply = world.post(acme("acme")).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    assert_eq!(reply.headers[LOCATION], "/tenants/acme");
    assert_eq!(reply.body["state"], "active");
    assert_eq!(reply.body["plan"], "standard");
    let resources = &reply.body["resources"];
    let key = resources["keyArn"].as_str().unwrap();
    assert_eq!(
        *resources,
        json!({"messagesTable": "tenant-acme-messages", "metricsTable": "tenant-acme-metrics", "prefix": "tenants/acme/",
            "keyArn": key, "keyAlias": "alias/salestalk/acme"})
    );

    assert_eq!(world.keys("acme").await, [key]);
    let kms = &world.services.aws.kms;
    let named = kms.describe_key().key_id("alias/salestalk/acme").send().await.unwrap().key_metadata.unwrap();
    assert_eq!(named.arn.as_deref(), Some(key));
    assert!(kms.get_key_rotation_status().key_id(key).send().await.unwrap().key_rotation_enabled);
    let tags = kms.list_resource_tags().key_id(key).send().await.unwrap().tags.unwrap();
    assert!(tags.iter().any(|tag| tag.tag_key == "salestalk:owner" && tag.tag_value == "control-plane"));

    let dynamodb = &world.services.aws.dynamodb;
    let mut tables = dynamodb.list_tables().send().await.unwrap().table_names.unwrap();
    tables.sort();
    assert_eq!(tables, ["tenant-acme-messages", "tenant-acme-metrics", TABLE]);
    for name in ["tenant-acme-messages", "tenant-acme-metrics"] {
        let table = dynamodb.describe_table().table_name(name).send().await.unwrap().table.unwrap();
        assert_eq!(table.sse_description().unwrap().kms_master_key_arn(), Some(key), "{name}");
        assert_eq!(table.billing_mode_summary().unwrap().billing_mode(), Some(&BillingMode::PayPerRequest));
        let schema = table.key_schema();
        assert_eq!((schema[0].attribute_name(), schema[0].key_type()), ("pk", &KeyType::Hash));
        assert_eq!((schema[1].attribute_name(), schema[1].key_type()), ("sk", &KeyType::Range));
        let indexes: Vec<_> = table.global_secondary_indexes().iter().filter_map(|index| index.index_name()).collect();
        assert_eq!(indexes, if name.ends_with("messages") { vec!["sessionId-sk"] } else { vec![] });
        let ttl = dynamodb.describe_time_to_live().table_name(name).send().await.unwrap();
        let ttl = ttl.time_to_live_description.unwrap();
        assert_eq!(ttl.attribute_name(), Some("expiresAt"));
        assert_eq!(ttl.time_to_live_status(), Some(&TimeToLiveStatus::Enabled));
        let arn = table.table_arn().unwrap();
        let tags = dynamodb.list_tags_of_resource().resource_arn(arn).send().await.unwrap().tags.unwrap();
        let mut tags: Vec<_> = tags.iter().map(|tag| (tag.key(), tag.value())).collect();
        tags.sort_unstable();
        assert_eq!(tags, [("salestalk:owner", "control-plane"), ("salestalk:tenant", "acme")]);
    }

    let s3 = &world.services.aws.s3;
    let objects = s3.list_objects_v2().bucket(BUCKET).send().await.unwrap().contents.unwrap();
    let objects: Vec<_> = objects.iter().filter_map(|object| object.key()).collect();
    assert_eq!(objects, ["tenants/acme/.salestalk"]);
    let marker = s3.head_object().bucket(BUCKET).key("tenants/acme/.salestalk").send().await.unwrap();
    assert_eq!(marker.ssekms_key_id(), Some(key));
}

#[tokio::test]
async fn asking_again_changes_nothing() {
    let world = World::start().await;
    let first = world.post(acme("acme")).await;
    let row = world.row("acme").await;
    assert_eq!(row.observed.ready, ["key", "key-alias", "messages-table", "metrics-table", "prefix"]);
    let again = world.post(acme("acme")).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    assert_eq!(world.get("/tenants/acme").await.body, first.body);
    assert_eq!(world.row("acme").await, row);
    bootstrap::ensure(&world.services.aws, TABLE, BUCKET).await.unwrap();
}

#[tokio::test]
async fn what_was_lost_is_made_again() {
    let world = World::start().await;
    let first = world.post(acme("acme")).await;
    let aws = &world.services.aws;
    aws.kms.delete_alias().alias_name("alias/salestalk/acme").send().await.unwrap();
    aws.kms.disable_key_rotation().key_id(&world.keys("acme").await[0]).send().await.unwrap();
    aws.dynamodb.delete_table().table_name("tenant-acme-metrics").send().await.unwrap();
    aws.s3.delete_object().bucket(BUCKET).key("tenants/acme/.salestalk").send().await.unwrap();
    let again = world.post(acme("acme")).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    let key = &world.keys("acme").await[0];
    assert!(aws.kms.get_key_rotation_status().key_id(key).send().await.unwrap().key_rotation_enabled);
    aws.kms.describe_key().key_id("alias/salestalk/acme").send().await.unwrap();
    aws.dynamodb.describe_table().table_name("tenant-acme-metrics").send().await.unwrap();
    aws.s3.head_object().bucket(BUCKET).key("tenants/acme/.salestalk").send().await.unwrap();
}

#[tokio::test]
async fn a_suspended_tenant_stays_suspended() {
    let world = World::start().await;
    world.post(acme("acme")).await;
    let mut row = world.row("acme").await;
    row.state = TenantState::Suspended;
    world.services.registry.update(&mut row).await.unwrap();
    assert_eq!(reconcile(&world.services, &tenant("acme")).await.unwrap(), row);
    assert_eq!(world.post(acme("acme")).await.body["state"], "suspended");
}

#[tokio::test]
async fn tenants_are_listed_by_id_page_by_page() {
    let world = World::start().await;
    assert_eq!(world.get("/tenants").await.body, json!({"tenants": []}));
    for id in ["ccc", "aaa", "bbb"] {
        assert_eq!(world.post(acme(id)).await.status, StatusCode::CREATED);
    }
    let ids = |page: &serde_json::Value| -> Vec<String> {
        page["tenants"].as_array().unwrap().iter().map(|t| t["tenantId"].as_str().unwrap().to_owned()).collect()
    };
    let first = world.get("/tenants?limit=2").await.body;
    assert_eq!((ids(&first), &first["next"]), (vec!["aaa".to_owned(), "bbb".to_owned()], &json!("bbb")));
    let last = world.get("/tenants?limit=2&after=bbb").await.body;
    assert_eq!((ids(&last), last.get("next")), (vec!["ccc".to_owned()], None));
    assert_eq!(ids(&world.get("/tenants?limit=3").await.body).len(), 3);
}
