//! Figures as they are written: in digits with any language's marks, in words, rounded, scaled, with a unit.

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Language,
    query::fact::{Fact, FactRole},
};

use super::{
    lexicon::{CODES, Lexicon, Meaning, foreign_number},
    text::{Kind, Token},
};

/// What a written figure is a figure of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum UnitOf {
    /// Nothing is said.
    Bare,
    /// Money in one of these currencies.
    Money(Vec<&'static str>),
    Percent,
    /// Percentage points.
    Points,
    /// Times, or two units: what no fact is.
    None,
}

/// How exactly a figure claims to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hedge {
    Exact,
    About,
    /// The fact is a little above it.
    Over,
    /// The fact is a little below it.
    Under,
}

/// A written figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// Without its sign.
    pub(super) value: Decimal,
    /// What one of its last digit is worth.
    pub(super) step: Decimal,
    /// The same for the last digit that is not zero.
    pub(super) coarse: Decimal,
    /// `Some(true)`: a minus is written.
    pub(super) sign: Option<bool>,
    pub(super) unit: UnitOf,
    pub(super) hedge: Hedge,
    /// Written with a scale: "1.2 million".
    pub(super) scaled: bool,
}

/// Furthest that a figure told roughly may be from its fact, in percent of it.
const MOST_OFF: i64 = 8;
/// The same for "about £700,000".
const MOST_OFF_ONE_DIGIT: i64 = 2;
/// The same for one told in millions: "£1m" is not £683,000, though it would be if rounded.
const MOST_OFF_SCALED: i64 = 34;

/// Above this a figure is told exactly.
const LARGEST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

impl Number {
    /// Whether it tells the figure of `fact`, its sign and its unit aside.
    pub(super) fn tells(&self, fact: &Fact) -> bool {
        let Some(value) = fact.value.map(|value| value.abs()) else { return false };
        if self.value > LARGEST || value > LARGEST {
            // Nobody rounds such a figure, and arithmetic with it may overflow.
            return self.value == value;
        }
        let off = self.value - value;
        if fact.role == FactRole::Bound {
            // "Above 700,000": what is above it, and not about how much.
            return off.abs() * Decimal::TWO < self.step;
        }
        let rough = self.hedge != Hedge::Exact;
        let step = if rough { self.coarse } else { self.step };
        let near = off.abs() * Decimal::TWO <= step;
        let within = match self.hedge {
            Hedge::Exact | Hedge::About => near,
            // "Over 683k" of 683,267, and "over 683k" of 682,900 that is shown as 683k.
            Hedge::Over => off <= Decimal::ZERO && -off < step && (off < Decimal::ZERO || self.is_rounded()),
            Hedge::Under => off >= Decimal::ZERO && off < step && (off > Decimal::ZERO || self.is_rounded()),
        };
        let most = match (rough && self.coarse > self.step, self.scaled) {
            (true, _) if self.hedge == Hedge::About && self.is_one_digit() => MOST_OFF_ONE_DIGIT,
            (true, _) => MOST_OFF,
            (false, true) => MOST_OFF_SCALED,
            _ => return within,
        };
        within && off.abs() * Decimal::ONE_HUNDRED <= value * Decimal::from(most)
    }

    fn is_one_digit(&self) -> bool {
        self.value < self.coarse * Decimal::TEN
    }

    fn is_rounded(&self) -> bool {
        self.scaled || self.coarse > self.step
    }

    /// Whether its unit may be that of `fact`.
    pub(super) fn has_unit_of(&self, fact: &Fact) -> bool {
        match &self.unit {
            UnitOf::Bare => !matches!(fact.unit.as_str(), "percent" | "points"),
            UnitOf::Percent => fact.unit == "percent",
            UnitOf::Points => fact.unit == "points",
            UnitOf::Money(codes) => codes.contains(&fact.unit.as_str()),
            UnitOf::None => false,
        }
    }
}

/// Reads figures out of tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) lexicon: &'static Lexicon,
    pub(super) language: Language,
    /// The tenant's, whose marks are meant where a figure reads in two ways.
    pub(super) marks: Language,
}

