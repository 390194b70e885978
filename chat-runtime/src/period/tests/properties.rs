//! What holds for any text and any day.

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::{Language, calendar};
use crate::period::{
    Found, english::ENGLISH, find, french::FRENCH, german::GERMAN, portuguese::PORTUGUESE, shared::SHARED,
    spanish::SPANISH, table,
};

/// Each language with its words.
const LANGUAGES: [(Language, &table::Language); 5] = [
    (Language::English, &ENGLISH),
    (Language::German, &GERMAN),
    (Language::French, &FRENCH),
    (Language::Spanish, &SPANISH),
    (Language::Portuguese, &PORTUGUESE),
];

fn spans(found: &Found) -> Vec<std::ops::Range<usize>> {
    let periods = found.periods.iter().map(|hit| hit.span.clone());
    let impossible = found.impossible.iter().map(|hit| hit.span.clone());
    let mut spans: Vec<_> = periods.chain(impossible).chain(found.relative_span.clone()).collect();
    spans.sort_by_key(|span| span.start);
    spans
}

fn sound(text: &str) {
    for (language, _) in LANGUAGES {
        sound_in(text, language);
    }
}

fn sound_in(text: &str, language: Language) {
    let found = find(text, language, &calendar());
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
    assert_eq!(found, find(text, language, &calendar()));
}

