//! What every process puts around its routes: bounded headers, security headers, CORS where it is configured, and a span
//! for each request.

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn},
    response::Response,
};
use std::time::Duration;
use tower_http::{
    cors::{AllowOrigin, CorsLayer},
    set_header::SetResponseHeaderLayer,
};

use crate::{ApiError, ErrorCode, telemetry};

/// The request's line and headers together; API Gateway allows 10,240 bytes.
const LONGEST_HEAD: usize = 16 << 10;
/// How long a browser may believe what it was told of CORS.
const CORS_KEPT_FOR: Duration = Duration::from_secs(600);

/// Replies are data for programs: nothing in them is to be run, framed, guessed at or kept.
const SECURITY_HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
];

/// `router` as it faces the world; pages of `origins`, and of no other, may call it from a browser.
pub fn harden(router: Router, origins: &[HeaderValue]) -> Router {
    let mut router = router.layer(from_fn(bounded));
    if !origins.is_empty() {
        router = router.layer(
            CorsLayer::new()
                .allow_origin(AllowOrigin::list(origins.iter().cloned()))
                .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
                .allow_headers([
                    header::AUTHORIZATION,
                    header::CONTENT_TYPE,
                    HeaderName::from_static("idempotency-key"),
                    HeaderName::from_static("prefer"),
                    HeaderName::from_static("x-file-name"),
                ])
                .expose_headers([header::LOCATION, header::RETRY_AFTER, telemetry::REQUEST_ID])
                .max_age(CORS_KEPT_FOR),
        );
    }
    for (name, value) in SECURITY_HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    telemetry::trace_requests(router)
}

async fn bounded(request: Request, next: Next) -> Result<Response, ApiError> {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if headers + target > LONGEST_HEAD {
        let detail = format!("the request's line and headers have more than {LONGEST_HEAD} bytes");
        return Err(ApiError::new(ErrorCode::HeadersTooLarge, detail).remedy("send less in the query and the headers"));
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::StatusCode, routing::get};
    use tower::ServiceExt;

    use super::*;

    async fn reply(origins: &[HeaderValue], request: Request) -> Response {
        let router = Router::new().route("/", get(async || "data"));
        harden(router, origins).oneshot(request).await.unwrap()
    }

    fn request(header: &str, value: &str) -> Request {
        Request::builder().uri("/").header(header, value).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn every_reply_has_the_security_headers() {
        for path in ["/", "/nowhere"] {
            let asked = Request::builder().uri(path).body(Body::empty()).unwrap();
            let reply = reply(&[], asked).await;
            for (name, value) in SECURITY_HEADERS {
                assert_eq!(reply.headers()[&name], value, "{path}");
            }
        }
    }

    #[tokio::test]
    async fn a_long_head_is_refused() {
        assert_eq!(reply(&[], request("x-any", &"x".repeat(LONGEST_HEAD / 2))).await.status(), StatusCode::OK);
        let refused = reply(&[], request("x-any", &"x".repeat(LONGEST_HEAD))).await;
        assert_eq!(refused.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        let long = Request::builder().uri(format!("/?{}", "x".repeat(LONGEST_HEAD))).body(Body::empty()).unwrap();
        assert_eq!(reply(&[], long).await.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }

    #[tokio::test]
    async fn pages_of_configured_origins_alone_may_call() {
        let ours = HeaderValue::from_static("https://app.example");
        let origins = [ours.clone()];
        let allowed = reply(&origins, request("origin", "https://app.example")).await;
        assert_eq!(allowed.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], ours);
        for (origins, origin) in [(&origins[..], "https://evil.example"), (&[][..], "https://app.example")] {
            let reply = reply(origins, request("origin", origin)).await;
            assert!(!reply.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{origin}");
        }
    }
}
