//! That a tenant's session can do all that it must with what is the tenant's, and nothing with what is another's. One
//! suite, on the embedded stack and on MiniStack with IAM; and a test of the suite: it notices each small change of the
//! policy.

mod calls;
mod engine;
mod mutants;
mod stage;

use calls::Calls;
use engine::Engine;
use mutants::Mutant;
use stage::{Stage, Tenant};

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

#[tokio::test]
async fn each_small_change_of_the_policy_is_noticed() {
    let stage = Stage::set(Engine::embedded().await).await;
    let own = &stage.tenants[0];
    let mutants = mutants::of(&stage.policy(own));
    let mut unnoticed = Vec::new();
    for (round, mutant) in mutants.iter().enumerate() {
        if !noticed(&stage, own, mutant, &round.to_string()).await {
            unnoticed.push(mutant.change.as_str());
        }
    }
    assert!(unnoticed.is_empty(), "{} of {}:\n{}", unnoticed.len(), mutants.len(), unnoticed.join("\n"));
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
