//! Spanish. Where a sentence would need the gender of a measure, it stands before a colon instead.

use jiff::civil::Date;
use sales_metrics::{
    catalogue::Language,
    period::Grain,
    query::{
        fact::FactRole,
        plan::{self, Order},
    },
};

use super::{Comparison, Direction, Form, Lead, Part, Place, Span, Tongue, capital, ends};

const ORDINALS: [&str; 4] = ["1.er", "2.º", "3.er", "4.º"];

/// Spanish.
pub(super) struct Spanish;

fn date(date: Date, form: Form) -> String {
    match form {
        Form::Full => format!("{} de {} de {}", date.day(), Language::Spanish.month(date.month()), date.year()),
        Form::DayAndMonth => format!("{} de {}", date.day(), Language::Spanish.month(date.month())),
        Form::Day => date.day().to_string(),
    }
}

fn range(from: Date, to: Date) -> String {
    let (from, to) = ends(from, to, date);
    format!("{from} al {to}")
}

impl Tongue for Spanish {
    fn name(&self, span: Span) -> String {
        let ordinal = |place: i8| ORDINALS[usize::try_from(place - 1).unwrap_or(0).min(3)];
        match span {
            Span::Day(day) => date(day, Form::Full),
            Span::Week(from, to) => format!("semana del {}", range(from, to)),
            Span::Month(year, number) => format!("{} de {year}", Language::Spanish.month(number)),
            Span::Quarter(year, quarter) => format!("{} trimestre de {year}", ordinal(quarter)),
            Span::Half(year, half) => format!("{} semestre de {year}", ordinal(half)),
            Span::Year(year) => year.to_string(),
            Span::Range(from, to) => range(from, to),
            Span::Until(day) => format!("hasta el {}", date(day, Form::Full)),
        }
    }

    fn when(&self, span: Span) -> String {
        let name = self.name(span);
        match span {
            Span::Day(_) => format!("el {name}"),
            Span::Week(..) => format!("en la {name}"),
            Span::Month(..) | Span::Year(_) => format!("en {name}"),
            Span::Quarter(..) | Span::Half(..) => format!("en el {name}"),
            Span::Range(..) => format!("del {name}"),
            Span::Until(_) => name,
        }
    }

