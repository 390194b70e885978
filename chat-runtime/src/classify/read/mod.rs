//! What each word of a question says: members, dates, measures, dimensions, units of time, and the words between them.

mod bounds;
mod cues;
mod dates;
mod members;
mod names;
mod narrowed;
mod references;
mod slips;
mod within;
mod words;

pub(super) use bounds::Said;
pub(super) use references::Reference;
pub(super) use slips::slips_allowed;

use intent_model::Scores;
use sales_metrics::{
    catalogue::{Aggregate, Language},
    period::{Grain, Period},
    query::plan::{Filter, Order},
};

use self::words::{
    CURRENCIES, CUT, DIFFERENT, EACH_OF, FALL, FALLS, FAST, MEANT, MONEY, NO, ONLY, ORDINALS, SAME_DAYS, SUM, THIS,
    TOTAL, YEAR,
};
use super::{
    lexicon::{Cue, Lexicon},
    tokens::{Token, tokens},
    vocabulary::Vocabulary,
};
use crate::period::{Found, RelativeToPrevious};

/// Words of the name of a dimension or a unit before "breakdown".
const LONGEST_NAME: usize = 3;

/// What a question says, before it is put together.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) filters: Vec<Filter>,
    /// Something fell: "declined", "gesunken".
    pub(super) falls: bool,
    /// "Only the top 3", "make it the top 5": how many, of a list as it is ordered already.
    pub(super) how_many_listed: bool,
    /// "The total of the top 5": what those that are listed come to together.
    pub(super) adds_up: bool,
    /// How fast something changed is asked: "fastest growing", "growth rate".
    pub(super) fast: bool,
    /// It takes back what the question before said: "No, 2024", "I meant 2024".
    pub(super) corrects: bool,
    /// "The year 2024", and not a part of it.
    pub(super) whole_year: bool,
    /// The dimension of each filter's first member, and the word before it.
    pub(super) prepositions: Vec<(String, String)>,
    pub(super) found: Option<Found>,
    /// Measures named outright.
    pub(super) measures: Vec<String>,
    /// The measure that a verb implies.
    pub(super) implied: Option<String>,
    /// `per order`: what a figure is divided by.
    pub(super) per_measure: Option<String>,
    /// "Freight as % of revenue": in percent of the measure that it is divided by.
    pub(super) in_percent: bool,
    /// Dimensions, and whether each is named as several.
    pub(super) dimensions: Vec<(String, bool)>,
    /// Dimensions named behind "by", "per", "each".
    pub(super) each: Vec<String>,
    /// Dimensions whose filter is taken off: "all countries", "drop the country filter".
    pub(super) cleared: Vec<String>,
    /// `how many countries`
    pub(super) counted: Option<String>,
    /// "The same period last year": the same days of it.
    pub(super) same_days: bool,
    /// "How many different products": not how many pieces of them.
    pub(super) different: bool,
    pub(super) grain: Option<(Grain, GrainForm)>,
    /// Two different ones are named.
    pub(super) two_grains: bool,
    /// "Only", "just": in place of what was said before, and not beside it.
    pub(super) only: bool,
    /// "The other stores": all members of it but those of the turn before.
    pub(super) others: Option<String>,
    /// "And in total?", which says nothing else but of whom and when.
    pub(super) totals: bool,
    /// "Weekends": several members by one name, which are of one figure.
    pub(super) as_one: bool,
    pub(super) order: Option<Order>,
    pub(super) number: Option<u32>,
    /// How many numbers there are.
    pub(super) numbers: usize,
    /// `how many jumbo bags`
    pub(super) counts_things: bool,
    /// Both ends are asked for.
    pub(super) both_ends: bool,
    /// `by customer`, where customers are counted and are no dimension.
    pub(super) split_by_measure: bool,
    /// Measures that are to be left out: "without the refunds".
    pub(super) without: Vec<String>,
    /// What is excluded is no longer talked about, if it was: "forget Germany".
    pub(super) gives_up: bool,
    /// Members that are replaced by those that are named: "Spain instead of France".
    pub(super) replaced: Vec<Filter>,
    /// Periods that are replaced by the one that is said.
    pub(super) replaced_period: Option<Period>,
    /// Where money is named.
    pub(super) money_at: Option<usize>,
    /// A clause says which of those that are counted are meant: "customers who".
    pub(super) relative: bool,
    /// Something is more or less than this member's figure: "more than Germany".
    pub(super) than_member: bool,
    /// "This month", "diesem Monat": today's, or the one that was talked about.
    pub(super) this_unit: bool,
    /// A part of the period that was talked about.
    pub(super) part: Option<Period>,
    /// What it points back to.
    pub(super) references: Vec<Reference>,
    /// Measures that were named and not used: the question may be about both.
    pub(super) dropped: Vec<String>,
    /// The other words, in order.
    pub(super) cues: Vec<Cue>,
    /// How much figures are to be: `above 1,000`.
    pub(super) having: Option<Said>,
    /// An amount that no plan can say.
    pub(super) bounded: bool,
    /// "In dollars": money is asked for, whatever is counted.
    pub(super) in_money: bool,
    /// "Split each by city": each of those that were told.
    pub(super) each_told: bool,
    /// "Month x country": by both of them.
    pub(super) crossed: bool,
    /// "Go through the categories and give me the best product for each": of what is named first.
    pub(super) each_last: bool,
    /// "In each of Poland and Denmark": each of those that are named.
    pub(super) each_listed: bool,
    /// Words that were read as others: what was written, and what it was read as.
    pub(super) notes: Vec<(String, String)>,
    /// Words that nothing explains, as written.
    pub(super) unknown: Vec<String>,
    /// What may mean several members: as written, then these.
    pub(super) ambiguous: Option<(String, Vec<String>)>,
    /// Something sales data often has and this one lacks.
    pub(super) elsewhere: Option<String>,
    pub(super) words: usize,
    /// What the intent model takes it for.
    pub(super) kind: Option<Scores>,
}

