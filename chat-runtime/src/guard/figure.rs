//! Figures among tokens, and what is no figure though it is written as one: a number of things, a ratio, the number of a line.

use rust_decimal::Decimal;

use super::{
    lexicon::Meaning,
    number::{Number, UnitOf},
    scan::{Item, Scan, What},
    text::Kind,
    violation::Fault,
};

impl<'a> Scan<'a> {
    /// A figure, and what is told of it: a number of things, a ratio.
    pub(super) fn figure(&mut self, at: usize) -> Option<usize> {
        let token = &self.tokens[at];
        let hedge = self.hedge;
        let (number, end) = self.reader().number(at, hedge)?;
        // "F1", "B2": no figure, but nothing to be told either.
        if token.kind == Kind::Digits
            && token.glued
            && at > 0
            && self.tokens[at - 1].kind == Kind::Word
            && !matches!(self.items.last(), Some(Item { to, .. }) if *to == at)
        {
            let code = self.reader().currency(at - 1).is_some();
            if !code {
                self.fault(Fault::Unreadable, at - 1, end);
                return Some(end);
            }
        }
        let one = number.value == Decimal::ONE && number.unit == UnitOf::Bare && number.sign.is_none();
        if token.kind == Kind::Word && one && !number.scaled && !matches!(self.name(end), Some((What::Measure(_), _))) {
            self.loose += 1;
            return Some(end);
        }
        // "3 times", "2x"
        if let Some(next) = self.tokens.get(end).filter(|next| next.kind == Kind::Word)
            && number.unit == UnitOf::Bare
            && self.lexicon.meanings(&next.folded).contains(&Meaning::Times)
        {
            return Some(self.push(What::Ratio(number.value, hedge), at, end + 1));
        }
        if token.kind == Kind::Digits && self.numbers_a_line(at, end) {
            return Some(self.line_number(at, &number));
        }
        // "1st", "2nd", "3rd"
        if let Some(next) = self.tokens.get(end).filter(|next| next.glued && token.kind == Kind::Digits)
            && matches!(next.folded.as_str(), "st" | "nd" | "rd" | "th" | "er" | "e" | "eme" | "o" | "a")
        {
            let n = usize::try_from(number.value.mantissa()).unwrap_or_default();
            return Some(self.push(What::Ordinal(n), at, end + 1));
        }
        if number.unit == UnitOf::Bare
            && number.sign.is_none()
            && !number.scaled
            && self.counts_things(at, end, number.value)
        {
            if !self.world.may_count(number.value, self.unit_of_time(end).or_else(|| self.unit_of_time(end + 1))) {
                self.fault(Fault::Count, at, end + 1);
            }
            self.loose = 0;
            return Some(end);
        }
        Some(self.push(What::Number(number), at, end))
    }

    /// "1." or "1)" at the beginning of a line, "#1", "No. 1".
    fn numbers_a_line(&self, at: usize, end: usize) -> bool {
        let starts = at == 0
            || self.tokens[at - 1].kind == Kind::Line
            || (self.tokens[at - 1].is_sign('|') && (at == 1 || self.tokens[at - 2].kind == Kind::Line));
        let mark = self.tokens.get(end).is_some_and(|token| matches!(token.kind, Kind::Sign('.' | ')' | '|')));
        let short = self.tokens[at].raw.len() <= 2;
        let hash = at > 0 && self.tokens[at - 1].is_sign('#') && self.tokens[at].glued;
        short && end == at + 1 && ((starts && mark) || hash)
    }

    fn line_number(&mut self, at: usize, number: &Number) -> usize {
        let n = usize::try_from(number.value.mantissa()).unwrap_or_default();
        let skip =
            usize::from(self.tokens.get(at + 1).is_some_and(|token| matches!(token.kind, Kind::Sign('.' | ')'))));
        self.push(What::Ordinal(n), at, at + 1);
        at + 1 + skip
    }

    /// "The top 3 countries", "12 months", "both periods".
    fn counts_things(&self, at: usize, end: usize, value: Decimal) -> bool {
        let small = value <= Decimal::from(400) && value.fract().is_zero();
        if !small {
            return false;
        }
        let ranked = self.loose == 0 && matches!(self.items.last(), Some(Item { what: What::Top | What::Bottom, .. }));
        let is_word = self.tokens[at].kind == Kind::Word;
        let thing = |place: usize| {
            let of_time = self.tokens.get(place).is_some_and(|token| {
                token.kind == Kind::Word
                    && self.lexicon.meanings(&token.folded).iter().any(|m| matches!(m, Meaning::Grain(_)))
            });
            of_time || matches!(self.name(place), Some((What::Dimension(_), _)))
        };
        let measured = matches!(self.name(end), Some((What::Measure(_), _)));
        if thing(end) || (ranked && !measured) {
            return true;
        }
        // "the three largest countries", "the two", "both"
        let ends = self.tokens.get(end).is_none_or(|token| !token.is_alphanumeric());
        let next = self.tokens.get(end).map_or("", |token| token.folded.as_str());
        let parted = self.dates().read(end).is_some()
            || self.lexicon.meanings(next).iter().any(|m| matches!(m, Meaning::Per | Meaning::Prep));
        let told = !ends && !parted && thing(end + 1) && !measured;
        told || (is_word && value <= Decimal::TEN && !measured && value > Decimal::ONE)
    }
}
