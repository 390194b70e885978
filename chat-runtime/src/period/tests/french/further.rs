//! Forms that were missed at first.

use super::check;

#[test]
fn further() {
    check(&[
        ("la semaine de Noël dernier", "week 2010-12-20"),
        ("du début du T2 à la fin du T3 2011", "2011-04-01..2011-09-30 [2011-Q2 2011-Q3]"),
        (
            "du 1er au 14 mai et du 1er au 14 juin 2011",
            "2011-05-01..2011-05-14 [2011-05-01 2011-05-14] | 2011-06-01..2011-06-14 [2011-06-01 2011-06-14]",
        ),
        ("ventes S50-S52 2010", "2010-12-13..2011-01-02 [week 2010-12-13 week 2010-12-27]"),
        ("mai 2010/2011", "2010-05 | 2011-05"),
        ("de mars a mai 2011", "2011-03-01..2011-05-31 [2011-03 2011-05]"),
        ("T1+T2 2011", "2011-Q1 | 2011-Q2"),
        ("sur 12 mois glissants", "2010-12-01..2011-11-30"),
        ("T3 l'an dernier", "2010-Q3"),
        ("T1 2010 et 2011", "2010-Q1 | 2011-Q1"),
        ("1er et 3e trimestre 2011", "2011-Q1 | 2011-Q3"),
        ("les six premiers mois de l'année", "2011-H1"),
        ("à mi-année", "2011-05-01..2011-08-31"),
        ("dès mai 2011", "2011-05-01..2011-12-09"),
        ("d'ici fin juin 2011", "0001-01-01..2011-06-30"),
        ("le 1/5", "2011-05-01?"),
        ("le 31/04", "! April has 30 days"),
        ("le premier mai 2011", "2011-05-01"),
        ("les 5 et 6 mai 2011", "2011-05-05 | 2011-05-06"),
        ("du 28/05 au 03/06/2011", "2011-05-28..2011-06-03 [2011-05-28 2011-06-03]"),
        ("lundi de la semaine dernière", "2011-11-28"),
        ("du lundi au vendredi de la semaine dernière", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
        ("hier et avant-hier", "2011-12-08 | 2011-12-07"),
        ("vs M-1", "<previous"),
        ("cumul à fin mai 2011", "2011-01-01..2011-05-31"),
        ("cumul 2011", "2011-01-01..2011-12-09"),
        ("le 15 du mois dernier", "2011-11-15"),
        ("du 4 au 22 de ce mois", "2011-12-04..2011-12-22 [2011-12-04 2011-12-22]"),
        ("l'an dernier en mai", "2010-05"),
        ("1er T 2011", "2011-Q1"),
        ("2nde quinzaine de mai 2011", "2011-05-16..2011-05-31"),
        ("la quinzaine passée", "2011-11-16..2011-11-30"),
        ("deuxième bimestre 2011", "2011-03-01..2011-04-30"),
        ("14e mois", "! there is no month 14"),
        ("semaine de Pâques 2011", "week 2011-04-18"),
        ("de janvier à aujourd'hui", "2011-01-01..2011-12-09 [2011-01 2011-12-09]"),
        ("le CA a été de combien en été ?", "2011-06-01..2011-08-31?"),
        ("les ventes d'oct. à déc. 2010", "2010-10-01..2010-12-31 [2010-10 2010-12]"),
        ("du 31 juin au 5 juillet", "! June has 30 days"),
    ]);
}
