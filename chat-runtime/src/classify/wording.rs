//! What is said in place of an answer.

use sales_metrics::catalogue::Language;

use super::{Asked, Refusal, Vocabulary};

/// Why there is no answer, as a sentence, with what there is instead.
#[must_use]
pub fn refusal(why: &Refusal, vocabulary: &Vocabulary, language: Language) -> String {
    let measures: Vec<&str> = vocabulary.catalogue().measures.iter().map(|m| m.label()).collect();
    let measures = measures.join(", ");
    let dimensions: Vec<String> = vocabulary.catalogue().dimensions.iter().map(|d| d.plural()).collect();
    let dimensions = dimensions.join(", ");
    match why {
        Refusal::Impossible { text, reason } => {
            format!("\"{text}\" cannot be resolved to dates: {}.", reason.wording(language))
        }
        Refusal::LeftOut(label) => format!("I cannot leave {label} out; ask for the periods that you want."),
        Refusal::Lacks(word) => format!("Your data has no {word}. It has {measures}, by {dimensions}."),
        Refusal::Unknown(words) => {
            format!("I do not find \"{}\" in your data. It knows {measures} and {dimensions}.", words.join(" "))
        }
        Refusal::NotSales => format!("I can only answer questions about your sales: {measures}."),
        Refusal::Overlapping => "Ask for one period, or for two that do not overlap.".to_owned(),
        Refusal::TwoSplits => "I can split a figure by one thing at a time; name a member of the other.".to_owned(),
        Refusal::Bound => "I cannot pick by an amount. Ask for the top or the bottom ones instead.".to_owned(),
        Refusal::Counted(plural) => format!("I cannot count {plural}. Ask for a ranking or a breakdown of them."),
        Refusal::NoPeople => format!("Your data cannot be split by people. It knows {dimensions}."),
    }
}

/// What is asked back, as a question.
#[must_use]
pub fn asked(what: &Asked, _language: Language) -> String {
    match what {
        Asked::Member(written) => format!("Which do you mean by \"{written}\"?"),
        Asked::Measure => "Which figure would you like?".to_owned(),
        Asked::Base => "Compared with which period?".to_owned(),
        Asked::Periods => "Which two periods shall I compare?".to_owned(),
        Asked::When => "For which period?".to_owned(),
        Asked::Per => "An average per what?".to_owned(),
        Asked::Part => "The share of which?".to_owned(),
    }
}
