use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    KeysAndAttributes, PointInTimeRecoverySpecification, PointInTimeRecoveryStatus, Projection, ProjectionType, Put,
    PutRequest, ScalarAttributeType, SseSpecification, SseType, Tag, TransactWriteItem, Update, WriteRequest,
};

use crate::clients::{Clients, Stack, code};

pub(crate) async fn create_table(clients: &Clients, name: &str) {
    creation(clients, name).send().await.unwrap();
}

fn creation(
    clients: &Clients,
    name: &str,
) -> aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder {
    let attribute = |name: &str| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let key = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let index = GlobalSecondaryIndex::builder()
        .index_name("GSI1")
        .key_schema(key("session", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
        .unwrap();
    clients
        .dynamodb
        .create_table()
        .table_name(name)
        .attribute_definitions(attribute("pk"))
        .attribute_definitions(attribute("sk"))
        .attribute_definitions(attribute("session"))
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .global_secondary_indexes(index)
        .billing_mode(BillingMode::PayPerRequest)
}

pub(crate) fn item(pk: &str) -> HashMap<String, AttributeValue> {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    [("pk".to_owned(), text(pk)), ("sk".to_owned(), text("x")), ("session".to_owned(), text("s1"))].into()
}

pub(crate) fn key(pk: &str) -> HashMap<String, AttributeValue> {
    let mut key = item(pk);
    key.remove("session");
    key
}

pub(crate) fn put(pk: &str) -> WriteRequest {
    WriteRequest::builder().put_request(PutRequest::builder().set_item(Some(item(pk))).build().unwrap()).build()
}

#[tokio::test]
async fn items_conditions_queries_and_transactions() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    create_table(&stack.root, "a-messages").await;
    create_table(&stack.root, "a-metrics").await;
    create_table(&stack.root, "b-messages").await;

    db.put_item().table_name("a-messages").set_item(Some(item("1"))).send().await.unwrap();
    let again = db.put_item().table_name("a-messages").set_item(Some(item("1")));
    assert_eq!(
        code(again.condition_expression("attribute_not_exists(pk)").send().await),
        "ConditionalCheckFailedException"
    );
    let got = db.get_item().table_name("a-messages").set_key(Some(key("1"))).send().await.unwrap();
    assert_eq!(got.item.unwrap()["session"], AttributeValue::S("s1".into()));
    let by_arn = db.get_item().table_name("arn:aws:dynamodb:us-east-1:000000000000:table/a-messages");
    assert!(by_arn.set_key(Some(key("1"))).send().await.unwrap().item.is_some());

    let query = db.query().table_name("a-messages").index_name("GSI1").key_condition_expression("#s = :s");
    let query = query.expression_attribute_names("#s", "session");
    let found = query.expression_attribute_values(":s", AttributeValue::S("s1".into())).send().await.unwrap();
    assert_eq!(found.count, 1);

    let update = Update::builder()
        .table_name("a-metrics")
        .set_key(Some(key("n")))
        .update_expression("ADD n :one")
        .expression_attribute_values(":one", AttributeValue::N("1".into()))
        .build()
        .unwrap();
    let write = |table: &str| Put::builder().table_name(table).set_item(Some(item("2"))).build().unwrap();
    let both = [
        TransactWriteItem::builder().put(write("a-messages")).build(),
        TransactWriteItem::builder().update(update).build(),
    ];
    db.transact_write_items().set_transact_items(Some(both.into())).send().await.unwrap();
    let across = ["a-messages", "b-messages"].map(|table| TransactWriteItem::builder().put(write(table)).build());
    let refused = db.transact_write_items().set_transact_items(Some(across.into())).send().await;
    assert_eq!(code(refused), "ValidationException");

    assert_eq!(code(db.scan().table_name("nobody-s").send().await), "ResourceNotFoundException");
    assert_eq!(code(db.describe_table().table_name("a-nothing").send().await), "ResourceNotFoundException");
    stack.running.stop().await;
}

#[tokio::test]
async fn batches_over_several_files() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    for table in ["a-messages", "b-messages"] {
        create_table(&stack.root, table).await;
    }
    let batch = db
        .batch_write_item()
        .request_items("a-messages", (0..12).map(|n| put(&n.to_string())).collect())
        .request_items("b-messages", (0..13).map(|n| put(&n.to_string())).collect());
    assert!(batch.send().await.unwrap().unprocessed_items.unwrap_or_default().is_empty());
    let keys = |n: &str| KeysAndAttributes::builder().keys(key(n)).build().unwrap();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/b-messages";
    let got = db.batch_get_item().request_items("a-messages", keys("1")).request_items(arn, keys("12"));
    let got = got.send().await.unwrap().responses.unwrap();
    assert_eq!((got["a-messages"].len(), got[arn].len()), (1, 1));

    // One that is refused writes nothing, and says why as DynamoDB does.
    let twice = db.batch_write_item().request_items("a-messages", vec![put("99"), put("99")]);
    assert_eq!(code(twice.send().await), "ValidationException");
    let nowhere = db.batch_write_item().request_items("a-messages", vec![put("99")]);
    let nowhere = nowhere.request_items("c-messages", vec![put("99")]);
    assert_eq!(code(nowhere.send().await), "ResourceNotFoundException");
    let many = db.batch_write_item().request_items("a-messages", (0..13).map(|n| put(&n.to_string())).collect());
    let many = many.request_items("b-messages", (0..13).map(|n| put(&n.to_string())).collect());
    assert_eq!(code(many.send().await), "ValidationException");
    assert_eq!(db.scan().table_name("a-messages").send().await.unwrap().count, 12);
}

