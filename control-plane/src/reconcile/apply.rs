//! Does one step.

use tenancy::registry::TenantState;

use super::{StepError, scene::Scene, step::Step};
use crate::{
    backup, erasure,
    resources::{Done, key, objects, owner, prefix, table},
    seed,
};

/// The ARN of the key that the tenant's data is encrypted with, which an earlier stage has settled.
fn key_arn<'a>(scene: Scene<'a>) -> Result<&'a str, StepError> {
    let arn = scene.record.observed.key_arn.as_deref();
    arn.ok_or_else(|| StepError::NotReady("the tenant's key is not there yet".to_owned()))
}

/// Does `step`; what it is to change in the row is in the result.
#[tracing::instrument(level = "debug", skip_all, fields(otel.name = step.name()))]
pub(crate) async fn apply(step: &Step, scene: Scene<'_>) -> Result<Done, StepError> {
    match step {
        Step::CreateKey => key::create(scene).await,
        Step::AdoptKey(arn) => {
            let arn = arn.clone();
            Ok(Done::recording("found", |row| row.observed.own_key = Some(arn)))
        }
        Step::ReviveKey { arn, pending } => key::revive(scene, arn, *pending).await,
        Step::RotateKey => key::rotate(scene, key_arn(scene)?).await,
        Step::WrapDataKey if scene.record.state == TenantState::Offboarding => {
            key::wrap_data_key(scene, scene.pooled_key).await
        }
        Step::WrapDataKey => key::wrap_data_key(scene, key_arn(scene)?).await,
        Step::RewrapDataKey(wrapped) => key::rewrap_data_key(scene, wrapped, key_arn(scene)?).await,
        Step::RewrapForArchive(wrapped) => key::rewrap_data_key(scene, wrapped, scene.pooled_key).await,
        Step::CreateAlias => key::create_alias(scene, key_arn(scene)?).await,
        Step::PointAlias { .. } => key::point_alias(scene, key_arn(scene)?).await,
        Step::DeleteAlias => key::delete_alias(scene).await,
        Step::DropOrphan(arn) | Step::DropKey(arn) => key::schedule_deletion(scene, arn).await,
        Step::CreateTable { table, protected, backups } => {
            table::create(scene, *table, key_arn(scene)?, *protected, *backups).await
        }
        Step::MendTable { table, changes } | Step::Unprotect { table, changes } => {
            table::mend(scene, *table, changes).await
        }
        Step::DeleteTable(table) => table::delete(scene, *table).await,
        Step::WriteMarker => prefix::write(scene, key_arn(scene)?, false).await,
        Step::MoveObjects => objects::move_to_key(scene, key_arn(scene)?).await,
        Step::DeleteObjects => {
            let below = scene.services.names.prefix(&scene.record.tenant_id);
            let services = scene.services;
            let deleted = objects::delete_below(&services.aws.s3, &services.names.bucket, &below).await?;
            Ok(Done::of(if deleted == 0 { "absent" } else { "deleted" }))
        }
        Step::InviteOwner => owner::invite(scene).await,
        Step::RemoveUsers => owner::remove_all(scene).await,
        Step::PutData(from) => seed::put(scene, from).await,
        Step::Backup => backup::make(scene).await,
        Step::Drain => erasure::drain(scene).await,
        Step::Export => erasure::export(scene).await,
        Step::Certify => erasure::certify(scene).await,
        Step::TidyArchive => erasure::tidy_archive(scene).await,
        Step::PurgeArchive => erasure::purge(scene).await,
    }
}
