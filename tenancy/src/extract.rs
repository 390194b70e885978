//! Bodies, paths and queries whose errors are problems that name the field.

use axum::{
    Json,
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        path::ErrorKind,
        rejection::{JsonRejection, PathRejection},
    },
    http::{StatusCode, request::Parts},
};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{ApiError, ErrorCode};

/// What a client of any route can look up.
const SEE_SCHEMA: &str = "see the schema of this request at GET /openapi.json";

/// `Json<T>`, refused with a problem document in place of plain text.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

/// `Path<T>`, refused with a problem document in place of plain text.
#[derive(Debug)]
pub struct ApiPath<T>(pub T);

/// `Query<T>`, refused with a problem document in place of plain text.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let bytes = bytes.map_err(|rejection| unreadable_body(&rejection.into()))?;
        match Json::<T>::from_request(Request::from_parts(parts, bytes.clone().into()), state).await {
            Ok(Json(value)) => Ok(Self(value)),
            // An enum of one member that has two is a syntax error to serde.
            Err(JsonRejection::JsonSyntaxError(e)) if serde_json::from_slice::<IgnoredAny>(&bytes).is_ok() => {
                Err(wrong_field(&inner(&e)))
            }
            Err(rejection) => Err(unreadable_body(&rejection)),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(unreadable_path(rejection)),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(wrong_field(&inner(&rejection))),
        }
    }
}

/// How many a page of a list has: what was `asked` for, from 1 to `most`, or else `default`.
///
/// # Errors
/// [`ErrorCode::InvalidField`] for `limit`.
pub fn page_limit(asked: Option<&str>, default: u16, most: u16) -> Result<u16, ApiError> {
    let Some(text) = asked else { return Ok(default) };
    text.parse().ok().filter(|limit| (1..=most).contains(limit)).ok_or_else(|| {
        ApiError::field("limit", format!("\"{text}\" is no number from 1 to {most}"))
            .remedy(format!("leave it out for {default}"))
    })
}

fn unreadable_body(rejection: &JsonRejection) -> ApiError {
    match rejection {
        JsonRejection::JsonSyntaxError(e) => {
            ApiError::new(ErrorCode::InvalidRequest, format!("the body is no JSON: {}", inner(e)))
                .remedy("send a JSON object as the body")
        }
        JsonRejection::JsonDataError(e) => wrong_field(&inner(e)),
        JsonRejection::MissingJsonContentType(_) => {
            ApiError::new(ErrorCode::UnsupportedMediaType, "the body's content type is not JSON")
                .remedy("send `content-type: application/json`")
        }
        _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::new(ErrorCode::TooLarge, "the body is larger than this route allows")
                .remedy("send a smaller body")
        }
        other => ApiError::new(ErrorCode::InvalidRequest, other.body_text()),
    }
}

fn unreadable_path(rejection: PathRejection) -> ApiError {
    let PathRejection::FailedToDeserializePathParams(error) = rejection else {
        // A route whose handler asks for what its path does not have.
        return ApiError::internal("reading the path", rejection);
    };
    let detail = error.body_text();
    match error.into_kind() {
        ErrorKind::InvalidUtf8InPathParam { key } => ApiError::field(key, "it is no UTF-8 when percent-decoded"),
        ErrorKind::ParseErrorAtKey { key, .. } | ErrorKind::DeserializeError { key, .. } => {
            ApiError::field(key, detail)
        }
        _ => ApiError::new(ErrorCode::InvalidField, detail),
    }
    .remedy(SEE_SCHEMA)
}

/// What serde says of a value, with the field that it speaks of.
fn wrong_field(detail: &str) -> ApiError {
    let mut error = ApiError::new(ErrorCode::InvalidField, detail);
    error.field = field_in(detail);
    error.remedy(SEE_SCHEMA)
}

