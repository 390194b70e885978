//! Import: a file of sales in, rollups out, all or nothing.

mod aside;
pub mod cell;
mod change;
pub mod date;
pub mod forms;
mod job;
mod layers;
pub mod number;
mod parse;
mod rebuild;
mod record;
mod row;
mod source;
mod staged;
mod write;

pub use aside::Rejection;
pub use cell::is_blank;
pub use job::{import_file, rejected_name, run, source_name};
pub use parse::check_header;
#[cfg(any(test, fuzzing))]
pub(crate) use parse::{Keep, NameLists, parse};
pub(crate) use rebuild::open_object;
pub use rebuild::{Rebuild, rebuild, undo};
pub use record::{
    Days, FileDigest, ImportMode, ImportProblem, ImportRecord, ImportState, ImportStore, RowCounts, Total,
};
pub use source::{Broken, Encoding, Records, Source};
