//! The words of an answer: a model phrases the facts, the guard checks them, one repair is asked for, and what still does not
//! hold is the narrator's draft.

use std::time::Instant;

use model_adapters::{ChatModel, Message, ModelError, Reply, TurnContext, Usage as TokenUsage, collect, cost_usd};
use rust_decimal::Decimal;

use crate::{
    guard::{Context, Fault, Violation, violations},
    prompt,
    render::render,
    reply::{Guard, GuardStatus, Usage},
};

/// An answer's wording, checked.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) guard: Guard,
    pub(crate) usage: Usage,
}

/// Has the facts phrased by `model`, once more with the violations named if the guard finds any, and by `draft` if it still does.
///
/// The usage is that of both calls, each at the price of the model that answered it.
pub(crate) async fn phrase(
    model: &dyn ChatModel,
    question: &str,
    draft: &str,
    context: &Context<'_>,
    turn: &TurnContext,
) -> Said {
    let began = Instant::now();
    let mut spent = Spent { tokens: TokenUsage::default(), cost: Some(Decimal::ZERO), model: model.id().to_owned() };
    let mut request = prompt::request(question, draft, context);
    let mut told: Vec<Violation> = Vec::new();
    let mut wording = None;
    for attempt in [GuardStatus::Verified, GuardStatus::Repaired] {
        match ask(model, &request, turn).await {
            Ok(reply) => {
                spent.add(&reply);
                let found = violations(&reply.text, context);
                if found.is_empty() {
                    wording = Some((reply.text.trim().to_owned(), attempt));
                    break;
                }
                request.messages.push(Message::assistant(reply.text));
                request.messages.push(Message::user(prompt::repair(&found, context.catalogue.language)));
                told.extend(found);
            }
            Err(error) => {
                tracing::warn!(model = model.id(), error = %error, "the model failed; the draft stands");
                told.push(Violation { fault: Fault::NoAnswer, said: String::new(), fact: None });
                break;
            }
        }
    }
    let (wording, status) = wording.unwrap_or_else(|| (draft.to_owned(), GuardStatus::Fallback));
    let usage = Usage {
        model: spent.model,
        input_tokens: spent.tokens.input_tokens,
        output_tokens: spent.tokens.output_tokens,
        cost_usd: spent.cost.map(|cost| cost.normalize().to_string()),
        model_ms: began.elapsed().as_secs_f64() * 1e3,
        ..Usage::default()
    };
    let violations = told.iter().map(ToString::to_string).collect();
    Said { text: render(&wording, context.facts), guard: Guard { status, violations }, usage }
}

async fn ask(
    model: &dyn ChatModel,
    request: &model_adapters::ChatRequest,
    turn: &TurnContext,
) -> Result<Reply, ModelError> {
    collect(model.chat(request, turn).await?).await
}

/// What the calls of one turn took.
struct Spent {
    tokens: TokenUsage,
    /// `None` once a model's price is not known.
    cost: Option<Decimal>,
    model: String,
}

impl Spent {
    fn add(&mut self, reply: &Reply) {
        if let Some(model) = &reply.model {
            self.model.clone_from(model);
        }
        self.tokens.input_tokens += reply.usage.input_tokens;
        self.tokens.output_tokens += reply.usage.output_tokens;
        self.cost = self.cost.zip(cost_usd(&self.model, &reply.usage)).map(|(sum, cost)| sum + cost);
    }
}
