//! The one endpoint: reads the service's name in each request's credential scope, and hands the request to its front.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::ListenerExt;
use http::{HeaderValue, StatusCode, header};
use s3s::crypto::Crc32;
use s3s::service::S3Service;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::auth;
use crate::dynamodb::DynamoDb;
use crate::iam::Identities;
use crate::json_api::ApiError;
use crate::kms::Kms;
use crate::sts;

/// DynamoDB takes 16 MB; the others less.
const MAX_JSON_BODY: usize = 16 * 1024 * 1024 + 64 * 1024;

const DYNAMODB_TARGET: &str = "DynamoDB_20120810.";
const KMS_TARGET: &str = "TrentService.";

/// The fronts.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) identities: Arc<Identities>,
    pub(crate) dynamodb: Arc<DynamoDb>,
    pub(crate) kms: Arc<Kms>,
    pub(crate) s3: S3Service,
}

/// Serves until `stop` changes or its sender is dropped, and then finishes the requests in flight.
pub(crate) async fn serve(listener: TcpListener, services: Arc<Services>, mut stop: watch::Receiver<bool>) {
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps Nagle's algorithm");
        }
    });
    let router = axum::Router::new().fallback(dispatch).with_state(services);
    let stopped = async move {
        let _ = stop.changed().await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::error!(%error, "the local stack's server ended");
    }
}

async fn dispatch(State(services): State<Arc<Services>>, request: Request) -> Response {
    // A request that is not signed is refused by the front its target names, and by S3's if it names none.
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    match auth::service_of(request.headers(), request.uri()) {
        Some("dynamodb") => dynamodb(&services, request).await,
        Some("kms") => kms(&services, request).await,
        Some("sts") => sts(&services, request).await,
        None if target.starts_with(DYNAMODB_TARGET) => dynamodb(&services, request).await,
        None if target.starts_with(KMS_TARGET) => kms(&services, request).await,
        _ => s3(&services, request).await,
    }
}

async fn dynamodb(services: &Services, request: Request) -> Response {
    let result = async {
        let (parts, body) = whole(request).await?;
        let caller = auth::verify(&parts, &body, &services.identities)?;
        let operation = operation(&parts, DYNAMODB_TARGET)?;
        services.dynamodb.call(caller, operation, body).await
    };
    json_response("application/x-amz-json-1.0", result.await)
}

async fn kms(services: &Services, request: Request) -> Response {
    let result = async {
        let (parts, body) = whole(request).await?;
        let caller = auth::verify(&parts, &body, &services.identities)?;
        let operation = operation(&parts, KMS_TARGET)?;
        services.kms.clone().call(caller, operation, body).await
    };
    json_response("application/x-amz-json-1.1", result.await)
}

async fn sts(services: &Services, request: Request) -> Response {
    let reply = match whole(request).await {
        Ok((parts, body)) => sts::call(auth::verify(&parts, &body, &services.identities), &body, &services.identities),
        Err(error) => sts::Reply { status: error.status, xml: error.body },
    };
    response(reply.status, "text/xml", reply.xml.into_bytes())
}

async fn s3(services: &Services, request: Request) -> Response {
    match services.s3.call(request.map(s3s::Body::http_body_unsync)).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            tracing::error!(?error, "the S3 front failed");
            response(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", Vec::new())
        }
    }
}

async fn whole(request: Request) -> Result<(http::request::Parts, bytes::Bytes), ApiError> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_JSON_BODY).await;
    let body = body.map_err(|_| ApiError::new("SerializationException", "The request body is cut off or too large"))?;
    Ok((parts, body))
}

fn operation(parts: &http::request::Parts, prefix: &str) -> Result<String, ApiError> {
    let target = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    let operation = target.and_then(|target| target.strip_prefix(prefix)).map(str::to_owned);
    operation.ok_or_else(|| ApiError::new("UnknownOperationException", "X-Amz-Target names no operation"))
}

fn json_response(content_type: &'static str, result: Result<Vec<u8>, ApiError>) -> Response {
    match result {
        Ok(body) => response(StatusCode::OK, content_type, body),
        Err(error) => response(error.status, content_type, error.body.into_bytes()),
    }
}

fn response(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let crc32 = HeaderValue::from(Crc32::checksum_u32(&body));
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert("x-amz-crc32", crc32);
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}
