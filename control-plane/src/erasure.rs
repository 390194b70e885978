//! The end of a tenant: its requests run out, its data is exported and read back, all it owned is deleted, and a
//! certificate says so.

use std::time::Duration;

use aws_sdk_kms::primitives::Blob;
use aws_sdk_s3::{primitives::ByteStream, types::ObjectIdentifier};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use serde_json::json;
use tenancy::{
    ApiError, Services, TenantId,
    registry::{Archive, Observed, TenantRecord, WrappedKey},
};

use crate::{
    ControlPlane,
    archive::{self, DataKey, Place},
    operation,
    reconcile::{
        StepError,
        plan::foreign,
        scene::{Scene, Table},
        seen::{KeyState, Seen, World},
    },
    resources::{Done, objects},
};

/// A part of the wait for requests to end.
const DRAIN_AT_ONCE: Duration = Duration::from_secs(1);

/// Waits until requests that were let in before the tenant was closed have ended, but only a second at a time: the
/// executor may have less time than they.
pub(crate) async fn drain(scene: Scene<'_>) -> Result<Done, StepError> {
    let drain = SignedDuration::try_from(scene.settings.drain).unwrap_or(SignedDuration::MAX);
    let end = scene.record.changed_at + drain;
    let left = Duration::try_from(end.duration_since(scene.settings.clock.now())).unwrap_or_default();
    tokio::time::sleep(left.min(DRAIN_AT_ONCE)).await;
    if left > DRAIN_AT_ONCE {
        return Err(StepError::NotReady("requests of the tenant's may still be being served".to_owned()));
    }
    Ok(Done::of("drained"))
}

/// The data key of `tenant`, unwrapped.
pub(crate) async fn data_key(
    services: &Services,
    tenant: &TenantId,
    wrapped: Option<&WrappedKey>,
) -> Result<DataKey, StepError> {
    let gone = |why: String| StepError::Unusable { what: format!("the data key of {tenant}"), why };
    let wrapped = wrapped.ok_or_else(|| gone("it was destroyed".to_owned()))?;
    let ciphertext =
        STANDARD.decode(&wrapped.ciphertext).map_err(|error| gone(format!("its row is damaged: {error}")))?;
    let reply = services
        .aws
        .kms
        .decrypt()
        .key_id(&wrapped.key_arn)
        .ciphertext_blob(Blob::new(ciphertext))
        .encryption_context("tenant", tenant.as_str())
        .send()
        .await
        .map_err(|error| StepError::aws("unwrapping the tenant's data key", error))?;
    let plaintext = reply.plaintext.map(Blob::into_inner).unwrap_or_default();
    DataKey::try_from(plaintext.as_slice()).map_err(|_| gone("it is not 256 bits long".to_owned()))
}

/// Writes the archive, and reads it back. Each attempt writes to a place of its own, so that an executor that does not know yet
/// that another has taken over can do no harm to the archive of that other.
pub(crate) async fn export(scene: Scene<'_>) -> Result<Done, StepError> {
    let record = scene.record;
    // A tenant that was never made has nothing to export, and no session that could.
    if record.observed.key_arn.is_none() {
        return Ok(Done::of("nothing to export"));
    }
    let prefix = format!("{}{}/", scene.services.names.archives(&record.tenant_id), uuid::Uuid::now_v7());
    let place = Place { bucket: scene.services.names.bucket.clone(), prefix };
    let key = data_key(scene.services, &record.tenant_id, record.observed.data_key.as_ref()).await?;
    let session = scene.services.sessions.for_tenant(record).await;
    let session = session.map_err(|error| StepError::api("opening the tenant's session", error))?;
    let s3 = &scene.services.aws.s3;
    archive::export(&session, s3, &place, &key, scene.pooled_key).await?;
    let manifest = archive::verify(s3, &place, &key).await?;
    let hash = manifest.sha256();
    Ok(Done::recording("written and read back", |row| {
        row.archive = Some(Archive { prefix: place.prefix, manifest_sha256: Some(hash), expires_at: None });
    }))
}

