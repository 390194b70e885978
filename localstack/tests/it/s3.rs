use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, MetadataDirective, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};

use crate::clients::{Stack, code};

async fn stack_with_bucket() -> Stack {
    let stack = Stack::start().await;
    stack.root.s3.create_bucket().bucket("data").send().await.unwrap();
    stack
}

async fn put(stack: &Stack, key: &str, body: impl Into<ByteStream>) {
    stack.root.s3.put_object().bucket("data").key(key).body(body.into()).send().await.unwrap();
}

async fn get(stack: &Stack, key: &str) -> Vec<u8> {
    let got = stack.root.s3.get_object().bucket("data").key(key).send().await.unwrap();
    got.body.collect().await.unwrap().to_vec()
}

#[tokio::test]
async fn any_key_and_any_size() {
    let stack = stack_with_bucket().await;
    let long = "k".repeat(1000);
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    for key in ["a", "a/b", "a//b", "ü/ö ?&#%+", "../up", long.as_str()] {
        put(&stack, key, key.as_bytes().to_vec()).await;
    }
    put(&stack, "large", large.clone()).await;
    put(&stack, "empty", Vec::new()).await;
    for key in ["a", "a/b", "a//b", "ü/ö ?&#%+", "../up", long.as_str()] {
        assert_eq!(get(&stack, key).await, key.as_bytes(), "{key}");
    }
    assert_eq!(get(&stack, "large").await, large);
    assert!(get(&stack, "empty").await.is_empty());
    let s3 = &stack.root.s3;
    let part = s3.get_object().bucket("data").key("large").range("bytes=1000000-1000009").send().await.unwrap();
    assert_eq!(part.content_range(), Some("bytes 1000000-1000009/3000000"));
    assert_eq!(part.body.collect().await.unwrap().to_vec(), large[1_000_000..1_000_010]);
    let tail = s3.get_object().bucket("data").key("large").range("bytes=-5").send().await.unwrap();
    assert_eq!(tail.content_length(), Some(5));
    assert_eq!(code(s3.get_object().bucket("data").key("a").range("bytes=9-").send().await), "InvalidRange");
    assert_eq!(code(s3.get_object().bucket("data").key("none").send().await), "NoSuchKey");
    assert_eq!(code(s3.get_object().bucket("nowhere").key("a").send().await), "NoSuchBucket");
    assert!(s3.head_object().bucket("data").key("none").send().await.unwrap_err().into_service_error().is_not_found());
}

#[tokio::test]
async fn headers_metadata_and_checksums() {
    let stack = stack_with_bucket().await;
    let s3 = &stack.root.s3;
    let put = s3
        .put_object()
        .bucket("data")
        .key("a")
        .content_type("text/csv")
        .cache_control("no-store")
        .metadata("rows", "12")
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .body(ByteStream::from_static(b"hello"));
    let written = put.send().await.unwrap();
    assert_eq!(written.e_tag(), Some("\"5d41402abc4b2a76b9719d911017c592\""));
    assert_eq!(written.checksum_sha256(), Some("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="));
    let head = s3.head_object().bucket("data").key("a").send().await.unwrap();
    assert_eq!((head.content_type(), head.cache_control()), (Some("text/csv"), Some("no-store")));
    assert_eq!(head.metadata().unwrap()["rows"], "12");
    assert_eq!(head.content_length(), Some(5));
    assert_eq!(head.server_side_encryption(), Some(&ServerSideEncryption::Aes256));

    let wrong = s3.put_object().bucket("data").key("b").body(ByteStream::from_static(b"hello"));
    let wrong = wrong.checksum_sha256("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_eq!(code(wrong.send().await), "BadDigest");
    let wrong = s3.put_object().bucket("data").key("b").body(ByteStream::from_static(b"hello"));
    assert_eq!(code(wrong.content_md5("1B2M2Y8AsgTpgAmY7PhCfg==").send().await), "BadDigest");
    stack.assert_files("s3/new", 0);
    stack.assert_files("s3/objects", 1);
}

#[tokio::test]
async fn conditions() {
    let stack = stack_with_bucket().await;
    let s3 = &stack.root.s3;
    let write = || s3.put_object().bucket("data").key("a").body(ByteStream::from_static(b"x"));
    let etag = write().if_none_match("*").send().await.unwrap().e_tag.unwrap();
    assert_eq!(code(write().if_none_match("*").send().await), "PreconditionFailed");
    write().if_match(&etag).send().await.unwrap();
    assert_eq!(code(write().if_match("\"other\"").send().await), "PreconditionFailed");
    let read = || s3.get_object().bucket("data").key("a");
    read().if_match(&etag).send().await.unwrap();
    let same = read().if_none_match(&etag).send().await.unwrap_err();
    assert_eq!(same.raw_response().unwrap().status().as_u16(), 304);
}

#[tokio::test]
async fn writes_at_the_same_time_make_one_object() {
    let stack = stack_with_bucket().await;
    let writes = (0..16).map(|n| {
        let s3 = stack.root.s3.clone();
        tokio::spawn(async move {
            let put = s3.put_object().bucket("data").key("a").body(vec![n; 1000].into());
            put.if_none_match("*").send().await.is_ok()
        })
    });
    let mut won = 0;
    for write in writes.collect::<Vec<_>>() {
        won += usize::from(write.await.unwrap());
    }
    assert_eq!(won, 1);
    stack.assert_files("s3/objects", 1);
}

#[tokio::test]
async fn encryption_under_a_key_that_exists() {
    let stack = stack_with_bucket().await;
    let s3 = &stack.root.s3;
    let key = stack.root.kms.create_key().send().await.unwrap().key_metadata.unwrap();
    let (id, arn) = (key.key_id, key.arn.unwrap());
    let under = |key: &str, name: &str| {
        let put = s3.put_object().bucket("data").key(name).body(ByteStream::from_static(b"x"));
        put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key).send()
    };
    assert_eq!(under(&id, "a").await.unwrap().ssekms_key_id(), Some(arn.as_str()));
    assert_eq!(code(under("nobody", "b").await), "KMS.NotFoundException");

    let default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::AwsKms);
    let default = default.kms_master_key_id(&arn).build().unwrap();
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default).build();
    let rules = ServerSideEncryptionConfiguration::builder().rules(rule).build().unwrap();
    s3.put_bucket_encryption().bucket("data").server_side_encryption_configuration(rules).send().await.unwrap();
    put(&stack, "c", b"x".to_vec()).await;
    let head = s3.head_object().bucket("data").key("c").send().await.unwrap();
    assert_eq!(head.ssekms_key_id(), Some(arn.as_str()));
    let told = s3.get_bucket_encryption().bucket("data").send().await.unwrap();
    let told = told.server_side_encryption_configuration.unwrap().rules.remove(0);
    assert_eq!(told.apply_server_side_encryption_by_default.unwrap().kms_master_key_id, Some(arn.clone()));

    stack.root.kms.schedule_key_deletion().key_id(&id).send().await.unwrap();
    assert_eq!(code(s3.get_object().bucket("data").key("a").send().await), "KMS.KMSInvalidStateException");
    assert_eq!(code(under(&id, "d").await), "KMS.KMSInvalidStateException");
}

