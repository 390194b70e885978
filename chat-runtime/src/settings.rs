//! Which models may phrase answers, and which of them phrases one.

use std::{collections::HashMap, sync::Arc, time::Duration};

use model_adapters::{
    AdapterConfig, ChatModel, Fallback, Guardrail, ModelChoice, Narrator, OpenAiEndpoint, Prices, build,
    select::ollama_url,
};
use sales_metrics::query::plan::{Intent, Plan};
use tenancy::{ApiError, Models, plans::ModelPolicy};
use tokio::sync::Mutex;

/// Different models kept ready at once.
const MOST_KEPT: usize = 32;

/// The models of a process, and how it hears that an answer is to be stopped.
#[derive(Debug)]
pub struct Settings {
    default: ModelChoice,
    /// Names, or `ollama:*` for a whole family.
    offered: Vec<String>,
    adapters: AdapterConfig,
    built: Mutex<HashMap<ModelChoice, Arc<dyn ChatModel>>>,
    /// How often a turn looks whether it is to be stopped, where the request to stop it reaches another process.
    pub(crate) look_for_stop: Option<Duration>,
}

impl Settings {
    /// Answers are phrased by the default of `models`, or by one of those it offers that a plan or a request names; `bedrock` is
    /// for those of Bedrock.
    ///
    /// # Errors
    /// A model's name is not of a known form, the model cannot be built, its price is not known, or prices cannot be read.
    pub fn new(models: &Models, bedrock: Option<aws_sdk_bedrockruntime::Client>) -> Result<Self, ApiError> {
        let own = [Narrator::ID.to_owned(), models.default.clone()];
        let settings = Self {
            default: parsed(&models.default)?,
            offered: own.into_iter().chain(models.offered.iter().cloned()).collect(),
            adapters: adapters(models, bedrock)?,
            built: Mutex::default(),
            look_for_stop: None,
        };
        settings.build(&settings.default)?;
        Ok(settings)
    }

    /// The same in a process that is one of many: each turn looks this often whether it is to be stopped.
    #[must_use]
    pub fn looking_for_stop(self, every: Duration) -> Self {
        Self { look_for_stop: Some(every), ..self }
    }

    /// The models by name that `plan` allows of those that are offered; families that are offered whole stay as they are.
    pub(crate) fn names<'a>(&'a self, plan: &tenancy::Plan) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.offered.iter().map(String::as_str).filter(|name| allows(plan, name)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The model that `asked` names, if `plan` allows it.
    ///
    /// # Errors
    /// The name is not of a known form, or of a model that is not on offer here or in the plan.
    pub(crate) async fn named(&self, asked: &str, plan: &tenancy::Plan) -> Result<Arc<dyn ChatModel>, ApiError> {
        let choice = parsed(asked)?;
        let is_one = !asked.ends_with('*');
        if !is_one || !self.offered.iter().any(|offer| covers(offer, asked)) || !allows(plan, asked) {
            return Err(ApiError::field("model", format!("\"{asked}\" is not among your models"))
                .remedy(format!("use one of {}, or leave it out", self.names(plan).join(", "))));
        }
        self.model(&choice).await
    }

    /// The model of a tenant on `plan`, when a request names none.
    ///
    /// # Errors
    /// The plan's model cannot be built here.
    pub(crate) async fn of_plan(&self, plan: &tenancy::Plan) -> Result<Arc<dyn ChatModel>, ApiError> {
        match &plan.model {
            Some(name) => self.model(&parsed(name)?).await,
            None => self.model(&self.default).await,
        }
    }

    /// The model; behind it stands the narrator.
    async fn model(&self, choice: &ModelChoice) -> Result<Arc<dyn ChatModel>, ApiError> {
        let mut built = self.built.lock().await;
        if let Some(model) = built.get(choice) {
            return Ok(Arc::clone(model));
        }
        let model = self.build(choice)?;
        if built.len() >= MOST_KEPT {
            built.clear();
        }
        built.insert(choice.clone(), Arc::clone(&model));
        Ok(model)
    }

    fn build(&self, choice: &ModelChoice) -> Result<Arc<dyn ChatModel>, ApiError> {
        if *choice == ModelChoice::Narrator {
            return Ok(Arc::new(Narrator));
        }
        let model = build(choice, &self.adapters).map_err(|e| ApiError::field("model", e.to_string()))?;
        if model.capabilities().price.is_none() {
            // No budget could hold.
            return Err(ApiError::field("model", format!("what {choice} costs is not known"))
                .remedy("add its price to the file that SALESTALK_PRICES names, 0 if it is your own"));
        }
        Ok(Arc::new(Fallback::new(vec![model])))
    }
}

