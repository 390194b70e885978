//! Rollups: what a slice of the data adds up to, day by day, in a form that merges exactly.
//!
//! A measure is built from *components*: sums, and sets of ids for distinct counts. A cell holds every
//! component of one slice on one day (or month); cells of any days merge into the exact figure of the run of days, distinct
//! counts included. A [`Block`] is the cells of one item, by column.

mod accumulator;
mod amount;
mod block;
mod build;
mod codec;
mod components;
mod keys;
mod rows;

pub use accumulator::{Accumulator, Past};
pub use amount::{DIGITS, MISSING, amount_of, decimal_of};
pub use block::Block;
pub use build::{Rolled, roll_up, roll_up_pair, total};
pub(crate) use codec::{Amounts, pack, unpack};
pub use codec::{CodecError, Sets, decode, encode};
pub use components::{Addend, Components, Shape, Source};
pub use keys::{Bucket, Subject, epoch_day, from_epoch_day};
pub use rows::Rows;

/// The place of a missing value: a blank cell, or a row that a condition leaves out.
pub const NONE: u32 = u32::MAX;
