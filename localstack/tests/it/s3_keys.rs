//! Objects under the keys of a tenant, and those keys.

use std::time::Duration;

use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{DataKeySpec, KeyState};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::{
    BucketVersioningStatus, CompletedMultipartUpload, CompletedPart, ServerSideEncryption, VersioningConfiguration,
};

use crate::clients::{Clients, Stack, code};

async fn key(root: &Clients) -> (String, String) {
    let made = root.kms.create_key().send().await.unwrap().key_metadata.unwrap();
    (made.key_id, made.arn.unwrap())
}

async fn put(root: &Clients, name: &str, key: &str) {
    let put = root.s3.put_object().bucket("data").key(name).body(b"body".to_vec().into()).metadata("m", "1");
    put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key).send().await.unwrap();
}

#[tokio::test]
async fn an_object_moves_to_another_key() {
    let stack = Stack::start().await;
    let root = &stack.root;
    root.s3.create_bucket().bucket("data").send().await.unwrap();
    let ((old, _), (new, new_arn)) = (key(root).await, key(root).await);
    put(root, "a", &old).await;
    let to = |key: &str| {
        let copy = root.s3.copy_object().bucket("data").key("a").copy_source("data/a");
        copy.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key).send()
    };
    assert_eq!(to(&new).await.unwrap().ssekms_key_id(), Some(new_arn.as_str()));
    let got = root.s3.get_object().bucket("data").key("a").send().await.unwrap();
    assert_eq!((got.ssekms_key_id(), got.metadata().unwrap()["m"].as_str()), (Some(new_arn.as_str()), "1"));
    assert_eq!(got.body.collect().await.unwrap().into_bytes(), "body");
    let pointless = root.s3.copy_object().bucket("data").key("a").copy_source("data/a").send().await;
    assert_eq!(code(pointless), "InvalidRequest");

    // With versions, the old key holds the old version, and goes with it.
    let on = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    root.s3.put_bucket_versioning().bucket("data").versioning_configuration(on).send().await.unwrap();
    put(root, "b", &old).await;
    let copy = root.s3.copy_object().bucket("data").key("b").copy_source("data/b");
    let copied = copy.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(&new).send().await.unwrap();
    root.kms.disable_key().key_id(&old).send().await.unwrap();
    let get = |version: Option<&str>| {
        root.s3.get_object().bucket("data").key("b").set_version_id(version.map(str::to_owned)).send()
    };
    get(None).await.unwrap();
    assert_eq!(code(get(copied.copy_source_version_id()).await), "KMS.DisabledException");
}

