//! Lambda metrics-handler: catalogue, import, rollups, and the engine that turns a plan into facts.

pub mod catalogue;
pub mod dataset;
pub mod estimate;
#[cfg(any(test, fuzzing))]
#[allow(clippy::unwrap_used)]
pub mod fuzz;
pub mod import;
pub mod names;
mod partition;
pub mod period;
pub mod query;
pub mod rollup;
pub mod table;

mod handlers;

pub use handlers::{Background, router};