#[tokio::test]
async fn tables_are_listed_over_all_files() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    let names = ["a-messages", "a-metrics", "b-messages", "metadata"];
    for table in names.iter().rev() {
        create_table(&stack.root, table).await;
    }
    assert_eq!(db.list_tables().send().await.unwrap().table_names(), names);
    let page = db.list_tables().limit(3).send().await.unwrap();
    assert_eq!(page.last_evaluated_table_name(), Some("b-messages"));
    let rest = db.list_tables().exclusive_start_table_name("b-messages").send().await.unwrap();
    assert_eq!(rest.table_names(), ["metadata"]);
    db.delete_table().table_name("a-messages").send().await.unwrap();
    create_table(&stack.root, "c-messages").await;
    assert_eq!(
        db.list_tables().send().await.unwrap().table_names(),
        ["a-metrics", "b-messages", "c-messages", "metadata"]
    );
    // A file goes with its last table.
    db.delete_table().table_name("b-messages").send().await.unwrap();
    let file = stack.dir.path().join("dynamodb/tables/b.db");
    assert!(!file.exists());
    create_table(&stack.root, "b-messages").await;
    assert_eq!(file.exists(), stack.running.is_ours());
    assert_eq!(code(creation(&stack.root, "b-messages").send().await), "ResourceInUseException");
    let stack = stack.restart().await;
    let listed = stack.root.dynamodb.list_tables().send().await.unwrap();
    assert_eq!(listed.table_names(), ["a-metrics", "b-messages", "c-messages", "metadata"]);
}

