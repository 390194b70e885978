//! Asking again, and leaving alone. Time is the test's own, so that nothing here waits.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model_adapters::{
    ChatModel, CircuitBreaker, ErrorKind, Event, FinishReason, Phase, Retry, Scripted, Step, TurnContext, Usage,
};
use tokio::time::{Instant, advance};

use crate::laws::{ask, ask_in, context, request};

fn text(text: &str) -> Step {
    Step::Emit(Event::Text(text.to_owned()))
}

const FAILED: Step = Step::Refuse(ErrorKind::Upstream);

#[tokio::test(start_paused = true)]
async fn a_model_is_asked_again_until_it_speaks_and_nothing_is_lost() {
    let usage = Step::Emit(Event::Usage(Usage::default()));
    let finish = Step::Emit(Event::Finish(FinishReason::Stop));
    let model = Scripted::new("m", [FAILED]).then([Step::Fail(ErrorKind::Truncated)]).then([
        Step::Emit(Event::Model("m".to_owned())),
        usage,
        text("Here"),
        text(" it is."),
        finish,
    ]);
    let model = Arc::new(model);
    let began = Instant::now();
    let turn = ask(&Retry::new(model.clone())).await;
    assert_eq!((turn.text().as_str(), turn.events.len(), model.requests().len()), ("Here it is.", 5, 3));
    assert!(began.elapsed() <= Duration::from_millis(200 + 400 + 2), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn three_calls_are_the_most_and_what_was_said_is_never_said_again() {
    let cases = [
        (vec![FAILED], 3),
        (vec![Step::Fail(ErrorKind::Overloaded)], 3),
        (vec![Step::Refuse(ErrorKind::Auth)], 1),
        (vec![Step::Fail(ErrorKind::Timeout { phase: Phase::Total })], 1),
        (vec![text("So"), Step::Fail(ErrorKind::Truncated)], 1),
        (vec![Step::Emit(Event::Reasoning("hm".to_owned())), Step::Fail(ErrorKind::Upstream)], 1),
    ];
    for (script, calls) in cases {
        let model = Arc::new(Scripted::new("m", script.clone()));
        let turn = ask(&Retry::new(model.clone())).await;
        assert!(turn.error.is_some());
        assert_eq!(model.requests().len(), calls, "{script:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_the_provider_asked_for_is_kept_if_there_is_time() {
    let throttled = |seconds| ErrorKind::Throttled { retry_after: Some(Duration::from_secs(seconds)) };
    for (seconds, calls) in [(7, 2), (59, 2), (60, 1), (u64::MAX, 1)] {
        let model = Arc::new(Scripted::new("m", [Step::Refuse(throttled(seconds))]).then_saying("Fine."));
        let began = Instant::now();
        let turn = ask_in(&Retry::new(model.clone()), &TurnContext::within(Duration::from_secs(60))).await;
        assert_eq!((turn.kind().is_none(), model.requests().len()), (calls == 2, calls), "{seconds}");
        let waited = if calls == 2 { seconds } else { 0 };
        assert_eq!(began.elapsed().as_secs(), waited);
    }
}

/// A breaker around a model that gets these scripts.
fn broken(scripts: &[&[Step]]) -> (Arc<Scripted>, CircuitBreaker) {
    let mut scripts = scripts.iter().map(|script| script.to_vec());
    let first = Scripted::new("m", scripts.next().unwrap());
    let model = Arc::new(scripts.fold(first, Scripted::then));
    (model.clone(), CircuitBreaker::new(model))
}

const FAILS: &[Step] = &[FAILED];

fn says() -> Vec<Step> {
    let usage = Step::Emit(Event::Usage(Usage::default()));
    vec![text("Fine."), usage, Step::Emit(Event::Finish(FinishReason::Stop))]
}

#[tokio::test(start_paused = true)]
async fn five_failures_open_it_and_one_success_closes_it() {
    let says = says();
    let (model, breaker) = broken(&[FAILS, FAILS, FAILS, FAILS, FAILS, FAILS, &says]);
    for _ in 0..5 {
        assert_eq!(ask(&breaker).await.kind(), Some(ErrorKind::Upstream));
    }
    assert_eq!(ask(&breaker).await.kind(), Some(ErrorKind::Overloaded));
    advance(Duration::from_secs(29)).await;
    assert_eq!(ask(&breaker).await.kind(), Some(ErrorKind::Overloaded));
    assert_eq!(model.requests().len(), 5, "an open one asks nothing");

    advance(Duration::from_secs(1)).await;
    assert_eq!(ask(&breaker).await.kind(), Some(ErrorKind::Upstream), "the probe");
    assert_eq!(ask(&breaker).await.kind(), Some(ErrorKind::Overloaded), "open for another 30 s");
    advance(Duration::from_secs(30)).await;
    assert_eq!(ask(&breaker).await.text(), "Fine.");
    assert_eq!(ask(&breaker).await.text(), "Fine.");
}

#[tokio::test(start_paused = true)]
async fn only_what_says_that_the_model_is_ill_counts_and_only_in_a_row() {
    let says = says();
    let mine: &[Step] = &[Step::Refuse(ErrorKind::BadRequest)];
    let cut: &[Step] = &[text("So")];
    let (model, breaker) =
        broken(&[cut, cut, FAILS, FAILS, &says, FAILS, FAILS, FAILS, FAILS, mine, FAILS, FAILS, cut, cut, FAILS]);
    for _ in 0..20 {
        ask(&breaker).await;
    }
    assert_eq!(model.requests().len(), 15, "four, a success, four, a refusal, five");
}

#[tokio::test(start_paused = true)]
async fn one_probe_at_a_time_which_ends_when_it_speaks_or_is_dropped() {
    let hangs: &[Step] = &[Step::Hang];
    let speaks: &[Step] = &[text("Well"), Step::Hang];
    let says = says();
    let (model, breaker) = broken(&[FAILS, FAILS, FAILS, FAILS, FAILS, hangs, speaks, &says]);
    for _ in 0..5 {
        ask(&breaker).await;
    }
    advance(Duration::from_secs(30)).await;
    let probe = breaker.chat(&request(), &context()).await.unwrap();
    assert_eq!(ask(&breaker).await.kind(), Some(ErrorKind::Overloaded), "while the probe has said nothing");
    drop(probe);
    let mut probe = breaker.chat(&request(), &context()).await.unwrap();
    assert_eq!(probe.next().await.unwrap().unwrap(), Event::Text("Well".to_owned()));
    assert_eq!(ask(&breaker).await.text(), "Fine.", "once it speaks, all may pass");
    assert_eq!(model.requests().len(), 8);
}