/// How a unit of time was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GrainForm {
    /// `monthly`, `by month`.
    Each,
    /// `month`, `months`.
    Noun,
}

/// What a question is read by.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) language: Language,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) lexicon: &'static Lexicon,
    /// Nothing was talked about before.
    is_first: bool,
    list: Vec<Token>,
    reading: Reading,
}

/// What says that somebody did not do it for the first time,
const ALREADY: [&str; 6] = ["already", "schon", "bereits", "deja", "ya", "ja"];
/// and when they had.
const BEFORE: [&str; 10] =
    ["before", "previously", "earlier", "vorher", "zuvor", "davor", "auparavant", "avant", "antes", "anteriormente"];
/// The words of "ok and what about Stamford, in total in 2023".
const LONGEST_TOTAL: usize = 9;

/// Reads `text`; `talked` is the period of the turn before.
pub(super) fn read(text: &str, language: Language, vocabulary: &Vocabulary, talked: Option<&Period>) -> Reading {
    let list = tokens(text);
    let reading = Reading { words: list.len(), ..Reading::default() };
    let (lexicon, is_first) = (Lexicon::of(language), talked.is_none());
    let mut reader = Reader { text, language, vocabulary, lexicon, is_first, list, reading };
    reader.glued_numbers();
    reader.parted_compounds();
    reader.currencies();
    reader.corrected();
    reader.misspelt_exclusions();
    reader.members();
    reader.crossed();
    reader.within(talked);
    reader.bounds();
    reader.dates(talked.map(|period| period.from.year()));
    reader.phrases();
    reader.shared_words();
    reader.measures();
    reader.dimensions();
    reader.references();
    reader.reading.only = reader.list.iter().any(|token| ONLY.contains(&token.word.as_str()));
    reader.reading.this_unit = reader.list.iter().any(|token| THIS.contains(&token.word.as_str()));
    let words = || reader.list.iter().map(|token| token.word.as_str());
    let falls = |word: &str| FALL.contains(&word) || FALLS.iter().any(|start| word.starts_with(start));
    (reader.reading.falls, reader.reading.fast) =
        (words().any(falls), words().any(|word| FAST.contains(&word)) || text.contains('%'));
    reader.reading.different = words().any(|word| DIFFERENT.contains(&word));
    reader.cues();
    reader.had_bought_before();
    reader.slips();
    reader.percent_sign();
    reader.implied();
    reader.narrowed();
    reader.ratio();
    reader.few_of_a_kind();
    reader.reading.totals = reader.asks_for_the_total();
    reader.reading.kind = Some(reader.kind());
    reader.reading
}

