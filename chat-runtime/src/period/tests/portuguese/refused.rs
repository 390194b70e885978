//! Dates that no calendar has, and words that are no dates.

use super::check;

#[test]
fn impossible() {
    check(&[
        ("nos últimos anos", "! that is no fixed period"),
        ("nas últimas semanas", "! that is no fixed period"),
        ("primeiros dias de maio", "! that is no fixed period"),
        ("54ª semana de 2011", "! a year has at most 53 weeks"),
        ("entre 28 e 30 de fevereiro de 2011", "! February has at most 29 days"),
        ("até 31 de novembro", "! November has 30 days"),
        ("sexta semana de maio de 2011", "! May 2011 does not have that many weeks"),
        ("31/set/2011", "! September has 30 days"),
        ("13º mês", "! there is no month 13"),
        ("31 de junho de 2011", "! June has 30 days"),
        ("31/06/2011", "! June has 30 days"),
        ("30 de fevereiro", "! February has at most 29 days"),
        ("29 de fevereiro de 2011", "! February 2011 has 28 days"),
        ("em 32 de janeiro", "! January has 31 days"),
        ("32 de janeiro de 2011", "! January has 31 days"),
        ("5º trimestre de 2011", "! a year has 4 quarters"),
        ("5T11", "! a year has 4 quarters"),
        ("terceiro semestre de 2011", "! a year has 2 halves"),
        ("semana 54", "! a year has at most 53 weeks"),
        ("semana 53 de 2011", "! 2011 has 52 weeks"),
        ("mês 13", "! there is no month 13"),
        ("13/2011", "! there is no month 13"),
        ("de 1 a 31 de junho", "! June has 30 days"),
        ("desde 31 de abril", "! April has 30 days"),
        ("nas últimas 24 horas", "! sales are counted by the day"),
    ]);
}

#[test]
fn no_dates() {
    check(&[
        ("os 5 melhores produtos", ""),
        ("mais de 2000 unidades", ""),
        ("pedido 536365", ""),
        ("o maior cliente", ""),
        ("vendas a França", ""),
        ("T-LIGHT HOLDER", ""),
        ("may the march begin", ""),
        ("qual mês foi o melhor?", ""),
        ("vendas por semana", ""),
        ("set de 3 xícaras", ""),
    ]);
}
