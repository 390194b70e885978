use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn read(order: DateOrder, text: &str) -> Option<(Date, Option<u8>)> {
    DateReader::new(order, &[]).read(text).map(|moment| (moment.day, moment.hour))
}

const ORDERS: [DateOrder; 2] = [DateOrder::DayMonthYear, DateOrder::MonthDayYear];

#[test]
fn common_forms_are_read_in_both_orders() {
    let first = date(2010, 12, 1);
    for (text, hour) in [
        ("2010-12-01", None),
        (" 2010-12-01 ", None),
        ("2010-12-01T08:26:00Z", Some(8)),
        ("2010-12-01 08:26:00", Some(8)),
        ("2010-12-01 08:26:00.000+01:00", Some(8)),
        ("2010-12-01 08:26:00.123456789 +0100", Some(8)),
        ("2010-12-01 23:59 UTC", Some(23)),
        ("2010/12/01", None),
        ("2010.12.1", None),
        ("2010-12-1 0:00", Some(0)),
        ("20101201", None),
        ("20101201T082600Z", Some(8)),
        ("1 Dec 2010", None),
        ("01-Dec-10", None),
        ("01-DEC-2010 17:00", Some(17)),
        ("2010-Dec-01", None),
        ("Dec 1, 2010", None),
        ("Dec. 1, 2010 5:03 PM", Some(17)),
        ("December 1 2010", None),
        ("1 december 2010", None),
        ("1st December 2010", None),
        ("December 1st, 2010", None),
        ("Wed, 01 Dec 2010 08:26:00 GMT", Some(8)),
        ("Wednesday, December 1, 2010", None),
        ("1. Dec 2010", None),
        ("\u{feff}2010-12-01\u{200e}", None),
        ("1\u{a0}Dec\u{a0}2010", None),
    ] {
        for order in ORDERS {
            assert_eq!(read(order, text), Some((first, hour)), "{text}");
        }
    }
}

#[test]
fn the_order_says_which_number_is_the_day() {
    for (text, hour) in [
        ("01/12/2010", None),
        ("01/12/2010 08:26", Some(8)),
        ("1/12/10", None),
        ("1.12.2010", None),
        ("1. 12. 2010", None),
        ("01-12-2010", None),
        ("1/12/2010 8:26 AM", Some(8)),
        ("1/12/2010, 8:26:00\u{202f}PM", Some(20)),
        ("1/12/2010 12:26 a.m.", Some(0)),
        ("1/12/2010 12:26PM", Some(12)),
        ("1/12/2010 8 pm", Some(20)),
        ("\u{200e}1\u{200e}/\u{200e}12\u{200e}/\u{200e}2010", None),
    ] {
        assert_eq!(read(ORDERS[0], text), Some((date(2010, 12, 1), hour)), "{text}");
        assert_eq!(read(ORDERS[1], text), Some((date(2010, 1, 12), hour)), "{text}");
    }
    assert_eq!(read(ORDERS[1], "13/1/2010"), None);
    assert_eq!(read(ORDERS[0], "1/13/2010"), None);
    assert_eq!(read(ORDERS[0], "1/2/69").unwrap().0, date(1969, 2, 1));
    assert_eq!(read(ORDERS[0], "1/2/68").unwrap().0, date(2068, 2, 1));
}

#[test]
fn what_is_no_date_is_none() {
    for bad in [
        "",
        " ",
        "2010-13-01",
        "2011-02-29",
        "2011-02-30",
        "31/31/2011",
        "30/02/2011",
        "0000-01-01",
        "9999-12-31",
        "1899-12-31",
        "2200-01-01",
        "2010-12-011",
        "2010-12",
        "12/2010",
        "Dec 2010",
        "yesterday",
        "40513",
        "40513.35",
        "2010-12-01 25:00",
        "2010-12-01 08:61",
        "2010-12-01x",
        "2010-12-01 8",
        "2010-12-01 13:00 PM",
        "1/2-2010",
        "1/2/201",
        "1/2/20100",
        "1 Decem 2010",
        "1 Foo 2010",
        "=TODAY()",
        "2010-12-01 08:26 and more",
        "1291161600",
        "001/02/2010",
        "2010--12-01",
        "-2010-12-01",
        "٢٠١٠-١٢-٠١",
        "20101301",
        "1,234.50",
    ] {
        for order in ORDERS {
            assert_eq!(read(order, bad), None, "{bad}");
        }
    }
}

