//! A column of a sample: what its header says, and what its cells show.

use std::collections::HashSet;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::words::{CODE, CUSTOMER, ORDER, PRODUCT};
use crate::import::number::{DecimalMark, NumberReader, is_number};

/// A column with more different values than this share of the sample is no dimension.
const MOST_DISTINCT: f64 = 0.9;
/// Letters of the shortest word that is also found inside of others, as in "unitprice" and "nettobetrag".
const SHORTEST_INSIDE: usize = 5;

pub(super) struct Column<'a> {
    pub(super) header: &'a str,
    /// Lowercase words without accents.
    words: Vec<String>,
    /// The same without blanks.
    key: String,
    /// What is not blank.
    pub(super) values: Vec<&'a str>,
}

impl<'a> Column<'a> {
    pub(super) fn new(header: &'a str, values: Vec<&'a str>) -> Self {
        let words = words(header);
        Self { header, key: words.concat(), words, values }
    }

    /// Whether the header has one of these words.
    pub(super) fn says(&self, list: &[&str]) -> bool {
        list.iter().any(|word| {
            let inside = word.len() >= SHORTEST_INSIDE && *word != "count" && self.key.contains(word);
            inside || self.key == *word || self.words.iter().any(|own| own == word)
        })
    }

    /// Whether one of these words ends a word of the header: "Kundenname", "nom du client".
    pub(super) fn says_at_an_end(&self, list: &[&str]) -> bool {
        self.words.iter().any(|own| list.iter().any(|word| own.ends_with(word)))
    }

    /// Whether the header is one of these words.
    pub(super) fn is_called(&self, list: &[&str]) -> bool {
        list.contains(&self.key.as_str()) || list.iter().any(|word| self.key == format!("{word}s"))
    }

    /// Whether it holds codes: "Order ID", "StockCode", "invoiceno", "Rechnungsnummer".
    pub(super) fn is_code(&self) -> bool {
        let last = self.words.last().map_or("", String::as_str);
        let is_numbered = |stem: &str| {
            let stem = stem.strip_suffix('s').unwrap_or(stem);
            stem == "stock" || [ORDER, CUSTOMER, PRODUCT].iter().any(|list| list.contains(&stem))
        };
        let joined = |end: &&str| self.key.strip_suffix(*end).is_some_and(is_numbered);
        // "Código cliente", "Numéro de commande".
        let first = self.words.first().map_or("", String::as_str);
        let begins = ["id", "cod", "code", "codigo"].contains(&first) && self.words.len() > 1
            || first == "numero" && (self.says(ORDER) || self.says(CUSTOMER));
        begins || CODE.contains(&last) || CODE.iter().any(joined) || self.words.iter().any(|word| word == "postal")
    }

    /// Whether nearly all of it is numbers.
    pub(super) fn is_numeric(&self) -> bool {
        !self.values.is_empty() && self.numbers() * 20 >= self.values.len() * 19
    }

    /// Whether all of it is numbers.
    pub(super) fn is_all_numbers(&self) -> bool {
        !self.values.is_empty() && self.numbers() == self.values.len()
    }

    fn numbers(&self) -> usize {
        self.values.iter().filter(|value| is_number(value)).count()
    }

    /// The decimal mark of its numbers.
    pub(super) fn mark(&self) -> DecimalMark {
        let mut reader = NumberReader::default();
        for value in &self.values {
            let _ = reader.read(value);
        }
        reader.evidence().outcome(None).mark
    }

    /// Whether it has a number below zero.
    pub(super) fn has_negative(&self) -> bool {
        let mut reader = NumberReader::new(self.mark());
        self.values.iter().any(|value| reader.read(value).is_ok_and(|number| number < Decimal::ZERO))
    }

    /// Whether the numbers are parts of a whole, 1 being all of it.
    pub(super) fn is_fraction(&self) -> bool {
        let mut reader = NumberReader::new(self.mark());
        let mut part = |value: &&str| reader.read(value).is_ok_and(|n| n >= Decimal::ZERO && n <= Decimal::ONE);
        !self.values.is_empty() && self.values.iter().all(&mut part)
    }

    /// Whether it is times of day: `14:05`, `9:05:30`.
    pub(super) fn is_clock(&self) -> bool {
        let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_time = |value: &&str| value.contains(':') && value.split(':').all(digits);
        !self.values.is_empty() && self.values.iter().all(is_time)
    }

    /// Whether it holds codes, whatever it is called: no blanks, and a digit in each.
    pub(super) fn has_codes(&self) -> bool {
        let is_code = |value: &&str| !value.contains(' ') && value.contains(|c: char| c.is_ascii_digit());
        !self.values.is_empty() && self.values.iter().all(is_code)
    }

    /// How many different values it has.
    pub(super) fn distinct(&self) -> usize {
        self.values.iter().collect::<HashSet<_>>().len()
    }

    pub(super) fn is_category(&self) -> bool {
        !self.values.is_empty() && (self.distinct() as f64) <= (self.values.len() as f64 * MOST_DISTINCT).max(3.0)
    }

    /// The header as an expression has it.
    pub(super) fn bracketed(&self) -> String {
        let word = self.header.chars().all(|c| c.is_alphanumeric() || c == '_')
            && self.header.starts_with(|c: char| c.is_alphabetic());
        if word { self.header.to_owned() } else { format!("[{}]", self.header) }
    }
}

/// A header in plain words: `CategoryName`, `category_name`.
pub(super) fn written(header: &str) -> String {
    let mut apart = String::new();
    let mut before = ' ';
    for c in header.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            apart.push(' ');
        }
        apart.push(if matches!(c, '_' | '-' | '=' | '#' | '@') { ' ' } else { c });
        before = c;
    }
    apart.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The words of a header without accents: `Order_Number`, `UnitPrice` and `Prix unitaire` are two each.
fn words(header: &str) -> Vec<String> {
    let plain: String = written(header).nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
