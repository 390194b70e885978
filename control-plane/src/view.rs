//! A tenant as the operator sees it.

use jiff::Timestamp;
use serde::Serialize;
use tenancy::{
    Names, TenantId,
    registry::{Failure, Plan, TenantRecord, TenantState},
};
use utoipa::ToSchema;

/// What a tenant owns, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantResources {
    /// The table of conversations.
    pub messages_table: String,
    /// The table of figures.
    pub metrics_table: String,
    /// The beginning of the keys of the tenant's objects; it ends in `/`.
    pub prefix: String,
    /// The tenant's KMS key, once it is made.
    pub key_arn: Option<String>,
    /// The key's alias.
    pub key_alias: String,
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// The tenant's id.
    pub tenant_id: TenantId,
    /// The tenant's name, for people.
    pub name: String,
    /// Who answers for the account.
    pub owner_email: String,
    /// What the tenant pays for.
    pub plan: Plan,
    /// Where it is in its life.
    pub state: TenantState,
    /// What it owns.
    pub resources: TenantResources,
    /// Why its state is `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When its row was last written.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl TenantView {
    /// The view of `record`, whose resources are called as `names` says.
    #[must_use]
    pub fn new(names: &Names, record: TenantRecord) -> Self {
        let id = &record.tenant_id;
        Self {
            resources: TenantResources {
                messages_table: names.messages_table(id),
                metrics_table: names.metrics_table(id),
                prefix: names.prefix(id),
                key_alias: names.key_alias(id),
                key_arn: record.observed.key_arn,
            },
            tenant_id: record.tenant_id,
            name: record.name,
            owner_email: record.owner_email,
            plan: record.plan,
            state: record.state,
            failure: record.failure,
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }
}
