//! The answer to what was asked back: the question is asked again with what was chosen in it.

use serde::{Deserialize, Serialize};

use super::{Asked, Vocabulary, tokens::plain};

/// A question that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The question.
    pub text: String,
    /// The words of it that one of the choices stands for; the choice is added at the end when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// What was offered.
    pub choices: Vec<String>,
}

const PLACES: [&[&str]; 6] = [
    &["1", "first", "1st", "one"],
    &["2", "second", "2nd", "two"],
    &["3", "third", "3rd", "three"],
    &["4", "fourth", "4th", "four"],
    &["5", "fifth", "5th", "five"],
    &["6", "sixth", "6th", "six"],
];

impl Pending {
    /// What waits after `text` was asked back about.
    #[must_use]
    pub fn new(text: &str, asked: &Asked, choices: &[String]) -> Self {
        let written = match asked {
            Asked::Member(written) => Some(written.clone()),
            _ => None,
        };
        Self { text: text.to_owned(), written, choices: choices.to_vec() }
    }
}

/// What agrees to the only choice.
const YES: [&str; 8] = ["yes", "yep", "right", "ja", "genau", "oui", "si", "sim"];
/// Words of a reply that goes on with what was written: "the red retrospot one", of lunch bags.
const MOST_ADDED: usize = 4;

/// The whole question, when `reply` chooses one of what was offered: by its name or a part of it that only one has, or by its place;
/// or by words that make one name of `vocabulary` together with those that were asked back about.
#[must_use]
pub fn resumed(reply: &str, pending: &Pending, vocabulary: &Vocabulary) -> Option<String> {
    let said = plain(reply);
    let said = ["the ", "in ", "by ", "for ", "i mean ", "i meant "]
        .iter()
        .fold(said.as_str(), |said, small| said.strip_prefix(small).unwrap_or(said));
    let said = said.strip_suffix(" one").unwrap_or(said);
    if said.is_empty() {
        return None;
    }
    let agreed = || match pending.choices.as_slice() {
        [one] if YES.contains(&said) => Some(one),
        _ => None,
    };
    let named = || pending.choices.iter().find(|choice| plain(choice) == said);
    let placed = || {
        let place = PLACES.iter().position(|words| words.contains(&said))?;
        pending.choices.get(place)
    };
    let partly = || {
        let mut near =
            pending.choices.iter().filter(|choice| format!(" {} ", plain(choice)).contains(&format!(" {said} ")));
        near.next().filter(|_| near.next().is_none())
    };
    let completed = || {
        let written = plain(pending.written.as_ref()?);
        let words: Vec<&str> = written.split(' ').chain(said.split(' ')).collect();
        let is_short = said.split(' ').count() <= MOST_ADDED;
        match vocabulary.with_words(&words).as_slice() {
            [one] if is_short && !one.free => one.members.first(),
            _ => None,
        }
    };
    let choice = agreed().or_else(named).or_else(placed).or_else(partly).or_else(completed)?;
    Some(match &pending.written {
        Some(written) => pending.text.replacen(written.as_str(), choice, 1),
        None => format!("{} {choice}", pending.text.trim_end_matches(['?', '.', '!', ' '])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::vocabulary as sample;
    use sales_metrics::catalogue::Language;

    #[test]
    fn a_choice_completes_the_question() {
        let choices = ["JUMBO BAG RED".to_owned(), "JUMBO BAG PINK".to_owned()];
        let bags = Pending::new("how many jumbo bags in May?", &Asked::Member("jumbo bags".to_owned()), &choices);
        for reply in ["jumbo bag pink", "the second one", "2", "Pink"] {
            assert_eq!(
                resumed(reply, &bags, &sample(Language::English)).as_deref(),
                Some("how many JUMBO BAG PINK in May?"),
                "{reply}"
            );
        }
        let one = Pending::new("cello sales", &Asked::Member("cello".to_owned()), &["Cello 4/4".to_owned()]);
        assert_eq!(resumed("Yes", &one, &sample(Language::English)).as_deref(), Some("Cello 4/4 sales"));
        assert_eq!(resumed("Yes", &bags, &sample(Language::English)), None);
        for other in ["jumbo", "revenue in June", "", "the third"] {
            assert_eq!(resumed(other, &bags, &sample(Language::English)), None, "{other}");
        }
        let figure = Pending::new("June 2011?", &Asked::Measure, &["revenue".to_owned()]);
        assert_eq!(resumed("revenue", &figure, &sample(Language::English)).as_deref(), Some("June 2011 revenue"));
    }
}
