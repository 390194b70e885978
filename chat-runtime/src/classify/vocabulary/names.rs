//! What may be said for measures, dimensions and members, from the catalogue, the data and what people call them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sales_metrics::catalogue::{Aggregate, Catalogue, Dimension, Language, TimePart};

use super::Named;
use crate::classify::{
    called::{DIMENSIONS, MEASURES, MEMBERS, WEEKDAYS},
    codes::meanings,
    countries::names,
    lexicon::{Cue, Lexicon},
    tokens::{plain, spoken},
};

/// Members of a dimension with more than this are named in full, or in capitals, to be meant.
const FREELY_NAMED: usize = 500;
/// Words of the longest member name that is looked for.
const LONGEST_MEMBER: usize = 14;
/// What cells say where something is so, and where it is not.
const YES: [&str; 11] = ["y", "yes", "true", "1", "x", "ja", "oui", "si", "sim", "wahr", "vrai"];
const NO: [&str; 8] = ["n", "no", "false", "0", "nein", "non", "nao", "falsch"];
/// Words in the name of such a column that are not what it is about.
const ABOUT_FLAGS: [&str; 12] =
    ["is", "has", "was", "used", "applied", "flag", "indicator", "yn", "ist", "hat", "genutzt", "verwendet"];
const WITH: [&str; 20] = [
    "with",
    "with a",
    "with an",
    "used",
    "used a",
    "used an",
    "using",
    "using a",
    "mit",
    "mit einem",
    "mit einer",
    "avec",
    "avec un",
    "avec une",
    "con",
    "con un",
    "con una",
    "com",
    "com um",
    "com uma",
];
const WITHOUT: [&str; 18] = [
    "without",
    "without a",
    "without an",
    "without any",
    "no",
    "ohne",
    "ohne einen",
    "ohne eine",
    "sans",
    "sans un",
    "sans une",
    "sin",
    "sin un",
    "sin una",
    "sem",
    "sem um",
    "sem uma",
    "not using a",
];
/// What people say for "&".
const AND: [&str; 5] = [" and ", " und ", " et ", " y ", " e "];

/// Members by their names, plain, and how many words the longest has.
pub(super) fn named_members(
    catalogue: &Catalogue,
    members: &BTreeMap<String, Vec<String>>,
    dimensions: &[(Vec<String>, String, bool)],
) -> (HashMap<String, Vec<Named>>, usize) {
    let is_dimension =
        |name: &str| dimensions.iter().any(|(phrase, ..)| matches!(phrase.as_slice(), [one] if one == name));
    let mut by_name: HashMap<String, Vec<Named>> = HashMap::new();
    let mut longest = 1;
    for (dimension, list) in members {
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
        let codes = meanings(dimension, short);
        for member in short {
            let meant = codes.and_then(|codes| codes.get(member.as_str()).copied());
            let usual = if days { &WEEKDAYS } else { &MEMBERS }.also([plain(member).as_str()]);
            let is_day_off = ["saturday", "sunday"].iter().any(|day| WEEKDAYS.are_one(day, &plain(member)));
            let days = if days { WEEKDAYS.also([if is_day_off { "weekend" } else { "working day" }]) } else { &[] };
            let usual = usual.iter().chain(days).map(|(name, _)| name.clone());
            let also = meant.into_iter().flat_map(|meant| {
                let usual = MEMBERS.also([plain(meant).as_str()]).iter().map(|(name, _)| name.clone());
                std::iter::once(plain(meant)).chain(names(meant).map(plain)).chain(usual)
            });
            for name in names(member).filter(|_| meant.is_none()).map(plain).chain(usual).chain(also) {
                if !own.contains(&name) && !is_dimension(&name) {
                    add(&name, member);
                }
            }
        }
        for (phrase, member) in flag_phrases(dimension, list) {
            if !is_dimension(&phrase) {
                add(&phrase, member);
            }
        }
        for (alias, member) in catalogue.dimension(dimension).into_iter().flat_map(|d| &d.aliases) {
            if list.contains(member) {
                add(alias, member);
            }
        }
    }
    (by_name, longest)
}