/// Digits or words, without what stands around them.
struct Bare {
    value: Decimal,
    step: Decimal,
    coarse: Decimal,
    scaled: bool,
    end: usize,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The figure that begins at `at`, and where it ends; hedges are read before.
    pub(super) fn number(&self, at: usize, hedge: Hedge) -> Option<(Number, usize)> {
        let (mut place, mut sign, mut unit) = (at, None, UnitOf::Bare);
        for _ in 0..3 {
            let token = self.token(place)?;
            let apart = place == 0 || !token.glued || !self.tokens[place - 1].is_alphanumeric();
            match token.kind {
                Kind::Sign('-' | '–') if sign.is_none() && apart && self.token(place + 1)?.glued => sign = Some(true),
                Kind::Sign('+') if sign.is_none() => sign = Some(false),
                Kind::Word if sign.is_none() && self.says(place, |m| *m == Meaning::Minus) => sign = Some(true),
                _ => {
                    let Some((codes, end)) = self.currency_before(place) else { break };
                    if unit != UnitOf::Bare {
                        break;
                    }
                    unit = UnitOf::Money(codes);
                    place = end;
                    continue;
                }
            }
            place += 1;
        }
        let bare = self.digits(place).or_else(|| self.words(place))?;
        let mut end = bare.end;
        let mut number =
            Number { value: bare.value, step: bare.step, coarse: bare.coarse, sign, unit, hedge, scaled: bare.scaled };
        end = self.scale(&mut number, end);
        end = self.unit(&mut number, end);
        Some((number, end))
    }

    fn says(&self, at: usize, test: impl Fn(&Meaning) -> bool) -> bool {
        self.token(at).is_some_and(|token| self.lexicon.meanings(&token.folded).iter().any(test))
    }

    /// A currency before a figure: `£`, `US$`, `R$`, `GBP`.
    fn currency_before(&self, at: usize) -> Option<(Vec<&'static str>, usize)> {
        let (codes, end) = self.currency(at)?;
        let next = self.token(end)?;
        let follows =
            next.kind == Kind::Digits || matches!(next.kind, Kind::Sign('-' | '+' | '–')) || next.kind == Kind::Word;
        follows.then_some((codes, end))
    }

