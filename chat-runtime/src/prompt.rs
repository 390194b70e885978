//! What a language model is told: the facts by name, never a row, and to write their names in place of figures.

use std::time::Duration;

use model_adapters::{ChatRequest, Message};
use sales_metrics::query::fact::Fact;

/// Longest answer asked for.
const MOST_TOKENS: u32 = 300;
/// Facts listed; a long series is told by its first ones.
const MOST_FACTS: usize = 40;
/// A turn's time in the model.
pub(crate) const MODEL_BUDGET: Duration = Duration::from_secs(60);

const INSTRUCTION: &str = "You phrase answers about sales figures. Use only the facts given. Write each figure as its name in braces, \
like {F1}; never write a digit or a number word yourself. Keep names of periods and members as they stand. One or two short sentences, plain text.";

/// The request for one answer.
pub(crate) fn request(question: &str, draft: &str, facts: &[Fact]) -> ChatRequest {
    let lines: Vec<String> = facts
        .iter()
        .take(MOST_FACTS)
        .map(|fact| {
            let filters: Vec<String> = fact
                .filters
                .iter()
                .map(|f| format!("{}{}", if f.exclude { "not " } else { "" }, f.members.join(", ")))
                .collect();
            let role =
                serde_json::to_value(fact.role).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
            format!(
                "{{{}}} = {role} of {} {} {}: {}",
                fact.id,
                fact.measure,
                fact.label,
                filters.join("; "),
                fact.display
            )
        })
        .collect();
    let text = format!("Question: {question}\nFacts:\n{}\nDraft of the answer: {draft}\nAnswer:", lines.join("\n"));
    ChatRequest {
        system: INSTRUCTION.to_owned(),
        messages: vec![Message::user(text)],
        max_tokens: MOST_TOKENS,
        temperature: 0.0,
        draft: draft.to_owned(),
    }
}
