//! `cargo xtask bench chat`: how long the classifier and whole turns take over the real data, what they ask of AWS, and how long a
//! Python Lambda handler takes that does the same steps. No model is called. The local stack runs in a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[allow(dead_code)]
#[path = "../../../control-plane/examples/bench/meter.rs"]
mod meter;
#[path = "../../../bench/peers.rs"]
mod peers;
mod questions;
#[allow(dead_code)]
#[path = "../../../sales-metrics/examples/bench_query/world.rs"]
mod world;

use std::{
    collections::BTreeSet,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use chat_runtime::{
    Settings,
    classify::{Context, Vocabulary, classify},
};
use http_body_util::BodyExt;
use questions::{KINDS, Kind, LOOKUP, Seeded};
use sales_metrics::{
    catalogue::Language,
    query::{Snapshot, Snapshots},
};
use serde_json::{Value, json};
use tenancy::{Models, Role, TenantSession};
use tower::ServiceExt;
use world::World;

/// Questions of each kind.
const ASKED: usize = 500;
/// Questions of each kind whose calls are counted.
const COUNTED: usize = 20;
/// What is asked before anything is timed, as a share of what is: for connections and caches.
const WARM: usize = 10;

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("serve"), Some(dir)) => world::serve(&dir).await,
        // As in a server, the work is a task beside those of its connections.
        (None, _) => tokio::spawn(async { bench(&World::start().await).await }).await.unwrap(),
        _ => panic!("there is nothing to say"),
    }
}

async fn bench(world: &World) {
    let session = world.tenant("demo").await;
    let took = world.import(&session, "demo.csv", world::demo()).await;
    println!("the real file imported in {:.1} s", took.as_secs_f64());
    let snapshot = Snapshots::default().load(&session).await.unwrap();
    classifier(&snapshot);
    println!("one small read of the endpoint alone, with the SDK: {}", percentiles(&reads(&session).await));
    let chat = Chat::new(world);
    turns(world, &chat, &snapshot).await;
    beside_python(world, &chat, &snapshot).await;
}

fn classifier(snapshot: &Snapshot) {
    let vocabulary = Vocabulary::of(snapshot);
    let mut random = Seeded(1);
    let mut took = Vec::new();
    for kind in KINDS {
        for _ in 0..ASKED {
            let question = kind.question(&mut random, snapshot);
            let began = Instant::now();
            black_box(classify(&question, Language::English, &vocabulary, Context::default()));
            took.push(began.elapsed());
        }
    }
    took.sort();
    let members: usize = snapshot.members.values().map(|list| list.names().len()).sum();
    println!("classifier, {} questions, {members} members: {}", took.len(), percentiles(&took));
}

/// What a call costs at least.
async fn reads(session: &TenantSession) -> Vec<Duration> {
    let mut took = Vec::new();
    for _ in 0..ASKED * 2 {
        let key = |name: &str| AttributeValue::S(name.to_owned());
        let get =
            session.dynamodb.get_item().table_name(&session.metrics_table).key("pk", key("x")).key("sk", key("y"));
        let began = Instant::now();
        get.consistent_read(true).send().await.unwrap();
        took.push(began.elapsed());
    }
    took.sort();
    took
}

/// `POST /chat`, as a member of the tenant `demo`.
struct Chat {
    app: Router,
    token: String,
}

impl Chat {
    fn new(world: &World) -> Self {
        let settings = Settings::new(&Models::from_env(), None).unwrap();
        let app = chat_runtime::router(world.services.clone(), settings).split_for_parts().0;
        let token = world.issuer.token("u", Role::Member, Some(&"demo".parse().unwrap()), 36_000).unwrap();
        Self { app, token }
    }

    /// The conversation that questions of `kind` go on with, if they do.
    async fn begun(&self, kind: &Kind) -> Option<String> {
        let (first, _) = self.ask("Revenue of Germany in March 2011", None).await;
        kind.follows.then(|| first["sessionId"].as_str().unwrap().to_owned())
    }

