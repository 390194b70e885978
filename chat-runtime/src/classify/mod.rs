//! The classifier: a question becomes a typed plan, deterministically, in this process, without a model.
//!
//! What it cannot explain it does not pass over: a word that may be a filter and is none makes a refusal, since a figure of
//! the wrong slice is worse than none.

mod assemble;
mod names;
mod read;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabulary;
mod words;

pub use vocabulary::Vocabulary;

use sales_metrics::query::plan::Plan;

use self::{read::read, tokens::plain};

/// What a question turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A question that can be computed.
    Plan(Box<Plan>),
    /// Something is to be asked back.
    Clarify {
        /// What.
        question: String,
        /// What may be answered.
        choices: Vec<String>,
    },
    /// The data cannot tell.
    NoData {
        /// Why.
        reason: String,
    },
    /// It is no question about sales.
    OutOfScope {
        /// What to ask instead.
        reason: String,
    },
    /// It asks for what nobody may have.
    Blocked {
        /// Why.
        reason: String,
    },
    /// What can be asked.
    Help,
    /// A greeting.
    SmallTalk,
}

/// A question, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified {
    /// What it turned out to be.
    pub outcome: Outcome,
    /// From 0 to 1: 1 when every word is explained as written, less for words that were read as others or taken over.
    pub confidence: f64,
    /// What was taken from the turn before: `measures`, `period`, `filters`, `groupBy`, `top`.
    pub carried: Vec<String>,
}

/// Understands `text`, as a follow-up of `previous` if it is one.
#[must_use]
pub fn classify(text: &str, vocabulary: &Vocabulary, previous: Option<&Plan>) -> Classified {
    let said = format!(" {} ", plain(text));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| said.contains(&format!(" {phrase} ")));
    let sure = |outcome| Classified { outcome, confidence: 1.0, carried: Vec::new() };
    if says(words::BLOCKED) {
        return sure(Outcome::Blocked { reason: "I can only show your own sales figures.".to_owned() });
    }
    let previous = previous.filter(|_| !says(words::RESET));
    let context_year = previous.and_then(|plan| plan.period.as_ref()).map(|period| period.from.year());
    let reading = read(text, vocabulary, context_year);
    let about_sales = !reading.measures.is_empty() || reading.implied.is_some();
    if !about_sales && previous.is_none_or(|_| reading.words > 2) {
        if says(words::HELP) {
            return sure(Outcome::Help);
        }
        if says(words::GREETINGS)
            && reading.unknown.is_empty()
            && reading.periods().is_empty()
            && reading.filters.is_empty()
        {
            return sure(Outcome::SmallTalk);
        }
    }
    let follows =
        words::FOLLOW.iter().any(|start| said.starts_with(&format!(" {start} "))) || said.ends_with(" instead ");
    assemble::assemble(&reading, vocabulary, previous, assemble::Manner { follows, clears: says(words::CLEAR) })
}
