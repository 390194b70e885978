//! Backups: archives of a tenant that goes on. Its row names those that are whole; they lie beside its archive, and go with it.

use jiff::{SignedDuration, Timestamp};
use sales_metrics::dataset::DatasetStore;
use tenancy::{
    Plans, Services, TenantId, TenantSession,
    ids::BackupId,
    registry::{Backup, TenantRecord, TenantState},
};

use crate::{
    archive::{self, FileKind, Manifest, Place},
    erasure,
    reconcile::{StepError, scene::Scene},
    resources::{Done, objects},
};

/// How many a tenant has at most: its row, which each request reads, names them all.
const MOST: usize = 100;
/// What the row does not name is left alone for so long: somebody may be writing it.
const IN_THE_MAKING: SignedDuration = SignedDuration::from_hours(24);

/// Where a backup of `tenant` lies.
pub(crate) fn place(services: &Services, tenant: &TenantId, id: BackupId) -> Place {
    Place { bucket: services.names.bucket.clone(), prefix: format!("{}{id}/", services.names.archives(tenant)) }
}

/// Whether the newest backup of the tenant of `record` is too old by its plan at the time `now`. One in whose way something
/// stands is not asked for again: reconciling makes it.
pub(crate) fn is_due(record: &TenantRecord, plans: &Plans, now: Timestamp) -> bool {
    let served = matches!(record.state, TenantState::Active | TenantState::Suspended);
    let Some(hours) = plans.of(&record.plan).ok().and_then(|plan| plan.backup_hours) else { return false };
    let newest = record.backups.last().map_or(record.created_at, |backup| backup.made_at);
    served
        && record.failure.is_none()
        && record.lease.is_none()
        && newest + SignedDuration::from_hours(hours.get().into()) <= now
}

/// Writes a backup, reads it back, and lets go of those whose time is up.
///
/// Items that are written meanwhile may be in it or not, but the figures are those of one version of the data: none that an
/// import replaced meanwhile.
pub(crate) async fn make(scene: Scene<'_>) -> Result<Done, StepError> {
    let (services, record) = (scene.services, scene.record);
    let now = scene.settings.clock.now();
    delete_unnamed(scene, now).await?;
    let plan = services.plans.of(&record.plan).map_err(|error| StepError::api("reading the plan", error))?;
    let keep_from = now - SignedDuration::from_hours(24 * i64::from(plan.backup_days.get()));
    let session = services.sessions.for_tenant(record).await;
    let session = session.map_err(|error| StepError::api("opening the tenant's session", error))?;
    let key = erasure::data_key(services, &record.tenant_id, record.observed.data_key.as_ref()).await?;
    let backup_id = BackupId::generate();
    let place = place(services, &record.tenant_id, backup_id);

    let before = data_version(&session).await?;
    archive::export(&session, &services.aws.s3, &place, &key, scene.pooled_key).await?;
    if data_version(&session).await? != before {
        archive::purge(&services.aws.s3, &place).await?;
        return Err(StepError::NotReady("the figures were replaced while they were being copied".to_owned()));
    }
    let manifest = archive::verify(&services.aws.s3, &place, &key).await?;
    let made = told(backup_id, now, &manifest);
    Ok(Done::recording("written and read back", move |row| {
        row.backup_wanted = false;
        row.backups.retain(|backup| backup.made_at >= keep_from);
        row.backups.push(made);
        let too_many = row.backups.len().saturating_sub(MOST);
        row.backups.drain(..too_many);
    }))
}

fn told(backup_id: BackupId, made_at: Timestamp, manifest: &Manifest) -> Backup {
    let of = |kinds: &'static [FileKind]| manifest.files.iter().filter(|file| kinds.contains(&file.kind));
    Backup {
        backup_id,
        made_at,
        manifest_sha256: manifest.sha256(),
        items: of(&[FileKind::Messages, FileKind::Metrics]).map(|file| file.records).sum(),
        objects: of(&[FileKind::Object]).count() as u64,
        bytes: manifest.files.iter().map(|file| file.stored_bytes).sum(),
    }
}

/// What readers of the tenant's figures see: version, floor and catalogue.
async fn data_version(session: &TenantSession) -> Result<(u64, u64, u64), StepError> {
    let head = DatasetStore(session).load().await;
    let head = head.map_err(|error| StepError::api("reading the state of the data", error))?;
    Ok((head.data_version, head.floor, head.catalogue_version))
}

/// Deletes backups that the row does not name any more, and attempts at one that came to nothing.
async fn delete_unnamed(scene: Scene<'_>, now: Timestamp) -> Result<(), StepError> {
    let (s3, names) = (&scene.services.aws.s3, &scene.services.names);
    let all = names.archives(&scene.record.tenant_id);
    let mut unnamed = objects::versions_below(s3, &names.bucket, &all).await?;
    unnamed.retain(|object| {
        let id = object.key.strip_prefix(&all).and_then(|rest| rest.split('/').next()?.parse::<BackupId>().ok());
        id.is_some_and(|id| {
            let is_named = scene.record.backups.iter().any(|backup| backup.backup_id == id);
            !is_named && id.made_at().is_some_and(|at| at + IN_THE_MAKING <= now)
        })
    });
    objects::delete(s3, &names.bucket, unnamed).await
}
