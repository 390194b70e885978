//! Numbers as people and programs write them, to exact decimals.

use std::{borrow::Cow, str::FromStr};

use rust_decimal::Decimal;

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no number")]
pub struct NotANumber;

/// Parses `1234.5`, `-7`, `1,234.50`, `(12.00)`, `£3.20`, `1e3`.
///
/// A comma is a thousands separator when three digits follow it, and a decimal point otherwise (`3,5`).
///
/// # Errors
/// The text is blank, no number, or has more than 28 digits.
pub fn parse_number(text: &str) -> Result<Decimal, NotANumber> {
    let text = text.trim();
    if let Ok(number) = Decimal::from_str_exact(text) {
        return Ok(number);
    }
    let (negative, inner) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => (false, text),
    };
    let bare = inner.trim_matches(|c: char| "$£€¥₹".contains(c) || c.is_whitespace());
    let bare = bare.strip_prefix('-').map_or_else(
        || Cow::Borrowed(bare),
        |rest| Cow::Owned(format!("-{}", rest.trim_start_matches(|c: char| "$£€¥₹".contains(c) || c.is_whitespace()))),
    );
    let plain = without_separators(&bare)?;
    let number = Decimal::from_str_exact(&plain).or_else(|_| exponent(&plain))?;
    Ok(if negative { -number } else { number })
}

fn exponent(text: &str) -> Result<Decimal, NotANumber> {
    let (mantissa, power) = text.split_once(['e', 'E']).ok_or(NotANumber)?;
    let sane = i32::from_str(power).is_ok_and(|p| p.abs() <= 20) && !mantissa.is_empty();
    if sane { Decimal::from_scientific(text).map_err(|_| NotANumber) } else { Err(NotANumber) }
}

fn without_separators(text: &str) -> Result<String, NotANumber> {
    if !text.contains(',') {
        return Ok(text.to_owned());
    }
    let comma_last = text.rfind(',') > text.rfind('.');
    let grouped = |separator: char, text: &str| {
        let mut groups = text.trim_start_matches('-').split(separator);
        let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
        first && groups.all(|g| g.len() == 3)
    };
    if comma_last && text.contains('.') {
        // 1.234,56
        let (whole, rest) = text.rsplit_once(',').ok_or(NotANumber)?;
        return if grouped('.', whole) { Ok(format!("{}.{rest}", whole.replace('.', ""))) } else { Err(NotANumber) };
    }
    let whole = text.split('.').next().unwrap_or_default();
    if grouped(',', whole) {
        return Ok(text.replace(',', ""));
    }
    // 3,5 and 12,50: a decimal comma.
    match text.split_once(',') {
        Some((whole, rest)) if !rest.contains(',') && !whole.contains('.') => Ok(format!("{whole}.{rest}")),
        _ => Err(NotANumber),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_common_forms() {
        for (text, want) in [
            ("2.55", "2.55"),
            (" -12 ", "-12"),
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("1,234", "1234"),
            ("3,5", "3.5"),
            ("(12.00)", "-12.00"),
            ("£3.20", "3.20"),
            ("-$3", "-3"),
            ("1e3", "1000"),
            ("+7", "7"),
        ] {
            assert_eq!(parse_number(text).unwrap().to_string(), want, "{text}");
        }
        for bad in ["", " ", "abc", "NaN", "inf", "1e400", "1,23,4", "--1", "1.2.3", "0x10", "12 apples"] {
            assert!(parse_number(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_decimal_survives(mantissa in any::<i64>(), scale in 0u32..10) {
            let number = Decimal::new(mantissa, scale);
            prop_assert_eq!(parse_number(&number.to_string()).unwrap(), number);
        }

        #[test]
        fn any_text_is_an_answer(text in "\\PC{0,40}") {
            let _ = parse_number(&text);
        }
    }
}
