//! What the words between names and dates say, by language: one table each, looked up by the longest phrase.

mod english;
mod french;
mod german;
mod portuguese;
mod spanish;

use std::{collections::HashMap, sync::LazyLock};

use sales_metrics::{catalogue::Language, period::Grain};

use super::tokens::Token;

/// What a word or a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Nothing.
    Stop,
    /// Selling: the money measure when no other is named.
    Sell,
    /// Buying and ordering: the number of orders when no measure is named.
    Order,
    /// `how many`: a number of something.
    HowMany,
    /// `how much`.
    HowMuch,
    /// A measure by what it is usually called.
    Concept(Concept),
    /// A dimension by what it is usually called, and whether by its plural.
    Place(bool),
    /// The same of things sold.
    Thing(bool),
    /// `where`: a place is asked for.
    Where,
    /// `who`: people are asked for.
    Who,
    /// `people`: customers, when they are counted.
    People,
    /// `filter`
    Filter,
    /// `when`: a time is asked for.
    When,
    /// The things sold most.
    Bestsellers,
    /// From the largest on.
    Highest,
    /// From the smallest on.
    Lowest,
    /// Two things side by side.
    Compare,
    /// A change from one to another.
    Change,
    /// Growth from unit to unit: `month over month`.
    Growth(Grain),
    /// A part in a whole.
    Share,
    /// Per unit.
    Average,
    /// In order of time.
    Series,
    /// By parts.
    Breakdown,
    /// `by`, `per`, `each`: what follows is split by, or divided by.
    Per,
    /// Added up from the beginning of the period.
    Cumulative,
    /// What made a change.
    Why,
    /// How a period went.
    Summary,
    /// How something went: a summary when nothing is named.
    HowWas,
    /// What follows is left out.
    Exclude,
    /// Calendar units, each: `monthly`.
    Each(Grain),
    /// A calendar unit: `month`.
    Unit(Grain),
    /// A number word.
    Number(u32),
    /// One of two.
    Or,
    /// More than one thing is meant together.
    And,
    /// A figure is compared with a number, which no plan can say.
    Bound,
    /// What sales data often has and the catalogue may lack.
    Elsewhere,
    /// No question.
    Greeting,
    /// What can be asked.
    Help,
    /// Nobody gets it.
    Blocked,
    /// Ends what was talked about.
    Reset,
    /// Drops filters.
    Clear,
    /// Several members as one.
    Together,
    /// A part of a whole, or of a change.
    Contribute,
    /// The two that were spoken of last.
    Both,
    /// The turn before is gone on with, wherever it stands.
    Again,
}

/// A measure that sales data usually has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Concept {
    /// Money taken.
    Money,
    /// Orders.
    Orders,
    /// Who bought.
    Customers,
    /// Things sold.
    Units,
    /// Money an order.
    OrderValue,
    /// Money given back.
    Refunds,
}

impl Concept {
    /// What catalogues call it.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Money => &["revenue", "sales", "turnover", "net sales", "amount"],
            Self::Orders => &["orders", "order", "invoices", "transactions", "purchases"],
            Self::Customers => &["customers", "customer", "clients", "buyers", "accounts"],
            Self::Units => &["units", "quantity", "pieces", "items", "qty"],
            Self::OrderValue => &["average order value", "aov", "average basket", "basket size"],
            Self::Refunds => &["refunds", "returns", "credit notes", "cancellations", "credits"],
        }
    }
}

/// What dimensions of places are called.
pub(super) const PLACES: [&str; 8] = ["country", "market", "region", "state", "city", "territory", "store", "area"];
/// What dimensions of things sold are called.
pub(super) const THINGS: [&str; 7] = ["product", "item", "article", "description", "sku", "plan", "service"];

/// One language's table: what is said, and the phrases that say it, without accents and in lowercase.
type Table = &'static [(Cue, &'static [&'static str])];

struct Entry {
    rest: Vec<&'static str>,
    cue: Cue,
}

/// A language's words.
pub(super) struct Lexicon {
    by_first: HashMap<&'static str, Vec<Entry>>,
    /// Phrases that begin a follow-up.
    follow: &'static [&'static str],
}

static LEXICONS: LazyLock<[Lexicon; 5]> =
    LazyLock::new(|| Language::ALL.map(|language| Lexicon::new(words(language), follow(language))));

fn words(language: Language) -> Table {
    match language {
        Language::English => english::WORDS,
        Language::German => german::WORDS,
        Language::French => french::WORDS,
        Language::Spanish => spanish::WORDS,
        Language::Portuguese => portuguese::WORDS,
    }
}

fn follow(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => english::FOLLOW,
        Language::German => german::FOLLOW,
        Language::French => french::FOLLOW,
        Language::Spanish => spanish::FOLLOW,
        Language::Portuguese => portuguese::FOLLOW,
    }
}

impl Lexicon {
    /// The words of `language`.
    pub(super) fn of(language: Language) -> &'static Self {
        let place = Language::ALL.iter().position(|known| *known == language).unwrap_or_default();
        &LEXICONS[place]
    }

    fn new(table: Table, follow: &'static [&'static str]) -> Self {
        let mut by_first: HashMap<&'static str, Vec<Entry>> = HashMap::new();
        // Business speaks some English everywhere; where a language has the word itself, that comes first.
        let shared = english::WORDS.iter().filter(|(cue, _)| is_shared(*cue));
        for (cue, phrases) in table.iter().chain(shared) {
            for phrase in *phrases {
                let mut words = phrase.split(' ');
                let first = words.next().unwrap_or_default();
                let known = by_first.entry(first).or_default();
                let rest: Vec<&str> = words.collect();
                if known.iter().all(|entry| entry.rest != rest) {
                    known.push(Entry { rest, cue: *cue });
                }
            }
        }
        for entries in by_first.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        Self { by_first, follow }
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
        let follows = |rest: &[&str]| {
            list.len() > rest.len() && rest.iter().zip(&list[1..]).all(|(word, token)| token.word == *word)
        };
        let entry = self.by_first.get(first.word.as_str())?.iter().find(|entry| follows(&entry.rest))?;
        Some((entry.cue, 1 + entry.rest.len()))
    }

    /// What a word says by itself.
    pub(super) fn word(&self, word: &str) -> Option<Cue> {
        self.by_first.get(word)?.iter().find(|entry| entry.rest.is_empty()).map(|entry| entry.cue)
    }

    /// The words that may be misspelt: single ones with at least five letters.
    pub(super) fn long_words(&self) -> impl Iterator<Item = (&'static str, Cue)> {
        self.by_first.iter().filter(|(word, _)| word.len() >= 5).filter_map(|(word, entries)| {
            entries.iter().find(|entry| entry.rest.is_empty()).map(|entry| (*word, entry.cue))
        })
    }
}

impl Lexicon {
    /// Whether `said`, which is plain, begins as a follow-up does.
    pub(super) fn follows(&self, said: &str) -> bool {
        let begins =
            |start: &&str| said.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.follow.iter().any(begins)
    }
}

/// English words that are understood in all languages: what nobody may have, and the jargon of sales.
fn is_shared(cue: Cue) -> bool {
    matches!(
        cue,
        Cue::Blocked
            | Cue::Highest
            | Cue::Bestsellers
            | Cue::Concept(Concept::OrderValue | Concept::Money)
            | Cue::Growth(_)
            | Cue::Cumulative
    )
}
