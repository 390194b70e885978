//! Told from today, from the last turn, or from one another.

use super::check;
use crate::period::tests::{Calendar, Language, calendar, check_in};

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
            ("les deux derniers exercices", "2009-04-01..2011-03-31"),
            ("exercice précédent", "2010-04-01..2011-03-31"),
            ("depuis le début de l'exercice", "2011-04-01..2011-12-09"),
            ("cet exercice à ce jour", "2011-04-01..2011-12-09"),
            ("exercice 2011", "2010-04-01..2011-03-31"),
            ("exercice 2010-2011", "2010-04-01..2011-03-31"),
            ("le dernier exercice", "2010-04-01..2011-03-31"),
            ("l'exercice en cours", "2011-04-01..2012-03-31"),
            ("deuxième trimestre fiscal 2011", "2010-Q3"),
        ],
    );
}
