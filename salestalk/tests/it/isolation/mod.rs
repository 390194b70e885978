//! That a tenant's session can do all that it must with what is the tenant's, and nothing with what is another's. One
//! suite, on the embedded stack and on MiniStack with IAM; and a test of the suite: it notices each small change of the
//! policy.

mod calls;
mod engine;
mod mutants;
mod stage;

use aws_sdk_sts::types::Tag;
use futures::StreamExt;

use calls::Calls;
use engine::Engine;
use mutants::Mutant;
use stage::{Stage, Tenant};

/// Mutants that are tried at once.
const AT_ONCE: usize = 8;

#[tokio::test]
async fn on_the_embedded_stack() {
    matrix(Stage::set(Engine::embedded().await).await).await;
}

#[tokio::test]
async fn on_ministack_with_iam() {
    matrix(Stage::set(Engine::ministack().await).await).await;
}

/// Each tenant's session on its own and on each other's.
async fn matrix(stage: Stage) {
    let before = stage.untouched().await;
    let (mut surprises, mut own_calls, mut foreign_calls) = (Vec::new(), 0, 0);
    for own in &stage.tenants {
        let session = stage.session(own).await;
        let calls = Calls::own(&stage, &session, own, "matrix");
        own_calls += calls.len();
        for call in calls {
            surprises.extend(call.surprise().await);
        }
        for other in stage.tenants.iter().filter(|other| other.id != own.id) {
            let calls = Calls::foreign(&stage, &session, own, other, "matrix");
            foreign_calls += calls.len();
            for call in calls {
                surprises.extend(call.surprise().await);
            }
        }
    }
    assert!(
        surprises.is_empty(),
        "{} of {own_calls} own and {foreign_calls} foreign calls:\n{}",
        surprises.len(),
        surprises.join("\n")
    );
    assert_eq!(stage.untouched().await, before);
}

/// What the Lambdas' own roles may do with tenants' data: nothing; but the control plane looks at tables, and writes and
/// deletes objects.
#[tokio::test]
async fn lambdas_reach_no_tenants_data_by_their_own_rights() {
    let stage = Stage::set(Engine::ministack().await).await;
    let before = stage.untouched().await;
    for (lambda, may) in [
        ("metrics-handler", &[][..]),
        ("chat-handler", &[]),
        ("insights-handler", &[]),
        ("insights-worker", &[]),
        ("control-plane", &["DescribeTable", "GetObject", "PutObject", "CopyObject", "DeleteObject", "ListObjectsV2"]),
    ] {
        stage.engine.make_role(lambda, lambda).await;
        let role = stage.engine.role_arn().replace("salestalk-tenant", lambda);
        let session = stage.clients(stage.services.aws.sts.assume_role().role_arn(role)).await;
        for tenant in &stage.tenants {
            let calls = Calls::data(&stage, &session, tenant).into_iter();
            for call in calls.filter(|call| !may.iter().any(|may| call.name.starts_with(may))) {
                assert_eq!(call.surprise().await, None, "{lambda}");
            }
        }
    }
    assert_eq!(stage.untouched().await, before);
}

/// The role of all tenants is assumed by those whom its trust policy names, and by them for one tenant at a time.
#[tokio::test]
async fn the_tenants_role_is_assumed_by_few_and_for_a_tenant() {
    let engine = Engine::ministack().await;
    let (trusted, stranger) = engine.make_tenants_role("trusting").await;
    for (who, tagged, name, expected) in [
        (&trusted, true, "salestalk-acme", true),
        (&trusted, false, "salestalk-acme", false),
        (&trusted, true, "acme", false),
        (&stranger, true, "salestalk-acme", false),
    ] {
        let sts = engine.sts_as(who).await;
        let role = engine.role_arn().replace("salestalk-tenant", "trusting");
        let tag = Tag::builder().key("tenant").value("acme").build().unwrap();
        let assume = sts.assume_role().role_arn(role).role_session_name(name).set_tags(tagged.then(|| vec![tag]));
        assert_eq!(assume.send().await.is_ok(), expected, "{who}, {tagged}, {name}");
    }
}

/// Changes that make no difference here, by the beginning and a part of what was changed, and why they make none.
const EQUIVALENT: [(&str, &str, &str); 6] = [
    ("statement 4: Action", " became ", "S3 and DynamoDB call KMS for a session with these two actions alone"),
    (
        "statement 4: Resource",
        " became arn:aws:kms:",
        "key ids are random and of one length: none is another's beginning",
    ),
    ("statement 4: Condition", " became *", "no other service of the engines calls KMS for a session"),
    ("statement 4: Condition", " became s3.us-east-1.amazonaws", "no other service's name begins so"),
    ("statement 4: Condition", " became dynamodb.us-east-1.amazonaws", "no other service's name begins so"),
    // AWS's does (Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest: usage notes").
    (
        "statement 4: Condition",
        " dynamodb.us-east-1.amazonaws.com dropped",
        "the engines' DynamoDB asks no key for a session",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_small_change_of_the_policy_is_noticed() {
    let stage = Stage::set(Engine::embedded().await).await;
    let unnoticed = unnoticed(&stage, |_| true).await;
    let equivalent = |change: &str| {
        EQUIVALENT.iter().position(|(start, part, _)| change.starts_with(start) && change.contains(part))
    };
    let surprising: Vec<&String> = unnoticed.iter().filter(|change| equivalent(change).is_none()).collect();
    assert!(surprising.is_empty(), "{surprising:#?}");
    for (at, (start, part, why)) in EQUIVALENT.iter().enumerate() {
        let used = unnoticed.iter().any(|change| equivalent(change) == Some(at));
        assert!(used, "{start} … {part}: it is noticed now, though {why}");
    }
}

/// Those of DynamoDB and S3; MiniStack's IAM does not know what the conditions on KMS are about.
#[tokio::test(flavor = "multi_thread")]
async fn each_small_change_is_noticed_on_ministack() {
    let stage = Stage::set(Engine::ministack().await).await;
    let storage = |change: &str| ["statement 0", "statement 1", "statement 2"].iter().any(|at| change.starts_with(at));
    assert_eq!(unnoticed(&stage, storage).await, [""; 0]);
}

/// The changes of a session's policy that no call notices, of those that are asked for.
async fn unnoticed(stage: &Stage, asked: impl Fn(&str) -> bool) -> Vec<String> {
    let own = &stage.tenants[0];
    let mutants = mutants::of(&stage.policy(own));
    let mutants: Vec<(usize, Mutant)> =
        mutants.into_iter().enumerate().filter(|(_, mutant)| asked(&mutant.change)).collect();
    assert!(mutants.len() > 50, "{}", mutants.len());
    let unnoticed = futures::stream::iter(mutants).map(|(round, mutant)| async move {
        let noticed = noticed(stage, own, &mutant, &round.to_string()).await;
        (!noticed).then_some(mutant.change)
    });
    unnoticed.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await
}

/// Whether an own call of a session with the changed policy is denied, or one beyond it allowed.
async fn noticed(stage: &Stage, own: &Tenant, mutant: &Mutant, round: &str) -> bool {
    let session = stage.assume(own, &mutant.policy).await;
    let mut calls = Calls::own(stage, &session, own, round);
    for other in stage.tenants.iter().filter(|other| other.id != own.id) {
        calls.extend(Calls::foreign(stage, &session, own, other, round));
    }
    for call in calls {
        if call.surprise().await.is_some() {
            return true;
        }
    }
    false
}
