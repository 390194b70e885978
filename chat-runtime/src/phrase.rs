//! The words of an answer: a model phrases the facts, the guard checks them, one repair is asked for, and what still does not
//! hold is the narrator's draft.

use std::time::Instant;

use model_adapters::{ChatModel, Message, ModelError, Reply, TurnContext, Usage as TokenUsage, collect};
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
    let mut spent = Spent { tokens: TokenUsage::default(), model: model.id().to_owned() };
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
                request.messages.push(Message::user(prompt::repair(&found, context.language)));
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
    // `None` once a model's price is not known.
    let cost: Option<Decimal> = turn.meter.calls().iter().map(|call| call.cost_usd).sum();
    let usage = Usage {
        model: spent.model,
        input_tokens: spent.tokens.input_tokens,
        output_tokens: spent.tokens.output_tokens,
        cost_usd: cost.map(|cost| cost.normalize().to_string()),
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
    model: String,
}

impl Spent {
    fn add(&mut self, reply: &Reply) {
        if let Some(model) = &reply.model {
            self.model.clone_from(model);
        }
        self.tokens.input_tokens += reply.usage.input_tokens;
        self.tokens.output_tokens += reply.usage.output_tokens;
    }
}

#[cfg(test)]
mod tests {
    use model_adapters::{Scripted, Step};

    use super::*;
    use crate::guard::tests::lookup;

    async fn said(model: &Scripted) -> Said {
        let fixture = lookup();
        let turn = TurnContext::within(prompt::MODEL_BUDGET);
        phrase(model, "What was revenue?", "Revenue came to {F1}.", &fixture.context(), &turn).await
    }

    #[tokio::test]
    async fn what_holds_is_said() {
        let model = Scripted::saying("m", "Revenue was {F1}.");
        let said = said(&model).await;
        assert_eq!((said.guard.status, said.guard.violations.len()), (GuardStatus::Verified, 0));
        assert!(!said.text.contains("{F1}"), "{}", said.text);
        assert_eq!((model.requests().len(), said.usage.input_tokens), (1, 10));
    }

    #[tokio::test]
    async fn what_does_not_hold_is_mended_once() {
        let model = Scripted::saying("m", "Revenue was £12.").then_saying("Revenue was {F1}.");
        let said = said(&model).await;
        assert_eq!(said.guard.status, GuardStatus::Repaired);
        assert_eq!(said.guard.violations, ["`£12` is the figure of no fact"]);
        assert_eq!((said.usage.input_tokens, said.usage.output_tokens), (20, 6), "both calls count");
        let asked = model.requests();
        assert!(asked[1].messages[2].text.contains("`£12` is the figure of no fact"), "{:?}", asked[1].messages);
    }

    #[tokio::test]
    async fn what_still_does_not_hold_is_the_drafts() {
        let model =
            Scripted::saying("m", "Revenue was £12.").then_saying("Revenue was £13.").then_saying("Revenue was {F1}.");
        let said = said(&model).await;
        assert_eq!((said.guard.status, said.guard.violations.len()), (GuardStatus::Fallback, 2));
        assert!(said.text.starts_with("Revenue came to "), "{}", said.text);
        assert_eq!(model.requests().len(), 2);
        let silent = Scripted::new("m", [Step::Refuse(model_adapters::ErrorKind::Refused)]);
        let said = super::tests::said(&silent).await;
        assert_eq!(said.guard.violations, ["the model gave no answer"]);
    }
}
