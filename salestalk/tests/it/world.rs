//! A data directory, commands on it, and a server in the background.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct World {
    dir: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// Gone with the world; the data directory is below it.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_salestalk"));
        command.args(args).arg("--data-dir").arg(self.data_dir()).stdin(Stdio::null());
        for variable in ["URL", "ENV", "TOKEN", "TENANT", "MODEL", "DATA_DIR"] {
            command.env_remove(format!("SALESTALK_{variable}"));
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// The JSON that a command prints; it must succeed.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let output = self.command(args).arg("--json").output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a command complains of; it must fail with exit code 1.
    pub(crate) fn complaint(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        stderr(&output)
    }

    pub(crate) fn create(&self, id: &str) -> Value {
        self.json(&["tenant", "create", id, "--name", "Acme Ltd", "--owner-email", "owner@acme.example"])
    }

    /// `salestalk up`, once endpoint.json is there.
    pub(crate) fn up(&self) -> Server {
        self.up_logging("info")
    }

    /// The same, logging at `level`.
    pub(crate) fn up_logging(&self, level: &str) -> Server {
        self.up_with(&[("RUST_LOG", level)])
    }

    /// The same, in an environment that says this too.
    pub(crate) fn up_with(&self, environment: &[(&str, &str)]) -> Server {
        self.serve(&["up", "--no-demo", "--durability", "relaxed"], environment)
    }

    /// The server that `command` starts, once endpoint.json is there.
    pub(crate) fn serve(&self, command: &[&str], environment: &[(&str, &str)]) -> Server {
        let log = self.dir.path().join("log");
        let mut child = self
            .command(command)
            .env("RUST_LOG", "info")
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(std::fs::File::options().create(true).append(true).open(&log).unwrap())
            .spawn()
            .unwrap();
        let file = self.data_dir().join("endpoint.json");
        while !file.exists() {
            assert!(child.try_wait().unwrap().is_none(), "the server ended");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Server { child, file, log }
    }
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) struct Server {
    child: Child,
    file: PathBuf,
    log: PathBuf,
}

impl Server {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn endpoint(&self) -> Value {
        serde_json::from_slice(&std::fs::read(&self.file).unwrap()).unwrap()
    }

    pub(crate) fn url(&self) -> String {
        self.endpoint()["url"].as_str().unwrap().to_owned()
    }

    /// All that it wrote to its log.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Ends it as a service manager would, and waits for it.
    pub(crate) fn terminate(&mut self) -> bool {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().success()
    }

    /// Whatever a test does with a server, no line of its log has a token, a key, an address, a question or an answer in it.
    fn check_log(&self) {
        // The folder's random name may hold a marker by chance.
        let dir = self.file.parent().unwrap().display().to_string();
        let log = self.log().replace(&dir, "DIR");
        for marker in ["eyJ", "salestalk_", "@", "Zq", "revenue", "Revenue", "PRIVATE"] {
            let line = log.lines().find(|line| line.contains(marker));
            assert!(line.is_none(), "{marker} is in the log: {}", line.unwrap_or_default());
        }
    }

    /// Ends it as a power failure would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            self.check_log();
        }
    }
}
