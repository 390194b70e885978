//! The kernel that both planes share: who is calling, which tenant that is, and the only door to that tenant's data.
//!
//! A [`TenantId`] used for data access comes from a verified [`Caller`] alone, and data is reached through
//! [`TenantSessions`], whose credentials can touch one tenant's tables, prefix and key and nothing else.

pub mod access;
pub mod api_keys;
pub mod aws;
pub mod budget;
pub mod caller;
pub mod config;
pub mod edge;
pub mod error;
pub mod extract;
#[cfg(any(test, fuzzing))]
#[allow(clippy::unwrap_used)]
pub mod fuzz;
pub mod ids;
pub mod item;
pub mod limits;
pub mod names;
pub mod objects;
pub mod openapi;
pub mod plans;
pub mod policy;
pub mod queue;
pub mod registry;
#[cfg(not(feature = "openapi"))]
mod routes;
pub mod services;
pub mod sessions;
pub mod telemetry;
pub mod tenant_id;
pub mod token;

pub use api_keys::{ApiKey, ApiKeys};
pub use aws::Aws;
pub use caller::{Caller, Credential, PlatformAdmin, Role, TenantCaller};
pub use config::{Config, ConfigError, Models, Quotas};
pub use error::{ApiError, ErrorCode, Problem};
pub use extract::{ApiJson, ApiPath, ApiQuery, page_limit};
pub use limits::TenantLimits;
pub use names::Names;
pub use plans::{KeyChoice, Plan, Plans};
pub use queue::{DataChange, Queue};
pub use registry::Registry;
pub use services::Services;
pub use sessions::{TenantSession, TenantSessions};
pub use tenant_id::TenantId;
#[cfg(feature = "openapi")]
pub use utoipa_axum::routes;
