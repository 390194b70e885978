//! From a plan to facts: at most two reads one after the other, whatever the plan.

mod engine;
pub mod fact;
pub mod figure;
pub mod plan;
mod read;
mod scan;
mod snapshot;

pub use engine::{QueryError, answer};
pub use snapshot::{Snapshot, Snapshots};