#[tokio::test]
async fn nothing_is_read_under_a_key_that_cannot_be_used() {
    let stack = Stack::start().await;
    let root = &stack.root;
    root.s3.create_bucket().bucket("data").send().await.unwrap();
    let (id, arn) = key(root).await;
    put(root, "a", &id).await;
    let upload = root.s3.create_multipart_upload().bucket("data").key("parts");
    let upload = upload.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(&id).send().await.unwrap();
    let part = root.s3.upload_part().bucket("data").key("parts").set_upload_id(upload.upload_id.clone()).part_number(1);
    let etag = part.body(b"body".to_vec().into()).send().await.unwrap().e_tag;
    let part = CompletedPart::builder().part_number(1).set_e_tag(etag).build();
    let parts = CompletedMultipartUpload::builder().parts(part).build();
    let complete = root.s3.complete_multipart_upload().bucket("data").key("parts").set_upload_id(upload.upload_id);
    complete.multipart_upload(parts).send().await.unwrap();

    let http = reqwest::Client::new();
    let presigned = async |name: &str| {
        let hour = PresigningConfig::expires_in(Duration::from_secs(3600)).unwrap();
        let url = root.s3.get_object().bucket("data").key(name).presigned(hour).await.unwrap();
        let answer = http.get(url.uri()).send().await.unwrap();
        let header = answer.headers().get("x-amz-server-side-encryption-aws-kms-key-id").cloned();
        (answer.status().as_u16(), header, answer.text().await.unwrap())
    };
    for name in ["a", "parts"] {
        let (status, header, body) = presigned(name).await;
        assert_eq!((status, header.unwrap().to_str().unwrap(), body.as_str()), (200, arn.as_str(), "body"));
    }

    let get = || root.s3.get_object().bucket("data").key("a").send();
    root.kms.disable_key().key_id(&id).send().await.unwrap();
    assert_eq!(code(get().await), "KMS.DisabledException");
    let (status, _, body) = presigned("a").await;
    assert_eq!((status, body.contains("KMS.DisabledException")), (400, true));
    root.kms.enable_key().key_id(&id).send().await.unwrap();
    root.kms.schedule_key_deletion().key_id(&id).pending_window_in_days(7).send().await.unwrap();
    assert_eq!(code(get().await), "KMS.KMSInvalidStateException");
    root.kms.cancel_key_deletion().key_id(&id).send().await.unwrap();
    let state = root.kms.describe_key().key_id(&id).send().await.unwrap().key_metadata.unwrap().key_state;
    assert_eq!(state, Some(KeyState::Disabled));
    assert_eq!(code(get().await), "KMS.DisabledException");
    root.kms.enable_key().key_id(&id).send().await.unwrap();
    get().await.unwrap();
    // Deleting needs no key.
    root.kms.schedule_key_deletion().key_id(&id).pending_window_in_days(7).send().await.unwrap();
    root.s3.delete_object().bucket("data").key("a").send().await.unwrap();
}

#[tokio::test]
async fn ciphertexts_move_between_keys_with_their_contexts() {
    let stack = Stack::start().await;
    let kms = &stack.root.kms;
    let ((old, _), (new, new_arn)) = (key(&stack.root).await, key(&stack.root).await);
    let made = kms.generate_data_key_without_plaintext().key_id(&old).key_spec(DataKeySpec::Aes256);
    let blob = made.encryption_context("tenant", "a").send().await.unwrap().ciphertext_blob.unwrap();
    let open = |blob: &Blob, tenant: &str| {
        kms.decrypt().ciphertext_blob(blob.clone()).encryption_context("tenant", tenant).send()
    };
    let plain = open(&blob, "a").await.unwrap().plaintext.unwrap();
    assert_eq!(plain.as_ref().len(), 32);
    assert_eq!(code(open(&blob, "b").await), "InvalidCiphertextException");

    let re_encrypt = |tenant: &str| {
        let moved = kms.re_encrypt().ciphertext_blob(blob.clone()).source_encryption_context("tenant", tenant);
        moved.destination_key_id(&new).destination_encryption_context("tenant", "a2").send()
    };
    assert_eq!(code(re_encrypt("b").await), "InvalidCiphertextException");
    let moved = re_encrypt("a").await.unwrap();
    assert_eq!(moved.key_id(), Some(new_arn.as_str()));
    assert!(moved.source_key_id().unwrap().ends_with(&old));
    let moved = moved.ciphertext_blob.unwrap();
    kms.schedule_key_deletion().key_id(&old).pending_window_in_days(7).send().await.unwrap();
    assert_eq!(open(&moved, "a2").await.unwrap().plaintext.unwrap(), plain);
    assert_eq!(code(open(&moved, "a").await), "InvalidCiphertextException");
    assert_eq!(code(open(&blob, "a").await), "KMSInvalidStateException");
    assert_eq!(code(re_encrypt("a").await), "KMSInvalidStateException");
    let update = kms.update_key_description().key_id(&old).description("");
    assert_eq!(code(update.send().await), "KMSInvalidStateException");
    kms.update_key_description().key_id(&new).description("new").send().await.unwrap();
    let told = kms.describe_key().key_id(&new).send().await.unwrap().key_metadata.unwrap();
    assert_eq!(told.description(), Some("new"));
}
