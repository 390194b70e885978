//! Time limits and the chain of models, where scripts are enough.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model_adapters::{
    ChatModel, ErrorKind, Event, Fallback, Narrator, Phase, Scripted, Step, Timeouts, TurnContext, WithTimeouts,
    collect,
};

use crate::laws::{ask, context, request};

const SOON: Duration = Duration::from_millis(20);

fn text(text: &str) -> Step {
    Step::Emit(Event::Text(text.to_owned()))
}

fn limited(script: impl IntoIterator<Item = Step>, timeouts: Timeouts) -> WithTimeouts {
    WithTimeouts::new(Arc::new(Scripted::new("slow", script)), timeouts)
}

#[tokio::test]
async fn each_wait_has_its_own_limit() {
    let first = Timeouts { first_token: SOON, ..Timeouts::default() };
    let turn = ask(&limited([Step::Hang], first)).await;
    assert_eq!(turn.kind(), Some(ErrorKind::Timeout { phase: Phase::FirstToken }));

    let between = Timeouts { between_tokens: SOON, ..Timeouts::default() };
    let turn = ask(&limited([text("a "), text("b"), Step::Hang], between)).await;
    assert_eq!(turn.kind(), Some(ErrorKind::Timeout { phase: Phase::BetweenTokens }));
    assert_eq!(turn.text(), "a b");
}

#[tokio::test]
async fn the_deadline_ends_every_wait() {
    for script in [vec![Step::Hang], vec![text("a"), Step::Hang]] {
        let model = limited(script, Timeouts::default());
        let stream = model.chat(&request(), &TurnContext::within(SOON)).await.unwrap();
        let error = collect(stream).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Timeout { phase: Phase::Total });
        assert!(!error.retryable());
    }
}

#[tokio::test]
async fn limits_too_long_to_add_up_are_no_limits() {
    let forever = Timeouts { first_token: Duration::MAX, between_tokens: Duration::MAX, ..Timeouts::default() };
    let model = WithTimeouts::new(Arc::new(Scripted::saying("m", "Fine.")), forever);
    assert_eq!(ask(&model).await.text(), "Fine.");
}

#[tokio::test]
async fn the_chain_goes_on_until_a_model_speaks() {
    let usage_then_error = [Step::Emit(Event::Usage(Default::default())), Step::Fail(ErrorKind::Auth)];
    let chain = Fallback::new(vec![
        Arc::new(Scripted::new("refusing", [Step::Refuse(ErrorKind::BadRequest)])),
        Arc::new(Scripted::new("breaking", usage_then_error)),
        Arc::new(limited([Step::Hang], Timeouts { first_token: SOON, ..Timeouts::default() })),
        Arc::new(Scripted::saying("speaking", "Here it is.")),
    ]);
    assert_eq!(chain.id(), "refusing");
    let turn = ask(&chain).await;
    assert_eq!(turn.events[0], Event::Model("speaking".to_owned()));
    assert_eq!(turn.text(), "Here it is.");
}

#[tokio::test]
async fn a_chain_in_a_chain_names_the_model_that_speaks() {
    let inner = Fallback::new(vec![Arc::new(Scripted::new("refusing", [Step::Refuse(ErrorKind::Auth)]))]);
    let turn = ask(&Fallback::new(vec![Arc::new(inner)])).await;
    assert_eq!(turn.events[0], Event::Model(Narrator::ID.to_owned()));
    assert_eq!(turn.text(), request().draft);
}

#[tokio::test]
async fn the_first_piece_is_passed_on_before_the_second_exists() {
    let chain = Fallback::new(vec![Arc::new(limited([text("a"), Step::Hang], Timeouts::default()))]);
    let mut stream = chain.chat(&request(), &context()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), Event::Model("slow".to_owned()));
    assert_eq!(stream.next().await.unwrap().unwrap(), Event::Text("a".to_owned()));
}

#[tokio::test]
async fn scripts_are_taken_in_turn_and_requests_kept() {
    let model = Scripted::saying("m", "One.").then_saying("Two.");
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(ask(&model).await.text());
    }
    assert_eq!(said, ["One.", "Two.", "Two."]);
    assert_eq!(model.requests().len(), 3);
    assert_eq!(model.requests()[0], request());
}
