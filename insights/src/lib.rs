//! Lambdas insights-handler and insights-worker: what a good analyst would tell a tenant unasked.
//!
//! An insight is an answer that nobody asked for: a plan, its facts, and the narrator's words for them. `find` looks through the
//! data, one file for each kind of finding; `choose` puts the findings in order and keeps to the tenant's limit; `run` does both
//! for one tenant and stores what came of it, all or nothing; `report` puts a week or a month on a page; `deliver` tells of both
//! by `outlets`; `worker` does all this for the tenants whose data has changed.

mod channel;
mod choose;
mod deliver;
mod find;
mod handlers;
mod insight;
mod outlets;
mod report;
mod rules;
mod run;
mod settings;
mod store;
mod words;
mod worker;

pub use handlers::router;
pub use insight::{Insight, InsightKind, InsightState, Severity};
pub use outlets::Outlets;
pub use rules::{Every, NewRule, Rule, Told, Trial};
pub use run::{Engine, Outcome};
pub use worker::{serve, sweep, tend};
