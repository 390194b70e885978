use aws_credential_types::Credentials;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ServerSideEncryption;
use localstack::{LocalStack, Options, StartError};

use crate::clients::{Stack, clients};
use crate::dynamodb::{create_table, item, key};

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let stack = Stack::start().await;
    let access_key = stack.running.access_key_id.clone();
    let root = &stack.root;
    create_table(root, "a-messages").await;
    root.dynamodb.put_item().table_name("a-messages").set_item(Some(item("1"))).send().await.unwrap();
    let kms_key = root.kms.create_key().send().await.unwrap().key_metadata.unwrap();
    root.kms.create_alias().alias_name("alias/a").target_key_id(&kms_key.key_id).send().await.unwrap();
    let blob = root.kms.encrypt().key_id("alias/a").plaintext(Blob::new("secret")).send().await.unwrap();
    root.s3.create_bucket().bucket("data").send().await.unwrap();
    let put = root.s3.put_object().bucket("data").key("a/1").body(ByteStream::from_static(b"body"));
    let put = put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id("alias/a");
    put.send().await.unwrap();
    // What a killed process may leave behind.
    let objects = stack.dir.path().join("s3/objects");
    std::fs::write(objects.join("orphan"), "x").unwrap();
    std::fs::write(stack.dir.path().join("s3/new/half"), "x").unwrap();

    let stack = stack.restart().await;
    let root = &stack.root;
    assert_eq!(stack.running.access_key_id, access_key);
    let got = root.dynamodb.get_item().table_name("a-messages").set_key(Some(key("1"))).send().await.unwrap();
    assert!(got.item.is_some());
    let opened = root.kms.decrypt().ciphertext_blob(blob.ciphertext_blob.unwrap()).send().await.unwrap();
    assert_eq!(opened.plaintext.unwrap().as_ref(), b"secret");
    let got = root.s3.get_object().bucket("data").key("a/1").send().await.unwrap();
    assert_eq!(got.ssekms_key_id(), kms_key.arn());
    assert_eq!(got.body.collect().await.unwrap().into_bytes(), "body");
    assert_eq!(std::fs::read_dir(objects).unwrap().count(), 1);
    assert!(!stack.dir.path().join("s3/new/half").exists());
}

#[tokio::test]
async fn one_stack_per_directory() {
    let stack = Stack::start().await;
    let second = LocalStack::start(Options::new(stack.dir.path())).await;
    assert!(matches!(second, Err(StartError::InUse { .. })));
    let stack = stack.restart().await;
    stack.root.s3.list_buckets().send().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn secrets_are_the_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let stack = Stack::start().await;
    for file in ["credentials.json", "kms.db"] {
        let mode = std::fs::metadata(stack.dir.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

/// Names the directory in which `the_process_that_is_killed` is to write.
const KILLED_DIR: &str = "LOCALSTACK_TEST_KILLED_DIR";

/// Not a test by itself: another one runs it in a process of its own, and kills it.
#[tokio::test]
async fn the_process_that_is_killed() {
    let Some(dir) = std::env::var_os(KILLED_DIR) else { return };
    let stack = LocalStack::start(Options::new(dir)).await.unwrap();
    let credentials = Credentials::new(stack.access_key_id(), stack.secret_access_key(), None, None, "test");
    let root = clients(stack.url(), credentials).await;
    create_table(&root, "a-messages").await;
    root.s3.create_bucket().bucket("data").send().await.unwrap();
    for n in 0.. {
        root.dynamodb.put_item().table_name("a-messages").set_item(Some(item(&n.to_string()))).send().await.unwrap();
        let body = vec![b'x'; 100_000].into();
        root.s3.put_object().bucket("data").key(n.to_string()).body(body).send().await.unwrap();
        println!("acknowledged {n}");
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_acknowledged() {
    use std::io::BufRead as _;
    let dir = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::the_process_that_is_killed", "--nocapture"])
        .env(KILLED_DIR, dir.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    let last = lines.map_while(Result::ok).find(|line| line.contains("acknowledged 20"));
    assert!(last.is_some(), "the process ended early");
    child.kill().unwrap();
    child.wait().unwrap();

    let stack = Stack::start_in(dir).await;
    for n in 0..=20 {
        let got = stack.root.dynamodb.get_item().table_name("a-messages").set_key(Some(key(&n.to_string())));
        assert!(got.send().await.unwrap().item.is_some());
        let got = stack.root.s3.get_object().bucket("data").key(n.to_string()).send().await.unwrap();
        assert_eq!(got.body.collect().await.unwrap().into_bytes().len(), 100_000);
    }
    // Whatever is listed is whole, and there is no body without a name.
    let listed = stack.root.s3.list_objects_v2().bucket("data").send().await.unwrap();
    assert!(listed.contents().iter().all(|object| object.size() == Some(100_000)));
    stack.assert_files("s3/objects", listed.contents().len());
    stack.assert_files("s3/new", 0);
}
