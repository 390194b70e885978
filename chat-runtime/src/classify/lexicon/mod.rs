//! What the words between names and dates say, by language: one table each, looked up by the longest phrase.

mod cue;

pub(super) use cue::{Concept, Cue};

use std::{collections::HashMap, sync::LazyLock};

use sales_metrics::{catalogue::Language, query::plan::Comparison};

use super::tokens::Token;

/// What dimensions of places are called.
pub(super) const PLACES: [&str; 8] = ["country", "market", "region", "state", "city", "territory", "store", "area"];
/// What dimensions of things sold are called.
pub(super) const THINGS: [&str; 7] = ["product", "item", "article", "description", "sku", "plan", "service"];

struct Entry {
    rest: Vec<&'static str>,
    cue: Cue,
}

/// A language's words.
pub(super) struct Lexicon {
    by_first: HashMap<&'static str, Vec<Entry>>,
    /// Phrases that begin a follow-up.
    follow: Vec<&'static str>,
    /// Words of dates.
    dates: Vec<&'static str>,
    /// How figures are held against an amount that follows, the longest phrase first.
    comparisons: Vec<(Vec<&'static str>, Comparison)>,
    /// What says that a profit is less than nothing.
    losses: Vec<Vec<&'static str>>,
    sold: Vec<Vec<&'static str>>,
}

static LEXICONS: LazyLock<[Lexicon; 5]> = LazyLock::new(|| Language::ALL.map(|language| Lexicon::new(file(language))));

/// A language's words: lines of `cue: phrase, phrase`, which go on where they are indented.
fn file(language: Language) -> &'static str {
    match language {
        Language::English => ENGLISH,
        Language::German => include_str!("german.txt"),
        Language::French => include_str!("french.txt"),
        Language::Spanish => include_str!("spanish.txt"),
        Language::Portuguese => include_str!("portuguese.txt"),
    }
}

const ENGLISH: &str = include_str!("english.txt");
/// The phrases that begin a follow-up, also of one that names a measure.
const FOLLOW: &str = "follow";
/// Words of dates that may be misspelt: a date that is missed is a figure of another time.
const DATE: &str = "date";
/// What stands before an amount.
const COMPARISONS: [(&str, Comparison); 4] = [
    ("above", Comparison::Above),
    ("at least", Comparison::AtLeast),
    ("below", Comparison::Below),
    ("at most", Comparison::AtMost),
];
/// Less than nothing.
const LOSS: &str = "loss";
/// More than nothing, of a day that is counted.
const SOLD: &str = "sold";

/// Letters of the shortest word that may be a misspelt one of a date.
const SHORTEST_DATE: usize = 4;

/// The phrases of a file, each with the name of what it says.
fn phrases(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut name = "";
    file.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        let list = match line.split_once(": ") {
            Some((said, list)) if !line.starts_with(' ') => {
                name = said;
                list
            }
            _ => line,
        };
        let name = name;
        list.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()).map(move |phrase| (name, phrase))
    })
}

fn begins(list: &[Token], words: &[&str]) -> bool {
    list.len() >= words.len() && words.iter().zip(list).all(|(word, token)| token.word == *word)
}

fn longest(phrases: &[Vec<&str>], list: &[Token]) -> Option<usize> {
    phrases.iter().filter(|words| begins(list, words)).map(Vec::len).max()
}

