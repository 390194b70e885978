//! Measures and dimensions, by the catalogue's names and by what they are usually called.

use super::Reader;
use crate::classify::lexicon::{Concept, Cue};

impl Reader<'_> {
    pub(super) fn measures(&mut self) {
        let mut at = 0;
        let mut joined = true;
        while at < self.list.len() {
            if self.list[at].used {
                at += 1;
                continue;
            }
            let hit = self.vocabulary.measures.iter().find(|(phrase, _)| self.phrase_at(at, phrase));
            let Some((count, name)) = hit.map(|(phrase, name)| (phrase.len(), name.clone())) else {
                joined |= matches!(
                    self.list[at].word.as_str(),
                    "and" | "plus" | "vs" | "versus" | "or" | "und" | "oder" | "et" | "ou" | "y" | "e" | "o"
                );
                at += 1;
                continue;
            };
            if self.is_split_by(at) && self.vocabulary.dimensions.iter().any(|(phrase, ..)| self.phrase_at(at, phrase))
            {
                // "top 5 items": the things, not how many.
                at += count;
                continue;
            }
            let comma =
                at.checked_sub(1).is_some_and(|b| self.text[self.list[b].span.end..].starts_with([',', '/', '&', '+']));
            self.measure(at, &name, joined || comma);
            self.explain(at, count);
            joined = false;
            at += count;
        }
    }

    /// A measure named at `at`; `joined` when "and", a comma or nothing stands between it and the one before.
    fn measure(&mut self, at: usize, name: &str, joined: bool) {
        let reading = &mut self.reading;
        if reading.measures.iter().any(|known| known == name) {
            return;
        }
        let before = at.checked_sub(1).map_or("", |b| self.list[b].word.as_str());
        let is_per = matches!(before, "per" | "each" | "every" | "pro" | "je" | "por" | "par" | "cada" | "chaque");
        let divides = is_per && self.vocabulary.catalogue().measure(name).is_some_and(|m| m.is_divisible());
        if divides {
            reading.per_measure = Some(name.to_owned());
        } else if joined || reading.measures.is_empty() || matches!(before, "by" | "in" | "of" | "nach" | "por" | "par")
        {
            // "top countries by revenue", where the first was only what is counted.
            reading.measures.push(name.to_owned());
        }
    }

    /// Whether what stands at `at` is what a ranking or a split is over.
    fn is_split_by(&self, at: usize) -> bool {
        let before = self.before(at);
        let cue = self.lexicon.word(before);
        matches!(cue, Some(Cue::Highest | Cue::Lowest | Cue::Per | Cue::Number(_) | Cue::Bestsellers))
            || matches!(
                before,
                "which"
                    | "what"
                    | "selling"
                    | "welche"
                    | "welches"
                    | "quels"
                    | "quelles"
                    | "quel"
                    | "que"
                    | "quais"
                    | "qual"
                    | "cuales"
            )
            || before.parse::<u32>().is_ok()
    }

    pub(super) fn dimensions(&mut self) {
        let mut at = 0;
        while at < self.list.len() {
            let hit = self.vocabulary.dimensions.iter().find(|(phrase, _, _)| self.phrase_at(at, phrase));
            let Some((count, name, plural)) = hit.map(|(phrase, name, plural)| (phrase.len(), name.clone(), *plural))
            else {
                at += 1;
                continue;
            };
            self.dimension(at, &name, plural);
            self.explain(at, count);
            at += count;
        }
    }

    /// A dimension named at `at`.
    pub(super) fn dimension(&mut self, at: usize, name: &str, plural: bool) {
        let before = self.before(at).to_owned();
        if matches!(
            before.as_str(),
            "all" | "whole" | "entire" | "alle" | "allen" | "tous" | "toutes" | "todos" | "todas"
        ) {
            // "in all countries": no grouping.
            self.reading.cues.push(Cue::Clear);
            return;
        }
        if self.counts(at) {
            self.reading.counted = Some(name.to_owned());
            return;
        }
        let each = matches!(self.lexicon.word(&before), Some(Cue::Per));
        if self.reading.dimensions.iter().all(|(known, _)| known != name) {
            self.reading.dimensions.push((name.to_owned(), plural && !each));
        }
    }

    /// Whether "how many" stands before `at`, with small words between.
    fn counts(&self, at: usize) -> bool {
        (1..=5_usize.min(at)).any(|back| {
            let start = at - back;
            match self.lexicon.look_up_any(&self.list[start..at]) {
                Some((Cue::HowMany, count)) => {
                    self.list[start + count..at].iter().all(|token| self.lexicon.word(&token.word) == Some(Cue::Stop))
                }
                _ => false,
            }
        })
    }

    /// A measure by what it is usually called; the name again when the catalogue has none.
    pub(super) fn concept(&mut self, at: usize, count: usize, concept: Concept) {
        match self.vocabulary.concept(concept).map(str::to_owned) {
            Some(name) => self.measure(at, &name, true),
            None => {
                let written = self.written(at, count).to_owned();
                self.reading.elsewhere.get_or_insert(written);
            }
        }
    }

    /// What selling and buying mean when no measure is named.
    pub(super) fn implied(&mut self) {
        let reading = &self.reading;
        let says = |cue| reading.says(cue);
        let vocabulary = self.vocabulary;
        // "how much did customers spend": money is asked for.
        let money = vocabulary.money().map(str::to_owned);
        if says(Cue::HowMuch) && says(Cue::Sell) {
            let counts_people = vocabulary.concept(Concept::Customers).map(str::to_owned);
            if reading.measures.len() == 1 && reading.measures.first() == counts_people.as_ref() {
                self.reading.measures.clear();
                self.reading.implied = money;
                return;
            }
        }
        if !reading.measures.is_empty() {
            return;
        }
        self.reading.implied = if says(Cue::Order) {
            vocabulary.concept(Concept::Orders).map(str::to_owned)
        } else if says(Cue::HowMany) && (says(Cue::Sell) || reading.counted.is_some() && !reading.filters.is_empty()) {
            vocabulary.concept(Concept::Units).map(str::to_owned)
        } else if says(Cue::Sell) || says(Cue::Bestsellers) {
            money
        } else {
            None
        };
    }
}
