//! What becomes of a table after it was made: protection, indexes, keys, settings.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, CreateGlobalSecondaryIndexAction, DeleteGlobalSecondaryIndexAction,
    GlobalSecondaryIndexUpdate, IndexStatus, KeySchemaElement, KeyType, PointInTimeRecoverySpecification,
    PointInTimeRecoveryStatus, Projection, ProjectionType, ScalarAttributeType, SseSpecification, SseStatus, SseType,
    TableDescription, TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
};

use crate::clients::{Stack, code};
use crate::dynamodb::{create_table, item, key, put};

async fn described(stack: &Stack) -> TableDescription {
    stack.root.dynamodb.describe_table().table_name("a-messages").send().await.unwrap().table.unwrap()
}

async fn kms_key(stack: &Stack) -> String {
    stack.root.kms.create_key().send().await.unwrap().key_metadata.unwrap().arn.unwrap()
}

fn under(key: &str) -> SseSpecification {
    SseSpecification::builder().enabled(true).sse_type(SseType::Kms).kms_master_key_id(key).build()
}

#[tokio::test]
async fn a_protected_table_is_not_deleted() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    create_table(&stack.root, "a-messages").await;
    let update = || db.update_table().table_name("a-messages");
    update().deletion_protection_enabled(true).send().await.unwrap();
    assert_eq!(described(&stack).await.deletion_protection_enabled, Some(true));
    assert_eq!(code(db.delete_table().table_name("a-messages").send().await), "ValidationException");
    let stack = stack.restart().await;
    let db = &stack.root.dynamodb;
    assert_eq!(code(db.delete_table().table_name("a-messages").send().await), "ValidationException");
    // Together with another key.
    let key = kms_key(&stack).await;
    let update = db.update_table().table_name("a-messages").sse_specification(under(&key));
    let updated = update.deletion_protection_enabled(false).send().await.unwrap().table_description.unwrap();
    assert_eq!(updated.deletion_protection_enabled, Some(false));
    assert_eq!(updated.sse_description.unwrap().kms_master_key_arn, Some(key.clone()));
    // A key that cannot be used changes nothing of it.
    let wrong = db.update_table().table_name("a-messages").sse_specification(under("nobody"));
    assert_eq!(code(wrong.deletion_protection_enabled(true).send().await), "ValidationException");
    let now = described(&stack).await;
    assert_eq!(now.deletion_protection_enabled, Some(false));
    assert_eq!(now.sse_description.unwrap().kms_master_key_arn, Some(key));
    db.delete_table().table_name("a-messages").send().await.unwrap();
    assert_eq!(code(db.delete_table().table_name("a-messages").send().await), "ResourceNotFoundException");
}

#[tokio::test]
async fn indexes_come_and_go() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    create_table(&stack.root, "a-messages").await;
    let mut tagged = item("1");
    tagged.insert("kind".to_owned(), AttributeValue::S("k".to_owned()));
    db.put_item().table_name("a-messages").set_item(Some(tagged)).send().await.unwrap();
    db.put_item().table_name("a-messages").set_item(Some(item("2"))).send().await.unwrap();

    let kind = AttributeDefinition::builder().attribute_name("kind").attribute_type(ScalarAttributeType::S);
    let action = CreateGlobalSecondaryIndexAction::builder()
        .index_name("GSI2")
        .key_schema(KeySchemaElement::builder().attribute_name("kind").key_type(KeyType::Hash).build().unwrap())
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
        .unwrap();
    let create = || {
        let update = db.update_table().table_name("a-messages").attribute_definitions(kind.clone().build().unwrap());
        let action = GlobalSecondaryIndexUpdate::builder().create(action.clone()).build();
        update.global_secondary_index_updates(action).send()
    };
    create().await.unwrap();
    assert_eq!(code(create().await), "ValidationException");
    let indexes = described(&stack).await.global_secondary_indexes.unwrap();
    let made = indexes.iter().find(|index| index.index_name() == Some("GSI2")).unwrap();
    assert_eq!(made.index_status, Some(IndexStatus::Active));
    let query = || {
        let query = db.query().table_name("a-messages").index_name("GSI2").key_condition_expression("kind = :k");
        query.expression_attribute_values(":k", AttributeValue::S("k".to_owned())).send()
    };
    assert_eq!(query().await.unwrap().count, 1);

    let delete = || {
        let action = DeleteGlobalSecondaryIndexAction::builder().index_name("GSI2").build().unwrap();
        let action = GlobalSecondaryIndexUpdate::builder().delete(action).build();
        db.update_table().table_name("a-messages").global_secondary_index_updates(action).send()
    };
    delete().await.unwrap();
    assert_eq!(code(delete().await), "ResourceNotFoundException");
    assert_eq!(code(query().await), "ValidationException");
    assert_eq!(described(&stack).await.global_secondary_indexes.unwrap().len(), 1);
}

