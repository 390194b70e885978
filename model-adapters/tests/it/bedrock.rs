//! The Bedrock adapter: the real SDK against a fake server with real frames.

use std::time::Duration;

use futures::StreamExt;
use model_adapters::{
    Bedrock, BedrockOptions, ChatModel, ChatRequest, ErrorKind, Event, FinishReason, Guardrail, Phase, Usage, collect,
};
use serde_json::json;

use crate::fake_bedrock::{MODEL, answer, client, event, exception, metadata, model, start, stop, stream, text};
use crate::fake_http::{End, FakeHttp, Reply};
use crate::laws::{ask, context, request};
use crate::ollama::TEXT;

#[tokio::test]
async fn asks_as_told_and_reads_usage_after_the_stop() {
    let server = FakeHttp::start(vec![stream(answer())]).await;
    let turn = ask(&model(&server)).await;
    assert_eq!(turn.text(), TEXT);
    assert_eq!(turn.usage(), Some(Usage { input_tokens: 30, output_tokens: 9, estimated: false }));
    assert_eq!(turn.finish(), Some(FinishReason::Stop));
    let sent = &server.requests()[0];
    assert_eq!(sent["requestMetadata"], json!({"tenant": "acme"}));
    assert_eq!(sent["system"], json!([{"text": "You phrase facts."}]));
    assert_eq!(sent["messages"][1], json!({"role": "assistant", "content": [{"text": "Hello."}]}));
    assert_eq!(sent["inferenceConfig"]["maxTokens"], 200);
    assert!(sent["inferenceConfig"]["temperature"].is_number());
    assert!(!sent.to_string().contains("{F1}"), "the draft is the narrator's");
}

#[tokio::test]
async fn any_cut_between_chunks_gives_the_same_answer() {
    let bytes = answer().concat();
    let server = FakeHttp::start(vec![stream(bytes.chunks(1))]).await;
    let model = model(&server);
    assert_eq!(ask(&model).await.text(), TEXT);
    for at in 1..bytes.len() {
        server.serve(stream([&bytes[..at], &bytes[at..]]));
        let turn = ask(&model).await;
        assert_eq!((turn.text().as_str(), turn.usage().unwrap().output_tokens), (TEXT, 9), "cut at {at}");
    }
}

#[tokio::test]
async fn a_stream_that_ends_before_the_stop_is_truncated() {
    let frames = answer();
    let (whole, bytes) = (frames[..5].concat().len(), frames.concat());
    let server = FakeHttp::start(vec![stream([""])]).await;
    let model = model(&server);
    for (at, end) in (0..whole).flat_map(|at| [(at, End::Clean), (at, End::Cut)]) {
        server.serve(stream([&bytes[..at]]).end(end));
        let turn = ask(&model).await;
        assert_eq!(turn.kind(), Some(ErrorKind::Truncated), "{end:?} at {at}: {turn:?}");
        assert!(TEXT.starts_with(&turn.text()), "{end:?} at {at}");
    }
}

#[tokio::test]
async fn a_stream_that_ends_after_the_stop_is_complete_with_estimated_usage() {
    let frames = answer();
    let server = FakeHttp::start(vec![stream(&frames[..5])]).await;
    let model = model(&server);
    for end in [End::Clean, End::Cut] {
        server.serve(stream(&frames[..5]).end(end));
        let turn = ask(&model).await;
        assert_eq!((turn.text().as_str(), turn.finish()), (TEXT, Some(FinishReason::Stop)));
        assert!(turn.usage().is_some_and(|usage| usage.estimated && usage.output_tokens == 3), "{turn:?}");
    }
}

