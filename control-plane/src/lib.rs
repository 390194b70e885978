//! The life cycle of a tenant: the row says what should exist, [`reconcile`] makes the world agree.
//!
//! Handlers authorise and reply, [`onboard`] decides, [`reconcile`] walks the [`resources`] in order. This crate makes a
//! tenant's resources with the process's own credentials; it never reads or writes what is in them.

pub mod bootstrap;
mod handlers;
pub mod onboard;
pub mod reconcile;
pub mod resources;
mod view;

pub use handlers::{create::CreateTenant, list::TenantList};
pub use view::{TenantResources, TenantView};

use tenancy::Services;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operator's routes over `services`, with their OpenAPI description; its operations name the security scheme `bearer`.
#[must_use]
pub fn router(services: Services) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(handlers::create::create_tenant, handlers::list::list_tenants))
        .routes(routes!(handlers::show::show_tenant))
        .with_state(services)
}
