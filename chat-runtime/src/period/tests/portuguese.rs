//! What people write in Portuguese: times by their name here, told from others and refused in the modules.

use super::{Language, calendar, check_in};

mod further;
mod refused;
mod relative;

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
