//! What a tenant's questions may name: measures, dimensions and their members.

mod names;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use sales_metrics::{
    catalogue::{Aggregate, Catalogue, Measure, Unit},
    query::Snapshot,
};

use self::names::{dimension_phrases, measure_phrases, named_members, names_by_word, singular};
use super::{lexicon::Concept, read::slips_allowed};
use crate::guard::Terms;

/// Letters of the least that a part of a name has.
const SHORTEST_PART: usize = 4;
/// Measures of a summary.
const MOST_SUMMED_UP: usize = 4;

/// A member that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) dimension: String,
    /// As they stand in the data; several when they differ in blanks or case alone.
    pub(super) members: Vec<String>,
    /// One word may mean it wherever it stands.
    pub(super) free: bool,
}

/// What a tenant's questions may name; built once per data version.
#[derive(Debug)]
pub struct Vocabulary {
    catalogue: Catalogue,
    members: BTreeMap<String, Vec<String>>,
    by_name: HashMap<String, Vec<Named>>,
    /// Plain names of members that have a word, by that word.
    by_word: HashMap<String, Vec<String>>,
    longest: usize,
    /// Phrase and measure, longest phrase first.
    pub(super) measures: Vec<(Vec<String>, String)>,
    /// Phrase, dimension and whether it is the plural, longest first.
    pub(super) dimensions: Vec<(Vec<String>, String, bool)>,
    days: Option<(Date, Date)>,
    terms: Terms,
}

impl Vocabulary {
    /// The vocabulary of a catalogue whose dimensions have these `members`, over data of these days.
    #[must_use]
    pub fn new(
        catalogue: Catalogue,
        members: BTreeMap<String, Vec<String>>,
        first_day: Option<Date>,
        last_day: Option<Date>,
    ) -> Self {
        let measures = measure_phrases(&catalogue);
        let dimensions = dimension_phrases(&catalogue, &measures);
        let (by_name, longest) = named_members(&catalogue, &members, &dimensions);
        let by_word = names_by_word(&by_name);
        let days = first_day.zip(last_day);
        let terms = Terms::of(&catalogue);
        Self { catalogue, members, by_name, by_word, longest, measures, dimensions, days, terms }
    }

