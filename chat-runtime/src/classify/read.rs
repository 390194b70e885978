//! What each word of a question says: members, dates, measures, dimensions, units of time, and the words between them.

use sales_metrics::{
    catalogue::WeekStart,
    period::{Grain, Period},
    query::plan::{Filter, MOST_RANKED, Order},
};

use super::{
    tokens::{Token, tokens},
    vocabulary::Vocabulary,
    words,
};
use crate::{
    language::Language,
    period::{Calendar, Found, find},
};

/// What a question says, before it is put together.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) filters: Vec<Filter>,
    pub(super) found: Option<Found>,
    /// Measures named outright.
    pub(super) measures: Vec<String>,
    /// The measure that a verb implies.
    pub(super) implied: Option<String>,
    /// Dimension and whether it is named as several.
    pub(super) dimension: Option<(String, bool)>,
    pub(super) grain: Option<(Grain, GrainForm)>,
    pub(super) order: Option<Order>,
    pub(super) number: Option<u32>,
    pub(super) compare: bool,
    pub(super) change: bool,
    pub(super) share: bool,
    pub(super) average: bool,
    pub(super) series: bool,
    pub(super) breakdown: bool,
    pub(super) either: bool,
    pub(super) notes: Vec<String>,
    /// Words that nothing explains, as written, and whether they look like a name.
    pub(super) unknown: Vec<(String, bool)>,
    /// A member that may be meant: written, then choices.
    pub(super) ambiguous: Option<(String, Vec<String>)>,
    /// Something sales data often has and this one lacks.
    pub(super) elsewhere: Option<String>,
    pub(super) words: usize,
}

/// How a unit of time was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GrainForm {
    /// `monthly`, `by month`.
    Each,
    /// `month`, `months`.
    Noun,
}

/// Reads `text`; `context_year` is that of the turn before.
pub(super) fn read(text: &str, vocabulary: &Vocabulary, context_year: Option<i16>) -> Reading {
    let mut reading = Reading::default();
    let mut list = tokens(text);
    reading.words = list.len();
    members(&mut list, text, vocabulary, &mut reading);
    dates(&mut list, text, vocabulary, context_year, &mut reading);
    measures(&mut list, vocabulary, &mut reading);
    dimensions(&mut list, vocabulary, &mut reading);
    others(&mut list, text, vocabulary, &mut reading);
    reading
}

fn joined(list: &[Token]) -> String {
    list.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ")
}

fn explain(list: &mut [Token]) {
    for token in list {
        token.used = true;
    }
}

fn members(list: &mut [Token], text: &str, vocabulary: &Vocabulary, reading: &mut Reading) {
    let mut at = 0;
    while at < list.len() {
        let most = vocabulary.longest().min(list.len() - at);
        let hit = (1..=most).rev().find_map(|count| {
            let run = &list[at..at + count];
            let named = vocabulary.named(&joined(run));
            let meant = named.iter().find(|n| n.free || count > 1 || in_capitals(text, run))?;
            let common = count == 1 && !run[0].capital && is_word(&run[0].word, vocabulary);
            (!common).then(|| (count, meant.clone()))
        });
        let Some((count, named)) = hit else {
            at += 1;
            continue;
        };
        let before: Vec<&str> = list[..at].iter().rev().take(4).map(|t| t.word.as_str()).collect();
        let exclude = excludes(&before, reading, &named.dimension);
        add_filter(reading, &named.dimension, named.members, exclude);
        explain(&mut list[at..at + count]);
        at += count;
    }
}

/// A name of one word in a long list is meant only when it is written as the list writes it.
fn in_capitals(text: &str, run: &[Token]) -> bool {
    let written = &text[run[0].span.clone()];
    written.len() >= 4
        && written.chars().all(|c| c.is_uppercase() || c.is_numeric())
        && written.chars().any(char::is_alphabetic)
}

/// Whether a lowercase word is one of the language's or the catalogue's own.
fn is_word(word: &str, vocabulary: &Vocabulary) -> bool {
    words::STOP.contains(&word)
        || words::MONEY.contains(&word)
        || words::HIGHEST.contains(&word)
        || words::LOWEST.contains(&word)
        || vocabulary.measures.iter().any(|(phrase, _)| phrase.len() == 1 && phrase[0] == word)
}

