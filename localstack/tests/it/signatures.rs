use aws_credential_types::Credentials;
use localstack::Engine;

use crate::clients::{Clients, Stack, clients, code};

async fn codes(clients: &Clients) -> [String; 4] {
    [
        code(clients.dynamodb.list_tables().send().await),
        code(clients.kms.list_keys().send().await),
        code(clients.sts.get_caller_identity().send().await),
        code(clients.s3.list_buckets().send().await),
    ]
}

#[tokio::test]
async fn only_known_keys_and_right_secrets() {
    let stack = Stack::start().await;
    let Engine { url, access_key_id: key, secret_access_key: secret, .. } = &stack.running;
    let identity = stack.root.sts.get_caller_identity().send().await.unwrap();
    assert_eq!(identity.arn(), Some("arn:aws:iam::000000000000:root"));

    let wrong = clients(url, Credentials::new(key, "wrong", None, None, "test")).await;
    let mismatch = ["InvalidSignatureException", "InvalidSignatureException"];
    assert_eq!(codes(&wrong).await, [mismatch[0], mismatch[1], "SignatureDoesNotMatch", "SignatureDoesNotMatch"]);
    let unknown = clients(url, Credentials::new("AKIANOBODY", secret, None, None, "test")).await;
    let expected =
        ["UnrecognizedClientException", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"];
    assert_eq!(codes(&unknown).await, expected);
    let unsigned = reqwest::Client::new().get(url).send().await.unwrap();
    assert_eq!(unsigned.status(), 403);
    let unsigned = reqwest::Client::new().post(url).header("x-amz-target", "DynamoDB_20120810.ListTables");
    let unsigned = unsigned.body("{}").send().await.unwrap();
    assert_eq!(unsigned.status(), 400);
    assert!(unsigned.text().await.unwrap().contains("MissingAuthenticationTokenException"));
}

#[tokio::test]
async fn a_session_needs_its_token() {
    let stack = Stack::start().await;
    let assumed = stack
        .root
        .sts
        .assume_role()
        .role_arn("arn:aws:iam::000000000000:role/service/tester")
        .role_session_name("me@work")
        .duration_seconds(900)
        .send()
        .await
        .unwrap();
    assert_eq!(assumed.assumed_role_user.unwrap().arn, "arn:aws:sts::000000000000:assumed-role/tester/me@work");
    let made = assumed.credentials.unwrap();
    let session = async |token: Option<&str>| {
        let token = token.map(str::to_owned);
        let credentials = Credentials::new(&made.access_key_id, &made.secret_access_key, token, None, "test");
        clients(&stack.running.url, credentials).await
    };
    let right = session(Some(&made.session_token)).await;
    right.dynamodb.list_tables().send().await.unwrap();
    right.s3.list_buckets().send().await.unwrap();
    let identity = right.sts.get_caller_identity().send().await.unwrap();
    assert_eq!(identity.arn(), Some("arn:aws:sts::000000000000:assumed-role/tester/me@work"));
    let expected =
        ["UnrecognizedClientException", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidToken"];
    assert_eq!(codes(&session(None).await).await, expected);
    assert_eq!(codes(&session(Some("other")).await).await, expected);
}

#[tokio::test]
async fn policies_that_cannot_be_enforced_make_no_session() {
    let stack = Stack::start().await;
    let assume = || stack.root.sts.assume_role().role_arn("arn:aws:iam::000000000000:role/r").role_session_name("me");
    let allow = |action: &str, more: &str| {
        format!(r#"{{"Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"{more}}}]}}"#)
    };
    for policy in [
        "nonsense".to_owned(),
        allow("s3:*", r#","Principal":"*""#),
        allow("s3:*", r#","Condition":{"NumericEquals":{"s3:max-keys":"1"}}"#),
        allow("dynamodb:*", r#","Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["a"]}}"#),
    ] {
        assert_eq!(code(assume().policy(policy).send().await), "MalformedPolicyDocument");
    }
    let long = allow(&format!("s3:{}", "x".repeat(2048)), "");
    assert_eq!(code(assume().policy(long).send().await), "PackedPolicyTooLarge");
    assert_eq!(code(assume().duration_seconds(899).send().await), "ValidationError");
    assert_eq!(code(stack.root.sts.get_session_token().send().await), "InvalidAction");

    // A session may not make itself another one, unless its policy says so.
    let bound = stack.session(&allow("s3:*", "")).await;
    let again = bound.sts.assume_role().role_arn("arn:aws:iam::000000000000:role/r").role_session_name("me");
    assert_eq!(code(again.send().await), "AccessDenied");
}