#[tokio::test]
async fn exceptions_in_the_stream_are_told_apart() {
    let cases = [
        ("throttlingException", "Too many tokens", ErrorKind::Throttled { retry_after: None }),
        ("serviceUnavailableException", "later", ErrorKind::Overloaded),
        ("internalServerException", "oops", ErrorKind::Upstream),
        ("modelStreamErrorException", "oops", ErrorKind::Upstream),
        ("validationException", "The text field is blank", ErrorKind::BadRequest),
        ("validationException", "Input is too long for requested model.", ErrorKind::ContextOverflow),
        ("brandNewException", "who knows", ErrorKind::Upstream),
    ];
    for (name, message, kind) in cases {
        for said in [None, Some("£683")] {
            let mut frames = vec![start()];
            frames.extend(said.map(text));
            frames.push(exception(name, message));
            let server = FakeHttp::start(vec![stream(frames)]).await;
            let turn = ask(&model(&server)).await;
            assert_eq!(turn.kind(), Some(kind), "{name}");
            assert_eq!(turn.text(), said.unwrap_or_default());
            assert!(turn.error.unwrap().message.contains(message), "{name}");
        }
    }
    let mut damaged = text("£683");
    *damaged.last_mut().unwrap() ^= 1; // the frame's checksum
    let server = FakeHttp::start(vec![stream([start(), damaged])]).await;
    assert_eq!(ask(&model(&server)).await.kind(), Some(ErrorKind::Upstream));
}

#[tokio::test]
async fn refusals_before_the_stream_are_told_apart() {
    let throttled = ErrorKind::Throttled { retry_after: Some(Duration::from_secs(7)) };
    let cases = [
        (429, "ThrottlingException", "Too many requests", throttled),
        (503, "ServiceUnavailableException", "busy", ErrorKind::Overloaded),
        (429, "ModelNotReadyException", "warming up", ErrorKind::Overloaded),
        (408, "ModelTimeoutException", "slow", ErrorKind::Timeout { phase: Phase::FirstToken }),
        (403, "AccessDeniedException", "no access", ErrorKind::Auth),
        (403, "UnrecognizedClientException", "The security token is invalid", ErrorKind::Auth),
        (404, "ResourceNotFoundException", "no such model", ErrorKind::BadRequest),
        (400, "ValidationException", "prompt is too long: 9 tokens > 1 maximum", ErrorKind::ContextOverflow),
        (400, "ValidationException", "messages: roles must alternate", ErrorKind::BadRequest),
        (500, "InternalServerException", "oops", ErrorKind::Upstream),
    ];
    for (status, name, message, kind) in cases {
        let reply = Reply::status(status, &json!({ "message": message }).to_string())
            .header("x-amzn-errortype", name)
            .header("retry-after", "7")
            .header("content-type", "application/json");
        let server = FakeHttp::start(vec![reply]).await;
        let error = ask(&model(&server)).await.error.unwrap();
        assert_eq!(error.kind, kind, "{name}");
        assert!(error.message.contains(message), "{error:?}");
    }
}

#[tokio::test]
async fn a_model_that_takes_no_temperature_is_asked_again_without_and_remembered() {
    let body = json!({"message": "`temperature` is deprecated for this model."}).to_string();
    let refusal = Reply::status(400, &body).header("x-amzn-errortype", "ValidationException");
    let server = FakeHttp::start(vec![refusal, stream(answer())]).await;
    let model = model(&server);
    assert_eq!(ask(&model).await.text(), TEXT);
    assert_eq!(ask(&model).await.text(), TEXT);
    let sent: Vec<_> =
        server.requests().iter().map(|sent| sent["inferenceConfig"]["temperature"].is_number()).collect();
    assert_eq!(sent, [true, false, false]);
}

