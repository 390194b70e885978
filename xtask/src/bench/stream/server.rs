//! A server of one's own: `salestalk up` on a temporary folder, its models those of the fake one, limits out of the way, and
//! tenants with two sales each.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    door::Door,
    process::Process,
    upstream::{Pace, TEXT},
};
use crate::{server, stages::cargo_here};

/// The whole month: an answer says so if it is not.
const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,10.00\n2024-03-31,France,2.50\n";
/// The figure of the question, as it is written.
const FIGURE: &str = "$12.50";

/// A running server; it ends with this.
pub(super) struct Server {
    server: server::Server,
    pub(super) url: String,
    /// One for each tenant.
    tokens: Vec<String>,
    /// How long it took to be there.
    pub(super) started: Duration,
}

/// `endpoint.json`, as a running server writes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Running {
    url: String,
    admin_token: String,
    tenants: BTreeMap<String, Tenant>,
}

#[derive(Deserialize)]
struct Tenant {
    token: String,
}

/// The program in a release build, which is made.
///
/// # Errors
/// It does not build.
pub(super) fn build() -> Result<PathBuf> {
    println!("==> building salestalk");
    let mut cargo = cargo_here(&["build", "--quiet", "--release", "--workspace", "--bin", "salestalk"])?;
    if !cargo.status().context("cargo cannot be run")?.success() {
        bail!("salestalk does not build");
    }
    let here = std::env::current_exe()?;
    let target = here.ancestors().nth(2).context("this program is in no target folder")?;
    Ok(target.join("release/salestalk"))
}

impl Server {
    /// Starts `program` on a folder in `folder`, its models at `upstream`.
    ///
    /// # Errors
    /// It does not start.
    pub(super) fn start(program: PathBuf, folder: &Path, upstream: String) -> Result<Self> {
        let began = Instant::now();
        let models: Vec<String> = Pace::ALL.iter().map(|pace| format!("openai:{}", pace.model())).collect();
        let environment = vec![
            ("OPENAI_BASE_URL", upstream),
            ("OPENAI_API_KEY", "none".to_owned()),
            ("SALESTALK_MODELS", models.join(",")),
            ("SALESTALK_PRICES", prices(&models)),
            ("SALESTALK_PLANS", plans(&models)),
        ];
        let server = server::Server::of(program, folder, environment)?;
        let started = began.elapsed();
        let url = Running::of(&server)?.url;
        Ok(Self { server, url, tokens: Vec::new(), started })
    }

    /// Makes `tenants`.
    ///
    /// # Errors
    /// One is refused, or its sales.
    pub(super) async fn populate(&mut self, tenants: usize, http: &Client) -> Result<()> {
        let operator = Running::of(&self.server)?.admin_token;
        for at in 0..tenants {
            let id = format!("bench{at}");
            let body = json!({"tenantId": id, "name": "A bench", "ownerEmail": "owner@bench.example"});
            made(http.post(format!("{}/tenants", self.url)).bearer_auth(&operator).json(&body)).await?;
            let tenant = Running::of(&self.server)?.tenants.remove(&id);
            let token = tenant.context("the server does not name its tenant")?.token;
            let import = http.post(format!("{}/imports", self.url)).bearer_auth(&token);
            made(import.header("content-type", "text/csv").body(SALES)).await?;
            self.tokens.push(token);
        }
        Ok(())
    }

    /// The first tenant's token.
    pub(super) fn token(&self) -> &str {
        self.tokens.first().map_or("", String::as_str)
    }

    /// Its Chat Completions, for each tenant.
    pub(super) fn doors(&self) -> Vec<Door> {
        let door = |token: &String| Door {
            name: "SalesTalk",
            url: format!("{}/v1", self.url),
            token: token.clone(),
            prefix: "openai:",
            expected: TEXT.replace("{F1}", FIGURE),
        };
        self.tokens.iter().map(door).collect()
    }

    pub(super) fn process(&self) -> Process {
        Process(self.server.id())
    }
}

impl Running {
    fn of(server: &server::Server) -> Result<Self> {
        let file = server.data().join("endpoint.json");
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }
}

async fn made(request: RequestBuilder) -> Result<()> {
    let response = request.send().await?;
    let status = response.status();
    if !status.is_success() {
        bail!("HTTP {}: {}", status.as_u16(), response.text().await?);
    }
    Ok(())
}

/// A model phrases everything, and nobody is held up.
fn plans(models: &[String]) -> String {
    let standard = json!({
        "title": "A bench's.", "retentionDays": 90, "key": "pooled", "pointInTimeRecovery": false,
        "deletionProtection": false, "archiveDays": 30, "model": models.first(), "modelPolicy": "always", "models": ["*"],
        "monthlyBudgetUsd": "1000000000", "requestsPerSecond": 100_000, "requestBurst": 100_000,
        "concurrentRequests": 10_000,
    });
    json!({ "standard": standard }).to_string()
}

/// They cost something: a budget is held for every answer.
fn prices(models: &[String]) -> String {
    let price = |id: &String| json!({"id": id, "tier": "standard", "input": "10", "output": "10"});
    let models: Vec<Value> = models.iter().map(price).collect();
    json!({"version": "bench", "source": "a bench", "currency": "USD", "per": 1_000_000, "models": models}).to_string()
}
