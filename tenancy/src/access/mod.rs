//! The gate before every handler: who is calling, whether they may, and whether their tenant has not had its share.
//!
//! Each plane's router stands behind [`guard`], so that no process can serve it without. Handlers find the verified caller
//! in the request.

mod document;
mod table;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use utoipa_axum::router::OpenApiRouter;

pub use document::REQUIRED_ROLE;
pub use table::{Access, ROUTES, of};

use crate::{ApiError, Caller, Credential, ErrorCode, Role, Services, api_keys};

/// Puts `router` behind the gate, and says in its OpenAPI document who may call what.
#[must_use]
pub fn guard(router: OpenApiRouter, services: &Services) -> OpenApiRouter {
    let mut router = router.layer(from_fn_with_state(services.clone(), pass));
    document::describe(router.get_openapi_mut());
    router
}

async fn pass(State(services): State<Services>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        // No route: whoever answers that has nothing to guard.
        return Ok(next.run(request).await);
    };
    let access = match of(request.method().as_str(), path.as_str()) {
        Some(access) => access,
        // The route has other methods, and its router says so.
        None if ROUTES.iter().any(|route| route.1 == path.as_str()) => return Ok(next.run(request).await),
        None => {
            let cause = format!("{} is not in the table of routes", path.as_str());
            return Err(ApiError::internal("finding out who may call this", cause));
        }
    };
    if access == Access::Public {
        return Ok(next.run(request).await);
    }
    let caller = authenticate(&services, request.headers()).await?;
    let tenant = allowed(access, &caller)?.cloned();
    request.extensions_mut().insert(caller);
    let Some(tenant) = tenant else { return Ok(next.run(request).await) };
    tracing::Span::current().record("tenant.id", tenant.as_str());
    let admitted = services.limits.admit(&tenant, &services).await?;
    Ok(admitted.until_sent(next.run(request).await))
}

/// The caller that the request's one credential proves.
async fn authenticate(services: &Services, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let bearer = match (sent.next(), sent.next()) {
        (Some(value), None) => value.to_str().ok().and_then(bearer),
        _ => None,
    };
    let bearer = bearer.ok_or_else(|| {
        ApiError::new(ErrorCode::Unauthenticated, "the request has no bearer token, or more than one")
            .remedy("send `Authorization: Bearer TOKEN`; `salestalk token ID` prints one for the local stack")
    })?;
    match bearer.strip_prefix(api_keys::PREFIX) {
        Some(_) => services.api_keys.verify(bearer).await,
        None => services.verifier.verify(bearer).await,
    }
}

/// RFC 6750, 2.1; the scheme's name may be in any case (RFC 9110, 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' ')).filter(|token| !token.is_empty())
}

/// Whether `caller` has the access; the tenant whose affair the request is.
fn allowed(access: Access, caller: &Caller) -> Result<Option<&crate::TenantId>, ApiError> {
    let forbidden = |detail: &str, remedy: &str| Err(ApiError::new(ErrorCode::Forbidden, detail).remedy(remedy));
    let (least, by_person) = match access {
        Access::Public => return Ok(None),
        Access::Operator if caller.role == Role::PlatformAdmin && caller.tenant.is_none() => return Ok(None),
        Access::Operator => return forbidden("this route is the operator's", "use a token of role platform-admin"),
        Access::Tenant(least) => (least, false),
        Access::Person(least) => (least, true),
    };
    match &caller.tenant {
        Some(_) if by_person && caller.credential != Credential::Token => {
            forbidden("this route takes no API key", "use the token of a person who is signed in")
        }
        Some(tenant) if caller.role != Role::PlatformAdmin && caller.role >= least => Ok(Some(tenant)),
        Some(_) if caller.role != Role::PlatformAdmin => {
            forbidden("your role does not allow this", "ask an admin or the owner of your account")
        }
        _ => forbidden("this route is a tenant's", "use a token of one of the tenant's users"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_has_one_form() {
        assert_eq!(bearer("Bearer a.b.c"), Some("a.b.c"));
        assert_eq!(bearer("bearer  a.b.c "), Some("a.b.c"));
        for not in ["", "Bearer", "Bearer ", "Basic a", "a.b.c", "Bearera.b.c"] {
            assert_eq!(bearer(not), None, "{not}");
        }
    }

    #[test]
    fn a_route_is_in_the_table_once() {
        for (place, route) in ROUTES.iter().enumerate() {
            let same = ROUTES[place + 1..].iter().any(|other| (other.0, other.1) == (route.0, route.1));
            assert!(!same, "{route:?}");
        }
        assert_eq!(of("HEAD", "/usage"), Some(Access::Tenant(Role::Admin)));
        assert_eq!(of("DELETE", "/usage"), None);
    }
}