    /// A currency by its sign or code.
    pub(super) fn currency(&self, at: usize) -> Option<(Vec<&'static str>, usize)> {
        let token = self.token(at)?;
        let signs = match token.kind {
            Kind::Sign('£') => vec!["GBP"],
            Kind::Sign('€') => vec!["EUR"],
            Kind::Sign('$') => vec!["USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "ARS", "CLP", "COP"],
            Kind::Sign('¥') => vec!["JPY", "CNY"],
            Kind::Sign('₹') => vec!["INR"],
            Kind::Sign('₩') => vec!["KRW"],
            Kind::Sign('₺') => vec!["TRY"],
            Kind::Sign('₽') => vec!["RUB"],
            Kind::Sign(c) if is_money(c) => vec!["???"],
            Kind::Word => {
                let dollar = self.token(at + 1).is_some_and(|next| next.glued && next.is_sign('$'));
                match token.raw.as_str() {
                    "R" if dollar => return Some((vec!["BRL"], at + 2)),
                    "US" if dollar => return Some((vec!["USD"], at + 2)),
                    "C" | "CA" if dollar => return Some((vec!["CAD"], at + 2)),
                    "A" | "AU" if dollar => return Some((vec!["AUD"], at + 2)),
                    "kr" => vec!["SEK", "NOK", "DKK"],
                    raw => vec![*CODES.iter().find(|code| **code == raw)?],
                }
            }
            _ => return None,
        };
        Some((signs, at + 1))
    }

    /// Digits with marks: `1,234.56`, `1.234,56`, `1 234,56`, `1'234`.
    fn digits(&self, at: usize) -> Option<Bare> {
        let first = self.token(at).filter(|token| token.kind == Kind::Digits)?;
        let (mut text, mut end) = (first.raw.clone(), at + 1);
        let mut grouped = first.raw.len() <= 3;
        while let (Some(mark), Some(next)) = (self.token(end), self.token(end + 1)) {
            let joined = mark.glued && next.glued && next.kind == Kind::Digits;
            match mark.kind {
                Kind::Sign(c @ ('.' | ',')) if joined => {
                    text.push(c);
                    text.push_str(&next.raw);
                    end += 2;
                }
                Kind::Sign('\'') if joined && grouped && next.raw.len() == 3 => {
                    text.push_str(&next.raw);
                    end += 2;
                }
                _ => break,
            }
            grouped = grouped && next.raw.len() == 3;
        }
        // Thousands parted by blanks.
        while let Some(next) = self.token(end) {
            if text.contains(['.', ',']) || !grouped || next.glued || next.kind != Kind::Digits || next.raw.len() != 3 {
                break;
            }
            text.push_str(&next.raw);
            end += 1;
            if let (Some(mark), Some(fraction)) = (self.token(end), self.token(end + 1))
                && matches!(mark.kind, Kind::Sign('.' | ','))
                && mark.glued
                && fraction.glued
                && fraction.kind == Kind::Digits
            {
                text.push(if mark.is_sign(',') { ',' } else { '.' });
                text.push_str(&fraction.raw);
                end += 2;
            }
        }
        let plain = self.unmarked(&text)?;
        let decimals = u32::try_from(plain.split_once('.').map_or(0, |(_, fraction)| fraction.len())).ok()?;
        let value: Decimal = plain.parse().ok()?;
        let step = Decimal::ONE.checked_div(power_of_ten(decimals)?)?;
        let coarse = if decimals > 0 { step } else { zeros(value) };
        Some(Bare { value, step, coarse, scaled: false, end })
    }

    /// The text with nothing but a point for its fraction; `None` if its marks make no sense.
    fn unmarked(&self, text: &str) -> Option<String> {
        let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let Some(last) = marks.last() else { return Some(text.to_owned()) };
        let is_grouped = |part: &str, mark: char| {
            let groups: Vec<&str> = part.split(mark).collect();
            groups[0].len() <= 3 && !groups[0].is_empty() && groups[1..].iter().all(|group| group.len() == 3)
        };
        let kinds = marks.iter().collect::<std::collections::BTreeSet<_>>().len();
        let (whole, fraction) = text.rsplit_once(*last)?;
        if kinds == 2 {
            let other = marks[0];
            let sound = marks.iter().filter(|mark| *mark == last).count() == 1 && is_grouped(whole, other);
            return sound.then(|| format!("{}.{fraction}", whole.replace(other, "")));
        }
        let one = marks.len() == 1;
        let thousands = is_grouped(text, *last);
        let is_decimal = one && (*last == self.marks.decimal_mark() || !thousands);
        match (is_decimal, thousands) {
            (true, _) => Some(format!("{whole}.{fraction}")),
            (false, true) => Some(text.replace(*last, "")),
            (false, false) => None,
        }
    }

    /// Number words: "six hundred and eighty-three thousand", "dreiundzwanzig".
    fn words(&self, at: usize) -> Option<Bare> {
        let (mut total, mut current) = (Decimal::ZERO, Decimal::ZERO);
        let (mut end, mut any, mut last_scale) = (at, false, Decimal::ONE);
        let mut fraction: Option<(String, u32)> = None;
        while let Some(token) = self.token(end) {
            if token.kind != Kind::Word {
                let hyphen = token.is_sign('-') && any && token.glued && self.token(end + 1).is_some_and(|t| t.glued);
                if hyphen && self.atoms(&self.token(end + 1)?.folded).is_some() {
                    end += 1;
                    continue;
                }
                break;
            }
            let Some(atoms) = self.atoms(&token.folded) else {
                let next_is_number = || {
                    self.token(end + 1)
                        .is_some_and(|next| next.kind == Kind::Word && self.atoms(&next.folded).is_some())
                };
                let and =
                    any && self.says(end, |m| *m == Meaning::And) && last_scale > Decimal::ONE && next_is_number();
                let point = any && fraction.is_none() && self.says(end, |m| *m == Meaning::Point) && next_is_number();
                if point {
                    fraction = Some((String::new(), 0));
                }
                if and || point {
                    end += 1;
                    continue;
                }
                break;
            };
            for atom in atoms {
                match (atom, &mut fraction) {
                    (Atom::Scale(scale), _) if any || scale < Decimal::ONE_THOUSAND || self.alone(at) => {
                        if let Some((digits, _)) = fraction.take() {
                            current += format!("0.{digits}").parse::<Decimal>().ok()?;
                        }
                        let times = if current.is_zero() { Decimal::ONE } else { current };
                        if scale >= Decimal::ONE_THOUSAND {
                            total = total.checked_add(times.checked_mul(scale)?)?;
                            current = Decimal::ZERO;
                        } else {
                            current = times.checked_mul(scale)?;
                        }
                        last_scale = scale;
                    }
                    (Atom::Scale(_), _) => return None,
                    (Atom::Number(digit), Some((digits, _))) if digit < Decimal::TEN => {
                        digits.push_str(&digit.to_string())
                    }
                    // "quatre-vingt"
                    (Atom::Number(twenty), None)
                        if twenty == Decimal::from(20) && current % Decimal::ONE_HUNDRED == Decimal::from(4) =>
                    {
                        current += Decimal::from(76);
                    }
                    (Atom::Number(number), _) => {
                        current = current.checked_add(number)?;
                        last_scale = Decimal::ONE;
                    }
                }
                any = true;
            }
            end += 1;
        }
        if !any {
            return None;
        }
        if let Some((digits, _)) = fraction {
            current += format!("0.{digits}").parse::<Decimal>().ok()?;
        }
        let value = total.checked_add(current)?;
        let coarse = zeros(value);
        // "683 thousand" is told to the thousand.
        let step = if current.is_zero() && last_scale >= Decimal::ONE_THOUSAND {
            last_scale.min(coarse)
        } else {
            Decimal::ONE
        };
        let step = if value.fract().is_zero() { step } else { Decimal::new(1, value.scale()) };
        Some(Bare { value, step, coarse: coarse.max(step), scaled: step > Decimal::ONE, end })
    }

    /// A scale may begin a figure only where it is a word of its own for one: "hundert", "mille", "mil".
    fn alone(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.folded.len() >= 3)
    }

