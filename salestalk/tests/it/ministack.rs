//! MiniStack's IAM, Lambda and API Gateway, in the few calls that deploying takes, as signed HTTP: each of the three SDKs
//! takes longer to compile than all of these tests to run.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use localstack::{REGION, ministack::MiniStack};
use serde_json::Value;

/// Sends JSON to `service` of MiniStack; what it answers.
pub(crate) async fn json(stack: &MiniStack, service: &str, path: &str, body: Value) -> Value {
    let reply = send(stack, service, "POST", path, ("application/json", body.to_string())).await;
    serde_json::from_str(&reply).unwrap_or(Value::Null)
}

/// Sends a request to MiniStack, signed by the account's root for `service`; it must succeed.
pub(crate) async fn send(
    stack: &MiniStack,
    service: &str,
    method: &str,
    path: &str,
    (kind, body): (&str, String),
) -> String {
    let url = format!("{}{path}", stack.url());
    let credentials = Credentials::new(MiniStack::ACCESS_KEY_ID, MiniStack::SECRET_ACCESS_KEY, None, None, "root");
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name(service)
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let host = stack.url().strip_prefix("http://").unwrap();
    let headers = [("host", host), ("content-type", kind)];
    let signable = SignableRequest::new(method, &url, headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
    let (instructions, _) = sign(signable.unwrap(), &params).unwrap().into_parts();
    let mut request = reqwest::Client::new().request(method.parse().unwrap(), &url).header("content-type", kind);
    for (name, value) in instructions.headers() {
        request = request.header(name, value);
    }
    let reply = request.body(body).send().await.unwrap();
    let (status, text) = (reply.status(), reply.text().await.unwrap());
    assert!(status.is_success(), "{method} {path}: {status}: {text}");
    text
}

async fn iam(stack: &MiniStack, action: &str, parameters: &[(&str, &str)]) {
    let form = [&[("Action", action), ("Version", "2010-05-08")], parameters].concat();
    let form = reqwest::Url::parse_with_params("http://form", form).unwrap();
    let body = form.query().unwrap().to_owned();
    send(stack, "iam", "POST", "/", ("application/x-www-form-urlencoded", body)).await;
}

/// Makes a role that `trust` lets others assume.
pub(crate) async fn role(stack: &MiniStack, name: &str, trust: &Value) {
    iam(stack, "CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", &trust.to_string())]).await;
}

/// Gives a role the policy `policy` under `name`, in place of the one it had under it.
pub(crate) async fn allow(stack: &MiniStack, role: &str, name: &str, policy: &Value) {
    let policy = policy.to_string();
    iam(stack, "PutRolePolicy", &[("RoleName", role), ("PolicyName", name), ("PolicyDocument", &policy)]).await;
}
