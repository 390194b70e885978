//! A running engine: one of the stand-ins for AWS, on this machine only.

use std::net::SocketAddr;

use anyhow::Result;
use tempfile::TempDir;

use super::setup::Place;
use crate::{
    background::{Background, bare},
    deploy::ministack,
};

/// LocalStack's own set-up fetches certificates, reports what is done with it, and answers for names: nothing of that is wanted.
const QUIET: [(&str, &str); 5] = [
    ("OVERRIDE_IN_DOCKER", "0"),
    ("USE_SSL", "0"),
    ("DNS_ADDRESS", "0"),
    ("DISABLE_EVENTS", "1"),
    ("SKIP_SSL_CERT_DOWNLOAD", "1"),
];

/// It; it stops when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    running: Background,
    /// What it keeps while it runs.
    _data: TempDir,
}

impl Server {
    /// Starts LocalStack on `port`, or on one that the system picks.
    ///
    /// # Errors
    /// The port is taken, or it does not start.
    pub(super) fn localstack(place: &Place, port: u16) -> Result<Self> {
        let data = tempfile::tempdir()?;
        place.lay_out(data.path())?;
        let command = |address: SocketAddr| {
            let mut command = bare(place.python().command());
            command.args(["-m", "localstack.runtime.main"]).envs(QUIET);
            command.env("FILESYSTEM_ROOT", data.path()).env("TMPDIR", data.path());
            command.env("GATEWAY_LISTEN", address.to_string());
            command.env("LOCALSTACK_HOST", format!("localhost:{}", address.port()));
            command
        };
        Ok(Self { running: Background::start("LocalStack", port, command)?, _data: data })
    }

    /// Starts MiniStack, which takes any access key for the root's.
    ///
    /// # Errors
    /// It cannot be installed, or does not start.
    pub(super) fn ministack() -> Result<Self> {
        let (mut command, data) = (ministack()?, tempfile::tempdir()?);
        let command = |address: SocketAddr| {
            command.args(["-u", "-m", "ministack"]).current_dir(data.path()).env("TMPDIR", data.path());
            command.env("STATE_DIR", data.path().join("state")).env("S3_DATA_DIR", data.path().join("s3"));
            command.env("GATEWAY_PORT", address.port().to_string()).env("BIND_HOST", "127.0.0.1");
            command.env("AWS_ENDPOINT_URL", format!("http://{address}"));
            command
        };
        Ok(Self { running: Background::start("MiniStack", 0, command)?, _data: data })
    }

    /// Starts DynamoDB Local.
    ///
    /// # Errors
    /// It does not start.
    pub(super) fn dynamodb_local(place: &Place) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let command = |address: SocketAddr| {
            let mut command = place.dynamodb_local(address.port());
            command.current_dir(data.path());
            command
        };
        Ok(Self { running: Background::start("DynamoDB Local", 0, command)?, _data: data })
    }

    /// Of all its services.
    pub(super) fn url(&self) -> String {
        self.running.url()
    }

    /// Lets it serve until somebody stops this program.
    ///
    /// # Errors
    /// It ended by itself.
    pub(super) fn serve(self) -> Result<()> {
        self.running.serve()
    }
}
