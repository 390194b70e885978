//! `cargo xtask bench import`: our import and a pandas + boto3 script (`bench/import_pandas.py`) that does the same job, each in
//! a process of its own, on the same endpoint in a third one.

use std::{path::Path, process::Command, time::Instant};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use localstack::{ACCOUNT, REGION};
use serde_json::{Value, json};
use tenancy::{Config, Names, Role, Services, TenantCaller, TenantId, TenantSession, token::DevIssuer};

use crate::{World, cpu, meter::Meter, peak_memory_mb, peers, repeated};

const SALES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../salestalk/demo/online-retail.csv.zst");
const CATALOGUE: &str = include_str!("../../example/catalogue.json");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/import_pandas.py");
fn names() -> Names {
    Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: "salestalk".to_owned() }
}

async fn session(services: &Services, id: &str) -> std::sync::Arc<TenantSession> {
    let tenant: TenantId = id.parse().unwrap();
    let caller = TenantCaller { subject: "bench".to_owned(), tenant, role: Role::Admin };
    services.open(&caller).await.unwrap().1
}

/// Both, one after the other, on the file repeated `times` times.
pub(crate) async fn run(world: &World, times: u32) {
    let python = tokio::task::spawn_blocking(|| peers::PYTHON.python().unwrap()).await.unwrap();
    let file = world.dir().join("sales.csv.zst");
    repeated::write(Path::new(SALES), &file, times);
    for id in ["ours", "pandas"] {
        world.make(id, "standard").await;
    }
    let [url, key, secret] = &world.endpoint;
    let spec = json!({"url": url, "key": key, "secret": secret, "tenant": "ours", "file": file, "dir": world.dir()});
    let mut ours = Command::new(std::env::current_exe().unwrap());
    ours.args(["import-file", &spec.to_string()]);
    let ours = measured(ours);
    let pandas = session(&world.services, "pandas").await;
    let mut script = Command::new(python);
    script.arg(SCRIPT).arg(&file).args(["--table", &pandas.metrics_table, "--bucket", &pandas.bucket]);
    script.args(["--prefix", &pandas.prefix, "--key-arn", &pandas.key_arn]);
    script.env("AWS_ENDPOINT_URL", url).env("AWS_ACCESS_KEY_ID", key).env("AWS_SECRET_ACCESS_KEY", secret);
    script.env("AWS_REGION", REGION).env("AWS_DEFAULT_REGION", REGION);
    let theirs = measured(script);
    println!("import of {} rows (the file {times} times)", ours["rows"]);
    println!("{:<28}{:>12}{:>12}{:>9}", "", "ours", "pandas", "ratio");
    for (name, what) in [
        ("wallSeconds", "seconds"),
        ("cpuSeconds", "seconds of own CPU"),
        ("waitingSeconds", "seconds with calls under way"),
        ("peakMegabytes", "peak memory, MB"),
    ] {
        row(what, &ours[name], &theirs[name]);
    }
    let one = stored(&*session(&world.services, "ours").await).await;
    let two = stored(&pandas).await;
    for (place, what) in ["items", "bytes in items", "objects", "bytes in objects"].into_iter().enumerate() {
        row(what, &json!(one[place]), &json!(two[place]));
    }
    let share = ours["waitingSeconds"].as_f64().unwrap() / ours["wallSeconds"].as_f64().unwrap() * 100.0;
    println!("ours has calls under way for {share:.0}% of its time; rows {} and {}", ours["rows"], theirs["rows"]);
    println!("revenue {} and {}", ours["revenue"], theirs["revenue"]);
}

fn row(what: &str, ours: &Value, theirs: &Value) {
    let ratio = theirs.as_f64().unwrap() / ours.as_f64().unwrap();
    println!("{what:<28}{:>12}{:>12}{ratio:>8.1}x", ours.to_string(), theirs.to_string());
}

/// What the process prints at its end.
fn measured(mut command: Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Items of figures and names, their bytes, objects, their bytes.
async fn stored(session: &TenantSession) -> [u64; 4] {
    let mut found = [0; 4];
    let mut pages = session.dynamodb.scan().table_name(&session.metrics_table).into_paginator().items().send();
    while let Some(item) = pages.next().await {
        if let Some(AttributeValue::B(payload)) = item.unwrap().get("payload") {
            found[0] += 1;
            found[1] += payload.as_ref().len() as u64;
        }
    }
    let list = session.s3.list_objects_v2().bucket(&session.bucket).prefix(&session.prefix);
    let mut pages = list.into_paginator().send();
    while let Some(page) = pages.next().await {
        for object in page.unwrap().contents() {
            found[2] += 1;
            found[3] += u64::try_from(object.size().unwrap_or_default()).unwrap();
        }
    }
    found
}

/// Our import alone, as its own process; `spec` says where.
pub(crate) async fn one(spec: &str) {
    let spec: Value = serde_json::from_str(spec).unwrap();
    let text = |name: &str| spec[name].as_str().unwrap().to_owned();
    let meter = Meter::new(true);
    let sdk = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(text("url"))
        .region(Region::from_static(REGION))
        .credentials_provider(Credentials::new(text("key"), text("secret"), None, None, "local stack"))
        .http_client(meter.client())
        .load()
        .await;
    let issuer = DevIssuer::open(&Path::new(&text("dir")).join("issuer")).unwrap();
    let services = Services::new(sdk, &Config::local(names(), issuer.verifier_config()).unwrap());
    let session = session(&services, &text("tenant")).await;
    let catalogue = serde_json::from_str(CATALOGUE).unwrap();
    meter.take();
    let (began, before) = (Instant::now(), cpu());
    let bytes = std::fs::read(text("file")).unwrap();
    let done = sales_metrics::import::import_file(&session, &catalogue, "sales.csv.zst", bytes.into()).await.unwrap();
    println!(
        "{}",
        json!({
            "wallSeconds": thousandths(began.elapsed().as_secs_f64()),
            "cpuSeconds": thousandths(cpu() - before),
            "waitingSeconds": thousandths(meter.busy().as_secs_f64()),
            "peakMegabytes": peak_memory_mb(),
            "rows": done.rows.imported,
            "revenue": done.totals[0].value,
        })
    );
}

fn thousandths(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}