/// Texts made of a language's own words, which reach deeper into the grammar than random letters.
fn phrase(language: &'static table::Language) -> impl Strategy<Value = String> {
    let words = language.words.iter().chain(SHARED).flat_map(|(_, words)| words.iter().copied());
    let compounds = language.compounds.iter().flat_map(|(_, words)| words.iter().copied());
    let words: Vec<&'static str> = words.chain(compounds).collect();
    let digits = prop_oneof!["[0-9]{1,2}", "20[01][0-9]", "[0-9]{3,11}", "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"];
    let marks = proptest::sample::select(vec!["-", ",", "'", "/", "th", ".", "’s", "é", "º", "er", "l'", "d’"]);
    let word = prop_oneof![
        4 => proptest::sample::select(words).prop_map(str::to_owned),
        2 => digits,
        1 => marks.prop_map(str::to_owned)
    ];
    let gap = prop_oneof![4 => Just(" "), 1 => Just("")];
    proptest::collection::vec((word, gap), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

#[test]
fn no_period_ends_before_time_begins() {
    sound("janviercumul du trimestre veille de ce 2010 an ");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_english_phrase_is_read_without_panic(text in phrase(&ENGLISH)) {
        sound_in(&text, Language::English);
    }

    #[test]
    fn any_german_phrase_is_read_without_panic(text in phrase(&GERMAN)) {
        sound_in(&text, Language::German);
    }

    #[test]
    fn any_french_phrase_is_read_without_panic(text in phrase(&FRENCH)) {
        sound_in(&text, Language::French);
    }

    #[test]
    fn any_spanish_phrase_is_read_without_panic(text in phrase(&SPANISH)) {
        sound_in(&text, Language::Spanish);
    }

    #[test]
    fn any_portuguese_phrase_is_read_without_panic(text in phrase(&PORTUGUESE)) {
        sound_in(&text, Language::Portuguese);
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
        "del 1 al ",
        "de ",
        "vom 1. bis ",
        "l'année ",
        "hace ",
        "mes pasado ",
        "5. ",
    ] {
        sound(&word.repeat(2_000));
    }
}

/// A day in words and digits as each language writes it.
fn forms(language: Language, day: u32, month: i8, year: i16) -> Vec<String> {
    let table = LANGUAGES.into_iter().find(|(known, _)| *known == language).unwrap().1;
    let name = table.months[usize::try_from(month - 1).unwrap()];
    let plain = crate::language::fold(name);
    let (shouted, capital) = (name.to_uppercase(), name[..1].to_uppercase() + &name[1..]);
    let mut forms = vec![
        format!("{year}-{month:02}-{day:02}"),
        format!("{day:02}/{month:02}/{year}"),
        format!("{day}/{month}/{:02}", year % 100),
        format!("{day}.{month}.{year}"),
        format!("{day} {name} {year}"),
        format!("{day} {plain} {year}"),
        format!("{day} {shouted} {year}"),
    ];
    forms.extend(match language {
        Language::English => vec![
            format!("revenue on {day} {capital} {year}"),
            format!("revenue on {capital} {day}, {year}"),
            format!("revenue on the {day}th of {capital} {year}"),
            format!("orders {day}-{}-{year}?", &name[..3]),
        ],
        Language::German => vec![
            format!("Umsatz am {day}. {capital} {year}"),
            format!("Umsatz am {day}.{month}.{:02}", year % 100),
            format!("den {day:02}.{month:02}.{year}"),
        ],
        Language::French => vec![format!("CA le {day} {name} {year}"), format!("ventes du {day} {name} {year} ?")],
        Language::Spanish => vec![
            format!("ventas del {day} de {name} de {year}"),
            format!("¿ventas el {day} de {name} del {year}?"),
            format!("el día {day} de {name} de {year}"),
        ],
        Language::Portuguese => vec![
            format!("vendas em {day} de {name} de {year}"),
            format!("vendas do dia {day} de {name} de {year}"),
            format!("{day} de {plain} de {year}"),
        ],
    });
    forms
}

#[test]
fn every_day_means_itself_in_every_form() {
    for (language, _) in LANGUAGES {
        let mut day = date(2011, 1, 1);
        while day <= date(2012, 12, 31) {
            for text in forms(language, u32::try_from(day.day()).unwrap(), day.month(), day.year()) {
                let found = find(&text, language, &calendar());
                assert_eq!(found.periods.len(), 1, "{text}");
                assert_eq!((found.periods[0].period.from, found.periods[0].period.to), (day, day), "{text}");
                assert!(!found.periods[0].partial, "{text}");
            }
            day = day.checked_add(1.day()).unwrap();
        }
    }
}

#[test]
fn no_day_that_a_month_lacks_is_read() {
    for (language, _) in LANGUAGES {
        for (year, month) in (2011..=2012).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            let days = date(year, month, 1).days_in_month();
            for day in std::iter::once(0).chain(u32::try_from(days + 1).unwrap()..=33) {
                for text in forms(language, day, month, year) {
                    let found = find(&text, language, &calendar());
                    assert_eq!((found.periods.len(), found.impossible.len()), (0, 1), "{text}: {found:?}");
                }
            }
        }
    }
}

#[test]
fn no_quarter_week_or_month_that_a_year_lacks_is_read() {
    let units = [
        (Language::English, "quarter", "week", "month"),
        (Language::German, "Quartal", "KW", "Monat"),
        (Language::French, "trimestre", "semaine", "mois"),
        (Language::Spanish, "trimestre", "semana", "mes"),
        (Language::Portuguese, "trimestre", "semana", "mês"),
    ];
    for (language, quarter, week, month) in units {
        let of = if matches!(language, Language::German | Language::French) { "" } else { "de " };
        let of = if language == Language::English { "of " } else { of };
        let quarters = (5..=9).chain([0]).map(|n| format!("{quarter} {n} {of}2011"));
        let letters = (5..=9).chain([0]).map(|n| format!("Q{n} 2011"));
        let weeks = (53..=99).chain([0]).map(|n| format!("{week} {n} {of}2011"));
        let months = (13..=99).chain([0]).map(|n| format!("{month} {n} {of}2011"));
        let digits = (13..=99).chain([0]).flat_map(|n| [format!("{n:02}/2011"), format!("2011-{n:02}")]);
        for text in quarters.chain(letters).chain(weeks).chain(months).chain(digits) {
            let found = find(&text, language, &calendar());
            assert_eq!((found.periods.len(), found.impossible.len()), (0, 1), "{text}: {found:?}");
        }
    }
}
