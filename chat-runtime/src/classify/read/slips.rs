//! Words that nothing explains: a name with a letter wrong, a part of a name, or truly unknown.

use sales_metrics::catalogue::Language;

use super::Reader;
use crate::classify::{
    called::MEMBERS,
    lexicon::Cue,
    tokens::{Token, plain},
    vocabulary::Named,
};

/// Members that are offered when several may be meant.
const MOST_OFFERED: usize = 6;
/// In a list of at most so many, the one name that begins with a word is meant by it, unless it is of a thing sold.
const FEW: usize = 100;
/// Letters of a word that is not found in many names.
const LONG: usize = 9;
/// Letters of the shortest word in which a slip is forgiven.
const SHORTEST: usize = 5;

/// How many letters may be wrong.
pub(in crate::classify) fn slips_allowed(word: &str) -> usize {
    match word.chars().count() {
        0..SHORTEST => 0,
        SHORTEST..8 => 1,
        _ => 2,
    }
}

const TOP: &str = "top";
/// Units of time that begin a German compound, and the word for each of them.
const OF_UNITS: [(&str, &str); 5] = [
    ("monats", "monatlich"),
    ("quartals", "quartalsweise"),
    ("wochen", "wochentlich"),
    ("tages", "taglich"),
    ("jahres", "jahrlich"),
];
/// Figures that begin a German compound, and the word for each of them.
const OF_MEASURES: [(&str, &str); 5] = [
    ("umsatz", "umsatz"),
    ("auftrags", "auftrage"),
    ("bestell", "bestellungen"),
    ("kunden", "kunden"),
    ("absatz", "absatz"),
];
/// Letters of the shortest word in which a slip is looked for before all else.
const SHORTEST_EXCLUSION: usize = 6;

/// Whether `word` is `known` with one letter wrong, and not the first.
fn is_near(known: &str, word: &str) -> bool {
    known.len().abs_diff(word.len()) <= 1
        && known.chars().next() == word.chars().next()
        && strsim::damerau_levenshtein(known, word) <= 1
}

/// Whether `word` is `known` with a slip of the pen; in a word of four letters only after the right first letter.
fn is_slip(known: &str, word: &str) -> bool {
    let allowed = match word.chars().count() {
        0..4 => 0,
        4 => usize::from(known.chars().next() == word.chars().next()),
        _ => slips_allowed(word),
    };
    allowed > 0
        && known.len() >= SHORTEST
        && known.len().abs_diff(word.len()) <= allowed
        && strsim::damerau_levenshtein(known, word) <= allowed
}

