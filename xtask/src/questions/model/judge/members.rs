//! Names of the data: every country and product in a text must be one that a fact is about.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Finding,
    carried::Carried,
    text::Text,
    words::{Words, any},
};

/// What countries are called elsewhere: the name in the data, then other names.
const PLACES: &str = include_str!("words/places.txt");
/// A name with fewer letters is found as it is written only: `US` is not "us".
const SHORT: usize = 4;
/// Words before a name that is left out among which one must say so.
const BEFORE: usize = 6;

/// All names, the longest first, each with the member that it is for.
#[derive(Debug)]
pub(super) struct Vocabulary {
    names: Vec<(Vec<char>, bool, String)>,
}

impl Vocabulary {
    /// The data's names, the catalogue's aliases, and what countries are called elsewhere.
    pub(super) fn new<'a>(members: impl Iterator<Item = &'a String>, catalogue: &Value) -> Self {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let places = PLACES.lines().filter_map(|line| line.split_once(':'));
        let places = places.flat_map(|(name, others)| others.split_whitespace().map(move |other| (other, name)));
        let aliases = catalogue["dimensions"].as_array().into_iter().flatten().flat_map(|d| d["aliases"].as_object());
        let aliases = aliases.flatten().filter_map(|(alias, name)| Some((alias.as_str(), name.as_str()?)));
        for (other, name) in places.chain(aliases) {
            names.insert(other.to_owned(), name.to_owned());
        }
        let members: BTreeSet<&String> = members.filter(|name| is_a_name(name)).collect();
        names.extend(members.into_iter().map(|name| (name.trim().to_owned(), name.trim().to_owned())));
        let mut names: Vec<_> = names
            .into_iter()
            .map(|(name, member)| {
                let exact = name.chars().count() < SHORT || !name.contains(' ');
                let written = if exact { name } else { name.to_lowercase() };
                (written.chars().collect::<Vec<_>>(), exact, member.to_lowercase())
            })
            .collect();
        names.sort_by_key(|(name, ..)| std::cmp::Reverse(name.len()));
        Self { names }
    }

    /// Finds names, and takes those that facts carry out of the text.
    pub(super) fn judge(&self, carried: &Carried, languages: &[Words], text: &mut Text, found: &mut Vec<Finding>) {
        // First what facts carry, in any case: a longer name of the data may hold a shorter one, which is then no other.
        let mut own: Vec<_> = carried.members.iter().chain(&carried.excluded).collect();
        own.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in own {
            let written: Vec<char> = name.trim().chars().collect();
            for at in text.places(&written, false) {
                if carried.excluded.contains(name) && !is_left_out(text, at, languages) {
                    found.push(Finding::new("member that is left out", name.as_str()));
                }
                text.hide(at, at + written.len());
            }
        }
        for (name, exact, member) in &self.names {
            for at in text.places(name, *exact) {
                if !carried.members.contains(member) && !carried.excluded.contains(member) {
                    found.push(Finding::new("member", name.iter().collect::<String>()));
                }
                text.hide(at, at + name.len());
            }
        }
    }
}

/// Whether it is a name that a sentence can hold: the data has notes of a warehouse among its products ("?", "found", "lost").
fn is_a_name(name: &str) -> bool {
    let letters = name.chars().filter(|char| char.is_alphabetic()).count();
    letters > 2 && (name.trim().contains(' ') || name.chars().any(char::is_uppercase))
}

fn is_left_out(text: &Text, at: usize, languages: &[Words]) -> bool {
    let tokens = text.tokens();
    let before = tokens.iter().rev().filter(|token| token.end <= at).take(BEFORE);
    before.into_iter().any(|token| any(languages, "without", &token.text))
}
