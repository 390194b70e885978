//! From a plan to facts: at most two reads one after the other, whatever the plan.

pub mod fact;
pub mod plan;
