//! Forms that were missed at first.

use super::check;

#[test]
fn further() {
    check(&[
        ("a semana do Natal passado", "week 2010-12-20"),
        ("do início do T2 até o fim do T3 de 2011", "2011-04-01..2011-09-30 [2011-Q2 2011-Q3]"),
        (
            "de maio a julho de 2010 e de maio a julho de 2011",
            "2010-05-01..2010-07-31 [2010-05 2010-07] | 2011-05-01..2011-07-31 [2011-05 2011-07]",
        ),
        ("na última sexta-feira de novembro de 2011", "2011-11-25"),
        ("mês a mês em 2011", "2011"),
        ("1º sem. 2011", "2011-H1"),
        ("vendas sem dezembro de 2010", "not 2010-12"),
        ("maio 2010/2011", "2010-05 | 2011-05"),
        ("1ºT2011", "2011-Q1"),
        ("T1/2011", "2011-Q1"),
        ("na sexta-feira", "2011-12-02"),
        ("primeiro trimestre de 2010 e 2011", "2010-Q1 | 2011-Q1"),
        ("nos primeiros seis meses do ano", "2011-H1"),
        ("meados de 2011", "2011-05-01..2011-08-31"),
        ("desde segunda-feira", "2011-12-05..2011-12-09"),
        ("do dia 5 até o dia 9 de maio de 2011", "2011-05-05..2011-05-09 [2011-05-05 2011-05-09]"),
        ("nos dias 5 e 6 de maio de 2011", "2011-05-05 | 2011-05-06"),
        ("entre os dias 5 e 9 de maio de 2011", "2011-05-05..2011-05-09 [2011-05-05 2011-05-09]"),
        ("no dia 12/10", "2011-10-12?"),
        ("em 31/04", "! April has 30 days"),
        ("dia 5", "2011-12-05?"),
        ("5/mai/2011", "2011-05-05"),
        ("de segunda-feira a sexta-feira da semana passada", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
        ("de janeiro até hoje", "2011-01-01..2011-12-09?"),
        ("acumulado até maio de 2011", "2011-01-01..2011-05-31"),
        ("acumulado de janeiro a maio de 2011", "2011-01-01..2011-05-31 [2011-01 2011-05]"),
        ("vendas acumuladas do ano", "2011-01-01..2011-12-09"),
        ("mês homólogo", "<year"),
        ("face ao período homólogo", "<year"),
        ("esta quinzena", "2011-12-01..2011-12-15"),
        ("terceiro quadrimestre de 2010", "2010-09-01..2010-12-31"),
        ("semana que vem", "week 2011-12-12"),
        ("os 30 dias anteriores", "2011-11-10..2011-12-09"),
        ("dia 15 do mês passado", "2011-11-15"),
        ("de 4 a 22 deste mês", "2011-12-04..2011-12-22 [2011-12-04 2011-12-22]"),
        ("no ano passado em maio", "2010-05"),
        ("em dez/10", "2010-12"),
        ("vendas de dez de 2010", "2010-12"),
        ("em out/2011", "2011-10"),
        ("13º mês de 2011", "! 2011 does not have that many months"),
        ("de 31 de junho a 5 de julho", "! June has 30 days"),
        ("Natal passado", "2010-12-25"),
    ]);
}