    async fn ask(&self, question: &str, session: Option<&str>) -> (Value, Duration) {
        let body = json!({"text": question, "sessionId": session}).to_string();
        let request = Request::post("/chat")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(body)).unwrap();
        let began = Instant::now();
        let reply = self.app.clone().oneshot(request).await.unwrap();
        let status = reply.status();
        let body = reply.into_body().collect().await.unwrap().to_bytes();
        let took = began.elapsed();
        let reply: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(status, 200, "{question}: {reply}");
        (reply, took)
    }
}

/// A conversation with questions of one kind.
async fn talk(chat: &Chat, kind: &Kind, random: &mut Seeded, snapshot: &Snapshot, many: usize) -> Vec<Duration> {
    let session = chat.begun(kind).await;
    let mut took = Vec::with_capacity(many);
    let mut answered = 0;
    for _ in 0..many {
        let question = kind.question(random, snapshot);
        let (reply, time) = chat.ask(&question, session.as_deref()).await;
        answered += usize::from(reply["verdict"] == "ANSWERED");
        took.push(time);
    }
    // Little is sold of a product in a month, and what is to be refused is not answered; everything else mostly is.
    assert_eq!(answered * 2 > many, kind.name != "refused", "{}: {answered} of {many} answered", kind.name);
    took
}

async fn turns(world: &World, chat: &Chat, snapshot: &Snapshot) {
    println!("whole turns without a model, {ASKED} of each kind (target: p50 2 ms, p99 5 ms, 3 calls in sequence)");
    let heads = ["question", "p50 ms", "p99 ms", "waiting", "own CPU", "calls", "in sequence"];
    let [what, p50, p99, waiting, cpu, calls, chain] = heads;
    println!("{what:<30} {p50:>8} {p99:>8} {waiting:>8} {cpu:>9} {calls:>6} {chain:>12}");
    let mut all = Vec::new();
    for kind in KINDS {
        let mut random = Seeded(2);
        talk(chat, kind, &mut random, snapshot, ASKED / WARM).await;
        world.meter.take();
        let before = world::cpu();
        let mut took = talk(chat, kind, &mut random, snapshot, ASKED).await;
        let cpu = (world::cpu() - before) * 1e3 / ASKED as f64;
        let waiting = world.meter.busy().as_secs_f64() * 1e3 / ASKED as f64;
        took.sort();
        let (calls, chain) = counted(world, chat, kind, snapshot).await;
        let (middle, late) = (at(&took, 50), at(&took, 99));
        println!("{:<30} {middle:>8.2} {late:>8.2} {waiting:>8.2} {cpu:>9.2} {calls:>6} {chain:>12}", kind.name);
        all.extend(took);
    }
    all.sort();
    println!("{:<30} {:>8.2} {:>8.2}", "all", at(&all, 50), at(&all, 99));
}

/// The most calls that a turn of this kind made, and the most of them one after the other.
async fn counted(world: &World, chat: &Chat, kind: &Kind, snapshot: &Snapshot) -> (usize, usize) {
    let mut random = Seeded(3);
    let session = chat.begun(kind).await;
    let (mut calls, mut chain) = (0, 0);
    for _ in 0..COUNTED {
        let question = kind.question(&mut random, snapshot);
        // Which calls overlap is chance, and a chain only looks longer by it: the shortest of three counts.
        let mut shortest = usize::MAX;
        for _ in 0..3 {
            world.meter.take();
            chat.ask(&question, session.as_deref()).await;
            let (made, longest) = world.meter.take();
            calls = calls.max(made);
            shortest = shortest.min(longest);
        }
        chain = chain.max(shortest);
    }
    (calls, chain)
}