impl Reader<'_> {
    /// "Monatsumsätze" are two words, "monatlich" and what is told so; the "Monatsumsatz" is what the month came to.
    pub(super) fn parted_compounds(&mut self) {
        if self.language != Language::German {
            return;
        }
        let is_measure = |rest: &str| {
            let known = matches!(self.lexicon.word(rest), Some(Cue::Concept(_) | Cue::Money));
            known || self.vocabulary.called(rest).is_some()
        };
        let part = |token: &Token| {
            let mut parts =
                OF_UNITS.iter().filter_map(|(unit, each)| Some((token.word.strip_prefix(unit)?, unit.len(), *each)));
            parts.find(|(rest, ..)| is_measure(rest)).map(|(_, length, each)| (length, each))
        };
        let found = self.list.iter().enumerate().find_map(|(at, token)| Some((at, part(token)?)));
        let Some((at, (length, each))) = found else { return self.parted_changes() };
        let averages = self.list.iter().any(|token| self.lexicon.word(&token.word) == Some(Cue::Average));
        let several = self.list[at].word.ends_with(['e', 'n']);
        if !self.part(at, length) {
            return;
        }
        if several || averages {
            each.clone_into(&mut self.list[at].word);
        } else {
            self.explain(at, 1);
        }
    }

    /// "Umsatzveränderung", "Auftragsrückgang", "Umsatzplus": a figure, and what became of it.
    fn parted_changes(&mut self) {
        let part = |token: &Token| {
            let (begin, measure) = OF_MEASURES.into_iter().find(|(begin, _)| token.word.starts_with(begin))?;
            let rest = match &token.word[begin.len()..] {
                "plus" => "zunahme",
                "minus" => "abnahme",
                rest => rest,
            };
            let is_told = matches!(self.lexicon.word(rest), Some(Cue::Change | Cue::Share | Cue::Difference));
            (is_told && self.lexicon.word(&token.word).is_none()).then(|| (begin.len(), measure, rest.to_owned()))
        };
        let found = self.list.iter().enumerate().find_map(|(at, token)| Some((at, part(token)?)));
        let Some((at, (length, measure, rest))) = found else { return };
        if self.part(at, length) {
            measure.clone_into(&mut self.list[at].word);
            self.list[at + 1].word = rest;
        }
    }

    /// "Top3" is two words.
    pub(super) fn glued_numbers(&mut self) {
        let is_glued = |token: &Token| {
            let number = token.word.strip_prefix(TOP);
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        if let Some(at) = self.list.iter().position(is_glued) {
            self.part(at, TOP.len());
        }
    }

    /// Makes two words of the one at `at`, unless a name has it; whether it did.
    fn part(&mut self, at: usize, length: usize) -> bool {
        let token = &self.list[at];
        let middle = token.span.start + length;
        let is_plain = self.text.get(token.span.start..middle).is_some_and(str::is_ascii);
        if !is_plain || self.vocabulary.has_word(&token.word) {
            return false;
        }
        let mut first = token.clone();
        let second = Token { word: first.word.split_off(length), span: middle..first.span.end, ..first.clone() };
        first.span.end = middle;
        self.list.splice(at..=at, [first, second]);
        self.reading.words += 1;
        true
    }

    /// "Excuding Spain": what leaves something out is put right before members are looked for.
    pub(super) fn misspelt_exclusions(&mut self) {
        let (lexicon, vocabulary) = (self.lexicon, self.vocabulary);
        let behind = self.list.len().saturating_sub(1);
        for token in &mut self.list[..behind] {
            let word = token.word.as_str();
            let is_known =
                || lexicon.word(word).is_some() || vocabulary.has_word(word) || vocabulary.called(word).is_some();
            if word.len() < SHORTEST_EXCLUSION || token.capital || is_known() {
                continue;
            }
            let is_meant = |(known, cue): &(&str, Cue)| {
                *cue == Cue::Exclude && known.len() > SHORTEST_EXCLUSION && is_near(known, word)
            };
            if let Some((known, _)) = lexicon.long_words().find(is_meant) {
                known.clone_into(&mut token.word);
            }
        }
    }

    pub(super) fn slips(&mut self) {
        let mut at = 0;
        while at < self.list.len() {
            if self.list[at].used {
                at += 1;
                continue;
            }
            let count = self.run(at);
            at += self.explain_run(at, count);
        }
    }

    /// Words from `at` on that may be one name: unexplained ones, with small words and numbers between them.
    fn run(&self, at: usize) -> usize {
        let mut end = at + 1;
        let mut look = end;
        while look < self.list.len() && look < end + 3 {
            let token = &self.list[look];
            let is_small = token.used
                && (self.lexicon.is_small(&token.word)
                    || token.word.parse::<u32>().is_ok()
                    || matches!(token.word.as_str(), "and" | "n"));
            if token.used && !is_small {
                break;
            }
            look += 1;
            if !token.used {
                end = look;
            }
        }
        end - at
    }

    /// Explains the run of `count` words at `at`, or notes its first word as unknown; how many words are done with.
    fn explain_run(&mut self, at: usize, count: usize) -> usize {
        for length in (1..=count.min(4)).rev() {
            if !self.list[at + length - 1].used && self.misspelt(at, length) {
                return length;
            }
        }
        if self.part_of_a_name(at, count) {
            return count;
        }
        let written = self.written(at, 1).to_owned();
        self.reading.unknown.push(written);
        1
    }

    /// A measure, a dimension, a member of a short list or a common word with a letter wrong.
    fn misspelt(&mut self, at: usize, count: usize) -> bool {
        let word = self.list[at..at + count].iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ");
        if !word.chars().any(char::is_alphabetic) {
            return false;
        }
        if count == 1 && self.misspelt_phrase(at) {
            return true;
        }
        let allowed = slips_allowed(&word);
        if allowed == 0 {
            return count == 1 && word.len() + 1 == SHORTEST && self.misspelt_cue(at, &word);
        }
        let written = self.written(at, count).to_owned();
        let members = self.vocabulary.nearly(&word, allowed);
        match members.as_slice() {
            [] => {}
            [(best, ..), (second, ..), ..] if best == second => {
                let tied = members.iter().filter(|(distance, _)| distance == best);
                let choices = tied.filter_map(|(_, named)| named.members.first().cloned()).take(MOST_OFFERED).collect();
                self.reading.ambiguous.get_or_insert((written, choices));
                self.explain(at, count);
                return true;
            }
            [(_, named), ..] => {
                let (dimension, members) = (named.dimension.clone(), named.members.clone());
                self.reading.notes.push((written, members.first().cloned().unwrap_or_default()));
                self.name(at, count, &dimension, members);
                return true;
            }
        }
        // "Dairy", of "Dairy Products", is no "daily".
        count == 1 && !self.vocabulary.has_word(&word) && self.misspelt_cue(at, &word)
    }

    /// A measure's or a dimension's name, one word of which has a letter wrong: "average orrder value".
    fn misspelt_phrase(&mut self, at: usize) -> bool {
        // Where a phrase begins of which this is a word; its other words are as they should be, explained or not.
        let word = self.list[at].word.clone();
        let begin = |phrase: &[String]| {
            let fits = |place: usize| {
                let wrong = strsim::damerau_levenshtein(&phrase[place], &word);
                let start = at.checked_sub(place)?;
                let run = self.list.get(start..start + phrase.len())?;
                let mut others = run.iter().zip(phrase).enumerate();
                let right =
                    others.all(|(n, (token, known))| n == place || token.word == *known || is_slip(known, &token.word));
                (right && is_slip(&phrase[place], &word)).then_some((wrong, start))
            };
            (0..phrase.len()).find_map(fits)
        };
        // The one with the fewest letters wrong; "dicounts" are no accounts.
        let vocabulary = self.vocabulary;
        let measures = vocabulary.measures.iter().filter_map(|(phrase, name)| Some((begin(phrase)?, phrase, name)));
        let measure = measures.min_by_key(|((wrong, _), ..)| *wrong);
        let dimension = vocabulary
            .dimensions
            .iter()
            .find_map(|(phrase, name, plural)| Some((begin(phrase)?, phrase, name, *plural)));
        let written = self.written(at, 1).to_owned();
        if let Some(((_, start), phrase, name)) = measure {
            // What a part of the phrase was read as is undone.
            let part = |known: &String| phrase.iter().any(|word| vocabulary.called(word) == Some(known.as_str()));
            if phrase.len() > 1 {
                self.reading.measures.retain(|known| !part(known));
                self.reading.cues.retain(|cue| *cue != Cue::Average);
            }
            self.reading.notes.push((written, phrase.join(" ")));
            if let Some(members) = self.split_by_counted(start, name) {
                // "Top 3 custmers"
                let plural = phrase.last().is_some_and(|word| word.ends_with(['s', 'n']));
                self.dimension(start, &members, plural);
                self.link(start, phrase.len(), "<dimensions>");
                return true;
            }
            if !self.reading.measures.contains(name) {
                self.reading.measures.push(name.clone());
            }
            self.link(start, phrase.len(), "<measure>");
        } else if let Some(((_, start), phrase, name, plural)) = dimension {
            self.dimension(start, name, plural);
            self.reading.notes.push((written, phrase.join(" ")));
            self.link(start, phrase.len(), if plural { "<dimensions>" } else { "<dimension>" });
        } else {
            return false;
        }
        true
    }

    /// A common word with one letter wrong, its first one right.
    fn misspelt_cue(&mut self, at: usize, word: &str) -> bool {
        // A name, and what follows a preposition, is no common word.
        let is_name = self.list[at].capital && at > 0;
        let named = matches!(self.before(at), "in" | "from" | "to" | "for" | "by" | "of" | "at" | "the");
        let known = self
            .lexicon
            .long_words()
            .filter(|_| !is_name)
            .filter(|(_, cue)| !named || *cue != Cue::Stop)
            .filter(|(known, _)| is_near(known, word))
            .min_by_key(|(known, _)| *known);
        let Some((_, cue)) = known else { return false };
        let short = word.len() < SHORTEST && cue == Cue::Stop;
        if short || matches!(cue, Cue::Blocked | Cue::Help | Cue::Greeting | Cue::Thanks | Cue::Reset) {
            return false;
        }
        self.take(at, 1, cue);
        self.place(at, 1, cue);
        true
    }

    /// Whether `word`, which no other name has, is enough of a name: a word of one in a short list, as "Huber" is of a person's, or
    /// the long first word of a thing's.
    pub(super) fn is_short_for(&self, named: &Named, word: &str) -> bool {
        let is_short = self.vocabulary.members(&named.dimension).len() <= FEW;
        let is_thing = self.is_thing(&named.dimension);
        let has = |member: &String| {
            let name = plain(member);
            let is = |part: &str| {
                part == word
                    || slips_allowed(word) > 0 && part.strip_suffix('s') == Some(word)
                    || MEMBERS.are_one(part, word)
            };
            if is_thing {
                word.len() >= LONG && name.split(' ').next() == Some(word)
            } else {
                is_short && name.split(' ').any(is)
            }
        };
        named.members.iter().any(has)
    }

    /// A part of a member's name: "regency cakestand", "Paris" of "Paris Bastille". One word of the name of a thing, or of one in a
    /// long list, is asked back about, also where one alone has it.
    fn part_of_a_name(&mut self, at: usize, count: usize) -> bool {
        let words: Vec<&str> = self.list[at..at + count].iter().map(|token| token.word.as_str()).collect();
        let found = self.vocabulary.with_words(&words);
        let written = self.written(at, count).to_owned();
        match found.as_slice() {
            [] => false,
            [one] if words.len() > 1 || self.is_short_for(one, words[0]) => {
                let (dimension, members) = (one.dimension.clone(), one.members.clone());
                self.reading.notes.push((written, members.first().cloned().unwrap_or_default()));
                self.name(at, count, &dimension, members);
                true
            }
            several => {
                let choices =
                    several.iter().filter_map(|named| named.members.first().cloned()).take(MOST_OFFERED).collect();
                self.reading.ambiguous.get_or_insert((written, choices));
                self.explain(at, count);
                true
            }
        }
    }
}
