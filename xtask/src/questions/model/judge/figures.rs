//! Figures in digits and in words.

use super::{
    Finding,
    carried::{Carried, Figure},
    text::Text,
    words::{Words, any},
};

const CURRENCIES: [char; 4] = ['£', '$', '€', '¥'];
const MINUS: [char; 3] = ['-', '−', '–'];

/// Words of "pour cent", "por ciento" and "por cento", which may be a number, too.
const HUNDREDS: [&str; 3] = ["cent", "ciento", "cento"];
/// After these, "one" counts nothing.
const PRONOUNS: [&str; 8] = ["this", "that", "the", "each", "which", "every", "any", "no"];

/// Every run of digits must be a fact's figure as it is displayed, or with fewer decimals, with its unit, and no other sign; and one at least must be told.
pub(super) fn judge(carried: &Carried, languages: &[Words], text: &mut Text, found: &mut Vec<Finding>) {
    let left = text.left();
    let (mut at, mut told, mut percent) = (0, carried.figures.is_empty(), false);
    let words = text.tokens();
    while at < left.len() {
        if !left[at].is_numeric() {
            at += 1;
            continue;
        }
        let end = number_end(&left, at);
        // "Top 3 countries": as many as were asked for, or as there are.
        let many = left[at..end].iter().collect::<String>();
        let top = text.part(at.saturating_sub(4), at).to_lowercase() == "top " && many == carried.values.to_string();
        if top || carried.many.is_some_and(|asked| many == asked.to_string()) {
            text.hide(at, end);
            at = end;
            continue;
        }
        let (start, after) = (before(&left, at), after(&left, end, languages));
        let written = text.part(start, after.end);
        let matching: Vec<&Figure> =
            carried.figures.iter().filter(|figure| readings(&left[at..end]).any(|r| shows(r, figure))).collect();
        let around = &left[start..at];
        let units = |figure: &&&Figure| {
            let money = around.iter().any(|char| CURRENCIES.contains(char)) || after.currency;
            let pounds = around.contains(&'£') || (after.currency && left[end..after.end].contains(&'£'));
            (after.percent == (figure.unit == "percent")) && (!money || (pounds && figure.unit == "GBP"))
        };
        let signs = |figure: &&&Figure| {
            let minus = around.iter().any(|char| MINUS.contains(char));
            !(minus && figure.exact > 0.0 || around.contains(&'+') && figure.exact < 0.0)
        };
        told |= !matching.is_empty();
        percent |= after.percent;
        if matching.is_empty() || after.scaled {
            found.push(Finding::new("figure", written));
        } else if !matching.iter().any(|figure| units(&figure)) {
            found.push(Finding::new("unit", written));
        } else if !matching.iter().filter(units).any(|figure| signs(&figure)) {
            found.push(Finding::new("sign", written));
        }
        text.hide(at, end);
        at = end;
    }
    // "The percentage was £967.86."
    let said =
        words.iter().find(|token| any(languages, "percent", &token.text) && !HUNDREDS.contains(&token.text.as_str()));
    if let Some(word) = said.filter(|_| !percent) {
        found.push(Finding::new("unit", word.text.as_str()));
    }
    if !told {
        found.push(Finding::new("answer", "(the text tells no figure)"));
    }
}

/// Every number word must be a fact's figure.
pub(super) fn judge_words(carried: &Carried, languages: &[Words], text: &Text, found: &mut Vec<Finding>) {
    let tokens = text.tokens();
    for (place, token) in tokens.iter().enumerate() {
        // "such as this one"
        if token.text == "one" && place > 0 && PRONOUNS.contains(&tokens[place - 1].text.as_str()) {
            continue;
        }
        let values = languages.iter().filter_map(|words| {
            let ordinal = words.value("ordinals", &token.text);
            words.value("numbers", &token.text).or(ordinal)
        });
        let is_carried = |value: f64| {
            carried.figures.iter().any(|figure| figure.value == value)
                || carried.many.is_some_and(|many| many as f64 == value)
        };
        let simple: Vec<f64> = values.collect();
        let compound = simple.is_empty() && languages.iter().any(|words| words.is_compound_number(&token.text));
        let is_percent = HUNDREDS.contains(&token.text.as_str());
        if compound || !is_percent && !simple.is_empty() && !simple.into_iter().any(is_carried) {
            found.push(Finding::new("number word", token.text.as_str()));
        }
    }
}

