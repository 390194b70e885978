//! Arithmetic over columns, exact: `Quantity * UnitPrice`, `-Amount`, `[Unit Price] * (1 - Discount)`.

use std::{iter::Peekable, str::Chars};

use rust_decimal::Decimal;

/// A parsed expression; columns are places in a list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A number as written.
    Number(Decimal),
    /// The value of the column at this place of the list of names.
    Column(usize),
    /// The value with its sign turned.
    Negative(Box<Expression>),
    /// A sum.
    Add(Box<Expression>, Box<Expression>),
    /// A difference.
    Subtract(Box<Expression>, Box<Expression>),
    /// A product.
    Multiply(Box<Expression>, Box<Expression>),
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// Something else was needed at this point.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// This cannot stand here.
    #[error("\"{0}\" cannot stand here")]
    Unexpected(String),
    /// Too many parentheses in one another.
    #[error("it is nested too deeply")]
    TooDeep,
}

const MOST_NESTED: usize = 32;

impl Expression {
    /// Parses `text`; `columns` gets the names met, each once.
    ///
    /// # Errors
    /// Says what is missing or out of place.
    pub fn parse(text: &str, columns: &mut Vec<String>) -> Result<Self, ExpressionError> {
        let mut parser = Parser { rest: text.chars().peekable(), columns, depth: 0 };
        let expression = parser.sum()?;
        match parser.next_symbol() {
            None => Ok(expression),
            Some(other) => Err(ExpressionError::Unexpected(other.to_string())),
        }
    }

    /// Whether a column it needs is blank.
    #[must_use]
    pub fn lacks(&self, columns: &[Option<Decimal>]) -> bool {
        match self {
            Self::Number(_) => false,
            Self::Column(place) => columns.get(*place).copied().flatten().is_none(),
            Self::Negative(inner) => inner.lacks(columns),
            Self::Add(a, b) | Self::Subtract(a, b) | Self::Multiply(a, b) => a.lacks(columns) || b.lacks(columns),
        }
    }

    /// The value for a row; `None` when a column it needs is blank or the result is out of range.
    #[must_use]
    pub fn value(&self, columns: &[Option<Decimal>]) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Column(place) => columns.get(*place).copied().flatten(),
            Self::Negative(inner) => inner.value(columns).map(|value| -value),
            Self::Add(a, b) => a.value(columns)?.checked_add(b.value(columns)?),
            Self::Subtract(a, b) => a.value(columns)?.checked_sub(b.value(columns)?),
            Self::Multiply(a, b) => a.value(columns)?.checked_mul(b.value(columns)?),
        }
    }
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    columns: &'a mut Vec<String>,
    depth: usize,
}

impl Parser<'_> {
    fn next_symbol(&mut self) -> Option<char> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
        self.rest.peek().copied()
    }

    fn sum(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.product()?;
        while let Some(sign @ ('+' | '-')) = self.next_symbol() {
            self.rest.next();
            let (a, b) = (Box::new(left), Box::new(self.product()?));
            left = if sign == '+' { Expression::Add(a, b) } else { Expression::Subtract(a, b) };
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.factor()?;
        while self.next_symbol() == Some('*') {
            self.rest.next();
            left = Expression::Multiply(Box::new(left), Box::new(self.factor()?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expression, ExpressionError> {
        self.depth += 1;
        if self.depth > MOST_NESTED {
            return Err(ExpressionError::TooDeep);
        }
        let factor = match self.next_symbol() {
            None => Err(ExpressionError::Missing("a column or a number")),
            Some('-') => {
                self.rest.next();
                Ok(Expression::Negative(Box::new(self.factor()?)))
            }
            Some('(') => {
                self.rest.next();
                let inner = self.sum()?;
                if self.next_symbol() != Some(')') {
                    return Err(ExpressionError::Missing("a closing parenthesis"));
                }
                self.rest.next();
                Ok(inner)
            }
            Some('[') => {
                self.rest.next();
                let name: String = std::iter::from_fn(|| self.rest.next_if(|c| *c != ']')).collect();
                if self.rest.next() != Some(']') {
                    return Err(ExpressionError::Missing("a closing ]"));
                }
                Ok(self.column(name))
            }
            Some(c) if c.is_ascii_digit() => {
                let number: String =
                    std::iter::from_fn(|| self.rest.next_if(|c| c.is_ascii_digit() || *c == '.')).collect();
                number.parse().map(Expression::Number).map_err(|_| ExpressionError::Unexpected(number))
            }
            Some(c) if c.is_alphabetic() || c == '_' => {
                let name: String =
                    std::iter::from_fn(|| self.rest.next_if(|c| c.is_alphanumeric() || *c == '_')).collect();
                Ok(self.column(name))
            }
            Some(c) => Err(ExpressionError::Unexpected(c.to_string())),
        };
        self.depth -= 1;
        factor
    }

    fn column(&mut self, name: String) -> Expression {
        let place = self.columns.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.columns.push(name);
            self.columns.len() - 1
        });
        Expression::Column(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, row: &[(&str, &str)]) -> Option<String> {
        let mut names = Vec::new();
        let expression = Expression::parse(text, &mut names).unwrap();
        let columns: Vec<_> =
            names.iter().map(|n| row.iter().find(|(k, _)| k == n).map(|(_, v)| v.parse().unwrap())).collect();
        expression.value(&columns).map(|v| v.to_string())
    }

    #[test]
    fn computes_exactly() {
        assert_eq!(value("Quantity * UnitPrice", &[("Quantity", "-3"), ("UnitPrice", "0.335")]), Some("-1.005".into()));
        assert_eq!(value("[Unit Price]*(1 - d)", &[("Unit Price", "10"), ("d", "0.25")]), Some("7.50".into()));
        assert_eq!(value("-a - -2", &[("a", "1")]), Some("1".into()));
        assert_eq!(value("a * b", &[("a", "1")]), None);
    }

    #[test]
    fn says_what_is_wrong() {
        for bad in ["", "a *", "(a", "a b", "[a", "1.2.3", "a / b", &"(".repeat(100)] {
            assert!(Expression::parse(bad, &mut Vec::new()).is_err(), "{bad}");
        }
    }
}
