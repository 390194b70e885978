//! The life cycle of a tenant: its row says what should exist, and the world is made to agree.
//!
//! A handler turns a request into a wish (`change`), `operation::begin` writes the intent down and takes the tenant's
//! lease, `operation::run` looks, plans and does (`reconcile`, `resources`) until nothing is left to do, and ends the
//! operation in the transaction that completes the audit entry. Onboarding, retry, drift repair, plan change and erasure are
//! that one path; whoever dies on it leaves a row from which the next one goes on.

pub mod archive;
pub mod audit;
mod backup;
pub mod bootstrap;
mod change;
mod drift;
mod erasure;
mod example;
mod fleet;
#[cfg(any(test, fuzzing))]
#[allow(clippy::unwrap_used)]
pub mod fuzz;
mod handlers;
mod idempotency;
mod limits;
mod new_tenant;
mod operation;
mod plane;
pub mod reconcile;
mod reply;
mod resources;
mod seed;
mod settings;
mod submit;
pub mod users;
mod view;

pub use fleet::{FleetDrift, FleetFailure, FleetPage};
pub use handlers::{
    api_keys::{ApiKeyList, CreateApiKey, NewApiKey},
    archive::{ArchiveAccess, ArchiveFile},
    audit::AuditTrail,
    backups::BackupList,
    change::ChangeTenant,
    create::CreateTenant,
    fleet::Fleet,
    list::TenantList,
    operations::OperationList,
    reconcile::Drift,
    restore::RestoreTenant,
    usage::UsageReport,
    users::{InviteUser, UserList},
};
pub use operation::{
    Operation, OperationKind, OperationState, StepLog,
    queue::Work,
    sweep::{serve, sweep, work},
};
pub use plane::ControlPlane;
pub use settings::{Clock, Settings};
pub use view::{TenantResources, TenantView};

use tenancy::{access, routes};
use utoipa_axum::router::OpenApiRouter;

/// The operator's routes, with their OpenAPI description; its operations name the security scheme `bearer`.
#[must_use]
pub fn router(plane: ControlPlane) -> OpenApiRouter {
    let services = plane.services.clone();
    let routes = OpenApiRouter::new()
        .routes(routes!(handlers::create::create_tenant, handlers::list::list_tenants))
        .routes(routes!(
            handlers::show::show_tenant,
            handlers::change::change_tenant,
            handlers::offboard::offboard_tenant
        ))
        .routes(routes!(handlers::reconcile::reconcile_tenant))
        .routes(routes!(handlers::restore::restore_tenant))
        .routes(routes!(handlers::backups::list_backups, handlers::backups::make_backup))
        .routes(routes!(handlers::archive::show_archive, handlers::archive::purge_archive))
        .routes(routes!(handlers::operations::list_operations))
        .routes(routes!(handlers::operations::show_operation))
        .routes(routes!(handlers::audit::show_audit))
        .routes(routes!(handlers::audit::verify_audit))
        .routes(routes!(handlers::fleet::show_fleet))
        .routes(routes!(handlers::fleet::reconcile_fleet))
        .routes(routes!(handlers::usage::tenant_usage))
        .routes(routes!(handlers::usage::own_usage))
        .routes(routes!(handlers::me::show))
        .routes(routes!(handlers::plans::list))
        .routes(routes!(handlers::users::list_users, handlers::users::invite_user))
        .routes(routes!(handlers::users::remove_user))
        .routes(routes!(handlers::api_keys::list_api_keys, handlers::api_keys::create_api_key))
        .routes(routes!(handlers::api_keys::revoke_api_key))
        .with_state(plane);
    access::guard(routes, &services)
}