fn adapters(models: &Models, bedrock: Option<aws_sdk_bedrockruntime::Client>) -> Result<AdapterConfig, ApiError> {
    let wrong =
        |variable: &str, why: String| ApiError::field(variable, why).remedy("mend the variable, or leave it out");
    let ollama_url = ollama_url(models.ollama_url.as_deref());
    let mut adapters = AdapterConfig { bedrock, ollama_url, ..AdapterConfig::default() };
    adapters.openai = models
        .openai_url
        .as_ref()
        .map(|url| OpenAiEndpoint { base_url: url.clone(), api_key: models.openai_key.clone() });
    if let Some(guardrail) = &models.bedrock_guardrail {
        let (id, version) = guardrail.rsplit_once(':').ok_or_else(|| {
            wrong("SALESTALK_BEDROCK_GUARDRAIL", format!("\"{guardrail}\" is no guardrail's ID:VERSION"))
        })?;
        adapters.bedrock_options.guardrail = Some(Guardrail { id: id.to_owned(), version: version.to_owned() });
    }
    adapters.bedrock_options.service_tier.clone_from(&models.bedrock_tier);
    if let Some(prices) = &models.prices {
        let own = Prices::parse(prices).map_err(|e| wrong("SALESTALK_PRICES", e.to_string()))?;
        adapters.prices = Arc::new(Prices::embedded().clone().with(own));
    }
    Ok(adapters)
}

fn parsed(name: &str) -> Result<ModelChoice, ApiError> {
    name.parse()
        .map_err(|e| ApiError::field("model", format!("{e}")).remedy("name a model of these forms, or leave it out"))
}

fn allows(plan: &tenancy::Plan, name: &str) -> bool {
    name == Narrator::ID || plan.models.iter().any(|allowed| covers(allowed, name))
}

/// Whether the model `name` is one of `pattern`: that name, or any that begins with it up to its `*`.
fn covers(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |family| name.starts_with(family))
}

/// Whether a model is asked to phrase an answer of `facts` facts.
pub(crate) fn is_phrased(policy: ModelPolicy, plan: &Plan, facts: usize) -> bool {
    match policy {
        ModelPolicy::Never => false,
        ModelPolicy::Always => true,
        // A plain figure needs no model, and of many answers it would be told a part.
        ModelPolicy::Useful => facts > 1 && plan.intent != Intent::Lookup && plan.each.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models(default: &str, offered: &[&str]) -> Models {
        let offered = offered.iter().map(|&name| name.to_owned()).collect();
        Models { default: default.to_owned(), offered, ..Models::from_env() }
    }

    #[tokio::test]
    async fn a_request_may_name_what_is_offered_and_in_its_plan() {
        let settings = Settings::new(&models("narrator", &["ollama:*"]), None).unwrap();
        let mut plan = tenancy::Plans::embedded().unwrap().of("standard").unwrap().clone();
        assert_eq!(settings.names(&plan), ["narrator", "ollama:*"]);
        assert_eq!(settings.named("ollama:smollm2", &plan).await.unwrap().id(), "ollama:smollm2");
        let refused = settings.named("bedrock:amazon.nova-lite-v1:0", &plan).await.unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("model"));
        assert_eq!(refused.remedy.as_deref(), Some("use one of narrator, ollama:*, or leave it out"));
        plan.models.clear();
        assert_eq!(settings.names(&plan), ["narrator"]);
        assert!(settings.named("ollama:smollm2", &plan).await.is_err());
        assert!(settings.named("narrator", &plan).await.is_ok());
    }

    #[test]
    fn a_model_without_a_price_is_none() {
        let refused = Settings::new(&models("openai:new-model", &[]), None).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("model"));
    }
}
