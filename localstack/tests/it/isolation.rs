//! A session whose policy names one owner's table, prefix and key: what it may do with its own, and what it may not do
//! with another's.

use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete as TransactDelete, Get, KeysAndAttributes, Put, TransactGetItem, TransactWriteItem, Update,
};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier, ServerSideEncryption};

use crate::clients::{Clients, Stack, code};
use crate::dynamodb::{create_table, item, key, put};

struct Owner {
    table: String,
    prefix: String,
    key: String,
    key_arn: String,
}

async fn owner(stack: &Stack, name: &str) -> Owner {
    let (table, prefix) = (format!("t-{name}-messages"), format!("tenants/{name}/"));
    create_table(&stack.root, &table).await;
    stack.root.dynamodb.put_item().table_name(&table).set_item(Some(item("1"))).send().await.unwrap();
    let made = stack.root.kms.create_key().send().await.unwrap().key_metadata.unwrap();
    let object = stack.root.s3.put_object().bucket("data").key(format!("{prefix}1")).body(vec![1].into());
    let object = object.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(&made.key_id);
    object.send().await.unwrap();
    Owner { table, prefix, key: made.key_id, key_arn: made.arn.unwrap() }
}

fn policy(owner: &Owner) -> String {
    let Owner { table, prefix, key_arn, .. } = owner;
    let table = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    format!(
        r#"{{"Version":"2012-10-17","Statement":[
        {{"Effect":"Allow","Action":"dynamodb:*","Resource":["{table}","{table}/index/*"]}},
        {{"Effect":"Deny","Action":"dynamodb:DeleteTable","Resource":"*"}},
        {{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],
          "Resource":"arn:aws:s3:::data/{prefix}*"}},
        {{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::data",
          "Condition":{{"StringLike":{{"s3:prefix":"{prefix}*"}}}}}},
        {{"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"{key_arn}",
          "Condition":{{"StringEqualsIfExists":{{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}}}}]}}"#
    )
}

#[tokio::test]
async fn dynamodb_is_bound_to_the_named_table() {
    let stack = Stack::start().await;
    stack.root.s3.create_bucket().bucket("data").send().await.unwrap();
    let (a, b) = (owner(&stack, "a").await, owner(&stack, "ab").await);
    let session = stack.session(&policy(&a)).await;
    for code in on_table(&session, &a.table).await {
        assert_eq!(code, None);
    }
    for (at, code) in on_table(&session, &b.table).await.into_iter().enumerate() {
        assert_eq!(code.as_deref(), Some("AccessDeniedException"), "call {at}");
    }
    // Together with one's own is no better.
    let db = &session.dynamodb;
    let batch = db.batch_write_item().request_items(&a.table, vec![put("9")]).request_items(&b.table, vec![put("9")]);
    assert_eq!(code(batch.send().await), "AccessDeniedException");
    let missing = db.get_item().table_name(&a.table).set_key(Some(key("9"))).send().await.unwrap();
    assert!(missing.item.is_none());
    assert_eq!(code(db.list_tables().send().await), "AccessDeniedException");
    assert_eq!(code(db.delete_table().table_name(&a.table).send().await), "AccessDeniedException");
    // Neither is a name that is nobody's: a stranger does not learn what is there.
    let nobody = db.get_item().table_name("t-nobody-messages").set_key(Some(key("9"))).send().await;
    assert_eq!(code(nobody), "AccessDeniedException");
}

