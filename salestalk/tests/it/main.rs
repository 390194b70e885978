//! The built program, run as a user runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod crash;
mod embedded;
mod iam;
mod isolation;
mod life;
mod policies;
mod server;
mod world;
