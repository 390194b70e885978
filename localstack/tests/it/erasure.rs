//! What was deleted is in no byte of the data directory.

use std::path::Path;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::types::{
    BucketVersioningStatus, CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier, VersioningConfiguration,
};

use crate::clients::{Clients, Stack};
use crate::dynamodb::{create_table, item, key};

/// In each planted string, and in nothing else.
const MARK: &str = "canary7f3a";

/// Planted in each of the places.
const EACH: usize = 125;

/// Of every length, so that rows are split, moved and continued on other pages.
fn canary(place: &str, n: usize) -> String {
    format!("{MARK}-{place}-{n:04}-").repeat(1 + n * n % 200)
}

/// A short one.
fn name(place: &str, n: usize) -> String {
    format!("{MARK}-{place}-{n:04}")
}

/// The files of a directory that hold a canary.
fn traces(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(traces(&path));
            continue;
        }
        // One that is gone by now holds nothing.
        let bytes = std::fs::read(&path).unwrap_or_default();
        let name = path.to_string_lossy().into_owned();
        if name.contains(MARK) || bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes()) {
            found.push(name);
        }
    }
    found
}

async fn plant_items(root: &Clients) {
    // `metadata` stays with other rows; the tables of the tenant go.
    for table in ["metadata", "tenant-a-messages", "tenant-a-metrics"] {
        create_table(root, table).await;
    }
    for n in 0..EACH {
        for (table, place) in [("metadata", "row"), ("tenant-a-messages", "message"), ("tenant-a-metrics", "metric")] {
            let mut planted = item(&name(place, n));
            planted.insert("body".to_owned(), AttributeValue::S(canary(place, n)));
            planted.insert("session".to_owned(), AttributeValue::S(name("session", n % 7)));
            root.dynamodb.put_item().table_name(table).set_item(Some(planted)).send().await.unwrap();
        }
        // Rows that stay between those that go; each is overwritten once.
        for body in [canary("overwritten", n), "kept".repeat(n % 50)] {
            let mut kept = item(&format!("kept{n:04}"));
            kept.insert("body".to_owned(), AttributeValue::S(body));
            root.dynamodb.put_item().table_name("metadata").set_item(Some(kept)).send().await.unwrap();
        }
    }
}

async fn plant_objects(root: &Clients) {
    root.s3.create_bucket().bucket("data").send().await.unwrap();
    let on = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    root.s3.put_bucket_versioning().bucket("data").versioning_configuration(on).send().await.unwrap();
    for n in 0..EACH {
        let put = root.s3.put_object().bucket("data").key(format!("a/{}", name("key", n)));
        let put = put.metadata("m", name("metadata", n)).body(canary("body", n).into_bytes().into());
        put.send().await.unwrap();
        root.s3.put_object().bucket("data").key(format!("kept/{n}")).body(vec![b'x'; n].into()).send().await.unwrap();
    }
    // Covered by a marker, uploaded in parts, and begun but given up.
    root.s3.delete_object().bucket("data").key(format!("a/{}", name("key", 1))).send().await.unwrap();
    for (n, finished) in [(0, true), (1, false)] {
        let key = format!("a/{}", name("upload", n));
        let upload = root.s3.create_multipart_upload().bucket("data").key(&key).metadata("m", name("upload", n));
        let id = upload.send().await.unwrap().upload_id.unwrap();
        let part = root.s3.upload_part().bucket("data").key(&key).upload_id(&id).part_number(1);
        let etag = part.body(canary("part", n).into_bytes().into()).send().await.unwrap().e_tag;
        let part = CompletedPart::builder().part_number(1).set_e_tag(etag).build();
        if finished {
            let parts = CompletedMultipartUpload::builder().parts(part).build();
            let complete = root.s3.complete_multipart_upload().bucket("data").key(&key).upload_id(&id);
            complete.multipart_upload(parts).send().await.unwrap();
        } else {
            root.s3.abort_multipart_upload().bucket("data").key(&key).upload_id(&id).send().await.unwrap();
        }
    }
}

