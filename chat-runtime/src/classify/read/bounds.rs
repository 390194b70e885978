//! Amounts that figures are held against: "above 100k", "less than £5,000", "10,000 or more", "between 5k and 10k", "negative".

use rust_decimal::Decimal;
use sales_metrics::query::plan::{Comparison, Having, Limit, Order};

use super::Reader;
use crate::classify::{
    amount::{Amount, amount},
    lexicon::Cue,
};

/// How much a figure is to be, as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::classify) struct Said {
    pub(in crate::classify) having: Having,
    /// The amount is in percent.
    pub(in crate::classify) percent: bool,
    /// The amount is money.
    pub(in crate::classify) money: bool,
    /// "Lost money": of the profit, where no other figure is named.
    pub(in crate::classify) loss: bool,
    /// The measure that follows: "more than 200 orders".
    pub(in crate::classify) of: Option<String>,
    /// Where it begins.
    at: usize,
}

/// What a number of four digits is where it may be a year.
const YEARS: std::ops::RangeInclusive<i64> = 1990..=2099;
/// Members are younger, and things cheaper, than this.
const FEW: u32 = 150;
/// What stands before two amounts, and what may stand between them.
const BETWEEN: [&str; 3] = ["between", "zwischen", "entre"];
const AND: [&str; 6] = ["and", "und", "et", "y", "e", "&"];
/// The same of amounts that are no days: "from 5,000 to 5,500".
const FROM: [&str; 4] = ["from", "von", "de", "desde"];
const TO: [&str; 7] = ["to", "bis", "à", "a", "até", "ate", "hasta"];
/// What leaves no other amount.
const EXACTLY: [&str; 6] = ["exactly", "precisely", "genau", "exactement", "exactamente", "exatamente"];
const ONE: [&str; 10] = ["one", "ein", "eine", "einen", "un", "une", "una", "uno", "um", "uma"];
/// What turns an amount round that stands before it: "10,000 or more".
const OR: [&str; 6] = ["or", "and", "oder", "ou", "o", "e"];

