//! Weekdays and units as the wording of a reason needs them.

use jiff::civil::Date;
use sales_metrics::period::Grain;

use sales_metrics::catalogue::Language;

const WEEKDAYS: [[&str; 7]; 5] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
];

/// Singular and plural by grain, from day to year.
const UNITS: [[[&str; 2]; 6]; 5] = [
    [
        ["day", "days"],
        ["week", "weeks"],
        ["month", "months"],
        ["quarter", "quarters"],
        ["half-year", "half-years"],
        ["year", "years"],
    ],
    [
        ["Tag", "Tage"],
        ["Woche", "Wochen"],
        ["Monat", "Monate"],
        ["Quartal", "Quartale"],
        ["Halbjahr", "Halbjahre"],
        ["Jahr", "Jahre"],
    ],
    [
        ["jour", "jours"],
        ["semaine", "semaines"],
        ["mois", "mois"],
        ["trimestre", "trimestres"],
        ["semestre", "semestres"],
        ["année", "années"],
    ],
    [
        ["día", "días"],
        ["semana", "semanas"],
        ["mes", "meses"],
        ["trimestre", "trimestres"],
        ["semestre", "semestres"],
        ["año", "años"],
    ],
    [
        ["dia", "dias"],
        ["semana", "semanas"],
        ["mês", "meses"],
        ["trimestre", "trimestres"],
        ["semestre", "semestres"],
        ["ano", "anos"],
    ],
];

pub(super) fn weekday(language: Language, date: Date) -> &'static str {
    WEEKDAYS[language.place()][usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0).min(6)]
}

/// The plural of a unit.
pub(super) fn units(language: Language, grain: Grain) -> &'static str {
    let at = match grain {
        Grain::Day | Grain::Range => 0,
        Grain::Week => 1,
        Grain::Month => 2,
        Grain::Quarter => 3,
        Grain::Half => 4,
        Grain::Year => 5,
    };
    UNITS[language.place()][at][1]
}
