//! Who signed a request of DynamoDB, KMS or STS (S3's signatures are verified by `s3s`, see `s3/auth.rs`).

mod canonical;
mod scope;

use aws_lc_rs::{constant_time, digest, hmac};
use http::HeaderMap;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};

pub(crate) use scope::{Scope, service_of};

use crate::iam::{Caller, Identities, IdentityError};

/// How far a request's clock may be off, as on AWS.
const MAX_SKEW: SignedDuration = SignedDuration::from_mins(15);

/// Why a request is nobody's. Each service words these in its own protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthError {
    #[error("Request is missing Authentication Token")]
    Missing,
    #[error("The request's signature is incomplete: {0}")]
    Incomplete(&'static str),
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    #[error("The security token included in the request is expired")]
    Expired,
    #[error("Signature expired: the request was signed more than 15 minutes away from the server's time")]
    Skewed,
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

impl From<IdentityError> for AuthError {
    fn from(error: IdentityError) -> AuthError {
        match error {
            IdentityError::UnknownKey | IdentityError::TokenMismatch => AuthError::UnknownKey,
            IdentityError::Expired => AuthError::Expired,
        }
    }
}

/// Verifies the SigV4 signature in the `Authorization` header of a request whose whole body is at hand.
pub(crate) fn verify(parts: &Parts, body: &[u8], identities: &Identities) -> Result<Caller, AuthError> {
    let scope = Scope::from_headers(&parts.headers)?;
    let secret = identities.secret(scope.access_key_id).ok_or(AuthError::UnknownKey)?;
    let date = header(&parts.headers, "x-amz-date").ok_or(AuthError::Incomplete("x-amz-date is missing"))?;
    check_date(date, scope.date)?;
    let payload = hex::encode(digest::digest(&digest::SHA256, body));
    let canonical = canonical::request(parts, &scope, &payload)?;
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{date}\n{}/{}/{}/aws4_request\n{}",
        scope.date,
        scope.region,
        scope.service,
        hex::encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
    );
    let expected = hex::encode(signature(&secret, &scope, &to_sign));
    constant_time::verify_slices_are_equal(expected.as_bytes(), scope.signature.as_bytes())
        .map_err(|_| AuthError::Mismatch)?;
    Ok(identities.caller(scope.access_key_id, header(&parts.headers, "x-amz-security-token"))?)
}

fn signature(secret: &str, scope: &Scope<'_>, to_sign: &str) -> hmac::Tag {
    let sign = |key: &[u8], text: &str| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes());
    let date = sign(format!("AWS4{secret}").as_bytes(), scope.date);
    let region = sign(date.as_ref(), scope.region);
    let service = sign(region.as_ref(), scope.service);
    let key = sign(service.as_ref(), "aws4_request");
    sign(key.as_ref(), to_sign)
}

fn check_date(date: &str, scope_date: &str) -> Result<(), AuthError> {
    let signed: Timestamp = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .ok()
        .and_then(|time| time.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map(|time| time.timestamp())
        .ok_or(AuthError::Incomplete("x-amz-date is not a time"))?;
    if !date.starts_with(scope_date) {
        return Err(AuthError::Mismatch);
    }
    if signed.duration_until(Timestamp::now()).abs() > MAX_SKEW {
        return Err(AuthError::Skewed);
    }
    Ok(())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of AWS's "Signature Version 4" documentation for deriving and using a signing key.
    #[test]
    fn signature_of_the_documentation_s_example() {
        let scope = Scope {
            access_key_id: "AKIDEXAMPLE",
            date: "20150830",
            region: "us-east-1",
            service: "iam",
            signed_headers: "",
            signature: "",
        };
        let to_sign = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
                       f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
        assert_eq!(
            hex::encode(signature("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", &scope, to_sign)),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }

    #[test]
    fn dates() {
        assert_eq!(check_date("20150830T123600Z", "20150830"), Err(AuthError::Skewed));
        assert_eq!(check_date("20150830T123600Z", "20150831"), Err(AuthError::Mismatch));
        assert!(matches!(check_date("yesterday", "20150831"), Err(AuthError::Incomplete(_))));
        let now = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        assert_eq!(check_date(&now, &now[..8]), Ok(()));
    }
}
