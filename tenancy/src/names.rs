//! The names of everything a tenant owns, in one place: tables, prefix, key alias, ARNs.

use crate::TenantId;

/// The index of the messages table that gives a session's history in order of time.
pub const SESSION_INDEX: &str = "sessionId-sk";

/// Where the system's resources live, and hence what they are called.
#[derive(Debug, Clone)]
pub struct Names {
    /// AWS Region, `eu-central-1`.
    pub region: String,
    /// AWS account, twelve digits.
    pub account: String,
    /// The bucket that holds every tenant's prefix.
    pub bucket: String,
}

impl Names {
    /// The table of the tenant's conversations.
    #[must_use]
    pub fn messages_table(&self, tenant: &TenantId) -> String {
        format!("tenant-{tenant}-messages")
    }

    /// The table of the tenant's figures.
    #[must_use]
    pub fn metrics_table(&self, tenant: &TenantId) -> String {
        format!("tenant-{tenant}-metrics")
    }

    /// The prefix of the tenant's objects; it ends in `/`, so that it is no other tenant's beginning.
    #[must_use]
    pub fn prefix(&self, tenant: &TenantId) -> String {
        format!("tenants/{tenant}/")
    }

    /// The alias of the tenant's key.
    #[must_use]
    pub fn key_alias(&self, tenant: &TenantId) -> String {
        format!("alias/salestalk/{tenant}")
    }

    /// The alias of the key that tenants without one of their own share.
    #[must_use]
    pub fn pooled_key_alias(&self) -> &'static str {
        "alias/salestalk-pooled"
    }

    /// The prefix under which the archives of erased tenants lie; it ends in `/`.
    #[must_use]
    pub fn archives(&self, tenant: &TenantId) -> String {
        format!("archive/{tenant}/")
    }

    /// The prefix under which copies of a tenant's audit trail lie; it ends in `/`.
    #[must_use]
    pub fn audit_copies(&self, tenant: &TenantId) -> String {
        format!("audit/{tenant}/")
    }

    /// The object that certifies the erasure of a tenant.
    #[must_use]
    pub fn certificate(&self, tenant: &TenantId) -> String {
        format!("certificates/{tenant}.json")
    }

    /// The ARN of a table in this account and Region.
    #[must_use]
    pub fn table_arn(&self, table: &str) -> String {
        format!("arn:aws:dynamodb:{}:{}:table/{table}", self.region, self.account)
    }
}