async fn plant_keys(root: &Clients) -> Vec<String> {
    let tag = |n| aws_sdk_kms::types::Tag::builder().tag_key(name("tag", n)).tag_value(name("value", n)).build();
    let mut ids = Vec::new();
    for n in 0..EACH {
        let made = root.kms.create_key().description(canary("description", n % 20)).tags(tag(n).unwrap());
        let id = made.send().await.unwrap().key_metadata.unwrap().key_id;
        root.kms
            .create_alias()
            .alias_name(format!("alias/{}", name("alias", n)))
            .target_key_id(&id)
            .send()
            .await
            .unwrap();
        ids.push(id);
    }
    ids
}

async fn delete_objects(root: &Clients) {
    loop {
        let listed = root.s3.list_object_versions().bucket("data").prefix("a/").max_keys(100).send().await.unwrap();
        let versions = listed.versions().iter().map(|version| (version.key.clone(), version.version_id.clone()));
        let markers = listed.delete_markers().iter().map(|marker| (marker.key.clone(), marker.version_id.clone()));
        let named: Vec<ObjectIdentifier> = versions
            .chain(markers)
            .map(|(key, version)| {
                ObjectIdentifier::builder().key(key.unwrap()).set_version_id(version).build().unwrap()
            })
            .collect();
        if named.is_empty() {
            return;
        }
        let delete = Delete::builder().set_objects(Some(named)).build().unwrap();
        root.s3.delete_objects().bucket("data").delete(delete).send().await.unwrap();
    }
}

async fn offboard(root: &Clients, keys: &[String]) {
    for (n, id) in keys.iter().enumerate() {
        root.kms.delete_alias().alias_name(format!("alias/{}", name("alias", n))).send().await.unwrap();
        root.kms.untag_resource().key_id(id).tag_keys(name("tag", n)).send().await.unwrap();
        root.kms.update_key_description().key_id(id).description("").send().await.unwrap();
    }
    delete_objects(root).await;
    for n in 0..EACH {
        let delete = root.dynamodb.delete_item().table_name("metadata").set_key(Some(key(&name("row", n))));
        delete.send().await.unwrap();
    }
    for table in ["tenant-a-messages", "tenant-a-metrics"] {
        root.dynamodb.delete_table().table_name(table).send().await.unwrap();
    }
}

#[tokio::test]
async fn an_offboarded_tenant_is_in_no_byte_of_the_directory() {
    let stack = Stack::start().await;
    let root = &stack.root;
    plant_items(root).await;
    plant_objects(root).await;
    let keys = plant_keys(root).await;
    assert!(traces(stack.dir.path()).len() > EACH, "the canaries are not where they are looked for");

    offboard(root, &keys).await;
    // The stack says about a second; a slow machine may take longer.
    let mut found = traces(stack.dir.path());
    for _ in 0..300 {
        if found.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        found = traces(stack.dir.path());
    }
    assert_eq!(found, Vec::<String>::new(), "while the stack runs");
    assert_eq!(root.dynamodb.scan().table_name("metadata").send().await.unwrap().count as usize, EACH);
    assert_eq!(root.s3.list_objects_v2().bucket("data").send().await.unwrap().key_count(), Some(EACH as i32));

    let Stack { running, dir, .. } = stack;
    running.stop().await;
    assert_eq!(traces(dir.path()), Vec::<String>::new(), "after the stop");
    let stack = Stack::start_in(dir).await;
    assert_eq!(stack.root.dynamodb.scan().table_name("metadata").send().await.unwrap().count as usize, EACH);
}

#[tokio::test]
async fn deleted_and_overwritten_items_are_gone_after_the_stop() {
    let stack = Stack::start().await;
    plant_items(&stack.root).await;
    for n in 0..EACH {
        for (table, place) in [("metadata", "row"), ("tenant-a-messages", "message"), ("tenant-a-metrics", "metric")] {
            let delete = stack.root.dynamodb.delete_item().table_name(table).set_key(Some(key(&name(place, n))));
            delete.send().await.unwrap();
        }
    }
    let Stack { running, dir, .. } = stack;
    running.stop().await;
    assert_eq!(traces(dir.path()), Vec::<String>::new());
}
