//! The account of the tenant's owner.

use tenancy::Role;

use super::Done;
use crate::reconcile::{StepError, scene::Scene};

/// Gives the owner an account, or finds it.
pub(crate) async fn invite(scene: Scene<'_>) -> Result<Done, StepError> {
    let record = scene.record;
    let invited = scene.users.ensure(&record.tenant_id, &record.owner_email, Role::Owner).await;
    invited.map_err(|error| StepError::api("inviting the owner", error))?;
    Ok(Done::recording("created", |row| row.observed.owner_invited = true))
}

/// Removes all accounts of the tenant, and its API keys.
pub(crate) async fn remove_all(scene: Scene<'_>) -> Result<Done, StepError> {
    let removed = scene.users.remove_all(&scene.record.tenant_id).await;
    removed.map_err(|error| StepError::api("removing the tenant's users", error))?;
    let revoked = scene.services.api_keys.revoke_all(&scene.record.tenant_id).await;
    revoked.map_err(|error| StepError::api("revoking the tenant's API keys", error))?;
    Ok(Done::recording("deleted", |row| row.observed.owner_invited = false))
}
