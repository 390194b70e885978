//! LocalStack's last free release and DynamoDB Local, from package registries, once, into the user's cache folder.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Write,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    python::Python,
    steps::{Steps, cache, said},
};

/// The last release that runs without an account.
pub(super) const LOCALSTACK: &str = "4.14.0";
/// With what it does not say it needs: newer ones of these do not fit it.
const PACKAGES: [&str; 4] = ["localstack-core[runtime]==4.14.0", "cbor2<5.8", "pyopenssl>=25,<26", "service_identity"];
/// Amazon's own emulator.
pub(super) const DYNAMODB_LOCAL: &str = "2.6.1";
const SERVER: &str = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";
/// LocalStack asks for an agent of its own beside DynamoDB Local, which it would download; it does without what that does.
const AGENT: &str = "public class Agent { public static void premain(String arguments) {} }";
/// Forgets what LocalStack's services keep, which that release can only do when it is paid for.
const EMPTY: &str = include_str!("empty.py");
/// Another way of setting up is another folder.
const LAYOUT: &str = "1";

/// Where both are.
#[derive(Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    /// LocalStack's Python.
    pub(super) fn python(&self) -> Python {
        Python::of(&self.0.join("venv"))
    }

    /// Makes `root` what LocalStack takes for the root of its file system.
    ///
    /// # Errors
    /// Folders cannot be made in it.
    pub(super) fn lay_out(&self, root: &Path) -> Result<()> {
        for (parent, name) in [("var/lib/localstack", "lib"), ("etc/localstack", "init")] {
            fs::create_dir_all(root.join(parent))?;
            symlink(self.0.join(name), root.join(parent).join(name))?;
        }
        Ok(())
    }

    /// DynamoDB Local on `port`, which keeps everything in memory.
    pub(super) fn dynamodb_local(&self, port: u16) -> Command {
        let mut java = Command::new("java");
        let folder = self.0.join("dynamodb");
        java.arg(format!("-Djava.library.path={}", folder.display())).arg("-cp").arg(folder.join("*"));
        java.args([SERVER, "-inMemory", "-port", &port.to_string()]);
        java
    }
}

/// Sets up what is missing.
///
/// # Errors
/// A program that it takes is missing, and which; or a step failed.
pub(super) fn complete() -> Result<Place> {
    let folder = cache(&format!("engines-{LOCALSTACK}-{DYNAMODB_LOCAL}-{LAYOUT}"))?;
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock().context("waiting for another setup")?;
    let mark = folder.join("complete");
    if !mark.exists() {
        for half in ["venv", "dynamodb", "lib", "init", "work"].map(|half| folder.join(half)) {
            if half.exists() {
                fs::remove_dir_all(half)?;
            }
        }
        let java = java_home()?;
        let steps = Steps::new(folder.join("setup.log"));
        dynamodb_local(&folder, &steps)?;
        localstack(&folder, &java, &steps)?;
        fs::write(mark, "")?;
    }
    Ok(Place(folder))
}

fn dynamodb_local(folder: &Path, steps: &Steps) -> Result<()> {
    let work = folder.join("work");
    fs::create_dir_all(&work)?;
    fs::write(
        work.join("pom.xml"),
        format!(
            "<project><modelVersion>4.0.0</modelVersion><groupId>salestalk</groupId><artifactId>engines</artifactId>\
             <version>1</version><packaging>pom</packaging><dependencies><dependency><groupId>com.amazonaws</groupId>\
             <artifactId>DynamoDBLocal</artifactId><version>{DYNAMODB_LOCAL}</version></dependency></dependencies></project>"
        ),
    )?;
    let mut maven = Command::new("mvn");
    maven.current_dir(&work).args(["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"]);
    maven.arg(format!("-DoutputDirectory={}", folder.join("dynamodb").display()));
    steps.run("fetching DynamoDB Local (Maven)", &mut maven)
}

