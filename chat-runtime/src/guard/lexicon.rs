//! What words claim, language by language: the tables of `words/`, read once.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use rust_decimal::Decimal;
use sales_metrics::{catalogue::Language, period::Grain, query::fact::FactRole};

/// What a word or phrase claims, or does to the claims around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// Shows which language a text is in, and nothing else.
    Function,
    Up,
    Down,
    Flat,
    /// Holds a word that would claim something, and does not claim it.
    Ignore,
    Not,
    /// Ties a figure to the name behind it: "in June".
    Prep,
    /// Begins what something is compared with: "than May".
    Base,
    From,
    /// The same, where a "to" comes.
    FromTo,
    /// "5% over May", "5% on May": [`Meaning::Base`] where a period follows.
    OverBase,
    OnBase,
    To,
    /// Begins another clause.
    Break,
    /// The next of a ranking: "followed by".
    Next,
    UpBase,
    /// "The same as": [`Meaning::Flat`] and [`Meaning::Base`].
    FlatBase,
    DownBase,
    And,
    Respectively,
    Top,
    Bottom,
    Ordinal(usize),
    /// What no answer can know: "of all time".
    Never,
    /// What no fact is about: "next year".
    Future,
    About,
    Over,
    Under,
    Total,
    Others,
    Except,
    Average,
    Per,
    /// Told without a sign.
    Difference,
    /// Told with one.
    Change,
    Majority,
    Minority,
    /// What is told in percent.
    Portion,
    /// Says whether the question is right.
    Verdict,
    Ratio(Decimal),
    Fraction(Decimal),
    Times,
    Percent,
    Points,
    Minus,
    Plus,
    Driver(FactRole),
    Currency(&'static str),
    /// A unit that no measure has: "kg".
    Unit,
    Scale(Decimal),
    Hundred,
    Number(u32),
    Point,
    Month(i8),
    Weekday(i8),
    Quarter,
    Half,
    Week,
    Nth(i8),
    Grain(Grain),
    /// The unit before: "a year earlier"; of no grain, whatever is compared with.
    Back(Option<Grain>),
    /// "Month on month".
    OnBack(Grain),
    Last(Grain),
    This(Grain),
    Range,
    Every,
}

/// One language's words.
#[derive(Debug)]
pub(super) struct Lexicon {
    phrases: HashMap<&'static str, Vec<Meaning>>,
    stems: Vec<(&'static str, Meaning)>,
    /// Words that claim nothing by themselves.
    plain: HashSet<&'static str>,
    /// Words of the longest phrase that begins with a word.
    reach: HashMap<&'static str, usize>,
}

static ALL: LazyLock<[Lexicon; 5]> = LazyLock::new(|| {
    [
        (include_str!("words/en.txt"), include_str!("words/plain.en.txt")),
        (include_str!("words/de.txt"), include_str!("words/plain.de.txt")),
        (include_str!("words/fr.txt"), include_str!("words/plain.fr.txt")),
        (include_str!("words/es.txt"), include_str!("words/plain.es.txt")),
        (include_str!("words/pt.txt"), include_str!("words/plain.pt.txt")),
    ]
    .map(|(table, plain)| Lexicon::read(table, plain))
});

/// Words of one language that are numbers in another, and too common to be taken for these.
const NO_NUMBERS: [&str; 24] = [
    "once", "seize", "doze", "cent", "cents", "mil", "mille", "sept", "six", "score", "pair", "couple", "point",
    "real", "mill", "grand", "oito", "nil", "tres", "pro", "fold", "null", "trillion", "both",
];

impl Lexicon {
    /// The words of `language`.
    pub(super) fn of(language: Language) -> &'static Self {
        &ALL[language.place()]
    }

    /// What `phrase`, folded and lowercase, means.
    pub(super) fn meanings(&self, phrase: &str) -> &[Meaning] {
        self.phrases.get(phrase).map_or(&[], Vec::as_slice)
    }

    /// The first meaning of a word, by its stem where the word itself has none.
    pub(super) fn by_stem(&self, word: &str) -> Option<Meaning> {
        self.stems.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, meaning)| *meaning)
    }

    /// Whether answers are written with `word`; one of two letters tells nobody anything.
    pub(super) fn is_plain(&self, word: &str) -> bool {
        word.len() <= 2 || self.plain.contains(word) || self.reach.contains_key(word)
    }

    /// Words of the longest phrase that begins with `word`.
    pub(super) fn reach(&self, word: &str) -> usize {
        self.reach.get(word).copied().unwrap_or(0)
    }

    fn read(table: &'static str, plain: &'static str) -> Self {
        let plain = plain.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
        let mut lexicon = Self { phrases: HashMap::new(), stems: Vec::new(), plain, reach: HashMap::new() };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let Some((head, phrases)) = line.split_once(" = ") else { continue };
            let Some(meaning) = meaning(head) else { continue };
            for phrase in phrases.split(", ") {
                if let Some(stem) = phrase.strip_suffix('*') {
                    lexicon.stems.push((stem, meaning));
                    continue;
                }
                lexicon.phrases.entry(phrase).or_default().push(meaning);
                let words = phrase.split(' ').count();
                let first = phrase.split(' ').next().unwrap_or(phrase);
                let reach = lexicon.reach.entry(first).or_default();
                *reach = words.max(*reach);
            }
        }
        // The longest stem that fits is meant.
        lexicon.stems.sort_by_key(|(stem, _)| std::cmp::Reverse(stem.len()));
        lexicon
    }
}

