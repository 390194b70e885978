//! A server of somebody else's making on a port of this machine, for as long as it is needed.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;
use tokio::signal::unix::{SignalKind, signal};

use crate::stages::end_of;

const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// It may have to end others first, as Ollama its models.
const STOPS_WITHIN: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);

/// It, in a process group of its own; it stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Background {
    name: &'static str,
    child: Child,
    address: SocketAddr,
    log: NamedTempFile,
}

impl Background {
    /// Starts what `command` makes of an address, on `port` or on one that the system picks, and waits until it listens.
    ///
    /// # Errors
    /// The port is taken, or it does not start.
    pub(crate) fn start(name: &'static str, port: u16, command: impl FnOnce(SocketAddr) -> Command) -> Result<Self> {
        // Few say their port where a program could read it: the system picks one here. Somebody else may take it before it
        // is used, which then ends with an error.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| format!("port {port}"))?;
        let address = free.local_addr()?;
        drop(free);
        let log = NamedTempFile::new().context("there is no folder for temporary files")?;
        let out = log.reopen()?;
        let mut command = command(address);
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).process_group(0);
        let child = command.spawn().with_context(|| format!("{name} cannot be run"))?;
        let mut server = Self { name, child, address, log };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if server.has_ended()? || started.elapsed() > STARTS_WITHIN {
                bail!("{name} did not start:\n{}", end_of(server.log.path()));
            }
            thread::sleep(LOOK);
        }
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same, as a URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until somebody stops this program, by Ctrl-C or as a service manager does.
    ///
    /// # Errors
    /// The server ended by itself.
    pub(crate) fn serve(mut self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut terminated = signal(SignalKind::terminate())?;
            let mut look = tokio::time::interval(10 * LOOK);
            loop {
                tokio::select! {
                    interrupted = tokio::signal::ctrl_c() => return interrupted.context("waiting for Ctrl-C"),
                    _ = terminated.recv() => return Ok(()),
                    _ = look.tick() => if self.has_ended()? {
                        bail!("{} ended by itself:\n{}", self.name, end_of(self.log.path()))
                    },
                }
            }
        })
    }

    fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Sends `signal` to its processes; where there are none any more, that is what is wanted.
    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.signal("-TERM");
        let asked = Instant::now();
        while asked.elapsed() < STOPS_WITHIN && !self.has_ended().unwrap_or(true) {
            thread::sleep(LOOK);
        }
        self.signal("-KILL");
        let _ = self.child.wait();
    }
}

/// With nothing of the user's environment but where programs are.
pub(crate) fn bare(mut command: Command) -> Command {
    let kept = ["PATH", "HOME", "LANG"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let kept: Vec<_> = kept.collect();
    command.env_clear().envs(kept);
    command
}
