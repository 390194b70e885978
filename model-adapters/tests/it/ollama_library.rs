//! Listing and pulling models, against a fake Ollama.

use model_adapters::ErrorKind;
use model_adapters::ollama::library::{ModelInfo, list, pull};

use crate::fake_http::{End, FakeHttp, Reply};

#[tokio::test]
async fn the_models_are_listed() {
    let body =
        r#"{"models":[{"name":"smollm2:latest","modified_at":"2026-11-01T00:00:00Z","size":1820000000,"digest":"x"}]}"#;
    let server = FakeHttp::start(vec![Reply::ok([body])]).await;
    let listed = list(&server.url).await.unwrap();
    assert_eq!(listed, [ModelInfo { name: "smollm2:latest".to_owned(), size: 1_820_000_000 }]);
    assert!(server.heads()[0].starts_with("get /api/tags "), "{:?}", server.heads());
}

#[tokio::test]
async fn a_pull_tells_its_progress_however_it_is_cut_into_chunks() {
    let body = concat!(
        r#"{"status":"pulling manifest"}"#,
        "\n",
        r#"{"status":"pulling 4a18","digest":"sha256:4a18","total":100,"completed":40}"#,
        "\n",
        r#"{"status":"success"}"#,
        "\n",
    );
    let server = FakeHttp::start(vec![Reply::ok([body]), Reply::ok(body.as_bytes().chunks(1))]).await;
    for _ in 0..2 {
        let mut seen = Vec::new();
        let note = |status: &str, completed, total| seen.push((status.to_owned(), completed, total));
        pull(&server.url, "smollm2", note).await.unwrap();
        let told = |status: &str, completed, total| (status.to_owned(), completed, total);
        assert_eq!(
            seen,
            [
                told("pulling manifest", None, None),
                told("pulling 4a18", Some(40), Some(100)),
                told("success", None, None)
            ]
        );
    }
    assert_eq!(server.requests()[0]["name"], "smollm2");
}

#[tokio::test]
async fn a_pull_that_fails_is_an_error() {
    let manifest = "{\"status\":\"pulling manifest\"}\n";
    let missing = format!("{manifest}{{\"error\":\"pull model manifest: file does not exist\"}}\n");
    let full = format!("{manifest}{{\"error\":\"no space left on device\"}}\n");
    let cases = [
        (Reply::ok([missing]), ErrorKind::BadRequest, "file does not exist"),
        (Reply::ok([full]), ErrorKind::Upstream, "no space left on device"),
        (Reply::ok([manifest]), ErrorKind::Truncated, "stopped before it was done"),
        (Reply::ok([manifest]).end(End::Cut), ErrorKind::Upstream, "pull smollm2"),
        (Reply::status(400, r#"{"error":"invalid model name"}"#), ErrorKind::BadRequest, "invalid model name"),
        (Reply::ok(["<html>\n"]), ErrorKind::Upstream, "pull smollm2"),
    ];
    for (reply, kind, told) in cases {
        let server = FakeHttp::start(vec![reply]).await;
        let error = pull(&server.url, "smollm2", |_, _, _| {}).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error:?}");
        assert!(error.message.contains(told), "{error:?}");
    }
}

#[tokio::test]
async fn a_wrong_address_is_said() {
    for (url, kind, told) in [
        ("nowhere", ErrorKind::BadRequest, "is no URL"),
        ("https://127.0.0.1:9", ErrorKind::BadRequest, "http only"),
        ("http://127.0.0.1:9", ErrorKind::Upstream, "not running"),
    ] {
        let error = list(url).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error:?}");
        assert!(error.message.contains(told), "{error:?}");
    }
}