/// `other than the UK`, `except Germany`, `not counting France`; `before` is the words before, nearest first.
fn excludes(before: &[&str], reading: &Reading, dimension: &str) -> bool {
    let mut near = before.iter().skip_while(|word| matches!(**word, "the" | "in" | "for" | "of"));
    match (near.next().copied(), near.next().copied()) {
        (Some("than"), Some("other"))
        | (Some("from"), Some("apart" | "aside"))
        | (Some("counting" | "including"), Some("not")) => true,
        (Some(word), _) if words::EXCLUDE.contains(&word) => true,
        (Some("but"), Some(all)) => {
            matches!(all, "all" | "everywhere" | "country" | "countries" | "everything" | "anywhere")
        }
        (Some("and" | "or"), _) => reading.filters.last().is_some_and(|f| f.dimension == dimension && f.exclude),
        _ => false,
    }
}

fn add_filter(reading: &mut Reading, dimension: &str, members: Vec<String>, exclude: bool) {
    match reading.filters.iter_mut().find(|f| f.dimension == dimension && f.exclude == exclude) {
        Some(filter) => {
            for member in members {
                if !filter.members.contains(&member) {
                    filter.members.push(member);
                }
            }
        }
        None => reading.filters.push(Filter { dimension: dimension.to_owned(), members, exclude }),
    }
}

fn dates(list: &mut [Token], text: &str, vocabulary: &Vocabulary, context_year: Option<i16>, reading: &mut Reading) {
    let Some(today) = vocabulary.today() else { return };
    // Members are blanked out, byte for byte, so that months in product names are no dates.
    let mut masked = text.to_owned().into_bytes();
    for token in list.iter().filter(|token| token.used) {
        masked[token.span.clone()].fill(b' ');
    }
    let masked = String::from_utf8(masked).unwrap_or_default();
    let catalogue = vocabulary.catalogue();
    let week_start = match catalogue.week_start {
        WeekStart::Monday => jiff::civil::Weekday::Monday,
        WeekStart::Sunday => jiff::civil::Weekday::Sunday,
        WeekStart::Saturday => jiff::civil::Weekday::Saturday,
    };
    let calendar = Calendar { today, week_start, fiscal_year_start: catalogue.fiscal_year_start, context_year };
    let found = find(&masked, Language::English, &calendar);
    let spans = found
        .periods
        .iter()
        .map(|p| &p.span)
        .chain(found.impossible.iter().map(|i| &i.span))
        .chain(&found.relative_span)
        .chain(&found.all_time);
    for span in spans {
        for token in list.iter_mut().filter(|token| token.span.start >= span.start && token.span.end <= span.end) {
            token.used = true;
            // The words of a comparison stand inside some expressions of time.
            reading.compare |= matches!(token.word.as_str(), "vs" | "versus" | "compared" | "against");
        }
    }
    reading.found = Some(found);
}

fn phrase_at(list: &[Token], at: usize, phrase: &[String]) -> bool {
    list.len() >= at + phrase.len()
        && phrase.iter().zip(&list[at..]).all(|(word, token)| !token.used && token.word == *word)
}

