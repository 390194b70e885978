//! The Ollama adapter against a fake Ollama that controls every byte.

use std::time::Duration;

use futures::StreamExt;
use model_adapters::{ChatModel, ErrorKind, Event, FinishReason, Ollama, Price, Usage};
use tokio::net::TcpListener;

use crate::fake_http::{End, FakeHttp, Reply};
use crate::laws::{ask, context, request};

pub(crate) const ANSWER: &str = concat!(
    r#"{"model":"m","message":{"role":"assistant","content":"£683"},"done":false}"#,
    "\n",
    r#"{"model":"m","message":{"role":"assistant","content":",267 – 😀"},"done":false}"#,
    "\n",
    r#"{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":30,"eval_count":9}"#,
    "\n",
);
pub(crate) const TEXT: &str = "£683,267 – 😀";

pub(crate) fn model(server: &FakeHttp) -> Ollama {
    Ollama::new("m", &server.url, Some(Price::FREE), Duration::from_secs(3)).unwrap()
}

#[tokio::test]
async fn asks_for_a_window_and_limits_and_forbids_silent_truncation() {
    let server = FakeHttp::start(vec![Reply::ok([ANSWER])]).await;
    let turn = ask(&model(&server)).await;
    assert_eq!(turn.text(), TEXT);
    assert_eq!(turn.usage(), Some(Usage { input_tokens: 30, output_tokens: 9, estimated: false }));
    assert_eq!(turn.finish(), Some(FinishReason::Stop));
    let sent = &server.requests()[0];
    assert_eq!(sent["model"], "m");
    assert_eq!(sent["stream"], true);
    assert_eq!((&sent["truncate"], &sent["shift"]), (&false.into(), &false.into()));
    assert_eq!(sent["options"]["num_ctx"], 8192);
    assert_eq!(sent["options"]["num_predict"], 200);
    let roles: Vec<_> = sent["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert!(!sent.to_string().contains("{F1}"), "the draft is the narrator's");
}

#[tokio::test]
async fn any_cut_between_chunks_gives_the_same_answer() {
    let server = FakeHttp::start(vec![Reply::ok(ANSWER.as_bytes().chunks(1))]).await;
    let model = model(&server);
    assert_eq!(ask(&model).await.text(), TEXT);
    for at in 1..ANSWER.len() {
        server.serve(Reply::ok([&ANSWER.as_bytes()[..at], &ANSWER.as_bytes()[at..]]));
        let turn = ask(&model).await;
        assert_eq!((turn.text().as_str(), turn.finish()), (TEXT, Some(FinishReason::Stop)), "cut at {at}");
    }
}

#[tokio::test]
async fn a_body_that_ends_early_anywhere_is_truncated() {
    let server = FakeHttp::start(vec![Reply::ok([""])]).await;
    let model = model(&server);
    let whole = ANSWER.len() - 1; // the last line end is not needed
    for (at, end) in (0..whole).flat_map(|at| [(at, End::Clean), (at, End::Cut)]) {
        server.serve(Reply::ok([&ANSWER.as_bytes()[..at]]).end(end));
        let turn = ask(&model).await;
        assert_eq!(turn.kind(), Some(ErrorKind::Truncated), "{end:?} at {at}");
        assert!(TEXT.starts_with(&turn.text()), "{end:?} at {at}");
    }
    server.serve(Reply::ok([&ANSWER.as_bytes()[..whole]]));
    assert_eq!(ask(&model).await.finish(), Some(FinishReason::Stop));
}

#[tokio::test]
async fn an_error_line_is_an_error() {
    let half = ANSWER.lines().next().unwrap();
    let cases = [
        ("an error was encountered while running the model", ErrorKind::Upstream),
        ("the input length exceeds the context length", ErrorKind::ContextOverflow),
    ];
    for (text, kind) in cases {
        for line_end in ["\n", ""] {
            let server =
                FakeHttp::start(vec![Reply::ok([format!("{half}\n{{\"error\":\"{text}\"}}{line_end}")])]).await;
            let turn = ask(&model(&server)).await;
            assert_eq!((turn.kind(), turn.text().as_str()), (Some(kind), "£683"));
            assert!(turn.error.unwrap().message.contains(text));
        }
    }
    let server = FakeHttp::start(vec![Reply::ok(["<html>\n"])]).await;
    assert_eq!(ask(&model(&server)).await.kind(), Some(ErrorKind::Upstream));
}

#[tokio::test]
async fn omitted_counters_are_zero_only_where_zero_is_possible() {
    let done = r#"{"done":true,"done_reason":"stop"}"#;
    let server = FakeHttp::start(vec![Reply::ok([format!("{done}\n")])]).await;
    let usage = ask(&model(&server)).await.usage().unwrap();
    assert_eq!(usage.output_tokens, 0);
    assert!(usage.input_tokens > 0 && usage.estimated);

    let counted = r#"{"done":true,"done_reason":"stop","prompt_eval_count":30}"#;
    server.serve(Reply::ok([format!("{counted}\n")]));
    let usage = ask(&model(&server)).await.usage();
    assert_eq!(usage, Some(Usage { input_tokens: 30, output_tokens: 0, estimated: false }));

    let half = ANSWER.lines().next().unwrap();
    server.serve(Reply::ok([format!("{half}\n{counted}\n")]));
    let usage = ask(&model(&server)).await.usage();
    assert_eq!(usage, Some(Usage { input_tokens: 30, output_tokens: 1, estimated: true }));
}

#[tokio::test]
async fn reasons_reasoning_and_tool_calls_are_told_apart() {
    let body = concat!(
        r#"{"message":{"role":"assistant","content":"","thinking":"hm"},"done":false}"#,
        "\n",
        r#"{"message":{"content":"Well","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":false}"#,
        "\n",
        r#"{"done":true,"done_reason":"length","prompt_eval_count":3,"eval_count":4}"#,
        "\n",
    );
    let server = FakeHttp::start(vec![Reply::ok([body])]).await;
    let turn = ask(&model(&server)).await;
    let call = Event::ToolCall { id: String::new(), name: "f".to_owned(), arguments: r#"{"a":1}"#.to_owned() };
    assert_eq!(turn.events[..3], [Event::Reasoning("hm".to_owned()), Event::Text("Well".to_owned()), call]);
    assert_eq!(turn.finish(), Some(FinishReason::Length));
    server.serve(Reply::ok([body.replace("length", "stop")]));
    assert_eq!(ask(&model(&server)).await.finish(), Some(FinishReason::ToolUse));
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let throttled = ErrorKind::Throttled { retry_after: Some(Duration::from_secs(7)) };
    let cases = [
        (404, r#"{"error":"model 'm' not found"}"#, ErrorKind::BadRequest, "run `ollama pull m`"),
        (503, r#"{"error":"server busy, please try again."}"#, ErrorKind::Overloaded, "server busy"),
        (429, r#"{"error":"slow down"}"#, throttled, "slow down"),
        (400, r#"{"error":"\"m\" does not support chat"}"#, ErrorKind::BadRequest, "does not support chat"),
        (500, r#"{"error":"exceeds the available context size"}"#, ErrorKind::ContextOverflow, "too long"),
        (500, "not json", ErrorKind::Upstream, "500"),
        (401, "", ErrorKind::Auth, "401"),
    ];
    for (status, body, kind, said) in cases {
        let server = FakeHttp::start(vec![Reply::status(status, body).header("retry-after", "7")]).await;
        let error = ask(&model(&server)).await.error.unwrap();
        assert_eq!(error.kind, kind, "{error:?}");
        assert!(error.message.contains(said), "{error:?}");
    }
}

#[tokio::test]
async fn nobody_at_home_is_said_with_the_url() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let model = Ollama::new("m", &format!("http://{free}/"), None, Duration::from_secs(3)).unwrap();
    let error = ask(&model).await.error.unwrap();
    assert_eq!(error.kind, ErrorKind::Upstream);
    assert_eq!(error.message, format!("Ollama is not running at http://{free}/"));
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let half = ANSWER.lines().next().unwrap();
    let mut server = FakeHttp::start(vec![Reply::ok([format!("{half}\n")]).end(End::Silence)]).await;
    let mut stream = model(&server).chat(&request(), &context()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), Event::Text("£683".to_owned()));
    drop(stream);
    server.client_gone().await;
}
