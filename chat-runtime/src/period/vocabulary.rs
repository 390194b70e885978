//! What a word can mean in a date expression.
//!
//! The grammar in `parse` sees only [`Sense`]s, so another language is another table of `table.rs`.

use sales_metrics::period::Grain;

/// The part a word, a phrase, a number or a mark plays in a date expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// A month's name, 1 to 12.
    Month(i8),
    /// A number that is also a month cut short: French `sept`, Portuguese `dez`.
    CountOrMonth(u32, i8),
    /// A day of the week, 0 = Monday.
    Weekday(i8),
    /// `second`.
    Ordinal(u32),
    /// `2nd`.
    Nth(u32),
    /// `two`.
    Count(u32),
    /// Digits: the value and how many there are.
    Number(u32, u8),
    /// `week`, `quarter`, ...
    Unit(Grain),
    /// So many months under one name: `bimestre`.
    Months(i64),
    /// Half a month: `quincena`.
    HalfMonth,
    /// `KW`: a week of ISO 8601, whose number may stand before it.
    IsoWeek,
    /// The letter of `Q1`, `H1`, `W12`.
    Letter(Grain),
    /// `S1` is a half, `S12` a week.
    LetterS,
    /// Portuguese `1º sem.` is a half, else "without".
    HalfOrWithout,
    /// `1er sem.` is a half, `sem. 12` a week.
    Sem,
    /// `MTD`.
    ToDate(Grain),
    /// `FYTD`.
    FiscalToDate,
    /// `TTM`.
    TrailingYear,
    /// `acumulado`: up to today when a unit or a year follows.
    Cumulated,
    /// `N-1`: the year before, `M-1`: the month.
    Minus(Grain),
    /// Days from today.
    Today(i64),
    Now,
    This,
    Last,
    /// `vorletzt`: the one before the last.
    BeforeLast,
    Past,
    Previous,
    Next,
    Following,
    Same,
    /// `period`, `time`: stands for the unit spoken of.
    Period,
    /// `year over year`, `this time last year`.
    YearAgo,
    /// `month over month`.
    PeriodAgo(Grain),
    AllTime,
    SoFar,
    Ago,
    /// `hace`, `il y a`: "ago" before what it counts.
    AgoLead,
    /// `vor`: "ago" before a count, else "before".
    AgoOrBefore,
    Earlier,
    Later,
    Onward,
    /// `or earlier`.
    Backward,
    /// `final`: the last of what it is said to be of.
    Final,
    In,
    On,
    Of,
    /// `de`, `von`: "from" when the end of a run follows, else "of".
    OfFrom,
    Over,
    From,
    Between,
    Since,
    Until,
    Through,
    Before,
    After,
    To,
    /// `à`, `al`: "to" between two dates, else "in".
    ToIn,
    /// `a`: "to" between two dates, else an article.
    ToThe,
    And,
    Or,
    With,
    Versus,
    Than,
    Compare,
    Share,
    /// `excluding`.
    Except,
    The,
    /// `a`, `an`: one.
    Article,
    /// `whole`, `entire`: adds nothing.
    Fill,
    Fiscal,
    /// `FY`.
    FiscalYear,
    Early,
    Mid,
    Late,
    /// `beginning`, `start`: early in a unit, or the first day of a week.
    Start,
    /// `end`.
    End,
    Commencing,
    Ending,
    Season(Season),
    Holiday(Holiday),
    Weekend,
    /// `mother's day`, `recently`: a time no calendar fixes.
    Vague,
    /// Finer than the data.
    Hour,
    /// `top`: the number after it counts.
    Rank,
    /// `per`, `each`: the unit after it is a grouping.
    Each,
    /// Groups as "each" does; "by the end of" is "until".
    By,
    /// `more`, `above`: the number after it is an amount.
    Bound,
    /// A noun that is counted: the number before it is no year and no day.
    Counted,
    /// A noun a month's name may stand before: `May revenue`.
    Figure,
    /// A word after which a modal verb must have stood: `may I`.
    Subject,
    /// Any other mark.
    Mark(char),
    /// Any other word.
    Other,
    /// Past the end of the text.
    Nothing,
}

/// Meteorological seasons of the northern half of the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    /// From December of the year named to February of the next.
    Winter,
    /// A name that is also a common verb (`fall`): only beside a year or after "in the".
    Fall,
}

/// Days that shops speak of, by the rule that finds them in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holiday {
    /// The same month and day each year.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i64),
    /// The week that ends with Easter Sunday, Palm Sunday included.
    HolyWeek,
    /// Days from the fourth Thursday of November.
    Thanksgiving(i64),
    /// The Friday after Thanksgiving to the Monday after it.
    ShoppingWeekend,
    /// The month, the weekday (0 = Monday) and which of them; -1 is the last.
    Nth(i8, i8, i8),
}

impl Holiday {
    pub(super) const NEW_YEAR: Self = Self::Fixed(1, 1);
    pub(super) const EPIPHANY: Self = Self::Fixed(1, 6);
    pub(super) const VALENTINE: Self = Self::Fixed(2, 14);
    pub(super) const EASTER: Self = Self::Easter(0);
    pub(super) const GOOD_FRIDAY: Self = Self::Easter(-2);
    pub(super) const EASTER_MONDAY: Self = Self::Easter(1);
    pub(super) const ASCENSION: Self = Self::Easter(39);
    pub(super) const PENTECOST: Self = Self::Easter(49);
    pub(super) const LABOUR_DAY: Self = Self::Fixed(5, 1);
    pub(super) const HALLOWEEN: Self = Self::Fixed(10, 31);
    pub(super) const ALL_SAINTS: Self = Self::Fixed(11, 1);
    pub(super) const SINGLES_DAY: Self = Self::Fixed(11, 11);
    pub(super) const BLACK_FRIDAY: Self = Self::Thanksgiving(1);
    pub(super) const CYBER_MONDAY: Self = Self::Thanksgiving(4);
    pub(super) const NICHOLAS: Self = Self::Fixed(12, 6);
    pub(super) const CHRISTMAS_EVE: Self = Self::Fixed(12, 24);
    pub(super) const CHRISTMAS: Self = Self::Fixed(12, 25);
    pub(super) const BOXING_DAY: Self = Self::Fixed(12, 26);
    pub(super) const NEW_YEARS_EVE: Self = Self::Fixed(12, 31);
}

/// Words and phrases with the part they play; a phrase's words are parted by one space.
pub(super) type Words = &'static [(Sense, &'static [&'static str])];
