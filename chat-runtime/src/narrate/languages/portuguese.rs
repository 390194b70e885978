//! Portuguese. Where a sentence would need the gender of a measure, it stands before a colon instead.

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

/// Portuguese.
pub(super) struct Portuguese;

fn date(date: Date, form: Form) -> String {
    match form {
        Form::Full => format!("{} de {} de {}", date.day(), Language::Portuguese.month(date.month()), date.year()),
        Form::DayAndMonth => format!("{} de {}", date.day(), Language::Portuguese.month(date.month())),
        Form::Day => date.day().to_string(),
    }
}

fn range(from: Date, to: Date) -> String {
    let (from, to) = ends(from, to, date);
    format!("{from} a {to}")
}

impl Tongue for Portuguese {
    fn name(&self, span: Span) -> String {
        match span {
            Span::Day(day) => date(day, Form::Full),
            Span::Week(from, to) => format!("semana de {}", range(from, to)),
            Span::Month(year, number) => format!("{} de {year}", Language::Portuguese.month(number)),
            Span::Quarter(year, quarter) => format!("{quarter}.º trimestre de {year}"),
            Span::Half(year, half) => format!("{half}.º semestre de {year}"),
            Span::Year(year) => year.to_string(),
            Span::Range(from, to) => range(from, to),
            Span::Until(day) => format!("até {}", date(day, Form::Full)),
        }
    }

    fn when(&self, span: Span) -> String {
        let name = self.name(span);
        match span {
            Span::Day(_) | Span::Month(..) | Span::Year(_) => format!("em {name}"),
            Span::Week(..) => format!("na {name}"),
            Span::Quarter(..) | Span::Half(..) => format!("no {name}"),
            Span::Range(..) => format!("de {name}"),
            Span::Until(_) => name,
        }
    }

