//! What a tenant's questions may name: measures, dimensions and their members.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use sales_metrics::{
    catalogue::{Aggregate, Catalogue, Dimension, Language, Measure, TimePart, Unit},
    query::Snapshot,
};

use super::{
    called::{DIMENSIONS, MEASURES, MEMBERS, WEEKDAYS},
    countries::names,
    lexicon::{Concept, Cue, Lexicon},
    read::slips_allowed,
    tokens::{plain, spoken},
};
use crate::guard::Terms;

/// Members of a dimension with more than this are named in full, or in capitals, to be meant.
const FREELY_NAMED: usize = 500;
/// Letters of the least that a part of a name has.
const SHORTEST_PART: usize = 4;
/// Words of the longest member name that is looked for.
const LONGEST_MEMBER: usize = 14;
/// What people say for "&".
const AND: [&str; 5] = [" and ", " und ", " et ", " y ", " e "];
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
        let is_dimension =
            |name: &str| dimensions.iter().any(|(phrase, ..)| matches!(phrase.as_slice(), [one] if one == name));
        let mut by_name: HashMap<String, Vec<Named>> = HashMap::new();
        let mut longest = 1;
        for (dimension, list) in &members {
            let free = list.len() <= FREELY_NAMED;
            let mut add = |name: &str, member: &str| {
                let key = plain(name);
                let words = key.split(' ').count();
                if key.is_empty() || words > LONGEST_MEMBER {
                    return;
                }
                longest = longest.max(words);
                let named = by_name.entry(key).or_default();
                match named.iter_mut().find(|named| named.dimension == *dimension) {
                    Some(known) if known.members.iter().any(|m| m == member) => {}
                    Some(known) => known.members.push(member.to_owned()),
                    None => named.push(Named { dimension: dimension.clone(), members: vec![member.to_owned()], free }),
                }
            };
            for member in list {
                add(member, member);
                // "UK and Ireland" is "UK & Ireland".
                for and in AND.iter().filter(|_| member.contains(" & ")) {
                    add(&member.replace(" & ", and), member);
                }
            }
            let is_weekday = |d: &Dimension| d.part == Some(TimePart::Weekday);
            let days = catalogue.dimension(dimension).is_some_and(is_weekday);
            // Countries, days and what data often has are called otherwise in other languages; what the data or the catalogue
            // calls so itself comes first.
            let short = if free { list.as_slice() } else { &[] };
            let own: HashSet<String> = short.iter().map(|member| plain(member)).collect();
            for member in short {
                let usual = if days { &WEEKDAYS } else { &MEMBERS }.also([plain(member).as_str()]);
                for name in names(member).map(plain).chain(usual.iter().map(|(name, _)| name.clone())) {
                    if !own.contains(&name) && !is_dimension(&name) {
                        add(&name, member);
                    }
                }
            }
            for (alias, member) in catalogue.dimension(dimension).into_iter().flat_map(|d| &d.aliases) {
                if list.contains(member) {
                    add(alias, member);
                }
            }
        }
        let mut by_word: HashMap<String, Vec<String>> = HashMap::new();
        // Of short lists, their own names alone: "Grande-Bretagne" is no part of what the data calls the United Kingdom.
        let is_own =
            |name: &str, named: &Named| !named.free || named.members.iter().any(|member| plain(member) == name);
        for (name, _) in by_name.iter().filter(|(name, named)| named.iter().any(|named| is_own(name, named))) {
            let words: BTreeSet<&str> = name.split(' ').collect();
            for word in words {
                by_word.entry(word.to_owned()).or_default().push(name.clone());
                // "Vienna", of "Wien Neubau".
                for (other, _) in MEMBERS.also([word]).iter().filter(|(other, _)| !other.contains(' ')) {
                    if other != word {
                        by_word.entry(other.clone()).or_default().push(name.clone());
                    }
                }
            }
        }
        for names in by_word.values_mut() {
            names.sort_unstable();
            names.dedup();
        }
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

