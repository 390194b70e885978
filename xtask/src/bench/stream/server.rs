//! A server of one's own: `salestalk up` on a temporary folder, its models those of the fake one, limits out of the way, and
//! tenants with two sales each.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
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
use crate::stages::cargo_here;

const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// The whole month: an answer says so if it is not.
const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,10.00\n2024-03-31,France,2.50\n";
/// The figure of the question, as it is written.
const FIGURE: &str = "$12.50";

/// A running server; it ends with this.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) url: String,
    /// One for each tenant.
    tokens: Vec<String>,
    /// How long it took to be there.
    pub(super) started: Duration,
    endpoint: PathBuf,
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
    pub(super) async fn start(program: &Path, folder: &Path, upstream: &str) -> Result<Self> {
        let began = Instant::now();
        let data = folder.join("data");
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SALESTALK_")) {
            command.env_remove(name);
        }
        let models: Vec<String> = Pace::ALL.iter().map(|pace| format!("openai:{}", pace.model())).collect();
        command
            .args(["up", "--no-demo", "--durability", "relaxed", "--data-dir"])
            .arg(&data)
            .env("OPENAI_BASE_URL", upstream)
            .env("OPENAI_API_KEY", "none")
            .env("SALESTALK_MODELS", models.join(","))
            .env("SALESTALK_PRICES", prices(&models))
            .env("SALESTALK_PLANS", plans(&models))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(folder.join("log"))?);
        let child = command.spawn().with_context(|| format!("{} cannot be run", program.display()))?;
        let mut server = Self {
            child,
            url: String::new(),
            tokens: Vec::new(),
            started: Duration::ZERO,
            endpoint: data.join("endpoint.json"),
        };
        while !server.endpoint.exists() {
            if server.child.try_wait()?.is_some() || began.elapsed() > STARTS_WITHIN {
                bail!("the server did not start: {}", fs::read_to_string(folder.join("log")).unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.started = began.elapsed();
        server.url = Running::read(&server.endpoint)?.url;
        Ok(server)
    }

    /// Makes `tenants`.
    ///
    /// # Errors
    /// One is refused, or its sales.
    pub(super) async fn populate(&mut self, tenants: usize, http: &Client) -> Result<()> {
        let operator = Running::read(&self.endpoint)?.admin_token;
        for at in 0..tenants {
            let id = format!("bench{at}");
            let body = json!({"tenantId": id, "name": "A bench", "ownerEmail": "owner@bench.example"});
            made(http.post(format!("{}/tenants", self.url)).bearer_auth(&operator).json(&body)).await?;
            let tenant = Running::read(&self.endpoint)?.tenants.remove(&id);
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
        Process(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended already, there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
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
