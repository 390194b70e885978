//! A server of one's own: `salestalk up` on a temporary folder, with a tenant for each schema.

use std::{
    collections::HashMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{generator::root, paper::Tenant};
use crate::{
    questions::{client::Client, endpoint::Target},
    stages::cargo_here,
};

const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// A running server; it ends with this.
pub(super) struct Server {
    binary: PathBuf,
    data: PathBuf,
    log: PathBuf,
    child: Child,
}

impl Server {
    /// Builds the program, and starts it on a folder in `folder`.
    ///
    /// # Errors
    /// It does not build, or does not start.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        println!("==> building salestalk");
        if !cargo_here(&["build", "--quiet", "--bin", "salestalk"])?.status().context("cargo cannot be run")?.success()
        {
            bail!("salestalk does not build");
        }
        let binary = std::env::current_exe()?.with_file_name("salestalk");
        let (data, log) = (folder.join("data"), folder.join("log"));
        let child = up(&binary, &data, &log)?;
        Ok(Self { binary, data, log, child })
    }

    /// Makes the tenants and imports their rows.
    ///
    /// # Errors
    /// A command failed.
    pub(super) fn import(&self, tenants: &[Tenant]) -> Result<()> {
        for tenant in tenants {
            println!("==> importing {}", tenant.name);
            // The plan that lets the most requests a second through.
            let owner = ["--owner-email", "owner@exam.example", "--plan", "enterprise"];
            self.run(
                Command::new(&self.binary).args(["tenant", "create", &tenant.id, "--name", &tenant.name]).args(owner),
            )?;
            let mut import = Command::new(&self.binary);
            import.arg("import").arg(root().join(&tenant.file)).arg("--catalogue").arg(root().join(&tenant.catalogue));
            self.run(import.args(["--yes", "--tenant", &tenant.id]))?;
        }
        Ok(())
    }

    fn run(&self, command: &mut Command) -> Result<()> {
        let output = command.arg("--data-dir").arg(&self.data).output().context("salestalk cannot be run")?;
        if !output.status.success() {
            bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// A client for each tenant.
    ///
    /// # Errors
    /// The server does not know a tenant.
    pub(super) fn clients(&self, tenants: &[Tenant]) -> Result<HashMap<String, Client>> {
        let client = |tenant: &Tenant| {
            let target = Target::running_on(self.data.clone(), tenant.id.clone());
            Ok((tenant.id.clone(), Client::new(target.resolve()?)?))
        };
        tenants.iter().map(client).collect()
    }

    /// Ends the server and starts it again on the same folder.
    ///
    /// # Errors
    /// It does not end, or does not start.
    pub(super) fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.child = up(&self.binary, &self.data, &self.log)?;
        Ok(())
    }

    /// Ends the server as a service manager would.
    ///
    /// # Errors
    /// It complained.
    pub(super) fn stop(&mut self) -> Result<()> {
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
fn up(binary: &Path, data: &Path, log: &Path) -> Result<Child> {
    let log = File::options().create(true).append(true).open(log)?;
    let mut command = Command::new(binary);
    command.args(["up", "--no-demo", "--durability", "relaxed", "--data-dir"]).arg(data);
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
