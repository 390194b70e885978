//! Correct answers in many wordings and roundings, in pieces that can be made wrong one by one.

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Language,
    period::Period,
    query::{
        fact::{Fact, FactRole},
        plan::Order,
    },
};

use super::fixtures::{Dice, Fixture, label};

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Placeholder,
    Full,
    /// To the unit.
    Whole,
    /// In thousands or millions, with so many decimals.
    Scaled(u32),
    /// "About", with so many digits.
    About(u32),
}

/// A part of an answer.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Text(String),
    Figure {
        fact: usize,
        absolute: bool,
        style: Style,
        value: Decimal,
        text: String,
    },
    Period {
        text: String,
    },
    Member {
        text: String,
    },
    /// A direction, and its opposite.
    Turn {
        said: String,
        other: String,
    },
    Rank {
        said: String,
        other: String,
    },
}

impl Part {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Figure { text, .. } | Self::Period { text } | Self::Member { text } => text,
            Self::Turn { said, .. } | Self::Rank { said, .. } => said,
        }
    }
}

pub(super) fn written(parts: &[Part]) -> String {
    parts.iter().map(Part::text).collect()
}

/// Templates of a kind and language.
pub(super) fn templates(kind: &str, language: Language) -> Vec<&'static str> {
    let code = serde_json::to_value(language).unwrap();
    let head = format!("{kind} {} ", code.as_str().unwrap());
    include_str!("templates.txt").lines().filter_map(|line| line.strip_prefix(&head)).collect()
}

fn symbol(unit: &str) -> &str {
    match unit {
        "GBP" => "£",
        "EUR" => "€",
        "USD" => "$",
        "JPY" => "¥",
        "BRL" => "R$",
        "count" => "",
        other => other,
    }
}

/// A figure of `value` as `style` has it; `None` where that style tells nothing.
pub(super) fn figure(
    value: Decimal,
    unit: &str,
    style: Style,
    language: Language,
    id: &str,
    absolute: bool,
) -> Option<String> {
    let value = if absolute { value.abs() } else { value };
    if style == Style::Placeholder {
        return Some(if absolute { format!("{{{id}:abs}}") } else { format!("{{{id}}}") });
    }
    let full = language.figure(value, unit);
    let money = !matches!(unit, "percent" | "count");
    let marked = |number: Decimal| number.to_string().replace('.', &language.decimal_mark().to_string());
    match style {
        Style::Whole if unit == "percent" => {
            let whole = value.round();
            (whole.abs() >= Decimal::from(10))
                .then(|| if language == Language::English { format!("{whole}%") } else { format!("{whole} %") })
        }
        Style::Whole if money && unit != "JPY" => {
            let text = language.figure(value.round(), unit);
            Some(text.replace(&format!("{}00", language.decimal_mark()), ""))
        }
        Style::Scaled(decimals) if unit != "percent" && value.abs() >= Decimal::from(10_000) => {
            let million = value.abs() >= Decimal::from(1_000_000);
            let scale = Decimal::from(if million { 1_000_000 } else { 1_000 });
            let mut number = (value.abs() / scale).round_dp(decimals);
            number.rescale(decimals);
            let digits = marked(number);
            let sign = if value.is_sign_negative() { "-" } else { "" };
            let symbol = symbol(unit);
            let gap = if symbol.is_empty() { "" } else { " " };
            Some(match language {
                Language::English => {
                    let word = if million { [" million", "m", "M"] } else { ["k", "k", " thousand"] }
                        [usize::try_from(decimals).unwrap() % 3];
                    let space = if symbol.len() == 3 && symbol.is_ascii() { " " } else { "" };
                    format!("{sign}{symbol}{space}{digits}{word}")
                }
                Language::German => format!("{sign}{digits} {}{gap}{symbol}", if million { "Mio." } else { "Tsd." }),
                Language::French => format!(
                    "{sign}{digits} {}{}{symbol}",
                    if million { "M" } else { "k" },
                    if symbol.chars().count() > 1 { " " } else { "" }
                ),
                Language::Spanish => {
                    format!("{sign}{digits} {}{gap}{symbol}", if million { "millones" } else { "mil" })
                }
                Language::Portuguese => {
                    format!("{sign}{digits} {}{gap}{symbol}", if million { "milhões" } else { "mil" })
                }
            })
        }
        Style::About(significant)
            if unit != "percent" && value.abs() >= Decimal::from(10_000) && !value.is_sign_negative() =>
        {
            let rounded = value.round_sf(significant)?.round();
            let text = language.figure(rounded, unit).replace(&format!("{}00", language.decimal_mark()), "");
            let text = if unit == "JPY" || unit == "count" || !money { language.figure(rounded, unit) } else { text };
            let word = match language {
                Language::English => "about",
                Language::German => "rund",
                Language::French => "environ",
                Language::Spanish => "unos",
                Language::Portuguese => "cerca de",
            };
            Some(format!("{word} {text}"))
        }
        Style::Full => Some(full),
        _ => None,
    }
}

