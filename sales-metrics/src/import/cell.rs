//! What a cell of a file is before it is a date or a number.

/// Words that programs write for "nothing", in lowercase.
const NOTHING: [&str; 12] =
    ["null", "none", "nil", "n/a", "na", "n.a.", "\\n", "(null)", "<null>", "[null]", "(blank)", "(empty)"];
/// Characters of a quoted value.
const QUOTED: usize = 40;

/// Whether `text` stands for nothing: blank, dashes alone, or a word such as `NULL` or `n/a`.
///
/// `NaN`, `#N/A` and the like are not nothing: a calculation went wrong there.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_mark(c));
    text.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}'))
        || text.len() < 10 && NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Characters that are not seen: marks of direction and of byte order, joiners.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}

/// `text` as a reason quotes it: at most 40 characters, none of them unseen.
#[must_use]
pub fn quoted(text: &str) -> String {
    let text = text.trim();
    let seen = text.chars().take(QUOTED).map(|c| if c.is_control() || is_mark(c) { '\u{fffd}' } else { c });
    let more = if text.chars().nth(QUOTED).is_some() { "…" } else { "" };
    format!("\"{}{more}\"", seen.collect::<String>())
}

/// `31,204 dates`.
pub(super) fn counted(count: u64, one: &str, more: &str) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {}", if count == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_many_names() {
        for blank in ["", "  ", "NULL", "n/a", "N/A", " None ", "-", "--", "—", "\\N", "\u{a0}", "\u{200e}"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for other in ["0", "NaN", "#N/A", "#REF!", "-1", "nothing", "inf", "_"] {
            assert!(!is_blank(other), "{other:?}");
        }
    }

    #[test]
    fn values_are_quoted_short_and_seen() {
        assert_eq!(quoted(" 12 apples "), "\"12 apples\"");
        assert_eq!(quoted(&"x".repeat(41)), format!("\"{}…\"", "x".repeat(40)));
        assert_eq!(quoted("a\u{202e}b\u{7}"), "\"a\u{fffd}b\u{fffd}\"");
        assert_eq!(counted(1_031_204, "date", "dates"), "1,031,204 dates");
        assert_eq!((counted(1, "date", "dates"), counted(999, "a", "b")), ("1 date".to_owned(), "999 b".to_owned()));
    }
}
