//! Numbers of rows, to exact decimals, with the decimal mark that their whole column shows.
//!
//! `1,234` is 1234 where the mark is a point and 1.234 where it is a comma, so no value decides alone ([`NumberEvidence`]).
//! A number that two signs prove (`1.234,56`) is read as what it is in any column. One that a single sign shows to be of the other
//! mark (`1.5` in a column of decimal commas) may as well be a slip, and is rejected; so is what could be read either way in a column that
//! mixes both marks: a value is never made a thousand times too large or too small in silence.

mod currency;
mod mark;
mod written;

use rust_decimal::Decimal;

pub use self::currency::CODES as CURRENCIES;
use self::mark::Says;
pub use self::mark::{DecimalMark, MarkOutcome, NumberEvidence};
use super::cell::is_blank;

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum NotANumber {
    /// It is something else.
    #[error("is no number")]
    NoNumber,
    /// It has more than 28 digits.
    #[error("has more than 28 digits")]
    TooLong,
    /// It has a decimal point in a column of decimal commas, or the reverse.
    #[error("does not have the decimal mark of the column")]
    OtherMark,
    /// It is another number with each mark, and the column has both.
    #[error("could be read with a decimal point or a decimal comma, and the column has both")]
    Ambiguous,
}

/// Reads the numbers of a column.
#[derive(Debug, Clone, Default)]
pub struct NumberReader {
    mark: DecimalMark,
    mixed: bool,
    evidence: NumberEvidence,
}

impl NumberReader {
    /// A reader with this mark.
    #[must_use]
    pub fn new(mark: DecimalMark) -> Self {
        Self { mark, ..Self::default() }
    }

    /// A reader for a column of which this was found out.
    #[must_use]
    pub fn of(outcome: &MarkOutcome) -> Self {
        Self { mark: outcome.mark, mixed: outcome.mixed, ..Self::default() }
    }

    /// Reads `1234.5`, `1,234.50`, `1.234,50`, `1 234`, `12,34,567`, `(12.00)`, `5-`, `£3.20`, `3,20 €`, `USD 5`, `12.5%`, `1e3`.
    ///
    /// # Errors
    /// The text is blank, no number, has more than 28 digits, or does not go with the column's mark.
    #[inline]
    pub fn read(&mut self, text: &str) -> Result<Decimal, NotANumber> {
        let written = written::read(text).inspect_err(|_| self.evidence.no_number += 1)?;
        self.evidence.count(written.says);
        match written.says {
            Says::Either if self.mixed => Err(NotANumber::Ambiguous),
            Says::Shows(mark) if mark != self.mark => Err(NotANumber::OtherMark),
            _ => Ok(written.value(self.mark)),
        }
    }

    /// Reads a cell, which may be blank.
    ///
    /// # Errors
    /// As [`NumberReader::read`].
    #[inline]
    pub fn cell(&mut self, text: &str) -> Result<Option<Decimal>, NotANumber> {
        if !text.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) && is_blank(text) {
            return Ok(None);
        }
        self.read(text).map(Some)
    }

    /// What the values read so far say about the mark: at the end of the column, whether it is the right one.
    #[must_use]
    pub fn evidence(&self) -> NumberEvidence {
        self.evidence
    }
}

/// Whether `text` is a number, whatever its mark.
#[must_use]
pub fn is_number(text: &str) -> bool {
    written::read(text).is_ok()
}

#[cfg(test)]
mod tests;