impl Reader<'_> {
    /// Takes `count` words at `at` for one thing, which the intent model knows as `link`.
    fn link(&mut self, at: usize, count: usize, link: &'static str) {
        self.explain(at, count);
        for (place, token) in self.list[at..at + count].iter_mut().enumerate() {
            token.link = Some(if place == 0 { link } else { "" });
        }
    }

    fn explain(&mut self, at: usize, count: usize) {
        for token in &mut self.list[at..at + count] {
            token.used = true;
        }
    }

    /// "How many of the customers who ordered in May had already ordered before?" are the returning ones.
    fn had_bought_before(&mut self) {
        let has = |words: &[&str]| self.list.iter().any(|token| words.contains(&token.word.as_str()));
        let [measure] = self.reading.measures.as_slice() else { return };
        let returning = self
            .vocabulary
            .catalogue()
            .measures
            .iter()
            .find(|other| matches!(&other.aggregate, Aggregate::Returning(of) if of == measure));
        if let Some(returning) = returning.filter(|_| has(&ALREADY) && has(&BEFORE)) {
            self.reading.measures = vec![returning.name.clone()];
        }
    }

    /// "And in total?", "what was the total for Stamford": no figure is named, and no split of it.
    fn asks_for_the_total(&self) -> bool {
        let reading = &self.reading;
        let named = !reading.measures.is_empty() || reading.implied.is_some() || reading.per_measure.is_some();
        // "And in total over the year?"
        let cut = reading.grain.is_some_and(|(_, form)| form == GrainForm::Each);
        let split = reading.order.is_some() || cut || !reading.dimensions.is_empty();
        let other = named || split || reading.shares() || reading.number.is_some();
        let says = |token: &Token| token.link.is_none() && TOTAL.contains(&token.word.as_str());
        !other && self.list.len() <= LONGEST_TOTAL && self.list.iter().any(says)
    }

    /// Money of another currency than the catalogue's is not in the data.
    fn currencies(&mut self) {
        let own = self.vocabulary.catalogue().currency.as_str();
        let known = CURRENCIES.iter().filter(|(code, _)| *code != own);
        for (code, names) in known {
            let said = |token: &&Token| token.word.eq_ignore_ascii_case(code) || names.contains(&token.word.as_str());
            let sign = names.iter().any(|name| !name.is_ascii() || name.len() == 1)
                && names.iter().any(|name| name.len() <= 2 && self.text.contains(name));
            if let Some(token) = self.list.iter().find(said) {
                self.reading.elsewhere = Some(self.text[token.span.clone()].to_owned());
            } else if sign {
                self.reading.elsewhere = Some((*code).to_owned());
            }
        }
        let of_own = CURRENCIES.iter().find(|(code, _)| *code == own).map_or(&[][..], |(_, names)| names);
        let is_own = |word: &str| word.eq_ignore_ascii_case(own) || of_own.contains(&word);
        let into = |word: &str| matches!(word, "in" | "en" | "em");
        let behind =
            |pair: &[Token]| into(&pair[0].word) && (is_own(&pair[1].word) || MONEY.contains(&pair[1].word.as_str()));
        let signs = of_own.iter().filter(|name| !name.is_ascii() || name.len() == 1);
        let by_sign = signs.into_iter().any(|sign| self.text.contains(&format!("in {sign}")));
        self.reading.in_money = by_sign || self.list.windows(2).any(behind);
        for token in &mut self.list {
            token.used |= is_own(&token.word);
        }
    }

    /// Notes that something is taken back, that the same days are meant, and how far down a ranking is to go.
    fn corrected(&mut self) {
        let says_no = self.list.len() > 1
            && NO.contains(&self.list[0].word.as_str())
            && self.text[self.list[0].span.end..].trim_start().starts_with(',');
        if says_no {
            self.explain(0, 1);
        }
        let pairs = || self.list.windows(2).map(|pair| (pair[0].word.as_str(), pair[1].word.as_str()));
        self.reading.corrects = says_no || pairs().any(|pair| MEANT.contains(&pair));
        let is_year = |pair: (&str, &str)| YEAR.contains(&pair.0) && pair.1.parse::<i16>().is_ok();
        self.reading.whole_year = pairs().any(is_year);
        self.reading.same_days = pairs().any(|pair| SAME_DAYS.contains(&pair));
        self.reading.each_told = pairs().any(|pair| matches!(pair, ("each", "by") | ("each", "per")));
        self.reading.each_listed = pairs().any(|pair| EACH_OF.contains(&pair));
        let words: Vec<&str> = self.list.iter().map(|token| token.word.as_str()).collect();
        let cut = |words: &[&str]| match words {
            ["make", "it" | "that", "the", "top", ..] | ["make", "it" | "that", "top", ..] => true,
            [only, "top", ..] | [only, "the" | "die" | "les" | "los" | "as" | "os", "top", ..] => CUT.contains(only),
            _ => false,
        };
        self.reading.how_many_listed = (0..words.len()).any(|at| cut(&words[at..]));
        if self.language == Language::English && self.asks_of_the_future() {
            self.reading.elsewhere = Some("forecast".to_owned());
        }
        let ranked = |word: &str| matches!(self.lexicon.word(word), Some(Cue::Highest | Cue::Lowest));
        let first_ranked = words.iter().position(|word| ranked(word));
        // "Responsible for the highest revenue" asks who, and not why.
        let who = words.iter().position(|word| *word == "responsible");
        let who = who.filter(|who| first_ranked.is_some_and(|at| (*who..*who + 4).contains(&at)));
        self.reading.adds_up = first_ranked.is_some_and(|at| words[..at].iter().any(|word| SUM.contains(word)));
        if let Some(who) = who {
            self.explain(who, 1);
        }
        let pairs = || self.list.windows(2).map(|pair| (pair[0].word.as_str(), pair[1].word.as_str()));
        let ranked = |word: &str| matches!(self.lexicon.word(word), Some(Cue::Highest | Cue::Lowest));
        let number = |word: &str| ORDINALS.iter().find(|(ordinal, _)| *ordinal == word).map(|(_, number)| *number);
        let found = pairs().position(|(first, second)| number(first).is_some() && ranked(second));
        if let Some((at, number)) = found.and_then(|at| Some((at, number(&self.list[at].word)?))) {
            number.clone_into(&mut self.list[at].word);
        }
    }

    /// "Month x country", "every combination of month and country", "by both month and country", "month and country breakdown":
    /// the figures are split by both.
    fn crossed(&mut self) {
        for at in 1..self.list.len() {
            if self.list[at].used {
                continue;
            }
            let is_name =
                |at: usize| self.list.get(at).is_some_and(|token| token.word.chars().all(char::is_alphabetic));
            let by = match self.list[at].word.as_str() {
                "x" if is_name(at - 1) && is_name(at + 1) => Some(at),
                "of" if self.before(at).starts_with("combination") => {
                    self.explain(at - 1, 1);
                    Some(at)
                }
                "both" if matches!(self.before(at), "by" | "per") => Some(at),
                "breakdown" | "table" | "matrix" => {
                    let unused = |one: &usize| !self.list[*one].used;
                    let back = (at.saturating_sub(LONGEST_NAME + 1)..at).rev().take_while(unused);
                    back.skip(1).find(|one| self.list[*one].word == "and" && self.splits_at(one + 1))
                }
                _ => None,
            };
            if let Some(by) = by {
                self.reading.crossed = true;
                "by".clone_into(&mut self.list[by].word);
            }
        }
        if let [.., before, last] = self.list.as_slice() {
            self.reading.each_last = last.word == "each" && matches!(before.word.as_str(), "for" | "in");
        }
    }

    /// Whether a unit of time or a dimension is named at `at`.
    fn splits_at(&self, at: usize) -> bool {
        let is_dimension = |(phrase, ..): &(Vec<String>, String, bool)| self.phrase_at(at, phrase);
        self.grain_at(at).is_some() || self.vocabulary.dimensions.iter().any(is_dimension)
    }

    /// "What will revenue be in June": of days that nobody has sold in yet.
    fn asks_of_the_future(&self) -> bool {
        // No name: "Will May".
        let asks = |(at, token): (usize, &Token)| token.word == "will" && (at == 0 || !token.capital);
        let at = self.list.iter().enumerate().position(asks);
        let then = |at: usize| {
            self.list[at..].iter().any(|token| matches!(token.word.as_str(), "be" | "reach" | "make" | "sell" | "have"))
        };
        at.is_some_and(|at| {
            self.list.get(at + 1).is_none_or(|next| !matches!(next.word.as_str(), "you" | "do")) && then(at)
        })
    }

    /// What the intent model takes the question for: its words, with what was linked by its kind.
    fn kind(&self) -> Scores {
        let mut words: Vec<String> = Vec::with_capacity(self.list.len());
        for token in &self.list {
            // It knows "what's" as one word.
            let apart = self.text[..token.span.start].ends_with(['\'', '’']) && token.link.is_none();
            match (token.link, words.last_mut()) {
                (Some(""), _) => {}
                (Some(link), _) => words.push(link.to_owned()),
                (None, Some(last)) if apart && !last.starts_with('<') => last.push_str(&token.word),
                (None, _) => words.push(token.word.clone()),
            }
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        intent_model::scores(&words)
    }

    /// The word before place `at`, or nothing.
    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.list[before].word.as_str())
    }

    fn written(&self, at: usize, count: usize) -> &str {
        &self.text[self.list[at].span.start..self.list[at + count - 1].span.end]
    }

    fn phrase_at(&self, at: usize, phrase: &[String]) -> bool {
        self.list.len() >= at + phrase.len()
            && phrase.iter().zip(&self.list[at..]).all(|(word, token)| !token.used && token.word == *word)
    }
}

