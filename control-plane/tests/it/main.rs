//! The control plane over the local stack: real HTTP, real signatures, real tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod backups;
mod concurrency;
mod conflicts;
mod drift;
mod faults;
mod fleet;
mod holds;
mod lambda;
mod lifecycle;
mod offboarding;
mod onboarding;
mod operations;
mod users;
mod world;