/// The error codes of a call of every kind on a table.
async fn on_table(session: &Clients, table: &str) -> Vec<Option<String>> {
    let db = &session.dynamodb;
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    let keys = || KeysAndAttributes::builder().keys(key("1")).build().unwrap();
    let get = Get::builder().table_name(table).set_key(Some(key("1"))).build().unwrap();
    let write =
        |builder: fn(&str) -> TransactWriteItem| db.transact_write_items().transact_items(builder(table)).send();
    let query = db
        .query()
        .table_name(table)
        .key_condition_expression("pk = :v")
        .expression_attribute_values(":v", aws_sdk_dynamodb::types::AttributeValue::S("1".into()));
    let index = db.query().table_name(table).index_name("GSI1").key_condition_expression("#s = :v");
    let index = index
        .expression_attribute_names("#s", "session")
        .expression_attribute_values(":v", aws_sdk_dynamodb::types::AttributeValue::S("s1".into()));
    let failure = |result: Result<(), String>| result.err();
    macro_rules! outcome {
        ($call:expr) => {
            failure($call.await.map(drop).map_err(|error| code::<(), _>(Err(error))))
        };
    }
    vec![
        outcome!(db.get_item().table_name(table).set_key(Some(key("1"))).send()),
        outcome!(db.get_item().table_name(&arn).set_key(Some(key("1"))).send()),
        outcome!(db.put_item().table_name(table).set_item(Some(item("2"))).send()),
        outcome!(db.update_item().table_name(table).set_key(Some(key("1"))).update_expression("REMOVE x").send()),
        outcome!(db.delete_item().table_name(table).set_key(Some(key("2"))).send()),
        outcome!(query.send()),
        outcome!(index.send()),
        outcome!(db.scan().table_name(table).send()),
        outcome!(db.batch_get_item().request_items(table, keys()).send()),
        outcome!(db.batch_get_item().request_items(&arn, keys()).send()),
        outcome!(db.batch_write_item().request_items(table, vec![put("3")]).send()),
        outcome!(db.transact_get_items().transact_items(TransactGetItem::builder().get(get).build()).send()),
        outcome!(write(|table| {
            let put = Put::builder().table_name(table).set_item(Some(item("4"))).build().unwrap();
            TransactWriteItem::builder().put(put).build()
        })),
        outcome!(write(|table| {
            let update = Update::builder().table_name(table).set_key(Some(key("1"))).update_expression("REMOVE x");
            TransactWriteItem::builder().update(update.build().unwrap()).build()
        })),
        outcome!(write(|table| {
            let delete = TransactDelete::builder().table_name(table).set_key(Some(key("4"))).build().unwrap();
            TransactWriteItem::builder().delete(delete).build()
        })),
        outcome!(write(|table| {
            let check = ConditionCheck::builder().table_name(table).set_key(Some(key("1")));
            let check = check.condition_expression("attribute_exists(pk)").build().unwrap();
            TransactWriteItem::builder().condition_check(check).build()
        })),
        outcome!(db.describe_table().table_name(table).send()),
        outcome!(db.list_tags_of_resource().resource_arn(&arn).send()),
        outcome!(db.describe_continuous_backups().table_name(table).send()),
        outcome!(db.describe_time_to_live().table_name(table).send()),
    ]
}

#[tokio::test]
async fn s3_is_bound_to_the_named_prefix_and_key() {
    let stack = Stack::start().await;
    stack.root.s3.create_bucket().bucket("data").send().await.unwrap();
    let (a, b) = (owner(&stack, "a").await, owner(&stack, "ab").await);
    let session = stack.session(&policy(&a)).await;
    let s3 = &session.s3;
    let own = format!("{}1", a.prefix);
    let other = format!("{}1", b.prefix);
    let write = |name: &str, key: &str| {
        let put = s3.put_object().bucket("data").key(name).body(ByteStream::from_static(b"x"));
        put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key).send()
    };
    write(&format!("{}2", a.prefix), &a.key).await.unwrap();
    s3.get_object().bucket("data").key(&own).send().await.unwrap();
    s3.head_object().bucket("data").key(&own).send().await.unwrap();
    let listed = s3.list_objects_v2().bucket("data").prefix(&a.prefix).send().await.unwrap();
    assert_eq!(listed.key_count(), Some(2));
    s3.copy_object()
        .bucket("data")
        .key(format!("{}3", a.prefix))
        .copy_source(format!("data/{own}"))
        .send()
        .await
        .unwrap();
    let upload = s3.create_multipart_upload().bucket("data").key(&own).send().await.unwrap().upload_id.unwrap();

    let denied = "AccessDenied";
    assert_eq!(code(write(&other, &a.key).await), denied);
    assert_eq!(code(write(&own, &b.key).await), denied);
    assert_eq!(code(s3.get_object().bucket("data").key(&other).send().await), denied);
    assert_eq!(
        s3.head_object().bucket("data").key(&other).send().await.unwrap_err().raw_response().unwrap().status().as_u16(),
        403
    );
    for prefix in [Some(b.prefix.clone()), Some("tenants/a".to_owned()), Some(String::new()), None] {
        assert_eq!(code(s3.list_objects_v2().bucket("data").set_prefix(prefix).send().await), denied);
    }
    assert_eq!(code(s3.list_object_versions().bucket("data").prefix(&b.prefix).send().await), denied);
    assert_eq!(code(s3.delete_object().bucket("data").key(&other).send().await), denied);
    assert_eq!(
        code(s3.copy_object().bucket("data").key(&own).copy_source(format!("data/{other}")).send().await),
        denied
    );
    assert_eq!(
        code(s3.copy_object().bucket("data").key(&other).copy_source(format!("data/{own}")).send().await),
        denied
    );
    assert_eq!(code(s3.create_multipart_upload().bucket("data").key(&other).send().await), denied);
    let part = s3.upload_part().bucket("data").key(&other).upload_id(&upload).part_number(1);
    assert_eq!(code(part.send().await), denied);
    assert_eq!(code(s3.list_buckets().send().await), denied);
    assert_eq!(code(s3.create_bucket().bucket("mine").send().await), denied);
    assert_eq!(code(s3.delete_bucket().bucket("data").send().await), denied);
    assert_eq!(code(s3.get_bucket_versioning().bucket("data").send().await), denied);

    // Each key of a batch by itself.
    let named = |key: &str| ObjectIdentifier::builder().key(key).build().unwrap();
    let delete = Delete::builder().objects(named(&own)).objects(named(&other)).build().unwrap();
    let deleted = s3.delete_objects().bucket("data").delete(delete).send().await.unwrap();
    assert_eq!((deleted.deleted().len(), deleted.errors().len()), (1, 1));
    assert_eq!(deleted.errors()[0].code(), Some(denied));
    stack.root.s3.get_object().bucket("data").key(&other).send().await.unwrap();

    // Who may list by prefix only does not learn that a key is missing.
    assert_eq!(code(s3.get_object().bucket("data").key(format!("{}9", a.prefix)).send().await), denied);
}

