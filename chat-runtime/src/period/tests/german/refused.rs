//! Dates that no calendar has, and words that are no dates.

use super::check;

#[test]
fn impossible() {
    check(&[
        ("in den letzten Jahren", "! that is no fixed period"),
        ("in den letzten Wochen", "! that is no fixed period"),
        ("in den ersten Tagen im Mai 2011", "! that is no fixed period"),
        ("1.13.2011", "! there is no month 13"),
        ("am 1.13.", "! there is no month 13"),
        ("54. KW", "! a year has at most 53 weeks"),
        ("53. Kalenderwoche 2011", "! 2011 has 52 weeks"),
        ("zwischen 28. und 30. Februar 2011", "! February has at most 29 days"),
        ("6. Woche im Mai 2011", "! May 2011 does not have that many weeks"),
        ("0. Januar", "! days are counted from 1"),
        ("31.11.", "! November has 30 days"),
        ("am 31. Juni 2011", "! June has 30 days"),
        ("31.6.2011", "! June has 30 days"),
        ("am 30. Februar", "! February has at most 29 days"),
        ("29.02.2011", "! February 2011 has 28 days"),
        ("am 32. Januar", "! January has 31 days"),
        ("5. Quartal 2011", "! a year has 4 quarters"),
        ("fünftes Quartal", "! a year has 4 quarters"),
        ("drittes Halbjahr 2011", "! a year has 2 halves"),
        ("KW 54", "! a year has at most 53 weeks"),
        ("KW 53 2011", "! 2011 has 52 weeks"),
        ("Monat 13", "! there is no month 13"),
        ("13/2011", "! there is no month 13"),
        ("vom 1. bis 31. Juni", "! June has 30 days"),
        ("vom 1.6. bis 31.6.2011", "! June has 30 days"),
        ("seit dem 31. April", "! April has 30 days"),
        ("in den letzten 24 Stunden", "! sales are counted by the day"),
    ]);
}

#[test]
fn no_dates() {
    check(&[
        ("Top 5 Produkte", ""),
        ("5 mal verkauft", ""),
        ("mehr als 2000 Stück", ""),
        ("Rechnung 536365", ""),
        ("Umsatz nach Land", ""),
        ("T-LIGHT HOLDER", ""),
        ("wir marschieren", ""),
        ("may the march begin", ""),
        ("welcher Monat war am besten", ""),
        ("Umsatz pro Woche", ""),
    ]);
}
