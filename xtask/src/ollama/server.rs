//! A running Ollama, on this machine only, that asks nothing of any network.

use std::{net::SocketAddr, process::Command};

use anyhow::Result;

use super::setup::Place;
use crate::background::Background;

/// It; it stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Ollama(Background);

impl Ollama {
    /// Starts it on `port`, or on one that the system picks.
    ///
    /// # Errors
    /// The port is taken, or it does not start.
    pub(super) fn start(place: &Place, port: u16) -> Result<Self> {
        let serve = |address| {
            let mut command = program(place, address);
            command.arg("serve");
            command
        };
        Background::start("Ollama", port, serve).map(Self)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// Its command line, for this server.
    pub(super) fn command(&self, place: &Place) -> Command {
        program(place, self.0.address())
    }

    /// Lets it serve until somebody stops this program.
    ///
    /// # Errors
    /// It ended by itself.
    pub(super) fn serve(self) -> Result<()> {
        self.0.serve()
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
