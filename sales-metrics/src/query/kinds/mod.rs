//! The kinds of plan: each reads what it needs, all of it at the same time, and writes the facts of every measure.

mod average;
mod breakdown;
mod changes;
mod compare;
mod cumulative;
mod expected;
mod forecast;
mod growth;
mod lookup;
mod rank;
mod series;
mod share;
mod side;
mod summary;
mod why;

pub(super) use average::{average, over_units};
pub(super) use breakdown::breakdown;
pub(super) use compare::compare;
pub(super) use cumulative::cumulative;
pub(super) use expected::{expected, looked_at};
pub(super) use forecast::forecast;
pub(super) use growth::growth;
pub(super) use lookup::lookup;
pub(super) use rank::rank;
pub(super) use series::series;
pub(super) use share::share;
pub(super) use summary::summary;
pub(super) use why::why;
