//! Told from today, from the last turn, or from one another.

use super::check;
use crate::period::tests::{Calendar, Language, calendar, check_in};

#[test]
fn from_today() {
    check(&[
        ("Umsatz heute", "2011-12-09"),
        ("gestern", "2011-12-08"),
        ("vorgestern", "2011-12-07"),
        ("Umsatz letzten Monat", "2011-11"),
        ("im letzten Monat", "2011-11"),
        ("letzte Woche", "week 2011-11-28"),
        ("letztes Quartal", "2011-Q3"),
        ("letztes Jahr", "2010"),
        ("vergangenes Jahr", "2010"),
        ("im vergangenen Monat", "2011-11"),
        ("im Vormonat", "2011-11"),
        ("im Vorjahr", "2010"),
        ("in der Vorwoche", "week 2011-11-28"),
        ("im Vorquartal", "2011-Q3"),
        ("vorletzten Monat", "2011-10"),
        ("diesen Monat", "2011-12"),
        ("dieses Jahr", "2011"),
        ("heuer", "2011"),
        ("laufendes Quartal", "2011-Q4"),
        ("im laufenden Jahr", "2011"),
        ("aktuelle Woche", "week 2011-12-05"),
        ("nächsten Monat", "2012-01"),
        ("die letzten 7 Tage", "2011-12-03..2011-12-09"),
        ("in den letzten sieben Tagen", "2011-12-03..2011-12-09"),
        ("letzte 30 Tage", "2011-11-10..2011-12-09"),
        ("die letzten drei Monate", "2011-09-01..2011-11-30"),
        ("die letzten 3 vollen Monate", "2011-09-01..2011-11-30"),
        ("in den letzten 12 Monaten", "2010-12-01..2011-11-30"),
        ("vor zwei Monaten", "2011-10"),
        ("vor 10 Tagen", "2011-11-29"),
        ("vor einem Jahr", "2010"),
        ("dieses Jahr bisher", "2011-01-01..2011-12-09"),
        ("bisher in diesem Jahr", "2011-01-01..2011-12-09"),
        ("dieses Quartal bis heute", "2011-10-01..2011-12-09"),
        ("YTD", "2011-01-01..2011-12-09"),
        ("MTD Umsatz", "2011-12-01..2011-12-09"),
        ("seit 7 Tagen", "2011-12-03..2011-12-09"),
        ("am Freitag", "2011-12-02"),
        ("letzten Montag", "2011-12-05"),
        ("letzten Dezember", "2010-12"),
        ("letzten Sommer", "2011-06-01..2011-08-31"),
        ("aller Zeiten", "all"),
        ("seit Beginn", "all"),
        ("pro Monat", ""),
        ("Umsatz je Quartal", ""),
    ]);
}

#[test]
fn from_another_period() {
    check(&[
        ("Mai 2011 vs. Vorjahr", "2011-05 | <year"),
        ("Mai 2011 im Vergleich zum Vorjahr", "2011-05 | <year"),
        ("Mai 2011 gegenüber dem Vormonat", "2011-05 | <previous"),
        ("Umsatz Mai 2011 verglichen mit letztem Jahr", "2011-05 | <year"),
        ("gleicher Monat im Vorjahr", "<year"),
        ("Mai 2011 und derselbe Monat des Vorjahres", "2011-05 | <year"),
        ("im gleichen Zeitraum letztes Jahr", "<year"),
        ("und im Monat davor?", "<previous"),
        ("Vergleiche Mai 2011 mit Juni 2011", "2011-05 | 2011-06"),
        ("War Mai oder Juni 2011 besser?", "2011-05 | 2011-06"),
        ("dieses Jahr gegen letztes Jahr", "2011 | 2010"),
        ("mehr Umsatz im Mai als im Juni 2011?", "2011-05 | 2011-06"),
        ("2011 ohne Dezember", "2011 | not 2011-12?"),
    ]);
    let context = Calendar { context_year: Some(2010), ..calendar() };
    check_in(Language::German, &context, &[("und im Mai?", "2010-05?"), ("und im Vormonat?", "<previous")]);
    let fiscal = Calendar { fiscal_year_start: 4, ..calendar() };
    check_in(
        Language::German,
        &fiscal,
        &[
            ("Geschäftsjahr bis heute", "2011-04-01..2011-12-09"),
            ("voriges Geschäftsjahr", "2010-04-01..2011-03-31"),
            ("seit Beginn des Geschäftsjahres", "2011-04-01..2011-12-09"),
            ("die letzten zwei Geschäftsjahre", "2009-04-01..2011-03-31"),
            ("Geschäftsjahr 2011", "2010-04-01..2011-03-31"),
            ("GJ 2010/11", "2010-04-01..2011-03-31"),
            ("letztes Geschäftsjahr", "2010-04-01..2011-03-31"),
            ("Q2 GJ 2011", "2010-Q3"),
            ("im laufenden Geschäftsjahr", "2011-04-01..2012-03-31"),
        ],
    );
}
