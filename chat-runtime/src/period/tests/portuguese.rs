//! What people write in Portuguese.

use super::{Calendar, Language, calendar, check_in};

fn check(cases: &[(&str, &str)]) {
    check_in(Language::Portuguese, &calendar(), cases);
}

#[test]
fn months_and_years() {
    check(&[
        ("Qual foi a receita de maio de 2011?", "2011-05"),
        ("vendas em março de 2011", "2011-03"),
        ("vendas em marco de 2011", "2011-03"),
        ("VENDAS DE JANEIRO DE 2011", "2011-01"),
        ("no mês de maio", "2011-05?"),
        ("e em agosto?", "2011-08?"),
        ("dez. 2010", "2010-12"),
        ("fev/2011", "2011-02"),
        ("set/11", "2011-09"),
        ("05/2011", "2011-05"),
        ("2011-05", "2011-05"),
        ("maio do ano passado", "2010-05"),
        ("maio deste ano", "2011-05"),
        ("maio passado", "2011-05"),
        ("maio 11", "2011-05"),
        ("vendas novmbro 2011", "2011-11"),
        ("em 2010", "2010"),
        ("no ano de 2010", "2010"),
        ("em todo o ano de 2010", "2010"),
        ("ano fiscal 2011", "2011"),
        ("exercício de 2011", "2011"),
        ("é maio o melhor mês de 2011?", "2011-05"),
    ]);
}

#[test]
fn quarters_and_halves() {
    check(&[
        ("no 2º trimestre de 2011", "2011-Q2"),
        ("2o trimestre de 2011", "2011-Q2"),
        ("2° trimestre 2011", "2011-Q2"),
        ("segundo trimestre de 2011", "2011-Q2"),
        ("primeiro trimestre", "2011-Q1?"),
        ("1T11", "2011-Q1"),
        ("1T2011", "2011-Q1"),
        ("1º tri de 2011", "2011-Q1"),
        ("T3 2011", "2011-Q3"),
        ("Q3 2011", "2011-Q3"),
        ("último trimestre de 2010", "2010-Q4"),
        ("quarto trimestre do ano passado", "2010-Q4"),
        ("primeiro semestre de 2011", "2011-H1"),
        ("1S11", "2011-H1"),
        ("segunda metade de 2011", "2011-H2"),
        ("primeiro bimestre de 2011", "2011-01-01..2011-02-28"),
        ("primeiro e segundo trimestres de 2011", "2011-Q1 | 2011-Q2"),
        ("do 1º ao 3º trimestre de 2011", "2011-01-01..2011-09-30 [2011-Q1 2011-Q3]"),
        ("1T11 vs 1T10", "2011-Q1 | 2010-Q1"),
    ]);
}

#[test]
fn weeks() {
    check(&[
        ("semana 12", "week 2011-03-21?"),
        ("semana 12 de 2011", "week 2011-03-21"),
        ("na 12ª semana de 2011", "week 2011-03-21"),
        ("semanas 10 a 12 de 2011", "2011-03-07..2011-03-27 [week 2011-03-07 week 2011-03-21]"),
        ("na semana de 5 de maio de 2011", "week 2011-05-02"),
        ("semana de 2 a 8 de maio de 2011", "2011-05-02..2011-05-08 [2011-05-02 2011-05-08]"),
        ("as duas primeiras semanas de maio de 2011", "2011-05-01..2011-05-14"),
        ("primeira semana de maio", "2011-05-01..2011-05-07?"),
        ("segunda semana de maio de 2011", "2011-05-08..2011-05-14"),
        ("última semana de maio de 2011", "2011-05-25..2011-05-31"),
        ("primeira quinzena de maio de 2011", "2011-05-01..2011-05-15"),
        ("no fim de semana passado", "2011-12-03..2011-12-04"),
    ]);
}

#[test]
fn days_and_ranges() {
    check(&[
        ("em 5 de maio de 2011", "2011-05-05"),
        ("no dia 5 de maio de 2011", "2011-05-05"),
        ("1º de maio de 2011", "2011-05-01"),
        ("primeiro de maio de 2011", "2011-05-01"),
        ("05/05/2011", "2011-05-05"),
        ("segunda-feira, 5 de dezembro de 2011", "2011-12-05"),
        ("na primeira segunda-feira de junho de 2011", "2011-06-06"),
        ("o último dia de 2010", "2010-12-31"),
        ("de 1 a 14 de maio", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]?"),
        ("de 1º a 14 de maio de 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("de 1º de maio a 3 de junho de 2011", "2011-05-01..2011-06-03 [2011-05-01 2011-06-03]"),
        ("de 01/05/2011 a 14/05/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("do dia 1 ao dia 14 de maio de 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("entre 1 e 14 de maio de 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("entre maio e julho de 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("de maio a julho de 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("desde maio até julho de 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("jan-mar 2011", "2011-01-01..2011-03-31 [2011-01 2011-03]"),
        ("de novembro de 2010 a fevereiro de 2011", "2010-11-01..2011-02-28 [2010-11 2011-02]"),
        ("de 2010 a 2011", "2010-01-01..2011-12-31 [2010 2011]"),
        ("desde maio de 2011", "2011-05-01..2011-12-09"),
        ("a partir de 5 de maio de 2011", "2011-05-05..2011-12-09"),
        ("de maio de 2011 em diante", "2011-05-01..2011-12-09"),
        ("desde o início do ano", "2011-01-01..2011-12-09"),
        ("desde o começo do mês", "2011-12-01..2011-12-09"),
        ("de maio até hoje", "2011-05-01..2011-12-09?"),
        ("até o fim de junho de 2011", "0001-01-01..2011-06-30"),
        ("até março de 2011", "0001-01-01..2011-03-31"),
        ("antes de março de 2011", "0001-01-01..2011-02-28"),
        ("depois de maio de 2011", "2011-06-01..2011-12-09"),
        ("após 5 de maio de 2011", "2011-05-06..2011-12-09"),
        ("no início de maio de 2011", "2011-05-01..2011-05-10"),
        ("em meados de maio de 2011", "2011-05-11..2011-05-20"),
        ("no final de maio de 2011", "2011-05-21..2011-05-31"),
        ("os três primeiros meses de 2011", "2011-Q1"),
    ]);
}

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
            ("ano fiscal de 2011", "2010-04-01..2011-03-31"),
            ("exercício de 2010/11", "2010-04-01..2011-03-31"),
            ("último exercício", "2010-04-01..2011-03-31"),
            ("ano fiscal em curso", "2011-04-01..2012-03-31"),
            ("segundo trimestre fiscal de 2011", "2010-Q3"),
        ],
    );
}

#[test]
fn holidays() {
    check(&[
        ("vendas da Black Friday 2011", "2011-11-25"),
        ("semana do Natal de 2010", "week 2010-12-20"),
        ("no Natal", "2010-12-25?"),
        ("véspera de Natal de 2010", "2010-12-24"),
        ("Réveillon de 2010", "2010-12-31"),
        ("na Páscoa de 2011", "2011-04-24"),
        ("Sexta-feira Santa de 2011", "2011-04-22"),
        ("Cyber Monday 2011", "2011-11-28"),
        ("entre o Natal e o Ano Novo", "2010-12-25..2011-01-01 [2010-12-25 2011-01-01]?"),
        ("na semana antes do Natal de 2010", "2010-12-18..2010-12-24"),
        ("no dia seguinte ao Natal de 2010", "2010-12-26"),
        ("no Dia das Mães", "! that is no fixed period"),
    ]);
}

#[test]
fn impossible() {
    check(&[
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
