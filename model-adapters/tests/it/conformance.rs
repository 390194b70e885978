//! The same faults for every adapter and every wrapper: `ask` checks the laws, this checks what each fault must become.

use std::sync::Arc;

use model_adapters::{
    ChatModel, ErrorKind, Event, Fallback, FinishReason, Narrator, Price, Scripted, Step, Timeouts, WithTimeouts,
    collect,
};

use crate::fake_bedrock;
use crate::fake_http::{End, FakeHttp, Reply};
use crate::laws::{ask, context, request};
use crate::ollama::{self, TEXT};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    CutAtOnce,
    CutAfterText,
    ErrorAtOnce,
    ErrorAfterText,
    Overloaded,
}

const FAULTS: [Fault; 6] =
    [Fault::None, Fault::CutAtOnce, Fault::CutAfterText, Fault::ErrorAtOnce, Fault::ErrorAfterText, Fault::Overloaded];

impl Fault {
    fn kind(self) -> Option<ErrorKind> {
        match self {
            Self::None => None,
            Self::CutAtOnce | Self::CutAfterText => Some(ErrorKind::Truncated),
            Self::ErrorAtOnce | Self::ErrorAfterText => Some(ErrorKind::Upstream),
            Self::Overloaded => Some(ErrorKind::Overloaded),
        }
    }

    fn said(self) -> &'static str {
        match self {
            Self::None => TEXT,
            Self::CutAfterText | Self::ErrorAfterText => "£683",
            Self::CutAtOnce | Self::ErrorAtOnce | Self::Overloaded => "",
        }
    }
}

async fn scripted(fault: Fault) -> (Arc<dyn ChatModel>, Option<FakeHttp>) {
    let text = |text: &str| Step::Emit(Event::Text(text.to_owned()));
    let model = match fault {
        Fault::None => Scripted::saying("scripted", TEXT),
        Fault::CutAtOnce => Scripted::new("scripted", []),
        Fault::CutAfterText => Scripted::new("scripted", [text("£683")]),
        Fault::ErrorAtOnce => Scripted::new("scripted", [Step::Fail(ErrorKind::Upstream)]),
        Fault::ErrorAfterText => Scripted::new("scripted", [text("£683"), Step::Fail(ErrorKind::Upstream)]),
        Fault::Overloaded => Scripted::new("scripted", [Step::Refuse(ErrorKind::Overloaded)]),
    };
    (Arc::new(model), None)
}

async fn ollama(fault: Fault) -> (Arc<dyn ChatModel>, Option<FakeHttp>) {
    let half = format!("{}\n", ollama::ANSWER.lines().next().unwrap());
    let error = "{\"error\":\"llama runner died\"}\n".to_owned();
    let server = FakeHttp::start(vec![match fault {
        Fault::None => Reply::ok([ollama::ANSWER]),
        Fault::CutAtOnce => Reply::ok([""]).end(End::Cut),
        Fault::CutAfterText => Reply::ok([half]).end(End::Cut),
        Fault::ErrorAtOnce => Reply::ok([error]),
        Fault::ErrorAfterText => Reply::ok([half, error]),
        Fault::Overloaded => Reply::status(503, r#"{"error":"server busy"}"#),
    }])
    .await;
    (Arc::new(ollama::model(&server)), Some(server))
}

async fn openai(fault: Fault) -> (Arc<dyn ChatModel>, Option<FakeHttp>) {
    use crate::openai::{ANSWER, answer, error, stream};
    let server = FakeHttp::start(vec![match fault {
        Fault::None => stream([ANSWER]),
        Fault::CutAtOnce => stream([""]).end(End::Cut),
        Fault::CutAfterText => stream(&answer()[..2]).end(End::Cut),
        Fault::ErrorAtOnce => stream([error("oops")]),
        Fault::ErrorAfterText => stream([answer()[..2].concat(), error("oops")]),
        Fault::Overloaded => Reply::status(503, r#"{"error":{"message":"busy"}}"#),
    }])
    .await;
    (Arc::new(crate::openai::model(&server)), Some(server))
}

async fn bedrock(fault: Fault) -> (Arc<dyn ChatModel>, Option<FakeHttp>) {
    use fake_bedrock::{answer, exception, start, stream, text};
    let error = || exception("internalServerException", "oops");
    let server = FakeHttp::start(vec![match fault {
        Fault::None => stream(answer()),
        Fault::CutAtOnce => stream([start()]).end(End::Cut),
        Fault::CutAfterText => stream([start(), text("£683")]).end(End::Cut),
        Fault::ErrorAtOnce => stream([start(), error()]),
        Fault::ErrorAfterText => stream([start(), text("£683"), error()]),
        Fault::Overloaded => {
            Reply::status(503, r#"{"message":"busy"}"#).header("x-amzn-errortype", "ServiceUnavailableException")
        }
    }])
    .await;
    (Arc::new(fake_bedrock::model(&server)), Some(server))
}

async fn models(fault: Fault) -> Vec<(Arc<dyn ChatModel>, Option<FakeHttp>)> {
    vec![scripted(fault).await, ollama(fault).await, openai(fault).await, bedrock(fault).await]
}

#[tokio::test]
async fn every_adapter_turns_a_fault_into_its_kind() {
    for fault in FAULTS {
        for (model, _server) in models(fault).await {
            let turn = ask(model.as_ref()).await;
            assert_eq!((turn.kind(), turn.text().as_str()), (fault.kind(), fault.said()), "{fault:?} {}", model.id());
        }
    }
}

#[tokio::test]
async fn time_limits_change_nothing_else() {
    for fault in FAULTS {
        for (model, _server) in models(fault).await {
            let limited = WithTimeouts::new(model.clone(), Timeouts::default());
            assert_eq!((limited.id(), limited.capabilities()), (model.id(), model.capabilities()));
            let turn = ask(&limited).await;
            assert_eq!((turn.kind(), turn.text().as_str()), (fault.kind(), fault.said()), "{fault:?} {}", model.id());
        }
    }
}

#[tokio::test]
async fn a_fallback_answers_unless_something_was_said() {
    for fault in FAULTS {
        for (model, _server) in models(fault).await {
            let id = model.id().to_owned();
            let turn = ask(&Fallback::new(vec![model])).await;
            let narrated = fault != Fault::None && fault.said().is_empty();
            let answering = if narrated { Narrator::ID } else { &id };
            assert_eq!(turn.events[0], Event::Model(answering.to_owned()), "{fault:?} {id}");
            let (text, kind) = if narrated { (request().draft, None) } else { (fault.said().to_owned(), fault.kind()) };
            assert_eq!((turn.text(), turn.kind()), (text, kind), "{fault:?} {id}");
        }
    }
}

#[tokio::test]
async fn the_narrator_says_the_draft_for_nothing() {
    let turn = ask(&Narrator).await;
    assert_eq!(turn.text(), request().draft);
    assert_eq!(turn.events.len(), 4, "two sentences, usage, finish");
    assert_eq!(turn.finish(), Some(FinishReason::Stop));
    assert_eq!(Narrator.capabilities().price, Some(Price::FREE));
}

#[tokio::test]
async fn a_collected_reply_is_the_whole_turn() {
    let (model, _server) = ollama(Fault::None).await;
    let stream = Fallback::new(vec![model]).chat(&request(), &context()).await.unwrap();
    let reply = collect(stream).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish), (TEXT, FinishReason::Stop));
    assert_eq!((reply.model.as_deref(), reply.usage.output_tokens), (Some("ollama:m"), 9));
}
