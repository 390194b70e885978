//! The words of dates that business people write in every language.

use sales_metrics::period::Grain;

use super::vocabulary::{
    Holiday,
    Sense::{self, *},
    Words,
};

/// English by origin, or a sign.
pub(super) const SHARED: Words = &[
    (Letter(Grain::Quarter), &["q"]),
    (Letter(Grain::Half), &["h"]),
    (ToDate(Grain::Week), &["wtd", "week to date"]),
    (ToDate(Grain::Month), &["mtd", "month to date"]),
    (ToDate(Grain::Quarter), &["qtd", "quarter to date"]),
    (ToDate(Grain::Year), &["ytd", "year to date"]),
    (FiscalToDate, &["fytd"]),
    (TrailingYear, &["ttm", "ltm"]),
    (YearAgo, &["year over year", "year on year", "yoy", "y o y"]),
    (PeriodAgo(Grain::Day), &["day over day", "day on day", "dod"]),
    (PeriodAgo(Grain::Week), &["week over week", "week on week", "wow"]),
    (PeriodAgo(Grain::Month), &["month over month", "month on month", "mom"]),
    (PeriodAgo(Grain::Quarter), &["quarter over quarter", "quarter on quarter", "qoq"]),
    (FiscalYear, &["fy"]),
    (Versus, &["vs", "versus"]),
    (Sense::Holiday(Holiday::HALLOWEEN), &["halloween"]),
    (Sense::Holiday(Holiday::Thanksgiving(0)), &["thanksgiving", "thanksgiving day"]),
    (Sense::Holiday(Holiday::BLACK_FRIDAY), &["black friday"]),
    (Sense::Holiday(Holiday::CYBER_MONDAY), &["cyber monday"]),
    (
        Sense::Holiday(Holiday::ShoppingWeekend),
        &["bfcm", "bfcm weekend", "black friday cyber monday", "black friday to cyber monday", "cyber weekend"],
    ),
    (Sense::Holiday(Holiday::SINGLES_DAY), &["singles day"]),
    (Sense::Holiday(Holiday::VALENTINE), &["valentine day", "valentines day"]),
    (Vague, &["prime day", "black friday weekend", "cyber week"]),
    (Rank, &["top", "flop"]),
];
