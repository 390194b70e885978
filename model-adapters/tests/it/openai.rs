//! The OpenAI adapter against a fake server that controls every byte.

use std::time::Duration;

use futures::StreamExt;
use model_adapters::{ChatModel, ErrorKind, Event, FinishReason, OpenAi, OpenAiEndpoint, Phase, Usage};

use crate::fake_http::{End, FakeHttp, Reply};
use crate::laws::{ask, context, request};
use crate::ollama::TEXT;

pub(crate) const ANSWER: &str = concat!(
    r#"data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}"#,
    "\n\n",
    r#"data: {"choices":[{"index":0,"delta":{"content":"£683"},"finish_reason":null}]}"#,
    "\n\n",
    r#"data: {"choices":[{"index":0,"delta":{"content":",267 – 😀"},"finish_reason":null}]}"#,
    "\n\n",
    r#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    "\n\n",
    r#"data: {"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":9,"total_tokens":39}}"#,
    "\n\n",
    "data: [DONE]\n\n",
);

/// The events of [`ANSWER`]: role, two of text, finish, usage, done.
pub(crate) fn answer() -> Vec<String> {
    ANSWER.split_inclusive("\n\n").map(str::to_owned).collect()
}

pub(crate) fn stream(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Reply {
    Reply::ok(pieces).header("content-type", "text/event-stream; charset=utf-8")
}

pub(crate) fn error(message: &str) -> String {
    format!("data: {{\"error\":{{\"message\":\"{message}\",\"type\":\"server_error\",\"code\":null}}}}\n\n")
}

const KEY: &str = "sk-VerySecret";

pub(crate) fn model(server: &FakeHttp) -> OpenAi {
    let endpoint = OpenAiEndpoint { base_url: format!("{}/v1/", server.url), api_key: Some(KEY.into()) };
    OpenAi::new("m", &endpoint, None, Duration::from_secs(3)).unwrap()
}

fn events(events: &[&str]) -> Reply {
    stream(events.iter().map(|event| format!("data: {event}\n\n")))
}

#[tokio::test]
async fn asks_for_a_stream_with_usage_and_gives_its_key_to_nobody_else() {
    let server = FakeHttp::start(vec![stream([ANSWER])]).await;
    let model = model(&server);
    let turn = ask(&model).await;
    assert_eq!(turn.text(), TEXT);
    assert_eq!(turn.usage(), Some(Usage { input_tokens: 30, output_tokens: 9, estimated: false }));
    let sent = &server.requests()[0];
    assert_eq!((&sent["model"], &sent["stream"], &sent["max_tokens"]), (&"m".into(), &true.into(), &200.into()));
    assert_eq!(sent["stream_options"]["include_usage"], true);
    let roles: Vec<_> = sent["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert!(!sent.to_string().contains("{F1}"), "the draft is the narrator's");
    let head = &server.heads()[0];
    assert!(head.starts_with("post /v1/chat/completions http/1.1"), "{head}");
    assert!(head.contains(&format!("authorization: bearer {}", KEY.to_lowercase())), "{head}");
    assert!(!format!("{model:?}").contains(KEY) && model.capabilities().local);

    let body = format!(r#"{{"error":{{"message":"Incorrect API key provided: {KEY}.","code":"invalid_api_key"}}}}"#);
    server.serve(Reply::status(401, &body));
    let error = ask(&model).await.error.unwrap();
    assert_eq!(error.kind, ErrorKind::Auth);
    assert!(!format!("{error:?}").contains(KEY) && error.message.contains("Incorrect API key"), "{error:?}");
}

#[tokio::test]
async fn any_cut_between_chunks_gives_the_same_answer() {
    for answer in [ANSWER.to_owned(), ANSWER.replace('\n', "\r\n"), format!(": ping\n\nevent: x\nid: 1\n{ANSWER}")] {
        let server = FakeHttp::start(vec![stream(answer.as_bytes().chunks(1))]).await;
        let model = model(&server);
        assert_eq!(ask(&model).await.text(), TEXT);
        for at in (1..answer.len()).step_by(5) {
            server.serve(stream([&answer.as_bytes()[..at], &answer.as_bytes()[at..]]));
            let turn = ask(&model).await;
            assert_eq!((turn.text().as_str(), turn.finish()), (TEXT, Some(FinishReason::Stop)), "cut at {at}");
        }
    }
}

#[tokio::test]
async fn a_body_that_ends_before_done_is_truncated() {
    let server = FakeHttp::start(vec![stream([""])]).await;
    let model = model(&server);
    let whole = ANSWER.len() - 2; // the last blank line is not needed
    for (at, end) in (0..whole).step_by(3).chain(whole - 9..whole).flat_map(|at| [(at, End::Clean), (at, End::Cut)]) {
        server.serve(stream([&ANSWER.as_bytes()[..at]]).end(end));
        let turn = ask(&model).await;
        assert_eq!(turn.kind(), Some(ErrorKind::Truncated), "{end:?} at {at}");
        assert!(TEXT.starts_with(&turn.text()), "{end:?} at {at}");
    }
    server.serve(stream([&ANSWER.as_bytes()[..whole]]));
    assert_eq!(ask(&model).await.finish(), Some(FinishReason::Stop));
    server.serve(events(&[r#"{"choices":[{"delta":{"content":"x"}}]}"#, "[DONE]"]));
    assert_eq!(ask(&model).await.kind(), Some(ErrorKind::Truncated), "done, but with no reason for it");
}

#[tokio::test]
async fn an_error_in_the_stream_is_an_error() {
    let throttled = ErrorKind::Throttled { retry_after: None };
    let cases = [
        (r#"{"error":{"message":"oops","type":"server_error","code":null}}"#, ErrorKind::Upstream),
        (r#"{"error":"oops"}"#, ErrorKind::Upstream),
        (r#"{"error":{"message":"oops","type":"rate_limit_error"}}"#, throttled),
        (r#"{"error":{"message":"oops","code":429}}"#, throttled),
        (r#"{"error":{"message":"oops","code":502},"choices":[{"finish_reason":"error"}]}"#, ErrorKind::Upstream),
        (r#"{"error":{"message":"oops","code":"overloaded_error"}}"#, ErrorKind::Overloaded),
        (r#"{"error":{"message":"oops: maximum context length is 9","code":400}}"#, ErrorKind::ContextOverflow),
    ];
    for (event, kind) in cases {
        for (said, tail) in [("", "\n\n"), ("£683", "\n\n"), ("£683", "")] {
            let half = if said.is_empty() { String::new() } else { answer()[1].clone() };
            let server = FakeHttp::start(vec![stream([format!("{half}data: {event}{tail}")])]).await;
            let turn = ask(&model(&server)).await;
            assert_eq!((turn.kind(), turn.text().as_str()), (Some(kind), said), "{event}");
            assert!(turn.error.unwrap().message.contains("oops"), "{event}");
        }
    }
    let server = FakeHttp::start(vec![stream(["data: <html>\n\n"])]).await;
    assert_eq!(ask(&model(&server)).await.kind(), Some(ErrorKind::Upstream));
}

#[tokio::test]
async fn what_is_no_stream_is_said() {
    let cases = [
        ("text/html", "<html>Sign in</html>", "text/html"),
        ("application/json", r#"{"error":{"message":"no such route"}}"#, "application/json instead of events: no such"),
        ("application/json", r#"{"choices":[{"message":{"content":"whole"}}]}"#, "application/json instead of events"),
    ];
    for (content_type, body, said) in cases {
        let server = FakeHttp::start(vec![Reply::ok([body]).header("content-type", content_type)]).await;
        let error = ask(&model(&server)).await.error.unwrap();
        assert_eq!(error.kind, ErrorKind::Upstream);
        assert!(error.message.contains(said), "{error:?}");
    }
}

#[tokio::test]
async fn tokens_never_told_are_estimated() {
    let server = FakeHttp::start(vec![stream([answer()[..4].concat(), answer()[5].clone()])]).await;
    let usage = ask(&model(&server)).await.usage().unwrap();
    assert!(usage.estimated && usage.input_tokens > 0 && usage.output_tokens == 3, "{usage:?}");
}

#[tokio::test]
async fn reasons_reasoning_and_tool_calls_are_told_apart() {
    let tool = |parts: &str| format!(r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":[{parts}]}}}}]}}"#);
    let pieces = [
        r#"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#.to_owned(),
        r#"{"choices":[{"delta":{"reasoning":"hm","content":null}}]}"#.to_owned(),
        tool(r#"{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":""}}"#),
        tool(r#"{"index":1,"id":"t2","function":{"name":"g","arguments":"{}"}}"#),
        tool(r#"{"index":0,"function":{"arguments":"{\"a\""}}"#),
        tool(r#"{"index":0,"function":{"arguments":":1}"}}"#),
    ];
    let end = |reason: &str| {
        let last = format!(r#"{{"choices":[{{"index":0,"delta":{{}},"finish_reason":"{reason}"}}]}}"#);
        let all: Vec<_> = pieces.iter().chain([&last]).map(String::as_str).chain(["[DONE]"]).collect();
        events(&all)
    };
    let server = FakeHttp::start(vec![end("tool_calls")]).await;
    let model = model(&server);
    let turn = ask(&model).await;
    let call = |id: &str, name: &str, arguments: &str| Event::ToolCall {
        id: id.to_owned(),
        name: name.to_owned(),
        arguments: arguments.to_owned(),
    };
    let thought = Event::Reasoning("hm".to_owned());
    assert_eq!(turn.events[..4], [thought.clone(), thought, call("t1", "f", r#"{"a":1}"#), call("t2", "g", "{}")]);
    assert_eq!(turn.finish(), Some(FinishReason::ToolUse));
    for (reason, outcome) in [
        ("stop", Ok(FinishReason::Stop)),
        ("length", Ok(FinishReason::Length)),
        ("content_filter", Ok(FinishReason::Filtered)),
        ("something_new", Err(ErrorKind::Upstream)),
    ] {
        server.serve(end(reason));
        let turn = ask(&model).await;
        assert_eq!((turn.finish(), turn.kind()), (outcome.ok(), outcome.err()), "{reason}");
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let throttled = ErrorKind::Throttled { retry_after: Some(Duration::from_secs(7)) };
    let late = ErrorKind::Timeout { phase: Phase::FirstToken };
    let cases = [
        (401, r#"{"error":{"message":"told"}}"#, ErrorKind::Auth),
        (403, r#"{"error":{"message":"told"}}"#, ErrorKind::Auth),
        (404, r#"{"error":{"message":"told","code":"model_not_found"}}"#, ErrorKind::BadRequest),
        (408, r#"{"error":{"message":"told"}}"#, late),
        (504, r#"{"error":{"message":"told"}}"#, late),
        (429, r#"{"error":{"message":"told","code":"rate_limit_exceeded"}}"#, throttled),
        (429, r#"{"error":{"message":"told","code":"insufficient_quota"}}"#, ErrorKind::Auth),
        (503, r#"{"error":{"message":"told"}}"#, ErrorKind::Overloaded),
        (529, r#"{"error":{"message":"told"}}"#, ErrorKind::Overloaded),
        (400, r#"{"error":{"message":"told","code":"context_length_exceeded"}}"#, ErrorKind::ContextOverflow),
        (400, r#"{"message":"told: maximum context length is 9 tokens","code":400}"#, ErrorKind::ContextOverflow),
        (400, r#"{"error":{"message":"told","code":"content_filter"}}"#, ErrorKind::Refused),
        (422, r#"{"error":"told"}"#, ErrorKind::BadRequest),
        (500, r#"{"error":{"message":"told"}}"#, ErrorKind::Upstream),
        (502, "<html>told</html>", ErrorKind::Upstream),
    ];
    for (status, body, kind) in cases {
        let server = FakeHttp::start(vec![Reply::status(status, body).header("retry-after", "7")]).await;
        let error = ask(&model(&server)).await.error.unwrap();
        assert_eq!(error.kind, kind, "{status} {body}");
        let said = if status == 502 { "502" } else { "told" };
        assert!(error.message.contains(said), "{error:?}");
    }
}

#[tokio::test]
async fn a_model_that_refuses_a_parameter_is_asked_again_without_and_remembered() {
    let refusal = |message: &str| Reply::status(400, &format!(r#"{{"error":{{"message":"{message}"}}}}"#));
    let server = FakeHttp::start(vec![
        refusal("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
        refusal("Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported."),
        stream([ANSWER]),
    ])
    .await;
    let model = model(&server);
    assert_eq!(ask(&model).await.text(), TEXT);
    assert_eq!(ask(&model).await.text(), TEXT);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|sent| {
            ["max_tokens", "max_completion_tokens", "temperature"].map(|name| u8::from(sent.get(name).is_some()))
        })
        .collect();
    assert_eq!(sent, [[1, 0, 1], [0, 1, 1], [0, 1, 0], [0, 1, 0]]);
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let mut server = FakeHttp::start(vec![stream(&answer()[..2]).end(End::Silence)]).await;
    let mut stream = model(&server).chat(&request(), &context()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), Event::Text("£683".to_owned()));
    drop(stream);
    server.client_gone().await;
}
