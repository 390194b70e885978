//! What people write in French: times by their name here, told from others and refused in the modules.

use super::{Language, calendar, check_in};

mod further;
mod refused;
mod relative;

fn check(cases: &[(&str, &str)]) {
    check_in(Language::French, &calendar(), cases);
}

#[test]
fn months_and_years() {
    check(&[
        ("Quel est le chiffre d'affaires de mai 2011 ?", "2011-05"),
        ("CA en février 2011", "2011-02"),
        ("ca en fevrier 2011", "2011-02"),
        ("VENTES EN AOUT 2011", "2011-08"),
        ("ventes d'avril 2011", "2011-04"),
        ("au mois de mai 2011", "2011-05"),
        ("le mois de mai", "2011-05?"),
        ("et en août ?", "2011-08?"),
        ("déc. 2010", "2010-12"),
        ("05/2011", "2011-05"),
        ("2011-05", "2011-05"),
        ("mai dernier", "2011-05"),
        ("décembre dernier", "2010-12"),
        ("mai de l'année dernière", "2010-05"),
        ("en mai de l'an passé", "2010-05"),
        ("en mai de cette année", "2011-05"),
        ("ventes mai 11", "2011-05"),
        ("novemrbe 2011", "2011-11"),
        ("en 2010", "2010"),
        ("l'année 2010", "2010"),
        ("ventes 2011", "2011"),
        ("sur toute l'année 2010", "2010"),
        ("exercice 2011", "2011"),
        ("année fiscale 2011", "2011"),
    ]);
}

#[test]
fn quarters_and_halves() {
    check(&[
        ("au 2e trimestre 2011", "2011-Q2"),
        ("2ème trimestre", "2011-Q2?"),
        ("au deuxième trimestre 2011", "2011-Q2"),
        ("1er trimestre 2011", "2011-Q1"),
        ("premier trimestre de 2011", "2011-Q1"),
        ("T2 2011", "2011-Q2"),
        ("T2 de 2011", "2011-Q2"),
        ("2T11", "2011-Q2"),
        ("Q2 2011", "2011-Q2"),
        ("3e trim. 2011", "2011-Q3"),
        ("dernier trimestre 2010", "2010-Q4"),
        ("quatrième trimestre de l'année dernière", "2010-Q4"),
        ("S1 2011", "2011-H1"),
        ("1er semestre 2011", "2011-H1"),
        ("au second semestre", "2011-H2?"),
        ("première moitié de 2011", "2011-H1"),
        ("T1 et T2 2011", "2011-Q1 | 2011-Q2"),
        ("premier et deuxième trimestres 2011", "2011-Q1 | 2011-Q2"),
        ("de T1 à T3 2011", "2011-01-01..2011-09-30 [2011-Q1 2011-Q3]"),
        ("T1 2010 vs T1 2011", "2010-Q1 | 2011-Q1"),
    ]);
}

#[test]
fn weeks() {
    check(&[
        ("semaine 12", "week 2011-03-21?"),
        ("semaine 12 de 2011", "week 2011-03-21"),
        ("sem. 12 2011", "week 2011-03-21"),
        ("S12 2011", "week 2011-03-21"),
        ("la 12e semaine de 2011", "week 2011-03-21"),
        ("semaines 10 à 12 2011", "2011-03-07..2011-03-27 [week 2011-03-07 week 2011-03-21]"),
        ("la semaine du 5 mai 2011", "week 2011-05-02"),
        ("la semaine du 2 au 8 mai 2011", "2011-05-02..2011-05-08 [2011-05-02 2011-05-08]"),
        ("les deux premières semaines de mai 2011", "2011-05-01..2011-05-14"),
        ("la première semaine de mai", "2011-05-01..2011-05-07?"),
        ("dernière semaine de mai 2011", "2011-05-25..2011-05-31"),
        ("première quinzaine de mai 2011", "2011-05-01..2011-05-15"),
        ("le week-end dernier", "2011-12-03..2011-12-04"),
        ("les 10 premiers jours de juin 2011", "2011-06-01..2011-06-10"),
    ]);
}

