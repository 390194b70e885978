//! What people write in French.

use super::{Calendar, Language, calendar, check_in};

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
fn from_today() {
    check(&[
        ("aujourd'hui", "2011-12-09"),
        ("ventes d'hier", "2011-12-08"),
        ("avant-hier", "2011-12-07"),
        ("le mois dernier", "2011-11"),
        ("ventes du mois dernier", "2011-11"),
        ("la semaine dernière", "week 2011-11-28"),
        ("la semaine derniere", "week 2011-11-28"),
        ("le trimestre dernier", "2011-Q3"),
        ("l'an dernier", "2010"),
        ("l'année dernière", "2010"),
        ("l'année passée", "2010"),
        ("le mois précédent", "2011-11"),
        ("l'avant-dernier mois", "2011-10"),
        ("ce mois-ci", "2011-12"),
        ("cette année", "2011"),
        ("le trimestre en cours", "2011-Q4"),
        ("l'année en cours", "2011"),
        ("cette semaine", "week 2011-12-05"),
        ("le mois prochain", "2012-01"),
        ("les 7 derniers jours", "2011-12-03..2011-12-09"),
        ("sur les sept derniers jours", "2011-12-03..2011-12-09"),
        ("ces 30 derniers jours", "2011-11-10..2011-12-09"),
        ("les trois derniers mois", "2011-09-01..2011-11-30"),
        ("les 3 derniers mois complets", "2011-09-01..2011-11-30"),
        ("12 derniers mois", "2010-12-01..2011-11-30"),
        ("il y a deux mois", "2011-10"),
        ("il y a 10 jours", "2011-11-29"),
        ("il y a un an", "2010"),
        ("cette année à ce jour", "2011-01-01..2011-12-09"),
        ("ce trimestre jusqu'à présent", "2011-10-01..2011-12-09"),
        ("cumul annuel", "2011-01-01..2011-12-09"),
        ("CA YTD", "2011-01-01..2011-12-09"),
        ("depuis 7 jours", "2011-12-03..2011-12-09"),
        ("lundi dernier", "2011-12-05"),
        ("l'été dernier", "2011-06-01..2011-08-31"),
        ("de tous les temps", "all"),
        ("depuis le début", "all"),
        ("par mois", ""),
        ("ventes par trimestre", ""),
    ]);
}

#[test]
fn from_another_period() {
    check(&[
        ("mai 2011 vs l'an dernier", "2011-05 | <year"),
        ("mai 2011 par rapport à l'année dernière", "2011-05 | <year"),
        ("mai 2011 par rapport au mois précédent", "2011-05 | <previous"),
        ("mai 2011 vs N-1", "2011-05 | <year"),
        ("même mois l'an dernier", "<year"),
        ("et le même trimestre de l'année précédente ?", "<year"),
        ("même période l'année dernière", "<year"),
        ("et le mois précédent ?", "2011-11"),
        ("et le mois d'avant ?", "2011-11"),
        ("et le mois suivant ?", "<next"),
        ("compare mai 2011 à juin 2011", "2011-05 | 2011-06"),
        ("comparer mai et juin 2011", "2011-05 | 2011-06"),
        ("cette année contre l'année dernière", "2011 | 2010"),
        ("plus de ventes en mai qu'en juin 2011 ?", "2011-05 | 2011-06"),
        ("2011 hors décembre", "2011 | not 2011-12?"),
    ]);
    let context = Calendar { context_year: Some(2010), ..calendar() };
    check_in(Language::French, &context, &[("et en mai ?", "2010-05?"), ("et le mois précédent ?", "<previous")]);
    let fiscal = Calendar { fiscal_year_start: 4, ..calendar() };
    check_in(
        Language::French,
        &fiscal,
        &[
            ("exercice 2011", "2010-04-01..2011-03-31"),
            ("exercice 2010-2011", "2010-04-01..2011-03-31"),
            ("le dernier exercice", "2010-04-01..2011-03-31"),
            ("l'exercice en cours", "2011-04-01..2012-03-31"),
            ("deuxième trimestre fiscal 2011", "2010-Q3"),
        ],
    );
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

#[test]
fn impossible() {
    check(&[
        ("le 31 juin 2011", "! June has 30 days"),
        ("31/06/2011", "! June has 30 days"),
        ("le 30 février", "! February has at most 29 days"),
        ("29 février 2011", "! February 2011 has 28 days"),
        ("le 32 janvier", "! January has 31 days"),
        ("5e trimestre 2011", "! a year has 4 quarters"),
        ("T5 2011", "! a year has 4 quarters"),
        ("troisième semestre 2011", "! a year has 2 halves"),
        ("semaine 54", "! a year has at most 53 weeks"),
        ("semaine 53 de 2011", "! 2011 has 52 weeks"),
        ("mois 13", "! there is no month 13"),
        ("13/2011", "! there is no month 13"),
        ("du 1er au 31 juin", "! June has 30 days"),
        ("depuis le 31 avril", "! April has 30 days"),
        ("les dernières 24 heures", "! sales are counted by the day"),
    ]);
}

#[test]
fn no_dates() {
    check(&[
        ("top 5 des produits", ""),
        ("le CA a été bon", ""),
        ("plus de 2000 pièces", ""),
        ("facture 536365", ""),
        ("nombre de commandes par pays", ""),
        ("T-LIGHT HOLDER", ""),
        ("may the march begin", ""),
        ("quel mois a été le meilleur", ""),
        ("ventes par semaine", ""),
    ]);
}
