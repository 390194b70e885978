//! Words of a model that are kept.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    api::Api,
    speaker::{MODEL, Speaker, TOKENS},
    world::World,
};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n2024-04-30,France,1.00\n";
const QUESTION: &str = "What was revenue in March 2024?";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_about_the_same_figures_asks_no_model_again() {
    let (world, speaker) = (World::new(), Speaker::fluent(&["Revenue was {F1}."]).await);
    let mut server = speaker.up(&world, &json!({}));
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Owner, Some("acme"));
    let ask = async |text: &str| api.ask(&token, text).await.json();
    let late = async |rows: &str| {
        let import = api.request("POST", "/imports").bearer_auth(&token).header("content-type", "text/csv");
        let imported = api.send(import.body(format!("Date,Country,Revenue\n{rows}\n"))).await;
        assert_eq!(imported.status, 201, "{}", imported.text);
    };
    let calls = || speaker.asked.load(Ordering::SeqCst);
    let of = |reply: &Value, name: &str| reply["usage"][name].clone();

    let first = ask(QUESTION).await;
    assert_eq!((of(&first, "cached"), of(&first, "inputTokens"), calls()), (false.into(), (TOKENS - 10).into(), 1));
    let second = ask(QUESTION).await;
    assert_eq!((&second["text"], &second["facts"]), (&first["text"], &first["facts"]));
    assert_ne!(second["messageId"], first["messageId"]);
    assert_eq!((of(&second, "cached"), of(&second, "inputTokens"), calls()), (true.into(), 0.into(), 1));
    assert_eq!((of(&second, "model"), of(&second, "costUsd")), (MODEL.into(), "0".into()));
    assert_eq!(second["guard"]["status"], "verified");

    // Of another month: these figures are as they were, and so are the words.
    late("2024-04-02,Spain,5.00").await;
    let third = ask(QUESTION).await;
    assert_eq!((&third["text"], of(&third, "cached"), calls()), (&first["text"], true.into(), 1));
    // Of this one.
    late("2024-03-02,Spain,5.25").await;
    let fourth = ask(QUESTION).await;
    assert_eq!((&fourth["text"], of(&fourth, "cached"), calls()), (&json!("Revenue was $17.75."), false.into(), 2));
    assert_eq!((of(&ask("Revenue in March 2024?").await, "cached"), calls()), (false.into(), 3), "asked otherwise");

    // What no guard let pass is not kept.
    let (world, liar) = (World::new(), Speaker::fluent(&["Revenue was $1,000,000."]).await);
    let mut another = liar.up(&world, &json!({}));
    let api = Api::of(&world, &another);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Owner, Some("acme"));
    for asked in [2, 4] {
        let reply = api.ask(&token, QUESTION).await.json();
        assert_eq!((&reply["guard"]["status"], of(&reply, "cached")), (&json!("fallback"), false.into()));
        assert_eq!(liar.asked.load(Ordering::SeqCst), asked);
    }
    assert!(server.terminate() && another.terminate());
}
