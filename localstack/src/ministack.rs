//! MiniStack, an AWS emulator from PyPI, as a process of its own: for tests of what the embedded stack does not model
//! (Cognito, Lambda, API Gateway, IAM roles).
//!
//! It is installed once per user into a virtual environment in the cache directory, and each [`MiniStack`] is a fresh,
//! empty account on a free port. It ends with the value, and with the process that started it, however that one ends.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::python::{Venv, VenvError, tail};

/// The version that is installed.
pub const VERSION: &str = "1.5.33";

/// `cryptography` verifies RS256 tokens, `cbor2` speaks CloudWatch's protocol.
const VENV: Venv<'_> = Venv { name: "ministack-1.5.33", packages: &["ministack==1.5.33", "cryptography", "cbor2"] };
/// A cold start on a busy machine; it takes about a second.
const HEALTHY_WITHIN: Duration = Duration::from_secs(60);
/// After this it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(2);
/// The end of its standard input is the end of whoever started it. Its Lambda functions' processes are of its group.
/// Without the delay of small packets a call of a Lambda function takes 40 ms less.
const PROGRAM: &str = "
import os, signal, socketserver, sys, threading
def end_with_the_parent():
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=end_with_the_parent, daemon=True).start()
socketserver.StreamRequestHandler.disable_nagle_algorithm = True
sys.argv = ['ministack']
from ministack.app import main
main()
";

/// What it is to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether signatures are verified and IAM policies enforced. If not, any access key is the account's root.
    pub auth: bool,
}

/// Why there is no MiniStack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MiniStackError {
    /// It could not be installed.
    #[error(transparent)]
    Install(#[from] VenvError),
    /// A file could not be made or read, or a process not started.
    #[error("preparing {}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It ended, or did not answer in time.
    #[error("MiniStack did not come up: {log}")]
    NotHealthy {
        /// The end of its log.
        log: String,
    },
}

/// A running MiniStack; dropped, it is stopped and what it kept is deleted.
#[derive(Debug)]
pub struct MiniStack {
    url: String,
    process: Child,
    dir: PathBuf,
}

impl MiniStack {
    /// The access key id of the account's root, with `auth`.
    pub const ACCESS_KEY_ID: &'static str = "test";
    /// The secret of the account's root, with `auth`.
    pub const SECRET_ACCESS_KEY: &'static str = "test";

    /// Starts one, and waits until it answers; the first on a machine is installed before, from PyPI.
    ///
    /// # Errors
    /// It could not be installed or started; the error says what to do.
    pub async fn start(options: Options) -> Result<Self, MiniStackError> {
        let start = move || {
            let python = VENV.python()?;
            // Between choosing a port and taking it another process may take it.
            Self::launch(&python, options).or_else(|_| Self::launch(&python, options))
        };
        tokio::task::spawn_blocking(start)
            .await
            .unwrap_or_else(|error| Err(MiniStackError::NotHealthy { log: error.to_string() }))
    }

    /// The endpoint of all its services: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    fn launch(python: &Path, options: Options) -> Result<Self, MiniStackError> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.map_err(io_error("a port on 127.0.0.1"))?;
        let dir = std::env::temp_dir().join(format!("salestalk-ministack-{}-{}", std::process::id(), address.port()));
        fs::create_dir_all(&dir).map_err(io_error(&dir))?;
        let log = File::create(dir.join("log")).map_err(io_error(&dir))?;
        let mut command = Command::new(python);
        for (name, _) in std::env::vars_os() {
            if ["AWS_", "PYTHON"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        let url = format!("http://{address}");
        command
            .args(["-u", "-c", PROGRAM])
            .current_dir(&dir)
            .env("GATEWAY_PORT", address.port().to_string())
            .env("BIND_HOST", address.ip().to_string())
            .env("AWS_ENDPOINT_URL", &url)
            .env("AUTH", if options.auth { "true" } else { "false" })
            .env("TMPDIR", &dir)
            .env("STATE_DIR", dir.join("state"))
            .env("S3_DATA_DIR", dir.join("s3"))
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().map_err(io_error(&dir))?)
            .stderr(log);
        let process = command.spawn().map_err(io_error(python))?;
        let mut stack = Self { url, process, dir };
        stack.wait(address)?;
        Ok(stack)
    }

    fn wait(&mut self, address: SocketAddr) -> Result<(), MiniStackError> {
        let until = Instant::now() + HEALTHY_WITHIN;
        while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < until {
            if healthy(address).unwrap_or(false) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        Err(MiniStackError::NotHealthy { log: tail(&log) })
    }
}

impl Drop for MiniStack {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let until = Instant::now() + STOP_WITHIN;
        while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        // Fails if it has ended, which is what is wanted; so does the rest, of which nobody could be told.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn healthy(address: SocketAddr) -> io::Result<bool> {
    let mut connection = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
    connection.write_all(b"GET /_ministack/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; 12];
    connection.read_exact(&mut status)?;
    Ok(status.ends_with(b" 200"))
}

fn io_error(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> MiniStackError {
    let path = path.into();
    move |source| MiniStackError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_is_installed() {
        assert_eq!(
            (VENV.name, VENV.packages[0]),
            (&*format!("ministack-{VERSION}"), &*format!("ministack=={VERSION}"))
        );
    }

    #[tokio::test]
    async fn it_answers_until_it_is_dropped() {
        let (first, second) =
            tokio::join!(MiniStack::start(Options::default()), MiniStack::start(Options { auth: true }));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_ne!(first.url(), second.url());
        let address = first.url().strip_prefix("http://").unwrap().parse().unwrap();
        assert!(healthy(address).unwrap());
        let dir = first.dir.clone();
        drop(first);
        assert!(TcpStream::connect(address).is_err());
        assert!(!dir.exists());
    }
}
