//! Every call is metered once, whatever way it ends, and logged without a word of what was said.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use model_adapters::{
    Call, CallOutcome, ChatModel, ErrorKind, Event, Fallback, FinishReason, Metered, Phase, Scripted, Step, Timeouts,
    Usage, WithTimeouts,
};
use serde_json::{Value, json};
use tracing::Instrument;

use crate::laws::{ask_in, context, request};

fn text(text: &str) -> Step {
    Step::Emit(Event::Text(text.to_owned()))
}

fn metered(script: impl IntoIterator<Item = Step>) -> Metered {
    Metered::new(Arc::new(Scripted::new("openai:gpt", script)))
}

/// The calls of one turn that is read to its end.
async fn calls(model: &dyn ChatModel) -> Vec<Call> {
    let context = context();
    ask_in(model, &context).await;
    context.meter.calls()
}

/// What the prompt of `request` is estimated at.
fn prompt() -> u64 {
    Usage::estimate(&request(), 0).input_tokens
}

#[tokio::test]
async fn an_answer_is_one_call_as_the_provider_counted_it() {
    let calls = calls(&Metered::new(Arc::new(Scripted::saying("m", "one two")))).await;
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((call.model.as_str(), call.outcome), ("m", CallOutcome::Finished(FinishReason::Stop)));
    assert_eq!(call.usage, Usage { input_tokens: 10, output_tokens: 2, estimated: false });
    assert_eq!(call.cost_usd.unwrap().to_string(), "0");
    assert!(call.first_token.unwrap() <= call.took);
}

#[tokio::test]
async fn a_failure_costs_what_the_model_may_have_done() {
    let waited = ErrorKind::Timeout { phase: Phase::FirstToken };
    let cases = [
        (vec![Step::Refuse(ErrorKind::Overloaded)], ErrorKind::Overloaded, None),
        (vec![Step::Refuse(ErrorKind::Upstream)], ErrorKind::Upstream, None),
        (vec![Step::Refuse(waited)], waited, Some(0)),
        (vec![Step::Fail(ErrorKind::Overloaded)], ErrorKind::Overloaded, None),
        (vec![text("12345"), Step::Fail(ErrorKind::Overloaded)], ErrorKind::Overloaded, Some(2)),
        (vec![text("12345")], ErrorKind::Truncated, Some(2)),
        (vec![], ErrorKind::Truncated, Some(0)),
    ];
    for (script, kind, output) in cases {
        let calls = calls(&metered(script.clone())).await;
        let usage = output.map_or(Usage::default(), |output_tokens| Usage {
            input_tokens: prompt(),
            output_tokens,
            estimated: true,
        });
        assert_eq!(calls.len(), 1, "{script:?}");
        assert_eq!((calls[0].outcome, calls[0].usage), (CallOutcome::Failed(kind), usage), "{script:?}");
    }
}

#[tokio::test]
async fn what_nobody_reads_to_its_end_is_metered() {
    let model = metered([text("1234"), text("5678"), Step::Hang]);
    for pieces in 0..=2 {
        let context = context();
        let mut stream = model.chat(&request(), &context).await.unwrap();
        for _ in 0..pieces {
            stream.next().await.unwrap().unwrap();
        }
        assert_eq!(context.meter.calls(), []);
        drop(stream);
        let calls = context.meter.calls();
        assert_eq!((calls.len(), calls[0].outcome), (1, CallOutcome::Dropped));
        assert_eq!(calls[0].usage, Usage { input_tokens: prompt(), output_tokens: pieces, estimated: true });
        assert_eq!(calls[0].first_token.is_some(), pieces > 0);
    }

    let turn = context();
    let stuck = Metered::new(Arc::new(Stuck));
    let gone = tokio::time::timeout(Duration::from_millis(10), stuck.chat(&request(), &turn)).await;
    assert!(gone.is_err());
    assert_eq!((turn.meter.calls().len(), turn.meter.calls()[0].outcome), (1, CallOutcome::Dropped));
    assert_eq!(turn.meter.calls()[0].cost_usd, None, "of unknown price");
}

#[tokio::test]
async fn a_chain_meters_each_model_it_tried() {
    let limits = Timeouts { first_token: Duration::from_millis(10), ..Timeouts::default() };
    let slow = WithTimeouts::new(Arc::new(Scripted::new("slow", [Step::Hang])), limits);
    let chain =
        Fallback::new(vec![Arc::new(metered([Step::Refuse(ErrorKind::Auth)])), Arc::new(Metered::new(Arc::new(slow)))]);
    let calls = calls(&chain).await;
    let models: Vec<_> = calls.iter().map(|call| (call.model.as_str(), call.usage.input_tokens)).collect();
    assert_eq!(models, [("openai:gpt", 0), ("slow", prompt()), ("narrator", 0)]);
}

#[tokio::test]
async fn a_call_is_logged_by_the_names_of_opentelemetry_and_without_a_word() {
    // A test beside this one may be the first to log this line, and decide meanwhile that nobody listens: that is over by then.
    ask_in(&metered([text("Confidential")]), &context()).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(log.writer()).finish();
    let _here = tracing::subscriber::set_default(subscriber);
    let usage = Step::Emit(Event::Usage(Usage { input_tokens: 30, output_tokens: 9, estimated: false }));
    let finish = Step::Emit(Event::Finish(FinishReason::Length));
    // Asked in a request, and read to its end elsewhere.
    let asked_in = tracing::info_span!("request", request.id = "r1");
    let (asked, context_of) = (request(), context());
    let model = metered([text("Confidential"), usage, finish]);
    let stream = model.chat(&asked, &context_of).instrument(asked_in).await.unwrap();
    stream.collect::<Vec<_>>().await;
    ask_in(&metered([text("Confidential"), Step::Fail(ErrorKind::Truncated)]), &context()).await;

    let lines = log.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (name, value) in [
        ("tenant.id", json!("acme")),
        ("gen_ai.operation.name", json!("chat")),
        ("gen_ai.provider.name", json!("openai")),
        ("gen_ai.request.model", json!("gpt")),
        ("gen_ai.usage.input_tokens", json!(30)),
        ("gen_ai.usage.output_tokens", json!(9)),
        ("gen_ai.response.finish_reasons", json!("length")),
    ] {
        assert_eq!(lines[0][name], value, "{name}");
    }
    assert_eq!(lines[0]["span"]["request.id"], "r1", "{lines:?}");
    assert!(lines[0]["model.first_token_ms"].is_f64() && lines[0]["model.duration_ms"].is_f64());
    assert!(lines[0].get("error.type").is_none() && lines[1]["error.type"] == "truncated", "{lines:?}");
    let all = format!("{lines:?}");
    assert!(!all.contains("Confidential") && !all.contains("March") && !all.contains("phrase facts"), "{all}");
}

/// Never even begins.
#[derive(Debug)]
struct Stuck;

#[async_trait::async_trait]
impl ChatModel for Stuck {
    fn id(&self) -> &str {
        "stuck"
    }

    fn capabilities(&self) -> model_adapters::Capabilities {
        model_adapters::Capabilities { streaming: true, local: false, price: None }
    }

    async fn chat(
        &self,
        _: &model_adapters::ChatRequest,
        _: &model_adapters::TurnContext,
    ) -> Result<model_adapters::EventStream, model_adapters::ModelError> {
        futures::future::pending().await
    }
}

#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn writer(&self) -> impl Fn() -> Self + Send + Sync + 'static {
        let log = self.clone();
        move || log.clone()
    }

    fn lines(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap();
        String::from_utf8_lossy(&bytes).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