    /// What one word counts: `None` if it is no number word.
    fn atoms(&self, word: &str) -> Option<Vec<Atom>> {
        let atom = |word: &str| {
            self.lexicon.meanings(word).iter().find_map(|meaning| match meaning {
                Meaning::Number(number) => Some(Atom::Number(Decimal::from(*number))),
                Meaning::Hundred => Some(Atom::Scale(Decimal::ONE_HUNDRED)),
                Meaning::Scale(scale) if word.len() > 2 => Some(Atom::Scale(*scale)),
                _ => None,
            })
        };
        if let Some(one) = atom(word) {
            return Some(vec![one]);
        }
        (self.language == Language::German && word.len() >= 6).then(|| compound(word, &atom))?
    }

    /// A number word of another language at `at`.
    pub(super) fn is_foreign_word(&self, at: usize) -> bool {
        let Some(token) = self.token(at).filter(|token| token.kind == Kind::Word) else { return false };
        self.lexicon.meanings(&token.folded).is_empty() && foreign_number(&token.folded, self.language)
    }

    /// `k`, `m`, `million` behind a figure.
    fn scale(&self, number: &mut Number, at: usize) -> usize {
        let Some(token) = self.token(at).filter(|token| token.kind == Kind::Word) else { return at };
        let scale = self.lexicon.meanings(&token.folded).iter().find_map(|meaning| match meaning {
            Meaning::Scale(scale) => Some(*scale),
            _ => None,
        });
        let Some(scale) = scale else { return at };
        let scaled =
            (number.value.checked_mul(scale), number.step.checked_mul(scale), number.coarse.checked_mul(scale));
        if let (Some(value), Some(step), Some(coarse)) = scaled {
            (number.value, number.step, number.coarse, number.scaled) = (value, step, coarse, true);
        }
        let dot = self.token(at + 1).is_some_and(|next| next.is_sign('.') && next.glued) && token.folded.len() <= 4;
        let unit = |place| self.currency(place).is_some() || self.says(place, |m| matches!(m, Meaning::Currency(_)));
        if dot && unit(at + 2) { at + 2 } else { at + 1 }
    }

