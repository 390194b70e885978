//! `salestalk models list|pull`: the models of the machine's own Ollama.

use model_adapters::{
    ModelError,
    ollama::library::{list, pull},
    select::ollama_url,
};
use serde_json::{Value, json};

use crate::{
    cli::{Models, Target},
    failure::Failure,
    output,
    progress::Progress,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Models) -> anyhow::Result<()> {
    let url = ollama_url(target.ollama_url.as_deref());
    match args {
        Models::List => {
            let models = list(&url).await.map_err(|error| failure(&error, &url))?;
            let models: Vec<Value> = models
                .iter()
                .map(|model| json!({"name": format!("ollama:{}", model.name), "bytes": model.size}))
                .collect();
            output::print(target.json, &json!({"models": models}), output::models)
        }
        Models::Pull { name } => {
            let name = name.strip_prefix("ollama:").unwrap_or(&name);
            let mut progress = Progress::new(&format!("pulling {name}"), target.json);
            let pulled = pull(&url, name, |_, done, all| {
                if let (Some(done), Some(all)) = (done, all.filter(|all| *all > 0)) {
                    progress.at(done as f64 / all as f64);
                }
            });
            pulled.await.map_err(|error| failure(&error, &url))?;
            progress.done();
            output::print(target.json, &json!({"name": format!("ollama:{name}")}), |pulled| {
                let name = pulled.get("name").and_then(Value::as_str).unwrap_or_default();
                format!("{name} is there: `salestalk up --model {name}`.")
            })
        }
    }
}

fn failure(error: &ModelError, url: &str) -> Failure {
    Failure::new(error.to_string()).remedy(format!("start `ollama serve`, or name another than {url} by OLLAMA_HOST"))
}
