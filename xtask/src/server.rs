//! A server of one's own: `salestalk up` on a temporary folder.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::stages::cargo_here;

const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// A running server; it ends with this.
pub(crate) struct Server {
    binary: PathBuf,
    data: PathBuf,
    log: PathBuf,
    environment: Vec<(&'static str, String)>,
    child: Child,
}

impl Server {
    /// Builds the program, and starts it on a folder in `folder`, in an environment that says this too.
    ///
    /// # Errors
    /// It does not build, or does not start.
    pub(crate) fn start(folder: &Path, environment: Vec<(&'static str, String)>) -> Result<Self> {
        println!("==> building salestalk");
        if !cargo_here(&["build", "--quiet", "--bin", "salestalk"])?.status().context("cargo cannot be run")?.success()
        {
            bail!("salestalk does not build");
        }
        let binary = std::env::current_exe()?.with_file_name("salestalk");
        let (data, log) = (folder.join("data"), folder.join("log"));
        let child = up(&binary, &data, &log, &environment)?;
        Ok(Self { binary, data, log, environment, child })
    }

    /// Where it keeps everything.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// A command of the program on this server, for [`Server::run`].
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.binary)
    }

    /// What `command` prints.
    ///
    /// # Errors
    /// It failed.
    pub(crate) fn run(&self, command: &mut Command) -> Result<String> {
        let output = command.arg("--data-dir").arg(&self.data).output().context("salestalk cannot be run")?;
        if !output.status.success() {
            bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Ends the server and starts it again on the same folder.
    ///
    /// # Errors
    /// It does not end, or does not start.
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.child = up(&self.binary, &self.data, &self.log, &self.environment)?;
        Ok(())
    }

    /// Ends the server as a service manager would.
    ///
    /// # Errors
    /// It complained.
    pub(crate) fn stop(&mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().context("kill cannot be run")?;
        if !self.child.wait()?.success() {
            bail!("the server did not end well:\n{}", self.end_of_log());
        }
        Ok(())
    }

    fn end_of_log(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended already, there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `salestalk up`, once it says where it is.
fn up(binary: &Path, data: &Path, log: &Path, environment: &[(&'static str, String)]) -> Result<Child> {
    let log = File::options().create(true).append(true).open(log)?;
    let mut command = Command::new(binary);
    command.args(["up", "--no-demo", "--durability", "relaxed", "--data-dir"]).arg(data);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let mut child = command.stdout(Stdio::null()).stderr(log).spawn().context("salestalk cannot be run")?;
    let (endpoint, started) = (data.join("endpoint.json"), Instant::now());
    while !endpoint.exists() {
        if child.try_wait()?.is_some() || started.elapsed() > STARTS_WITHIN {
            let _ = child.kill();
            bail!("the server did not start");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(child)
}
