//! The `Authorization` header and the credential scope in it, which also names the service a request is for.

use http::{HeaderMap, Uri};

use super::AuthError;

/// `AWS4-HMAC-SHA256 Credential=AK/date/region/service/aws4_request, SignedHeaders=a;b, Signature=hex`, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scope<'a> {
    pub(crate) access_key_id: &'a str,
    pub(crate) date: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) signed_headers: &'a str,
    pub(crate) signature: &'a str,
}

impl<'a> Scope<'a> {
    pub(crate) fn from_headers(headers: &'a HeaderMap) -> Result<Scope<'a>, AuthError> {
        let value = headers.get(http::header::AUTHORIZATION).ok_or(AuthError::Missing)?;
        value.to_str().ok().and_then(Scope::parse).ok_or(AuthError::Incomplete("the Authorization header is not SigV4"))
    }

    fn parse(header: &'a str) -> Option<Scope<'a>> {
        let fields = header.trim().strip_prefix("AWS4-HMAC-SHA256 ")?;
        let field = |name: &str| {
            fields.split(',').find_map(|field| field.trim().strip_prefix(name)).filter(|value| !value.is_empty())
        };
        let credential: Vec<&str> = field("Credential=")?.split('/').collect();
        let [access_key_id, date, region, service, "aws4_request"] = credential[..] else { return None };
        let signed_headers = field("SignedHeaders=")?;
        Some(Scope { access_key_id, date, region, service, signed_headers, signature: field("Signature=")? })
    }
}

/// The service in the credential scope; a presigned URL is S3's. `None` for a request that is not signed.
pub(crate) fn service_of<'a>(headers: &'a HeaderMap, uri: &Uri) -> Option<&'a str> {
    if let Ok(scope) = Scope::from_headers(headers) {
        return Some(scope.service);
    }
    let presigned = uri.query().is_some_and(|query| query.contains("X-Amz-Credential="));
    presigned.then_some("s3")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_taken_apart() {
        let header = "AWS4-HMAC-SHA256 Credential=AK/20150830/us-east-1/dynamodb/aws4_request, \
                      SignedHeaders=host;x-amz-date, Signature=abc";
        let scope = Scope::parse(header).unwrap();
        assert_eq!((scope.access_key_id, scope.service, scope.signed_headers), ("AK", "dynamodb", "host;x-amz-date"));
        for wrong in ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=AK/1/2/3, SignedHeaders=a, Signature=b"] {
            assert_eq!(Scope::parse(wrong), None);
        }
    }
}
