//! Dates as people and programs write them, byte by byte: quick, and without a guess which of two numbers is the month.

/// The day in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// It says itself which number is which.
    Told { year: i16, month: u8, day: u8 },
    /// Two numbers that are a day and a month in one order or the other.
    Either { first: u8, second: u8, year: i16 },
}

/// Years outside these are typing errors.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];
const WEEKDAYS: [&[u8]; 7] = [b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday"];

/// The day in `text`, and the hour if it has one; `None` when it is no date of a common form.
pub(super) fn read(text: &[u8]) -> Option<(Day, Option<u8>)> {
    let (day, rest) = match iso(text) {
        Some(read) => read,
        None => date(text)?,
    };
    Some((day, hour(rest)?))
}

/// Whether the numbers make a day of the calendar.
pub(super) fn exists(year: i16, month: u8, day: u8) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let most = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        1..=12 => 31,
        _ => return false,
    };
    YEARS.contains(&year) && (1..=most).contains(&day)
}

/// `2010-12-01`, by far the most frequent.
#[inline]
fn iso(text: &[u8]) -> Option<(Day, &[u8])> {
    let (date, rest) = text.split_first_chunk::<10>()?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let mut digits = [0; 8];
    for (digit, place) in digits.iter_mut().zip([0, 1, 2, 3, 5, 6, 8, 9]) {
        *digit = date[place].wrapping_sub(b'0');
        if *digit > 9 {
            return None;
        }
    }
    let two = |tens: usize| digits[tens] * 10 + digits[tens + 1];
    told(i16::from(two(0)) * 100 + i16::from(two(2)), two(4), two(6)).map(|day| (day, rest))
}

fn told(year: i16, month: u8, day: u8) -> Option<Day> {
    exists(year, month, day).then_some(Day::Told { year, month, day })
}

