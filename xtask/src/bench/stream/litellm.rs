//! The proxy of LiteLLM, for our figures to stand beside: one worker, no database, a key that every request must show.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::{Value, json};

use super::{
    door::Door,
    process::Process,
    upstream::{Pace, TEXT},
};
use crate::python;

const PACKAGES: [&str; 1] = ["litellm[proxy]==1.106.2"];
const KEY: &str = "sk-bench";
const STARTS_WITHIN: Duration = Duration::from_secs(120);

/// A running proxy; it ends with this.
#[derive(Debug)]
pub(super) struct LiteLlm {
    child: Child,
    url: String,
    /// How long it took to be there.
    pub(super) started: Duration,
}

/// The Python that it is installed in. Minutes the first time.
///
/// # Errors
/// There is no Python, or the package cannot be had.
pub(super) fn python() -> Result<PathBuf> {
    println!("==> installing LiteLLM, if it is not there");
    python::python("litellm-1.106.2", &PACKAGES).context("--without-litellm measures without it")
}

impl LiteLlm {
    /// Starts it on a free port, its models at `upstream`.
    ///
    /// # Errors
    /// It does not start.
    pub(super) async fn start(python: &Path, folder: &Path, upstream: &str, http: &Client) -> Result<Self> {
        let began = Instant::now();
        let (config, log) = (folder.join("litellm.json"), folder.join("litellm.log"));
        // YAML's flow style is JSON.
        fs::write(&config, settings(upstream).to_string())?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let mut command = Command::new(python.with_file_name("litellm"));
        command
            .args(["--host", "127.0.0.1", "--num_workers", "1", "--port", &port, "--config"])
            .arg(&config)
            .current_dir(folder)
            .env_remove("DATABASE_URL")
            .env("LITELLM_LOCAL_MODEL_COST_MAP", "True")
            .env("LITELLM_LOG", "ERROR")
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(File::create(&log)?)
            .stderr(File::options().append(true).open(&log)?);
        let child = command.spawn().context("LiteLLM cannot be run")?;
        let mut proxy = Self { child, url: format!("http://127.0.0.1:{port}"), started: Duration::ZERO };
        let health = format!("{}/health/liveliness", proxy.url);
        while !http.get(&health).send().await.is_ok_and(|response| response.status().is_success()) {
            if proxy.child.try_wait()?.is_some() || began.elapsed() > STARTS_WITHIN {
                bail!("LiteLLM did not start: {}", fs::read_to_string(&log).unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        proxy.started = began.elapsed();
        Ok(proxy)
    }

    /// Its Chat Completions.
    pub(super) fn door(&self) -> Door {
        Door {
            name: "LiteLLM",
            url: format!("{}/v1", self.url),
            token: KEY.to_owned(),
            prefix: "",
            expected: TEXT.to_owned(),
        }
    }

    pub(super) fn process(&self) -> Process {
        Process(self.child.id())
    }
}

impl Drop for LiteLlm {
    fn drop(&mut self) {
        // Where it has ended already, there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(upstream: &str) -> Value {
    let model = |pace: Pace| {
        let parameters = json!({"model": format!("openai/{}", pace.model()), "api_base": upstream, "api_key": "none"});
        json!({"model_name": pace.model(), "litellm_params": parameters})
    };
    let models: Vec<Value> = Pace::ALL.into_iter().map(model).collect();
    json!({
        "model_list": models, "general_settings": {"master_key": KEY}, "litellm_settings": {"telemetry": false},
    })
}
