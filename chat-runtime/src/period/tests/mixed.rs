//! Several periods in one question, and where they stand in it.

use super::{calendar, check, find};
use crate::period::Reason;
use sales_metrics::catalogue::Language;

#[test]
fn two_periods() {
    check(
        &calendar(),
        &[
            ("Compare revenue in June 2011 with May 2011", "2011-06 | 2011-05"),
            ("Which was bigger by orders, Q1 or Q2 2011?", "2011-Q1 | 2011-Q2"),
            ("Q1 vs Q2", "2011-Q1? | 2011-Q2?"),
            ("Q1/Q2 2011", "2011-Q1 | 2011-Q2"),
            ("How did revenue in December 2010 compare to December 2011?", "2010-12 | 2011-12"),
            ("Jan, Feb and Mar 2011", "2011-01 | 2011-02 | 2011-03"),
            ("June 2011 and July", "2011-06 | 2011-07?"),
            ("December 2010 and January", "2010-12 | 2011-01?"),
            ("June 2010 vs 2011", "2010-06 | 2011-06"),
            ("Q1 2010 and 2011", "2010-Q1 | 2011-Q1"),
            ("first quarter of 2010 and 2011", "2010-Q1 | 2011-Q1"),
            ("first and second quarter of 2011", "2011-Q1 | 2011-Q2"),
            ("first and second week of May 2011", "2011-05-01..2011-05-07 | 2011-05-08..2011-05-14"),
            ("5 and 6 May 2011", "2011-05-05 | 2011-05-06"),
            ("May 5 and 6, 2011", "2011-05-05 | 2011-05-06"),
            ("2010 vs 2011", "2010 | 2011"),
            ("compare June to July 2011", "2011-06 | 2011-07"),
            ("compare June 2011 to May 2011", "2011-06 | 2011-05"),
            (
                "compare Jan to Mar 2011 with Apr to Jun 2011",
                "2011-01-01..2011-03-31 [2011-01 2011-03] | 2011-04-01..2011-06-30 [2011-04 2011-06]",
            ),
            ("In 2011, which was better: June or July?", "2011-06 | 2011-07"),
            ("Which was better in 2010: Q1 or Q2?", "2010-Q1 | 2010-Q2"),
            ("growth in 2011 from June to July", "2011-06-01..2011-07-31 [2011-06 2011-07]"),
            ("What share of 2011 revenue came in May?", "2011 | 2011-05"),
            ("2011 revenue excluding December", "2011 | not 2011-12?"),
            ("orders not in December 2010", "not 2010-12"),
            ("How did May do against the whole of 2010", "2011-05? | 2010"),
            ("difference between June and July 2011", "2011-06-01..2011-07-31 [2011-06 2011-07]"),
            ("Sweden vs Denmark revenue 2011", "2011"),
            ("sales of 2011 by month and in June 2010", "2011 | 2010-06"),
            ("more orders in 2011 than in 2010", "2011 | 2010"),
        ],
    );
}

#[test]
fn spans_cover_the_preposition() {
    let cases = [
        ("What was revenue in June 2011?", "in June 2011"),
        ("sales between 1 Feb 2011 and 14 Feb 2011 please", "between 1 Feb 2011 and 14 Feb 2011"),
        ("units sold in the second quarter of 2011", "in the second quarter of 2011"),
        ("revenue on 5 May 2011 in France", "on 5 May 2011"),
        ("How many orders during the last 30 days?", "during the last 30 days"),
        ("sales for the whole of 2011 by country", "for the whole of 2011"),
        ("sales in the month of June 2011", "in the month of June 2011"),
        ("What share of 2011 revenue", "2011"),
        ("Ünïts sold — in März? no, in June 2011’s sales", "in June 2011"),
        ("revenue from June 2011 onwards in France", "from June 2011 onwards"),
        ("revenue on 31 June 2011", "on 31 June 2011"),
        ("and the month before?", "the month before"),
        ("over the past year", "over the past year"),
    ];
    for (text, expected) in cases {
        let found = find(text, &calendar());
        let spans = found.periods.iter().map(|hit| hit.span.clone());
        let spans = spans.chain(found.impossible.iter().map(|hit| hit.span.clone())).chain(found.relative_span);
        let texts: Vec<&str> = spans.map(|span| &text[span]).collect();
        assert_eq!(texts, [expected], "{text}");
    }
}

#[test]
fn spans_cover_the_preposition_in_every_language() {
    let cases = [
        (Language::German, "Umsatz im Mai 2011 in Köln", "im Mai 2011"),
        (Language::German, "Umsatz vom 1. bis 14. Mai 2011 nach Land", "vom 1. bis 14. Mai 2011"),
        (Language::German, "Umsatz im Vormonat?", "im Vormonat"),
        (Language::German, "Umsatz der letzten 7 Tage", "der letzten 7 Tage"),
        (Language::French, "CA au 2e trimestre 2011 en France", "au 2e trimestre 2011"),
        (Language::French, "ventes du 1er au 14 mai 2011 par pays", "du 1er au 14 mai 2011"),
        (Language::French, "les ventes du mois dernier ?", "du mois dernier"),
        (Language::French, "ventes des 7 derniers jours à Paris", "des 7 derniers jours"),
        (Language::Spanish, "ventas en mayo de 2011 por país", "en mayo de 2011"),
        (Language::Spanish, "ventas del 1 al 14 de mayo de 2011", "del 1 al 14 de mayo de 2011"),
        (Language::Spanish, "ventas del mes pasado", "del mes pasado"),
        (Language::Spanish, "¿cuánto vendimos hace dos meses?", "hace dos meses"),
        (Language::Portuguese, "vendas no 2º trimestre de 2011", "no 2º trimestre de 2011"),
        (Language::Portuguese, "vendas de 1 a 14 de maio de 2011", "de 1 a 14 de maio de 2011"),
        (Language::Portuguese, "vendas nos últimos 7 dias na França", "nos últimos 7 dias"),
    ];
    for (language, text, expected) in cases {
        let found = crate::period::find(text, language, &calendar());
        let texts: Vec<&str> = found.periods.iter().map(|hit| &text[hit.span.clone()]).collect();
        assert_eq!(texts, [expected], "{text}");
    }
}

#[test]
fn a_reason_is_worded_in_every_language() {
    let reason = Reason::MonthDays { month: 6, days: 30 };
    let worded = [
        (Language::English, "June has 30 days"),
        (Language::German, "der Juni hat 30 Tage"),
        (Language::French, "juin a 30 jours"),
        (Language::Spanish, "junio tiene 30 días"),
        (Language::Portuguese, "junho tem 30 dias"),
    ];
    for (language, expected) in worded {
        assert_eq!(reason.wording(language), expected);
    }
    let found = crate::period::find("Montag, 6. Dezember 2011", Language::German, &calendar());
    assert_eq!(found.impossible[0].reason.wording(Language::German), "der 6. Dezember 2011 ist ein Dienstag");
    let found = crate::period::find("la sixième semaine de mai 2011", Language::French, &calendar());
    assert_eq!(found.impossible[0].reason.wording(Language::French), "cette période n'a pas autant de semaines");
}

#[test]
fn an_impossible_date_says_what_and_why() {
    let found = find("revenue on 31 June 2011", &calendar());
    assert!(found.periods.is_empty());
    assert_eq!(found.impossible[0].text, "on 31 June 2011");
    assert_eq!(found.impossible[0].reason, Reason::MonthDays { month: 6, days: 30 });
}