/// The layout that LocalStack would download: a link to Java, a jar that names the others, and an agent.
fn localstack(folder: &Path, java: &Path, steps: &Steps) -> Result<()> {
    let python = Python::make(&new_python()?, &folder.join("venv"), steps)?;
    steps.run("fetching LocalStack (PyPI), which takes minutes, once", &mut python.install(&PACKAGES))?;
    let (programs, scripts) = (folder.join("lib"), folder.join("init/ready.d"));
    let dynamodb = programs.join("dynamodb-local/2");
    for made in [programs.join("java"), dynamodb.clone(), scripts.clone()] {
        fs::create_dir_all(made)?;
    }
    fs::write(scripts.join("empty.py"), EMPTY)?;
    symlink(java, programs.join("java/21"))?;
    symlink(folder.join("dynamodb"), dynamodb.join("DynamoDBLocal_lib"))?;
    let mut jars = Vec::new();
    for entry in fs::read_dir(folder.join("dynamodb"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".jar") {
            jars.push(format!("DynamoDBLocal_lib/{name}"));
        }
    }
    jars.sort();
    let manifest = [("Main-Class", SERVER), ("Class-Path", &jars.join(" "))];
    jar(&dynamodb.join("DynamoDBLocal.jar"), &manifest, None)?;
    let work = folder.join("work");
    fs::write(work.join("Agent.java"), AGENT)?;
    let mut compile = Command::new("javac");
    steps.run("compiling an agent that does nothing", compile.current_dir(&work).arg("Agent.java"))?;
    let class = fs::read(work.join("Agent.class"))?;
    jar(&dynamodb.join("ddb-local-loader-0.1.jar"), &[("Premain-Class", "Agent")], Some(("Agent.class", &class)))
}

/// A jar with this manifest, and perhaps a file.
fn jar(path: &Path, manifest: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Result<()> {
    let mut zip = ZipWriter::new(File::create(path)?);
    let options = SimpleFileOptions::default();
    zip.start_file("META-INF/MANIFEST.MF", options)?;
    zip.write_all(b"Manifest-Version: 1.0\r\n")?;
    for (name, value) in manifest {
        zip.write_all(folded(&format!("{name}: {value}")).as_bytes())?;
    }
    zip.write_all(b"\r\n")?;
    if let Some((name, bytes)) = file {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
    }
    zip.finish()?;
    Ok(())
}

/// A line of a manifest; none may be longer than 72 bytes, and a blank begins what goes on (JAR File Specification).
fn folded(line: &str) -> String {
    let bytes: Vec<char> = line.chars().collect();
    let lines: Vec<String> = bytes.chunks(70).map(String::from_iter).collect();
    lines.join("\r\n ") + "\r\n"
}

/// Where the Java on the path lives.
fn java_home() -> Result<PathBuf> {
    let needed = "LocalStack and DynamoDB Local take Java 17 or newer, its compiler, and Maven; on Debian and Ubuntu: apt-get \
                  install default-jdk-headless maven";
    for program in ["java", "javac", "mvn"] {
        if said(Command::new(program).arg("-version"))?.is_none() {
            bail!("there is no {program}. {needed}");
        }
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let java = std::env::split_paths(&path).map(|folder| folder.join("java")).find(|java| java.exists());
    let java = java.context(needed)?.canonicalize()?;
    Ok(java.ancestors().nth(2).context(needed)?.to_owned())
}

/// A Python of 3.12 or newer: an older one cannot take LocalStack's KMS in.
fn new_python() -> Result<PathBuf> {
    let named = ["python3", "python3.14", "python3.13", "python3.12"].map(PathBuf::from);
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv")));
    let versions = pyenv.and_then(|root| fs::read_dir(root.join("versions")).ok());
    let of_pyenv = versions.into_iter().flatten().flatten().map(|version| version.path().join("bin/python3"));
    let is_new = |python: &PathBuf| {
        let asks = ["-c", "import sys, venv; print(sys.version_info >= (3, 12))"];
        said(Command::new::<&OsStr>(python.as_ref()).args(asks)).is_ok_and(|said| said.as_deref() == Some("True"))
    };
    named.into_iter().chain(of_pyenv).find(is_new).context("LocalStack takes Python 3.12 or newer, and there is none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_manifest_is_too_long() {
        let text = folded(&format!("Class-Path: {}", "x".repeat(200)));
        assert!(text.lines().all(|line| line.len() <= 72) && text.ends_with("\r\n"));
        assert_eq!(text.replace("\r\n ", "").trim_end().len(), 212);
    }
}