/// What is said for the members of a dimension that says whether something is so: "with a coupon" and "without a coupon" for the
/// `Y` and the `N` of "coupon used".
fn flag_phrases<'m>(dimension: &str, members: &'m [String]) -> Vec<(String, &'m str)> {
    let [one, other] = members else { return Vec::new() };
    let says = |member: &str, words: &[&str]| words.contains(&plain(member).as_str());
    let are = |yes: &str, no: &str| says(yes, &YES) && says(no, &NO);
    let (yes, no) = match () {
        () if are(one, other) => (one, other),
        () if are(other, one) => (other, one),
        () => return Vec::new(),
    };
    let name = spoken(dimension);
    let thing = name.split(' ').filter(|word| !ABOUT_FLAGS.contains(word)).collect::<Vec<_>>().join(" ");
    if thing.is_empty() {
        return Vec::new();
    }
    let said = |with: &[&str], member: &'m str| {
        let phrases = with.iter().flat_map(|with| [format!("{with} {thing}"), format!("{with} {thing}s")]);
        phrases.map(|phrase| (phrase, member)).collect::<Vec<_>>()
    };
    [said(&WITH, yes), said(&WITHOUT, no)].concat()
}

/// Names that have a word, by that word. Of short lists, their own names alone: "Grande-Bretagne" is no part of what the data calls the
/// United Kingdom.
pub(super) fn names_by_word(by_name: &HashMap<String, Vec<Named>>) -> HashMap<String, Vec<String>> {
    let mut by_word: HashMap<String, Vec<String>> = HashMap::new();
    let is_own = |name: &str, named: &Named| !named.free || named.members.iter().any(|member| plain(member) == name);
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
    by_word
}

fn words(phrase: &str) -> Vec<String> {
    phrase.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

pub(super) fn singular(phrase: &str) -> String {
    match phrase {
        p if p.ends_with("ies") => format!("{}y", &p[..p.len() - 3]),
        p if p.ends_with("ss") => p.to_owned(),
        p => p.strip_suffix('s').unwrap_or(p).to_owned(),
    }
}

pub(super) fn measure_phrases(catalogue: &Catalogue) -> Vec<(Vec<String>, String)> {
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

/// Whether the last words of `name` are `head`.
fn ends_with(name: &str, head: &str) -> bool {
    name.strip_suffix(head).is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

/// Words that end names of several columns, and name none of them.
const GENERIC: [&str; 9] = ["name", "id", "code", "number", "type", "group", "date", "key", "no"];

pub(super) fn dimension_phrases(
    catalogue: &Catalogue,
    measures: &[(Vec<String>, String)],
) -> Vec<(Vec<String>, String, bool)> {
    let mut list = Vec::new();
    for dimension in &catalogue.dimensions {
        list.push((words(&plain(&dimension.plural())), dimension.name.clone(), true));
        for name in dimension.synonyms.iter().chain([&dimension.name]) {
            // "Branches" are several of no "Branche", several of which are said to be "Branchen".
            let has_own = dimension.plural.is_some() && *name == dimension.name;
            let name = plain(name);
            if !has_own {
                list.push((words(&format!("{name}s")), dimension.name.clone(), true));
            }
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
        // "Category" is the product category, where there is a product type as well.
        let rank = u8::from(!own.first().is_some_and(|(head, _)| names.iter().any(|name| ends_with(name, head))));
        let all = own.iter().map(|name| (rank, name.clone()));
        let all = all.chain(lasts.chain(by_last.iter().cloned()).map(|name| (2, name)));
        for (rank, (name, plural)) in all {
            usual.entry(words(&name)).or_default().insert((rank, dimension.name.as_str(), plural));
        }
    }
    usual
}