#[tokio::test]
async fn kms_is_bound_to_the_named_key_and_context() {
    let stack = Stack::start().await;
    stack.root.s3.create_bucket().bucket("data").send().await.unwrap();
    let (a, b) = (owner(&stack, "a").await, owner(&stack, "ab").await);
    let policy = format!(
        r#"{{"Statement":[{{"Effect":"Allow","Action":"kms:*","Resource":"{}",
            "Condition":{{"StringEquals":{{"kms:EncryptionContext:tenant":"a"}}}}}}]}}"#,
        a.key_arn
    );
    let session = stack.session(&policy).await;
    let encrypt = |key: &str, tenant: &str| {
        session.kms.encrypt().key_id(key).plaintext(Blob::new("x")).encryption_context("tenant", tenant).send()
    };
    let blob = encrypt(&a.key, "a").await.unwrap().ciphertext_blob.unwrap();
    session.kms.decrypt().ciphertext_blob(blob.clone()).encryption_context("tenant", "a").send().await.unwrap();
    let denied = "AccessDeniedException";
    assert_eq!(code(encrypt(&a.key, "b").await), denied);
    assert_eq!(code(encrypt(&b.key, "a").await), denied);
    assert_eq!(code(session.kms.decrypt().ciphertext_blob(blob.clone()).send().await), denied);
    let theirs = stack.root.kms.encrypt().key_id(&b.key).plaintext(Blob::new("x")).encryption_context("tenant", "a");
    let theirs = theirs.send().await.unwrap().ciphertext_blob.unwrap();
    let decrypt = session.kms.decrypt().ciphertext_blob(theirs).encryption_context("tenant", "a");
    assert_eq!(code(decrypt.send().await), denied);
    let moved = session.kms.re_encrypt().ciphertext_blob(blob).source_encryption_context("tenant", "a");
    let moved = moved.destination_encryption_context("tenant", "a").destination_key_id(&b.key);
    assert_eq!(code(moved.send().await), denied);
    assert_eq!(code(session.kms.describe_key().key_id(&b.key).send().await), denied);
    assert_eq!(code(session.kms.list_keys().send().await), denied);
    assert_eq!(code(session.kms.create_key().send().await), denied);
    assert_eq!(code(session.kms.create_alias().alias_name("alias/x").target_key_id(&a.key).send().await), denied);
    assert_eq!(code(session.kms.schedule_key_deletion().key_id(&b.key).send().await), denied);
}