/// Whether digits, so many of them decimals, are a figure as it is displayed, or rounded to fewer decimals.
fn shows((digits, decimals): (u128, usize), figure: &Figure) -> bool {
    let rounded = |value: f64| {
        let text: String = format!("{value:.decimals$}").chars().filter(char::is_ascii_digit).collect();
        text.parse() == Ok(digits)
    };
    decimals <= figure.decimals && (rounded(figure.value) || rounded(figure.exact.abs()))
}

/// The end of the number that begins at `at`: digits, and what stands between two of them.
fn number_end(left: &[char], at: usize) -> usize {
    let mut end = at;
    while end < left.len() {
        let three = |from: usize| left[from..].iter().take_while(|char| char.is_numeric()).count() == 3;
        let joins = match left[end] {
            char if char.is_numeric() => true,
            '.' | ',' | '\'' | '’' => left.get(end + 1).is_some_and(|char| char.is_numeric()),
            ' ' | '\u{a0}' | '\u{202f}' => three(end + 1) && end - at <= 11,
            _ => false,
        };
        if !joins {
            break;
        }
        end += 1;
    }
    end
}

/// Where a sign or a currency before the number begins.
fn before(left: &[char], at: usize) -> usize {
    let mut start = at;
    while start > 0 {
        let char = left[start - 1];
        let sign = char == '+' || MINUS.contains(&char);
        // A dash after a word is no sign.
        if !(CURRENCIES.contains(&char) || sign && (start < 2 || !left[start - 2].is_alphanumeric())) {
            break;
        }
        start -= 1;
    }
    start
}

struct After {
    end: usize,
    percent: bool,
    currency: bool,
    scaled: bool,
}

/// What follows a number: percent, a currency, thousand or million.
fn after(left: &[char], end: usize, languages: &[Words]) -> After {
    let start = end + left[end..].iter().take_while(|char| char.is_whitespace()).count();
    let mut found = After { end, percent: false, currency: false, scaled: false };
    let word = |from: usize| -> String { left[from..].iter().take_while(|char| char.is_alphabetic()).collect() };
    match left.get(start) {
        Some('%') => (found.end, found.percent) = (start + 1, true),
        Some(char) if CURRENCIES.contains(char) => (found.end, found.currency) = (start + 1, true),
        _ => {
            let first = word(start);
            let second_at = start + first.chars().count() + 1;
            let second = if second_at < left.len() { word(second_at) } else { String::new() };
            let two = matches!(first.as_str(), "pour" | "por" | "per");
            if any(languages, "percent", &first.to_lowercase())
                || two && any(languages, "percent", &second.to_lowercase())
            {
                found.percent = true;
            } else if any(languages, "scale", &first.to_lowercase()) {
                (found.end, found.scaled) = (start + first.chars().count(), true);
            }
        }
    }
    found
}

/// How a number may be read: its separators may group or divide.
fn readings(raw: &[char]) -> impl Iterator<Item = (u128, usize)> {
    let read = |decimal: char| {
        let text: String = raw.iter().filter(|char| char.is_ascii_digit() || **char == decimal).collect();
        let plain = raw.iter().all(|char| !char.is_numeric() || char.is_ascii_digit());
        let (whole, fraction) = text.split_once(decimal).unwrap_or((&text, ""));
        let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
        plain.then_some((digits, fraction.len()))
    };
    [read('.'), read(',')].into_iter().flatten()
}
