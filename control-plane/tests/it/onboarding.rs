//! What onboarding makes, and that asking again makes nothing.

use aws_sdk_dynamodb::types::{BillingMode, KeyType, TimeToLiveStatus};
use aws_sdk_kms::primitives::Blob;
use axum::http::{StatusCode, header::LOCATION};
use base64::{Engine, engine::general_purpose::STANDARD};
use control_plane::bootstrap;
use serde_json::json;
use tenancy::{Role, TenantCaller, registry::TenantRecord};

use crate::world::{BUCKET, TABLE, World, acme, enterprise, tenant};

#[tokio::test]
async fn a_tenant_gets_exactly_what_its_reply_says() {
    let world = World::start().await;
    let reply = world.post(enterprise("acme")).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    assert_eq!(reply.headers[LOCATION], "/tenants/acme");
    assert_eq!(reply.body["state"], "active");
    assert_eq!(reply.body["plan"], "enterprise");
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
        let expires = name.ends_with("messages");
        assert_eq!(ttl.attribute_name(), expires.then_some("expiresAt"));
        assert_eq!(ttl.time_to_live_status() == Some(&TimeToLiveStatus::Enabled), expires);
        assert_eq!(table.deletion_protection_enabled, Some(true));
        let arn = table.table_arn().unwrap();
        let tags = dynamodb.list_tags_of_resource().resource_arn(arn).send().await.unwrap().tags.unwrap();
        let mut tags: Vec<_> = tags.iter().map(|tag| (tag.key(), tag.value())).collect();
        tags.sort_unstable();
        assert_eq!(tags, [("salestalk:owner", "control-plane"), ("salestalk:tenant", "acme")]);
    }

    let s3 = &world.services.aws.s3;
    let objects = s3.list_objects_v2().bucket(BUCKET).send().await.unwrap().contents.unwrap();
    let objects: Vec<_> = objects.iter().filter_map(|object| object.key()).collect();
    assert_eq!(objects, ["audit/acme/0000000001.json", "audit/acme/0000000002.json", "tenants/acme/.salestalk"]);
    let marker = s3.head_object().bucket(BUCKET).key("tenants/acme/.salestalk").send().await.unwrap();
    assert_eq!(marker.ssekms_key_id(), Some(key));
}

#[tokio::test]
async fn a_tenant_of_the_standard_plan_shares_a_key_and_has_a_data_key_of_its_own() {
    let world = World::start().await;
    let reply = world.post(acme("acme")).await;
    assert_eq!(reply.body["plan"], "standard");
    assert_eq!(world.keys("acme").await, [] as [String; 0]);
    let kms = &world.services.aws.kms;
    let pooled = kms.describe_key().key_id("alias/salestalk-pooled").send().await.unwrap().key_metadata.unwrap();
    assert_eq!(reply.body["resources"]["keyArn"].as_str(), pooled.arn.as_deref());
    world.post(acme("acme2")).await;
    let wrapped = |row: TenantRecord| row.observed.data_key.unwrap().ciphertext;
    let (ours, theirs) = (wrapped(world.row("acme").await), wrapped(world.row("acme2").await));
    assert_ne!(ours, theirs);
    let unwrap = |tenant: &str| {
        let blob = Blob::new(STANDARD.decode(&ours).unwrap());
        kms.decrypt().ciphertext_blob(blob).encryption_context("tenant", tenant).send()
    };
    assert_eq!(unwrap("acme").await.unwrap().plaintext.unwrap().into_inner().len(), 32);
    assert!(unwrap("acme2").await.is_err());
}

#[tokio::test]
async fn asking_again_changes_nothing() {
    let world = World::start().await;
    for body in [acme("acme"), enterprise("own")] {
        let first = world.post(body.clone()).await;
        let id = first.body["tenantId"].as_str().unwrap();
        let row = world.row(id).await;
        let again = world.post(body).await;
        assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
        assert_eq!(world.get(&format!("/tenants/{id}")).await.body, first.body);
        assert_eq!(world.row(id).await, row);
    }
    bootstrap::ensure(&world.services.aws, &world.services.names, TABLE).await.unwrap();
}

#[tokio::test]
async fn a_tenant_may_start_with_example_data() {
    let world = World::start().await;
    let mut body = acme("acme");
    body["seedExample"] = json!(true);
    let reply = world.post(body.clone()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    let caller = TenantCaller { subject: "u".to_owned(), tenant: tenant("acme"), role: Role::Member };
    let (_, session) = world.services.open(&caller).await.unwrap();
    let stored = sales_metrics::catalogue::CatalogueStore(&session).current().await.unwrap().unwrap();
    assert!(stored.catalogue.measures.iter().any(|measure| measure.name == "revenue"));
    let head = sales_metrics::dataset::DatasetStore(&session).load().await.unwrap();
    assert!(head.is_committed(1));
    assert_eq!(world.post(body).await.body, reply.body);
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
