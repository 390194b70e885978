use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{DataKeySpec, KeyState, Tag};

use crate::clients::{Stack, code};

async fn new_key(stack: &Stack) -> String {
    stack.root.kms.create_key().send().await.unwrap().key_metadata.unwrap().key_id
}

#[tokio::test]
async fn encryption_needs_the_same_context_and_key() {
    let stack = Stack::start().await;
    let kms = &stack.root.kms;
    let (key, other) = (new_key(&stack).await, new_key(&stack).await);
    let blob = kms.encrypt().key_id(&key).plaintext(Blob::new("secret")).encryption_context("tenant", "a");
    let blob = blob.send().await.unwrap().ciphertext_blob.unwrap();

    let decrypt = kms.decrypt().ciphertext_blob(blob.clone());
    let opened = decrypt.clone().encryption_context("tenant", "a").send().await.unwrap();
    assert_eq!(opened.plaintext.unwrap().as_ref(), b"secret");
    assert!(opened.key_id.unwrap().ends_with(&key));
    assert_eq!(code(decrypt.clone().encryption_context("tenant", "b").send().await), "InvalidCiphertextException");
    let wrong_key = decrypt.clone().encryption_context("tenant", "a").key_id(&other);
    assert_eq!(code(wrong_key.send().await), "IncorrectKeyException");
    assert_eq!(code(kms.decrypt().ciphertext_blob(Blob::new("junk")).send().await), "InvalidCiphertextException");

    let moved = kms.re_encrypt().ciphertext_blob(blob).source_encryption_context("tenant", "a");
    let moved = moved.destination_key_id(&other).send().await.unwrap().ciphertext_blob.unwrap();
    let opened = kms.decrypt().ciphertext_blob(moved).send().await.unwrap();
    assert_eq!(opened.plaintext.unwrap().as_ref(), b"secret");

    let data = kms.generate_data_key().key_id(&key).key_spec(DataKeySpec::Aes256).send().await.unwrap();
    let plaintext = data.plaintext.unwrap();
    assert_eq!(plaintext.as_ref().len(), 32);
    let opened = kms.decrypt().ciphertext_blob(data.ciphertext_blob.unwrap()).send().await.unwrap();
    assert_eq!(opened.plaintext.unwrap(), plaintext);
    let hidden = kms.generate_data_key_without_plaintext().key_id(&key).number_of_bytes(64).send().await.unwrap();
    assert!(hidden.ciphertext_blob.is_some());
    assert_eq!(code(kms.generate_data_key().key_id(&key).send().await), "ValidationException");
}

#[tokio::test]
async fn the_life_of_a_key() {
    let stack = Stack::start().await;
    let kms = &stack.root.kms;
    let tag = |key: &str| Tag::builder().tag_key(key).tag_value("v").build().unwrap();
    let key = kms.create_key().description("of a tenant").tags(tag("one")).send().await.unwrap().key_metadata.unwrap();
    let (id, arn) = (key.key_id, key.arn.unwrap());
    assert_eq!(arn, format!("arn:aws:kms:us-east-1:000000000000:key/{id}"));
    let encrypt = || kms.encrypt().key_id(&arn).plaintext(Blob::new("x")).send();

    kms.disable_key().key_id(&id).send().await.unwrap();
    assert_eq!(code(encrypt().await), "DisabledException");
    kms.enable_key().key_id(&id).send().await.unwrap();
    let blob = encrypt().await.unwrap().ciphertext_blob.unwrap();

    kms.enable_key_rotation().key_id(&id).send().await.unwrap();
    assert!(kms.get_key_rotation_status().key_id(&id).send().await.unwrap().key_rotation_enabled);
    kms.disable_key_rotation().key_id(&id).send().await.unwrap();
    assert!(!kms.get_key_rotation_status().key_id(&id).send().await.unwrap().key_rotation_enabled);

    kms.tag_resource().key_id(&id).tags(tag("two")).send().await.unwrap();
    kms.untag_resource().key_id(&id).tag_keys("one").send().await.unwrap();
    assert_eq!(kms.list_resource_tags().key_id(&id).send().await.unwrap().tags.unwrap(), [tag("two")]);
    kms.put_key_policy().key_id(&id).policy(r#"{"Id":"mine"}"#).send().await.unwrap();
    assert_eq!(kms.get_key_policy().key_id(&id).send().await.unwrap().policy.unwrap(), r#"{"Id":"mine"}"#);

    kms.schedule_key_deletion().key_id(&id).pending_window_in_days(7).send().await.unwrap();
    let described = kms.describe_key().key_id(&id).send().await.unwrap().key_metadata.unwrap();
    assert_eq!(described.key_state, Some(KeyState::PendingDeletion));
    assert!(described.deletion_date.is_some());
    assert_eq!(code(kms.decrypt().ciphertext_blob(blob.clone()).send().await), "KMSInvalidStateException");
    assert_eq!(code(kms.schedule_key_deletion().key_id(&id).send().await), "KMSInvalidStateException");
    kms.cancel_key_deletion().key_id(&id).send().await.unwrap();
    assert_eq!(code(kms.cancel_key_deletion().key_id(&id).send().await), "KMSInvalidStateException");
    kms.enable_key().key_id(&id).send().await.unwrap();
    kms.decrypt().ciphertext_blob(blob).send().await.unwrap();
    assert_eq!(code(kms.describe_key().key_id("nobody").send().await), "NotFoundException");
}

#[tokio::test]
async fn aliases() {
    let stack = Stack::start().await;
    let kms = &stack.root.kms;
    let (first, second) = (new_key(&stack).await, new_key(&stack).await);
    kms.create_alias().alias_name("alias/app/a").target_key_id(&first).send().await.unwrap();
    let again = kms.create_alias().alias_name("alias/app/a").target_key_id(&second);
    assert_eq!(code(again.send().await), "AlreadyExistsException");
    let nobody = kms.create_alias().alias_name("alias/app/b").target_key_id("nobody");
    assert_eq!(code(nobody.send().await), "NotFoundException");
    let described = kms.describe_key().key_id("alias/app/a").send().await.unwrap().key_metadata.unwrap();
    assert_eq!(described.key_id, first);
    kms.update_alias().alias_name("alias/app/a").target_key_id(&second).send().await.unwrap();
    kms.create_alias().alias_name("alias/app/c").target_key_id(&first).send().await.unwrap();
    let of_second = kms.list_aliases().key_id(&second).send().await.unwrap().aliases.unwrap();
    assert_eq!(of_second.len(), 1);
    assert_eq!(of_second[0].alias_arn(), Some("arn:aws:kms:us-east-1:000000000000:alias/app/a"));
    let page = kms.list_aliases().limit(1).send().await.unwrap();
    assert!(page.truncated);
    let rest = kms.list_aliases().marker(page.next_marker.unwrap()).send().await.unwrap();
    assert_eq!(rest.aliases.unwrap()[0].alias_name(), Some("alias/app/c"));
    kms.delete_alias().alias_name("alias/app/a").send().await.unwrap();
    assert_eq!(code(kms.delete_alias().alias_name("alias/app/a").send().await), "NotFoundException");
    assert_eq!(kms.list_keys().send().await.unwrap().keys.unwrap().len(), 2);
}
