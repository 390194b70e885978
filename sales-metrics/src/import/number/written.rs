//! Numbers as people and programs write them, byte by byte: without a guess what a comma means.

use rust_decimal::Decimal;

use super::{
    NotANumber,
    currency::without_currency,
    mark::{DecimalMark, Says},
};
use crate::import::cell::is_mark;

/// No number has as many digits, so that each is exact.
const TOO_LARGE: u128 = 10u128.pow(28);
const MOST_SCALE: u32 = 28;
/// Separators in one number: the groups of 28 digits, and some.
const MOST_SEPARATORS: usize = 16;

/// A number, but for the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    negative: bool,
    mantissa: u128,
    /// Digits after the point: read with a decimal point, and with a decimal comma.
    scales: [u32; 2],
    pub(super) says: Says,
}

impl Written {
    /// The number read with `mark`, which has to be one that can.
    #[inline]
    pub(super) fn value(self, mark: DecimalMark) -> Decimal {
        let scale = self.scales[mark as usize];
        let part = |shift: u32| (self.mantissa >> shift) as u32;
        Decimal::from_parts(part(0), part(32), part(64), self.negative && self.mantissa > 0, scale)
    }
}

/// `-12.50` and `-12,50`: ASCII digits with at most one separator, few enough for a machine word.
#[inline]
pub(super) fn quick(text: &str) -> Option<Written> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut mantissa, mut separator) = (0u64, None);
    for (place, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if separator.is_none() && matches!(byte, b'.' | b',') {
            separator = Some((place, if *byte == b'.' { DecimalMark::Point } else { DecimalMark::Comma }));
        } else {
            return None;
        }
    }
    let (scales, says) = match separator {
        None => ([0, 0], Says::Plain),
        Some((place, mark)) => match (place, digits.len() - place - 1) {
            (0, _) | (_, 0) => return None,
            (1..=3, 3) if digits[0] != b'0' => (if mark == DecimalMark::Point { [3, 0] } else { [0, 3] }, Says::Either),
            (_, scale) => ([scale as u32; 2], Says::Shows(mark)),
        },
    };
    Some(Written { negative, mantissa: u128::from(mantissa), scales, says })
}

/// The number in `text`, whatever stands around it.
pub(super) fn read(text: &str) -> Result<Written, NotANumber> {
    match quick(text) {
        Some(written) => Ok(written),
        None => dressed(text),
    }
}

/// A number with signs, currencies, parentheses or a percent sign around it, each at most once.
fn dressed(text: &str) -> Result<Written, NotANumber> {
    let (mut negative, mut currency, mut percent, mut minus_behind) = (None, false, false, false);
    let mut core = text;
    loop {
        core = core.trim_matches(|c: char| c.is_whitespace() || is_mark(c));
        let (rest, sign) = if let Some(rest) = core.strip_prefix(['-', '\u{2212}']) {
            (rest, true)
        } else if let Some(rest) = core.strip_suffix(['-', '\u{2212}']) {
            minus_behind = true;
            (rest, true)
        } else if let Some(rest) = core.strip_prefix('+') {
            (rest, false)
        } else if let Some(rest) = core.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (rest, true)
        } else if let Some(rest) = core.strip_suffix('%').filter(|_| !percent) {
            (percent, core) = (true, rest);
            continue;
        } else if let Some(rest) = without_currency(core).filter(|_| !currency) {
            (currency, core) = (true, rest);
            continue;
        } else {
            break;
        };
        if negative.replace(sign).is_some() {
            return Err(NotANumber::NoNumber);
        }
        core = rest;
    }
    // "5,-" and "5.-" are whole prices.
    if minus_behind && core.ends_with([',', '.']) {
        return Err(NotANumber::NoNumber);
    }
    let mut written = Digits::of(core)?.written()?;
    if percent {
        for scale in &mut written.scales {
            *scale += 2;
        }
    }
    written.negative = negative.unwrap_or(false);
    if written.scales.iter().any(|scale| *scale > MOST_SCALE) {
        return Err(NotANumber::TooLong);
    }
    Ok(written)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Point,
    Comma,
    Blank,
    Apostrophe,
}

