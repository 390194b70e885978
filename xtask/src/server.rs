//! A server of one's own: `salestalk up` on a temporary folder.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::stages::{cargo_here, end_of};

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
        Self::of(program()?, folder, environment)
    }

    /// The same of a program that is built already.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn of(binary: PathBuf, folder: &Path, environment: Vec<(&'static str, String)>) -> Result<Self> {
        let (data, log) = (folder.join("data"), folder.join("log"));
        let child = up(&binary, &data, &log, &environment)?;
        Ok(Self { binary, data, log, environment, child })
    }

    /// The process that it is.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
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
            bail!("the server did not end well:\n{}", end_of(&self.log));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended already, there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, built.
///
/// # Errors
/// It does not build.
pub(crate) fn program() -> Result<PathBuf> {
    println!("==> building salestalk");
    let mut build = cargo_here(&["build", "--quiet", "--bin", "salestalk"])?;
    if !build.status().context("cargo cannot be run")?.success() {
        bail!("salestalk does not build");
    }
    Ok(std::env::current_exe()?.with_file_name("salestalk"))
}

/// `salestalk up`, once it says where it is.
fn up(binary: &Path, data: &Path, log: &Path, environment: &[(&'static str, String)]) -> Result<Child> {
    let out = File::options().create(true).append(true).open(log)?;
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SALESTALK_")) {
        command.env_remove(name);
    }
    command.args(["up", "--no-demo", "--durability", "relaxed", "--data-dir"]).arg(data);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(out).spawn().context("salestalk cannot be run")?;
    let (endpoint, started) = (data.join("endpoint.json"), Instant::now());
    while !endpoint.exists() {
        if child.try_wait()?.is_some() || started.elapsed() > STARTS_WITHIN {
            let _ = child.kill();
            bail!("the server did not start:\n{}", end_of(log));
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(child)
}
