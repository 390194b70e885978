//! A tenant as the operator sees it.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tenancy::{
    Names, TenantId,
    ids::OperationId,
    registry::{Archive, Failure, TenantRecord, TenantState},
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
    /// The KMS key that encrypts all of it, once it is made.
    pub key_arn: Option<String>,
    /// The alias of the tenant's own key, if its plan gives it one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_alias: Option<String>,
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// The tenant's id.
    pub tenant_id: TenantId,
    /// The tenant's name, for people; empty once it is erased.
    pub name: String,
    /// Who answers for the account; empty once the tenant is erased.
    pub owner_email: String,
    /// What the tenant pays for: the name of a plan.
    pub plan: String,
    /// Where it is in its life.
    pub state: TenantState,
    /// What it owns; absent once it is erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<TenantResources>,
    /// Why it is not as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The operation at work on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub operation_id: Option<OperationId>,
    /// When its newest backup was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub backed_up_at: Option<Timestamp>,
    /// Its archive, once it was offboarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// What became of all it owned, once it is erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Value>,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When the operator last wanted something else of it.
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: Timestamp,
}

impl TenantView {
    /// The view of `record`, whose resources are called as `names` says.
    #[must_use]
    pub fn new(names: &Names, record: TenantRecord) -> Self {
        let id = &record.tenant_id;
        let resources = (record.state != TenantState::Erased).then(|| TenantResources {
            messages_table: names.messages_table(id),
            metrics_table: names.metrics_table(id),
            prefix: names.prefix(id),
            key_alias: record.observed.own_key.as_ref().map(|_| names.key_alias(id)),
            key_arn: record.observed.key_arn,
        });
        Self {
            resources,
            tenant_id: record.tenant_id,
            name: record.name,
            owner_email: record.owner_email,
            plan: record.plan,
            state: record.state,
            failure: record.failure,
            operation_id: record.lease.map(|lease| lease.operation),
            backed_up_at: record.backups.last().map(|backup| backup.made_at),
            archive: record.archive,
            certificate: record.certificate,
            created_at: record.created_at,
            changed_at: record.changed_at,
        }
    }
}
