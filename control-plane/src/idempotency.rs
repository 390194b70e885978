//! The `Idempotency-Key` header: a request that is sent again gets the reply of the first, and is not done twice.
//!
//! The key is claimed in the transaction that begins the operation, and the reply is kept in the one that ends it, so no
//! crash can part them. A failed operation gives its key back: to send the same request again is the way to retry.

use std::collections::HashMap;

use aws_lc_rs::digest;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{ApiError, ErrorCode, Registry, TenantId, ids::OperationId, item::Item};

use crate::operation::Operation;

/// The header.
pub(crate) const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;

/// A key, and the request it came with.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey {
    pub(crate) key: String,
    request_hash: String,
    /// When it may be forgotten, in seconds since 1970.
    expires_at: i64,
}

/// A reply that can be given again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: Value,
}

/// What is known of a key.
#[derive(Debug)]
pub(crate) enum Known {
    /// Its reply.
    Reply(Reply),
    /// Its operation, which has not ended.
    Running(TenantId, OperationId),
    /// Nothing any more.
    Forgotten,
}

impl IdempotencyKey {
    /// The key in `headers`, if there is one, for the request of this method, path and body.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidField`]: it is no text of 1 to 255 printable ASCII characters.
    pub(crate) fn of(headers: &HeaderMap, request: &impl Serialize, expires_at: i64) -> Result<Option<Self>, ApiError> {
        let Some(value) = headers.get(HEADER) else { return Ok(None) };
        // A tab is text to `to_str`.
        let printable = |key: &&str| (1..=LONGEST).contains(&key.len()) && !key.contains('\t');
        let key = value.to_str().ok().filter(printable);
        let key = key.ok_or_else(|| {
            ApiError::field("Idempotency-Key", "the key is no text of 1 to 255 printable ASCII characters")
                .remedy("send a UUID that is new for each new request")
        })?;
        let json = serde_json::to_vec(request).map_err(|e| ApiError::internal("reading the request", e))?;
        let request_hash = hex::encode(digest::digest(&digest::SHA256, &json));
        Ok(Some(Self { key: key.to_owned(), request_hash, expires_at }))
    }

    pub(crate) fn item(&self, operation: &Operation) -> Item {
        let mut item = key_of(&self.key);
        for (name, value) in [
            ("requestHash", self.request_hash.clone()),
            ("tenantId", operation.tenant_id.to_string()),
            ("operationId", operation.operation_id.to_string()),
        ] {
            item.insert(name.to_owned(), AttributeValue::S(value));
        }
        item.insert("expiresAt".to_owned(), AttributeValue::N(self.expires_at.to_string()));
        item
    }

    /// What came of the request that used this key first.
    ///
    /// # Errors
    /// [`ErrorCode::IdempotencyKeyReused`] if that was another request.
    pub(crate) async fn look_up(&self, registry: &Registry) -> Result<Known, ApiError> {
        let (dynamodb, table) = registry.table();
        let get = dynamodb.get_item().table_name(table).set_key(Some(key_of(&self.key))).consistent_read(true);
        let reply = get.send().await.map_err(|e| ApiError::aws("looking for the idempotency key", e))?;
        let Some(item) = reply.item else { return Ok(Known::Forgotten) };
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok());
        if text("requestHash") != Some(&self.request_hash) {
            return Err(ApiError::new(
                ErrorCode::IdempotencyKeyReused,
                "this idempotency key came with another request before",
            )
            .remedy("use a new key for a new request, and the same body for a repeated one"));
        }
        if let Some(reply) = text("reply") {
            let reply = serde_json::from_str(reply).map_err(|e| ApiError::internal("reading the kept reply", e))?;
            return Ok(Known::Reply(reply));
        }
        let ids = (text("tenantId").and_then(|id| id.parse().ok()), text("operationId").and_then(|id| id.parse().ok()));
        match ids {
            (Some(tenant), Some(operation)) => Ok(Known::Running(tenant, operation)),
            _ => Err(ApiError::internal("reading the idempotency key", "its item lacks an attribute")),
        }
    }
}

/// The primary key of the item that keeps `key`.
pub(crate) fn key_of(key: &str) -> HashMap<String, AttributeValue> {
    HashMap::from([
        ("pk".to_owned(), AttributeValue::S(format!("IDEMPOTENCY#{key}"))),
        ("sk".to_owned(), AttributeValue::S("META".to_owned())),
    ])
}

impl Reply {
    /// A reply of `status` with `body`.
    pub(crate) fn new(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_value(body).map_err(|e| ApiError::internal("writing the reply", e))?;
        Ok(Self { status: status.as_u16(), location: None, retry_after: None, body })
    }

    pub(crate) fn to_json(&self) -> Result<String, ApiError> {
        serde_json::to_string(self).map_err(|e| ApiError::internal("keeping the reply", e))
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body.to_string()));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let location = self.location.and_then(|location| HeaderValue::try_from(location).ok());
        headers.extend(location.map(|location| (header::LOCATION, location)));
        headers.extend(self.retry_after.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_printable_ascii() {
        let key = |value: &[u8]| {
            let headers = HeaderMap::from_iter([(HEADER.parse().unwrap(), HeaderValue::from_bytes(value).unwrap())]);
            IdempotencyKey::of(&headers, &(), 0).map(|key| key.unwrap().key)
        };
        for good in ["a", "a b", "~!", &"x".repeat(LONGEST)] {
            assert_eq!(key(good.as_bytes()).unwrap(), good);
        }
        for bad in [&b""[..], b"a\tb", b"\xe4", "é".as_bytes(), &[b'x'; LONGEST + 1]] {
            assert_eq!(key(bad).unwrap_err().field.as_deref(), Some("Idempotency-Key"), "{bad:?}");
        }
        assert!(IdempotencyKey::of(&HeaderMap::new(), &(), 0).unwrap().is_none());
    }
}
