//! What it costs to look through tenants' data: the demo's half a million rows, and a night of many tenants with the example data.
//!
//! The AWS stand-ins run in a process of their own; CPU time and memory are those of the one that looks.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::{
    io::{BufRead, BufReader},
    path::Path,
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
use control_plane::{ControlPlane, Settings, bootstrap, users};
use futures::{StreamExt, stream};
use insights::{Engine, Outlets};
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use sales_metrics::{catalogue::Catalogue, import::import_file};
use serde_json::json;
use tenancy::{Config, Names, Queue, Quotas, Role, Services, TenantId, token::DevIssuer};
use tower::ServiceExt;

/// Tenants looked through at once, as many as `insights-worker` has calls.
const AT_ONCE: usize = 2;
/// A clock tick of `/proc`, in seconds.
const TICK: f64 = 0.01;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["serve", dir] => runtime.block_on(serve(dir)),
        ["look", url, id, secret, what, first, last] => {
            let range = first.parse::<usize>().unwrap()..last.parse::<usize>().unwrap();
            runtime.block_on(look(what, [url, id, secret], range));
        }
        [tenants] => runtime.block_on(measure(tenants.parse().unwrap())),
        _ => runtime.block_on(measure(1_000)),
    }
}

async fn serve(dir: &str) {
    let options = Options { durability: Durability::Relaxed, ..Options::new(std::path::PathBuf::from(dir)) };
    let stack = LocalStack::start(options).await.unwrap();
    println!("{} {} {}", stack.url(), stack.access_key_id(), stack.secret_access_key());
    tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop)).await.unwrap();
    stack.stop().await;
}

async fn measure(tenants: usize) {
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
    let endpoint = [url, id, secret];
    let (services, _, issuer) = services(endpoint, dir.path()).await;
    bootstrap::ensure(&services.aws, &services.names, "tenants-metadata").await.unwrap();
    let quotas = Quotas { table_operations: 256, create_key_per_second: 100_000, tenants_at_once: 16 };
    let settings = Settings { pause: Duration::from_millis(2), quotas, ..Settings::default() };
    let (queue, _) = Queue::in_process();
    let plane = ControlPlane::new(services.clone(), settings, users::directory(&services, None), queue);
    let app = control_plane::router(plane).split_for_parts().0;
    let token = issuer.token("bench", Role::PlatformAdmin, None, 36_000).unwrap();

    create(&app, &token, "tenant0", false).await;
    let record = services.registry.get(&"tenant0".parse().unwrap()).await.unwrap().unwrap();
    let session = services.sessions.for_tenant(&record).await.unwrap();
    let catalogue: Catalogue = serde_json::from_str(include_str!("../../salestalk/demo/catalogue.json")).unwrap();
    let sales = include_bytes!("../../salestalk/demo/online-retail.csv.zst");
    import_file(&session, &catalogue, "online-retail.csv", bytes::Bytes::from_static(sales)).await.unwrap();
    let ids: Vec<String> = (1..=tenants).map(|nth| format!("tenant{nth}")).collect();
    stream::iter(&ids).for_each_concurrent(8, |id| create(&app, &token, id, true)).await;
    // Each by a process of its own: what is prepared above is not measured.
    let look = |what: &str, first: usize, last: usize| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("look").args(endpoint).arg(what).args([first, last].map(|place| place.to_string()));
        assert!(command.status().unwrap().success());
    };
    look("the demo's data, 541,909 rows", 0, 1);
    look(&format!("{tenants} tenants with the example data, 9,045 rows each"), 1, tenants + 1);
    look("the same once more, with nothing changed", 1, tenants + 1);
    drop(server.stdin.take());
    server.wait().unwrap();
}

/// The services on the stand-ins, and who signs tokens for them, whose key is kept in `dir`.
async fn services([url, id, secret]: [&str; 3], dir: &Path) -> (Services, Outlets, DevIssuer) {
    let credentials = Credentials::new(id, secret, None, None, "local stack");
    let sdk = aws_config::defaults(BehaviorVersion::latest()).endpoint_url(url).region(Region::from_static(REGION));
    let issuer = DevIssuer::open(&dir.join("issuer")).unwrap();
    let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: "salestalk".to_owned() };
    let config = Config::local(names, issuer.verifier_config()).unwrap();
    let outlets = Outlets::new(&config).unwrap();
    (Services::new(sdk.credentials_provider(credentials).load().await, &config), outlets, issuer)
}

async fn create(app: &Router, token: &str, id: &str, seed: bool) {
    let body = json!({"tenantId": id, "name": id, "ownerEmail": format!("owner@{id}.example"), "seedExample": seed});
    let request = Request::post("/tenants").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
    let reply = app.clone().oneshot(request).await.unwrap();
    assert!(reply.status().is_success(), "{}", reply.status());
}

/// Looks through the data of the tenants in `range`.
async fn look(what: &str, endpoint: [&str; 3], range: std::ops::Range<usize>) {
    let dir = tempfile::tempdir().unwrap();
    let (services, outlets, _) = services(endpoint, dir.path()).await;
    let engine = Engine::new(services, outlets);
    let (cpu, began) = (cpu(), Instant::now());
    let told: usize = stream::iter(range)
        .map(|nth| {
            let engine = &engine;
            async move {
                let tenant: TenantId = format!("tenant{nth}").parse().unwrap();
                engine.run(&tenant).await.unwrap().told
            }
        })
        .buffer_unordered(AT_ONCE)
        .fold(0, |sum, told| async move { sum + told })
        .await;
    println!(
        "{what}: {told} told in {:.1} s, {:.2} s of CPU, {} MB",
        began.elapsed().as_secs_f64(),
        self::cpu() - cpu,
        peak_mb()
    );
}

/// Seconds of CPU that this process has had.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) * TICK
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
