//! Import: a file of sales in, rollups out, all or nothing.

pub mod date;
mod job;
pub mod number;
mod parse;
mod record;
mod source;

pub use job::{import_file, put_object, run};
#[cfg(any(test, fuzzing))]
pub(crate) use parse::parse;
pub use parse::{Rejection, check_header};
pub use record::{Days, ImportProblem, ImportRecord, ImportState, ImportStore, RowCounts, Total};
pub use source::Source;