/// Looks at everything once more, and writes down what became of it; anything that is left is deleted first.
pub(crate) async fn certify(scene: Scene<'_>) -> Result<Done, StepError> {
    let record = scene.record;
    let (names, tenant) = (&scene.services.names, &record.tenant_id);
    let world = World::look(scene, false).await?;
    let prefix = names.prefix(tenant);
    let mut resources = Vec::new();
    for table in Table::BOTH {
        let arn = names.table_arn(&table.name(names, tenant));
        match world.table(table) {
            Seen::Absent => resources.push(json!({"kind": "table", "id": arn, "endState": "deleted"})),
            Seen::Present(seen) if foreign(record, seen).is_some() => {
                resources.push(json!({"kind": "table", "id": arn, "endState": "not the tenant's; left alone"}));
            }
            _ => return Ok(Done::surprised()),
        }
    }
    if objects::any(scene, &prefix).await? {
        return Ok(Done::surprised());
    }
    let below = format!("s3://{}/{prefix}", names.bucket);
    resources.push(json!({"kind": "objects", "id": below, "endState": "all versions deleted"}));
    if let Seen::Present(key) = &world.own_key {
        if key.state != KeyState::PendingDeletion || world.alias == Seen::Present(key.arn.clone()) {
            return Ok(Done::surprised());
        }
        let deletion = crate::resources::key::describe(&scene.services.aws.kms, &key.arn).await?;
        let date = deletion.and_then(|key| key.deletion_date).map(|date| date.to_string());
        resources.push(json!({"kind": "key", "id": key.arn, "endState": "pending deletion", "expiresAt": date}));
        resources.push(json!({"kind": "key-alias", "id": names.key_alias(tenant), "endState": "deleted"}));
    }
    resources.push(json!({"kind": "users", "id": tenant, "endState": "deleted"}));
    if !record.backups.is_empty() {
        let count = record.backups.len();
        let below = format!("s3://{}/{}", names.bucket, names.archives(tenant));
        resources.push(json!({"kind": "backups", "id": below, "endState": format!("all {count} deleted")}));
    }
    forget_replies(scene).await?;
    tidy_archive(scene).await?;

    let now = scene.settings.clock.now();
    let days =
        scene.services.plans.of(&record.plan).map_err(|error| StepError::api("reading the plan", error))?.archive_days;
    let expires = now + SignedDuration::from_hours(24 * days);
    let exported = record.archive.as_ref().filter(|archive| archive.manifest_sha256.is_some());
    let certificate = json!({
        "tenantId": tenant,
        "plan": record.plan,
        "createdAt": record.created_at,
        "erasedAt": now,
        "resources": resources,
        "archive": exported.map(|archive| json!({
            "prefix": archive.prefix, "manifestSha256": archive.manifest_sha256, "expiresAt": expires,
            "dataKey": "wrapped, in the tenant's row; destroyed with the archive",
        })),
        "remains": ["the tenant's id and dates", "its audit trail", "its usage by month", "its operations' logs"],
        "auditHead": record.audit,
    });
    let name = names.certificate(tenant);
    let put = scene.services.aws.s3.put_object().bucket(&names.bucket).key(&name).content_type("application/json");
    let put = put.body(ByteStream::from(certificate.to_string().into_bytes())).send().await;
    put.map_err(|error| StepError::aws("writing the certificate", error))?;
    let kept = exported.is_some();
    Ok(Done::recording("written", move |row| {
        row.certificate = Some(certificate);
        match &mut row.archive {
            Some(archive) if kept => archive.expires_at = Some(expires),
            other => *other = None,
        }
    }))
}

