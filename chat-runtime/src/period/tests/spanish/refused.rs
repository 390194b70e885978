//! Dates that no calendar has, and words that are no dates.

use super::check;

#[test]
fn impossible() {
    check(&[
        ("en los últimos años", "! that is no fixed period"),
        ("los últimos meses", "! that is no fixed period"),
        ("primeros días de mayo", "! that is no fixed period"),
        ("la 54ª semana de 2011", "! a year has at most 53 weeks"),
        ("entre el 28 y el 30 de febrero de 2011", "! February has at most 29 days"),
        ("hasta el 31 de noviembre", "! November has 30 days"),
        ("sexta semana de mayo de 2011", "! May 2011 does not have that many weeks"),
        ("0 de enero de 2011", "! days are counted from 1"),
        ("el 31 de junio de 2011", "! June has 30 days"),
        ("31/06/2011", "! June has 30 days"),
        ("30 de febrero", "! February has at most 29 days"),
        ("29 de febrero de 2011", "! February 2011 has 28 days"),
        ("el 32 de enero", "! January has 31 days"),
        ("32 de enero de 2011", "! January has 31 days"),
        ("5º trimestre de 2011", "! a year has 4 quarters"),
        ("5T 2011", "! a year has 4 quarters"),
        ("tercer semestre de 2011", "! a year has 2 halves"),
        ("semana 54", "! a year has at most 53 weeks"),
        ("semana 53 de 2011", "! 2011 has 52 weeks"),
        ("mes 13", "! there is no month 13"),
        ("13/2011", "! there is no month 13"),
        ("del 1 al 31 de junio", "! June has 30 days"),
        ("desde el 31 de abril", "! April has 30 days"),
        ("las últimas 24 horas", "! sales are counted by the day"),
    ]);
}

#[test]
fn no_dates() {
    check(&[
        ("los 5 mejores productos", ""),
        ("más de 2000 unidades", ""),
        ("pedido 536365", ""),
        ("nombre del mayor cliente", ""),
        ("ventas a Francia", ""),
        ("T-LIGHT HOLDER", ""),
        ("may the march begin", ""),
        ("¿qué mes fue el mejor?", ""),
        ("ventas por semana", ""),
        ("set de 3 tazas", ""),
    ]);
}