const STYLES: [Style; 8] = [
    Style::Placeholder,
    Style::Full,
    Style::Full,
    Style::Whole,
    Style::Scaled(0),
    Style::Scaled(1),
    Style::Scaled(2),
    Style::About(3),
];

/// A template with its figures and names put in; `None` where it says nothing true of the fixture.
pub(super) fn filled(template: &str, fixture: &Fixture, dice: &mut Dice) -> Option<Vec<Part>> {
    let language = fixture.catalogue.language;
    let lowest = fixture.plan.top.is_some_and(|top| top.order == Order::Lowest);
    let (template, high) = template.strip_suffix("?high").map_or((template, false), |rest| (rest, true));
    if high && lowest {
        return None;
    }
    let template = template.replace("\\n", "\n");
    let style = *dice.pick(&STYLES);
    let mut parts = Vec::new();
    let mut rest = template.as_str();
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        parts.push(Part::Text(rest[..open].to_owned()));
        parts.push(part(&rest[open + 1..close], fixture, language, style, lowest)?);
        rest = &rest[close + 1..];
    }
    parts.push(Part::Text(rest.to_owned()));
    Some(parts)
}

fn of<'a>(name: &str, fixture: &'a Fixture) -> Option<(usize, &'a Fact)> {
    let place: usize = name.parse().ok()?;
    Some((place - 1, fixture.facts.get(place - 1)?))
}

fn part(inner: &str, fixture: &Fixture, language: Language, style: Style, lowest: bool) -> Option<Part> {
    if let Some((words, fact)) = inner.rsplit_once(":F") {
        let (up, down) = words.split_once('|')?;
        let value = of(fact, fixture)?.1.value?;
        let (said, other) = match () {
            () if value.is_zero() => return None,
            () if value.is_sign_negative() => (down, up),
            () => (up, down),
        };
        return Some(Part::Turn { said: said.to_owned(), other: other.to_owned() });
    }
    if let Some((high, low)) = inner.split_once('|') {
        let (said, other) = if lowest { (low, high) } else { (high, low) };
        return Some(Part::Rank { said: said.to_owned(), other: other.to_owned() });
    }
    let measure = fixture.catalogue.measure(&fixture.plan.measures[0])?.label().to_owned();
    match inner {
        "s" => return Some(Part::Text(measure)),
        "S" => return Some(Part::Text(measure[..1].to_uppercase() + &measure[1..])),
        _ => {}
    }
    let (kind, name) = inner.split_at(1);
    let (name, absolute) = name.strip_suffix(":abs").map_or((name, false), |name| (name, true));
    let (place, fact) = of(name, fixture)?;
    Some(match kind {
        "P" => {
            let (from, to) = fact.period.split_once('/')?;
            let period = Period { label: fact.label.clone(), ..Period::named(from.parse().ok()?, to.parse().ok()?) };
            Part::Period { text: label(&period, language) }
        }
        "M" => Part::Member { text: fact.filters.first()?.members.first()?.clone() },
        _ => {
            let value = fact.value?;
            let signed = matches!(
                fact.role,
                FactRole::Change | FactRole::Contribution | FactRole::Volume | FactRole::Price | FactRole::Mix
            );
            let style = if signed && !absolute && matches!(style, Style::About(_)) { Style::Full } else { style };
            let text = figure(value, &fact.unit, style, language, &fact.id, absolute);
            let (style, text) = text.map(|text| (style, text)).or_else(|| {
                Some((Style::Full, figure(value, &fact.unit, Style::Full, language, &fact.id, absolute)?))
            })?;
            Part::Figure { fact: place, absolute, style, value, text }
        }
    })
}
