//! What people write in German: times by their name here, told from others and refused in the modules.

use super::{Language, calendar, check_in};

mod further;
mod refused;
mod relative;

fn check(cases: &[(&str, &str)]) {
    check_in(Language::German, &calendar(), cases);
}

#[test]
fn months_and_years() {
    check(&[
        ("Umsatz Mai 2011", "2011-05"),
        ("Wie hoch war der Umsatz im März 2011?", "2011-03"),
        ("umsatz im maerz 2011", "2011-03"),
        ("UMSATZ IM JUNI 2011", "2011-06"),
        ("Umsatz Dez. 2010", "2010-12"),
        ("Bestellungen im Jänner 2011", "2011-01"),
        ("im Monat Mai", "2011-05?"),
        ("und im August?", "2011-08?"),
        ("Umsatz 05/2011", "2011-05"),
        ("Umsatz 05.2011", "2011-05"),
        ("Umsatz 2011-05", "2011-05"),
        ("Umsatz im Mai letzten Jahres", "2010-05"),
        ("im Mai des Vorjahres", "2010-05"),
        ("im Mai dieses Jahres", "2011-05"),
        ("Maiumsatz 2011", "2011-05"),
        ("Mai-Umsatz", "2011-05?"),
        ("Mai '11", "2011-05"),
        ("Mai 11", "2011-05"),
        ("Umsatz Septmber 2011", "2011-09"),
        ("im Jahr 2010", "2010"),
        ("Jahr 2011", "2011"),
        ("Umsatz 2011", "2011"),
        ("Kalenderjahr 2010", "2010"),
        ("im ganzen Jahr 2010", "2010"),
        ("Geschäftsjahr 2011", "2011"),
        ("GJ2011", "2011"),
    ]);
}

#[test]
fn quarters_and_halves() {
    check(&[
        ("im 2. Quartal 2011", "2011-Q2"),
        ("2. Quartal", "2011-Q2?"),
        ("zweites Quartal 2011", "2011-Q2"),
        ("im ersten Quartal des Jahres 2011", "2011-Q1"),
        ("Q2 2011", "2011-Q2"),
        ("Q2/2011", "2011-Q2"),
        ("Q2-Umsatz 2011", "2011-Q2"),
        ("II. Quartal 2011", "2011-Q2"),
        ("4. Quartal des Vorjahres", "2010-Q4"),
        ("letztes Quartal 2010", "2010-Q4"),
        ("im ersten Halbjahr", "2011-H1?"),
        ("1. Halbjahr 2011", "2011-H1"),
        ("erstes HJ 2011", "2011-H1"),
        ("H1 2011", "2011-H1"),
        ("zweite Jahreshälfte 2010", "2010-H2"),
        ("in der zweiten Hälfte 2010", "2010-H2"),
        ("1. und 2. Quartal 2011", "2011-Q1 | 2011-Q2"),
        ("Q1 bis Q3 2011", "2011-01-01..2011-09-30 [2011-Q1 2011-Q3]"),
        ("erstes Quartal 2010 vs. erstes Quartal 2011", "2010-Q1 | 2011-Q1"),
        ("Umsatz im dritten Geschäftsquartal 2011", "2011-Q3"),
    ]);
}

#[test]
fn weeks() {
    check(&[
        ("KW 12", "week 2011-03-21?"),
        ("Umsatz KW12 2011", "week 2011-03-21"),
        ("KW 12/2011", "week 2011-03-21"),
        ("in Kalenderwoche 12 2011", "week 2011-03-21"),
        ("12. KW 2011", "week 2011-03-21"),
        ("Woche 12 von 2011", "week 2011-03-21"),
        ("12. Woche 2011", "week 2011-03-21"),
        ("KW 10 bis 12 2011", "2011-03-07..2011-03-27 [week 2011-03-07 week 2011-03-21]"),
        ("in der Woche vom 5. Mai 2011", "week 2011-05-02"),
        ("in der Woche vom 2. bis 8. Mai 2011", "2011-05-02..2011-05-08 [2011-05-02 2011-05-08]"),
        ("in den ersten zwei Wochen im Mai 2011", "2011-05-01..2011-05-14"),
        ("die ersten beiden Maiwochen 2011", "2011-05-01..2011-05-14"),
        ("letzte Woche im Mai 2011", "2011-05-25..2011-05-31"),
        ("dritte Woche im Mai", "2011-05-15..2011-05-21?"),
        ("erste Maihälfte 2011", "2011-05-01..2011-05-15"),
        ("am letzten Wochenende", "2011-12-03..2011-12-04"),
    ]);
}

