//! Prints how many items and objects of 2 KB per second the stack takes in, durable and relaxed.
//! `cargo build --workspace --examples`, then run `target/debug/examples/throughput`; it writes below the current
//! directory, so that the disk measured is the one you are on.

use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, PutRequest, ScalarAttributeType,
    WriteRequest,
};
use localstack::{Durability, LocalStack, Options, REGION};

/// How long each figure is measured.
const SPAN: Duration = Duration::from_secs(3);

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    for durability in [Durability::Durable, Durability::Relaxed] {
        measure(durability).await?;
    }
    Ok(())
}

async fn measure(durability: Durability) -> Result<(), Failure> {
    let dir = tempfile::tempdir_in(".")?;
    let started = Instant::now();
    let stack = LocalStack::start(Options { data_dir: dir.path().to_owned(), durability }).await?;
    println!("{durability:?}: started in {:.1?}", started.elapsed());
    let credentials = Credentials::new(stack.access_key_id(), stack.secret_access_key(), None, None, "example");
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(stack.url())
        .region(Region::new(REGION))
        .credentials_provider(credentials)
        .load()
        .await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let s3 = aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build());
    create_table(&dynamodb).await?;
    s3.create_bucket().bucket("data").send().await?;

    let (mut count, begun) = (0_u32, Instant::now());
    while begun.elapsed() < SPAN {
        let mut put = dynamodb.put_item().table_name("a-items");
        for (name, value) in item(count) {
            put = put.item(name, value);
        }
        put.send().await?;
        count += 1;
    }
    report("PutItem", count, begun);

    let (mut count, begun) = (0_u32, Instant::now());
    while begun.elapsed() < SPAN {
        let mut writes = Vec::new();
        for n in count..count + 25 {
            let put = PutRequest::builder().set_item(Some(item(n).into())).build()?;
            writes.push(WriteRequest::builder().put_request(put).build());
        }
        dynamodb.batch_write_item().request_items("a-items", writes).send().await?;
        count += 25;
    }
    report("BatchWriteItem, items", count, begun);

    let (mut count, begun) = (0_u32, Instant::now());
    while begun.elapsed() < SPAN {
        let get = dynamodb.get_item().table_name("a-items").key("pk", AttributeValue::S((count % 100).to_string()));
        get.send().await?;
        count += 1;
    }
    report("GetItem", count, begun);

    let (mut count, begun) = (0_u32, Instant::now());
    while begun.elapsed() < SPAN {
        s3.put_object().bucket("data").key(format!("k/{count}")).body(vec![b'x'; 2048].into()).send().await?;
        count += 1;
    }
    report("PutObject", count, begun);

    let (mut read, begun) = (0_u32, Instant::now());
    while begun.elapsed() < SPAN {
        let got = s3.get_object().bucket("data").key(format!("k/{}", read % count)).send().await?;
        got.body.collect().await?;
        read += 1;
    }
    report("GetObject", read, begun);
    stack.stop().await;
    Ok(())
}

fn report(what: &str, count: u32, begun: Instant) {
    println!("  {what}: {:.0}/s", f64::from(count) / begun.elapsed().as_secs_f64());
}

fn item(n: u32) -> [(String, AttributeValue); 2] {
    [("pk".to_owned(), AttributeValue::S(n.to_string())), ("text".to_owned(), AttributeValue::S("x".repeat(2000)))]
}

async fn create_table(dynamodb: &aws_sdk_dynamodb::Client) -> Result<(), Failure> {
    let attribute =
        AttributeDefinition::builder().attribute_name("pk").attribute_type(ScalarAttributeType::S).build()?;
    let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build()?;
    let request = dynamodb.create_table().table_name("a-items").attribute_definitions(attribute).key_schema(key);
    request.billing_mode(BillingMode::PayPerRequest).send().await?;
    Ok(())
}
