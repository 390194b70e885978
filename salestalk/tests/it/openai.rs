//! The chat as OpenAI's Chat Completions; `cargo xtask clients` runs OpenAI's own clients against it besides.

use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    api::{Api, Reply},
    speaker::{MODEL, Speaker},
    world::World,
};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n2024-03-02,Spain,7.50\n2024-04-30,France,1.00\n";

async fn complete(api: &Api, token: &str, more: Value, said: &[(&str, &str)]) -> Reply {
    let messages: Vec<_> = said.iter().map(|(role, content)| json!({"role": role, "content": content})).collect();
    let mut body = json!({"model": "salestalk", "messages": messages, "temperature": 0.7, "user": "u"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    api.call("POST", "/v1/chat/completions", Some(token), Some(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_found_by_what_was_said() {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Member, Some("acme"));
    let ask = async |said: &[(&str, &str)]| {
        let reply = complete(&api, &token, json!({}), said).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    };
    let content = |reply: &Value| reply["choices"][0]["message"]["content"].as_str().unwrap().to_owned();
    let first = ask(&[("system", "Be brief."), ("user", "Revenue in March 2024?")]).await;
    assert_eq!((&first["object"], &first["choices"][0]["finish_reason"]), (&"chat.completion".into(), &"stop".into()));
    assert_eq!(first["salestalk"]["facts"][0]["value"], "20");
    let said = content(&first);
    let follow = [("user", "Revenue in March 2024?"), ("assistant", said.as_str()), ("user", "and in France?")];
    let second = ask(&follow).await;
    assert!(content(&second).contains("12.50"), "{second}");
    assert_eq!(second["salestalk"]["sessionId"], first["salestalk"]["sessionId"]);
    // The same place in the conversation with another question, after it had gone on: from there on there are two.
    let third = ask(&[follow[0], follow[1], ("user", "and in Spain?")]).await;
    assert!(content(&third).contains("7.50"), "{third}");
    assert_ne!(third["salestalk"]["sessionId"], first["salestalk"]["sessionId"]);
    // What was not said here like this is understood from what was asked.
    let changed = ask(&[follow[0], ("assistant", "It was good."), ("user", "and in Spain?")]).await;
    assert_eq!(content(&changed), content(&third));
    assert_ne!(changed["salestalk"]["sessionId"], first["salestalk"]["sessionId"]);
    let other = api.issuer.token("another", Role::Member, Some(&"acme".parse().unwrap()), 60).unwrap();
    let foreign = complete(&api, &other, json!({}), &follow).await.json();
    assert_ne!(foreign["salestalk"]["sessionId"], first["salestalk"]["sessionId"], "each has their own conversations");
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_are_as_openais() {
    let (world, speaker) = (World::new(), Speaker::fluent(&["Revenue was {F1}. ", "That is all."]).await);
    let server = speaker.up(&world, &json!({"monthlyTurns": 2}));
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Member, Some("acme"));
    for (with_usage, question) in [(false, "Revenue in March 2024?"), (true, "What was revenue in March 2024?")] {
        let more = json!({"stream": true, "stream_options": {"include_usage": with_usage}});
        let reply = complete(&api, &token, more, &[("user", question)]).await;
        assert_eq!(reply.headers["content-type"], "text/event-stream");
        assert!(!reply.text.contains("event:") && reply.text.ends_with("data: [DONE]\n\n"), "{}", reply.text);
        let data = reply.text.lines().filter_map(|line| line.strip_prefix("data: {"));
        let chunks: Vec<Value> = data.map(|json| serde_json::from_str(&format!("{{{json}")).unwrap()).collect();
        let text: String = chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
        assert_eq!(text, "Revenue was $20.00. That is all.");
        assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
        assert!(
            chunks.iter().all(|chunk| chunk["object"] == "chat.completion.chunk" && chunk["id"] == chunks[0]["id"])
        );
        let ends: Vec<_> = chunks.iter().filter(|chunk| chunk["choices"][0]["finish_reason"] == "stop").collect();
        assert_eq!((ends.len(), &ends[0]["salestalk"]["guard"]["status"]), (1, &"verified".into()));
        let usage: Vec<_> = chunks.iter().filter(|chunk| chunk["usage"].is_object()).collect();
        assert_eq!(usage.len(), usize::from(with_usage));
        let without = chunks.iter().filter(|chunk| chunk.get("usage") == Some(&Value::Null)).count();
        assert_eq!(without, if with_usage { chunks.len() - 1 } else { 0 }, "as OpenAI's");
        assert!(usage.iter().all(|chunk| chunk["choices"] == json!([]) && chunk["usage"]["total_tokens"] == 110));
    }
    let refused = complete(&api, &token, json!({"stream": true}), &[("user", "Revenue in March 2024?")]).await;
    let error = &refused.json()["error"];
    assert_eq!(
        (refused.status, &error["code"], &error["type"]),
        (429, &"insufficient_quota".into(), &"insufficient_quota".into())
    );
    assert_eq!(
        (&refused.headers["x-should-retry"], &error["exhausted"]["limit"]),
        (&"false".parse().unwrap(), &"2".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_and_models_are_as_openais() {
    let (world, speaker) = (World::new(), Speaker::fluent(&["Revenue was {F1}."]).await);
    let server = speaker.up(&world, &json!({}));
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Member, Some("acme"));
    let models = api.call("GET", "/v1/models", Some(&token), None).await.json();
    let names: Vec<_> = models["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect();
    assert!(
        models["object"] == "list" && ["salestalk", "narrator", MODEL].iter().all(|name| names.contains(name)),
        "{names:?}"
    );
    let question = [("user", "Revenue in March 2024?")];
    for name in ["narrator", MODEL] {
        let reply = complete(&api, &token, json!({"model": name}), &question).await.json();
        assert_eq!((&reply["salestalk"]["usage"]["model"], &reply["model"]), (&name.into(), &name.into()), "{reply}");
    }
    let parts =
        json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "Revenue in March 2024?"}]}]});
    assert_eq!(complete(&api, &token, parts, &[]).await.status, 200);
    let image = json!({"type": "image_url", "image_url": {"url": "data:,"}});
    let cases = [
        (token.as_str(), json!({"model": "gpt-9"}), 404, "model_not_found"),
        (&token, json!({"model": "openai:other"}), 404, "model_not_found"),
        (&token, json!({"n": 2}), 400, "invalid_value"),
        (&token, json!({"messages": [{"role": "assistant", "content": "Hm."}]}), 400, "invalid_value"),
        (&token, json!({"messages": "Hm."}), 400, "invalid_value"),
        (&token, json!({"messages": [{"role": "nobody", "content": "Hm."}]}), 400, "invalid_value"),
        (&token, json!({"messages": [{"role": "user", "content": [image]}]}), 400, "invalid_value"),
        (&token, json!({"messages": [{"role": "user", "content": " "}]}), 400, "invalid_value"),
        ("no-token", json!({}), 401, "invalid_api_key"),
    ];
    for (token, more, status, code) in cases {
        let reply = complete(&api, token, more.clone(), &question).await;
        let error = &reply.json()["error"];
        assert_eq!((reply.status, &error["code"]), (status, &code.into()), "{more}: {}", reply.text);
        assert!(error["message"].is_string() && reply.headers["content-type"] == "application/json");
    }
}
