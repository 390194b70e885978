use aws_sdk_s3::Client;
use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output;

use crate::clients::Stack;

async fn with_keys(keys: &[&str]) -> Stack {
    let stack = Stack::start().await;
    stack.root.s3.create_bucket().bucket("data").send().await.unwrap();
    for key in keys {
        stack.root.s3.put_object().bucket("data").key(*key).send().await.unwrap();
    }
    stack
}

/// Keys, then common prefixes, of one page.
fn shown(page: &ListObjectsV2Output) -> Vec<String> {
    let keys = page.contents().iter().filter_map(|object| object.key.clone());
    keys.chain(page.common_prefixes().iter().filter_map(|common| common.prefix.clone())).collect()
}

/// All pages.
async fn all(s3: &Client, prefix: &str, delimiter: Option<&str>, size: i32) -> (Vec<String>, usize) {
    let request = s3.list_objects_v2().bucket("data").prefix(prefix).set_delimiter(delimiter.map(str::to_owned));
    let mut pages = request.max_keys(size).into_paginator().send();
    let (mut names, mut count) = (Vec::new(), 0);
    while let Some(page) = pages.next().await {
        names.extend(shown(&page.unwrap()));
        count += 1;
    }
    names.sort();
    (names, count)
}

#[tokio::test]
async fn prefixes_delimiters_and_pages() {
    let keys = ["a", "a-b", "a/1", "a/2", "a/b/1", "a/b/2", "a/c/1", "b/1", "z", "ü/1"];
    let stack = with_keys(&keys).await;
    let s3 = &stack.root.s3;
    for size in [1, 2, 3, 1000] {
        assert_eq!(all(s3, "", None, size).await.0, keys);
        assert_eq!(all(s3, "a/", None, size).await.0, ["a/1", "a/2", "a/b/1", "a/b/2", "a/c/1"]);
        assert_eq!(all(s3, "", Some("/"), size).await.0, ["a", "a-b", "a/", "b/", "z", "ü/"]);
        assert_eq!(all(s3, "a/", Some("/"), size).await.0, ["a/1", "a/2", "a/b/", "a/c/"]);
        assert_eq!(all(s3, "a/b", Some("/"), size).await.0, ["a/b/"]);
        assert!(all(s3, "q", Some("/"), size).await.0.is_empty());
    }
    // No empty last page, and a page of exactly the size is not truncated.
    assert_eq!(all(s3, "", None, 5).await.1, 2);
    assert_eq!(all(s3, "a/", None, 5).await.1, 1);
    let after = s3.list_objects_v2().bucket("data").start_after("a/b/1").max_keys(2).send().await.unwrap();
    assert_eq!(shown(&after), ["a/b/2", "a/c/1"]);
    assert_eq!((after.key_count(), after.is_truncated()), (Some(2), Some(true)));
    let none = s3.list_objects_v2().bucket("data").max_keys(0).send().await.unwrap();
    assert_eq!((none.key_count(), none.is_truncated()), (Some(0), Some(false)));
}
