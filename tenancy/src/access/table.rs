//! Who may call what: the one table of all routes. A route that is not in it is not served.

use crate::Role;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a token.
    Public,
    /// The operator.
    Operator,
    /// A caller of at least this role in a tenant, by a token or an API key.
    Tenant(Role),
    /// The same, but no API key: what these routes do would outlive its revocation.
    Person(Role),
}

impl Access {
    /// As the OpenAPI document and errors write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Operator => Role::PlatformAdmin.name(),
            Self::Tenant(role) | Self::Person(role) => role.name(),
        }
    }
}

use Access::{Operator, Person, Public, Tenant};
use Role::{Admin, Member, Owner};

/// Method, path as the router matches it, and who may call it.
pub const ROUTES: &[(&str, &str, Access)] = &[
    ("GET", "/health", Public),
    ("GET", "/openapi.json", Public),
    ("GET", "/docs", Public),
    ("GET", "/docs/", Public),
    ("GET", "/docs/{*rest}", Public),
    ("GET", "/.well-known/jwks.json", Public),
    // The life of tenants.
    ("GET", "/tenants", Operator),
    ("POST", "/tenants", Operator),
    ("GET", "/tenants/{id}", Operator),
    ("PATCH", "/tenants/{id}", Operator),
    ("DELETE", "/tenants/{id}", Operator),
    ("POST", "/tenants/{id}/reconcile", Operator),
    ("POST", "/tenants/{id}/restore", Operator),
    ("GET", "/tenants/{id}/backups", Operator),
    ("POST", "/tenants/{id}/backups", Operator),
    ("GET", "/tenants/{id}/archive", Operator),
    ("DELETE", "/tenants/{id}/archive", Operator),
    ("GET", "/tenants/{id}/operations", Operator),
    ("GET", "/tenants/{id}/operations/{operation}", Operator),
    ("GET", "/tenants/{id}/audit", Operator),
    ("GET", "/tenants/{id}/audit/verification", Operator),
    ("GET", "/tenants/{id}/usage", Operator),
    ("GET", "/plans", Operator),
    ("GET", "/fleet", Operator),
    ("POST", "/fleet/reconcile", Operator),
    // A tenant's own affairs.
    ("GET", "/users", Person(Owner)),
    ("POST", "/users", Person(Owner)),
    ("DELETE", "/users/{userId}", Person(Owner)),
    ("GET", "/api-keys", Person(Admin)),
    ("POST", "/api-keys", Person(Admin)),
    ("DELETE", "/api-keys/{keyId}", Person(Admin)),
    ("GET", "/usage", Tenant(Admin)),
    ("GET", "/me", Tenant(Member)),
    // A tenant's data and its questions.
    ("GET", "/catalogue", Tenant(Member)),
    ("PUT", "/catalogue", Tenant(Admin)),
    ("POST", "/imports", Tenant(Admin)),
    ("GET", "/imports", Tenant(Member)),
    ("GET", "/imports/{id}", Tenant(Member)),
    ("GET", "/imports/{id}/rejected", Tenant(Admin)),
    ("POST", "/imports/{id}/undo", Tenant(Admin)),
    ("POST", "/uploads", Tenant(Admin)),
    ("POST", "/metrics", Tenant(Admin)),
    ("POST", "/query", Tenant(Member)),
    ("GET", "/insights", Tenant(Member)),
    ("GET", "/insights/{id}", Tenant(Member)),
    ("PATCH", "/insights/{id}", Tenant(Member)),
    ("POST", "/insights/run", Tenant(Admin)),
    ("GET", "/insights/rules", Tenant(Member)),
    ("POST", "/insights/rules", Tenant(Admin)),
    ("POST", "/insights/rules/trial", Tenant(Member)),
    ("DELETE", "/insights/rules/{id}", Tenant(Admin)),
    ("GET", "/insights/settings", Tenant(Member)),
    ("PUT", "/insights/settings", Tenant(Admin)),
    ("GET", "/insights/channels", Tenant(Admin)),
    ("POST", "/insights/channels", Person(Admin)),
    ("DELETE", "/insights/channels/{id}", Tenant(Admin)),
    ("POST", "/insights/channels/{id}/test", Tenant(Admin)),
    ("GET", "/insights/deliveries", Tenant(Admin)),
    ("POST", "/insights/deliveries/{id}/retry", Tenant(Admin)),
    ("GET", "/reports", Tenant(Member)),
    ("POST", "/reports", Tenant(Admin)),
    ("GET", "/reports/{id}", Tenant(Member)),
    ("POST", "/chat", Tenant(Member)),
    ("GET", "/sessions", Tenant(Member)),
    ("PATCH", "/sessions/{id}", Tenant(Member)),
    ("DELETE", "/sessions/{id}", Tenant(Member)),
    ("GET", "/sessions/{id}/messages", Tenant(Member)),
    ("GET", "/archive", Tenant(Admin)),
    ("POST", "/archive/{day}/restore", Tenant(Admin)),
    ("GET", "/messages/{id}/stream", Tenant(Member)),
    ("POST", "/messages/{id}/stop", Tenant(Member)),
    ("POST", "/messages/{id}/feedback", Tenant(Member)),
    ("GET", "/messages/{id}/facts.csv", Tenant(Member)),
    ("GET", "/facts/{id}", Tenant(Member)),
    ("GET", "/questions/review", Tenant(Admin)),
    ("POST", "/v1/chat/completions", Tenant(Member)),
    ("GET", "/v1/models", Tenant(Member)),
    ("GET", "/v1/models/{model}", Tenant(Member)),
];

/// Who may call `method` of the route matched as `path`; HEAD is GET without a body.
#[must_use]
pub fn of(method: &str, path: &str) -> Option<Access> {
    let method = if method == "HEAD" { "GET" } else { method };
    ROUTES.iter().find(|route| (route.0, route.1) == (method, path)).map(|route| route.2)
}
