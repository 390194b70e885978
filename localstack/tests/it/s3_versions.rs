use aws_sdk_s3::types::{BucketVersioningStatus, Delete, ObjectIdentifier, VersioningConfiguration};

use crate::clients::{Stack, code};

async fn set_versioning(stack: &Stack, status: BucketVersioningStatus) {
    let configuration = VersioningConfiguration::builder().status(status).build();
    let request = stack.root.s3.put_bucket_versioning().bucket("data").versioning_configuration(configuration);
    request.send().await.unwrap();
}

async fn put(stack: &Stack, body: &'static str) -> Option<String> {
    let request = stack.root.s3.put_object().bucket("data").key("a").body(body.as_bytes().to_vec().into());
    request.send().await.unwrap().version_id
}

async fn get(stack: &Stack, version: Option<&str>) -> String {
    let request = stack.root.s3.get_object().bucket("data").key("a").set_version_id(version.map(str::to_owned));
    let body = request.send().await.unwrap().body.collect().await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn versions_markers_and_suspension() {
    let stack = Stack::start().await;
    let s3 = &stack.root.s3;
    s3.create_bucket().bucket("data").send().await.unwrap();
    assert_eq!(put(&stack, "before").await, None);
    set_versioning(&stack, BucketVersioningStatus::Enabled).await;
    let status = s3.get_bucket_versioning().bucket("data").send().await.unwrap().status;
    assert_eq!(status, Some(BucketVersioningStatus::Enabled));
    let one = put(&stack, "one").await.unwrap();
    let two = put(&stack, "two").await.unwrap();
    assert_eq!(get(&stack, None).await, "two");
    assert_eq!(get(&stack, Some(&one)).await, "one");
    assert_eq!(get(&stack, Some("null")).await, "before");

    let deleted = s3.delete_object().bucket("data").key("a").send().await.unwrap();
    assert_eq!(deleted.delete_marker(), Some(true));
    let marker = deleted.version_id.unwrap();
    assert_eq!(code(s3.get_object().bucket("data").key("a").send().await), "NoSuchKey");
    let on_marker = s3.get_object().bucket("data").key("a").version_id(&marker).send().await;
    assert_eq!(code(on_marker), "MethodNotAllowed");
    assert_eq!(s3.list_objects_v2().bucket("data").send().await.unwrap().key_count(), Some(0));

    let listed = s3.list_object_versions().bucket("data").prefix("a").send().await.unwrap();
    let ids: Vec<&str> = listed.versions().iter().filter_map(|version| version.version_id()).collect();
    assert_eq!(ids, [two.as_str(), one.as_str(), "null"]);
    assert_eq!(listed.delete_markers()[0].is_latest(), Some(true));
    let page = s3.list_object_versions().bucket("data").max_keys(2).send().await.unwrap();
    assert_eq!((page.is_truncated(), page.versions().len(), page.delete_markers().len()), (Some(true), 1, 1));
    let rest = s3
        .list_object_versions()
        .bucket("data")
        .set_key_marker(page.next_key_marker)
        .set_version_id_marker(page.next_version_id_marker)
        .send()
        .await
        .unwrap();
    assert_eq!(rest.versions().iter().filter_map(|version| version.version_id()).collect::<Vec<_>>(), [&one, "null"]);

    // The marker goes, and the object is back; then its newest version goes.
    s3.delete_object().bucket("data").key("a").version_id(&marker).send().await.unwrap();
    assert_eq!(get(&stack, None).await, "two");
    let named = ObjectIdentifier::builder().key("a").version_id(&two).build().unwrap();
    let delete = Delete::builder().objects(named).build().unwrap();
    s3.delete_objects().bucket("data").delete(delete).send().await.unwrap();
    assert_eq!(get(&stack, None).await, "one");
    assert_eq!(code(s3.get_object().bucket("data").key("a").version_id(&two).send().await), "NoSuchVersion");

    set_versioning(&stack, BucketVersioningStatus::Suspended).await;
    assert_eq!(put(&stack, "suspended").await.as_deref(), Some("null"));
    assert_eq!(get(&stack, Some("null")).await, "suspended");
    assert_eq!(get(&stack, Some(&one)).await, "one");
    let stack = stack.restart().await;
    assert_eq!(get(&stack, None).await, "suspended");
    stack.assert_files("s3/objects", 2);
}

#[tokio::test]
async fn versions_and_markers_by_prefix_and_page() {
    let stack = Stack::start().await;
    let s3 = &stack.root.s3;
    s3.create_bucket().bucket("data").send().await.unwrap();
    set_versioning(&stack, BucketVersioningStatus::Enabled).await;
    for key in ["a/1", "a/2", "a/3", "b/1"] {
        for body in ["one", "two"] {
            s3.put_object().bucket("data").key(key).body(body.as_bytes().to_vec().into()).send().await.unwrap();
        }
        s3.delete_object().bucket("data").key(key).send().await.unwrap();
    }
    for size in [1, 2, 4, 9, 1000] {
        let (mut versions, mut markers, mut next) = (0, 0, (None, None));
        loop {
            let list = s3.list_object_versions().bucket("data").prefix("a/").max_keys(size);
            let page = list.set_key_marker(next.0).set_version_id_marker(next.1).send().await.unwrap();
            assert!(page.versions().iter().all(|version| version.key().unwrap().starts_with("a/")));
            versions += page.versions().len();
            markers += page.delete_markers().len();
            if page.is_truncated() != Some(true) {
                break;
            }
            next = (page.next_key_marker, page.next_version_id_marker);
        }
        assert_eq!((versions, markers), (6, 3), "pages of {size}");
    }
}
