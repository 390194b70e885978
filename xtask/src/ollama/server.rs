//! A running Ollama, on this machine only, that asks nothing of any network.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use super::setup::Place;
use crate::stages::end_of;

const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// It unloads its models first.
const STOPS_WITHIN: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);

/// It; it stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Ollama {
    child: Child,
    address: SocketAddr,
    log: NamedTempFile,
}

impl Ollama {
    /// Starts it on `port`, or on one that the system picks.
    ///
    /// # Errors
    /// The port is taken, or it does not start.
    pub(super) fn start(place: &Place, port: u16) -> Result<Self> {
        // Ollama says its port only among other words: the system picks one here. Somebody else may take it before Ollama
        // does, which then ends, with an error.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| format!("port {port}"))?;
        let address = free.local_addr()?;
        drop(free);
        let log = NamedTempFile::new().context("there is no folder for temporary files")?;
        let out = log.reopen()?;
        let mut command = program(place, address);
        command.arg("serve").stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
        let child = command.spawn().context("Ollama cannot be run")?;
        let mut ollama = Self { child, address, log };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if ollama.has_ended()? || started.elapsed() > STARTS_WITHIN {
                bail!("Ollama did not start:\n{}", ollama.end_of_log());
            }
            thread::sleep(LOOK);
        }
        Ok(ollama)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its command line, for this server.
    pub(super) fn command(&self, place: &Place) -> Command {
        program(place, self.address)
    }

    /// Whether it has ended.
    ///
    /// # Errors
    /// The system does not say.
    pub(super) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// The last that it said.
    pub(super) fn end_of_log(&self) -> String {
        end_of(self.log.path())
    }
}

impl Drop for Ollama {
    /// As a service manager would: killed at once, it would leave the process of its model behind.
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).stderr(Stdio::null()).status();
        let asked = Instant::now();
        while asked.elapsed() < STOPS_WITHIN {
            if self.has_ended().unwrap_or(true) {
                return;
            }
            thread::sleep(LOOK);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(place: &Place, address: SocketAddr) -> Command {
    let mut command = Command::new(place.program());
    command
        .env("OLLAMA_HOST", address.to_string())
        .env("OLLAMA_MODELS", place.models())
        .env("OLLAMA_NUM_PARALLEL", "1")
        .env("OLLAMA_NO_CLOUD", "1")
        // It writes keys into its user's home.
        .env("HOME", place.root());
    command
}
