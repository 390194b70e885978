//! Whether a text says what no fact beside it says: a figure, a number word, a period, a name of the data, a direction.
//!
//! Strict and simple on purpose, and written apart from the guard, of which it knows nothing: it reads texts as they come, in the
//! question's language and in English, and sees at most that the facts carry such a thing, not that the sentence puts it in its place.

mod carried;
mod directions;
mod figures;
mod members;
mod periods;
mod quoted;
mod ranking;
#[cfg(test)]
mod tests;
mod text;
mod words;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use carried::Carried;
use members::Vocabulary;
use text::Text;
use words::Words;

/// A language of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Portuguese,
}

/// Something that no fact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    kind: &'static str,
    words: String,
}

impl Finding {
    fn new(kind: &'static str, words: impl Into<String>) -> Self {
        Self { kind, words: words.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of no fact: {:?}", self.kind, self.words)
    }
}

/// It, with the names of everything in the data.
#[derive(Debug)]
pub(super) struct Judge {
    vocabulary: Vocabulary,
}

impl Judge {
    /// `members`: all names of all dimensions; `catalogue`: for what else they are called.
    pub(super) fn new<'a>(members: impl Iterator<Item = &'a String>, catalogue: &Value) -> Self {
        Self { vocabulary: Vocabulary::new(members, catalogue) }
    }

    /// What a reply's text says that none of its facts does. What it repeats of the question, to say that it is not understood,
    /// it does not say.
    pub(super) fn findings(&self, language: Language, ask: &str, reply: &Value) -> Vec<Finding> {
        let carried = Carried::by(reply);
        let mut text = Text::new(reply["text"].as_str().unwrap_or_default());
        let mut found = Vec::new();
        if text.holds_any(&['{', '}']) {
            found.push(Finding::new("placeholder", "{…}"));
        }
        let languages = Words::of(language);
        quoted::hide(ask, &languages, &mut text);
        ranking::judge(reply, &text, &mut found);
        self.vocabulary.judge(&carried, &languages, &mut text, &mut found);
        periods::judge(&carried, &languages, &mut text, &mut found);
        figures::judge(&carried, &languages, &mut text, &mut found);
        figures::judge_words(&carried, &languages, &text, &mut found);
        directions::judge(&carried, &languages, &text, &mut found);
        found
    }
}
