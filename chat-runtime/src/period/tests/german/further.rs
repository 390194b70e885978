//! Forms that were missed at first.

use super::check;

#[test]
fn further() {
    check(&[
        ("Umsatz in der 12. Kalenderwoche", "week 2011-03-21?"),
        ("Umsatz in den letzten 4 Kalenderwochen", "2011-11-07..2011-12-04"),
        ("im letzten halben Jahr", "2011-06-01..2011-11-30"),
        ("Jan. bis März 2011", "2011-01-01..2011-03-31 [2011-01 2011-03]"),
        ("Jan./Feb. 2011", "2011-01 | 2011-02"),
        ("3. Quartal 11", "2011-Q3"),
        ("Q3 letztes Jahr", "2010-Q3"),
        ("am Montag letzter Woche", "2011-11-28"),
        ("letzte Woche Montag", "2011-11-28"),
        ("von Montag bis Freitag letzter Woche", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
        ("Cyber-Monday-Woche 2011", "week 2011-11-28"),
        ("am 24.12.", "2010-12-24?"),
        ("am 5. und 6. Mai 2011", "2011-05-05 | 2011-05-06"),
        ("5.5.-10.5.2011", "2011-05-05..2011-05-10 [2011-05-05 2011-05-10]"),
        ("vom 28. Mai bis 3. Juni 2011", "2011-05-28..2011-06-03 [2011-05-28 2011-06-03]"),
        ("heute vor einem Jahr", "2010-12-09"),
        ("12 Monate rollierend", "2010-12-01..2011-11-30"),
        ("Umsatzwachstum von 2010 auf 2011", "2010-01-01..2011-12-31 [2010 2011]"),
        ("kumuliert bis Mai 2011", "2011-01-01..2011-05-31"),
        ("kumulierter Umsatz 2011", "2011-01-01..2011-12-09"),
        ("heute Morgen", "2011-12-09"),
        ("am 15. des Monats", "2011-12-15"),
        ("vom 4. bis 22. dieses Monats", "2011-12-04..2011-12-22 [2011-12-04 2011-12-22]"),
        ("letztes Jahr im Mai", "2010-05"),
        ("welche Woche war die beste 2011", "2011"),
        ("10 Tage ab dem 5. Mai 2011", "2011-05-05..2011-05-14"),
        ("Winter 2010/11", "2010-12-01..2011-02-28"),
        ("14. Monat", "! there is no month 14"),
        ("Bestellnummer 20110501", ""),
        ("in der ersten Woche des Jahres 2011", "2011-01-01..2011-01-07"),
        ("am ersten Mai 2011", "2011-05-01"),
        ("Ende März bis Mitte April 2011", "2011-03-21..2011-04-20 [2011-03-21..2011-03-31 2011-04-11..2011-04-20]"),
    ]);
}
