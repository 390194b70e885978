//! What a step works with: the services, and the tenant's row as its executor last wrote it.

use tenancy::{Names, Services, TenantId, registry::TenantRecord};

use crate::{limits::Limits, settings::Settings, users::UserDirectory};

/// One look at one tenant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) services: &'a Services,
    pub(crate) settings: &'a Settings,
    pub(crate) limits: &'a Limits,
    pub(crate) users: &'a dyn UserDirectory,
    pub(crate) record: &'a TenantRecord,
    /// The ARN of the key that tenants without one of their own share.
    pub(crate) pooled_key: &'a str,
}

/// One of a tenant's two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Table {
    Messages,
    Metrics,
}

impl Table {
    pub(crate) const BOTH: [Self; 2] = [Self::Messages, Self::Metrics];

    /// The name of its steps.
    pub(crate) fn step(self) -> &'static str {
        match self {
            Self::Messages => "messages-table",
            Self::Metrics => "metrics-table",
        }
    }

    /// The table of `tenant`.
    pub(crate) fn name(self, names: &Names, tenant: &TenantId) -> String {
        match self {
            Self::Messages => names.messages_table(tenant),
            Self::Metrics => names.metrics_table(tenant),
        }
    }

    /// Messages are kept for as long as the plan says; figures do not expire.
    pub(crate) fn expires(self) -> bool {
        self == Self::Messages
    }
}