fn measures(list: &mut [Token], vocabulary: &Vocabulary, reading: &mut Reading) {
    let mut at = 0;
    while at < list.len() {
        let hit = vocabulary
            .measures
            .iter()
            .find(|(phrase, _)| phrase_at(list, at, phrase))
            .map(|(phrase, name)| (phrase.len(), name.clone()));
        // "average revenue": the average is of time, unless the catalogue has it as a measure.
        if let Some((count, name)) = hit {
            if !reading.measures.contains(&name) {
                reading.measures.push(name);
            }
            explain(&mut list[at..at + count]);
            at += count;
        } else {
            at += 1;
        }
    }
    if !reading.measures.is_empty() {
        for token in list.iter_mut().filter(|t| {
            words::MONEY.contains(&t.word.as_str()) || matches!(t.word.as_str(), "often" | "ordered" | "bought")
        }) {
            token.used = true;
        }
        // "how many units did we sell": selling adds nothing. "sales orders" names one thing.
        return;
    }
    let says = |words: &[&str]| list.iter().any(|t| !t.used && words.contains(&t.word.as_str()));
    let many = list.windows(2).any(|pair| pair[0].word == "how" && pair[1].word == "many");
    reading.implied = if says(&["ordered", "often", "frequently", "ordering", "purchased", "bought", "buy", "buys"]) {
        vocabulary.called(words::ORDERS).map(str::to_owned)
    } else if many && says(words::MONEY) {
        vocabulary.called(&["units", "quantity", "pieces", "items"]).map(str::to_owned)
    } else if says(words::MONEY) {
        vocabulary.money().map(str::to_owned)
    } else {
        None
    };
    for token in
        list.iter_mut().filter(|t| words::MONEY.contains(&t.word.as_str()) || words::ORDERS.contains(&t.word.as_str()))
    {
        token.used = true;
    }
}

fn dimensions(list: &mut [Token], vocabulary: &Vocabulary, reading: &mut Reading) {
    let mut at = 0;
    while at < list.len() {
        let hit = vocabulary.dimensions.iter().find(|(phrase, _, _)| phrase_at(list, at, phrase)).cloned();
        if let Some((phrase, name, plural)) = hit {
            let all = at > 0 && list[at - 1].word == "all";
            let many = at > 0 && list[at - 1].word == "each" || list[at.saturating_sub(1)].word == "per";
            // "other than the country Germany", "in all countries": no grouping.
            if !all && reading.dimension.is_none() {
                reading.dimension = Some((name, plural && !many));
            }
            explain(&mut list[at..at + phrase.len()]);
            at += phrase.len();
        } else {
            at += 1;
        }
    }
}

fn grain_of(word: &str) -> Option<(Grain, GrainForm)> {
    Some(match word {
        "daily" => (Grain::Day, GrainForm::Each),
        "weekly" => (Grain::Week, GrainForm::Each),
        "monthly" => (Grain::Month, GrainForm::Each),
        "quarterly" => (Grain::Quarter, GrainForm::Each),
        "yearly" | "annual" | "annually" => (Grain::Year, GrainForm::Each),
        "day" | "days" => (Grain::Day, GrainForm::Noun),
        "week" | "weeks" => (Grain::Week, GrainForm::Noun),
        "month" | "months" => (Grain::Month, GrainForm::Noun),
        "quarter" | "quarters" => (Grain::Quarter, GrainForm::Noun),
        "year" | "years" => (Grain::Year, GrainForm::Noun),
        _ => return None,
    })
}

fn others(list: &mut [Token], text: &str, vocabulary: &Vocabulary, reading: &mut Reading) {
    for at in 0..list.len() {
        if list[at].used {
            continue;
        }
        let word = list[at].word.clone();
        let before = at.checked_sub(1).map_or("", |b| list[b].word.as_str()).to_owned();
        let mut known = true;
        let word = word.as_str();
        if let Some((grain, form)) = grain_of(word) {
            let each = form == GrainForm::Each || matches!(before.as_str(), "by" | "per" | "each" | "every" | "a");
            reading.grain.get_or_insert((grain, if each { GrainForm::Each } else { form }));
        } else if words::HIGHEST.contains(&word) {
            reading.order.get_or_insert(Order::Highest);
        } else if words::LOWEST.contains(&word) {
            reading.order = Some(Order::Lowest);
        } else if let Some(number) = number(word) {
            reading.number.get_or_insert(number);
        } else if words::SHARE.contains(&word) {
            reading.share = true;
        } else if words::CHANGE.contains(&word) {
            reading.change = true;
        } else if words::COMPARE.contains(&word) {
            reading.compare = true;
        } else if words::AVERAGE.contains(&word) {
            reading.average = true;
        } else if words::SERIES.contains(&word) {
            reading.series = true;
        } else if words::BREAKDOWN.contains(&word) {
            reading.breakdown = true;
        } else if words::EXCLUDE.contains(&word)
            || matches!(word, "other" | "apart" | "aside" | "counting" | "including")
        {
            // Told apart where a member follows.
        } else if word == "or" || word == "either" {
            reading.either = true;
        } else if words::ELSEWHERE.contains(&word) {
            reading.elsewhere.get_or_insert_with(|| word.to_owned());
        } else {
            known = words::STOP.contains(&word) || words::GREETINGS.contains(&word);
        }
        if text[list[at].span.end..].starts_with('%') || text[list[at].span.end..].trim_start().starts_with("% of") {
            reading.share = true;
        }
        list[at].used = known;
    }
    reading.share |= text.contains("% of") || text.to_lowercase().contains("how much of");
    misspelt(list, text, vocabulary, reading);
}

