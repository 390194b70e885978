//! The classifier: a question becomes a typed plan, deterministically, in this process, without a model.
//!
//! `read` explains every word (members, dates, measures, dimensions, cues of the `lexicon`), `assemble` puts the plan together
//! and takes over from the turn before what was left unsaid; the intent model is heard as a second opinion (`kind`). What it cannot
//! explain it does not pass over: a word that may be a filter and is none makes a refusal, since a figure of the wrong slice is
//! worse than none.

pub(crate) mod amount;
mod assemble;
mod called;
mod codes;
mod countries;
mod kind;
mod lexicon;
mod message;
mod names;
mod read;
mod resume;
mod shown;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabulary;
mod wording;

pub use message::{Question, questions};
pub use resume::{Pending, resumed};
pub use shown::Shown;
pub use vocabulary::Vocabulary;
pub use wording::{asked, blocked, refusal};

use sales_metrics::{catalogue::Language, period::Period, query::plan::Plan};

use crate::period::Reason;

use self::{
    lexicon::{Cue, Lexicon},
    read::{Reading, read},
    tokens::plain,
};

/// What a question turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A question that can be computed.
    Plan(Box<Plan>),
    /// Something is to be asked back.
    Clarify {
        /// What.
        asked: Asked,
        /// What may be answered.
        choices: Vec<String>,
    },
    /// The data cannot tell.
    NoData(Refusal),
    /// It is no question about sales.
    OutOfScope(Refusal),
    /// It asks for what nobody may have.
    Blocked,
    /// What can be asked.
    Help,
    /// A greeting.
    SmallTalk,
    /// Thanks for an answer.
    Thanks,
}

/// What is asked back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Which member was meant by what was written.
    Member(String),
    /// Which figure is wanted.
    Measure,
    /// Which period a comparison is with.
    Base,
    /// Which two of several periods.
    Periods,
    /// For which period.
    When,
    /// Per what an average is.
    Per,
    /// Which of two filters is the part.
    Part,
    /// What is to be ranked.
    Ranked,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A date that no calendar has.
    Impossible {
        /// As written.
        text: String,
        /// Why.
        reason: Reason,
    },
    /// A period was to be left out.
    LeftOut(String),
    /// The catalogue has no such figure or dimension.
    Lacks(String),
    /// Words that nothing explains.
    Unknown(Vec<String>),
    /// It is not about sales.
    NotSales,
    /// One period lies in the other.
    Overlapping,
    /// A figure would have to be split by two things.
    TwoSplits,
    /// Figures are to be above or below a number.
    Bound,
    /// Members of a dimension, by its plural, are to be counted.
    Counted(String),
    /// People are asked for, and no dimension has them.
    NoPeople,
    /// There is nothing to rank, or it is to be ranked by what is no figure of its own.
    NotRanked,
    /// Something is to be left out that is no member.
    NotExcluded,
    /// A follow-up that changes nothing.
    NoChange,
    /// "It", "that month", "the second one", and nothing that these may be.
    NoReference,
    /// A figure, by its name, is to be left out of another.
    MeasureLeftOut(String),
}

/// A question, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified {
    /// What it turned out to be.
    pub outcome: Outcome,
    /// From 0 to 1: 1 when every word is explained as written, less for words that were read as others or taken over.
    pub confidence: f64,
    /// What was taken from the turn before: `measures`, `period`, `filters`, `groupBy`, `compareTo`.
    pub carried: Vec<String>,
}

/// What was talked about before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The last plan that was answered.
    pub plan: Option<&'a Plan>,
    /// The one before it.
    pub earlier: Option<&'a Plan>,
    /// What the last answer listed.
    pub shown: Option<&'a Shown>,
    /// The last question got no answer: what points back points to what is not known.
    pub refused: bool,
    /// The period that another question of the same message says.
    pub period: Option<&'a Period>,
}

/// The words of `text` that nothing in the catalogue or the data explains, as written; those that could be several things.
#[must_use]
pub fn not_understood(text: &str, language: Language, vocabulary: &Vocabulary) -> Vec<String> {
    let reading = read(text, language, vocabulary, None);
    let ambiguous = reading.ambiguous.map(|(written, _)| written);
    ambiguous.into_iter().chain(reading.elsewhere).chain(reading.unknown).collect()
}

/// Understands `text`, which is in `language`, as a follow-up of what was talked about before if it is one.
#[must_use]
pub fn classify(text: &str, language: Language, vocabulary: &Vocabulary, context: Context<'_>) -> Classified {
    let talked = context.plan.and_then(|plan| plan.period.as_ref());
    let reading = read(text, language, vocabulary, talked);
    let sure = |outcome| Classified { outcome, confidence: 1.0, carried: Vec::new() };
    if reading.says(Cue::Blocked) {
        return sure(Outcome::Blocked);
    }
    let context = if reading.says(Cue::Reset) { Context::default() } else { context };
    if let Some(outcome) = talk(&reading, context) {
        return sure(outcome);
    }
    let follows = !reading.says(Cue::Reset) && Lexicon::of(language).follows(&plain(text));
    kind::weighed(assemble::assemble(&reading, vocabulary, language, (context, follows)), &reading)
}

/// What is no question about figures.
fn talk(reading: &Reading, context: Context<'_>) -> Option<Outcome> {
    let about_sales = !reading.measures.is_empty() || reading.implied.is_some();
    let bare = reading.unknown.is_empty() && reading.periods().is_empty() && reading.filters.is_empty();
    if about_sales || !bare || reading.order.is_some() || !reading.dimensions.is_empty() && !reading.says(Cue::Help) {
        return None;
    }
    if reading.says(Cue::Help) && (context.plan.is_none() || reading.words > 2) {
        return Some(Outcome::Help);
    }
    let asks = reading.cues.iter().any(|cue| !matches!(cue, Cue::Greeting | Cue::Thanks | Cue::HowWas));
    if asks {
        return None;
    }
    let greets = reading.says(Cue::Greeting).then_some(Outcome::SmallTalk);
    if reading.says(Cue::Thanks) { Some(Outcome::Thanks) } else { greets }
}
