//! The built program, run as a user runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod api;
mod attack;
mod crash;
mod embedded;
mod forged;
mod life;
mod limits;
mod server;
mod world;
