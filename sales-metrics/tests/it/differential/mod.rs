//! Random plans of every kind, answered by the engine in process, against DuckDB over the raw rows of the same file
//! (`tests/oracle/`, which is written from the documentation and knows nothing of this code).
//!
//! `cargo xtask differential` is the long form.

pub(crate) mod abilities;
mod plans;
mod shape;

use std::{fs, path::Path, process::Command};

use axum::http::StatusCode;
use localstack::python::Venv;
use sales_metrics::query::{QueryError, Snapshot, answer};
use serde_json::{Value, json};
use tenancy::TenantSession;

pub(crate) use self::{plans::Plans, shape::Shape};
use crate::{
    data::{catalogue, packed, plain},
    world::{World, facts, period, plan, snapshot},
};

const DUCKDB: Venv<'_> = Venv { name: "duckdb-2.0.0", packages: &["duckdb==2.0.0"] };
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/duckdb_oracle.py");

/// A file, what its columns mean, and how its dates and numbers are written.
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) catalogue: Value,
    /// For the oracle, which must not guess as the reader does: `delimiter`, `decimal`, `thousands`, `marks`, `parentheses`, `time`.
    pub(crate) dialect: Value,
}

/// An oracle that agrees with everything proves nothing: each of these must be noticed.
async fn notices(case: &Case, lines: &[String]) {
    let spoilers: [fn(&mut Value); 6] = [
        |line| line["facts"][0]["value"] = json!("0.000000001"),
        |line| line["facts"][0]["source"]["rows"] = json!(987_654_321),
        |line| line["facts"][0]["period"] = json!("2011-01-01/2011-01-01"),
        |line| line["facts"][0]["filters"] = json!([{"dimension": "country", "members": ["Mars"]}]),
        |line| drop(line["facts"].as_array_mut().unwrap().pop()),
        |line| *line = json!({"plan": line["plan"], "noData": true}),
    ];
    let mut answered = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut spoilt = Vec::new();
    for spoil in spoilers {
        let mut line = answered.find(|line| line["facts"].as_array().is_some_and(|facts| !facts.is_empty())).unwrap();
        spoil(&mut line);
        spoilt.push(line.to_string());
    }
    let (agree, said) = judged(case, &spoilt).await;
    assert!(!agree && said.contains(&format!("{} plans differ", spoilt.len())), "{said}");
}

/// Answers `count` plans from `seed` over what is imported, and has the answers checked.
pub(crate) async fn agrees(session: &TenantSession, case: &Case, seed: u64, count: usize) {
    let snapshot = snapshot(session).await;
    let mut plans = Plans::new(Shape::of(case, &snapshot), seed);
    let mut lines = Vec::new();
    for _ in 0..count {
        lines.push(answered(session, &snapshot, plans.next()).await);
    }
    let (agree, said) = judged(case, &lines).await;
    println!("{said}");
    assert!(agree, "the engine and DuckDB differ:\n{said}");
    notices(case, &lines).await;
}

/// A line for the oracle.
async fn answered(session: &TenantSession, snapshot: &Snapshot, asked: Value) -> String {
    match answer(session, snapshot, &plan(asked.clone())).await {
        Ok(facts) => json!({"plan": asked, "facts": facts}).to_string(),
        Err(QueryError::NoData(_)) => json!({"plan": asked, "noData": true}).to_string(),
        Err(error) => panic!("{error}: {asked}"),
    }
}

/// Whether the oracle agrees with `lines`, and what it says.
async fn judged(case: &Case, lines: &[String]) -> (bool, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("rows.csv"), &case.text).unwrap();
    fs::write(path("catalogue.json"), case.catalogue.to_string()).unwrap();
    fs::write(path("dialect.json"), case.dialect.to_string()).unwrap();
    fs::write(path("lines.json"), lines.join("\n")).unwrap();
    let dir = dir.path().to_owned();
    tokio::task::spawn_blocking(move || run(&dir)).await.unwrap()
}

fn run(dir: &Path) -> (bool, String) {
    let python = DUCKDB.python().unwrap();
    let output = Command::new(python)
        .arg(SCRIPT)
        .arg(dir.join("rows.csv"))
        .args(["--catalogue", "catalogue.json", "--dialect", "dialect.json"])
        .args(["--without", &abilities::missing_fields().join(",")])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(dir)
        .stdin(fs::File::open(dir.join("lines.json")).unwrap())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).trim_end().to_owned())
}

/// The real file.
fn real() -> Case {
    Case { text: plain(), catalogue: catalogue(), dialect: json!({}) }
}

async fn imported(world: &World) -> std::sync::Arc<TenantSession> {
    let session = world.tenant("acme").await;
    let reply = world.import("acme", &packed()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    assert_eq!(reply.body["rows"]["rejected"], 0, "{}", reply.body);
    session
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_those_of_duckdb() {
    let world = World::start().await;
    let session = imported(&world).await;
    // Figures that were computed before any of this code was there.
    let snapshot = snapshot(&session).await;
    for (measure, from, to, wanted) in [
        ("revenue", "2010-12-01", "2011-12-31", "9747747.934"),
        ("refunds", "2010-12-01", "2011-12-31", "896812.49"),
        ("revenue", "2011-03-01", "2011-03-31", "683267.08"),
        ("orders", "2011-08-01", "2011-08-31", "1459"),
    ] {
        let plan = json!({"intent": "lookup", "measures": [measure], "period": period(from, to)});
        let found = facts(&session, &snapshot, plan).await;
        assert_eq!(found[0].value, Some(wanted.parse().unwrap()), "{measure} {from}");
    }
    agrees(&session, &real(), 7, 300).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: cargo xtask differential"]
async fn figures_are_those_of_duckdb_at_length() {
    let set = |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (count, seed) = (set("DIFFERENTIAL_PLANS", 5_000), set("DIFFERENTIAL_SEED", 1));
    println!("seed {seed}");
    let world = World::start().await;
    let session = imported(&world).await;
    agrees(&session, &real(), seed, usize::try_from(count).unwrap()).await;
}