/// A number of any language but `own`, or a part of one: "siebenhundert" in an English text.
pub(super) fn foreign_number(word: &str, own: Language) -> bool {
    let is_number = |m: &Meaning| matches!(m, Meaning::Number(_) | Meaning::Scale(_) | Meaning::Hundred);
    word.len() >= 4
        && !NO_NUMBERS.contains(&word)
        && Language::ALL
            .iter()
            .zip(ALL.iter())
            .any(|(language, lexicon)| *language != own && lexicon.meanings(word).iter().any(is_number))
}

/// The language that most of `words` are of; `own` when no other has clearly more.
pub(super) fn language_of<'a>(words: impl Iterator<Item = &'a str>, own: Language) -> Language {
    let mut hits = [0usize; 5];
    for word in words {
        for (place, lexicon) in ALL.iter().enumerate() {
            let meanings = lexicon.meanings(word);
            hits[place] += usize::from(!meanings.is_empty()) + usize::from(meanings.contains(&Meaning::Function));
        }
    }
    let of_own = hits[own.place()];
    let best = (0..5).max_by_key(|place| (hits[*place], usize::from(Language::ALL[*place] == own))).unwrap_or(0);
    if hits[best] > of_own + 1 && hits[best] * 2 > of_own * 3 { Language::ALL[best] } else { own }
}

fn meaning(head: &str) -> Option<Meaning> {
    use Meaning as M;
    let (name, value) = head.split_once(' ').unwrap_or((head, ""));
    let decimal = || match value.split_once('/') {
        Some((above, below)) => above.parse::<Decimal>().ok()?.checked_div(below.parse().ok()?),
        None => value.parse().ok(),
    };
    let grain = || {
        Some(match value {
            "day" => Grain::Day,
            "week" => Grain::Week,
            "month" => Grain::Month,
            "quarter" => Grain::Quarter,
            "half" => Grain::Half,
            "year" => Grain::Year,
            _ => return None,
        })
    };
    Some(match name {
        "function" => M::Function,
        "up" => M::Up,
        "down" => M::Down,
        "flat" => M::Flat,
        "ignore" => M::Ignore,
        "not" => M::Not,
        "prep" => M::Prep,
        "base" => M::Base,
        "from" => M::From,
        "from-to" => M::FromTo,
        "over-base" => M::OverBase,
        "on-base" => M::OnBase,
        "to" => M::To,
        "break" => M::Break,
        "next" => M::Next,
        "upbase" => M::UpBase,
        "flatbase" => M::FlatBase,
        "downbase" => M::DownBase,
        "and" => M::And,
        "respectively" => M::Respectively,
        "top" => M::Top,
        "bottom" => M::Bottom,
        "ordinal" => M::Ordinal(value.parse().ok()?),
        "never" => M::Never,
        "future" => M::Future,
        "about" => M::About,
        "over" => M::Over,
        "under" => M::Under,
        "total" => M::Total,
        "others" => M::Others,
        "except" => M::Except,
        "average" => M::Average,
        "per" => M::Per,
        "difference" => M::Difference,
        "change" => M::Change,
        "majority" => M::Majority,
        "minority" => M::Minority,
        "portion" => M::Portion,
        "verdict" => M::Verdict,
        "ratio" => M::Ratio(decimal()?),
        "fraction" => M::Fraction(decimal()?),
        "times" => M::Times,
        "percent" => M::Percent,
        "points" => M::Points,
        "minus" => M::Minus,
        "plus" => M::Plus,
        "volume" => M::Driver(FactRole::Volume),
        "price" => M::Driver(FactRole::Price),
        "mix" => M::Driver(FactRole::Mix),
        "currency" => M::Currency(CODES.iter().find(|code| **code == value)?),
        "unit" => M::Unit,
        "scale" => M::Scale(decimal()?),
        "hundred" => M::Hundred,
        "number" => M::Number(value.parse().ok()?),
        "point" => M::Point,
        "month" => M::Month(value.parse().ok()?),
        "weekday" => M::Weekday(value.parse().ok()?),
        "quarter" => M::Quarter,
        "half" => M::Half,
        "week" => M::Week,
        "nth" => M::Nth(value.parse().ok()?),
        "grain" => M::Grain(grain()?),
        "back" if value == "any" => M::Back(None),
        "back" => M::Back(Some(grain()?)),
        "onback" => M::OnBack(grain()?),
        "last" => M::Last(grain()?),
        "this" => M::This(grain()?),
        "range" => M::Range,
        "every" => M::Every,
        _ => return None,
    })
}

/// Currencies that are known by their codes.
pub(super) const CODES: [&str; 34] = [
    "GBP", "EUR", "USD", "JPY", "INR", "CHF", "BRL", "CNY", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK",
    "HUF", "RON", "TRY", "ZAR", "MXN", "ARS", "CLP", "COP", "PEN", "KRW", "SGD", "HKD", "THB", "IDR", "AED", "SAR",
    "ILS", "RUB",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_understood() {
        for table in [
            include_str!("words/en.txt"),
            include_str!("words/de.txt"),
            include_str!("words/fr.txt"),
            include_str!("words/es.txt"),
            include_str!("words/pt.txt"),
        ] {
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                let (head, phrases) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                assert!(meaning(head).is_some(), "{line}");
                let plain = |c: char| c.is_ascii_lowercase() || matches!(c, ' ' | ',' | '*');
                assert!(phrases.chars().all(plain), "{line}: folded letters only");
            }
        }
    }
}
