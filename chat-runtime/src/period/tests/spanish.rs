//! What people write in Spanish: times by their name here, told from others and refused in the modules.

use super::{Language, calendar, check_in};

mod further;
mod refused;
mod relative;

fn check(cases: &[(&str, &str)]) {
    check_in(Language::Spanish, &calendar(), cases);
}

#[test]
fn months_and_years() {
    check(&[
        ("¿Cuáles fueron las ventas de mayo de 2011?", "2011-05"),
        ("ventas en mayo 2011", "2011-05"),
        ("VENTAS DE ENERO DE 2011", "2011-01"),
        ("ventas del mes de mayo", "2011-05?"),
        ("¿y en agosto?", "2011-08?"),
        ("dic. 2010", "2010-12"),
        ("setiembre de 2011", "2011-09"),
        ("ventas sept 2011", "2011-09"),
        ("05/2011", "2011-05"),
        ("2011-05", "2011-05"),
        ("mayo del año pasado", "2010-05"),
        ("mayo de este año", "2011-05"),
        ("mayo pasado", "2011-05"),
        ("el pasado diciembre", "2010-12"),
        ("mayo del 2011", "2011-05"),
        ("mayo 11", "2011-05"),
        ("ventas noviembe 2011", "2011-11"),
        ("en 2010", "2010"),
        ("el año 2010", "2010"),
        ("en todo el año 2010", "2010"),
        ("año fiscal 2011", "2011"),
        ("ejercicio 2011", "2011"),
    ]);
}

#[test]
fn quarters_and_halves() {
    check(&[
        ("segundo trimestre de 2011", "2011-Q2"),
        ("en el 2º trimestre de 2011", "2011-Q2"),
        ("2do trimestre 2011", "2011-Q2"),
        ("primer trimestre", "2011-Q1?"),
        ("1er trimestre del 2011", "2011-Q1"),
        ("1T 2011", "2011-Q1"),
        ("1T11", "2011-Q1"),
        ("T1 2011", "2011-Q1"),
        ("Q3 2011", "2011-Q3"),
        ("III trimestre de 2011", "2011-Q3"),
        ("último trimestre de 2010", "2010-Q4"),
        ("cuarto trimestre del año pasado", "2010-Q4"),
        ("primer semestre de 2011", "2011-H1"),
        ("S1 2011", "2011-H1"),
        ("segunda mitad de 2011", "2011-H2"),
        ("primer cuatrimestre de 2011", "2011-01-01..2011-04-30"),
        ("primer y segundo trimestre de 2011", "2011-Q1 | 2011-Q2"),
        ("del primer al tercer trimestre de 2011", "2011-01-01..2011-09-30 [2011-Q1 2011-Q3]"),
        ("T1 y T2 de 2011", "2011-Q1 | 2011-Q2"),
    ]);
}

#[test]
fn weeks() {
    check(&[
        ("semana 12", "week 2011-03-21?"),
        ("semana 12 de 2011", "week 2011-03-21"),
        ("en la semana 12 del 2011", "week 2011-03-21"),
        ("la 12ª semana de 2011", "week 2011-03-21"),
        ("semanas 10 a 12 de 2011", "2011-03-07..2011-03-27 [week 2011-03-07 week 2011-03-21]"),
        ("la semana del 5 de mayo de 2011", "week 2011-05-02"),
        ("semana del 2 al 8 de mayo de 2011", "2011-05-02..2011-05-08 [2011-05-02 2011-05-08]"),
        ("las dos primeras semanas de mayo de 2011", "2011-05-01..2011-05-14"),
        ("las primeras dos semanas de mayo de 2011", "2011-05-01..2011-05-14"),
        ("primera semana de mayo", "2011-05-01..2011-05-07?"),
        ("última semana de mayo de 2011", "2011-05-25..2011-05-31"),
        ("primera quincena de mayo de 2011", "2011-05-01..2011-05-15"),
        ("segunda quincena de mayo", "2011-05-16..2011-05-31?"),
        ("la quincena pasada", "2011-11-16..2011-11-30"),
        ("el fin de semana pasado", "2011-12-03..2011-12-04"),
    ]);
}