    fn noun(&self, grain: Grain) -> &'static str {
        match grain {
            Grain::Day => "día",
            Grain::Week => "semana",
            Grain::Month => "mes",
            Grain::Quarter => "trimestre",
            Grain::Half => "semestre",
            Grain::Year => "año",
            Grain::Range => "periodo",
        }
    }

    fn nouns(&self, grain: Grain) -> String {
        match grain {
            Grain::Day => "días",
            Grain::Week => "semanas",
            Grain::Month => "meses",
            Grain::Quarter => "trimestres",
            Grain::Half => "semestres",
            Grain::Year => "años",
            Grain::Range => "periodos",
        }
        .to_owned()
    }

    fn per(&self, grain: Grain) -> String {
        if grain == Grain::Week { "a la semana".to_owned() } else { format!("al {}", self.noun(grain)) }
    }

    fn by(&self, noun: &str) -> String {
        format!("por {noun}")
    }

    fn scope(&self, names: &str, exclude: bool) -> String {
        if exclude { format!("sin {names}") } else { format!("para {names}") }
    }

    fn all_but(&self, names: &str) -> String {
        format!("todo menos {names}")
    }

    fn is(&self, comparison: plan::Comparison) -> &'static str {
        match comparison {
            plan::Comparison::Above => "por encima de",
            plan::Comparison::AtLeast => "al menos",
            plan::Comparison::Below => "por debajo de",
            plan::Comparison::AtMost => "como máximo",
        }
    }

    fn rest(&self) -> &'static str {
        "el resto"
    }

    fn together(&self, n: usize, order: Order, figure: &str) -> String {
        match order {
            Order::Highest => format!("Los {n} primeros en conjunto: {figure}"),
            Order::Lowest => format!("Los {n} últimos en conjunto: {figure}"),
        }
    }

    fn all(&self) -> &'static str {
        "todo"
    }

    /// `e` before the sound of an i.
    fn and(&self, last: &str) -> &'static str {
        let last = last.to_lowercase();
        let sound = last.strip_prefix('h').unwrap_or(&last);
        if sound.starts_with(['i', 'í']) && !sound.starts_with("ie") { " e " } else { " y " }
    }

    fn net_of(&self, label: &str) -> String {
        format!("descontando {label}")
    }

    fn compared(&self, of: &Comparison<'_>) -> String {
        let Comparison { about, figure, by, than, base, .. } = of;
        let side = match of.direction {
            Direction::More => "más",
            Direction::Less => "menos",
            Direction::Same => return format!("{about}: {figure}, lo mismo que {than}"),
        };
        format!("{about}: {figure}, {by} {side} que {than} ({base})")
    }

    fn with_sales(&self, names: &str) -> String {
        format!("{names} con ventas")
    }

    fn against(&self) -> &'static str {
        "Frente a"
    }

    fn course(&self, about: &str, first: &str, last: &str) -> String {
        format!("{about}: de {first} a {last}")
    }

    fn extreme(&self, order: Order) -> &'static str {
        if order == Order::Highest { "máximo" } else { "mínimo" }
    }

    fn swing(&self, direction: Direction) -> &'static str {
        if direction == Direction::More { "mayor subida" } else { "mayor bajada" }
    }

    fn average(&self, about: &str, average: &str, per: &str, total: &str) -> String {
        format!("{about}: de media {average} {per}, {total} en total")
    }

    fn quotient(&self, about: &str, average: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}: de media {average}, es decir, {above} entre {below} {label}")
    }

    fn in_percent(&self, about: &str, share: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}: {above}, un {share} ({label}: {below})")
    }

    fn share(&self, of: &Part<'_>) -> String {
        let Part { rest, part, figure, whole, .. } = of;
        let label = capital(of.label);
        match of.share {
            Some(share) => format!("{label}{rest}: {share} corresponde a {part}, {figure} de {whole}"),
            None => format!("{label}{rest}: {figure} corresponde a {part}, {whole} en total"),
        }
    }

    fn lead(&self, of: &Lead<'_>) -> String {
        let Lead { rest, figure, order, .. } = of;
        let label = capital(of.label);
        let place = match of.place {
            Place::Member(name) => format!("para {name}"),
            Place::When(when) => when.to_owned(),
        };
        let others = of.others.map_or_else(String::new, |others| format!(", seguido de {others}"));
        format!("{label}{rest}: {} {place} con {figure}{others}", self.extreme(*order))
    }

    fn ranked(&self, of: &Lead<'_>, list: &str) -> String {
        let best = if of.order == Order::Highest { "valores más altos" } else { "valores más bajos" };
        format!("{}{}, {best}: {list}", capital(of.label), of.rest)
    }

    fn range(&self, side: Direction, low: &str, high: &str) -> String {
        let side = match side {
            Direction::More => "por encima del",
            Direction::Less => "por debajo del",
            Direction::Same => "dentro del",
        };
        format!("{side} rango esperado de {low} a {high}")
    }

    fn forecast(&self, about: &str, expected: &str, low: &str, high: &str) -> String {
        format!("{about}: previsión de {expected} (probablemente entre {low} y {high})")
    }

    fn of_change(&self) -> &'static str {
        "En la variación"
    }

    fn role(&self, role: FactRole) -> &'static str {
        match role {
            FactRole::Value | FactRole::Base | FactRole::Whole => "valor",
            FactRole::Together => "en conjunto",
            FactRole::Change => "variación",
            FactRole::Percent => "variación en porcentaje",
            FactRole::Share => "cuota",
            FactRole::Average => "media",
            FactRole::Contribution => "contribución a la variación",
            FactRole::Volume => "volumen",
            FactRole::Price => "precio",
            FactRole::Mix => "mezcla",
            FactRole::Expected => "esperado",
            FactRole::Low => "extremo inferior",
            FactRole::High => "extremo superior",
            FactRole::Members => "número",
            FactRole::Bound => "importe",
        }
    }

    fn top(&self) -> &'static str {
        "en cabeza"
    }

    fn there_are_more(&self) -> &'static str {
        "Hay más"
    }

    fn more_in_table(&self) -> &'static str {
        "el resto en la tabla"
    }

    fn data_ends(&self, day: Date, unit: Option<&str>) -> String {
        let day = date(day, Form::Full);
        match unit {
            Some(unit) => format!("Periodo incompleto ({unit}): los datos terminan el {day}"),
            None => format!("Los datos terminan el {day}"),
        }
    }

    fn data_begins(&self, day: Date) -> String {
        format!("Los datos empiezan el {}", date(day, Form::Full))
    }

    fn ask_top(&self, n: u32, plural: &str, label: &str, rest: &str) -> String {
        format!("Top {n} {plural} por {label}{rest}")
    }

    fn ask_best(&self, grain: Grain, label: &str, rest: &str) -> String {
        format!("Mejor {} por {label}{rest}", self.noun(grain))
    }

    fn ask_compare(&self, label: &str, rest: &str, other: &str) -> String {
        format!("Comparar {label}{rest} con {other}")
    }

    fn ask_why(&self, label: &str, rest: &str) -> String {
        format!("¿Por qué el cambio en {label}{rest}?")
    }

    fn ask_summary(&self, rest: &str) -> String {
        format!("Resumen{rest}")
    }

    fn ask_share(&self, label: &str, part: &str, when: &str) -> String {
        format!("Cuota de {part} en {label} {when}")
    }

    fn help(&self, measures: &str, dimensions: &str, days: Option<&str>) -> String {
        let by = if dimensions.is_empty() { String::new() } else { format!(", por {dimensions}") };
        let days = days.map_or_else(String::new, |days| format!(" Los datos van {days}."));
        format!("Puede preguntar por {measures}{by}, para cualquier día, mes, trimestre o año.{days}")
    }

    fn thanked(&self) -> &'static str {
        "De nada. Pregúnteme por sus cifras de ventas cuando quiera."
    }

    fn greeting(&self) -> &'static str {
        "Respondo preguntas sobre sus cifras de ventas. ¿Qué desea saber?"
    }
}
