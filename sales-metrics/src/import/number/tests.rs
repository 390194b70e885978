use proptest::prelude::*;

use super::*;

const MARKS: [DecimalMark; 2] = [DecimalMark::Point, DecimalMark::Comma];

fn read(mark: DecimalMark, text: &str) -> Result<String, NotANumber> {
    NumberReader::new(mark).read(text).map(|number| number.to_string())
}

#[test]
fn what_both_marks_read_alike() {
    for (text, want) in [
        ("12", "12"),
        (" -12 ", "-12"),
        ("+7", "7"),
        ("5-", "-5"),
        ("\u{2212}5", "-5"),
        ("(12)", "-12"),
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("1 234", "1234"),
        ("1\u{a0}234\u{202f}567", "1234567"),
        ("1'234", "1234"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,56", "1234.56"),
        ("1\u{202f}234,567", "1234.567"),
        ("1'234.56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234.567,891", "1234567.891"),
        ("12,34,567.89", "1234567.89"),
        ("1,23,456", "123456"),
        ("-£3", "-3"),
        ("£-3", "-3"),
        ("(£3)", "-3"),
        ("£(3)", "-3"),
        ("US$ 1,234.50", "1234.50"),
        ("USD12", "12"),
        ("12 EUR", "12"),
        ("kr 5", "5"),
        ("5 zł", "5"),
        ("12%", "0.12"),
        ("1e3", "1000"),
        ("12E-2", "0.12"),
        ("\u{200e}5\u{feff}", "5"),
        ("9999999999999999999999999999", "9999999999999999999999999999"),
    ] {
        for mark in MARKS {
            assert_eq!(read(mark, text).as_deref(), Ok(want), "{text} {mark}");
        }
    }
}

#[test]
fn the_mark_decides_or_rejects() {
    use NotANumber::OtherMark;
    for (text, point, comma) in [
        ("1,234", Ok("1234"), Ok("1.234")),
        ("1.234", Ok("1.234"), Ok("1234")),
        ("-€999.999", Ok("-999.999"), Ok("-999999")),
        ("1.5", Ok("1.5"), Err(OtherMark)),
        ("3,5", Err(OtherMark), Ok("3.5")),
        ("0.123", Ok("0.123"), Err(OtherMark)),
        ("0,123", Err(OtherMark), Ok("0.123")),
        ("1234.567", Ok("1234.567"), Err(OtherMark)),
        (".5", Ok("0.5"), Err(OtherMark)),
        (",5", Err(OtherMark), Ok("0.5")),
        ("12.5%", Ok("0.125"), Err(OtherMark)),
        ("3,20 €", Err(OtherMark), Ok("3.20")),
        ("EUR 12.00", Ok("12.00"), Err(OtherMark)),
        ("1.234e3", Ok("1234"), Err(OtherMark)),
        ("1,5E+03", Err(OtherMark), Ok("1500")),
        ("0.0000000000000000000000000001", Ok("0.0000000000000000000000000001"), Err(OtherMark)),
    ] {
        assert_eq!(read(MARKS[0], text), point.map(str::to_owned), "{text}");
        assert_eq!(read(MARKS[1], text), comma.map(str::to_owned), "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for bad in [
        "",
        " ",
        "abc",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e400",
        "1e",
        "e5",
        "1e5.5",
        "1,23,4",
        "--1",
        "-(1)",
        "1.2.3",
        "1,2,3",
        "0x10",
        "12 apples",
        "#N/A",
        "-",
        "NULL",
        "=SUM(A1)",
        "=1+1",
        "+cmd",
        "@SUM(1)",
        "1..2",
        "1,,234",
        "1,234,56",
        "12,345.678.9",
        "1234,567,890",
        "0,123,456",
        ".",
        ",",
        "$",
        "%",
        "%%",
        "5%%",
        "££5",
        "5,-",
        "1 23",
        "1 234 5",
        "1'234 567",
        "١٢",
        "½",
        "1_000",
        "true",
        "12:30",
        "2010-12-01",
        "1-2",
        "(5",
        "5)",
        "()",
        "1e1e1",
    ] {
        for mark in MARKS {
            assert!(read(mark, bad).is_err(), "{bad}");
        }
        assert!(!is_number(bad), "{bad}");
    }
    for long in
        ["10000000000000000000000000000", "123456789012345678901234567890", "1e29", "0.00000000000000000000000000001"]
    {
        assert_eq!(read(MARKS[0], long), Err(NotANumber::TooLong), "{long}");
    }
    assert_eq!(read(MARKS[0], &"1".repeat(1 << 20)), Err(NotANumber::TooLong));
}

fn outcome(values: &[&str]) -> MarkOutcome {
    let mut evidence = NumberEvidence::default();
    values.iter().for_each(|value| evidence.add(value));
    evidence.outcome(None)
}

#[test]
fn the_whole_column_decides_the_mark() {
    for (values, mark, mixed, sentence) in [
        (&["1.234", "2.50"][..], MARKS[0], false, "decimal point: 1 number has one"),
        (&["1.234", "2,50", "3,5"], MARKS[1], false, "decimal comma: 2 numbers have one"),
        (&["1,234", "1.234"], MARKS[0], false, "decimal point is assumed: 2 numbers could be read either way"),
        (&["12", "NULL", "x"], MARKS[0], false, "whole numbers without separators"),
        (&["x"], MARKS[0], false, "there is no number"),
        (
            &["1.5", "1.25", "3,5", "1.234"],
            MARKS[0],
            true,
            "decimal point: 2 numbers have one, 1 number the other mark; 1 number that could be read either way cannot be told",
        ),
    ] {
        let found = outcome(values);
        assert_eq!((found.mark, found.mixed, found.to_string().as_str()), (mark, mixed, sentence), "{values:?}");
    }
}

#[test]
fn a_value_is_never_a_thousand_times_off_in_silence() {
    let mut mixed = NumberReader::of(&outcome(&["1.5", "1.25", "3,5", "1.234"]));
    assert_eq!(mixed.read("1.234"), Err(NotANumber::Ambiguous));
    assert_eq!(mixed.read("3,5"), Err(NotANumber::OtherMark));
    assert_eq!(mixed.read("1.5").unwrap().to_string(), "1.5");
    // A slip in a hundred does not spoil a column.
    let mut column = vec!["1.25"; 100];
    column.push("3,5");
    let mut reader = NumberReader::of(&outcome(&column));
    assert_eq!(reader.read("1,234").unwrap().to_string(), "1234");
    assert_eq!(reader.read("3,5"), Err(NotANumber::OtherMark));
}

#[test]
fn cells_may_be_blank() {
    let mut reader = NumberReader::default();
    for blank in ["", " ", "NULL", "-", "n/a", " - "] {
        assert_eq!(reader.cell(blank), Ok(None), "{blank}");
    }
    assert_eq!(reader.evidence(), NumberEvidence::default());
    assert_eq!(reader.cell("NaN"), Err(NotANumber::NoNumber));
    assert_eq!(reader.cell("-1").unwrap(), Some(-Decimal::ONE));
}

/// `number` with this mark, and its digits in groups of three.
fn dressed(number: Decimal, mark: DecimalMark, group: &str) -> String {
    let plain = number.abs().to_string();
    let (whole, decimals) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, d)| (whole, Some(d)));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    let mark = if mark == DecimalMark::Point { '.' } else { ',' };
    decimals.map_or(text.clone(), |decimals| format!("{text}{mark}{decimals}"))
}

