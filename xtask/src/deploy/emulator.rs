//! MiniStack as a process that outlives the command that started it, and is ended by another.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::{background::bare, python::python};

/// As `localstack/src/ministack.rs` has it: `cryptography` verifies tokens, `cbor2` speaks CloudWatch's protocol.
const PACKAGES: [&str; 3] = ["ministack==1.5.33", "cryptography", "cbor2"];
const HEALTHY_WITHIN: Duration = Duration::from_secs(60);
/// Without the delay of small packets a call of a function takes 40 ms less.
const PROGRAM: &str = "
import socketserver, sys
socketserver.StreamRequestHandler.disable_nagle_algorithm = True
sys.argv = ['ministack']
from ministack.app import main
main()
";

/// A MiniStack that runs.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Emulator {
    /// Of all its services.
    pub(crate) url: String,
    /// The first of its group, in which its functions run, too.
    pid: u32,
}

impl Emulator {
    /// The one that was started for `dir`, if it still answers.
    pub(crate) fn of(dir: &Path) -> Option<Self> {
        let found: Self = serde_json::from_slice(&fs::read(file(dir)).ok()?).ok()?;
        found.answers().then_some(found)
    }

    /// Starts one whose files go into `dir`, on a port that the system picks, with IAM enforced.
    ///
    /// # Errors
    /// It cannot be installed, or does not start.
    pub(crate) fn start(dir: &Path) -> Result<Self> {
        let mut command = ministack()?;
        let data = dir.join("ministack");
        fs::create_dir_all(&data)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let url = format!("http://{address}");
        let log = File::create(dir.join("ministack.log"))?;
        command
            .args(["-u", "-c", PROGRAM])
            .current_dir(&data)
            .env("GATEWAY_PORT", address.port().to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("AWS_ENDPOINT_URL", &url)
            .env("AUTH", "true")
            .env("TMPDIR", &data)
            .env("STATE_DIR", data.join("state"))
            .env("S3_DATA_DIR", data.join("s3"))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut child = command.spawn().context("MiniStack cannot be run")?;
        let started = Self { url, pid: child.id() };
        fs::write(file(dir), serde_json::to_vec(&started)?)?;
        let until = Instant::now() + HEALTHY_WITHIN;
        while !started.answers() {
            if child.try_wait()?.is_some() || Instant::now() > until {
                started.kill(dir)?;
                bail!("MiniStack did not come up, see {}", dir.join("ministack.log").display());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(started)
    }

    /// Ends it and its functions, and deletes what it kept. A polite signal it does not obey while a function runs.
    ///
    /// # Errors
    /// There is no `kill`, or its files cannot be deleted.
    pub(crate) fn kill(&self, dir: &Path) -> Result<()> {
        let group = format!("-{}", self.pid);
        Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status()
            .context("kill cannot be run")?;
        let _ = fs::remove_file(file(dir));
        let data = dir.join("ministack");
        if data.exists() {
            fs::remove_dir_all(data)?;
        }
        Ok(())
    }

    fn answers(&self) -> bool {
        let health = format!("{}/_ministack/health", self.url);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.is_ok_and(|runtime| {
            runtime.block_on(async {
                let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build();
                let Ok(client) = client else { return false };
                client.get(health).send().await.is_ok_and(|reply| reply.status().is_success())
            })
        })
    }
}

/// The Python that MiniStack is installed for; its functions inherit what it is started with.
///
/// # Errors
/// It cannot be installed.
pub(crate) fn ministack() -> Result<Command> {
    Ok(bare(Command::new(python("ministack-1.5.33", &PACKAGES)?)))
}

fn file(dir: &Path) -> PathBuf {
    dir.join("emulator.json")
}
