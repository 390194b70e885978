//! `cargo xtask bench onboard|fleet|gate|import`: what an onboarding, a pass over the fleet, letting a request in and an import cost. The local stack runs in a process
//! of its own, so that the CPU and the memory shown are the control plane's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod gate;
mod import;
mod meter;
#[path = "../../../bench/peers.rs"]
mod peers;
mod repeated;

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use control_plane::{ControlPlane, Settings, bootstrap, router, users};
use futures::{StreamExt, stream};
use http_body_util::BodyExt;
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use meter::Meter;
use serde_json::{Value, json};
use tenancy::{Config, Names, Queue, Quotas, Role, Services, token::DevIssuer};
use tower::ServiceExt;

/// Requests at once: enough to keep two cores busy, and twice as many.
const AT_ONCE: [usize; 2] = [8, 16];
const PLANS: [&str; 2] = ["standard", "enterprise"];
/// Which calls overlap is chance, and a chain only looks longer by it: the shortest of this many onboardings counts.
const COUNTED: usize = 5;

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("serve"), Some(dir)) => serve(&dir).await,
        (Some("onboard"), _) => onboard(&World::start(false).await).await,
        (Some("fleet"), _) => fleet(&World::start(true).await).await,
        (Some("gate"), _) => gate::run(&World::start(false).await).await,
        (Some("import"), times) => {
            import::run(&World::start(true).await, times.map_or(1, |n| n.parse().unwrap())).await
        }
        (Some("import-file"), Some(spec)) => import::one(&spec).await,
        _ => panic!("say onboard, fleet, gate or import"),
    }
}

/// The local stack, until standard input is closed.
async fn serve(dir: &str) {
    let options = Options { durability: Durability::Relaxed, ..Options::new(dir) };
    let stack = LocalStack::start(options).await.unwrap();
    println!("{} {} {}", stack.url(), stack.access_key_id(), stack.secret_access_key());
    let wait = tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop));
    wait.await.unwrap();
    stack.stop().await;
}

struct World {
    app: Router,
    services: Services,
    issuer: DevIssuer,
    token: String,
    meter: Meter,
    /// URL, access key id, secret access key.
    endpoint: [String; 3],
    _server: std::process::Child,
    dir: tempfile::TempDir,
}

impl World {
    async fn start(counts_waits: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut server = Command::new(std::env::current_exe().unwrap())
            .arg("serve")
            .arg(dir.path().join("stack"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let [url, id, secret] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
        let meter = Meter::new(counts_waits);
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(url)
            .region(Region::from_static(REGION))
            .credentials_provider(Credentials::new(id, secret, None, None, "local stack"))
            .http_client(meter.client())
            .load()
            .await;
        let issuer = DevIssuer::open(&dir.path().join("issuer")).unwrap();
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: "salestalk".to_owned() };
        let config = Config::local(names.clone(), issuer.verifier_config()).unwrap();
        let services = Services::new(sdk, &config);
        bootstrap::ensure(&services.aws, &names, "tenants-metadata").await.unwrap();
        let quotas = Quotas { table_operations: 256, create_key_per_second: 100_000, tenants_at_once: 16 };
        let settings = Settings { pause: Duration::from_millis(2), quotas, ..Settings::default() };
        let (queue, _) = Queue::in_process();
        let users = users::directory(&services, None);
        let plane = ControlPlane::new(services.clone(), settings, users, queue);
        let token = issuer.token("bench", Role::PlatformAdmin, None, 36_000).unwrap();
        Self {
            app: router(plane).split_for_parts().0,
            services,
            issuer,
            token,
            meter,
            endpoint: [url, id, secret].map(str::to_owned),
            _server: server,
            dir,
        }
    }

    fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        let reply = self.app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = reply.status();
        let bytes = reply.into_body().collect().await.unwrap().to_bytes();
        assert!(status.is_success(), "{status} {}", String::from_utf8_lossy(&bytes));
        serde_json::from_slice(&bytes).unwrap()
    }

    async fn make(&self, id: &str, plan: &str) -> Duration {
        let began = Instant::now();
        let body = json!({"tenantId": id, "name": "Bench", "ownerEmail": "owner@bench.example", "plan": plan});
        self.call("POST", "/tenants", Some(body)).await;
        began.elapsed()
    }
}