#[test]
fn forms_of_the_catalogue_come_first() {
    let forms = |list: &[&str]| list.iter().map(|form| (*form).to_owned()).collect::<Vec<_>>();
    let read = |list: &[&str], text: &str| {
        DateReader::new(order_of(&forms(list)).unwrap_or_default(), &forms(list)).read(text).map(|m| (m.day, m.hour))
    };
    assert_eq!(read(&["%y-%m-%d"], "10-12-01"), Some((date(2010, 12, 1), None)));
    assert_eq!(read(&["%d%m%Y"], "01122010 08:30"), Some((date(2010, 12, 1), Some(8))));
    assert_eq!(read(&["%Y-%j %H"], "2010-335 17"), Some((date(2010, 12, 1), Some(17))));
    assert_eq!(read(&["%m/%d/%Y %I:%M %p"], "12/1/2010 5:03 PM"), Some((date(2010, 12, 1), Some(17))));
    assert_eq!(read(&["%Y-%m-%d"], "12/1/2010"), Some((date(2010, 1, 12), None)));
    // Both are named, so both are read, the first first.
    assert_eq!(read(&["%m/%d/%Y", "%d/%m/%Y"], "12/1/2010"), Some((date(2010, 12, 1), None)));
    assert_eq!(read(&["%m/%d/%Y", "%d/%m/%Y"], "13/1/2010"), Some((date(2010, 1, 13), None)));
    for (list, order) in [
        (&["%Y-%m-%d"][..], None),
        (&["%Y-%m-%d", "%d/%m/%Y"], Some(ORDERS[0])),
        (&["%-m/%-d/%y"], Some(ORDERS[1])),
        (&["%A %e.%m.%Y"], Some(ORDERS[0])),
        (&["%D"], Some(ORDERS[1])),
        (&["%d %b %Y"], None),
        (&[], None),
    ] {
        let order = order.filter(|_| !list.contains(&"%A %e.%m.%Y")).or(order);
        assert_eq!(order_of(&forms(list)), order, "{list:?}");
    }
}

fn outcome(values: &[&str], otherwise: Option<DateOrder>) -> DateOutcome {
    let mut evidence = DateEvidence::default();
    values.iter().for_each(|value| evidence.add(value));
    evidence.outcome(otherwise)
}

#[test]
fn the_whole_column_decides_the_order() {
    for (values, order, assumed, sentence) in [
        (&["01/02/2011", "13/02/2011"][..], ORDERS[0], false, "day before month: 1 date has a first number above 12"),
        (&["01/02/2011", "02/13/2011"], ORDERS[1], false, "month before day: 1 date has a second number above 12"),
        (&["12/1/10", "12/31/10", ""], ORDERS[1], false, "month before day: 1 date has a second number above 12"),
        (
            &["13/01/11", "14/01/2011", "1/13/2011", "1/2/2011"],
            ORDERS[0],
            false,
            "day before month: 2 dates have a first number above 12; 1 date of the other order is rejected",
        ),
        (&["1/2/2011", "n/a"], ORDERS[0], true, "day before month is assumed: 1 date could be read either way"),
        (
            &["1/13/2011", "13/1/2011"],
            ORDERS[0],
            true,
            "day before month is assumed: as many dates need each order; 1 date of the other order is rejected",
        ),
        (&["2011-01-02", "12/12/2011"], ORDERS[0], false, "each date says itself which number is the month"),
        (&["x"], ORDERS[0], false, "there is no date"),
    ] {
        let found = outcome(values, None);
        assert_eq!((found.order, found.assumed, found.to_string().as_str()), (order, assumed, sentence), "{values:?}");
    }
    assert_eq!(outcome(&["1/2/2011"], Some(ORDERS[1])).order, ORDERS[1]);
    let json = serde_json::to_value(outcome(&["13/2/2011", "x"], None)).unwrap();
    assert_eq!(json["order"], "dayMonthYear");
    assert_eq!(
        json["evidence"],
        serde_json::json!({"dayFirst": 1, "monthFirst": 0, "either": 0, "told": 0, "noDate": 1})
    );
}

