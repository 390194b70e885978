//! The canonical request of SigV4, for the requests DynamoDB, KMS and STS get: a path of `/` and no query.

use http::request::Parts;

use super::{AuthError, Scope};

pub(super) fn request(parts: &Parts, scope: &Scope<'_>, payload_hash: &str) -> Result<String, AuthError> {
    if parts.uri.path() != "/" || parts.uri.query().is_some() {
        return Err(AuthError::Incomplete("this service is called at the path / without a query"));
    }
    if !scope.signed_headers.split(';').any(|name| name == "host") {
        return Err(AuthError::Incomplete("the host header is not signed"));
    }
    let mut text = format!("{}\n/\n\n", parts.method);
    for name in scope.signed_headers.split(';') {
        let mut values = parts.headers.get_all(name).iter().peekable();
        if values.peek().is_none() {
            return Err(AuthError::Incomplete("a signed header is missing"));
        }
        let values: Result<Vec<String>, _> = values.map(|value| value.to_str().map(collapse)).collect();
        let values = values.map_err(|_| AuthError::Incomplete("a signed header is not text"))?;
        text.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    text.push_str(&format!("\n{}\n{payload_hash}", scope.signed_headers));
    Ok(text)
}

/// Trimmed, and runs of spaces as one.
fn collapse(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form() {
        let (parts, ()) = http::Request::post("/")
            .header("Host", "127.0.0.1:1")
            .header("X-Amz-Date", "  a   b ")
            .body(())
            .unwrap()
            .into_parts();
        let mut scope = Scope {
            access_key_id: "",
            date: "",
            region: "",
            service: "",
            signed_headers: "host;x-amz-date",
            signature: "",
        };
        let text = request(&parts, &scope, "hash").unwrap();
        assert_eq!(text, "POST\n/\n\nhost:127.0.0.1:1\nx-amz-date:a b\n\nhost;x-amz-date\nhash");
        scope.signed_headers = "host;x-amz-target";
        assert!(request(&parts, &scope, "hash").is_err());
        scope.signed_headers = "x-amz-date";
        assert!(request(&parts, &scope, "hash").is_err());
    }
}
