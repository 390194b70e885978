//! The built program, run as a user runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod contract;
mod crash;
mod embedded;
mod life;
mod server;
mod world;