/// The field in a message like "measures[0].unit: unknown variant `x`" or "missing field `name`".
fn field_in(detail: &str) -> Option<String> {
    let (path, rest) = match detail.split_once(": ") {
        Some((path, rest)) if !path.contains([' ', '`']) => (Some(path), rest),
        _ => (None, detail),
    };
    let of_name = ["missing field `", "unknown field `", "duplicate field `"];
    let name = of_name.iter().find_map(|start| rest.strip_prefix(start)).and_then(|name| name.split('`').next());
    match (path, name) {
        (Some(path), Some(name)) if path == name || path.ends_with(&format!(".{name}")) => Some(path.to_owned()),
        (Some(path), Some(name)) => Some(format!("{path}.{name}")),
        (path, name) => path.or(name).map(str::to_owned),
    }
}

/// The deserialiser's own message, without axum's words around it.
fn inner(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Outer {
        name: String,
        #[serde(default)]
        dry_run: bool,
        #[serde(default)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[allow(dead_code)]
        unit: Unit,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Unit {
        Money,
        OneOf(Vec<String>),
    }

    async fn body(content_type: &str, body: &'static [u8]) -> Result<Outer, ApiError> {
        let request = Request::post("/").header("content-type", content_type).body(Body::from(body)).unwrap();
        ApiJson::from_request(request, &()).await.map(|ApiJson(outer)| outer)
    }

    async fn query(query: &str) -> Result<Outer, ApiError> {
        let (mut parts, ()) = Request::get(format!("/?{query}")).body(()).unwrap().into_parts();
        ApiQuery::from_request_parts(&mut parts, &()).await.map(|ApiQuery(outer)| outer)
    }

    #[test]
    fn a_page_has_as_many_as_were_asked_for() {
        assert_eq!(page_limit(None, 50, 100).unwrap(), 50);
        assert_eq!(page_limit(Some("100"), 50, 100).unwrap(), 100);
        for not in ["0", "101", "-1", "1.5", "", "ten", "99999999999"] {
            assert_eq!(page_limit(Some(not), 50, 100).unwrap_err().field.as_deref(), Some("limit"), "{not}");
        }
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_used_names_the_field() {
        let read =
            body("application/json; charset=utf-8", br#"{"name":"a","inner":[{"unit":"money"}]}"#).await.unwrap();
        assert_eq!((read.name.as_str(), read.dry_run, read.inner.len()), ("a", false, 1));
        assert!(matches!(read.inner[0].unit, Unit::Money));
        let read = body("application/json", br#"{"name":"a","inner":[{"unit":{"oneof":["x"]}}]}"#).await.unwrap();
        assert!(matches!(&read.inner[0].unit, Unit::OneOf(texts) if texts == &["x"]));
        for (text, field) in [
            (&br#"{"name":1}"#[..], "name"),
            (br#"{}"#, "name"),
            (br#"{"name":"a","naem":1}"#, "naem"),
            (br#"{"name":"a","dryRun":"yes"}"#, "dryRun"),
            (br#"{"name":"a","name":"b"}"#, "name"),
            (br#"{"name":"a","inner":[{"unit":"money"},{}]}"#, "inner[1].unit"),
            (br#"{"name":"a","inner":[{"unit":"monye"}]}"#, "inner[0].unit"),
            (br#"{"name":"a","inner":[{"unit":"money","x":1}]}"#, "inner[0].x"),
            (br#"{"name":"a","inner":[{"unit":{"oneof":["x"],"money":null}}]}"#, "inner[0].unit"),
        ] {
            let error = body("application/json", text).await.unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidField, Some(field)), "{error}");
        }
        for text in [&b""[..], b"{", b"\xff", br#"{"name":"a",}"#] {
            assert_eq!(body("application/json", text).await.unwrap_err().code, ErrorCode::InvalidRequest);
        }
        assert_eq!(body("text/plain", b"{}").await.unwrap_err().code, ErrorCode::UnsupportedMediaType);
    }

    #[tokio::test]
    async fn a_query_that_cannot_be_used_names_the_parameter() {
        assert!(query("name=a&dryRun=true").await.unwrap().dry_run);
        assert_eq!(query("name=%ff").await.unwrap().name, "\u{fffd}");
        for (text, field) in
            [("name=a&dryRun=1", "dryRun"), ("", "name"), ("name=a&x=1", "x"), ("name=a&name=b", "name")]
        {
            let error = query(text).await.unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidField, Some(field)), "{error}");
        }
    }
}
