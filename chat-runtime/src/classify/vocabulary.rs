//! What a tenant's questions may name: measures, dimensions and their members.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use sales_metrics::catalogue::{Aggregate, Catalogue, Unit};

use super::tokens::{plain, spoken};

/// Members of a dimension with more than this are named in full, or in capitals, to be meant.
const FREELY_NAMED: usize = 500;
/// Words of the longest member name that is looked for.
const LONGEST_MEMBER: usize = 14;

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
    longest: usize,
    /// Phrase and measure, longest phrase first.
    pub(super) measures: Vec<(Vec<String>, String)>,
    /// Phrase, dimension and whether it is the plural, longest first.
    pub(super) dimensions: Vec<(Vec<String>, String, bool)>,
    days: Option<(Date, Date)>,
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
            }
            for (alias, member) in catalogue.dimension(dimension).into_iter().flat_map(|d| &d.aliases) {
                if list.contains(member) {
                    add(alias, member);
                }
            }
        }
        let measures = measure_phrases(&catalogue);
        let dimensions = dimension_phrases(&catalogue);
        Self { catalogue, members, by_name, longest, measures, dimensions, days: first_day.zip(last_day) }
    }

    /// The catalogue.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
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

    /// Names of freely named members that are nearly `word`, nearest first.
    pub(super) fn nearly(&self, word: &str) -> Vec<(usize, &str, &Named)> {
        let allowed = if word.chars().count() >= 8 { 2 } else { 1 };
        let mut near: Vec<(usize, &str, &Named)> = self
            .by_name
            .iter()
            .filter(|(name, _)| name.len().abs_diff(word.len()) <= 2)
            .flat_map(|(name, named)| {
                named
                    .iter()
                    .filter(|n| n.free)
                    .map(move |n| (strsim::damerau_levenshtein(name, word), name.as_str(), n))
            })
            .filter(|(distance, _, _)| *distance <= allowed)
            .collect();
        near.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        near
    }

    /// The measure that selling means.
    pub(super) fn money(&self) -> Option<&str> {
        let plain = |m: &&sales_metrics::catalogue::Measure| {
            m.unit == Unit::Money && !matches!(m.aggregate, Aggregate::Ratio { .. })
        };
        self.catalogue.measures.iter().find(plain).map(|m| m.name.as_str())
    }

    /// The measure that one of these words names.
    pub(super) fn called(&self, words: &[&str]) -> Option<&str> {
        self.measures
            .iter()
            .find(|(phrase, _)| matches!(phrase.as_slice(), [one] if words.contains(&one.as_str())))
            .map(|(_, name)| name.as_str())
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
        let more: Vec<String> =
            phrases.iter().filter(|p| !p.ends_with('s')).map(|phrase| format!("{phrase}s")).collect();
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
    list.retain(|(phrase, _)| !phrase.is_empty());
    list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    list.dedup();
    list
}

fn dimension_phrases(catalogue: &Catalogue) -> Vec<(Vec<String>, String, bool)> {
    let mut list = Vec::new();
    for dimension in &catalogue.dimensions {
        list.push((words(&plain(&dimension.plural())), dimension.name.clone(), true));
        for name in dimension.synonyms.iter().chain([&dimension.name]) {
            let name = plain(name);
            list.push((words(&format!("{name}s")), dimension.name.clone(), true));
            list.push((words(&name), dimension.name.clone(), false));
        }
    }
    list.retain(|(phrase, _, _)| !phrase.is_empty());
    list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| b.2.cmp(&a.2)).then_with(|| a.cmp(b)));
    list
}
