//! The pages of `up --ui`: the application of frontend/ in a Python of its own, beside the API until it ends.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::Context;
use localstack::python::Venv;
use tokio::process::{Child, Command};

use crate::failure::Failure;

/// Streamlit's own port, if it is free.
const PORT: u16 = 8501;
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// The application while it runs; it ends with this.
#[derive(Debug)]
pub(crate) struct Pages {
    _process: Child,
    pub(crate) url: String,
}

impl Pages {
    /// Starts the application in `folder` for the system whose `endpoint.json` is in `data_dir`. The first time its packages are
    /// fetched from PyPI, which takes a minute.
    ///
    /// # Errors
    /// There is no such application, no Python, or it does not start.
    pub(crate) async fn start(folder: &Path, data_dir: &Path) -> anyhow::Result<Self> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let requirements = folder.join("requirements.txt");
        if !requirements.is_file() {
            return Err(Failure::new(format!("there are no pages in {}", folder.display()))
                .remedy("start it where the folder frontend/ is, or name that folder: --ui=FOLDER")
                .into());
        }
        let python = tokio::task::spawn_blocking(move || {
            let file = requirements.display().to_string();
            Venv { name: "pages", packages: &["--require-hashes", "-r", &file] }.python()
        });
        let python = python.await??;
        let free =
            TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let port = free.local_addr()?.port();
        drop(free);
        let mut command = Command::new(python);
        command.args(["-m", "streamlit", "run", "server.py", "--server.port", &port.to_string()]).current_dir(&folder);
        command.env("SALESTALK_DATA_DIR", data_dir.canonicalize()?).env_remove("SALESTALK_URL");
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true).spawn()?;
        let url = format!("http://127.0.0.1:{port}");
        let (http, started) = (reqwest::Client::new(), Instant::now());
        loop {
            let health = http.get(format!("{url}/_stcore/health")).send().await;
            if health.is_ok_and(|reply| reply.status().is_success()) {
                return Ok(Self { _process: process, url });
            }
            if process.try_wait().context("looking after the pages")?.is_some() || started.elapsed() > STARTS_WITHIN {
                return Err(Failure::new("the pages do not start").remedy("what Python says above tells why").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
