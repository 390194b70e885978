//! Answers that are heard as they are said, left, come back to, and stopped.

use std::sync::atomic::Ordering;

use futures::StreamExt;
use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    api::Api,
    speaker::{MODEL, Speaker},
    world::World,
};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n2024-04-30,France,1.00\n";
const QUESTION: &str = "What was revenue in March 2024?";
const SENTENCES: &[&str] = &["Revenue was {F1}. ", "It came ", "from what was sold. ", "That is all."];

/// Server-sent events as they come.
struct Events {
    body: futures::stream::BoxStream<'static, reqwest::Result<axum::body::Bytes>>,
    buffer: String,
}

#[derive(Debug, Clone, PartialEq)]
struct Heard {
    name: String,
    id: Option<usize>,
    data: Value,
}

impl Events {
    async fn of(api: &Api, request: reqwest::RequestBuilder) -> Self {
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 200, "{}", api.url);
        assert_eq!(reply.headers()["content-type"], "text/event-stream");
        Self { body: reply.bytes_stream().boxed(), buffer: String::new() }
    }

    async fn next(&mut self) -> Option<Heard> {
        while !self.buffer.contains("\n\n") {
            self.buffer += std::str::from_utf8(&self.body.next().await?.unwrap()).unwrap();
        }
        let (event, rest) = self.buffer.split_once("\n\n").unwrap();
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let heard = Heard {
            name: field("event:").unwrap().to_owned(),
            id: field("id:").map(|id| id.parse().unwrap()),
            data: serde_json::from_str(field("data:").unwrap()).unwrap(),
        };
        self.buffer = rest.to_owned();
        Some(heard)
    }

    /// The text that is heard until the end, and the last event.
    async fn rest(&mut self) -> (String, Heard) {
        let mut text = String::new();
        loop {
            let heard = self.next().await.unwrap();
            match heard.name.as_str() {
                "text" => text += heard.data["text"].as_str().unwrap(),
                "begin" => {}
                _ => {
                    assert_eq!(self.next().await, None, "nothing follows the end");
                    return (text, heard);
                }
            }
        }
    }
}

fn ask(api: &Api, token: &str) -> reqwest::RequestBuilder {
    api.request("POST", "/chat").bearer_auth(token).json(&json!({"text": QUESTION, "stream": true}))
}

