//! The server that clients talk to: a tenant with a year of sales, tenants that may ask once a month, and a provider of
//! models that fails on purpose.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{server::Server, stages::root};

/// What `clients/upstream.py` can be, as models.
const MODELS: [&str; 5] = ["openai:plain", "openai:cut", "openai:broken", "openai:wrong", "openai:down"];
/// The tenant with the sales.
const TENANT: &str = "demo";

/// All that runs; it ends with this.
pub(super) struct Stage {
    server: Server,
    base_url: String,
    key: String,
    token: String,
    _provider: Provider,
}

struct Provider {
    child: Child,
    url: String,
}

impl Stage {
    /// Starts everything, in `folder`; `python` runs the provider.
    ///
    /// # Errors
    /// Something does not start.
    pub(super) fn set(folder: &Path, python: &Path) -> Result<Self> {
        let provider = Provider::start(python)?;
        let server = Server::start(folder, environment(&provider)?)?;
        println!("==> importing the demo's sales");
        tenant(&server, TENANT, "standard", &[])?;
        let demo = root().join("salestalk/demo");
        let mut import = server.command();
        import
            .arg("import")
            .arg(demo.join("online-retail.csv.zst"))
            .arg("--catalogue")
            .arg(demo.join("catalogue.json"));
        server.run(import.args(["--yes", "--tenant", TENANT]))?;
        let endpoint = server.data().join("endpoint.json");
        let endpoint: Value = serde_json::from_str(&fs::read_to_string(&endpoint)?)?;
        let base_url = format!("{}/v1", endpoint["url"].as_str().context("endpoint.json has no url")?);
        let token = server.run(server.command().args(["token", TENANT]))?.trim().to_owned();
        Ok(Self { key: key(&server, TENANT)?, server, base_url, token, _provider: provider })
    }

    /// The script `name` of `clients/`, with a tenant of its own that may ask once.
    ///
    /// # Errors
    /// The tenant cannot be made.
    pub(super) fn script(&self, program: &Path, name: &str, tenant_id: &str) -> Result<Command> {
        let poor = format!("poor{tenant_id}");
        tenant(&self.server, &poor, "poor", &["--example"])?;
        let settings = json!({"baseUrl": self.base_url, "key": self.key, "token": self.token,
            "poorKey": key(&self.server, &poor)?});
        let mut script = Command::new(program);
        script.current_dir(root()).arg(Path::new("clients").join(name)).stdin(Stdio::null());
        script.env("CLIENTS_SETTINGS", settings.to_string()).env("PYTHONDONTWRITEBYTECODE", "1");
        Ok(script)
    }
}

impl Provider {
    fn start(python: &Path) -> Result<Self> {
        let mut command = Command::new(python);
        command.current_dir(root()).arg("clients/upstream.py").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().context("Python cannot be run")?;
        let mut url = String::new();
        let output = child.stdout.take().context("the provider has no output")?;
        BufReader::new(output).read_line(&mut url).context("the provider does not say where it is")?;
        Ok(Self { child, url: url.trim().to_owned() })
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The plans that come with the program, the standard one without limits that checks would meet, and a poor one.
fn environment(provider: &Provider) -> Result<Vec<(&'static str, String)>> {
    let file = root().join("tenancy/plans.json");
    let plans: Value = serde_json::from_str(&fs::read_to_string(&file)?).context("plans.json is no JSON")?;
    let standard = plans.get("standard").context("plans.json has no standard plan")?.clone();
    let mut poor = standard.clone();
    poor["monthlyTurns"] = 1.into();
    let prices = MODELS.map(|id| json!({"id": id, "tier": "standard", "input": "10", "output": "10"}));
    let prices = json!({"version": "test", "source": "a test", "currency": "USD", "per": 1_000_000, "models": prices});
    Ok(vec![
        ("OPENAI_BASE_URL", provider.url.clone()),
        ("OPENAI_API_KEY", "none".to_owned()),
        ("SALESTALK_MODELS", MODELS.join(",")),
        ("SALESTALK_PRICES", prices.to_string()),
        ("SALESTALK_PLANS", json!({"standard": standard, "poor": poor}).to_string()),
    ])
}

fn tenant(server: &Server, id: &str, plan: &str, more: &[&str]) -> Result<()> {
    let about = ["--name", "Clients Ltd", "--owner-email", "owner@clients.example", "--plan", plan];
    server.run(server.command().args(["tenant", "create", id]).args(about).args(more)).map(|_| ())
}

fn key(server: &Server, tenant: &str) -> Result<String> {
    let made = server.run(server.command().args(["api-keys", "create", "clients", "--tenant", tenant, "--json"]))?;
    let made: Value = serde_json::from_str(&made).context("no JSON of an API key")?;
    Ok(made["key"].as_str().context("the API key was not printed")?.to_owned())
}
