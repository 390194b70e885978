//! More of what people write in English.

use super::{Calendar, calendar, check};

#[test]
fn fiscal() {
    let calendar = Calendar { fiscal_year_start: 7, ..calendar() };
    check(
        &calendar,
        &[
            ("FY2011", "2010-07-01..2011-06-30"),
            ("FY 2010-11", "2010-07-01..2011-06-30"),
            ("FY2010-2011", "2010-07-01..2011-06-30"),
            ("Q1 FY11", "2010-Q3"),
            ("Q1 FY2011", "2010-Q3"),
            ("FY11 Q1", "2010-Q3"),
            ("fiscal 2011", "2010-07-01..2011-06-30"),
            ("first half of FY11", "2010-H2"),
            ("first fiscal quarter of 2011", "2010-Q3"),
            ("this fiscal quarter", "2011-Q4"),
            ("this fiscal year so far", "2011-07-01..2011-12-09"),
            ("so far this fiscal year", "2011-07-01..2011-12-09"),
            ("the last two fiscal years", "2009-07-01..2011-06-30"),
            ("the last fiscal quarter", "2011-Q3"),
            ("since the start of the fiscal year", "2011-07-01..2011-12-09"),
        ],
    );
}

#[test]
fn weeks_and_parts() {
    check(
        &calendar(),
        &[
            ("the week of 5 May", "week 2011-05-02?"),
            ("the first two weeks of May", "2011-05-01..2011-05-14?"),
            ("week 3 of March 2011", "2011-03-15..2011-03-21"),
            ("the first weekend of May 2011", "2011-05-07..2011-05-08"),
            ("first fortnight of May 2011", "2011-05-01..2011-05-14"),
            ("CW12 2011", "week 2011-03-21"),
            ("weeks 10-12 2011", "2011-03-07..2011-03-27 [week 2011-03-07 week 2011-03-21]"),
            ("mid-May", "2011-05-11..2011-05-20?"),
            ("end of last month", "2011-11-21..2011-11-30"),
            ("beginning of this year", "2011-01-01..2011-04-30"),
            ("by end June 2011", "0001-01-01..2011-06-30"),
            ("since the beginning of the month", "2011-12-01..2011-12-09"),
            ("second half of June 2011", "2011-06-16..2011-06-30"),
            ("last quarter 2010", "2010-Q4"),
            ("the third quarter of last year", "2010-Q3"),
            ("10 days after Easter 2011", "2011-04-25..2011-05-04"),
        ],
    );
}

#[test]
fn holidays() {
    check(
        &calendar(),
        &[
            ("Black Friday week 2011", "week 2011-11-21"),
            ("week of Black Friday 2011", "week 2011-11-21"),
            ("between Christmas and New Year", "2010-12-25..2011-01-01 [2010-12-25 2011-01-01]?"),
            ("the day after Christmas", "2010-12-26?"),
            ("the last week before Christmas 2010", "2010-12-18..2010-12-24"),
            ("2 weeks before Black Friday 2011", "2011-11-11..2011-11-24"),
            ("Singles' Day 2011", "2011-11-11"),
            ("Good Friday 2011", "2011-04-22"),
            ("Labor Day 2011", "2011-09-05"),
            ("on Boxing Day", "2010-12-26?"),
            ("St. Patrick's Day 2011", "2011-03-17"),
            ("Memorial Day 2011", "2011-05-30"),
            ("Halloween 2011", "2011-10-31"),
            ("since last Christmas", "2010-12-25..2011-12-09"),
        ],
    );
}