async fn stage(world: &World, speaker: &Speaker) -> (crate::world::Server, Api, String) {
    let server = speaker.up(world, &json!({}));
    let api = Api::of(world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Member, Some("acme"));
    (server, api, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_heard_while_it_is_said() {
    let (world, speaker) = (World::new(), Speaker::saying(SENTENCES).await);
    let (_server, api, token) = stage(&world, &speaker).await;
    let mut events = Events::of(&api, ask(&api, &token)).await;
    let begin = events.next().await.unwrap();
    assert_eq!(begin.name, "begin");
    // The first sentence is heard when the model has begun the second, which it has not ended.
    speaker.turns.add_permits(2);
    let first = events.next().await.unwrap();
    assert_eq!((first.name.as_str(), &first.data["text"]), ("text", &"Revenue was $12.50.".into()));
    speaker.turns.add_permits(2);
    let (rest, last) = events.rest().await;
    let reply = &last.data;
    assert_eq!(last.name, "reply");
    assert_eq!(reply["text"], format!("Revenue was $12.50.{rest}"));
    assert_eq!(reply["text"], "Revenue was $12.50. It came from what was sold. That is all.");
    assert_eq!((&reply["guard"]["status"], &reply["usage"]["model"]), (&"verified".into(), &MODEL.into()));
    assert_eq!((&reply["messageId"], &reply["sessionId"]), (&begin.data["messageId"], &begin.data["sessionId"]));
    assert_eq!((&reply["usage"]["inputTokens"], &reply["usage"]["costUsd"]), (&100.into(), &"0.0011".into()));
    let history = format!("/sessions/{}/messages", reply["sessionId"].as_str().unwrap());
    let messages = api.call("GET", &history, Some(&token), None).await.json();
    assert_eq!(messages["messages"][1]["reply"], *reply, "what was heard is what is stored");

    // A plain request gets the same words.
    speaker.turns.add_permits(4);
    assert_eq!(api.ask(&token, QUESTION).await.json()["text"], reply["text"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_cut_off_hears_the_rest_once() {
    let (world, speaker) = (World::new(), Speaker::saying(SENTENCES).await);
    let (_server, api, token) = stage(&world, &speaker).await;
    let mut events = Events::of(&api, ask(&api, &token)).await;
    let id = events.next().await.unwrap().data["messageId"].as_str().unwrap().to_owned();
    speaker.turns.add_permits(2);
    let first = events.next().await.unwrap();
    drop(events);

    // Back while it is being said, from where it was left.
    let path = format!("/messages/{id}/stream");
    let back = api.request("GET", &path).bearer_auth(&token).header("last-event-id", first.id.unwrap());
    let mut events = Events::of(&api, back).await;
    speaker.turns.add_permits(2);
    let (rest, last) = events.rest().await;
    assert_eq!(format!("{}{rest}", first.data["text"].as_str().unwrap()), last.data["text"].as_str().unwrap());

    // And long after it was, from the beginning and from every place.
    let whole = last.data["text"].as_str().unwrap();
    for after in [0, first.id.unwrap(), whole.len(), whole.len() + 1] {
        let again = api.request("GET", &format!("{path}?after={after}")).bearer_auth(&token);
        let (rest, again) = Events::of(&api, again).await.rest().await;
        assert_eq!((rest.as_str(), &again), (whole.get(after..).unwrap_or_default(), &last));
    }
    assert_eq!(speaker.asked.load(Ordering::SeqCst), 1);
    let other = api.issuer.token("another", Role::Member, Some(&"acme".parse().unwrap()), 60).unwrap();
    for (method, path) in [("GET", path), ("POST", format!("/messages/{id}/stop"))] {
        assert_eq!(api.call(method, &path, Some(&other), None).await.status, 404, "somebody else's answer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_heard_enough_keeps_it() {
    let (world, speaker) = (World::new(), Speaker::saying(SENTENCES).await);
    let (_server, api, token) = stage(&world, &speaker).await;
    let mut events = Events::of(&api, ask(&api, &token)).await;
    let id = events.next().await.unwrap().data["messageId"].as_str().unwrap().to_owned();
    speaker.turns.add_permits(2);
    let first = events.next().await.unwrap();
    // The model says no more; the stop alone can end this.
    let stop = format!("/messages/{id}/stop");
    assert_eq!(api.call("POST", &stop, Some(&token), None).await.status, 202);
    let (rest, last) = events.rest().await;
    assert_eq!((rest.as_str(), &last.data["stopped"]), ("", &true.into()));
    assert_eq!(last.data["text"], first.data["text"]);
    let usage = &last.data["usage"];
    assert!(usage["estimated"] == true && usage["outputTokens"].as_u64() > Some(0), "{usage}");
    assert_eq!(api.call("POST", &stop, Some(&token), None).await.status, 202, "it has ended");
    let used = api.call("GET", "/usage", Some(&api.token(Role::Owner, Some("acme"))), None).await.json();
    assert_eq!(used["months"][0]["costUsd"], usage["costUsd"], "what was said is paid for");
    let never = "/messages/0198c0de-0000-7000-8000-000000000000/stop";
    assert_eq!(api.call("POST", never, Some(&token), None).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_finished_when_its_reader_left() {
    let (world, speaker) = (World::new(), Speaker::saying(SENTENCES).await);
    let (_server, api, token) = stage(&world, &speaker).await;
    let mut events = Events::of(&api, ask(&api, &token)).await;
    let id = events.next().await.unwrap().data["messageId"].as_str().unwrap().to_owned();
    drop(events);
    speaker.turns.add_permits(4);
    let again = api.request("GET", &format!("/messages/{id}/stream")).bearer_auth(&token);
    let (heard, last) = Events::of(&api, again).await.rest().await;
    assert_eq!((last.name.as_str(), &last.data["stopped"]), ("reply", &false.into()));
    assert_eq!(heard, last.data["text"].as_str().unwrap());
}
