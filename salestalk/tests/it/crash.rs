//! `up --exit` killed at random moments, then run again: it ends as a run that nobody disturbed.

use std::{
    collections::BTreeMap,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use localstack::{LocalStack, Options, REGION};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::world::{World, stderr};

const KILLS: u32 = 20;
const DEMO: [&str; 4] = ["up", "--exit", "--port", "0"];

/// All that a run must leave behind, whatever happened on the way.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    tables: Vec<String>,
    keys: usize,
    aliases: Vec<String>,
    /// Every stored figure and name, by its key, version and part included.
    figures: BTreeMap<(String, String), Vec<u8>>,
    rows: String,
}

fn run_to_the_end(world: &World) {
    let output = world.run(&DEMO);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_kill_at_any_moment_changes_nothing() {
    let undisturbed = World::new();
    let began = Instant::now();
    run_to_the_end(&undisturbed);
    let whole = began.elapsed();
    let expected = left_in(&undisturbed.data_dir());
    assert_eq!((expected.tables.len(), expected.keys, expected.rows.as_str()), (3, 1, "541909"));

    let mut random = StdRng::seed_from_u64(20);
    for nth in 0..KILLS {
        // One kill in each twentieth of a run, so that every stage meets some.
        let moment = whole.mul_f64((f64::from(nth) + random.random::<f64>()) / f64::from(KILLS));
        let world = World::new();
        let mut child = world.command(&DEMO).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment.max(Duration::from_millis(1)));
        child.kill().unwrap();
        child.wait().unwrap();
        run_to_the_end(&world);
        assert!(left_in(&world.data_dir()) == expected, "killed after {moment:?}: another state than undisturbed");
    }
}

/// What a server that has ended left in `data_dir`, with all rights.
pub(crate) async fn opened(data_dir: &Path) -> (LocalStack, aws_config::SdkConfig) {
    let local = LocalStack::start(Options::new(data_dir.to_owned())).await.unwrap();
    let credentials = Credentials::new(local.access_key_id(), local.secret_access_key(), None, None, "test");
    let sdk = aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(local.url())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    (local, sdk)
}

fn left_in(data_dir: &Path) -> Left {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (local, sdk) = opened(data_dir).await;
        let (dynamodb, kms) = (aws_sdk_dynamodb::Client::new(&sdk), aws_sdk_kms::Client::new(&sdk));
        let tables = dynamodb.list_tables().send().await.unwrap().table_names.unwrap();
        let keys = kms.list_keys().send().await.unwrap().keys.unwrap().len();
        let aliases = kms.list_aliases().send().await.unwrap().aliases.unwrap();
        let aliases = aliases.into_iter().filter_map(|alias| alias.alias_name).collect();
        let mut figures = BTreeMap::new();
        let mut rows = String::new();
        let mut items = dynamodb.scan().table_name("tenant-demo-metrics").into_paginator().items().send();
        while let Some(item) = items.next().await {
            let item = item.unwrap();
            let text = |name: &str| item[name].as_s().unwrap().clone();
            if let Some(payload) = item.get("payload") {
                figures.insert((text("pk"), text("sk")), payload.as_b().unwrap().as_ref().to_vec());
            } else if text("pk") == "DATASET" {
                rows.clone_from(item["rows"].as_n().unwrap());
            }
        }
        local.stop().await;
        Left { tables, keys, aliases, figures, rows }
    })
}
