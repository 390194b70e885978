//! The models an Ollama has, and getting more: by `ollama-rs`, which does this well (unlike chat, see [`super`]).
//!
//! Over plain HTTP only: its TLS would bring in certificates under a licence of their own, for a server that is nearly always
//! on the same machine.

use futures::StreamExt;
use ollama_rs::Ollama as Library;
use ollama_rs::error::OllamaError;
use reqwest::Url;

use crate::error::{ErrorKind, ModelError};
use crate::timeout::Timeouts;

/// A model that an Ollama has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInfo {
    /// With its tag: `smollm2:latest`.
    pub name: String,
    /// On the disk, in bytes.
    pub size: u64,
}

/// The models of the Ollama at a base URL like `http://127.0.0.1:11434`.
///
/// # Errors
/// `BadRequest` if the URL is none of plain HTTP; `Upstream` if Ollama cannot be reached or fails.
pub async fn list(base_url: &str) -> Result<Vec<ModelInfo>, ModelError> {
    let models = library(base_url)?.list_local_models().await.map_err(|error| failed("list its models", error))?;
    Ok(models.into_iter().map(|model| ModelInfo { name: model.name, size: model.size }).collect())
}

/// Has Ollama download a model, by the name its public library has it under. `on_progress` gets what Ollama is doing (`pulling
/// 4a188102020e`), and how many bytes of how many are there, where that is known. It takes as long as it takes; dropping the
/// future stops it, and Ollama keeps what is there for the next time.
///
/// # Errors
/// As [`list`]; `BadRequest` too for a model that does not exist; `Truncated` if Ollama stopped before it was done.
pub async fn pull(
    base_url: &str,
    name: &str,
    mut on_progress: impl FnMut(&str, Option<u64>, Option<u64>),
) -> Result<(), ModelError> {
    let what = format!("pull {name}");
    let pulling = library(base_url)?.pull_model_stream(name.to_owned(), false).await;
    let mut progress = pulling.map_err(|error| failed(&what, error))?;
    let mut done = false;
    while let Some(status) = progress.next().await {
        let status = status.map_err(|error| failed(&what, error))?;
        on_progress(&status.message, status.completed, status.total);
        done = status.message == "success";
    }
    let cut = || ModelError::new(ErrorKind::Truncated, format!("Ollama stopped before it was done: {what}"));
    if done { Ok(()) } else { Err(cut()) }
}

fn library(base_url: &str) -> Result<Library, ModelError> {
    let bad = |message: String| ModelError::new(ErrorKind::BadRequest, message);
    let url = Url::parse(base_url).map_err(|e| bad(format!("`{base_url}` is no URL for Ollama")).caused_by(e))?;
    if url.scheme() != "http" {
        return Err(bad(format!("models are listed and pulled over http only, not from `{base_url}`")));
    }
    let local = crate::http::is_local(&url);
    let client = reqwest_of_ollama_rs::Client::builder().connect_timeout(Timeouts::default().connect);
    let client = if local { client.no_proxy() } else { client };
    let client = client
        .build()
        .map_err(|e| ModelError::new(ErrorKind::Upstream, "cannot set up the HTTP client for Ollama").caused_by(e))?;
    Ok(Library::builder().url(url).reqwest_client(client).build())
}

fn failed(what: &str, error: OllamaError) -> ModelError {
    let told = match &error {
        OllamaError::InternalError(error) => error.message.clone(),
        OllamaError::Other(body) => {
            let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
            body.get("error").and_then(|text| text.as_str()).unwrap_or("no reason given").to_owned()
        }
        OllamaError::ReqwestError(error) if error.is_connect() => "it is not running there".to_owned(),
        _ => return ModelError::new(ErrorKind::Upstream, format!("Ollama could not {what}")).caused_by(error),
    };
    // "pull model manifest: file does not exist" is how the public library says that it has no such model.
    let wrong = ["file does not exist", "invalid model name"].iter().any(|part| told.contains(part));
    let kind = if wrong { ErrorKind::BadRequest } else { ErrorKind::Upstream };
    ModelError::new(kind, format!("Ollama could not {what}: {told}"))
}
