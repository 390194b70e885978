//! What a tenant owns, one file for each kind: how it is looked at, made, mended and deleted.
//!
//! No function here decides what should be: `reconcile::plan` does. Each is safe to call twice.

pub(crate) mod key;
pub(crate) mod objects;
pub(crate) mod owner;
pub(crate) mod prefix;
pub(crate) mod table;
pub(crate) mod table_settings;

use tenancy::registry::TenantRecord;

/// The tag that names the tenant a resource belongs to.
pub(crate) const TENANT_TAG: &str = "salestalk:tenant";
/// The tag that names who made a resource.
pub(crate) const OWNER_TAG: &str = "salestalk:owner";
/// The value of [`OWNER_TAG`] on all that this crate makes.
pub(crate) const OWNER: &str = "control-plane";

/// What a step changes in the tenant's row.
pub(crate) type Effect = Box<dyn FnOnce(&mut TenantRecord) + Send>;

/// What a step came to.
pub(crate) struct Done {
    /// `created`, `changed`, `deleted`, ...
    pub(crate) outcome: &'static str,
    /// What is now to be recorded.
    pub(crate) effect: Option<Effect>,
    /// Something was there that should not have been, or the other way round: look again.
    pub(crate) surprised: bool,
}

impl Done {
    pub(crate) fn of(outcome: &'static str) -> Self {
        Self { outcome, effect: None, surprised: false }
    }

    pub(crate) fn recording(outcome: &'static str, effect: impl FnOnce(&mut TenantRecord) + Send + 'static) -> Self {
        Self { outcome, effect: Some(Box::new(effect)), surprised: false }
    }

    /// It was not as planned; nothing was done.
    pub(crate) fn surprised() -> Self {
        Self { outcome: "found", effect: None, surprised: true }
    }
}

impl std::fmt::Debug for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Done")
            .field("outcome", &self.outcome)
            .field("surprised", &self.surprised)
            .finish_non_exhaustive()
    }
}
