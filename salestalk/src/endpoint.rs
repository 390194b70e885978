//! `endpoint.json`: how the CLI, tests and scripts find the server that runs on a data directory.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A server that is alive says so within this.
const HEALTHY_WITHIN: Duration = Duration::from_secs(2);

/// What the file says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Endpoint {
    /// The API.
    pub(crate) url: String,
    /// The process that serves it.
    pub(crate) pid: u32,
    /// The operator's token.
    #[serde(serialize_with = "exposed")]
    pub(crate) admin_token: SecretString,
    /// The tenants that are there, by id.
    pub(crate) tenants: BTreeMap<String, TenantToken>,
}

/// How to speak for a tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TenantToken {
    /// Its owner's token.
    #[serde(serialize_with = "exposed")]
    pub(crate) token: SecretString,
}

/// The file is its owner's alone, and there to be read.
fn exposed<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

/// Where the file of `data_dir` is.
pub(crate) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("endpoint.json")
}

impl Endpoint {
    /// The server that runs on `data_dir`: the file's, if that process answers.
    pub(crate) async fn of_running(data_dir: &Path) -> Option<Self> {
        let text = std::fs::read(path(data_dir)).ok()?;
        let endpoint: Self = serde_json::from_slice(&text).ok()?;
        let http = crate::client::http(&endpoint.url).ok()?;
        let health = http.get(format!("{}/health", endpoint.url)).timeout(HEALTHY_WITHIN).send().await.ok()?;
        let health: Value = health.json().await.ok()?;
        // Another process may have the port by now.
        (health.get("pid").and_then(Value::as_u64) == Some(u64::from(endpoint.pid))).then_some(endpoint)
    }
}

/// The file of a running server; it goes when this is dropped.
#[derive(Debug)]
pub(crate) struct EndpointFile {
    path: PathBuf,
    endpoint: Mutex<Endpoint>,
}

impl EndpointFile {
    /// Writes the file of `data_dir`.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn publish(data_dir: &Path, endpoint: Endpoint) -> anyhow::Result<Self> {
        let path = path(data_dir);
        write(&path, &endpoint)?;
        Ok(Self { path, endpoint: Mutex::new(endpoint) })
    }

    /// Whether the tenant is in it.
    pub(crate) fn knows(&self, tenant: &str) -> bool {
        self.endpoint.lock().unwrap_or_else(PoisonError::into_inner).tenants.contains_key(tenant)
    }

    /// Adds a tenant, or with no token removes it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn put(&self, tenant: &str, token: Option<SecretString>) -> anyhow::Result<()> {
        let mut endpoint = self.endpoint.lock().unwrap_or_else(PoisonError::into_inner);
        match token {
            Some(token) => endpoint.tenants.insert(tenant.to_owned(), TenantToken { token }),
            None => endpoint.tenants.remove(tenant),
        };
        write(&self.path, &endpoint)
    }
}

impl Drop for EndpointFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, path = %self.path.display(), "endpoint.json stays behind");
        }
    }
}

/// Writes the file so that it is whole or as it was, and its owner's alone.
fn write(path: &Path, endpoint: &Endpoint) -> anyhow::Result<()> {
    let text = serde_json::to_vec_pretty(endpoint)?;
    let part = path.with_extension("json.part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(&part).and_then(|mut file| file.write_all(&text)).and_then(|()| std::fs::rename(&part, path));
    written.with_context(|| format!("{} cannot be written", path.display()))
}