/// Digits and what separates them.
#[derive(Default)]
struct Digits {
    mantissa: u128,
    /// Digits before the first separator, and whether the first of them is 0.
    first: usize,
    zero: bool,
    /// Separators, each with the digits after it.
    groups: [Option<(Separator, usize)>; MOST_SEPARATORS],
    count: usize,
    exponent: Option<i32>,
}

impl Digits {
    fn of(text: &str) -> Result<Self, NotANumber> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, power)) => (number, Some(power.parse::<i16>().map_err(|_| NotANumber::NoNumber)?.into())),
            None => (text, None),
        };
        let mut digits = Self { exponent, zero: number.starts_with('0'), ..Self::default() };
        for c in number.chars() {
            let separator = match c {
                '0'..='9' => {
                    digits.mantissa = digits.mantissa * 10 + u128::from(c as u32 - u32::from(b'0'));
                    if digits.mantissa >= TOO_LARGE {
                        return Err(NotANumber::TooLong);
                    }
                    match digits.count.checked_sub(1).and_then(|last| digits.groups[last].as_mut()) {
                        None => digits.first += 1,
                        Some((_, length)) => *length += 1,
                    }
                    continue;
                }
                '.' => Separator::Point,
                ',' => Separator::Comma,
                '\'' | '\u{2019}' => Separator::Apostrophe,
                c if c.is_whitespace() => Separator::Blank,
                _ => return Err(NotANumber::NoNumber),
            };
            *digits.groups.get_mut(digits.count).ok_or(NotANumber::NoNumber)? = Some((separator, 0));
            digits.count += 1;
        }
        Ok(digits)
    }

    /// The first `count` separators, each with the digits after it.
    fn groups(&self, count: usize) -> impl DoubleEndedIterator<Item = (Separator, usize)> + Clone {
        self.groups[..count].iter().flatten().copied()
    }

    /// The digits after the decimal mark, if that is `mark`; `None` if the number cannot be read so.
    fn scale(&self, mark: Separator) -> Option<usize> {
        let decimals =
            self.groups(self.count).next_back().filter(|(separator, _)| *separator == mark).map(|(_, length)| length);
        let mut thousands = self.groups(self.count - usize::from(decimals.is_some()));
        let Some((separator, _)) = thousands.clone().next() else {
            // ".5" and "5." but not "."
            return (self.first > 0 || decimals > Some(0)).then_some(decimals.unwrap_or(0));
        };
        let alike = thousands.clone().all(|(other, _)| other == separator) && separator != mark;
        let threes = thousands.clone().all(|(_, length)| length == 3);
        // 12,34,567
        let lakhs = separator == Separator::Comma
            && thousands.next_back().is_some_and(|(_, length)| length == 3)
            && thousands.all(|(_, length)| length == 2);
        let first = (1..=3).contains(&self.first) && !self.zero;
        (alike && first && (threes || lakhs) && self.exponent.is_none() && decimals != Some(0))
            .then_some(decimals.unwrap_or(0))
    }

    fn written(&self) -> Result<Written, NotANumber> {
        let scale = |mark| self.scale(mark).and_then(|scale| u32::try_from(scale).ok());
        let (point, comma) = (scale(Separator::Point), scale(Separator::Comma));
        let shown = |mark| if self.count > 1 { Says::Proves(mark) } else { Says::Shows(mark) };
        let (scales, says) = match (point, comma) {
            (Some(point), Some(comma)) if point == comma => ([point, comma], Says::Plain),
            (Some(point), Some(comma)) => ([point, comma], Says::Either),
            (Some(point), None) => ([point, point], shown(DecimalMark::Point)),
            (None, Some(comma)) => ([comma, comma], shown(DecimalMark::Comma)),
            (None, None) => return Err(NotANumber::NoNumber),
        };
        let mut written = Written { negative: false, mantissa: self.mantissa, scales, says };
        if let Some(exponent) = self.exponent {
            // With an exponent there are no thousands, so that both scales are the same.
            let scale = i32::try_from(scales[0]).map_err(|_| NotANumber::TooLong)? - exponent;
            let power = 10u128.checked_pow(u32::try_from(-scale).unwrap_or(0)).ok_or(NotANumber::TooLong)?;
            written.mantissa =
                self.mantissa.checked_mul(power).filter(|m| *m < TOO_LARGE).ok_or(NotANumber::TooLong)?;
            written.scales = [u32::try_from(scale).unwrap_or(0); 2];
        }
        Ok(written)
    }
}
