//! What the measures and dimensions of a catalogue are called.

use std::collections::{HashMap, HashSet};

use sales_metrics::catalogue::{Aggregate, Catalogue};

use super::phrases::phrase;

/// Places in the catalogue that a phrase names.
#[derive(Debug, Default)]
pub(super) struct Term {
    pub(super) measures: Vec<usize>,
    pub(super) dimension: Option<usize>,
}

/// All that measures and dimensions are called; made once for a catalogue, since every answer over it is checked with them.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    named: HashMap<String, Term>,
    first_words: HashSet<String>,
    /// What tells some of what is counted from the others: the "new" of new customers.
    some: HashSet<String>,
    longest: usize,
}

impl Terms {
    /// What is called how in `catalogue`.
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let mut terms = Self::default();
        for (place, measure) in catalogue.measures.iter().enumerate() {
            for name in measure_phrases(catalogue, place) {
                let adjective = name.split_once(' ').map(|(first, _)| first.to_owned());
                terms.some.extend(adjective.filter(|_| measure.looks_back_at().is_some()));
                terms.measure(name, place);
            }
            if let Aggregate::Ratio { of, per } = &measure.aggregate {
                let phrases = |name: &str| {
                    let place = catalogue.measures.iter().position(|one| one.name == name);
                    place.map(|place| measure_phrases(catalogue, place)).unwrap_or_default()
                };
                for above in phrases(of) {
                    for below in phrases(per) {
                        terms.measure(format!("{above} per {below}"), place);
                        terms.measure(format!("average {above} per {below}"), place);
                    }
                }
            }
        }
        for (place, dimension) in catalogue.dimensions.iter().enumerate() {
            for name in dimension.synonyms.iter().chain([&dimension.name, &dimension.plural()]) {
                for name in [phrase(name), format!("{}s", phrase(name))] {
                    if let Some(term) = terms.term(name) {
                        term.dimension.get_or_insert(place);
                    }
                }
            }
        }
        terms
    }

    fn measure(&mut self, name: String, place: usize) {
        if let Some(term) = self.term(name)
            && !term.measures.contains(&place)
        {
            term.measures.push(place);
        }
    }

    fn term(&mut self, name: String) -> Option<&mut Term> {
        let mut words = name.split(' ');
        let first = words.next().filter(|first| !first.is_empty())?;
        self.longest = self.longest.max(words.count() + 1);
        self.first_words.insert(first.to_owned());
        Some(self.named.entry(name).or_default())
    }

    /// What `phrase` names.
    pub(super) fn get(&self, phrase: &str) -> Option<&Term> {
        self.named.get(phrase)
    }

    /// Whether the name of any begins with `word`.
    pub(super) fn begin_with(&self, word: &str) -> bool {
        self.first_words.contains(word)
    }

    /// Whether `word` tells some of what is counted from the others.
    pub(super) fn tells_apart(&self, word: &str) -> bool {
        self.some.contains(word)
    }

    /// Words of the longest name.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }
}

/// What a measure is called.
fn measure_phrases(catalogue: &Catalogue, place: usize) -> Vec<String> {
    let measure = &catalogue.measures[place];
    let mut spoken = String::new();
    for c in measure.name.chars() {
        if c.is_uppercase() {
            spoken.push(' ');
        }
        spoken.push(c);
    }
    let mut phrases: Vec<String> = [&spoken, &measure.name].into_iter().map(|name| phrase(name)).collect();
    phrases.push(phrase(measure.label()));
    phrases.extend(measure.synonyms.iter().map(|synonym| phrase(synonym)));
    let one: Vec<String> = phrases.iter().filter_map(|name| name.strip_suffix('s').map(str::to_owned)).collect();
    let many: Vec<String> = phrases.iter().filter(|name| !name.ends_with('s')).map(|name| format!("{name}s")).collect();
    phrases.extend(one);
    phrases.extend(many);
    phrases.retain(|name| name.len() > 1);
    phrases
}
