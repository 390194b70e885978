//! Which models may phrase answers.

use std::{collections::HashMap, sync::Arc};

use model_adapters::{AdapterConfig, ChatModel, Fallback, ModelChoice, build};
use tenancy::ApiError;
use tokio::sync::Mutex;

/// Different models kept ready at once.
const MOST_KEPT: usize = 32;

/// The models of a process.
#[derive(Debug)]
pub struct Settings {
    default: ModelChoice,
    adapters: AdapterConfig,
    built: Mutex<HashMap<ModelChoice, Arc<dyn ChatModel>>>,
}

impl Settings {
    /// Answers are phrased by the model called `default` unless a request names another.
    ///
    /// # Errors
    /// The name is not of a known form, or the model cannot be built.
    pub fn new(default: &str, adapters: AdapterConfig) -> Result<Self, ApiError> {
        let default: ModelChoice = default.parse().map_err(|e| ApiError::field("model", format!("{e}")))?;
        build(&default, &adapters).map_err(|e| ApiError::field("model", e.to_string()))?;
        Ok(Self { default, adapters, built: Mutex::default() })
    }

    /// The model called `name`, or the default; behind it stands the narrator.
    ///
    /// # Errors
    /// The name is not of a known form, or the model cannot be built here.
    pub(crate) async fn model(&self, name: Option<&str>) -> Result<Arc<dyn ChatModel>, ApiError> {
        let choice = match name {
            None => self.default.clone(),
            Some(name) => name.parse().map_err(|e| {
                ApiError::field("model", format!("{e}")).remedy("name a model of these forms, or leave it out")
            })?,
        };
        let mut built = self.built.lock().await;
        if let Some(model) = built.get(&choice) {
            return Ok(Arc::clone(model));
        }
        let model = build(&choice, &self.adapters).map_err(|e| ApiError::field("model", e.to_string()))?;
        let model: Arc<dyn ChatModel> = Arc::new(Fallback::new(vec![model]));
        if built.len() >= MOST_KEPT {
            built.clear();
        }
        built.insert(choice, Arc::clone(&model));
        Ok(model)
    }
}
