//! What holds for any text and any day.

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::{calendar, find};
use crate::period::{Found, english::ENGLISH};

fn spans(found: &Found) -> Vec<std::ops::Range<usize>> {
    let periods = found.periods.iter().map(|hit| hit.span.clone());
    let impossible = found.impossible.iter().map(|hit| hit.span.clone());
    let mut spans: Vec<_> = periods.chain(impossible).chain(found.relative_span.clone()).collect();
    spans.sort_by_key(|span| span.start);
    spans
}

fn sound(text: &str) {
    let found = find(text, &calendar());
    let spans = spans(&found);
    for span in &spans {
        assert!(text.get(span.clone()).is_some_and(|part| !part.is_empty()), "{text:?} {span:?}");
    }
    for pair in spans.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{text:?} {pair:?}");
    }
    for hit in &found.periods {
        assert!(hit.period.from <= hit.period.to, "{text:?} {hit:?}");
    }
    assert_eq!(found, find(text, &calendar()));
}

/// Texts made of the grammar's own words, which reach deeper into it than random letters.
fn phrase() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = ENGLISH.words.iter().flat_map(|(_, words)| words.iter().copied()).collect();
    let digits = prop_oneof!["[0-9]{1,2}", "20[01][0-9]", "[0-9]{3,11}", "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"];
    let marks = prop_oneof![Just("-"), Just(","), Just("'"), Just("/"), Just("th"), Just("."), Just("’s"), Just("é")];
    let word = prop_oneof![
        4 => proptest::sample::select(words).prop_map(str::to_owned),
        2 => digits,
        1 => marks.prop_map(str::to_owned)
    ];
    let gap = prop_oneof![4 => Just(" "), 1 => Just("")];
    proptest::collection::vec((word, gap), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_phrase_is_read_without_panic(text in phrase()) {
        sound(&text);
    }
}

#[test]
fn long_texts_are_read_without_nesting() {
    for word in [
        "since ",
        "the first week of ",
        "the ",
        "5, ",
        "June to ",
        "2011-",
        "last year vs ",
        "\u{0}",
        "é’s",
        "between 1 and ",
    ] {
        sound(&word.repeat(20_000));
    }
}

#[test]
fn every_day_means_itself_in_every_form() {
    let names = ENGLISH.months;
    let mut day = date(2010, 1, 1);
    while day <= date(2013, 12, 31) {
        let (y, m, d) = (day.year(), day.month(), day.day());
        let name = names[usize::try_from(m - 1).unwrap()];
        let forms = [
            format!("revenue on {d} {name} {y}"),
            format!("revenue on {name} {d}, {y}"),
            format!("revenue on the {d}th of {name} {y}"),
            format!("{y}-{m:02}-{d:02} revenue"),
            format!("orders {d:02}/{m:02}/{y} by country"),
            format!("orders {d}-{}-{y}?", &name[..3]),
            format!("orders {d}.{m}.{y}"),
        ];
        for text in forms {
            let found = find(&text, &calendar());
            assert_eq!(found.periods.len(), 1, "{text}");
            assert_eq!((found.periods[0].period.from, found.periods[0].period.to), (day, day), "{text}");
            assert!(!found.periods[0].partial, "{text}");
        }
        day = day.checked_add(1.day()).unwrap();
    }
}