    /// The vocabulary of a tenant's data.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let members = snapshot.members.iter().map(|(name, list)| (name.clone(), list.names().to_vec())).collect();
        let head = &snapshot.head;
        Self::new(snapshot.catalogue.catalogue.clone(), members, head.first_day, head.last_day)
    }

    /// The catalogue.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What measures and dimensions are called in answers.
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The members of a dimension, as they stand in the data.
    #[must_use]
    pub fn members(&self, dimension: &str) -> &[String] {
        self.members.get(dimension).map_or(&[], Vec::as_slice)
    }

    /// First and last day of the data.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        self.days
    }

    /// The day that "today" means.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        self.catalogue.today.or(self.days.map(|(_, last)| last))
    }

    pub(super) fn named(&self, name: &str) -> &[Named] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Members of short lists whose names are `name` with at most `allowed` letters wrong, nearest first.
    pub(super) fn nearly(&self, name: &str, allowed: usize) -> Vec<(usize, &Named)> {
        let mut near: Vec<(usize, &str, &Named)> = self
            .by_name
            .iter()
            .filter(|(known, _)| known.len().abs_diff(name.len()) <= allowed)
            .flat_map(|(known, named)| named.iter().filter(|n| n.free).map(move |named| (known, named)))
            .map(|(known, named)| (strsim::damerau_levenshtein(known, name), known.as_str(), named))
            .filter(|(distance, ..)| *distance <= allowed)
            .collect();
        near.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        near.into_iter().map(|(distance, _, named)| (distance, named)).collect()
    }

    /// Members whose names have all of `words`, each as it is, in its other number, or, of long lists, with a
    /// letter wrong; in order of their names, the shortest first.
    pub(super) fn with_words(&self, words: &[&str]) -> Vec<&Named> {
        let mut found: Option<BTreeSet<&str>> = None;
        let mut letters = 0;
        for word in words.iter().filter(|word| !matches!(**word, "the" | "of" | "a" | "an" | "our" | "and")) {
            letters += word.len();
            let names: BTreeSet<&str> = self.names_with(word).into_iter().collect();
            found = Some(match found {
                None => names,
                Some(before) => before.intersection(&names).copied().collect(),
            });
        }
        if letters < SHORTEST_PART {
            return Vec::new();
        }
        let mut names: Vec<&str> = found.unwrap_or_default().into_iter().collect();
        names.sort_by_key(|name| (name.len(), *name));
        names.into_iter().flat_map(|name| self.named(name)).collect()
    }

    /// The one member whose name begins with `words` and goes on.
    pub(super) fn begun(&self, words: &[&str]) -> Option<&Named> {
        let begins = format!("{} ", words.join(" "));
        let names = self.by_word.get(*words.first()?)?.iter().filter(|name| name.starts_with(&begins));
        let mut found = names.flat_map(|name| self.named(name));
        found.next().filter(|one| one.members.len() == 1 && found.next().is_none())
    }

    /// Whether a name in a short list has the word.
    pub(super) fn has_word(&self, word: &str) -> bool {
        let names = self.by_word.get(word).into_iter().flatten();
        names.flat_map(|name| self.named(name)).any(|named| named.free)
    }

    fn names_with(&self, word: &str) -> Vec<&str> {
        let one = singular(word);
        let more = format!("{word}s");
        let known: Vec<&str> = [word, one.as_str(), more.as_str()]
            .into_iter()
            .filter_map(|form| self.by_word.get(form))
            .flatten()
            .map(String::as_str)
            .collect();
        let allowed = slips_allowed(word);
        if !known.is_empty() || allowed == 0 {
            return known;
        }
        let first = word.chars().next();
        let near = |known: &&String| {
            known.chars().next() == first
                && known.len().abs_diff(word.len()) <= 1
                && strsim::damerau_levenshtein(known, word) <= 1
        };
        self.by_word
            .keys()
            .filter(near)
            .filter_map(|known| self.by_word.get(known))
            .flatten()
            .filter(|name| self.named(name).iter().any(|named| !named.free))
            .map(String::as_str)
            .collect()
    }

    /// The measure that selling means.
    pub(super) fn money(&self) -> Option<&str> {
        let plain = |m: &&Measure| m.unit == Unit::Money && !matches!(m.aggregate, Aggregate::Ratio { .. });
        self.catalogue.measures.iter().find(plain).map(|m| m.name.as_str())
    }

    /// The measure that one word names.
    pub(super) fn called(&self, word: &str) -> Option<&str> {
        let one = |(phrase, _): &&(Vec<String>, String)| matches!(phrase.as_slice(), [one] if one == word);
        self.measures.iter().find(one).map(|(_, name)| name.as_str())
    }

    /// The measure that is what is usually called `concept`.
    pub(super) fn concept(&self, concept: Concept) -> Option<&str> {
        if concept == Concept::Money {
            return self.money();
        }
        let called = |name: &&str| {
            let name: Vec<&str> = name.split(' ').collect();
            self.measures.iter().find(|(phrase, _)| *phrase == name).map(|(_, measure)| measure.as_str())
        };
        concept.names().iter().find_map(called)
    }

    /// The measures of a summary: what sales people look at first.
    #[must_use]
    pub fn summed_up(&self) -> Vec<String> {
        let usual = [Concept::Money, Concept::Orders, Concept::Customers, Concept::OrderValue, Concept::Units];
        let known = usual.iter().filter_map(|concept| self.concept(*concept)).map(str::to_owned);
        let mut measures: Vec<String> = known.take(MOST_SUMMED_UP).collect();
        if measures.is_empty() {
            measures.extend(self.catalogue().measures.first().map(|measure| measure.name.clone()));
        }
        measures
    }

    /// The measure of money given back, if there is one.
    #[must_use]
    pub fn refunds(&self) -> Option<&str> {
        self.concept(Concept::Refunds)
    }

    /// The measure of who bought, if there is one.
    #[must_use]
    pub fn customers(&self) -> Option<&str> {
        self.concept(Concept::Customers)
    }

    /// The measure that counts a dimension's different members.
    pub(super) fn counting(&self, dimension: &str) -> Option<&str> {
        let measure = self.catalogue.counting(self.catalogue.dimension(dimension)?)?;
        Some(&measure.name)
    }

    /// The dimension whose different members the measure counts.
    pub(super) fn counted_by(&self, measure: &str) -> Option<&str> {
        let counts = |dimension: &&str| self.counting(dimension) == Some(measure);
        self.catalogue.dimensions.iter().map(|dimension| dimension.name.as_str()).find(counts)
    }

    /// The dimension with one of these names.
    pub(super) fn dimension_called(&self, names: &[&str]) -> Option<&str> {
        let called =
            |name: &&str| self.dimensions.iter().find(|(phrase, ..)| matches!(phrase.as_slice(), [one] if one == name));
        names.iter().find_map(called).map(|(_, dimension, _)| dimension.as_str())
    }
}