/// The kind of question that the Python handler knows, asked of both, in turn.
async fn beside_python(world: &World, chat: &Chat, snapshot: &Snapshot) {
    let python = tokio::task::spawn_blocking(|| peers::PYTHON.python().unwrap()).await.unwrap();
    let session = world.tenant("python").await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("sales.csv.zst");
    std::fs::write(&file, world::demo()).unwrap();
    let run = |script: &str, args: &[&str]| {
        let [url, key, secret] = &world.endpoint;
        let script = format!("{}/../bench/{script}", env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new(&python);
        command.arg(script).args(args).env("AWS_ENDPOINT_URL", url).env("AWS_ACCESS_KEY_ID", key);
        command.env("AWS_SECRET_ACCESS_KEY", secret).env("AWS_REGION", localstack::REGION);
        let output = command.env("AWS_DEFAULT_REGION", localstack::REGION).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let TenantSession { metrics_table, messages_table, bucket, prefix, key_arn, .. } = &*session;
    let file = file.to_str().unwrap();
    run(
        "import_pandas.py",
        &[file, "--table", metrics_table, "--bucket", bucket, "--prefix", prefix, "--key-arn", key_arn],
    );

    let mut random = Seeded(4);
    let asked: BTreeSet<String> = (0..100).map(|_| LOOKUP.question(&mut random, snapshot)).collect();
    let (mut ours, mut answers, mut id) = (Vec::new(), serde_json::Map::new(), None);
    let before = world::cpu();
    for _ in 0..ASKED / asked.len() {
        for question in &asked {
            let (reply, time) = chat.ask(question, id.as_deref()).await;
            id = reply["sessionId"].as_str().map(str::to_owned);
            ours.push(time);
            answers.insert(question.clone(), reply["facts"][0]["value"].clone());
        }
    }
    let cpu = (world::cpu() - before) * 1e3 / ours.len() as f64;
    ours.sort();

    let verifier = world.issuer.verifier_config();
    let token = world.issuer.token("u", Role::Member, Some(&session.tenant), 36_000).unwrap();
    // What nothing was sold of is no question for it: it has no item to read.
    let sold: Vec<&String> = asked.iter().filter(|question| answers[*question].is_string()).collect();
    let spec = json!({
        "registry": "tenants-metadata", "messages": messages_table, "metrics": metrics_table, "tenant": "python",
        "token": token, "jwks": world.issuer.jwks(), "audience": verifier.audience, "issuer": verifier.issuer,
        "countries": snapshot.members["country"].names(), "questions": sold, "rounds": ASKED,
    });
    let path = dir.path().join("spec.json");
    std::fs::write(&path, spec.to_string()).unwrap();
    let theirs = run("chat_boto3.py", &[path.to_str().unwrap()]);
    for (question, value) in theirs["answers"].as_object().unwrap() {
        let exact = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
        assert!(
            (exact(&answers[question]) - exact(value)).abs() < 1e-9,
            "{question}: {} and {value}",
            answers[question]
        );
    }
    let times = theirs["milliseconds"].as_array().unwrap();
    let mut times: Vec<Duration> = times.iter().map(|ms| Duration::from_secs_f64(ms.as_f64().unwrap() / 1e3)).collect();
    times.sort();
    println!("\"{}\" and the like, {} questions, the same figures", sold[0], sold.len());
    println!("{:<26} {:>8} {:>8} {:>9}", "", "p50 ms", "p99 ms", "own CPU");
    let their_cpu = theirs["cpuMilliseconds"].as_f64().unwrap();
    println!("{:<26} {:>8.2} {:>8.2} {cpu:>9.2}", "ours, everything", at(&ours, 50), at(&ours, 99));
    println!("{:<26} {:>8.2} {:>8.2} {their_cpu:>9.2}", "Python with boto3", at(&times, 50), at(&times, 99));
}

/// In milliseconds.
fn at(took: &[Duration], percent: usize) -> f64 {
    took[(took.len() * percent / 100).min(took.len() - 1)].as_secs_f64() * 1e3
}

fn percentiles(took: &[Duration]) -> String {
    format!("p50 {:.3} ms, p99 {:.3} ms, most {:.3} ms", at(took, 50), at(took, 99), at(took, 100))
}
