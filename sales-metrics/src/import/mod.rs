//! Import: a file of sales in, rollups out, all or nothing.

pub mod date;
pub mod number;
