//! Import and query over the local stack: real HTTP, real signatures, real tables, the real data set.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bad_input;
mod changes;
mod data;
mod differential;
mod lifecycle;
// Benches ask it how busy the endpoint was, too.
#[allow(dead_code)]
#[path = "../../../control-plane/examples/bench/meter.rs"]
mod meter;
mod oracle;
mod planted;
mod properties;
mod query;
mod replay;
mod schemas;
mod world;