impl Reading {
    pub(super) fn says(&self, cue: Cue) -> bool {
        self.cues.contains(&cue)
    }

    /// Whether it asks what made a change.
    pub(super) fn explains(&self) -> bool {
        self.says(Cue::Why) || self.says(Cue::Contribute) && self.says(Cue::Change)
    }

    /// Whether it asks for a part of a whole.
    pub(super) fn shares(&self) -> bool {
        self.says(Cue::Share) || self.says(Cue::Contribute) && !self.says(Cue::Change)
    }

    /// The unit of `month over month`.
    pub(super) fn growth(&self) -> Option<Grain> {
        let said = self.cues.iter().find_map(|cue| match cue {
            Cue::Growth(grain) => Some(*grain),
            _ => None,
        });
        said.or_else(|| self.on_each_before())
    }

    /// "April to June against the month before": the unit of which there are several, each beside the one before it.
    pub(super) fn on_each_before(&self) -> Option<Grain> {
        let found = self.found.as_ref().filter(|_| !self.explains())?;
        let unit =
            found.relative_unit.filter(|_| found.relative_to_previous == Some(RelativeToPrevious::PreviousPeriod))?;
        let (first, last) = (&found.periods.first()?.period, &found.periods.last()?.period);
        (unit != Grain::Year && Period::containing(first.from, unit).to < last.to).then_some(unit)
    }

