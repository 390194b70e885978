//! Makes the world agree with a tenant's row: look, plan, do, and record what was done.
//!
//! Planning is pure ([`plan`]); looking and doing are in `resources`. Whoever does holds the tenant's lease, and proves it
//! with each write of the row (`operation::execution`).

pub(crate) mod apply;
mod error;
pub(crate) mod plan;
pub(crate) mod scene;
pub(crate) mod seen;
pub(crate) mod step;
#[cfg(test)]
mod tests;

pub use error::StepError;