/// Deletes the replies that were kept for idempotency keys: they name people.
async fn forget_replies(scene: Scene<'_>) -> Result<(), StepError> {
    let (dynamodb, table) = scene.services.registry.table();
    let mut before = None;
    loop {
        let page = operation::list(&scene.services.registry, &scene.record.tenant_id, 100, before).await;
        let page = page.map_err(|error| StepError::api("listing the tenant's operations", error))?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.operation_id);
        for key in page
            .iter()
            .filter(|o| o.kind != operation::OperationKind::Offboard)
            .filter_map(|o| o.idempotency_key.as_ref())
        {
            let delete =
                dynamodb.delete_item().table_name(table).set_key(Some(crate::idempotency::key_of(key))).send().await;
            delete.map_err(|error| StepError::aws("forgetting a kept reply", error))?;
        }
    }
}

/// What attempts at an archive left that came to nothing, and backups: all below the tenant's archives but the one that the row
/// names.
async fn strays(scene: Scene<'_>) -> Result<Vec<ObjectIdentifier>, StepError> {
    let names = &scene.services.names;
    let kept = scene.record.archive.as_ref().filter(|archive| archive.manifest_sha256.is_some());
    let all = names.archives(&scene.record.tenant_id);
    let mut strays = objects::versions_below(&scene.services.aws.s3, &names.bucket, &all).await?;
    strays.retain(|object| kept.is_none_or(|archive| !object.key.starts_with(&archive.prefix)));
    Ok(strays)
}

/// Whether there is anything to tidy.
pub(crate) async fn has_strays(scene: Scene<'_>) -> Result<bool, StepError> {
    Ok(!strays(scene).await?.is_empty())
}

/// Deletes what attempts at an archive left that came to nothing.
pub(crate) async fn tidy_archive(scene: Scene<'_>) -> Result<Done, StepError> {
    let (s3, bucket) = (&scene.services.aws.s3, &scene.services.names.bucket);
    objects::delete(s3, bucket, strays(scene).await?).await?;
    Ok(Done::of("deleted"))
}

/// Deletes the archive, and destroys the key to it.
pub(crate) async fn purge(scene: Scene<'_>) -> Result<Done, StepError> {
    let names = &scene.services.names;
    let place = Place { bucket: names.bucket.clone(), prefix: names.archives(&scene.record.tenant_id) };
    // The key goes with the row's next write: from then on what might be left of the archive cannot be read.
    archive::purge(&scene.services.aws.s3, &place).await?;
    Ok(Done::recording("deleted", |row| {
        row.archive = None;
        row.observed.data_key = None;
    }))
}

/// How to fetch an archive.
pub(crate) struct Access {
    /// Files by name, and their links.
    pub(crate) files: Vec<(String, String)>,
    /// Base64.
    pub(crate) data_key: String,
}

/// Links to the files of the archive of `record`, and the key that opens them.
///
/// # Errors
/// The key was destroyed, or AWS failed.
pub(crate) async fn access(
    plane: &ControlPlane,
    record: &TenantRecord,
    archive: &Archive,
    lives: Duration,
) -> Result<Access, ApiError> {
    let place = Place { bucket: plane.services.names.bucket.clone(), prefix: archive.prefix.clone() };
    let failed = |error: StepError| ApiError::internal("opening the archive", error);
    let key = data_key(&plane.services, &record.tenant_id, record.observed.data_key.as_ref()).await.map_err(failed)?;
    let s3 = &plane.services.aws.s3;
    let manifest = archive::manifest(s3, &place).await.map_err(|error| failed(error.into()))?;
    let mut files = Vec::new();
    for name in manifest.files.iter().map(|file| file.name.as_str()).chain(["manifest.json"]) {
        let link = archive::link(s3, &place, name, lives).await.map_err(|error| failed(error.into()))?;
        files.push((name.to_owned(), link));
    }
    Ok(Access { files, data_key: STANDARD.encode(key.bytes()) })
}

/// Leaves in the row of an erased tenant what must stay: no person's name or address.
pub(crate) fn forget(record: &mut TenantRecord) {
    record.name = String::new();
    record.owner_email = String::new();
    record.seed = None;
    record.backups = Vec::new();
    record.backup_wanted = false;
    let data_key = if record.archive.is_some() { record.observed.data_key.take() } else { None };
    record.observed = Observed { data_key, ..Observed::default() };
}