async fn onboard(world: &World) {
    world.make("warm", "enterprise").await;
    println!("AWS calls of one onboarding (targets: 16 in all, 7 one after the other, waiting for ACTIVE aside)");
    for plan in PLANS {
        let (mut calls, mut chain) = (0, usize::MAX);
        for n in 0..COUNTED {
            world.meter.take();
            world.make(&format!("one{n}{plan}"), plan).await;
            let (made, longest) = world.meter.take();
            (calls, chain) = (calls.max(made), chain.min(longest));
        }
        println!("  {plan:<11} {calls:>3} calls, {chain} one after the other");
    }
    for (plan, at_once) in PLANS.into_iter().flat_map(|plan| AT_ONCE.map(|at_once| (plan, at_once))) {
        let began = Instant::now();
        let mut took: Vec<Duration> = stream::iter(0..200)
            .map(|n| async move { world.make(&format!("t{n:04}{plan}{at_once}"), plan).await })
            .buffer_unordered(at_once)
            .collect()
            .await;
        let all = began.elapsed();
        took.sort();
        println!(
            "200 {plan} tenants, {at_once} at once: {:.0} a second; p50 {:.1} ms, p99 {:.1} ms",
            200.0 / all.as_secs_f64(),
            took[100].as_secs_f64() * 1e3,
            took[197].as_secs_f64() * 1e3
        );
    }
    // The floor: nothing but two tables and an object for each, by the same SDK at the same endpoint.
    let began = Instant::now();
    stream::iter(0..200).map(|n| bare(world, n)).buffer_unordered(AT_ONCE[0]).collect::<Vec<()>>().await;
    println!(
        "the bare calls alone (two CreateTable, one PutObject): {:.0} a second",
        200.0 / began.elapsed().as_secs_f64()
    );
}

async fn bare(world: &World, n: usize) {
    use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
    let aws = &world.services.aws;
    let table = async |kind: &str| {
        let mut create = aws.dynamodb.create_table().table_name(format!("bare-{n}-{kind}"));
        create = create.billing_mode(BillingMode::PayPerRequest);
        for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
            let text = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
            create = create
                .attribute_definitions(text.build().unwrap())
                .key_schema(KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap());
        }
        create.send().await.unwrap();
    };
    let object = aws.s3.put_object().bucket("salestalk").key(format!("bare/{n}")).body(b"{}".to_vec().into());
    let ((), (), object) = futures::join!(table("messages"), table("metrics"), object.send());
    object.unwrap();
}

async fn fleet(world: &World) {
    const TENANTS: usize = 2_000;
    let began = Instant::now();
    stream::iter(0..TENANTS)
        .map(|n| async move { world.make(&format!("t{n:05}"), if n % 10 == 0 { "enterprise" } else { "standard" }).await })
        .buffer_unordered(AT_ONCE[0])
        .collect::<Vec<_>>()
        .await;
    println!("{TENANTS} tenants made in {:.1} s", began.elapsed().as_secs_f64());
    for name in ["first pass", "second pass"] {
        world.meter.take();
        let (began, cpu) = (Instant::now(), cpu());
        let mut path = "/fleet/reconcile".to_owned();
        let mut checked = 0;
        loop {
            let page = world.call("POST", &path, None).await;
            assert_eq!(
                (page["mended"].as_array().unwrap().len(), page["failed"].as_array().unwrap().len()),
                (0, 0),
                "{page}"
            );
            checked += page["checked"].as_u64().unwrap();
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/fleet/reconcile?after={next}");
        }
        assert_eq!(checked, TENANTS as u64);
        let (calls, _) = world.meter.take();
        println!(
            "{name} over {TENANTS}, nothing to do: {:.2} s, {:.2} s of own CPU (target 2), {:.2} calls a tenant (target 3), peak memory {} MB (target 64)",
            began.elapsed().as_secs_f64(),
            crate::cpu() - cpu,
            calls as f64 / TENANTS as f64,
            peak_memory_mb()
        );
    }
}

/// Seconds of CPU that this process has used (Linux: user and system time in /proc/self/stat, in hundredths).
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