fn date(text: &[u8]) -> Option<(Day, &[u8])> {
    let (word, rest) = letters(text);
    if !word.is_empty() {
        if let Some(month) = named(word, &MONTHS) {
            let (day, rest) = day_number(between(rest))?;
            let (year, rest) = year(between(rest))?;
            return Some((told(year, month, day)?, rest));
        }
        named(word, &WEEKDAYS)?;
        let rest = between(rest);
        let second = named(letters(rest).0, &WEEKDAYS).is_some();
        return if second { None } else { date(rest) };
    }
    let (number, length, rest) = digits(text)?;
    match length {
        8 => {
            let year = i16::try_from(number / 10_000).ok()?;
            let (month, day) = (number / 100 % 100, number % 100);
            Some((told(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?, rest))
        }
        4 => {
            let (mark, rest) = mark(rest)?;
            let (month, rest) = month_number_or_name(rest)?;
            let (day, _, rest) = digits(rest.strip_prefix(&[mark])?).filter(|(_, length, _)| *length <= 2)?;
            Some((told(i16::try_from(number).ok()?, month, u8::try_from(day).ok()?)?, rest))
        }
        1 | 2 => {
            let first = u8::try_from(number).ok()?;
            if let Some((month, rest)) = name_after(rest) {
                let (year, rest) = year(between(rest))?;
                return Some((told(year, month, first)?, rest));
            }
            let (mark, rest) = mark(rest)?;
            let (second, _, rest) = digits(blanks(rest)).filter(|(_, length, _)| *length <= 2)?;
            let (year, rest) = year(blanks(rest.strip_prefix(&[mark])?))?;
            Some((Day::Either { first, second: u8::try_from(second).ok()?, year }, rest))
        }
        _ => None,
    }
}

/// `1st`, ` Dec`, `-Dec`: a month by its name after the number of the day.
fn name_after(text: &[u8]) -> Option<(u8, &[u8])> {
    let (word, rest) = letters(text);
    let rest = match word {
        b"" => text,
        _ if [&b"st"[..], b"nd", b"rd", b"th"].iter().any(|end| word.eq_ignore_ascii_case(end)) => rest,
        _ => return Some((named(word, &MONTHS)?, rest)),
    };
    let (word, rest) = letters(between(rest));
    Some((named(word, &MONTHS)?, rest))
}

fn month_number_or_name(text: &[u8]) -> Option<(u8, &[u8])> {
    let (word, rest) = letters(text);
    if !word.is_empty() {
        return Some((named(word, &MONTHS)?, rest));
    }
    let (month, _, rest) = digits(text).filter(|(_, length, _)| *length <= 2)?;
    Some((u8::try_from(month).ok()?, rest))
}

fn day_number(text: &[u8]) -> Option<(u8, &[u8])> {
    let (day, _, rest) = digits(text).filter(|(_, length, _)| *length <= 2)?;
    let (word, after) = letters(rest);
    let rest = if word.len() == 2 { after } else { rest };
    Some((u8::try_from(day).ok()?, rest))
}

/// A year of four digits, or of two as POSIX has it: 69 to 99 are of the 20th century.
fn year(text: &[u8]) -> Option<(i16, &[u8])> {
    let (number, length, rest) = digits(text)?;
    let number = i16::try_from(number).ok()?;
    match length {
        4 => Some((number, rest)),
        2 => Some((if number >= 69 { 1900 } else { 2000 } + number, rest)),
        _ => None,
    }
    .filter(|(year, _)| YEARS.contains(year))
}

/// The hour in what follows a date, which is nothing or a time; `None` when it is neither.
pub(super) fn hour(rest: &[u8]) -> Option<Option<u8>> {
    let Some((first, _)) = rest.split_first() else { return Some(None) };
    let rest = match first {
        b' ' | b',' => blanks(rest.strip_prefix(b",").unwrap_or(rest)),
        b'T' | b't' => &rest[1..],
        _ => return None,
    };
    if rest.is_empty() {
        return Some(None);
    }
    let (number, length, mut rest) = digits(rest)?;
    let mut told = true;
    let mut hour = match length {
        1 | 2 => {
            told = matches!(rest.first(), Some(b':' | b'.'));
            while let Some((b':' | b'.' | b',', after)) = rest.split_first() {
                let (part, length, after) = digits(after)?;
                // A fraction of a second has any number of digits.
                if part > 60 && length <= 2 {
                    return None;
                }
                rest = after;
            }
            number
        }
        // 0826 and 082600
        4 => number / 100,
        6 => number / 10_000,
        _ => return None,
    };
    rest = blanks(rest);
    let (half, after) = letters_and_dots(rest);
    let half = half.iter().filter(|byte| **byte != b'.').map(u8::to_ascii_lowercase).collect::<Vec<_>>();
    if let b"am" | b"pm" | b"a" | b"p" = half.as_slice() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half[0] == b'p' { 12 } else { 0 };
        told = true;
        rest = blanks(after);
    }
    (told && hour <= 23 && is_zone(rest)).then_some(u8::try_from(hour).ok())
}

/// Nothing, `Z`, `UTC`, `+01:00`, `GMT+0100`. The day and the hour are those that are written.
fn is_zone(text: &[u8]) -> bool {
    let (name, rest) = letters(text);
    let offset = rest.strip_prefix(b"+").or_else(|| rest.strip_prefix(b"-"));
    name.len() <= 5
        && match offset {
            None => rest.is_empty(),
            Some(offset) => (2..=6).contains(&offset.len()) && offset.iter().all(|b| b.is_ascii_digit() || *b == b':'),
        }
}

fn named(word: &[u8], names: &[&[u8]]) -> Option<u8> {
    let known = |name: &&[u8]| {
        let short = word.len() == 3 || name.starts_with(b"sep") && word.len() == 4 || word.len() == name.len();
        short && name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    names.iter().position(known).and_then(|place| u8::try_from(place + 1).ok())
}

fn mark(text: &[u8]) -> Option<(u8, &[u8])> {
    let (mark, rest) = text.split_first()?;
    matches!(mark, b'/' | b'-' | b'.').then_some((*mark, rest))
}

/// Up to nine digits: their value, their count and what follows.
#[inline]
fn digits(text: &[u8]) -> Option<(u32, usize, &[u8])> {
    let length = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let value = text[..length.min(9)].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    (length > 0).then_some((value, length, &text[length..]))
}

fn letters(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len()))
}

fn letters_and_dots(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|b| !b.is_ascii_alphabetic() && *b != b'.').unwrap_or(text.len()))
}

fn blanks(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

/// What may stand between the parts of a date with a name in it.
fn between(text: &[u8]) -> &[u8] {
    &text[text.iter().position(|b| !matches!(b, b' ' | b'-' | b'/' | b'.' | b',')).unwrap_or(text.len())..]
}
