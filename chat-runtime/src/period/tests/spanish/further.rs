//! Forms that were missed at first.

use super::check;

#[test]
fn further() {
    check(&[
        ("la semana de Navidad pasada", "week 2010-12-20"),
        ("desde el inicio del T2 hasta el final del T3 de 2011", "2011-04-01..2011-09-30 [2011-Q2 2011-Q3]"),
        ("ingresos de los seis meses terminados el 30 de junio de 2011", "2011-H1"),
        (
            "entre mayo y julio de 2010 y entre mayo y julio de 2011",
            "2010-05-01..2010-07-31 [2010-05 2010-07] | 2011-05-01..2011-07-31 [2011-05 2011-07]",
        ),
        ("los 12 meses hasta junio de 2011", "2010-07-01..2011-06-30"),
        ("del lunes al viernes", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
        ("mayo 2010/2011", "2010-05 | 2011-05"),
        ("ventas Navidad", "2010-12-25?"),
        ("2.º trimestre de 2011", "2011-Q2"),
        ("trimestre 2 de 2011", "2011-Q2"),
        ("primer trimestre de 2010 y 2011", "2010-Q1 | 2011-Q1"),
        ("a fines de mayo", "2011-05-21..2011-05-31?"),
        ("a mitad de mayo de 2011", "2011-05-11..2011-05-20"),
        ("desde el 5 al 9 de mayo de 2011", "2011-05-05..2011-05-09 [2011-05-05 2011-05-09]"),
        ("los días 5 y 6 de mayo de 2011", "2011-05-05 | 2011-05-06"),
        ("entre los días 5 y 9 de mayo de 2011", "2011-05-05..2011-05-09 [2011-05-05 2011-05-09]"),
        ("el 12/10", "2011-10-12?"),
        ("el 31/04", "! April has 30 days"),
        ("el viernes", "2011-12-02"),
        ("ventas los viernes", ""),
        ("de lunes a viernes de la semana pasada", "2011-11-28..2011-12-02 [2011-11-28 2011-12-02]"),
        ("de enero a la fecha", "2011-01-01..2011-12-09?"),
        ("acumulado a mayo de 2011", "2011-01-01..2011-05-31"),
        ("ventas acumuladas 2011", "2011-01-01..2011-12-09"),
        ("en lo que va del 2011", "2011-01-01..2011-12-09"),
        ("el presente mes", "2011-12"),
        ("la primera quincena", "2011-12-01..2011-12-15"),
        ("esta quincena", "2011-12-01..2011-12-15"),
        ("segundo bimestre de 2011", "2011-03-01..2011-04-30"),
        ("tercer cuatrimestre de 2010", "2010-09-01..2010-12-31"),
        ("la semana que viene", "week 2011-12-12"),
        ("los 30 días previos", "2011-11-10..2011-12-09"),
        ("el pasado mes", "2011-11"),
        ("desde el 4 hasta el 22 de este mes", "2011-12-04..2011-12-22 [2011-12-04 2011-12-22]"),
        ("el día 15 del mes pasado", "2011-11-15"),
        ("el año pasado en mayo", "2010-05"),
        ("mayo 5 de 2011", "2011-05-05"),
        ("Navidad pasada", "2010-12-25"),
        ("decimotercer mes de 2011", "! 2011 does not have that many months"),
        ("del 31 de junio al 5 de julio", "! June has 30 days"),
    ]);
}
