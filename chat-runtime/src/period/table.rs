//! A language's words of dates, and how they are looked up.

use std::collections::HashMap;

use super::vocabulary::{Sense, Words};
use crate::language::fold;

/// One language's words. Accents may be left out by those who type, not here.
pub(super) struct Language {
    /// Words and phrases by meaning.
    pub(super) words: Words,
    /// Words that say several things at once: `Vormonat`, `du`.
    pub(super) compounds: &'static [(&'static [Sense], &'static [&'static str])],
    /// What may be joined to a month's name, and what that puts before the month: `Maiwoche`.
    pub(super) month_suffixes: &'static [(&'static str, &'static [Sense])],
    /// Months in full.
    pub(super) months: [&'static str; 12],
    /// Words that look like a misspelt month and are none.
    pub(super) never_months: &'static [&'static str],
    /// Names of months that are also other words and need evidence.
    pub(super) doubtful_months: &'static [&'static str],
    /// What follows a number to make it an ordinal: `5th`.
    pub(super) ordinal_suffixes: &'static [&'static str],
    /// Words written together with the next by an apostrophe: `l'`.
    pub(super) elisions: &'static [&'static str],
    /// Abbreviations that end in a full stop.
    pub(super) dotted: &'static [&'static str],
    /// Units in the plural, without accents: "les dernières semaines" are no fixed period. None in English, where "last
    /// weeks sales" lacks an apostrophe.
    pub(super) plural_units: &'static [&'static str],
    /// A full stop makes a number an ordinal: `5. Mai`.
    pub(super) dot_is_ordinal: bool,
    /// Adjectives follow their noun: `mes pasado`.
    pub(super) noun_first: bool,
    /// "el viernes" is one Friday.
    pub(super) article_dates_weekday: bool,
    /// `May 5` is a day; elsewhere two digits behind a month are its year.
    pub(super) month_before_day: bool,
}

struct Entry {
    /// The words after the first, without accents.
    rest: Vec<String>,
    senses: &'static [Sense],
}

/// A [`Language`] arranged for look-up.
pub(super) struct Vocabulary {
    pub(super) language: &'static Language,
    by_first: HashMap<String, Vec<Entry>>,
    /// Without accents.
    months: [String; 12],
}

impl Vocabulary {
    /// `shared` are words of every language; the language's own win.
    pub(super) fn new(language: &'static Language, shared: Words) -> Self {
        let own = language.words.iter().map(|(sense, words)| (std::slice::from_ref(sense), *words));
        let compounds = language.compounds.iter().map(|(senses, words)| (*senses, *words));
        let shared = shared.iter().map(|(sense, words)| (std::slice::from_ref(sense), *words));
        let all: Vec<(&'static [Sense], &'static str)> = own
            .chain(compounds)
            .chain(shared)
            .flat_map(|(senses, words)| words.iter().map(move |word| (senses, *word)))
            .collect();
        let mut by_first: HashMap<String, Vec<Entry>> = HashMap::new();
        for (senses, phrase) in &all {
            let mut parts = phrase.split(' ');
            let first = parts.next().unwrap_or_default();
            let rest: Vec<String> = parts.map(fold).collect();
            let entries = by_first.entry(first.to_owned()).or_default();
            if !entries.iter().any(|known| known.rest == rest) {
                entries.push(Entry { rest, senses });
            }
        }
        // A second key without accents, unless that is a word of its own.
        for (senses, phrase) in &all {
            let mut parts = phrase.split(' ');
            let first = parts.next().unwrap_or_default();
            let rest: Vec<String> = parts.map(fold).collect();
            let entries = by_first.entry(fold(first)).or_default();
            if !entries.iter().any(|known| known.rest == rest) {
                entries.push(Entry { rest, senses });
            }
        }
        for entries in by_first.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        Self { language, by_first, months: language.months.map(fold) }
    }

    /// The longest entry that starts with `first`, where `follows` says whether the words after it are these, and
    /// if so how many tokens they take.
    pub(super) fn look_up(
        &self,
        first: &str,
        follows: impl Fn(&[String]) -> Option<usize>,
    ) -> Option<(&'static [Sense], usize)> {
        let entries = self.by_first.get(first)?;
        entries.iter().find_map(|entry| follows(&entry.rest).map(|taken| (entry.senses, taken)))
    }

    /// The month a misspelt word without accents means. Long names may be two slips off; short ones, which ordinary
    /// words come close to, one.
    pub(super) fn misspelt_month(&self, word: &str) -> Option<i8> {
        if !(5..=12).contains(&word.len()) || self.language.never_months.contains(&word) {
            return None;
        }
        let first = word.chars().next();
        (1i8..).zip(&self.months).find_map(|(month, name)| {
            let long = name.len() >= 7 && name.len().abs_diff(word.len()) <= 1;
            let same_start = name.chars().next() == first;
            let close = match (long, same_start) {
                (true, true) => strsim::osa_distance(word, name) <= 2,
                (true, false) => name.get(1..) == Some(word) || swapped(word, name),
                (false, true) if name.len() <= 5 => swapped(word, name) || doubled(word, name),
                (false, true) => strsim::osa_distance(word, name) <= 1,
                (false, false) => false,
            };
            close.then_some(month)
        })
    }

    /// A month with another word joined to it, without accents: what goes before it, and the month.
    pub(super) fn joined_month(&self, word: &str) -> Option<(&'static [Sense], i8)> {
        if self.language.month_suffixes.is_empty() {
            return None;
        }
        (1i8..).zip(&self.months).find_map(|(month, name)| {
            let suffix = word.strip_prefix(name.as_str())?;
            let (_, senses) = self.language.month_suffixes.iter().find(|(known, _)| *known == suffix)?;
            Some((*senses, month))
        })
    }
}

/// Whether two neighbouring letters stand in the other's place.
fn swapped(word: &str, name: &str) -> bool {
    word.len() == name.len()
        && strsim::osa_distance(word, name) == 1
        && word.bytes().fold(0u32, |sum, byte| sum + u32::from(byte))
            == name.bytes().fold(0u32, |sum, byte| sum + u32::from(byte))
}

/// Whether one letter was typed twice.
fn doubled(word: &str, name: &str) -> bool {
    word.len() == name.len() + 1 && {
        let mut letters: Vec<char> = word.chars().collect();
        letters.dedup();
        letters.into_iter().eq(name.chars())
    }
}