    fn noun(&self, grain: Grain) -> &'static str {
        match grain {
            Grain::Day => "dia",
            Grain::Week => "semana",
            Grain::Month => "mês",
            Grain::Quarter => "trimestre",
            Grain::Half => "semestre",
            Grain::Year => "ano",
            Grain::Range => "período",
        }
    }

    fn nouns(&self, grain: Grain) -> String {
        match grain {
            Grain::Day => "dias",
            Grain::Week => "semanas",
            Grain::Month => "meses",
            Grain::Quarter => "trimestres",
            Grain::Half => "semestres",
            Grain::Year => "anos",
            Grain::Range => "períodos",
        }
        .to_owned()
    }

    fn per(&self, grain: Grain) -> String {
        format!("por {}", self.noun(grain))
    }

    fn by(&self, noun: &str) -> String {
        format!("por {noun}")
    }

    fn scope(&self, names: &str, exclude: bool) -> String {
        if exclude { format!("sem {names}") } else { format!("para {names}") }
    }

    fn all_but(&self, names: &str) -> String {
        format!("tudo menos {names}")
    }

    fn is(&self, comparison: plan::Comparison) -> &'static str {
        match comparison {
            plan::Comparison::Above => "acima de",
            plan::Comparison::AtLeast => "pelo menos",
            plan::Comparison::Below => "abaixo de",
            plan::Comparison::AtMost => "no máximo",
        }
    }

    fn rest(&self) -> &'static str {
        "o resto"
    }

    fn together(&self, n: usize, order: Order, figure: &str) -> String {
        match order {
            Order::Highest => format!("Os {n} primeiros em conjunto: {figure}"),
            Order::Lowest => format!("Os {n} últimos em conjunto: {figure}"),
        }
    }

    fn all(&self) -> &'static str {
        "tudo"
    }

    fn and(&self, _: &str) -> &'static str {
        " e "
    }

    fn net_of(&self, label: &str) -> String {
        format!("descontando {label}")
    }

    fn compared(&self, of: &Comparison<'_>) -> String {
        let Comparison { about, figure, by, than, base, .. } = of;
        let side = match of.direction {
            Direction::More => "a mais",
            Direction::Less => "a menos",
            Direction::Same => return format!("{about}: {figure}, o mesmo que {than}"),
        };
        format!("{about}: {figure}, {by} {side} do que {than} ({base})")
    }

    fn with_sales(&self, names: &str) -> String {
        format!("{names} com vendas")
    }

    fn against(&self) -> &'static str {
        "Face a"
    }

    fn course(&self, about: &str, first: &str, last: &str) -> String {
        format!("{about}: de {first} a {last}")
    }

    fn extreme(&self, order: Order) -> &'static str {
        if order == Order::Highest { "máximo" } else { "mínimo" }
    }

    fn swing(&self, direction: Direction) -> &'static str {
        if direction == Direction::More { "maior alta" } else { "maior queda" }
    }

    fn average(&self, about: &str, average: &str, per: &str, total: &str) -> String {
        format!("{about}: em média {average} {per}, {total} no total")
    }

    fn quotient(&self, about: &str, average: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}: em média {average}, ou seja, {above} para {below} {label}")
    }

    fn in_percent(&self, about: &str, share: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}: {above}, ou {share} ({label}: {below})")
    }

    fn share(&self, of: &Part<'_>) -> String {
        let Part { rest, part, figure, whole, .. } = of;
        let label = capital(of.label);
        match of.share {
            Some(share) => format!("{label}{rest}: {share} corresponde a {part}, {figure} de {whole}"),
            None => format!("{label}{rest}: {figure} corresponde a {part}, {whole} no total"),
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
        format!("{label}{rest}: {} {place} com {figure}{others}", self.extreme(*order))
    }

    fn ranked(&self, of: &Lead<'_>, list: &str) -> String {
        let best = if of.order == Order::Highest { "valores mais altos" } else { "valores mais baixos" };
        format!("{}{}, {best}: {list}", capital(of.label), of.rest)
    }

    fn range(&self, side: Direction, low: &str, high: &str) -> String {
        let side = match side {
            Direction::More => "acima do",
            Direction::Less => "abaixo do",
            Direction::Same => "dentro do",
        };
        format!("{side} intervalo esperado de {low} a {high}")
    }

    fn forecast(&self, about: &str, expected: &str, low: &str, high: &str) -> String {
        format!("{about}: previsão de {expected} (provavelmente entre {low} e {high})")
    }

    fn of_change(&self) -> &'static str {
        "Na variação"
    }

    fn role(&self, role: FactRole) -> &'static str {
        match role {
            FactRole::Value | FactRole::Base | FactRole::Whole => "valor",
            FactRole::Together => "em conjunto",
            FactRole::Change => "variação",
            FactRole::Percent => "variação em porcentagem",
            FactRole::Share => "participação",
            FactRole::Average => "média",
            FactRole::Contribution => "contribuição para a variação",
            FactRole::Volume => "volume",
            FactRole::Price => "preço",
            FactRole::Mix => "mix",
            FactRole::Expected => "esperado",
            FactRole::Low => "extremo inferior",
            FactRole::High => "extremo superior",
            FactRole::Members => "número",
            FactRole::Bound => "valor",
        }
    }

    fn top(&self) -> &'static str {
        "no topo"
    }

    fn there_are_more(&self) -> &'static str {
        "Há mais"
    }

    fn more_in_table(&self) -> &'static str {
        "o resto na tabela"
    }

    fn data_ends(&self, day: Date, unit: Option<&str>) -> String {
        let day = date(day, Form::Full);
        match unit {
            Some(unit) => format!("Período incompleto ({unit}): os dados terminam em {day}"),
            None => format!("Os dados terminam em {day}"),
        }
    }

    fn data_begins(&self, day: Date) -> String {
        format!("Os dados começam em {}", date(day, Form::Full))
    }

    fn ask_top(&self, n: u32, plural: &str, label: &str, rest: &str) -> String {
        format!("Top {n} {plural} por {label}{rest}")
    }

    fn ask_best(&self, grain: Grain, label: &str, rest: &str) -> String {
        format!("Melhor {} por {label}{rest}", self.noun(grain))
    }

    fn ask_compare(&self, label: &str, rest: &str, other: &str) -> String {
        format!("Comparar {label}{rest} com {other}")
    }

    fn ask_why(&self, label: &str, rest: &str) -> String {
        format!("Por que a variação em {label}{rest}?")
    }

    fn ask_summary(&self, rest: &str) -> String {
        format!("Resumo{rest}")
    }

    fn ask_share(&self, label: &str, part: &str, when: &str) -> String {
        format!("Participação de {part} em {label} {when}")
    }

    fn help(&self, measures: &str, dimensions: &str, days: Option<&str>) -> String {
        let by = if dimensions.is_empty() { String::new() } else { format!(", por {dimensions}") };
        let days = days.map_or_else(String::new, |days| format!(" Os dados vão {days}."));
        format!("Pode perguntar por {measures}{by}, para qualquer dia, mês, trimestre ou ano.{days}")
    }

    fn thanked(&self) -> &'static str {
        "De nada. Pergunte-me pelos seus números de vendas quando quiser."
    }

    fn greeting(&self) -> &'static str {
        "Respondo a perguntas sobre os seus números de vendas. O que deseja saber?"
    }
}
