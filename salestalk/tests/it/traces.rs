//! Where the time of a request goes, as a collector is told.

use std::collections::BTreeSet;

use serde_json::json;
use tenancy::Role;

use crate::{
    api::Api,
    collector::{Collector, Traced, named, path},
    speaker::{Speaker, TOKENS},
    world::World,
};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n2024-04-30,France,1.00\n";
const QUESTION: &str = "What was revenue of France in March 2024?";
/// A caller's trace, and its span that calls (W3C Trace Context).
pub(crate) const CALLER: (&str, &str) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_traced_from_the_gateway_to_the_model() {
    let (world, collector) = (World::new(), Collector::new().await);
    let speaker = Speaker::fluent(&["Revenue was {F1}."]).await;
    let mut server = speaker.up_with(&world, &json!({}), &[("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)]);
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let token = api.token(Role::Owner, Some("acme"));
    let ask = async |name: &str, value: &str, text: &str| {
        api.send(api.request("POST", "/chat").bearer_auth(&token).header(name, value).json(&json!({"text": text})))
            .await
    };

    let answer = ask("traceparent", &format!("00-{}-{}-01", CALLER.0, CALLER.1), QUESTION).await;
    assert_eq!((answer.status, answer.json()["guard"]["status"].clone()), (200, json!("verified")), "{}", answer.text);
    let spans = collector.trace(CALLER.0, "POST /chat").await;
    let paths: BTreeSet<String> = spans.iter().map(|span| path(&spans, span)).collect();
    let turn = "POST /chat > answer";
    for wanted in [
        format!("{turn} > load"),
        format!("{turn} > understand > figures"),
        format!("{turn} > tell > chat speaker"),
        format!("{turn} > tell > guard"),
        format!("{turn} > store > DynamoDB.TransactWriteItems"),
    ] {
        assert!(paths.contains(&wanted), "{wanted} is not among {paths:#?}");
    }
    let request = named(&spans, "POST /chat");
    assert_eq!((request.parent.as_str(), request.service.as_str()), (CALLER.1, "salestalk"));
    for span in &spans {
        let above = spans.iter().find(|above| above.id == span.parent);
        assert!(above.is_none_or(|above| above.from <= span.from && span.to <= above.to), "{span:?} in {above:?}");
    }
    let of = |span: &Traced, name: &str| span.attributes.get(name).cloned().unwrap_or_default();
    let id = answer.headers["x-request-id"].to_str().unwrap();
    for (name, value) in [
        ("request.id", id),
        ("tenant.id", "acme"),
        ("http.request.method", "POST"),
        ("http.route", "/chat"),
        ("http.response.status_code", "200"),
    ] {
        assert_eq!(of(request, name), value, "{name}");
    }
    assert!(server.log().lines().any(|line| line.contains(id) && line.contains(CALLER.0)), "{}", server.log());
    assert_eq!(of(named(&spans, "answer"), "message.id"), answer.json()["messageId"].as_str().unwrap());
    let model = named(&spans, "chat speaker");
    assert_eq!(
        (of(model, "gen_ai.provider.name"), of(model, "gen_ai.request.model")),
        ("openai".into(), "speaker".into())
    );
    let (read, written) = ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
    assert_eq!((of(model, read), of(model, written)), ((TOKENS - 10).to_string(), "10".into()));

    // X-Ray's header, as Lambda has it.
    let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    assert_eq!(ask("x-amzn-trace-id", header, QUESTION).await.status, 200);
    let spans = collector.trace("5759e988bd862e3fe1be46a994272793", "POST /chat").await;
    assert_eq!(named(&spans, "POST /chat").parent, "53995c3f42cd8ad8");

    // What the caller does not record is not recorded here; a header that is none begins a trace of its own.
    let unrecorded = "1af7651916cd43dd8448eb211c80319c";
    assert_eq!(ask("traceparent", &format!("00-{unrecorded}-{}-00", CALLER.1), QUESTION).await.status, 200);
    assert_eq!(ask("traceparent", "00-zz-1-01", "What was revenue in April 2024?").await.status, 200);
    // A question that fails.
    let gone = json!({"text": QUESTION, "sessionId": "01a1fde8-a4a5-7019-a5ad-be2d0bd33123"});
    let missing = api.call("POST", "/chat", Some(&token), Some(gone)).await;
    assert_eq!(missing.status, 404, "{}", missing.text);

    assert!(server.terminate());
    let spans = collector.spans();
    assert!(spans.iter().all(|span| span.trace != unrecorded));
    let asked: Vec<_> = spans.iter().filter(|span| span.name == "POST /chat").collect();
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().any(|span| of(span, "http.response.status_code") == "404" && !span.failed));
    // The work behind an import, and what made the tenant.
    for name in ["import", "tend", "messages-table"] {
        named(&spans, name);
    }
    for (name, value) in spans.iter().flat_map(|span| &span.attributes) {
        let tells = ["France", "evenue", "12.5", "eyJ", "owner@", "PRIVATE"].iter().any(|told| value.contains(told));
        assert!(!tells, "{name}: {value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_not_there_hinders_nobody() {
    let world = World::new();
    let mut server = world.up_with(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]);
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let answer = api.ask(&api.token(Role::Owner, Some("acme")), QUESTION).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(server.terminate());
}
