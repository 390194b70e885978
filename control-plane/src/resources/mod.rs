//! What a tenant owns: one file for each kind of resource, and the order in which they come into being.
//!
//! To add a kind: a file with a [`Resource`], and its place in [`STAGES`].

mod alias;
mod key;
mod messages_table;
mod metrics_table;
mod prefix;
pub(crate) mod table;
mod ttl;

use async_trait::async_trait;

use crate::reconcile::{Context, StepError};

/// The resources in order; those of one stage do not depend on each other and are ensured at once.
pub const STAGES: &[&[&dyn Resource]] = &[
    &[&key::Key],
    &[&alias::Alias],
    &[&messages_table::MessagesTable, &metrics_table::MetricsTable],
    &[&prefix::Prefix],
];

/// The tag that names the tenant a resource belongs to.
pub(crate) const TENANT_TAG: &str = "salestalk:tenant";
/// The tag that names who made a resource.
pub(crate) const OWNER_TAG: &str = "salestalk:owner";
/// The value of [`OWNER_TAG`] on all that this crate makes.
pub(crate) const OWNER: &str = "control-plane";

/// What ensuring a resource came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was as desired.
    Unchanged,
    /// It was not there; now it is.
    Created,
    /// It was there and has been brought to what is desired.
    Changed,
}

/// One resource of a tenant.
#[async_trait]
pub trait Resource: std::fmt::Debug + Send + Sync + 'static {
    /// The name of its step, in the row and in errors.
    fn name(&self) -> &'static str;

    /// Makes it as desired; called twice, or by two executors at once, it makes one.
    ///
    /// # Errors
    /// AWS failed, or what is there is not the tenant's. What is not the tenant's is left alone.
    async fn ensure(&self, context: &Context<'_>) -> Result<Outcome, StepError>;
}
