//! A tenant's row: what the operator wants, and what was last seen of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ApiError, ErrorCode, TenantId,
    ids::{BackupId, OperationId},
};

/// The value of the index key by which tenants are listed.
pub(super) const KIND: &str = "TENANT";

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
    /// It could not be made: the record says which step failed, why, and what to do.
    Failed,
    /// It is being exported and erased.
    Offboarding,
    /// It is gone; the row stays so that the id is not given away again.
    Erased,
}

impl TenantState {
    const ALL: [Self; 6] =
        [Self::Provisioning, Self::Active, Self::Suspended, Self::Failed, Self::Offboarding, Self::Erased];

    /// Its name in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "provisioning",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Failed => "failed",
            Self::Offboarding => "offboarding",
            Self::Erased => "erased",
        }
    }
}

impl std::str::FromStr for TenantState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// Why a tenant could not be brought to its desired state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The step that failed.
    pub step: String,
    /// Why.
    pub cause: String,
    /// What to do next.
    pub next_action: String,
}

/// The tenant's data key as KMS wrapped it, with the encryption context `tenant = <id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WrappedKey {
    /// The ciphertext, base64.
    pub ciphertext: String,
    /// The ARN of the KMS key that wrapped it.
    pub key_arn: String,
}

/// What reconciling last saw or made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Observed {
    /// The key that new data is encrypted with.
    pub key_arn: Option<String>,
    /// Keys of plans that the tenant had before; data under them may still be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_keys: Vec<String>,
    /// The key that the tenant has to itself, whatever its plan says now.
    pub own_key: Option<String>,
    /// The tenant's data key.
    pub data_key: Option<WrappedKey>,
    /// `TableId` of each table that was made for the tenant, by the table's name: a table without our tags is still ours by it.
    pub tables: BTreeMap<String, String>,
    /// Whether the owner has an account.
    pub owner_invited: bool,
}

/// The right to act on a tenant, held by the executor of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    /// The operation at work.
    pub operation: OperationId,
    /// When anybody may take over.
    pub until: Timestamp,
}

/// The newest entry of the tenant's audit trail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// How many entries there are.
    pub seq: u64,
    /// The newest one's hash, hexadecimal; empty before the first.
    pub hash: String,
}

/// What is left of an erased tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Archive {
    /// The beginning of its objects' keys; it ends in `/`.
    pub prefix: String,
    /// SHA-256 of its manifest, hexadecimal; present once it was read back and found whole.
    pub manifest_sha256: Option<String>,
    /// When it is deleted, and the data key with it; set when the tenant is erased.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// A whole copy of what a tenant that goes on owned at a moment: it lies beside its archive, and is sealed alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Backup {
    /// Its id; later backups have greater ones.
    #[schema(value_type = String, format = Uuid)]
    pub backup_id: BackupId,
    /// When it began to be made: what was written before is in it.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// SHA-256 of its manifest, hexadecimal; it was read back and found whole.
    pub manifest_sha256: String,
    /// Items of both tables.
    pub items: u64,
    /// Objects.
    pub objects: u64,
    /// Bytes as stored.
    pub bytes: u64,
}

/// Where the data of a new tenant comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Seed {
    /// The example data and catalogue that come with the program.
    Example,
    /// The archive of an erased tenant.
    Archive(TenantId),
    /// A backup of a tenant.
    Backup(TenantId, BackupId),
}

impl TenantRecord {
    /// The lease, if somebody holds it at the time `now`; one that has ended is anybody's to take over.
    #[must_use]
    pub fn held_at(&self, now: Timestamp) -> Option<&Lease> {
        self.lease.as_ref().filter(|lease| lease.until > now)
    }

    /// Whether the tenant is served.
    ///
    /// # Errors
    /// [`ErrorCode::TenantSuspended`], [`ErrorCode::TenantNotReady`] or [`ErrorCode::TenantErased`].
    pub fn check_active(&self) -> Result<(), ApiError> {
        let refused = |code, detail: &str, remedy: &str| Err(ApiError::new(code, detail).remedy(remedy));
        match self.state {
            TenantState::Active => Ok(()),
            TenantState::Suspended => {
                refused(ErrorCode::TenantSuspended, "this account is suspended", "ask your provider to resume it")
            }
            TenantState::Provisioning | TenantState::Failed => {
                refused(ErrorCode::TenantNotReady, "this account is still being set up", "try again in a minute")
            }
            TenantState::Offboarding | TenantState::Erased => refused(
                ErrorCode::TenantErased,
                "this account was closed",
                "ask your provider for the archive of your data",
            ),
        }
    }
}

/// The row of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantRecord {
    /// The tenant's id, chosen by the operator.
    pub tenant_id: TenantId,
    /// The tenant's name, for people; empty once it is erased.
    pub name: String,
    /// Who answers for the account; empty once the tenant is erased.
    pub owner_email: String,
    /// What the tenant pays for, by name.
    pub plan: String,
    /// Where it is in its life.
    pub state: TenantState,
    /// Whether the operator wants it stopped; kept through a failure.
    #[serde(default)]
    pub suspended: bool,
    /// Data that is still to be put into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Seed>,
    /// What was last seen of its resources.
    #[serde(default)]
    pub observed: Observed,
    /// Its backups, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backups: Vec<Backup>,
    /// Whether one more is still to be made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub backup_wanted: bool,
    /// Its archive, once it is being offboarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// What became of all it owned, once it is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<serde_json::Value>,
    /// Why it is not as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Who acts on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// Advances when an executor takes the lease: writes of an older generation are refused.
    #[serde(default)]
    pub generation: u64,
    /// The end of its audit trail.
    #[serde(default)]
    pub audit: AuditHead,
    /// Advances with each write of the row.
    pub version: u64,
    /// When the tenant was asked for.
    pub created_at: Timestamp,
    /// When the operator last wanted something else of it.
    pub changed_at: Timestamp,
    /// When the row was last written.
    pub updated_at: Timestamp,
}