#[test]
fn days_and_ranges() {
    check(&[
        ("Umsatz am 5. Mai 2011", "2011-05-05"),
        ("Umsatz am 5.5.2011", "2011-05-05"),
        ("am 05.05.11", "2011-05-05"),
        ("1.5.2011", "2011-05-01"),
        ("am 1.5.", "2011-05-01?"),
        ("am 5.Mai", "2011-05-05?"),
        ("Montag, 5. Dezember 2011", "2011-12-05"),
        ("am ersten Montag im Juni 2011", "2011-06-06"),
        ("am letzten Tag des Jahres 2010", "2010-12-31"),
        ("vom 1. bis 14. Mai", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]?"),
        ("vom 1. bis 14. Mai 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("1.-14. Mai 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("1.5.2011 bis 14.5.2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("01.05.2011-14.05.2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("vom 1.5. bis 14.5.2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("1.5.-14.5.2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("vom 1. bis 14.5.2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("zwischen dem 1. und dem 14. Mai 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("zwischen 1. Mai und 3. Juni 2011", "2011-05-01..2011-06-03 [2011-05-01 2011-06-03]"),
        ("Mai bis Juli 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("von Mai bis Juli 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("Jan-Mär 2011", "2011-01-01..2011-03-31 [2011-01 2011-03]"),
        ("von November 2010 bis Februar 2011", "2010-11-01..2011-02-28 [2010-11 2011-02]"),
        ("2010 bis 2011", "2010-01-01..2011-12-31 [2010 2011]"),
        ("seit Mai 2011", "2011-05-01..2011-12-09"),
        ("ab Mai 2011", "2011-05-01..2011-12-09"),
        ("ab dem 5. Mai 2011", "2011-05-05..2011-12-09"),
        ("seit Anfang des Jahres", "2011-01-01..2011-12-09"),
        ("seit Jahresbeginn", "2011-01-01..2011-12-09"),
        ("seit dem 1. Mai bis heute", "2011-05-01..2011-12-09?"),
        ("bis Ende Juni 2011", "0001-01-01..2011-06-30"),
        ("bis März 2011", "0001-01-01..2011-03-31"),
        ("bis zum 5. Mai 2011", "0001-01-01..2011-05-05"),
        ("vor März 2011", "0001-01-01..2011-02-28"),
        ("vor dem 5. Mai 2011", "0001-01-01..2011-05-04"),
        ("nach Mai 2011", "2011-06-01..2011-12-09"),
        ("Umsatz nach Monat 2011", "2011"),
        ("Umsatz nach Ländern im Mai 2011", "2011-05"),
        ("Anfang Mai 2011", "2011-05-01..2011-05-10"),
        ("Mitte Mai 2011", "2011-05-11..2011-05-20"),
        ("Ende Mai 2011", "2011-05-21..2011-05-31"),
        ("Ende 2010", "2010-09-01..2010-12-31"),
        ("die ersten drei Monate 2011", "2011-Q1"),
    ]);
}

#[test]
fn holidays() {
    check(&[
        ("Umsatz am Black Friday 2011", "2011-11-25"),
        ("Weihnachtswoche 2010", "week 2010-12-20"),
        ("an Weihnachten", "2010-12-25?"),
        ("Heiligabend 2010 Umsatz", "2010-12-24"),
        ("an Silvester 2010", "2010-12-31"),
        ("an Ostern 2011", "2011-04-24"),
        ("am Ostermontag 2011", "2011-04-25"),
        ("am Muttertag 2011", "2011-05-08"),
        ("am Valentinstag", "2011-02-14?"),
        ("am Cyber Monday 2011", "2011-11-28"),
        ("zwischen Weihnachten und Neujahr", "2010-12-25..2011-01-01 [2010-12-25 2011-01-01]?"),
        ("die Woche vor Weihnachten 2010", "2010-12-18..2010-12-24"),
        ("der Tag nach Weihnachten 2010", "2010-12-26"),
        ("im Weihnachtsgeschäft", "! that is no fixed period"),
    ]);
}
