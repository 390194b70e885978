//! Which of point and comma stands before the decimals: what the whole column says.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::import::cell::{counted, is_blank};

/// What stands before the decimals of a number; the other one may separate thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DecimalMark {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

/// What a number says about the mark of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing: it is the same with both.
    Plain,
    /// It can only be read with this mark, though by one sign alone, which may be a slip: `3,5`.
    Shows(DecimalMark),
    /// It can only be read with this mark, by two signs or more: `1.234,56`, `1,234,567`.
    Proves(DecimalMark),
    /// `1,234` and `1.234` are a thousand times as much with one mark as with the other.
    Either,
}

/// How many numbers of a column are written in which way. The order in which they come makes no difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NumberEvidence {
    /// Only a decimal point can read them.
    pub point: u64,
    /// Only a decimal comma can read them.
    pub comma: u64,
    /// They are another number with each.
    pub either: u64,
    /// They are the same with both.
    pub plain: u64,
    /// They are no numbers.
    pub no_number: u64,
}

/// The mark of a column, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkOutcome {
    /// What stands before decimals.
    pub mark: DecimalMark,
    /// What was counted.
    pub evidence: NumberEvidence,
    /// The column has numbers that need a mark and does not show one.
    pub assumed: bool,
    /// More than one in a hundred shows the other mark: what could be read with either is rejected, since reading it wrong
    /// makes it a thousand times too large or too small.
    pub mixed: bool,
}

impl NumberEvidence {
    /// Takes a value of the column into account; blanks are no values.
    pub fn add(&mut self, text: &str) {
        if !is_blank(text) {
            match super::written::read(text) {
                Ok(written) => self.count(written.says),
                Err(_) => self.no_number += 1,
            }
        }
    }

    #[inline]
    pub(super) fn count(&mut self, says: Says) {
        *match says {
            Says::Plain => &mut self.plain,
            Says::Shows(DecimalMark::Point) | Says::Proves(DecimalMark::Point) => &mut self.point,
            Says::Shows(DecimalMark::Comma) | Says::Proves(DecimalMark::Comma) => &mut self.comma,
            Says::Either => &mut self.either,
        } += 1;
    }

    /// What is counted of two columns, or of two parts of one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            point: self.point + other.point,
            comma: self.comma + other.comma,
            either: self.either + other.either,
            plain: self.plain + other.plain,
            no_number: self.no_number + other.no_number,
        }
    }

    /// The mark that most of the numbers that show one have. Where none or as many show each, it is `otherwise` (what the other
    /// columns of the file have), and a point when that is not given.
    #[must_use]
    pub fn outcome(self, otherwise: Option<DecimalMark>) -> MarkOutcome {
        let (mark, equal) = match self.point.cmp(&self.comma) {
            std::cmp::Ordering::Greater => (DecimalMark::Point, false),
            std::cmp::Ordering::Less => (DecimalMark::Comma, false),
            std::cmp::Ordering::Equal => (otherwise.unwrap_or_default(), true),
        };
        let (less, more) = (self.point.min(self.comma), self.point.max(self.comma));
        let assumed = equal && self.either + self.point > 0;
        MarkOutcome { mark, evidence: self, assumed, mixed: less.saturating_mul(100) > more }
    }
}

impl fmt::Display for DecimalMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Point => "decimal point",
            Self::Comma => "decimal comma",
        })
    }
}

/// For people, as `decimal comma: 31,204 numbers have one`.
impl fmt::Display for MarkOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NumberEvidence { point, comma, either, plain, .. } = self.evidence;
        let (shown, against) = match self.mark {
            DecimalMark::Point => (point, comma),
            DecimalMark::Comma => (comma, point),
        };
        let numbers = |count: u64| counted(count, "number", "numbers");
        if shown + against + either == 0 {
            return f.write_str(if plain == 0 { "there is no number" } else { "whole numbers without separators" });
        }
        if shown + against == 0 {
            return write!(f, "{} is assumed: {} could be read either way", self.mark, numbers(either));
        }
        let verb = if shown == 1 { "has" } else { "have" };
        write!(f, "{}: {} {verb} one", self.mark, numbers(shown))?;
        if against > 0 {
            write!(f, ", {} the other mark", numbers(against))?;
        }
        if self.mixed && either > 0 {
            write!(f, "; {} that could be read either way cannot be told", numbers(either))?;
        }
        Ok(())
    }
}