#[tokio::test]
async fn arns_tags_and_time_to_live() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    let tag = |key: &str| Tag::builder().key(key).value("v").build().unwrap();
    let made = creation(&stack.root, "a-messages").tags(tag("first")).send().await.unwrap();
    let arn = made.table_description.unwrap().table_arn.unwrap();
    assert_eq!(arn, "arn:aws:dynamodb:us-east-1:000000000000:table/a-messages");
    let described = db.describe_table().table_name("a-messages").send().await.unwrap().table.unwrap();
    assert_eq!(described.table_arn.unwrap(), arn);
    assert_eq!(described.global_secondary_indexes.unwrap()[0].index_arn(), Some(format!("{arn}/index/GSI1").as_str()));
    db.tag_resource().resource_arn(&arn).tags(tag("second")).send().await.unwrap();
    db.untag_resource().resource_arn(&arn).tag_keys("first").send().await.unwrap();
    let tags = db.list_tags_of_resource().resource_arn(&arn).send().await.unwrap().tags.unwrap();
    assert_eq!(tags, [tag("second")]);
    let specification = aws_sdk_dynamodb::types::TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name("expires")
        .build()
        .unwrap();
    db.update_time_to_live().table_name("a-messages").time_to_live_specification(specification).send().await.unwrap();
    let ttl = db.describe_time_to_live().table_name("a-messages").send().await.unwrap();
    assert_eq!(ttl.time_to_live_description.unwrap().attribute_name(), Some("expires"));
}

#[tokio::test]
async fn encryption_under_a_key_that_exists() {
    let stack = Stack::start().await;
    let db = &stack.root.dynamodb;
    let key = stack.root.kms.create_key().send().await.unwrap().key_metadata.unwrap();
    stack.root.kms.create_alias().alias_name("alias/a").target_key_id(&key.key_id).send().await.unwrap();
    let arn = key.arn.unwrap();
    let with =
        |key: &str| SseSpecification::builder().enabled(true).sse_type(SseType::Kms).kms_master_key_id(key).build();
    let described =
        async |name: &str| db.describe_table().table_name(name).send().await.unwrap().table.unwrap().sse_description;

    let made = creation(&stack.root, "a-messages").sse_specification(with("alias/a")).send().await.unwrap();
    assert_eq!(made.table_description.unwrap().sse_description.unwrap().kms_master_key_arn, Some(arn.clone()));
    let unknown = creation(&stack.root, "a-metrics").sse_specification(with("alias/nobody"));
    assert_eq!(code(unknown.send().await), "ValidationException");

    create_table(&stack.root, "b-messages").await;
    assert!(described("b-messages").await.is_none());
    let update = db.update_table().table_name("b-messages").sse_specification(with(&key.key_id));
    let updated = update.send().await.unwrap().table_description.unwrap();
    assert_eq!(updated.sse_description.unwrap().kms_master_key_arn, Some(arn.clone()));
    assert_eq!(described("b-messages").await.unwrap().kms_master_key_arn, Some(arn.clone()));
    let off = SseSpecification::builder().enabled(false).build();
    db.update_table().table_name("b-messages").sse_specification(off).send().await.unwrap();
    assert!(described("b-messages").await.is_none());

    stack.root.kms.disable_key().key_id(&arn).send().await.unwrap();
    let disabled = db.update_table().table_name("b-messages").sse_specification(with(&arn));
    assert_eq!(code(disabled.send().await), "ValidationException");
}

#[tokio::test]
async fn point_in_time_recovery_is_remembered_until_the_table_goes() {
    let stack = Stack::start().await;
    create_table(&stack.root, "a-messages").await;
    let status = async |stack: &Stack| {
        let described = stack.root.dynamodb.describe_continuous_backups().table_name("a-messages").send().await;
        let recovery = described.unwrap().continuous_backups_description.unwrap().point_in_time_recovery_description;
        recovery.unwrap().point_in_time_recovery_status.unwrap()
    };
    assert_eq!(status(&stack).await, PointInTimeRecoveryStatus::Disabled);
    let on = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(true).build().unwrap();
    let update = stack.root.dynamodb.update_continuous_backups().point_in_time_recovery_specification(on);
    assert_eq!(code(update.clone().table_name("a-nothing").send().await), "TableNotFoundException");
    update.table_name("a-messages").send().await.unwrap();
    let stack = stack.restart().await;
    assert_eq!(status(&stack).await, PointInTimeRecoveryStatus::Enabled);
    stack.root.dynamodb.delete_table().table_name("a-messages").send().await.unwrap();
    create_table(&stack.root, "a-messages").await;
    assert_eq!(status(&stack).await, PointInTimeRecoveryStatus::Disabled);
}