impl Reader<'_> {
    /// Finds the amount that figures are to be held against; its words mean nothing else then.
    pub(super) fn bounds(&mut self) {
        for at in 0..self.list.len() {
            if self.list[at].used {
                continue;
            }
            let one = || self.bound_at(at).or_else(|| self.signed(at)).or_else(|| self.bound_behind(at));
            let one = || one().map(|(is, read, end)| (Having { is, amount: read.value, and: None }, read, end));
            let two = || self.between(at).or_else(|| self.exactly(at));
            let Some((having, read, end)) = two().or_else(one) else { continue };
            let from = self.list[at].span.start;
            let next = self.list.iter().position(|token| token.span.start >= end);
            let of = next.and_then(|next| self.measure_at(next));
            let said = Said { having, percent: read.percent, money: read.money, loss: false, of, at };
            self.reading.having = Some(match self.reading.having.take() {
                None => said,
                Some(before) => both(&before, &said).unwrap_or_else(|| {
                    // Of several figures, or of nothing: no plan can say it.
                    self.reading.bounded = true;
                    said
                }),
            });
            // "More than three times", "in more than 5 countries": something else is counted.
            self.reading.bounded |= next.is_some_and(|next| self.counts_others(next));
            let inside = self.list.iter().filter(|token| token.span.start >= from && token.span.end <= end).count();
            self.link(at, inside, "<number>");
        }
        if let Some((at, count)) = self.loss() {
            let having = Having { is: Comparison::Below, amount: Decimal::ZERO, and: None };
            self.reading.having = Some(Said { having, percent: false, money: false, loss: true, of: None, at });
            self.explain(at, count);
        }
        if let Some((at, count)) = self.sold().filter(|_| self.reading.having.is_none()) {
            let having = Having { is: Comparison::Above, amount: Decimal::ZERO, and: None };
            self.reading.having = Some(Said { having, percent: false, money: false, loss: false, of: None, at });
            self.explain(at, count);
        }
    }

    /// "How many days had sales": where it is said of units of time that are counted, and says no more of them than that.
    fn sold(&self) -> Option<(usize, usize)> {
        let is_unit = |at: usize| matches!(self.lexicon.word(&self.list[at].word), Some(Cue::Unit(_)));
        let counted = (0..self.list.len()).find(|at| is_unit(*at) && self.counts(*at))?;
        let (at, count) = (counted..self.list.len()).find_map(|at| Some((at, self.lexicon.sold(&self.list[at..])?)))?;
        let next = self.list.get(at + count).and_then(|token| self.lexicon.word(&token.word));
        let is_free = self.list[at..at + count].iter().all(|token| !token.used);
        (is_free && !matches!(next, Some(Cue::Change | Cue::Growth(_) | Cue::Compare))).then_some((at, count))
    }

    /// The measure that is named at `at`.
    fn measure_at(&self, at: usize) -> Option<String> {
        let named = self.vocabulary.measures.iter().find(|(phrase, _)| self.phrase_at(at, phrase));
        let usual = || match self.lexicon.look_up(&self.list[at..]) {
            Some((Cue::Concept(concept), _)) => self.vocabulary.concept(concept),
            _ => None,
        };
        named.map(|(_, name)| name.as_str()).or_else(usual).map(str::to_owned)
    }

    /// "Members under 25", "products under £5": ages and prices, and not what they came to.
    pub(super) fn few_of_a_kind(&mut self) {
        let Some(said) = &self.reading.having else { return };
        let Some(before) = said.at.checked_sub(1).map(|at| &self.list[at]) else { return };
        let is_few = !said.percent && !said.loss && said.having.amount.abs() < Decimal::from(FEW);
        let kind = match before.link {
            Some("<dimension>" | "<dimensions>") => true,
            Some("<measure>") => {
                self.vocabulary.called(&before.word).is_some_and(|name| self.vocabulary.counted_by(name).is_some())
            }
            _ => false,
        };
        self.reading.bounded |= is_few && kind;
    }

    /// "More than 5,000": the comparison, the amount and where it ends.
    fn bound_at(&self, at: usize) -> Option<(Comparison, Amount, usize)> {
        let (is, count) = self.lexicon.comparison(&self.list[at..])?;
        let mut behind = at + count;
        while matches!(self.list.get(behind).map(|token| token.word.as_str()), Some("the" | "a" | "of" | "total")) {
            behind += 1;
        }
        let from = self.list[behind - 1].span.end;
        // "Let's start over: the 10 best"
        let next = self.list.get(behind).map_or(self.text.len(), |token| token.span.start);
        if self.text[self.list[at].span.start..next].contains(':') {
            return None;
        }
        let read = amount(&self.text[from..])?;
        self.is_amount(&read, from).then_some((is, read, from + read.end))
    }

    /// "Between 800k and 1.2 million", "from 5,000 to 5,500": both are within; the second amount, and where it ends.
    fn between(&self, at: usize) -> Option<(Having, Amount, usize)> {
        let word = self.list[at].word.as_str();
        let is_from = FROM.contains(&word);
        if !is_from && !BETWEEN.contains(&word) {
            return None;
        }
        let from = self.list[at].span.end;
        let mut low = amount(&self.text[from..])?;
        let next = self.list.iter().find(|token| token.span.start >= from + low.end)?;
        let joins: &[&str] = if is_from { &TO } else { &AND };
        if !joins.contains(&next.word.as_str()) {
            return None;
        }
        let behind = next.span.end;
        let high = amount(&self.text[behind..])?;
        // "Between 5 and 10k": the one that multiplies the second multiplies the first.
        let multiplied = low.value.checked_mul(Decimal::from(high.times)).filter(|value| *value <= high.value);
        let multiplied = multiplied.filter(|_| low.times == 1 && high.times > 1);
        let inherits = multiplied.is_some();
        low.value = multiplied.unwrap_or(low.value);
        let is_day = is_from && low.times == 1 && !low.money && !low.percent && low.value.abs() < Decimal::ONE_HUNDRED;
        let are_amounts = (inherits || self.is_amount(&low, from)) && self.is_amount(&high, behind);
        let is_period = || self.is_period(self.list[at].span.start..behind + high.end);
        if is_day && !inherits || !are_amounts || low.value > high.value || is_period() {
            return None;
        }
        let upper = Limit { is: Comparison::AtMost, amount: high.value };
        let having = Having { is: Comparison::AtLeast, amount: low.value, and: Some(upper) };
        let read = Amount { percent: low.percent || high.percent, money: low.money || high.money, ..high };
        Some((having, read, behind + high.end))
    }

    /// "Exactly one order", "exactly 30 orders": no more and no less.
    fn exactly(&self, at: usize) -> Option<(Having, Amount, usize)> {
        if !EXACTLY.contains(&self.list[at].word.as_str()) {
            return None;
        }
        let number = self.list.get(at + 1)?;
        let from = self.list[at].span.end;
        let said = || {
            let value = match self.lexicon.word(&number.word) {
                Some(Cue::Number(n)) => n,
                _ if ONE.contains(&number.word.as_str()) => 1,
                _ => return None,
            };
            let end = number.span.end - from;
            Some(Amount { value: value.into(), percent: false, money: false, bare: true, times: 1, end })
        };
        let read = amount(&self.text[from..]).or_else(said)?;
        let next = self.list.iter().position(|token| token.span.start >= from + read.end)?;
        self.measure_at(next)?;
        let upper = Limit { is: Comparison::AtMost, amount: read.value };
        let having = Having { is: Comparison::AtLeast, amount: read.value, and: Some(upper) };
        Some((having, read, from + read.end))
    }

    /// ">5,000", "≥ 5k"
    fn signed(&self, at: usize) -> Option<(Comparison, Amount, usize)> {
        let before = self.text[..self.list[at].span.start].trim_end_matches([' ', '$', '€', '£']);
        let is = match before {
            _ if before.ends_with(">=") || before.ends_with('≥') => Comparison::AtLeast,
            _ if before.ends_with("<=") || before.ends_with('≤') => Comparison::AtMost,
            _ if before.ends_with('>') => Comparison::Above,
            _ if before.ends_with('<') => Comparison::Below,
            _ => return None,
        };
        let from = self.list[at].span.start;
        let read = amount(&self.text[from..])?;
        Some((is, read, from + read.end))
    }

    /// "5,000 or more", "100k+"
    fn bound_behind(&self, at: usize) -> Option<(Comparison, Amount, usize)> {
        let from = self.list[at].span.start;
        if !self.list[at].word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let read = amount(&self.text[from..])?;
        let end = from + read.end;
        if self.text[end..].starts_with('+') && !self.text[end + 1..].trim_start().starts_with(char::is_alphanumeric) {
            return Some((Comparison::AtLeast, read, end));
        }
        let next = self.list.iter().position(|token| token.span.start >= end)?;
        let [or, more, ..] = &self.list[next..] else { return None };
        let is = match more.word.as_str() {
            _ if !OR.contains(&or.word.as_str()) => return None,
            "more" | "above" | "over" | "up" | "mehr" | "plus" | "mas" | "mais" => Comparison::AtLeast,
            "less" | "fewer" | "below" | "under" | "weniger" | "moins" | "menos" => Comparison::AtMost,
            _ => return None,
        };
        Some((is, read, more.span.end))
    }

    /// Whether it is no year, and no number of days.
    fn is_amount(&self, read: &Amount, from: usize) -> bool {
        let year = read.bare && YEARS.contains(&i64::try_from(read.value).unwrap_or_default());
        let next = self.list.iter().find(|token| token.span.start >= from + read.end);
        let unit = next.is_some_and(|token| matches!(self.lexicon.word(&token.word), Some(Cue::Unit(_))));
        !year && !unit
    }

    /// Whether what stands at `at` is counted, and no measure.
    fn counts_others(&self, at: usize) -> bool {
        const TIMES: [&str; 6] = ["times", "mal", "fois", "veces", "vezes", "x"];
        let dimension = self.vocabulary.dimensions.iter().find(|(phrase, ..)| self.phrase_at(at, phrase));
        let counted = dimension.is_some_and(|(_, name, _)| self.vocabulary.counting(name).is_none());
        counted || TIMES.contains(&self.list[at].word.as_str())
    }

    /// "Negative profit", "made a loss": less than nothing.
    fn loss(&self) -> Option<(usize, usize)> {
        let is_free = |(at, count): &(usize, usize)| self.list[*at..at + count].iter().all(|token| !token.used);
        (0..self.list.len()).filter_map(|at| Some((at, self.lexicon.loss(&self.list[at..])?))).find(is_free)
    }
}

/// "More than 500 but less than 1,000": what is as much as both, where they are the two ends of one figure.
fn both(first: &Said, second: &Said) -> Option<Said> {
    if first.having.and.or(second.having.and).is_some() || first.loss || second.loss {
        return None;
    }
    let (lower, upper) = match (first.having.order(), second.having.order()) {
        (Order::Highest, Order::Lowest) => (first, second),
        (Order::Lowest, Order::Highest) => (second, first),
        _ => return None,
    };
    let percent = first.percent || second.percent;
    if first.of.is_some() && second.of.is_some() && first.of != second.of || lower.having.amount > upper.having.amount {
        return None;
    }
    let and = Some(Limit { is: upper.having.is, amount: upper.having.amount });
    let of = first.of.clone().or_else(|| second.of.clone());
    let money = first.money || second.money;
    Some(Said { having: Having { and, ..lower.having }, percent, money, loss: false, of, at: first.at })
}
