//! The STS front: `AssumeRole` with an inline session policy, and `GetCallerIdentity`. Query protocol in, XML out.
//!
//! Roles are not modelled: any role may be assumed by a caller who may do `sts:AssumeRole`, and a session without a
//! policy has full rights. A policy that could not be enforced to the letter is refused.

mod assume_role;

use http::StatusCode;

use crate::ACCOUNT;
use crate::auth::AuthError;
use crate::form::Form;
use crate::iam::{Caller, Identities};

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) xml: String,
}

/// An error, in STS's own codes.
#[derive(Debug)]
struct StsError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl StsError {
    fn new(code: &'static str, message: impl Into<String>) -> StsError {
        StsError { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    fn forbidden(code: &'static str, message: impl Into<String>) -> StsError {
        StsError { status: StatusCode::FORBIDDEN, code, message: message.into() }
    }
}

impl From<AuthError> for StsError {
    fn from(error: AuthError) -> StsError {
        let code = match error {
            AuthError::Missing => "MissingAuthenticationToken",
            AuthError::Incomplete(_) => "IncompleteSignature",
            AuthError::UnknownKey => "InvalidClientTokenId",
            AuthError::Expired => "ExpiredToken",
            AuthError::Skewed | AuthError::Mismatch => "SignatureDoesNotMatch",
        };
        StsError::forbidden(code, error.to_string())
    }
}

/// Answers one request.
pub(crate) fn call(caller: Result<Caller, AuthError>, body: &[u8], identities: &Identities) -> Reply {
    let result = caller.map_err(StsError::from).and_then(|caller| {
        let form = Form::parse(body);
        match form.get("Action") {
            Some("AssumeRole") => assume_role::assume_role(&caller, &form, identities),
            Some("GetCallerIdentity") => Ok(caller_identity(&caller)),
            action => Err(StsError::new("InvalidAction", format!("Could not find operation {}", action.unwrap_or("")))),
        }
    });
    let request_id = uuid::Uuid::new_v4();
    match result {
        Ok((operation, result)) => Reply {
            status: StatusCode::OK,
            xml: format!(
                "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>{result}\
                 </{operation}Result><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
                 </{operation}Response>"
            ),
        },
        Err(error) => Reply {
            status: error.status,
            xml: format!(
                "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
                 <Code>{}</Code><Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                error.code,
                escape(&error.message)
            ),
        },
    }
}

fn caller_identity(caller: &Caller) -> (&'static str, String) {
    let (arn, user) = (escape(&caller.arn()), escape(&caller.user_id()));
    ("GetCallerIdentity", format!("<Arn>{arn}</Arn><UserId>{user}</UserId><Account>{ACCOUNT}</Account>"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
