//! Parts of the period that was talked about: "the last month of it", "its first day", "the second week of that month".

use jiff::ToSpan;
use sales_metrics::period::{Grain, Period};

use super::Reader;
use crate::classify::lexicon::Cue;

impl Reader<'_> {
    /// Finds one in the words, which are then no date of their own: of `talked`, the period of the turn before.
    pub(super) fn within(&mut self, talked: Option<&Period>) {
        let Some(talked) = talked else { return };
        if let Some((period, from, to)) = (0..self.list.len()).find_map(|at| self.days_at(at, talked)) {
            self.reading.part = Some(period);
            self.explain(from, to - from);
            return;
        }
        for at in 0..self.list.len() {
            if let Some((period, from, to)) = self.part_at(at, talked) {
                self.reading.part = Some(period);
                self.explain(from, to - from);
                return;
            }
        }
    }

    /// The part that the words at `at` name, and where they begin and end.
    fn part_at(&self, at: usize, talked: &Period) -> Option<(Period, usize, usize)> {
        let place = match self.list[at].word.as_str() {
            "first" => 0,
            "second" => 1,
            "third" => 2,
            "fourth" => 3,
            "last" | "final" => usize::MAX,
            _ => return None,
        };
        let half = self.list.get(at + 1).is_some_and(|token| token.word == "half") && talked.grain == Grain::Month;
        let grain = if half { Grain::Half } else { self.grain_at(at + 1)? };
        let word = |at: usize| self.list.get(at).map_or("", |token| token.word.as_str());
        let end = match (self.before(at), word(at + 2), word(at + 3)) {
            ("its", ..) => at + 2,
            (_, "of", "it") => at + 4,
            // "The last month of the quarter", and no other quarter is named.
            (_, "of" | "in", "that" | "this" | "the") if half && self.grain_at(at + 4)? == Grain::Month => at + 5,
            (_, "of" | "in", "that" | "this" | "the") if !half && self.grain_at(at + 4)? > grain => at + 5,
            _ => return None,
        };
        let is_dated = self.list[end..].iter().any(|token| token.word.parse::<u32>().is_ok());
        if is_dated {
            return None;
        }
        let parts = if half { halves(talked) } else { talked.split(grain) };
        let part = if place == usize::MAX { parts.last() } else { parts.get(place) }?;
        let start = if self.before(at) == "its" { at - 1 } else { at };
        (parts.len() > 1).then(|| (part.clone(), start, end))
    }

    /// "The 16th to the 30th", of the month that was talked about and with no other named.
    fn days_at(&self, at: usize, talked: &Period) -> Option<(Period, usize, usize)> {
        const TO: [&str; 5] = ["to", "until", "till", "through", "and"];
        const BEFORE: [&str; 10] = ["and", "the", "what", "how", "about", "from", "for", "between", "then", "now"];
        let month = Period::containing(talked.from, Grain::Month);
        let day = |at: usize| {
            let word = self.list.get(at)?.word.as_str();
            let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
            month.from.with().day(number.parse().ok()?).build().ok()
        };
        let from = day(at)?;
        let joins = self.list.get(at + 1).is_some_and(|token| TO.contains(&token.word.as_str()));
        let second = at + 2 + usize::from(self.list.get(at + 2).is_some_and(|token| token.word == "the"));
        let to = day(second)?;
        let begins = self.list[..at].iter().all(|token| BEFORE.contains(&token.word.as_str()));
        let ends = self.list.get(second + 1).is_none_or(|next| matches!(next.word.as_str(), "for" | "by" | "please"));
        let is_part = joins && from <= to && month.to >= talked.to && begins && ends;
        is_part.then(|| (Period::range(from, to), at, second + 1))
    }

    pub(super) fn grain_at(&self, at: usize) -> Option<Grain> {
        match self.lexicon.word(&self.list.get(at)?.word)? {
            Cue::Unit(grain) => Some(grain),
            _ => None,
        }
    }
}

/// The first fifteen days of a month, and the others.
fn halves(month: &Period) -> Vec<Period> {
    let middle = month.from.saturating_add(14.days());
    vec![Period::range(month.from, middle), Period::range(middle.saturating_add(1.days()), month.to)]
}
