//! Import: a file of sales in, rollups out, all or nothing.

mod change;
pub mod date;
mod job;
mod layers;
pub mod number;
mod parse;
mod record;
mod source;
mod staged;
mod write;

pub use job::{import_file, put_object, rejected_name, run, source_name};
#[cfg(any(test, fuzzing))]
pub(crate) use parse::{Keep, NameLists, parse};
pub use parse::{Rejection, check_header};
pub use record::{Days, ImportMode, ImportProblem, ImportRecord, ImportState, ImportStore, RowCounts, Total};
pub use source::Source;
