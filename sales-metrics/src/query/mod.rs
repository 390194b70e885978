//! From a plan to facts: at most two reads one after the other, whatever the plan.

mod answer;
mod baseline;
mod check;
mod daily;
mod each;
mod error;
pub mod fact;
mod facts;
pub mod figure;
mod kinds;
mod members;
pub mod plan;
mod read;
mod replay;
mod scan;
mod shared;
mod slice;
mod snapshot;
mod units;

pub use answer::answer;
pub use check::limits;
pub use daily::{Daily, active_members, daily};
pub use error::QueryError;
pub use replay::{Replay, replay};
pub use snapshot::{Snapshot, Snapshots};
