//! The data that a new tenant starts with: the example, the archive of an erased tenant, or a backup of one that goes on.

use tenancy::{
    TenantId,
    ids::BackupId,
    registry::{Seed, TenantRecord, TenantState},
};

use crate::{
    archive::{self, Place},
    backup, erasure, example,
    reconcile::{StepError, scene::Scene},
    resources::Done,
};

/// Puts the data of `seed` into the tenant; done twice, it is there once.
pub(crate) async fn put(scene: Scene<'_>, seed: &Seed) -> Result<Done, StepError> {
    let session = scene.services.sessions.for_tenant(scene.record).await;
    let session = session.map_err(|error| StepError::api("opening the tenant's session", error))?;
    match seed {
        Seed::Example => {
            let imported = example::import(&session, &scene.services.usage).await;
            imported.map_err(|error| StepError::api("importing the example", error))?;
        }
        Seed::Archive(from) => {
            let erased = erased(scene, from).await?;
            let archive = erased.archive.as_ref().ok_or_else(|| gone(from))?;
            let place = Place { bucket: scene.services.names.bucket.clone(), prefix: archive.prefix.clone() };
            let key = erasure::data_key(scene.services, from, erased.observed.data_key.as_ref()).await?;
            archive::restore(&scene.services.aws.s3, &place, &key, &session).await?;
        }
        Seed::Backup(from, id) => {
            let source = backed_up(scene, from, *id).await?;
            let place = backup::place(scene.services, from, *id);
            let key = erasure::data_key(scene.services, from, source.observed.data_key.as_ref()).await?;
            archive::restore(&scene.services.aws.s3, &place, &key, &session).await?;
        }
    }
    Ok(Done::recording("imported", |row| row.seed = None))
}

async fn backed_up(scene: Scene<'_>, tenant: &TenantId, id: BackupId) -> Result<TenantRecord, StepError> {
    let row = scene.services.registry.get(tenant).await;
    let row = row.map_err(|error| StepError::api("reading the tenant that was backed up", error))?;
    row.filter(|row| row.backups.iter().any(|backup| backup.backup_id == id)).ok_or_else(|| StepError::Unusable {
        what: format!("the backup {id} of {tenant}"),
        why: "its time is up, or the tenant was erased".to_owned(),
    })
}

async fn erased(scene: Scene<'_>, tenant: &TenantId) -> Result<TenantRecord, StepError> {
    let row = scene.services.registry.get(tenant).await;
    let row = row.map_err(|error| StepError::api("reading the erased tenant", error))?;
    row.filter(|row| row.state == TenantState::Erased).ok_or_else(|| gone(tenant))
}

fn gone(tenant: &TenantId) -> StepError {
    StepError::Unusable { what: format!("the archive of {tenant}"), why: "it was deleted".to_owned() }
}