    /// `%`, `percent`, `points`, a currency or another unit behind a figure.
    fn unit(&self, number: &mut Number, at: usize) -> usize {
        let Some(token) = self.token(at) else { return at };
        let phrase = |words: usize| -> Option<String> {
            let parts: Vec<&str> = (at..at + words)
                .map(|place| self.token(place).filter(|t| t.kind == Kind::Word).map(|t| t.folded.as_str()))
                .collect::<Option<_>>()?;
            Some(parts.join(" "))
        };
        if token.is_sign('%') {
            // "4.5% points"
            let points = self.says(at + 1, |m| *m == Meaning::Points);
            number.unit = match number.unit {
                UnitOf::Bare if points => UnitOf::Points,
                UnitOf::Bare => UnitOf::Percent,
                _ => UnitOf::None,
            };
            return at + 1 + usize::from(points);
        }
        if token.is_sign('‰') {
            number.unit = UnitOf::None;
            return at + 1;
        }
        if let Some((codes, end)) = self.currency(at) {
            let twice =
                matches!(&number.unit, UnitOf::Money(before) if !before.iter().any(|code| codes.contains(code)));
            number.unit = if twice || number.unit == UnitOf::Percent { UnitOf::None } else { UnitOf::Money(codes) };
            return end;
        }
        for words in (1..=3).rev() {
            let Some(phrase) = phrase(words) else { continue };
            for meaning in self.lexicon.meanings(&phrase) {
                match meaning {
                    Meaning::Points if number.unit == UnitOf::Bare => number.unit = UnitOf::Points,
                    Meaning::Points | Meaning::Unit => number.unit = UnitOf::None,
                    Meaning::Percent => {
                        number.unit = if number.unit == UnitOf::Bare { UnitOf::Percent } else { UnitOf::None };
                    }
                    Meaning::Currency(code) => {
                        let of = vec![*code];
                        let other = matches!(&number.unit, UnitOf::Money(before) if !before.contains(code));
                        number.unit = if other { UnitOf::None } else { UnitOf::Money(of) };
                    }
                    _ => continue,
                }
                return at + words;
            }
        }
        // "millions d'euros", "milhões de reais"
        if matches!(token.folded.as_str(), "de" | "d" | "of") && number.scaled {
            let skip = if self.token(at + 1).is_some_and(|next| next.is_sign('\'')) { 2 } else { 1 };
            let before = number.unit.clone();
            let named = self.token(at + skip).is_some_and(|next| next.kind == Kind::Word);
            let end = if named { self.unit(number, at + skip) } else { at };
            let another = self.token(end).is_some_and(|next| next.kind == Kind::Digits);
            if end > at + skip && !another && matches!(number.unit, UnitOf::Money(_)) {
                return end;
            }
            number.unit = before;
        }
        at
    }
}

#[derive(Debug, Clone, Copy)]
enum Atom {
    Number(Decimal),
    Scale(Decimal),
}

/// A compound, "siebenhundertdreiundachtzigtausend", as its parts, longest first. Each place is looked at once, from the end: a word
/// may be long, and may fall apart in many ways.
fn compound(word: &str, atom: &impl Fn(&str) -> Option<Atom>) -> Option<Vec<Atom>> {
    // By place: the part that begins there, if what follows it falls into parts, and its end. "Und" counts nothing.
    let mut parts: Vec<Option<(Option<Atom>, usize)>> = vec![None; word.len()];
    let whole = |parts: &[Option<_>], end: usize| end == word.len() || parts.get(end).is_some_and(Option::is_some);
    for start in (0..word.len()).rev() {
        let ends = (start + 2..=word.len().min(start + 10)).rev();
        parts[start] = ends.filter(|end| whole(&parts, *end)).find_map(|end| match word.get(start..end)? {
            "und" => Some((None, end)),
            head => Some((Some(atom(head)?), end)),
        });
    }
    let (mut found, mut at) = (Vec::new(), 0);
    while at < word.len() {
        let (part, end) = parts[at]?;
        found.extend(part);
        at = end;
    }
    Some(found)
}

/// Ten to the number of zeros that a whole number ends in.
fn zeros(value: Decimal) -> Decimal {
    let mut step = Decimal::ONE;
    while !value.is_zero()
        && (value / (step * Decimal::TEN)).fract().is_zero()
        && step < Decimal::from(1_000_000_000_000_u64)
    {
        step *= Decimal::TEN;
    }
    step
}

fn power_of_ten(digits: u32) -> Option<Decimal> {
    (digits <= 20).then(|| Decimal::from(10_u128.pow(digits)))
}

/// The other signs of currencies.
fn is_money(c: char) -> bool {
    matches!(u32::from(c), 0x20A0..=0x20CF) || matches!(c, '¢' | '¤')
}
