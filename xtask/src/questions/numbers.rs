//! The numbers in a text, in English and in German writing.
//!
//! The grammar is the reference scorer's, read from the left, the longest groups first:
//!
//! ```text
//! number = ( D{1,3} (SEPARATOR D{3})+ not-followed-by-D ([.,] D+)?  |  D+ ([.,] D+)? ) SPACE* unit?
//! unit   = k m bn (at the end of a word) | thousand million billion
//! ```

const UNITS: [(&str, f64, bool); 6] = [
    ("k", 1e3, true),
    ("m", 1e6, true),
    ("bn", 1e9, true),
    ("thousand", 1e3, false),
    ("million", 1e6, false),
    ("billion", 1e9, false),
];

/// The zeros of Unicode's decimal digits (general category Nd); each is followed by its 1 to 9.
const ZEROS: [u32; 66] = [
    0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50,
    0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950,
    0x1fbf0,
];

/// One reading of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// Its value.
    pub(super) value: f64,
    /// Half a unit of its last printed digit.
    pub(super) half_unit: f64,
    /// How many significant digits are printed.
    pub(super) significant: usize,
}

/// Every number in `text`; twice where English and German writing read it differently.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if digit(chars[at]).is_none() {
            at += 1;
            continue;
        }
        let end = grouped(&chars, at).unwrap_or_else(|| fraction(&chars, digits(&chars, at)));
        let (next, scale) = unit(&chars, end);
        readings(&chars[at..end], scale, &mut found);
        at = next;
    }
    found
}

/// The digit that `char` stands for.
fn digit(char: char) -> Option<char> {
    let place = ZEROS.partition_point(|zero| *zero <= u32::from(char));
    let value = u32::from(char).checked_sub(*ZEROS.get(place.checked_sub(1)?)?)?;
    char::from_digit(value, 10)
}

fn is_separator(char: char) -> bool {
    matches!(char, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | ' ')
}

/// The end of the digits that begin at `at`.
fn digits(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|char| digit(**char).is_some()).count()
}

/// The end of the fraction that begins at `at`, or `at`.
fn fraction(chars: &[char], at: usize) -> usize {
    if !chars.get(at).is_some_and(|char| matches!(char, '.' | ',')) {
        return at;
    }
    let end = digits(chars, at + 1);
    if end > at + 1 { end } else { at }
}

/// The end of a number in groups of three that begins at `at`.
fn grouped(chars: &[char], at: usize) -> Option<usize> {
    let mut end = digits(chars, at);
    if end - at > 3 {
        return None;
    }
    let mut complete = None;
    while chars.get(end).is_some_and(|char| is_separator(*char)) {
        let run = digits(chars, end + 1) - (end + 1);
        if run < 3 {
            break;
        }
        end += 4;
        if run > 3 {
            break;
        }
        complete = Some(end);
    }
    complete.map(|end| fraction(chars, end))
}

/// The end of the unit after white space at `at`, and what it multiplies by; the end of the white space if there is none.
fn unit(chars: &[char], at: usize) -> (usize, f64) {
    let start = at + chars[at..].iter().take_while(|char| is_space(**char)).count();
    for (word, scale, whole) in UNITS {
        let end = start + word.len();
        let Some(candidate) = chars.get(start..end) else { continue };
        let same = candidate.iter().zip(word.chars()).all(|(char, letter)| lower(*char) == letter);
        if same && !(whole && chars.get(end).is_some_and(|char| char.is_alphanumeric() || *char == '_')) {
            return (end, scale);
        }
    }
    (start, 1.0)
}

/// White space as Python's `\s` has it: Unicode's, and the four information separators of ASCII.
fn is_space(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{1c}'..='\u{1f}')
}

/// The letter in small; the Kelvin sign is a K.
fn lower(char: char) -> char {
    if char == '\u{212a}' { 'k' } else { char.to_ascii_lowercase() }
}

/// Adds the English reading of `raw` (`1,234.50`), and the German one (`1.234,50`) where it differs.
fn readings(raw: &[char], scale: f64, found: &mut Vec<Number>) {
    let without = |dropped: char| -> String {
        raw.iter()
            .filter(|char| digit(**char).is_some() || matches!(char, '.' | ','))
            .filter(|c| **c != dropped)
            .collect()
    };
    let english = without(',');
    let german = without('.').replace(',', ".");
    found.extend(reading(&english, scale));
    if german != english {
        found.extend(reading(&german, scale));
    }
}

fn reading(text: &str, scale: f64) -> Option<Number> {
    let plain: String = text.chars().map(|char| digit(char).unwrap_or(char)).collect();
    let value: f64 = plain.parse().ok()?;
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.chars().count());
    let unit = 10f64.powf(-(decimals as f64));
    let significant = text.chars().filter(|char| *char != '.').skip_while(|char| *char == '0').count();
    Some(Number { value: value * scale, half_unit: 0.5 * unit * scale, significant })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        text: String,
        /// Value and half unit as text: `serde_json` reads floats to within the last bit only.
        numbers: Vec<(String, String, usize)>,
    }

    /// The expected readings are the reference scorer's.
    #[test]
    fn reads_as_the_reference_scorer_does() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../fixtures/numbers.json")).unwrap();
        assert!(cases.len() > 250);
        for case in cases {
            let mut found: Vec<_> =
                numbers(&case.text).into_iter().map(|n| (n.value, n.half_unit, n.significant)).collect();
            found.sort_by(|a, b| a.partial_cmp(b).unwrap());
            let parse = |text: &str| text.parse::<f64>().unwrap();
            let wanted: Vec<_> = case.numbers.iter().map(|(v, h, s)| (parse(v), parse(h), *s)).collect();
            assert_eq!(found, wanted, "{:?}", case.text);
        }
    }
}