/// A count that a ranking can have; a larger one is a word that nothing explains, so that nobody gets less than asked for.
fn number(word: &str) -> Option<u32> {
    let said = words::NUMBERS.iter().position(|n| *n == word).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 1);
    said.or_else(|| word.parse().ok().filter(|n| (1..=MOST_RANKED).contains(n)))
}

/// Words that nothing explains: a measure or a member with a letter wrong, or truly unknown.
fn misspelt(list: &mut [Token], text: &str, vocabulary: &Vocabulary, reading: &mut Reading) {
    for at in 0..list.len() {
        if list[at].used {
            continue;
        }
        let (word, written) = (list[at].word.clone(), text[list[at].span.clone()].to_owned());
        let letters = word.chars().count();
        if letters >= 5 && word.chars().all(char::is_alphabetic) {
            let allowed = if letters >= 8 { 2 } else { 1 };
            let near_word =
                |candidate: &str| candidate.len() >= 5 && strsim::damerau_levenshtein(candidate, &word) <= allowed;
            let measure = vocabulary
                .measures
                .iter()
                .find(|(phrase, _)| matches!(phrase.as_slice(), [one] if near_word(one)))
                .cloned();
            if let Some((phrase, name)) = measure {
                if !reading.measures.contains(&name) {
                    reading.measures.push(name);
                }
                reading.notes.push(format!("\"{written}\" read as {}", phrase.join(" ")));
                continue;
            }
            let dimension = vocabulary
                .dimensions
                .iter()
                .find(|(phrase, _, _)| matches!(phrase.as_slice(), [one] if near_word(one)))
                .cloned();
            if let Some((phrase, name, plural)) = dimension {
                reading.dimension.get_or_insert((name, plural));
                reading.notes.push(format!("\"{written}\" read as {}", phrase.join(" ")));
                continue;
            }
            let near: Vec<(usize, String, super::vocabulary::Named)> = vocabulary
                .nearly(&word)
                .into_iter()
                .map(|(d, name, named)| (d, name.to_owned(), named.clone()))
                .collect();
            match near.as_slice() {
                [] => {}
                [(best, ..), (second, ..), ..] if best == second => {
                    let choices = near
                        .iter()
                        .filter(|(d, ..)| d == best)
                        .flat_map(|(_, _, named)| named.members.clone())
                        .collect();
                    reading.ambiguous.get_or_insert((written, choices));
                    continue;
                }
                [(_, _, named), ..] => {
                    reading.notes.push(format!("\"{written}\" read as {}", named.members.join(", ")));
                    add_filter(reading, &named.dimension.clone(), named.members.clone(), false);
                    continue;
                }
            }
            let common = words::COMPARE.iter().chain(words::HIGHEST).chain(words::BREAKDOWN).chain(words::AVERAGE);
            if common.chain(words::STOP).any(|known| near_word(known)) {
                continue;
            }
        }
        let after = at.checked_sub(1).map_or("", |b| list[b].word.as_str());
        let named = list[at].capital && at > 0 || matches!(after, "in" | "for" | "from" | "of" | "to" | "by" | "per");
        reading.unknown.push((written, named));
    }
}

impl Reading {
    /// Periods that are to be used, in the order in which they were said.
    pub(super) fn periods(&self) -> Vec<Period> {
        self.found.iter().flat_map(|found| &found.periods).map(|p| p.period.clone()).collect()
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
}