#[test]
fn two_forms_in_one_column_are_one_order() {
    let values = ["01/12/2010 08:26", "1/12/10", "2010-12-01", "13/01/2011"];
    let order = outcome(&values, None).order;
    let days: Vec<Date> = values.iter().map(|value| read(order, value).unwrap().0).collect();
    assert_eq!(days, [date(2010, 12, 1), date(2010, 12, 1), date(2010, 12, 1), date(2011, 1, 13)]);
}

#[test]
fn columns_of_dates_are_found() {
    for (values, form) in [
        (&["01/02/2011", "13/02/2011"][..], Some("%d/%m/%Y")),
        (&["01/02/2011", "02/13/2011"], Some("%m/%d/%Y")),
        (&["12/1/10", "12/31/10"], Some("%m/%d/%y")),
        (&["2011-01-31 10:00", ""], Some("%Y-%m-%d")),
        (&["20110131"], Some("%Y%m%d")),
        (&["1 Dec 2010"], Some("%d %b %Y")),
    ] {
        assert_eq!(sniff(values).unwrap().form, form, "{values:?}");
    }
    for other in [&["12", "13"][..], &[], &["", "NULL"], &["2011-01-01", "x"], &["1.5", "2.25"]] {
        assert_eq!(sniff(other), None, "{other:?}");
    }
}

prop_compose! {
    fn any_day()(days in 0..109_573i64) -> Date {
        date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap()
    }
}

proptest! {
    #[test]
    fn any_day_in_any_form_reads_back(
        day in any_day(),
        hour in 0..24u8,
        form in prop::sample::select(vec![
            "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%B %-d %Y", "%A, %-d %B %Y",
            "%d/%m/%Y", "%-d.%-m.%Y", "%d-%m-%Y", "%m/%d/%Y", "%-m/%-d/%Y",
        ]),
        time in prop::sample::select(vec!["", " %H:%M", "T%H:%M:%SZ", " %I:%M %p", ", %-I:%M:%S%P", " %H:%M:%S.000 +01:00"]),
    ) {
        let text = day.at(hour.cast_signed(), 5, 9, 0).strftime(&format!("{form}{time}")).to_string();
        let order = order_of(&[form.to_owned()]).unwrap_or_default();
        prop_assert_eq!(read(order, &text), Some((day, (!time.is_empty()).then_some(hour))), "{}", text);
    }

    #[test]
    fn the_order_of_values_makes_no_difference(
        mut values in proptest::collection::vec("[0-3]?[0-9]/[01]?[0-9]/(20)?1[0-9]|2011-[01][0-9]-01|x", 0..30),
        seed: u64,
    ) {
        let before = outcome(&values.iter().map(String::as_str).collect::<Vec<_>>(), None);
        let count = values.len().max(1);
        values.rotate_left((seed % count as u64) as usize);
        values.reverse();
        let after = outcome(&values.iter().map(String::as_str).collect::<Vec<_>>(), None);
        prop_assert_eq!(before, after);
        // A reader that reads them all has seen the same.
        let mut reader = DateReader::new(DateOrder::MonthDayYear, &[]);
        values.iter().for_each(|value| { let _ = reader.cell(value); });
        prop_assert_eq!(reader.evidence(), after.evidence);
    }

    #[test]
    fn any_text_is_an_answer(text in "\\PC{0,30}", like in "[0-9/.: TZ,+APMaecDJ-]{0,24}") {
        for text in [text, like] {
            for order in ORDERS {
                if let Some((day, _)) = read(order, &text) {
                    prop_assert!((1900..=2199).contains(&day.year()));
                }
            }
        }
    }
}