fn words(phrase: &str) -> Vec<String> {
    phrase.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn singular(phrase: &str) -> String {
    match phrase {
        p if p.ends_with("ies") => format!("{}y", &p[..p.len() - 3]),
        p if p.ends_with("ss") => p.to_owned(),
        p => p.strip_suffix('s').unwrap_or(p).to_owned(),
    }
}

fn measure_phrases(catalogue: &Catalogue) -> Vec<(Vec<String>, String)> {
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for measure in &catalogue.measures {
        let mut phrases = vec![spoken(&measure.name), plain(measure.label())];
        phrases.extend(measure.synonyms.iter().map(|synonym| plain(synonym)));
        let one: Vec<String> = phrases.iter().map(|phrase| singular(phrase)).collect();
        let more: Vec<String> = phrases
            .iter()
            .filter(|p| !p.ends_with('s') && !p.starts_with("average "))
            .map(|phrase| format!("{phrase}s"))
            .collect();
        // "the average deal" is the average deal size.
        let short = |phrase: &String| {
            let short = phrase.strip_suffix(" size").or_else(|| phrase.strip_suffix(" value"))?;
            short.starts_with("average ").then(|| short.to_owned())
        };
        let shorter: Vec<String> = phrases.iter().filter_map(short).collect();
        phrases.extend(shorter);
        phrases.extend(one);
        phrases.extend(more);
        names.insert(&measure.name, phrases);
    }
    let mut list: Vec<(Vec<String>, String)> =
        names.iter().flat_map(|(name, phrases)| phrases.iter().map(|p| (words(p), (*name).to_owned()))).collect();
    for measure in &catalogue.measures {
        if let Aggregate::Ratio { of, per } = &measure.aggregate {
            for (above, below) in names
                .get(of.as_str())
                .into_iter()
                .flatten()
                .flat_map(|a| names.get(per.as_str()).into_iter().flatten().map(move |b| (a, b)))
            {
                list.push((words(&format!("{above} per {below}")), measure.name.clone()));
                list.push((words(&format!("average {above} per {below}")), measure.name.clone()));
            }
        }
    }
    // As in other languages, where one of them is meant.
    let mut usual: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
    for (measure, phrases) in &names {
        for (name, _) in MEASURES.also(phrases.iter().map(String::as_str)) {
            usual.entry(words(name)).or_default().insert(measure);
        }
    }
    for (phrase, meant) in usual {
        let taken = list.iter().any(|(known, _)| *known == phrase);
        if let Some(measure) = meant.first().filter(|_| meant.len() == 1 && !taken) {
            list.push((phrase, (*measure).to_owned()));
        }
    }
    list.retain(|(phrase, _)| !phrase.is_empty());
    list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    list.dedup();
    list
}

/// Words that end names of several columns, and name none of them.
const GENERIC: [&str; 9] = ["name", "id", "code", "number", "type", "group", "date", "key", "no"];

fn dimension_phrases(catalogue: &Catalogue, measures: &[(Vec<String>, String)]) -> Vec<(Vec<String>, String, bool)> {
    let mut list = Vec::new();
    for dimension in &catalogue.dimensions {
        list.push((words(&plain(&dimension.plural())), dimension.name.clone(), true));
        for name in dimension.synonyms.iter().chain([&dimension.name]) {
            let name = plain(name);
            list.push((words(&format!("{name}s")), dimension.name.clone(), true));
            list.push((words(&name), dimension.name.clone(), false));
        }
    }
    for (phrase, meant) in usual_names(catalogue) {
        let Some((best, ..)) = meant.first().copied() else { continue };
        let likely = meant.iter().filter(|(rank, ..)| *rank == best);
        let one = likely.map(|(_, name, _)| *name).collect::<BTreeSet<_>>().len() == 1;
        let taken =
            list.iter().any(|(known, ..)| *known == phrase) || measures.iter().any(|(known, _)| *known == phrase);
        if let Some((_, name, plural)) = meant.first().filter(|_| one && !taken) {
            list.push((phrase, (*name).to_owned(), *plural));
        }
    }
    list.retain(|(phrase, _, _)| !phrase.is_empty());
    list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| b.2.cmp(&a.2)).then_with(|| a.cmp(b)));
    list
}

/// What people call dimensions beside their names, and which they may mean by it, the likelier ones with the lower number: as in
/// other languages, or by the last word.
fn usual_names(catalogue: &Catalogue) -> BTreeMap<Vec<String>, BTreeSet<(u8, &str, bool)>> {
    let english = Lexicon::of(Language::English);
    // "Hour of day" is no day: what a word says that means something else, it says first.
    let is_free = |last: &String| english.word(last).is_none_or(|cue| cue == Cue::Elsewhere);
    let mut usual: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for dimension in &catalogue.dimensions {
        let names: Vec<String> = dimension.synonyms.iter().chain([&dimension.name]).map(|name| spoken(name)).collect();
        let lasts = names.iter().filter_map(|name| name.rsplit_once(' ')).map(|(_, last)| last.to_owned());
        let lasts = lasts.filter(|last| !GENERIC.contains(&last.as_str()));
        let lasts = lasts.filter(is_free).flat_map(|last| [(format!("{last}s"), true), (last, false)]);
        // "Kunden" are counted, where there is a measure that does; what is split by them says so.
        let (own, by_last) = match catalogue.counting(dimension) {
            Some(_) => (&[][..], &[][..]),
            None => (
                DIMENSIONS.also(names.iter().map(String::as_str)),
                DIMENSIONS.also(names.iter().filter_map(|name| name.rsplit_once(' ')).map(|(_, last)| last)),
            ),
        };
        let by_last = if own.is_empty() { by_last } else { &[] };
        let all =
            own.iter().map(|name| (0, name.clone())).chain(lasts.chain(by_last.iter().cloned()).map(|name| (1, name)));
        for (rank, (name, plural)) in all {
            usual.entry(words(&name)).or_default().insert((rank, dimension.name.as_str(), plural));
        }
    }
    usual
}