#[tokio::test]
async fn a_table_whose_key_cannot_be_used() {
    let stack = Stack::start().await;
    let (db, kms) = (&stack.root.dynamodb, &stack.root.kms);
    create_table(&stack.root, "a-messages").await;
    let (first, second) = (kms_key(&stack).await, kms_key(&stack).await);
    let change = |key: &str| db.update_table().table_name("a-messages").sse_specification(under(key)).send();
    change(&first).await.unwrap();
    let write = || db.put_item().table_name("a-messages").set_item(Some(item("1"))).send();
    write().await.unwrap();
    assert_eq!(described(&stack).await.table_status, Some(TableStatus::Active));

    kms.disable_key().key_id(&first).send().await.unwrap();
    let table = described(&stack).await;
    assert_eq!(table.table_status, Some(TableStatus::InaccessibleEncryptionCredentials));
    let encryption = table.sse_description.unwrap();
    assert_eq!((encryption.status, encryption.kms_master_key_arn), (Some(SseStatus::Enabled), Some(first.clone())));
    assert!(encryption.inaccessible_encryption_date_time.is_some());
    assert_eq!(code(write().await), "ValidationException");
    let read = db.get_item().table_name("a-messages").set_key(Some(key("1"))).send().await;
    assert!(format!("{:?}", read.unwrap_err()).contains("KMS validation error"));
    let batch = db.batch_write_item().request_items("a-messages", vec![put("3")]).send().await;
    assert_eq!(code(batch), "ValidationException");
    assert_eq!(code(change(&first).await), "ValidationException");

    kms.enable_key().key_id(&first).send().await.unwrap();
    write().await.unwrap();
    let encryption = described(&stack).await.sse_description.unwrap();
    assert!(encryption.inaccessible_encryption_date_time.is_none());

    kms.schedule_key_deletion().key_id(&first).pending_window_in_days(7).send().await.unwrap();
    assert_eq!(code(write().await), "ValidationException");
    // Another key opens it again, and a table whose key is gone can be deleted.
    change(&second).await.unwrap();
    write().await.unwrap();
    kms.disable_key().key_id(&second).send().await.unwrap();
    db.delete_table().table_name("a-messages").send().await.unwrap();
    create_table(&stack.root, "a-messages").await;
    write().await.unwrap();
}

#[tokio::test]
async fn settings_go_on_and_off() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    create_table(&stack.root, "a-messages").await;
    let ttl_on = |attribute: &str, on: bool| {
        let wanted = TimeToLiveSpecification::builder().enabled(on).attribute_name(attribute).build().unwrap();
        db.update_time_to_live().table_name("a-messages").time_to_live_specification(wanted).send()
    };
    let ttl = |on| ttl_on("expires", on);
    let status = async || {
        let told = db.describe_time_to_live().table_name("a-messages").send().await.unwrap();
        told.time_to_live_description.unwrap().time_to_live_status.unwrap()
    };
    assert_eq!(status().await, TimeToLiveStatus::Disabled);
    assert_eq!(code(ttl(false).await), "ValidationException");
    ttl(true).await.unwrap();
    assert_eq!(status().await, TimeToLiveStatus::Enabled);
    assert_eq!(code(ttl(true).await), "ValidationException");
    assert_eq!(code(ttl_on("other", false).await), "ValidationException");
    ttl(false).await.unwrap();
    assert_eq!(status().await, TimeToLiveStatus::Disabled);

    for (on, expected) in [(true, PointInTimeRecoveryStatus::Enabled), (false, PointInTimeRecoveryStatus::Disabled)] {
        let wanted = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(on).build().unwrap();
        let update = db.update_continuous_backups().table_name("a-messages");
        let told = update.point_in_time_recovery_specification(wanted).send().await.unwrap();
        let told = told.continuous_backups_description.unwrap().point_in_time_recovery_description.unwrap();
        assert_eq!(told.point_in_time_recovery_status, Some(expected));
    }
}