    /// Periods that are to be used, in the order in which they were said.
    pub(super) fn periods(&self) -> Vec<Period> {
        let said = self.found.iter().flat_map(|found| &found.periods).map(|p| &p.period);
        self.part.iter().chain(said).cloned().collect()
    }

    /// A period that is to be left out; "excluding the UK in 2011" leaves out the UK, and not 2011.
    pub(super) fn left_out(&self) -> Option<&Period> {
        let member = self.filters.iter().any(|filter| filter.exclude);
        self.found.iter().flat_map(|found| &found.periods).find(|p| p.excluded && !member).map(|p| &p.period)
    }

    /// The two ends of a range said as `from A to B`.
    pub(super) fn ends(&self) -> Option<(Period, Period)> {
        self.found.iter().flat_map(|found| &found.periods).find_map(|p| p.ends.clone())
    }

    /// Whether it says anything that a plan could hold.
    pub(super) fn says_something(&self) -> bool {
        let dated = self.found.as_ref().is_some_and(|found| !found.periods.is_empty() || found.all_time.is_some());
        self.is_about_sales() || dated || self.order.is_some() || self.number.is_some() || self.grain.is_some()
    }

    /// Dimensions that are named, and of which no member is: what figures are split by.
    pub(super) fn open_dimensions(&self) -> impl Iterator<Item = &(String, bool)> {
        let filtered = |name: &String| self.filters.iter().any(|filter| filter.dimension == *name && !filter.exclude);
        self.dimensions.iter().filter(move |(name, _)| !filtered(name))
    }

    /// Whether it names anything that sales data has.
    pub(super) fn is_about_sales(&self) -> bool {
        !self.measures.is_empty()
            || self.implied.is_some()
            || !self.filters.is_empty()
            || !self.dimensions.is_empty()
            || self.counted.is_some()
            || self.having.is_some()
    }
}
