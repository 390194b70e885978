//! A tenant's row: what the operator wants, and what was last seen of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::TenantId;

/// The value of the index key by which tenants are listed.
pub(super) const KIND: &str = "TENANT";

/// What the tenant pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// Messages are kept for 90 days.
    #[default]
    Standard,
    /// Messages are kept for two years.
    Enterprise,
}

impl Plan {
    /// How long messages are kept, in days.
    #[must_use]
    pub fn retention_days(self) -> i64 {
        match self {
            Self::Standard => 90,
            Self::Enterprise => 730,
        }
    }
}

impl std::str::FromStr for Plan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "standard" => Ok(Self::Standard),
            "enterprise" => Ok(Self::Enterprise),
            _ => Err(format!("\"{text}\" is no plan; use standard or enterprise")),
        }
    }
}

/// Where a tenant is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TenantState {
    /// Its resources are being made.
    Provisioning,
    /// It serves.
    Active,
    /// The operator has stopped it.
    Suspended,
    /// A step failed; the record says which, why, and what to do.
    Failed,
}

/// Why a tenant could not be brought to its desired state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The resource whose step failed.
    pub step: String,
    /// Why.
    pub cause: String,
    /// What to do next.
    pub next_action: String,
}

/// What reconciling last saw or made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Observed {
    /// A key was asked for; set before it is, so that a crash in between cannot lose the key.
    pub key_requested: bool,
    /// The tenant's key.
    pub key_arn: Option<String>,
    /// Resources that are as desired, by name of their step.
    pub ready: Vec<String>,
}

/// The row of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantRecord {
    /// The tenant's id, chosen by the operator.
    pub tenant_id: TenantId,
    /// The tenant's name, for people.
    pub name: String,
    /// Who answers for the account.
    pub owner_email: String,
    /// What the tenant pays for.
    pub plan: Plan,
    /// Where it is in its life.
    pub state: TenantState,
    /// What was last seen of its resources.
    #[serde(default)]
    pub observed: Observed,
    /// Why it is [`TenantState::Failed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Advances with each write of the row.
    pub version: u64,
    /// When the tenant was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When the row was last written.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}