#[test]
fn runs() {
    check(
        &calendar(),
        &[
            ("the last 3 complete months", "2011-09-01..2011-11-30"),
            ("last three full months", "2011-09-01..2011-11-30"),
            ("this quarter so far", "2011-10-01..2011-12-09"),
            ("so far this quarter", "2011-10-01..2011-12-09"),
            ("last fortnight", "2011-11-21..2011-12-04"),
            ("a fortnight ago", "week 2011-11-21"),
            ("trailing twelve months", "2010-12-01..2011-11-30"),
            ("May through July", "2011-05-01..2011-07-31 [2011-05 2011-07]?"),
            ("jan-mar 2011", "2011-01-01..2011-03-31 [2011-01 2011-03]"),
            ("05/2011-07/2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
            ("from 1/5 to 14/5/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
            ("from 1 to 14/5/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
            ("5/1/2011 to 5/14/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
            ("since May until today", "2011-05-01..2011-12-09 [2011-05 2011-12-09]"),
            ("since March", "2011-03-01..2011-12-09?"),
            ("until the end of June", "0001-01-01..2011-06-30?"),
            ("YTD May 2011", "2011-01-01..2011-05-31"),
            ("revenue year-to-date up to april 15, 2011", "2011-01-01..2011-04-15"),
            ("year to date at July 24, 2011", "2011-01-01..2011-07-24"),
            ("YTD through June 2011", "2011-H1"),
            ("1st of may 11", "2011-05-01"),
            ("same month last year", "<year"),
            ("May and July 2011", "2011-05 | 2011-07"),
            ("May and July 2011 vs May and July 2010", "2011-05 | 2011-07 | 2010-05 | 2010-07"),
            ("Q2 and Q4 2011", "2011-Q2 | 2011-Q4"),
            ("Q2 revenue 2011", "2011-Q2"),
        ],
    );
}

#[test]
fn impossible() {
    check(
        &calendar(),
        &[
            ("32 June 2011", "! June has 30 days"),
            ("day 32 of May", "! May has 31 days"),
            ("June 25-31", "! June has 30 days"),
            ("2011W54", "! a year has at most 53 weeks"),
            ("compare 31 June and 30 June 2011", "2011-06-30 | ! June has 30 days"),
            ("the 32nd of May", "! May has 31 days"),
            ("January 32, 2011", "! January has 31 days"),
            ("week 54 of 2011", "! a year has at most 53 weeks"),
            ("Q0 2011", "! a year has 4 quarters"),
            ("5th quarter of 2011", "! a year has 4 quarters"),
            ("30/02/2011", "! February has at most 29 days"),
            ("on 31/6", "! June has 30 days"),
            ("between 1 and 31 June 2011", "! June has 30 days"),
            ("from 30 Feb to 5 March 2011", "! February has at most 29 days"),
            ("thirteenth month of 2011", "! 2011 does not have that many months"),
            ("2011-06-31", "! June has 30 days"),
            ("February 29, 2011", "! February 2011 has 28 days"),
            ("until 31 November 2011", "! November has 30 days"),
        ],
    );
}

#[test]
fn further() {
    check(
        &calendar(),
        &[
            ("sales for week beginning 5 May 2011", "2011-05-05..2011-05-11"),
            ("revenue for the 10 days from 5 May 2011", "2011-05-05..2011-05-14"),
            ("for 3 weeks from 2 May 2011", "2011-05-02..2011-05-22"),
            ("revenue in the 3 months following June 2011", "2011-Q3"),
            ("revenue 12 months to date", "2010-12-10..2011-12-09"),
            ("the weekend before last", "2011-11-26..2011-11-27"),
            ("summer vs winter 2011", "2011-06-01..2011-08-31 | 2011-12-01..2012-02-29"),
            ("winter 2010/11", "2010-12-01..2011-02-28"),
            ("before the end of May 2011", "0001-01-01..2011-05-31"),
            ("since the 1st", "2011-12-01..2011-12-09?"),
            ("the first of the month", "2011-12-01"),
            ("the 15th of last month", "2011-11-15"),
            ("from the 4th to the 22nd of last month", "2011-11-04..2011-11-22 [2011-11-04 2011-11-22]"),
            ("last year in December", "2010-12"),
            ("half a year ago", "2011-06"),
            ("takings for w/e 8 May 2011", "2011-05-02..2011-05-08"),
            ("Q1 vs. Q2 2011", "2011-Q1 | 2011-Q2"),
            ("revenue a year ago today", "2010-12-09"),
            ("starting 1 May 2011 and ending 31 May 2011", "2011-05-01..2011-05-31 [2011-05-01 2011-05-31]"),
            ("W10-W12 2011", "2011-03-07..2011-03-27 [week 2011-03-07 week 2011-03-21]"),
            ("from Monday to Friday", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
            ("May 2010/2011", "2010-05 | 2011-05"),
            ("sales Christmas?", "2010-12-25?"),
            ("did sales fall?", ""),
            ("Easter weekend 2011", "2011-04-23..2011-04-24"),
            ("Labor Day weekend 2011", "! that is no fixed period"),
            ("last week Monday", "2011-11-28"),
            ("sales on Saturday and Sunday", "2011-12-03 | 2011-12-04"),
            ("YTD vs prior year YTD", "2011-01-01..2011-12-09 | 2010-01-01..2010-12-09"),
            ("from the 5th of May until the 9th", "2011-05-05..2011-05-09 [2011-05-05 2011-05-09]?"),
            ("quarter two 2011", "2011-Q2"),
            ("quarter five 2011", "! a year has 4 quarters"),
            ("week 100 of 2011", "! a year has at most 53 weeks"),
            ("the 54th week of 2011", "! a year has at most 53 weeks"),
        ],
    );
}
