//! What the grammar reads: a period whose year may still be open.

use sales_metrics::period::{Grain, Period};

use super::{
    reason::Reason,
    vocabulary::{Holiday, Season},
};

/// A unit of a year that may be said without the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day { day: u32, month: i8 },
    Month(u32),
    Quarter(u32),
    Half(u32),
    Week(u32),
    Year,
    Season(Season),
    Holiday { holiday: Holiday, week: bool },
}

/// A year as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct YearSaid {
    pub(super) year: i16,
    pub(super) fiscal: bool,
}

/// A part of a unit: its first, middle or last third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Third {
    First,
    Middle,
    Last,
}

/// How a day names a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WeekOf {
    Holding,
    Starting,
    /// Only its Saturday and Sunday.
    Weekend,
}

/// A period as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    Fixed(Period),
    Named {
        unit: Unit,
        year: Option<i16>,
        fiscal: bool,
    },
    /// No calendar has it, and this is why.
    Impossible(Reason),
    Third(Box<Expr>, Third),
    /// `count` units from the `first` of `of`; `None` counts back from its end.
    Pick {
        of: Box<Expr>,
        grain: Grain,
        first: Option<i64>,
        count: i64,
    },
    /// The first, second, ... of a weekday (0 = Monday) in `of`; `None` is the last.
    WeekdayOf {
        of: Box<Expr>,
        weekday: i8,
        number: Option<i64>,
    },
    /// The `count` units before or after `of`.
    Beside {
        of: Box<Expr>,
        grain: Grain,
        count: i64,
        after: bool,
    },
    /// The `count` units that end with `of`: "the six months to June".
    Ending {
        of: Box<Expr>,
        grain: Grain,
        count: i64,
    },
    /// The `count` units from the first day of `of` on.
    Starting {
        of: Box<Expr>,
        grain: Grain,
        count: i64,
    },
    Week(Box<Expr>, WeekOf),
    /// A day said with its weekday (0 = Monday).
    OnWeekday(Box<Expr>, i8),
    /// A year up to the day and month of today.
    YearToDate(i16),
    /// The months of its year up to the end of it: "YTD May 2011".
    YearUpTo(Box<Expr>),

    Range(Box<Expr>, Box<Expr>),
    Since(Box<Expr>),
    Until(Box<Expr>),
    Before(Box<Expr>),
    After(Box<Expr>),
}

impl Expr {
    pub(super) fn named(unit: Unit, year: Option<YearSaid>) -> Self {
        Expr::Named { unit, year: year.map(|said| said.year), fiscal: year.is_some_and(|said| said.fiscal) }
    }

    pub(super) fn is_year(&self) -> bool {
        matches!(self, Expr::Named { unit: Unit::Year, .. })
            || matches!(self, Expr::Fixed(period) if period.grain == Grain::Year)
    }

    fn inner(&self) -> Option<&Expr> {
        match self {
            Expr::Fixed(_) | Expr::Named { .. } | Expr::Impossible(_) | Expr::YearToDate(_) | Expr::Range(..) => None,
            Expr::Pick { of, .. } | Expr::Beside { of, .. } | Expr::Ending { of, .. } => Some(of),
            Expr::WeekdayOf { of, .. } | Expr::Starting { of, .. } => Some(of),
            Expr::Third(of, _) | Expr::Week(of, _) | Expr::OnWeekday(of, _) => Some(of),
            Expr::YearUpTo(of) => Some(of),
            Expr::Since(of) | Expr::Until(of) | Expr::Before(of) | Expr::After(of) => Some(of),
        }
    }

    /// Whether the year was left out.
    pub(super) fn open(&self) -> bool {
        match self {
            Expr::Named { year, .. } => year.is_none(),
            Expr::Range(a, b) => a.open() && b.open(),
            other => other.inner().is_some_and(Expr::open),
        }
    }

    /// The year this lends to a neighbour that has none.
    pub(super) fn year(&self) -> Option<i16> {
        match self {
            Expr::Named { year, .. } => *year,
            Expr::Fixed(period) => (period.grain == Grain::Year).then(|| period.to.year()),
            Expr::YearToDate(year) => Some(*year),
            Expr::Range(a, b) => b.year().or_else(|| a.year()),
            other => other.inner().and_then(Expr::year),
        }
    }

    /// The same unit of another year: June 2010 as June 2011.
    pub(super) fn in_year(&self, another: i16) -> Option<Expr> {
        match self {
            Expr::Named { unit: Unit::Year, .. } => None,
            Expr::Named { unit, year: Some(_), fiscal } => {
                Some(Expr::Named { unit: *unit, year: Some(another), fiscal: *fiscal })
            }
            Expr::Range(a, b) if a.open() || a.year() == b.year() => {
                let first = if a.open() { a.as_ref().clone() } else { a.in_year(another)? };
                Some(Expr::Range(Box::new(first), Box::new(b.in_year(another)?)))
            }
            _ => None,
        }
    }

    pub(super) fn ends_year(&self) -> bool {
        matches!(self, Expr::Named { unit: Unit::Month(12) | Unit::Quarter(4) | Unit::Half(2), .. })
    }

    pub(super) fn starts_year(&self) -> bool {
        matches!(self, Expr::Named { unit: Unit::Month(1) | Unit::Quarter(1) | Unit::Half(1), .. })
    }
}