#[tokio::test]
async fn a_model_that_does_not_stream_is_asked_for_the_whole_answer_and_remembered() {
    let body = json!({"message": "The model is unsupported for streaming."}).to_string();
    let refusal = Reply::status(400, &body).header("x-amzn-errortype", "ValidationException");
    let whole = json!({
        "output": {"message": {"role": "assistant", "content": [
            {"reasoningContent": {"reasoningText": {"text": "hm"}}},
            {"text": TEXT},
        ]}},
        "stopReason": "max_tokens",
        "usage": {"inputTokens": 30, "outputTokens": 9, "totalTokens": 39},
        "metrics": {"latencyMs": 42},
    });
    let whole = Reply::ok([whole.to_string()]).header("content-type", "application/json");
    let server = FakeHttp::start(vec![refusal, whole]).await;
    let model = model(&server);
    assert!(model.capabilities().streaming);
    for _ in 0..2 {
        let turn = ask(&model).await;
        assert_eq!((turn.text().as_str(), turn.finish()), (TEXT, Some(FinishReason::Length)));
        assert_eq!(turn.events[0], Event::Reasoning("hm".to_owned()));
        assert_eq!(turn.usage(), Some(Usage { input_tokens: 30, output_tokens: 9, estimated: false }));
    }
    assert!(!model.capabilities().streaming);
    let paths: Vec<_> = server.heads().iter().map(|head| head.split([' ', '/']).nth(4).unwrap().to_owned()).collect();
    assert_eq!(paths, ["converse-stream", "converse", "converse"]);

    server.serve(Reply::status(503, "{}").header("x-amzn-errortype", "ServiceUnavailableException"));
    assert_eq!(ask(&model).await.kind(), Some(ErrorKind::Overloaded));
}

#[tokio::test]
async fn the_guardrail_and_the_tier_are_asked_for() {
    let server = FakeHttp::start(vec![stream(answer())]).await;
    let guardrail = Some(Guardrail { id: "g1".to_owned(), version: "2".to_owned() });
    let options = BedrockOptions { guardrail, service_tier: Some("flex".to_owned()) };
    assert_eq!((options.price_tier(), BedrockOptions::default().price_tier()), ("flex", "standard"));
    assert_eq!(ask(&Bedrock::new(client(&server), MODEL, options, None, Duration::from_secs(3))).await.text(), TEXT);
    ask(&model(&server)).await;
    let sent = server.requests();
    assert_eq!(sent[0]["serviceTier"], json!({"type": "flex"}));
    assert_eq!(sent[0]["guardrailConfig"]["guardrailIdentifier"], "g1");
    assert_eq!(sent[0]["guardrailConfig"]["guardrailVersion"], "2");
    assert!(sent[1].get("serviceTier").is_none() && sent[1].get("guardrailConfig").is_none(), "{}", sent[1]);
}

#[tokio::test]
async fn a_long_system_prompt_is_cached_where_the_model_can() {
    let usage = json!({
        "inputTokens": 10, "outputTokens": 5, "totalTokens": 15, "cacheReadInputTokens": 100, "cacheWriteInputTokens": 10
    });
    let counted = event("metadata", &json!({"usage": usage, "metrics": {"latencyMs": 1}}));
    let server = FakeHttp::start(vec![stream([start(), text("Fine"), stop("end_turn"), counted])]).await;
    let cases = [
        ("amazon.nova-lite-v1:0", 4_000, true),
        ("amazon.nova-lite-v1:0", 3_996, false),
        ("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", 4_096, true),
        ("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", 4_092, false),
        ("meta.llama3-3-70b-instruct-v1:0", 9_000, false),
    ];
    let ask = async |model: &Bedrock, chars| {
        let asked = ChatRequest { system: "x".repeat(chars), ..request() };
        let reply = collect(model.chat(&asked, &context()).await.unwrap()).await.unwrap();
        (reply.usage, server.requests().pop().unwrap()["system"].as_array().unwrap().last().unwrap().clone())
    };
    for (model_id, chars, cached) in cases {
        let model = Bedrock::new(client(&server), model_id, BedrockOptions::default(), None, Duration::from_secs(3));
        let (usage, last) = ask(&model, chars).await;
        assert_eq!(last == json!({"cachePoint": {"type": "default"}}), cached, "{model_id} {chars}");
        assert_eq!(usage.input_tokens, 10 + 100 + 13, "a written token counts as one and a quarter");
    }

    let body = json!({"message": "You invoked an unsupported model or your request did not allow prompt caching."});
    let refusal = Reply::status(403, &body.to_string()).header("x-amzn-errortype", "AccessDeniedException");
    let server = FakeHttp::start(vec![refusal, stream(answer())]).await;
    let model = model(&server);
    let asked = ChatRequest { system: "x".repeat(4_000), ..request() };
    for _ in 0..2 {
        assert_eq!(collect(model.chat(&asked, &context()).await.unwrap()).await.unwrap().text, TEXT);
    }
    let blocks: Vec<_> = server.requests().iter().map(|sent| sent["system"].as_array().unwrap().len()).collect();
    assert_eq!(blocks, [2, 1, 1], "asked for once, then never again");
}