#[tokio::test]
async fn copies() {
    let stack = stack_with_bucket().await;
    let s3 = &stack.root.s3;
    let put = s3.put_object().bucket("data").key("a b/ü").metadata("m", "1").body(ByteStream::from_static(b"body"));
    put.send().await.unwrap();
    let copy = |to: &str| s3.copy_object().bucket("data").key(to).copy_source("data/a%20b/%C3%BC");
    copy("kept").send().await.unwrap();
    copy("new").metadata_directive(MetadataDirective::Replace).metadata("m", "2").send().await.unwrap();
    s3.delete_object().bucket("data").key("a b/ü").send().await.unwrap();
    let metadata =
        async |key: &str| s3.head_object().bucket("data").key(key).send().await.unwrap().metadata.unwrap()["m"].clone();
    assert_eq!((metadata("kept").await, metadata("new").await), ("1".to_owned(), "2".to_owned()));
    assert_eq!(get(&stack, "kept").await, b"body");
}

#[tokio::test]
async fn presigned_urls() {
    let stack = stack_with_bucket().await;
    let s3 = &stack.root.s3;
    let minute = || PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
    let http = reqwest::Client::new();
    let url = s3.put_object().bucket("data").key("up/1 ü").presigned(minute()).await.unwrap();
    assert_eq!(http.put(url.uri()).body("uploaded").send().await.unwrap().status(), 200);
    let url = s3.get_object().bucket("data").key("up/1 ü").presigned(minute()).await.unwrap();
    let got = http.get(url.uri()).send().await.unwrap();
    assert_eq!(got.text().await.unwrap(), "uploaded");
    let forged = url.uri().replace("up/1", "up/2");
    assert_eq!(http.get(forged).send().await.unwrap().status(), 403);

    // A session's URL can do what the session can.
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/up/*"}]}"#;
    let session = stack.session(policy).await;
    let status = async |key: &str| {
        let url = session.s3.get_object().bucket("data").key(key).presigned(minute()).await.unwrap();
        http.get(url.uri()).send().await.unwrap().status().as_u16()
    };
    put(&stack, "other", b"x".to_vec()).await;
    assert_eq!((status("up/1 ü").await, status("other").await), (200, 403));
}

#[tokio::test]
async fn buckets() {
    let stack = stack_with_bucket().await;
    let s3 = &stack.root.s3;
    s3.head_bucket().bucket("data").send().await.unwrap();
    assert!(s3.head_bucket().bucket("nowhere").send().await.unwrap_err().into_service_error().is_not_found());
    s3.create_bucket().bucket("data").send().await.unwrap();
    let block = aws_sdk_s3::types::PublicAccessBlockConfiguration::builder().block_public_acls(true).build();
    s3.put_public_access_block().bucket("data").public_access_block_configuration(block).send().await.unwrap();
    put(&stack, "a", b"x".to_vec()).await;
    assert_eq!(code(s3.delete_bucket().bucket("data").send().await), "BucketNotEmpty");
    s3.delete_object().bucket("data").key("a").send().await.unwrap();
    s3.delete_bucket().bucket("data").send().await.unwrap();
    assert!(s3.list_buckets().send().await.unwrap().buckets().is_empty());
    stack.assert_files("s3/objects", 0);
}
