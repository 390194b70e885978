//! The built program, run as a user runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod crash;
mod deployed;
mod embedded;
mod isolation;
mod life;
mod ministack;
mod policies;
mod server;
mod world;
