//! Rollups: what a slice of the data adds up to, day by day, in a form that merges exactly.
//!
//! A measure is built from *components*: sums, and sets of ids for distinct counts. A [`Cell`] holds every component of
//! one slice on one day (or month); cells of any days merge into the exact figure of the run of days, distinct counts included.

mod build;
mod cell;
mod codec;
mod components;
mod keys;

pub use build::{Rolled, Rows, roll_up};
pub use cell::{Accumulator, Block, Cell, merge_blocks};
pub use codec::{CodecError, decode, encode};
pub use components::{Components, Source};
pub use keys::{Bucket, Subject, epoch_day, from_epoch_day};

/// The place of a missing value: a blank cell, or a row that a condition leaves out.
pub const NONE: u32 = u32::MAX;