impl Lexicon {
    /// The words of `language`.
    pub(super) fn of(language: Language) -> &'static Self {
        &LEXICONS[language.place()]
    }

    fn new(file: &'static str) -> Self {
        let mut by_first: HashMap<&'static str, Vec<Entry>> = HashMap::new();
        let own = phrases(file).filter_map(|(name, phrase)| Some((Cue::named(name)?, phrase)));
        // Business speaks some English everywhere; where a language has the word itself, that comes first.
        let shared = phrases(ENGLISH).filter_map(|(name, phrase)| Some((Cue::named(name)?, phrase)));
        for (cue, phrase) in own.chain(shared.filter(|(cue, _)| cue.is_shared())) {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            let known = by_first.entry(first).or_default();
            let rest: Vec<&str> = words.collect();
            match known.iter_mut().find(|entry| entry.rest == rest) {
                Some(entry) if entry.cue == Cue::Stop => entry.cue = cue,
                Some(_) => {}
                None => known.push(Entry { rest, cue }),
            }
        }
        for entries in by_first.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        let of = |wanted: &str| -> Vec<&'static str> {
            phrases(file).filter(|(name, _)| *name == wanted).map(|(_, phrase)| phrase).collect()
        };
        let split = |phrase: &'static str| phrase.split(' ').collect::<Vec<_>>();
        let of_kind = |(name, is)| of(name).into_iter().map(move |phrase| (split(phrase), is));
        let mut comparisons: Vec<_> = COMPARISONS.into_iter().flat_map(of_kind).collect();
        comparisons.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let [losses, sold] = [LOSS, SOLD].map(|name| of(name).into_iter().map(split).collect());
        Self { by_first, follow: of(FOLLOW), dates: of(DATE), comparisons, losses, sold }
    }

    /// The longest phrase at the beginning of `list` whose words nothing explains yet, and how many words it has.
    pub(super) fn look_up(&self, list: &[Token]) -> Option<(Cue, usize)> {
        let first = list.first()?;
        let follows = |rest: &[&str]| {
            list.len() > rest.len()
                && rest.iter().zip(&list[1..]).all(|(word, token)| !token.used && token.word == *word)
        };
        let entry = self.by_first.get(first.word.as_str())?.iter().find(|entry| follows(&entry.rest))?;
        Some((entry.cue, 1 + entry.rest.len()))
    }

    /// The same, whether something explains the words or not.
    pub(super) fn look_up_any(&self, list: &[Token]) -> Option<(Cue, usize)> {
        let first = list.first()?;
        let entry = self.by_first.get(first.word.as_str())?.iter().find(|entry| begins(&list[1..], &entry.rest))?;
        Some((entry.cue, 1 + entry.rest.len()))
    }

    /// How a figure is held against the amount that follows, and how many words at the beginning of `list` say so.
    pub(super) fn comparison(&self, list: &[Token]) -> Option<(Comparison, usize)> {
        let found = self.comparisons.iter().find(|(words, _)| begins(list, words));
        found.map(|(words, is)| (*is, words.len()))
    }

    /// How many words at the beginning of `list` say that something is less than nothing.
    pub(super) fn loss(&self, list: &[Token]) -> Option<usize> {
        longest(&self.losses, list)
    }

    /// How many words at the beginning of `list` say that something was sold.
    pub(super) fn sold(&self, list: &[Token]) -> Option<usize> {
        longest(&self.sold, list)
    }

    /// What a word says by itself.
    pub(super) fn word(&self, word: &str) -> Option<Cue> {
        self.by_first.get(word)?.iter().find(|entry| entry.rest.is_empty()).map(|entry| entry.cue)
    }

    /// Whether a word says nothing by itself.
    pub(super) fn is_small(&self, word: &str) -> bool {
        matches!(self.word(word), Some(Cue::Stop | Cue::That | Cue::It | Cue::They | Cue::Narrow))
    }

    /// The words that may be misspelt: single ones with at least five letters.
    pub(super) fn long_words(&self) -> impl Iterator<Item = (&'static str, Cue)> {
        self.by_first.iter().filter(|(word, _)| word.len() >= 5).filter_map(|(word, entries)| {
            entries.iter().find(|entry| entry.rest.is_empty()).map(|entry| (*word, entry.cue))
        })
    }
}

impl Lexicon {
    /// The word of a date that `word` is with one letter wrong.
    pub(super) fn misspelt_date(&self, word: &str) -> Option<&'static str> {
        let long = word.chars().count() >= SHORTEST_DATE;
        let near = |known: &&&str| {
            strsim::damerau_levenshtein(known, word) == 1 && known.chars().next() == word.chars().next()
        };
        self.dates.iter().filter(|_| long && self.word(word).is_none()).find(near).copied()
    }

    /// Whether `said`, which is plain, begins as a follow-up does.
    pub(super) fn follows(&self, said: &str) -> bool {
        let begins =
            |start: &&str| said.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.follow.iter().any(begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_something() {
        for language in Language::ALL {
            for (name, phrase) in phrases(file(language)) {
                let other =
                    [FOLLOW, DATE, LOSS, SOLD].contains(&name) || COMPARISONS.iter().any(|(other, _)| *other == name);
                assert!(other || Cue::named(name).is_some(), "{language:?}: {name}: {phrase}");
                assert_eq!(super::super::tokens::plain(phrase), phrase, "{language:?}: {name}");
            }
        }
    }
}