proptest! {
    #[test]
    fn any_decimal_in_any_style_reads_back(
        mantissa in -9_999_999_999_999_999_999_999_999_999i128..=9_999_999_999_999_999_999_999_999_999,
        shift in 0u32..28,
        scale in 0u32..28,
        mark in prop::sample::select(MARKS.to_vec()),
        group in 0..5usize,
        style in 0..8,
    ) {
        let number = Decimal::from_i128_with_scale(mantissa / 10i128.pow(shift), scale);
        let other = if mark == DecimalMark::Point { "," } else { "." };
        let text = dressed(number, mark, ["", other, " ", "\u{a0}", "'"][group]);
        let minus = if number.is_sign_negative() { "-" } else { "" };
        let text = match style {
            0 => format!("{minus}£{text}"),
            1 => format!("{minus}{text} €"),
            2 => format!("USD {minus}{text}"),
            3 if !minus.is_empty() => format!("({text})"),
            4 => format!("{text}{minus}"),
            5 => format!(" {}{text} ", minus.replace('-', "\u{2212}")),
            _ => format!("{minus}{text}"),
        };
        prop_assert_eq!(NumberReader::new(mark).read(&text), Ok(number), "{}", text);
    }

    #[test]
    fn the_quick_way_reads_as_the_slow_one(text in "-?[0-9]{1,12}([.,][0-9]{1,7})?") {
        for mark in MARKS {
            // A plus sign takes the slow way.
            let slow = if text.starts_with('-') { format!(" {text}") } else { format!("+{text}") };
            prop_assert_eq!(read(mark, &text), read(mark, &slow));
        }
    }

    #[test]
    fn the_order_of_values_makes_no_difference(
        mut values in proptest::collection::vec("[0-9]{1,4}[.,]?[0-9]{0,4}|x|-", 0..30),
        by in 0..30usize,
    ) {
        let before = outcome(&values.iter().map(String::as_str).collect::<Vec<_>>());
        let count = values.len().max(1);
        values.rotate_left(by % count);
        values.reverse();
        let after = outcome(&values.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(before, after);
        let mut reader = NumberReader::new(DecimalMark::Comma);
        values.iter().for_each(|value| { let _ = reader.cell(value); });
        prop_assert_eq!(reader.evidence(), after.evidence);
    }

    #[test]
    fn any_text_is_an_answer(text in "\\PC{0,40}", like in "[0-9.,' eE%()$£€+-]{0,24}") {
        for mark in MARKS {
            let _ = (read(mark, &text), read(mark, &like));
        }
    }
}
