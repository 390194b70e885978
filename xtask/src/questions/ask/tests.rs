//! Against a server that remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::HeaderMap, http::StatusCode, response::IntoResponse, routing::post};
use serde_json::{Value, json};

use super::*;

type Seen = Arc<Mutex<Vec<Value>>>;

async fn chat(State(seen): State<Seen>, headers: HeaderMap, Json(body): Json<Value>) -> impl IntoResponse {
    assert_eq!(headers["authorization"], "Bearer t0ken");
    let mut seen = seen.lock().unwrap();
    seen.push(body.clone());
    let reply = match body["text"].as_str().unwrap() {
        "right" => json!({"verdict": "ANSWERED", "text": "£1,234.50", "sessionId": format!("s{}", seen.len())}),
        "wrong" => json!({"verdict": "ANSWERED", "text": "£9"}),
        "clarify" => json!({"verdict": "CLARIFY", "text": null}),
        _ => return (StatusCode::IM_A_TEAPOT, Json(json!({"code": "teapot"}))),
    };
    (StatusCode::OK, Json(reply))
}

#[test]
fn dialogues_keep_their_session_and_every_outcome_is_counted() {
    let seen = Seen::default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/chat", post(chat)).with_state(Arc::clone(&seen));
    runtime.spawn(async move { axum::serve(listener, router).await });

    let dialogues: Vec<Dialogue> = serde_json::from_value(json!([
        {"cat": "lookup", "turns": [{"ask": "right", "n": [1234.5]}, {"ask": "wrong", "n": [10]}, {"ask": "right"}]},
        {"cat": "refuse", "turns": [{"ask": "clarify", "refuse": true}, {"ask": "teapot", "s": ["x"]}]},
    ]))
    .unwrap();
    let options = Options {
        file: PathBuf::new(),
        target: Target::at(url),
        model: Some("narrator".to_owned()),
        show: Show::None,
        json: true,
        at_least: 97.0,
    };
    let report = runtime.block_on(ask_all(&dialogues, &options)).unwrap();

    let sessions: Vec<_> = seen.lock().unwrap().iter().map(|body| body["sessionId"].clone()).collect();
    assert_eq!(sessions, [json!(null), json!("s1"), json!("s1"), json!(null), json!(null)]);
    assert!(seen.lock().unwrap().iter().all(|body| body["model"] == "narrator"));
    let summary = report.summary().unwrap();
    assert_eq!(summary["right_pct"], 60.0);
    assert_eq!(
        summary["by_category"],
        json!({"lookup": {"right": 2, "wrong": 1}, "refuse": {"right": 1, "refused": 1}})
    );
    assert!(report.table().unwrap().contains("right 60.0%"));
    assert!(!report.passes(0.0), "one is silently wrong");
}

#[test]
fn the_threshold_and_an_empty_file() {
    let mut report = Report::default();
    assert!(report.summary().is_err());
    for verdict in [Verdict::Right, Verdict::Right, Verdict::Right, Verdict::Refused] {
        report.add("lookup", verdict, std::time::Duration::from_millis(1));
    }
    assert!(report.passes(75.0) && !report.passes(76.0));
}