#[test]
fn days_and_ranges() {
    check(&[
        ("el 5 de mayo de 2011", "2011-05-05"),
        ("el 1º de mayo de 2011", "2011-05-01"),
        ("el primero de mayo de 2011", "2011-05-01"),
        ("el día 5 de mayo de 2011", "2011-05-05"),
        ("5/5/2011", "2011-05-05"),
        ("el lunes 5 de diciembre de 2011", "2011-12-05"),
        ("el primer lunes de junio de 2011", "2011-06-06"),
        ("el último día de 2010", "2010-12-31"),
        ("del 1 al 14 de mayo", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]?"),
        ("del 1 al 14 de mayo de 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("del 1 de mayo al 3 de junio de 2011", "2011-05-01..2011-06-03 [2011-05-01 2011-06-03]"),
        ("del 01/05/2011 al 14/05/2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("desde el 1 hasta el 14 de mayo de 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("entre el 1 y el 14 de mayo de 2011", "2011-05-01..2011-05-14 [2011-05-01 2011-05-14]"),
        ("entre mayo y julio de 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("de mayo a julio de 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("desde mayo hasta julio de 2011", "2011-05-01..2011-07-31 [2011-05 2011-07]"),
        ("ene-mar 2011", "2011-01-01..2011-03-31 [2011-01 2011-03]"),
        ("de noviembre de 2010 a febrero de 2011", "2010-11-01..2011-02-28 [2010-11 2011-02]"),
        ("de 2010 a 2011", "2010-01-01..2011-12-31 [2010 2011]"),
        ("desde mayo de 2011", "2011-05-01..2011-12-09"),
        ("a partir del 5 de mayo de 2011", "2011-05-05..2011-12-09"),
        ("de mayo de 2011 en adelante", "2011-05-01..2011-12-09"),
        ("desde principios de año", "2011-01-01..2011-12-09"),
        ("desde el inicio del año", "2011-01-01..2011-12-09"),
        ("desde mayo hasta hoy", "2011-05-01..2011-12-09?"),
        ("hasta finales de junio de 2011", "0001-01-01..2011-06-30"),
        ("hasta marzo de 2011", "0001-01-01..2011-03-31"),
        ("hasta el 5 de mayo de 2011", "0001-01-01..2011-05-05"),
        ("antes de marzo de 2011", "0001-01-01..2011-02-28"),
        ("antes del 5 de mayo de 2011", "0001-01-01..2011-05-04"),
        ("después de mayo de 2011", "2011-06-01..2011-12-09"),
        ("a principios de mayo de 2011", "2011-05-01..2011-05-10"),
        ("a mediados de mayo de 2011", "2011-05-11..2011-05-20"),
        ("a finales de mayo de 2011", "2011-05-21..2011-05-31"),
        ("los tres primeros meses de 2011", "2011-Q1"),
    ]);
}

#[test]
fn holidays() {
    check(&[
        ("ventas del Black Friday 2011", "2011-11-25"),
        ("semana de Navidad de 2010", "week 2010-12-20"),
        ("en Navidad", "2010-12-25?"),
        ("Nochevieja de 2010", "2010-12-31"),
        ("día de Reyes de 2011", "2011-01-06"),
        ("en Semana Santa de 2011", "2011-04-17..2011-04-24"),
        ("San Valentín 2011", "2011-02-14"),
        ("Viernes Santo de 2011", "2011-04-22"),
        ("Cyber Monday 2011", "2011-11-28"),
        ("entre Navidad y Reyes", "2010-12-25..2011-01-06 [2010-12-25 2011-01-06]?"),
        ("la semana antes de Navidad de 2010", "2010-12-18..2010-12-24"),
        ("el día después de Navidad de 2010", "2010-12-26"),
        ("en las rebajas", "! that is no fixed period"),
    ]);
}