#[tokio::test]
async fn stop_reasons_are_told_apart() {
    let cases = [
        ("stop_sequence", Ok(FinishReason::Stop)),
        ("max_tokens", Ok(FinishReason::Length)),
        ("model_context_window_exceeded", Ok(FinishReason::Length)),
        ("guardrail_intervened", Ok(FinishReason::Filtered)),
        ("content_filtered", Ok(FinishReason::Filtered)),
        ("refusal", Ok(FinishReason::Filtered)),
        ("malformed_model_output", Err(ErrorKind::Upstream)),
        ("something_new", Err(ErrorKind::Upstream)),
    ];
    for (reason, outcome) in cases {
        let server = FakeHttp::start(vec![stream([start(), text("So"), stop(reason), metadata(1, 1)])]).await;
        let turn = ask(&model(&server)).await;
        assert_eq!((turn.finish(), turn.kind()), (outcome.ok(), outcome.err()), "{reason}");
    }
}

#[tokio::test]
async fn reasoning_and_tool_calls_are_put_together() {
    let tool = json!({"toolUse": {"toolUseId": "t1", "name": "f"}});
    let input = |text: &str| json!({"contentBlockIndex": 1, "delta": {"toolUse": {"input": text}}});
    let thought = json!({"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": "hm"}}});
    let server = FakeHttp::start(vec![stream([
        start(),
        event("contentBlockDelta", &thought),
        event("contentBlockStop", &json!({"contentBlockIndex": 0})),
        event("contentBlockStart", &json!({"contentBlockIndex": 1, "start": tool})),
        event("contentBlockDelta", &input(r#"{"a""#)),
        event("contentBlockDelta", &input(":1}")),
        event("contentBlockStop", &json!({"contentBlockIndex": 1})),
        event("someNewEvent", &json!({})),
        stop("tool_use"),
        metadata(5, 6),
    ])])
    .await;
    let turn = ask(&model(&server)).await;
    let call = Event::ToolCall { id: "t1".to_owned(), name: "f".to_owned(), arguments: r#"{"a":1}"#.to_owned() };
    assert_eq!(turn.events[..2], [Event::Reasoning("hm".to_owned()), call]);
    assert_eq!(turn.finish(), Some(FinishReason::ToolUse));
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let mut server = FakeHttp::start(vec![stream([start(), text("£683")]).end(End::Silence)]).await;
    let mut stream = model(&server).chat(&request(), &context()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), Event::Text("£683".to_owned()));
    drop(stream);
    server.client_gone().await;
}

#[tokio::test]
async fn no_credentials_is_said() {
    use aws_credential_types::provider::{error::CredentialsError, future};
    use aws_sdk_bedrockruntime::config::{BehaviorVersion, Config, ProvideCredentials, Region};

    #[derive(Debug)]
    struct Nothing;
    impl ProvideCredentials for Nothing {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("none here")))
        }
    }

    let config = || {
        Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .endpoint_url("http://127.0.0.1:9")
    };
    for config in [config().credentials_provider(Nothing).build(), config().build()] {
        let client = aws_sdk_bedrockruntime::Client::from_conf(config);
        let model = Bedrock::new(client, "m", BedrockOptions::default(), None, Duration::from_secs(3));
        let error = ask(&model).await.error.unwrap();
        assert_eq!(error.kind, ErrorKind::Auth, "{error:?}");
    }
}
