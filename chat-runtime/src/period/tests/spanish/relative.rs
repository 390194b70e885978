//! Told from today, from the last turn, or from one another.

use super::check;
use crate::period::tests::{Calendar, Language, calendar, check_in};

#[test]
fn from_today() {
    check(&[
        ("ventas de hoy", "2011-12-09"),
        ("ayer", "2011-12-08"),
        ("anteayer", "2011-12-07"),
        ("antes de ayer", "2011-12-07"),
        ("el mes pasado", "2011-11"),
        ("ventas del mes pasado", "2011-11"),
        ("el último mes", "2011-11"),
        ("la semana pasada", "week 2011-11-28"),
        ("el trimestre pasado", "2011-Q3"),
        ("el año pasado", "2010"),
        ("el ano pasado", "2010"),
        ("el mes anterior", "2011-11"),
        ("el mes antepasado", "2011-10"),
        ("este mes", "2011-12"),
        ("este año", "2011"),
        ("el trimestre en curso", "2011-Q4"),
        ("el año en curso", "2011"),
        ("mes actual", "2011-12"),
        ("el próximo mes", "2012-01"),
        ("el mes que viene", "2012-01"),
        ("los últimos 7 días", "2011-12-03..2011-12-09"),
        ("los ultimos siete dias", "2011-12-03..2011-12-09"),
        ("últimos 30 días", "2011-11-10..2011-12-09"),
        ("los últimos tres meses", "2011-09-01..2011-11-30"),
        ("los últimos 12 meses", "2010-12-01..2011-11-30"),
        ("hace dos meses", "2011-10"),
        ("dos meses atrás", "2011-10"),
        ("hace 10 días", "2011-11-29"),
        ("hace un año", "2010"),
        ("en lo que va de año", "2011-01-01..2011-12-09"),
        ("en lo que va del mes", "2011-12-01..2011-12-09"),
        ("en lo que va de trimestre", "2011-10-01..2011-12-09"),
        ("lo que va de este año", "2011-01-01..2011-12-09"),
        ("este año hasta la fecha", "2011-01-01..2011-12-09"),
        ("acumulado del año", "2011-01-01..2011-12-09"),
        ("YTD", "2011-01-01..2011-12-09"),
        ("desde hace 7 días", "2011-12-03..2011-12-09"),
        ("el lunes pasado", "2011-12-05"),
        ("el verano pasado", "2011-06-01..2011-08-31"),
        ("de todos los tiempos", "all"),
        ("desde el principio", "all"),
        ("por mes", ""),
        ("ventas por trimestre", ""),
    ]);
}

#[test]
fn from_another_period() {
    check(&[
        ("mayo de 2011 vs el año pasado", "2011-05 | <year"),
        ("mayo de 2011 comparado con el año pasado", "2011-05 | <year"),
        ("mayo de 2011 frente al mes anterior", "2011-05 | <previous"),
        ("variación interanual de mayo de 2011", "2011-05 | <year"),
        ("el mismo mes del año pasado", "<year"),
        ("¿y el mismo trimestre del año anterior?", "<year"),
        ("mismo período del año pasado", "<year"),
        ("¿y el mes siguiente?", "<next"),
        ("compara mayo con junio de 2011", "2011-05 | 2011-06"),
        ("este año contra el año pasado", "2011 | 2010"),
        ("¿más ventas en mayo que en junio de 2011?", "2011-05 | 2011-06"),
        ("2011 excepto diciembre", "2011 | not 2011-12?"),
        ("¿y mayo y julio de 2011?", "2011-05 | 2011-07"),
    ]);
    let context = Calendar { context_year: Some(2010), ..calendar() };
    check_in(Language::Spanish, &context, &[("¿y en mayo?", "2010-05?"), ("¿y el mes anterior?", "<previous")]);
    let fiscal = Calendar { fiscal_year_start: 4, ..calendar() };
    check_in(
        Language::Spanish,
        &fiscal,
        &[
            ("los dos últimos ejercicios", "2009-04-01..2011-03-31"),
            ("ejercicio anterior", "2010-04-01..2011-03-31"),
            ("desde el inicio del ejercicio", "2011-04-01..2011-12-09"),
            ("en lo que va de ejercicio", "2011-04-01..2011-12-09"),
            ("año fiscal 2011", "2010-04-01..2011-03-31"),
            ("ejercicio 2010/11", "2010-04-01..2011-03-31"),
            ("el último ejercicio", "2010-04-01..2011-03-31"),
            ("año fiscal en curso", "2011-04-01..2012-03-31"),
            ("segundo trimestre fiscal de 2011", "2010-Q3"),
        ],
    );
}
