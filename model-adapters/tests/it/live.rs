//! The Ollama adapter against a real Ollama, and the OpenAI adapter against any server that speaks Chat Completions. Run with
//! `OLLAMA_TEST_URL=http://127.0.0.1:11434 OLLAMA_TEST_MODEL=smollm2 cargo test --workspace --test it live -- --ignored`,
//! and `OPENAI_TEST_URL=http://127.0.0.1:11434/v1 OPENAI_TEST_MODEL=smollm2` (`OPENAI_TEST_KEY` where the server wants one).

use std::env;

use futures::StreamExt;
use model_adapters::{
    AdapterConfig, ChatModel, ChatRequest, ErrorKind, Event, FinishReason, Message, OpenAiEndpoint, build, collect,
};

use crate::laws::{ask, context};

fn model(name: &str) -> std::sync::Arc<dyn ChatModel> {
    let config = AdapterConfig { ollama_url: env::var("OLLAMA_TEST_URL").unwrap(), ..AdapterConfig::default() };
    build(&format!("ollama:{name}").parse().unwrap(), &config).unwrap()
}

fn tested() -> std::sync::Arc<dyn ChatModel> {
    model(&env::var("OLLAMA_TEST_MODEL").unwrap())
}

fn openai(name: &str) -> std::sync::Arc<dyn ChatModel> {
    let api_key = env::var("OPENAI_TEST_KEY").ok().map(Into::into);
    let openai = Some(OpenAiEndpoint { base_url: env::var("OPENAI_TEST_URL").unwrap(), api_key });
    build(&format!("openai:{name}").parse().unwrap(), &AdapterConfig { openai, ..AdapterConfig::default() }).unwrap()
}

fn question(text: &str, max_tokens: u32) -> ChatRequest {
    ChatRequest { messages: vec![Message::user(text)], max_tokens, ..ChatRequest::default() }
}

#[tokio::test]
#[ignore = "needs OLLAMA_TEST_URL and OLLAMA_TEST_MODEL"]
async fn a_real_model_answers_by_the_laws() {
    let turn = ask(tested().as_ref()).await;
    let usage = turn.usage().unwrap();
    assert!(
        !turn.text().is_empty() && usage.input_tokens > 0 && usage.output_tokens > 0 && !usage.estimated,
        "{turn:?}"
    );
}

#[tokio::test]
#[ignore = "needs OLLAMA_TEST_URL and OLLAMA_TEST_MODEL"]
async fn a_real_model_stops_at_max_tokens() {
    let stream = tested().chat(&question("Count from 1 to 100.", 5), &context()).await.unwrap();
    let reply = collect(stream).await.unwrap();
    assert_eq!((reply.finish, reply.usage.output_tokens), (FinishReason::Length, 5));
}

#[tokio::test]
#[ignore = "needs OLLAMA_TEST_URL and OLLAMA_TEST_MODEL"]
async fn a_prompt_that_does_not_fit_is_an_error_not_a_shorter_prompt() {
    let long = "many words ".repeat(20_000);
    let failed = match tested().chat(&question(&long, 5), &context()).await {
        Ok(stream) => collect(stream).await.map(|reply| reply.text),
        Err(error) => Err(error),
    };
    assert_eq!(failed.unwrap_err().kind, ErrorKind::ContextOverflow);
}

#[tokio::test]
#[ignore = "needs OLLAMA_TEST_URL"]
async fn a_missing_model_is_said_with_the_command_that_gets_it() {
    let error = ask(model("not-there").as_ref()).await.error.unwrap();
    assert_eq!(error.kind, ErrorKind::BadRequest);
    assert!(error.message.contains("run `ollama pull not-there`"), "{error:?}");
}

#[tokio::test]
#[ignore = "needs OLLAMA_TEST_URL and OLLAMA_TEST_MODEL"]
async fn a_dropped_answer_frees_the_model() {
    let mut stream = tested().chat(&question("Tell a very long story.", 4000), &context()).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(Event::Text(_)))));
    drop(stream);
    // With one slot, this would wait for the 4,000 tokens if Ollama still wrote the story.
    let stream = tested().chat(&question("Say hello.", 5), &context()).await.unwrap();
    collect(stream).await.unwrap();
}

#[tokio::test]
#[ignore = "needs OPENAI_TEST_URL and OPENAI_TEST_MODEL"]
async fn a_real_server_answers_by_the_laws() {
    let model = openai(&env::var("OPENAI_TEST_MODEL").unwrap());
    let turn = ask(model.as_ref()).await;
    assert!(!turn.text().is_empty() && turn.usage().is_some_and(|usage| !usage.estimated), "{turn:?}");
    let stream = model.chat(&question("Count from 1 to 100.", 5), &context()).await.unwrap();
    assert_eq!(collect(stream).await.unwrap().finish, FinishReason::Length);
}

#[tokio::test]
#[ignore = "needs OPENAI_TEST_URL"]
async fn a_model_a_real_server_does_not_have_is_a_bad_request() {
    assert_eq!(ask(openai("not-there").as_ref()).await.kind(), Some(ErrorKind::BadRequest));
}