#[test]
fn days_and_ranges() {
    check(&[
        ("le 5 mai 2011", "2011-05-05"),
        ("le 1er mai 2011", "2011-05-01"),
        ("le 5/5/2011", "2011-05-05"),
        ("05.05.2011", "2011-05-05"),
        ("lundi 5 décembre 2011", "2011-12-05"),
        ("le premier lundi de juin 2011", "2011-06-06"),
        ("le dernier jour de 2010", "2010-12-31"),
        ("du 1er au 14 mai", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]?"),
        ("du 1er au 14 mai 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("du 1er mai au 3 juin 2011", "2011-05-01..2011-06-03 [2011-05-01 2011-06-03]"),
        ("du 01/05/2011 au 14/05/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("du 1/5 au 14/5/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("du 1 au 14/05/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("entre le 1er et le 14 mai 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("entre mai et juillet 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("de mai à juillet 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("mai-juillet 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("de novembre 2010 à février 2011", "2010-11-01..2011-02-28 [2010-11 2011-02]"),
        ("de 2010 à 2011", "2010-01-01..2011-12-31 [2010 2011]"),
        ("depuis mai 2011", "2011-05-01..2011-12-09"),
        ("à partir de mai 2011", "2011-05-01..2011-12-09"),
        ("à partir du 5 mai 2011", "2011-05-05..2011-12-09"),
        ("depuis le 5 mai 2011", "2011-05-05..2011-12-09"),
        ("depuis le début de l'année", "2011-01-01..2011-12-09"),
        ("depuis début mai 2011", "2011-05-01..2011-12-09"),
        ("depuis mai jusqu'à aujourd'hui", "2011-05-01..2011-12-09?"),
        ("jusqu'à fin juin 2011", "0001-01-01..2011-06-30"),
        ("jusqu'en mars 2011", "0001-01-01..2011-03-31"),
        ("jusqu'au 5 mai 2011", "0001-01-01..2011-05-05"),
        ("avant mars 2011", "0001-01-01..2011-02-28"),
        ("avant le 5 mai 2011", "0001-01-01..2011-05-04"),
        ("après mai 2011", "2011-06-01..2011-12-09"),
        ("début mai 2011", "2011-05-01..2011-05-10"),
        ("mi-mai 2011", "2011-05-11..2011-05-20"),
        ("à la mi-mai 2011", "2011-05-11..2011-05-20"),
        ("fin mai 2011", "2011-05-21..2011-05-31"),
        ("à la fin de mai 2011", "2011-05-21..2011-05-31"),
        ("fin 2010", "2010-09-01..2010-12-31"),
        ("les trois premiers mois de 2011", "2011-Q1"),
    ]);
}

#[test]
fn holidays() {
    check(&[
        ("ventes du Black Friday 2011", "2011-11-25"),
        ("semaine de Noël 2010", "week 2010-12-20"),
        ("à Noël", "2010-12-25?"),
        ("réveillon de Noël 2010", "2010-12-24"),
        ("Saint-Sylvestre 2010", "2010-12-31"),
        ("à Pâques 2011", "2011-04-24"),
        ("le lundi de Pâques 2011", "2011-04-25"),
        ("pour la Saint-Valentin", "2011-02-14?"),
        ("Épiphanie 2011", "2011-01-06"),
        ("Cyber Monday 2011", "2011-11-28"),
        ("entre Noël et le Nouvel An", "2010-12-25..2011-01-01 [2010-12-25 2011-01-01]?"),
        ("la semaine avant Noël 2010", "2010-12-18..2010-12-24"),
        ("le lendemain de Noël 2010", "2010-12-26"),
        ("pendant les soldes", "! that is no fixed period"),
    ]);
}
