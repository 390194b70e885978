//! Dates told from today, from the last turn, or from one another.

use jiff::civil::{Weekday, date};

use super::{Calendar, calendar, check};

#[test]
fn from_today() {
    check(
        &calendar(),
        &[
            ("sales today", "2011-12-09"),
            ("sales yesterday", "2011-12-08"),
            ("the day before yesterday", "2011-12-07"),
            ("revenue this week", "week 2011-12-05"),
            ("orders last week", "week 2011-11-28"),
            ("this month", "2011-12"),
            ("current month", "2011-12"),
            ("orders last month", "2011-11"),
            ("previous month", "2011-11"),
            ("revenue this quarter", "2011-Q4"),
            ("last quarter", "2011-Q3"),
            ("this half", "2011-H2"),
            ("last half-year", "2011-H1"),
            ("this year", "2011"),
            ("last year", "2010"),
            ("next month", "2012-01"),
            ("the last 7 days", "2011-12-03..2011-12-09"),
            ("revenue in the last 30 days", "2011-11-10..2011-12-09"),
            ("past 30 days", "2011-11-10..2011-12-09"),
            ("last two weeks", "2011-11-21..2011-12-04"),
            ("last 3 months", "2011-09-01..2011-11-30"),
            ("the past three months", "2011-09-01..2011-11-30"),
            ("last 12 months", "2010-12-01..2011-11-30"),
            ("last 2 quarters", "2011-04-01..2011-09-30"),
            ("last 1 day", "2011-12-09"),
            ("last couple of weeks", "2011-11-21..2011-12-04"),
            ("the past year", "2010-12-10..2011-12-09"),
            ("over the past month", "2011-11-10..2011-12-09"),
            ("past week", "2011-12-03..2011-12-09"),
            ("this month so far", "2011-12-01..2011-12-09"),
            ("month to date", "2011-12-01..2011-12-09"),
            ("month-to-date", "2011-12-01..2011-12-09"),
            ("MTD", "2011-12-01..2011-12-09"),
            ("QTD", "2011-10-01..2011-12-09"),
            ("YTD revenue", "2011-01-01..2011-12-09"),
            ("year to date", "2011-01-01..2011-12-09"),
            ("so far this year", "2011-01-01..2011-12-09"),
            ("2011 so far", "2011-01-01..2011-12-09"),
            ("YTD 2010", "2010-01-01..2010-12-09"),
            ("last year to date", "2010-01-01..2010-12-09"),
            ("a year ago", "2010"),
            ("two months ago", "2011-10"),
            ("3 weeks ago", "week 2011-11-14"),
            ("10 days ago", "2011-11-29"),
            ("one quarter ago", "2011-Q3"),
            ("the month before last", "2011-10"),
            ("last Monday", "2011-12-05"),
            ("on Friday", "2011-12-02"),
            ("last Friday", "2011-12-02"),
            ("this Wednesday", "2011-12-07"),
            ("Monday last week", "2011-11-28"),
            ("from Monday to Friday last week", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
            ("last weekend", "2011-12-03..2011-12-04"),
            ("last June", "2011-06"),
            ("last December", "2010-12"),
            ("last Christmas", "2010-12-25"),
            ("last summer", "2011-06-01..2011-08-31"),
            ("this June", "2011-06"),
            ("since last month", "2011-11-01..2011-12-09"),
            ("since yesterday", "2011-12-08..2011-12-09"),
            ("last quarter of last year", "2010-Q4"),
            ("first week of this month", "2011-12-01..2011-12-07"),
            ("last week of the month", "2011-12-25..2011-12-31"),
            ("TTM revenue", "2010-12-01..2011-11-30"),
            ("last full month", "2011-11"),
            ("last complete quarter", "2011-Q3"),
            ("a week ago today", "2011-12-02"),
            ("so far in December", "2011-12-01..2011-12-09?"),
            ("how are we doing so far this quarter", "2011-10-01..2011-12-09"),
            ("all time", "all"),
            ("best seller ever", "all"),
            ("revenue overall", "all"),
            ("revenue since the beginning", "all"),
            ("by day of the week", ""),
            ("on Mondays", ""),
        ],
    );
}

#[test]
fn from_another_period() {
    check(
        &calendar(),
        &[
            ("June 2011 vs the same period last year", "2011-06 | <year"),
            ("June 2011 compared with the same month last year", "2011-06 | <year"),
            ("and the same quarter a year earlier?", "<year"),
            ("H2 2010 with the same half a year earlier", "2010-H2 | <year"),
            ("the same month in 2010", "<2010"),
            ("same period 2010", "<2010"),
            ("year over year", "<year"),
            ("June 2011 year-on-year", "2011-06 | <year"),
            ("yoy growth in Q1 2011", "2011-Q1 | <year"),
            ("June 2011 vs last year", "2011-06 | <year"),
            ("compare revenue in June 2011 with last year", "2011-06 | <year"),
            ("this month compared to a year ago", "2011-12 | <year"),
            ("this quarter vs last year", "2011-Q4 | <year"),
            ("this year vs last year", "2011 | 2010"),
            ("compare this year to last year", "2011 | 2010"),
            ("June 2011 and the year before", "2011-06 | <year"),
            ("June 2011 vs the month before", "2011-06 | <previous"),
            ("June 2011 against the previous month", "2011-06 | <previous"),
            ("June 2011 vs the previous quarter", "2011-06 | 2011-Q1"),
            ("and the month before?", "<previous"),
            ("the quarter after", "<next"),
            ("and the following month", "<next"),
            ("June 2011 vs prior period", "2011-06 | <previous"),
            ("mom change for June 2011", "2011-06 | <previous"),
            ("month over month in June 2011", "2011-06 | <previous"),
            ("last 30 days vs the previous 30 days", "2011-11-10..2011-12-09 | <previous"),
            ("last 30 days vs the 30 days before", "2011-11-10..2011-12-09 | <previous"),
            ("this month vs last month", "2011-12 | 2011-11"),
            ("this month vs last", "2011-12 | <previous"),
            ("how does this quarter compare to last?", "2011-Q4 | <previous"),
            ("this and last month", "2011-12 | 2011-11"),
            ("month to date vs same period last month", "2011-12-01..2011-12-09 | 2011-11-01..2011-11-09"),
            ("June 2011 and two months earlier", "2011-06 | 2011-04"),
            ("compare last quarter to the one before", "2011-Q3 | <previous"),
            ("ytd vs prior year", "2011-01-01..2011-12-09 | <year"),
            ("yesterday vs same day last week", "2011-12-08 | 2011-12-01"),
            ("change from last year to this year", "2010-01-01..2011-12-31 [2010 2011]"),
        ],
    );
}

#[test]
fn a_conversation_lends_its_year() {
    let calendar = Calendar { context_year: Some(2010), ..calendar() };
    check(
        &calendar,
        &[
            ("and August?", "2010-08?"),
            ("and in November", "2010-11?"),
            ("Q3", "2010-Q3?"),
            ("and August 2011?", "2011-08"),
            ("previous month", "<previous"),
            ("and the next month?", "<next"),
            ("last month", "2011-11"),
            ("November to February", "2009-11-01..2010-02-28 [2009-11 2010-02]?"),
        ],
    );
}

#[test]
fn other_calendars() {
    let fiscal = Calendar { fiscal_year_start: 4, ..calendar() };
    check(
        &fiscal,
        &[
            ("fiscal year to date", "2011-04-01..2011-12-09"),
            ("FYTD", "2011-04-01..2011-12-09"),
            ("year to date", "2011-01-01..2011-12-09"),
            ("fiscal Q2 2011", "2010-Q3"),
            ("FQ2", ""),
            ("Q2 FY2011", "2010-Q3"),
            ("Q2 of fiscal 2011", "2010-Q3"),
            ("second fiscal quarter of 2011", "2010-Q3"),
            ("FY2011", "2010-04-01..2011-03-31"),
            ("FY2010/11", "2010-04-01..2011-03-31"),
            ("fiscal year 2012", "2011-04-01..2012-03-31"),
            ("this fiscal year", "2011-04-01..2012-03-31"),
            ("last fiscal year", "2010-04-01..2011-03-31"),
            ("last fiscal quarter", "2011-Q3"),
            ("Q2 2011", "2011-Q2"),
            ("2011", "2011"),
        ],
    );
    let sunday = Calendar { week_start: Weekday::Sunday, ..calendar() };
    check(
        &sunday,
        &[("this week", "week 2011-12-04"), ("last week", "week 2011-11-27"), ("week 12 of 2011", "week 2011-03-21")],
    );
    let leap = Calendar { today: date(2024, 2, 29), ..calendar() };
    check(
        &leap,
        &[
            ("a year ago", "2023"),
            ("YTD 2023", "2023-01-01..2023-02-28"),
            ("last 30 days", "2024-01-31..2024-02-29"),
            ("the past year", "2023-03-01..2024-02-29"),
            ("29 Feb", "2024-02-29?"),
            ("in March", "2023-03?"),
            ("last month", "2024-01"),
            ("2024-02", "2024-02"),
        ],
    );
}
