//! Words that nothing explains: a name with a letter wrong, a part of a name, or truly unknown.

use super::{GrainForm, Reader};
use crate::classify::lexicon::Cue;

/// Members that are offered when several may be meant.
const MOST_OFFERED: usize = 6;
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

impl Reader<'_> {
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
                && (self.lexicon.word(&token.word) == Some(Cue::Stop)
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
        let allowed = slips_allowed(&word);
        if allowed == 0 || !word.chars().any(char::is_alphabetic) {
            return false;
        }
        let written = self.written(at, count).to_owned();
        let near = |known: &str| {
            known.len() >= SHORTEST
                && known.len().abs_diff(word.len()) <= allowed
                && strsim::damerau_levenshtein(known, &word) <= allowed
        };
        let joined = |phrase: &[String]| phrase.len() == count && near(&phrase.join(" "));
        let vocabulary = self.vocabulary;
        if let Some((phrase, name)) = vocabulary.measures.iter().find(|(phrase, _)| joined(phrase)) {
            if !self.reading.measures.contains(name) {
                self.reading.measures.push(name.clone());
            }
            self.reading.notes.push((written, phrase.join(" ")));
            self.explain(at, count);
            return true;
        }
        if let Some((phrase, name, plural)) = vocabulary.dimensions.iter().find(|(phrase, ..)| joined(phrase)) {
            self.dimension(at, name, *plural);
            self.reading.notes.push((written, phrase.join(" ")));
            self.explain(at, count);
            return true;
        }
        let members = vocabulary.nearly(&word, allowed);
        match members.as_slice() {
            [] => {}
            [(best, ..), (second, ..), ..] if best == second => {
                let tied = members.iter().filter(|(distance, _)| distance == best);
                let choices = tied.flat_map(|(_, named)| named.members.first().cloned()).take(MOST_OFFERED).collect();
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
        if count > 1 {
            return false;
        }
        let common = self.lexicon.long_words().filter(|(known, _)| near(known));
        let Some((_, cue)) = common.min_by_key(|(known, _)| (strsim::damerau_levenshtein(known, &word), *known)) else {
            return false;
        };
        if let Cue::Unit(grain) = cue {
            self.reading.grain.get_or_insert((grain, GrainForm::Noun));
        } else if !matches!(cue, Cue::Blocked | Cue::Help | Cue::Greeting | Cue::Reset) {
            self.take(at, 1, cue);
        }
        self.explain(at, 1);
        true
    }

    /// A part of a member's name, in a dimension with many: "regency cakestand".
    fn part_of_a_name(&mut self, at: usize, count: usize) -> bool {
        let words: Vec<&str> = self.list[at..at + count].iter().map(|token| token.word.as_str()).collect();
        let found = self.vocabulary.with_words(&words);
        let written = self.written(at, count).to_owned();
        match found.as_slice() {
            [] => false,
            [one] => {
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
