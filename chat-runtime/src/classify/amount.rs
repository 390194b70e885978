//! Amounts as people write them: `$100,000`, `1.5 million`, `100k`, `50 mil`, `5 %`.

use rust_decimal::Decimal;

/// An amount at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) value: Decimal,
    /// It is in percent.
    pub(crate) percent: bool,
    /// A sign or a word says that it is money.
    pub(crate) money: bool,
    /// Nothing but four digits: it may be a year.
    pub(crate) bare: bool,
    /// What a word or a letter multiplied it by: 1,000 in `100k`; 1 if none did.
    pub(crate) times: u32,
    /// Bytes of the text that it takes.
    pub(crate) end: usize,
}

const SIGNS: [char; 5] = ['$', '€', '£', '¥', '₣'];
/// What money is called behind a number.
const MONEY: [&str; 14] = [
    "usd", "eur", "gbp", "chf", "brl", "dollars", "dollar", "euros", "euro", "pounds", "quid", "bucks", "reais",
    "libras",
];
const PERCENT: [&str; 8] = ["%", "percent", "per cent", "pct", "prozent", "pour cent", "por ciento", "por cento"];
/// What multiplies a number; a letter stands right behind it.
const TIMES: [(&str, u32); 22] = [
    ("thousand", 1_000),
    ("grand", 1_000),
    ("tausend", 1_000),
    ("tsd", 1_000),
    ("mille", 1_000),
    ("millionen", 1_000_000),
    ("millions", 1_000_000),
    ("million", 1_000_000),
    ("millones", 1_000_000),
    ("millón", 1_000_000),
    ("millon", 1_000_000),
    ("milhões", 1_000_000),
    ("milhoes", 1_000_000),
    ("milhão", 1_000_000),
    ("milhao", 1_000_000),
    ("mio", 1_000_000),
    ("mln", 1_000_000),
    ("mn", 1_000_000),
    ("mil", 1_000),
    ("k", 1_000),
    ("m", 1_000_000),
    ("t", 1_000),
];

/// The amount that `text` begins with. A mark before three last digits parts thousands.
pub(crate) fn amount(text: &str) -> Option<Amount> {
    let mut rest = text.trim_start_matches([' ', '\u{a0}']);
    let mut money = false;
    let is_negative = rest.starts_with(['-', '−']);
    rest = rest.trim_start_matches(['-', '−']);
    if let Some(behind) = rest.strip_prefix("R$").or_else(|| rest.strip_prefix(SIGNS)) {
        (rest, money) = (behind.trim_start_matches([' ', '\u{a0}']), true);
    }
    let length = digits(rest);
    let mut value = number(&rest[..length])?;
    let bare = length == 4 && rest[..length].bytes().all(|c| c.is_ascii_digit());
    rest = &rest[length..];
    let mut times = 1;
    for (word, by) in TIMES {
        let gap = if word.len() == 1 { rest } else { rest.trim_start_matches([' ', '\u{a0}']) };
        if let Some(behind) = word_at(gap, word) {
            (rest, times) = (behind, by);
            value = value.checked_mul(Decimal::from(by))?;
            break;
        }
    }
    let gap = rest.trim_start_matches([' ', '\u{a0}', '.']);
    let percent = PERCENT.iter().find_map(|word| word_at(gap, word));
    let sign = gap.strip_prefix(SIGNS).or_else(|| MONEY.iter().find_map(|word| word_at(gap, word)));
    if let Some(behind) = percent.or(sign) {
        (rest, money) = (behind, money || percent.is_none());
    }
    // "25s", "3rd": no amount.
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let value = if is_negative { -value } else { value };
    Some(Amount {
        value,
        percent: percent.is_some(),
        money,
        bare: bare && times == 1 && !money,
        times,
        end: text.len() - rest.len(),
    })
}

/// `text` behind `word`, whatever its case, where that is a whole word.
fn word_at<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len()).filter(|head| head.to_lowercase() == word)?;
    let rest = &text[head.len()..];
    let is_whole = word == "%" || !rest.starts_with(char::is_alphanumeric);
    is_whole.then_some(rest)
}

/// Bytes of the digits that `text` begins with, and of the marks and blanks between them.
fn digits(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let next = &text[at + c.len_utf8()..];
        let count = next.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = match c {
            '0'..='9' => true,
            '.' | ',' | '\'' | '’' => end > 0 && count > 0,
            ' ' | '\u{a0}' | '\u{202f}' => end > 0 && count == 3,
            _ => false,
        };
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// The number that digits and marks are.
fn number(text: &str) -> Option<Decimal> {
    let last = text.rfind(['.', ',']);
    let is_decimal = last.is_some_and(|last| {
        let mark = text[last..].chars().next().unwrap_or_default();
        let others = text.chars().any(|c| ['.', ','].contains(&c) && c != mark);
        let alone = text.matches(mark).count() == 1;
        alone && (others || text.len() - last - 1 != 3 || text.starts_with('0'))
    });
    let digit = |c: char| c.is_ascii_digit();
    let (whole, fraction) = match last.filter(|_| is_decimal) {
        Some(last) => (&text[..last], &text[last + 1..]),
        None => (text, ""),
    };
    let whole: String = whole.chars().filter(|c| digit(*c)).collect();
    if whole.is_empty() {
        return None;
    }
    format!("{whole}.{fraction}").trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, value, rest) in [
            ("100,000", "100000", ""),
            (" 100k in May", "100000", " in May"),
            ("$1,234.50 each", "1234.50", " each"),
            ("1.5 million", "1500000", ""),
            ("250.000 Euro?", "250000", "?"),
            ("1,5 Mio. €", "1500000", ""),
            ("10 000", "10000", ""),
            ("R$ 50 mil", "50000", ""),
            ("5 %", "5", ""),
            ("-20", "-20", ""),
            ("2m", "2000000", ""),
            ("12'500 CHF", "12500", ""),
            ("0.125", "0.125", ""),
            ("60.000, aber", "60000", ", aber"),
        ] {
            let found = amount(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.value.normalize(), &text[found.end..]),
                (value.parse::<Decimal>().unwrap().normalize(), rest)
            );
        }
        for text in ["", "many", "25s", "3rd", "$", "k", "99999999999999999999999999999999"] {
            assert_eq!(amount(text), None, "{text}");
        }
        assert!(amount("5 percent").unwrap().percent && amount("€5").unwrap().money && amount("2024").unwrap().bare);
    }
}
