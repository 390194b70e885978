//! Told from today, from the last turn, or from one another.

use super::check;
use crate::period::tests::{Calendar, Language, calendar, check_in};

#[test]
fn from_today() {
    check(&[
        ("vendas de hoje", "2011-12-09"),
        ("ontem", "2011-12-08"),
        ("anteontem", "2011-12-07"),
        ("mês passado", "2011-11"),
        ("vendas do mês passado", "2011-11"),
        ("vendas do mes passado", "2011-11"),
        ("no último mês", "2011-11"),
        ("a semana passada", "week 2011-11-28"),
        ("desde a semana passada", "2011-11-28..2011-12-09"),
        ("no trimestre passado", "2011-Q3"),
        ("ano passado", "2010"),
        ("no mês anterior", "2011-11"),
        ("mês retrasado", "2011-10"),
        ("este mês", "2011-12"),
        ("neste ano", "2011"),
        ("nesta semana", "week 2011-12-05"),
        ("trimestre atual", "2011-Q4"),
        ("ano corrente", "2011"),
        ("no próximo mês", "2012-01"),
        ("mês que vem", "2012-01"),
        ("últimos 7 dias", "2011-12-03..2011-12-09"),
        ("nos ultimos sete dias", "2011-12-03..2011-12-09"),
        ("nos últimos dez dias", "2011-11-30..2011-12-09"),
        ("últimos 30 dias", "2011-11-10..2011-12-09"),
        ("os últimos três meses", "2011-09-01..2011-11-30"),
        ("nos últimos 12 meses", "2010-12-01..2011-11-30"),
        ("há dois meses", "2011-10"),
        ("dois meses atrás", "2011-10"),
        ("há 10 dias", "2011-11-29"),
        ("há um ano", "2010"),
        ("no acumulado do ano", "2011-01-01..2011-12-09"),
        ("acumulado de 2011", "2011-01-01..2011-12-09"),
        ("este ano até agora", "2011-01-01..2011-12-09"),
        ("neste trimestre até o momento", "2011-10-01..2011-12-09"),
        ("YTD", "2011-01-01..2011-12-09"),
        ("na segunda-feira passada", "2011-12-05"),
        ("no verão passado", "2011-06-01..2011-08-31"),
        ("de todos os tempos", "all"),
        ("desde o início", "all"),
        ("por mês", ""),
        ("vendas por trimestre", ""),
    ]);
}

#[test]
fn from_another_period() {
    check(&[
        ("maio de 2011 vs o ano passado", "2011-05 | <year"),
        ("maio de 2011 comparado com o ano passado", "2011-05 | <year"),
        ("maio de 2011 em relação ao mês anterior", "2011-05 | <previous"),
        ("maio de 2011 ano a ano", "2011-05 | <year"),
        ("o mesmo mês do ano passado", "<year"),
        ("e o mesmo trimestre do ano anterior?", "<year"),
        ("mesmo período do ano passado", "<year"),
        ("e o mês seguinte?", "<next"),
        ("compare maio com junho de 2011", "2011-05 | 2011-06"),
        ("este ano contra o ano passado", "2011 | 2010"),
        ("mais vendas em maio do que em junho de 2011?", "2011-05 | 2011-06"),
        ("2011 exceto dezembro", "2011 | not 2011-12?"),
        ("maio e julho de 2011", "2011-05 | 2011-07"),
    ]);
    let context = Calendar { context_year: Some(2010), ..calendar() };
    check_in(Language::Portuguese, &context, &[("e em maio?", "2010-05?"), ("e o mês anterior?", "<previous")]);
    let fiscal = Calendar { fiscal_year_start: 4, ..calendar() };
    check_in(
        Language::Portuguese,
        &fiscal,
        &[
            ("os dois últimos exercícios", "2009-04-01..2011-03-31"),
            ("exercício anterior", "2010-04-01..2011-03-31"),
            ("desde o início do exercício", "2011-04-01..2011-12-09"),
            ("ano fiscal de 2011", "2010-04-01..2011-03-31"),
            ("exercício de 2010/11", "2010-04-01..2011-03-31"),
            ("último exercício", "2010-04-01..2011-03-31"),
            ("ano fiscal em curso", "2011-04-01..2012-03-31"),
            ("segundo trimestre fiscal de 2011", "2010-Q3"),
        ],
    );
}
