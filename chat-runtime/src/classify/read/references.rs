//! What points back to the answer before: "that month", "its orders", "the second one", "those three".

use sales_metrics::{period::Grain, query::plan::Order};

use super::Reader;
use crate::classify::{lexicon::Cue, tokens::Token};

/// What a question points back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::classify) enum Reference {
    /// `that day`, of this unit.
    Unit(Grain),
    /// `it`, `its`: one thing.
    It,
    /// `they`, `their`: one or several.
    They,
    /// `those three`: several.
    Those,
    /// `the second one`, from 1.
    Place(u32),
}

impl Reader<'_> {
    /// Finds them, among the words that nothing has explained.
    pub(super) fn references(&mut self) {
        let mut at = 0;
        while at < self.list.len() {
            let found = self.lexicon.look_up(&self.list[at..]).filter(|_| !self.list[at].used);
            let Some((cue, count)) = found else {
                at += 1;
                continue;
            };
            if cue == Cue::Ordinal(1) && self.asks_which(at) {
                // "Which was the best one?", of all that was told.
                self.reading.order.get_or_insert(Order::Highest);
                self.explain(at, count);
                at += count;
            } else if let Cue::Ordinal(place @ 2..) = cue
                && self.is_place_in_ranking(at, count)
            {
                // "Which store was number two in 2023?": the first two.
                self.reading.order.get_or_insert(Order::Highest);
                self.reading.number = Some(place);
                self.explain(at, count);
                at += count;
            } else if let Some((reference, count)) = self.reference(at, count, cue) {
                self.reading.references.push(reference);
                self.explain(at, count);
                at += count;
            } else {
                at += 1;
            }
        }
    }

    /// Whether nothing but "which is" stands before `at`, or there is one for each of several and nothing to point to.
    fn asks_which(&self, at: usize) -> bool {
        if self.is_first && self.list.iter().any(|token| matches!(token.word.as_str(), "each" | "every")) {
            return true;
        }
        let is_asked =
            |token: &Token| matches!(token.word.as_str(), "and" | "which" | "what" | "was" | "is" | "s" | "were");
        self.list[..at].iter().any(|token| matches!(token.word.as_str(), "which" | "what"))
            && self.list[..at].iter().all(is_asked)
    }

    /// Whether the place that is said at `at` is one among members that are named: "store number two", and not "the second one".
    fn is_place_in_ranking(&self, at: usize, count: usize) -> bool {
        let last = self.list[at + count - 1].word.as_str();
        let points_back = matches!(last, "one" | "these" | "those" | "them");
        !points_back && !self.reading.dimensions.is_empty() && self.reading.number.is_none()
    }

    /// What the words at `at` point to, and how many words these are.
    fn reference(&mut self, at: usize, count: usize, cue: Cue) -> Option<(Reference, usize)> {
        match cue {
            // "Five of them": how many are to be listed.
            Cue::They if self.list[at].word == "of" && self.is_number(at) => None,
            Cue::They => Some((Reference::They, count)),
            Cue::Those => Some((Reference::Those, count)),
            Cue::Ordinal(place) => Some((Reference::Place(place), count)),
            // "Were there orders": nobody points anywhere.
            Cue::It if self.list[at].word == "there" => {
                let is_said =
                    matches!(self.before(at), "is" | "are" | "was" | "were" | "be" | "been" | "s" | "in" | "out");
                let ends = self.list.get(at + 1).is_none_or(|next| next.used);
                (at > 0 && !is_said && ends).then_some((Reference::It, count))
            }
            Cue::It => Some((Reference::It, count)),
            Cue::That => self.pointed(at, count),
            _ => None,
        }
    }

    /// Whether a number stands right before `at`.
    fn is_number(&self, at: usize) -> bool {
        let before = self.before(at);
        before.parse::<u32>().is_ok() || matches!(self.lexicon.word(before), Some(Cue::Number(_)))
    }

    /// "That month", "that country", "those products".
    fn pointed(&mut self, at: usize, count: usize) -> Option<(Reference, usize)> {
        let next = self.list.get(at + count)?;
        if !next.used
            && let Some(Cue::Unit(grain)) = self.lexicon.word(&next.word)
        {
            return Some((Reference::Unit(grain), count + 1));
        }
        let plural = match next.link {
            Some("<dimension>") => false,
            Some("<dimensions>") => true,
            _ => return None,
        };
        // What it is called says what is pointed to, and splits nothing.
        let is_here = |(phrase, ..): &&(Vec<String>, String, bool)| {
            phrase.iter().zip(&self.list[at + count..]).all(|(word, token)| *word == token.word)
        };
        let here = self.vocabulary.dimensions.iter().find(is_here).map(|(_, name, _)| name);
        let named = |(name, several): &(String, bool)| here.map_or(*several == plural, |here| here == name);
        let name = self.reading.dimensions.iter().position(named)?;
        self.reading.dimensions.remove(name);
        Some((if plural { Reference::Those } else { Reference::It }, count))
    }
}
