//! Dates that no calendar has, and words that are no dates.

use super::check;

#[test]
fn impossible() {
    check(&[
        ("ces dernières années", "! that is no fixed period"),
        ("ces dernières semaines", "! that is no fixed period"),
        ("les premiers jours de mai 2011", "! that is no fixed period"),
        ("54e semaine de 2011", "! a year has at most 53 weeks"),
        ("entre le 28 et le 30 février 2011", "! February has at most 29 days"),
        ("jusqu'au 31 novembre", "! November has 30 days"),
        ("sixième semaine de mai 2011", "! May 2011 does not have that many weeks"),
        ("13e mois", "! there is no month 13"),
        ("0 janvier 2011", "! days are counted from 1"),
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
