//! Makes correct answers wrong, one claim at a time.

use rust_decimal::Decimal;
use sales_metrics::{catalogue::Language, period::Period};

use super::{
    corpus::{Part, Style, figure},
    fixtures::{Dice, Fixture, label},
};

pub(super) const KINDS: [&str; 13] = [
    "digit",
    "scale",
    "ten",
    "sign",
    "unit",
    "points",
    "period",
    "member",
    "rank",
    "direction",
    "invented",
    "words",
    "swap",
];

const INVENTED: [(Language, &[&str]); 5] = [
    (
        Language::English,
        &[
            " That includes £12,345.67 from new customers.",
            " The target was 95%.",
            " This is 17% above plan.",
            " About 4,211 came from returning buyers.",
            " Next year it will be $2.1 million.",
            " That is 3.5 times the budget.",
            " 12 of them were new.",
        ],
    ),
    (
        Language::German,
        &[
            " Davon kamen 12.345,67 € von Neukunden.",
            " Das Ziel lag bei 95 %.",
            " Das sind 17 % mehr als geplant.",
            " Etwa 4.211 davon waren neu.",
        ],
    ),
    (
        Language::French,
        &[" Dont 12 345,67 € de nouveaux clients.", " L'objectif était de 95 %.", " Soit 17 % de plus que prévu."],
    ),
    (
        Language::Spanish,
        &[" De ellos, 12.345,67 € de clientes nuevos.", " El objetivo era del 95 %.", " Un 17 % más de lo previsto."],
    ),
    (
        Language::Portuguese,
        &[" Dos quais 12.345,67 € de novos clientes.", " A meta era de 95%.", " São 17% a mais do que o previsto."],
    ),
];
const WORDS: [(Language, &[&str]); 5] = [
    (
        Language::English,
        &[
            "seven hundred and twelve thousand",
            "about nine million",
            "three quarters of it",
            "a dozen",
            "forty-one percent",
            "twice as much as planned",
            "two thirds of the target",
            "eleven hundred",
            "half a billion",
        ],
    ),
    (
        Language::German,
        &[
            "siebenhundertzwölftausend",
            "rund neun Millionen",
            "drei Viertel davon",
            "einundvierzig Prozent",
            "doppelt so viel wie geplant",
        ],
    ),
    (
        Language::French,
        &[
            "sept cent douze mille",
            "environ neuf millions",
            "les trois quarts",
            "quarante et un pour cent",
            "le double du budget",
        ],
    ),
    (
        Language::Spanish,
        &[
            "setecientos doce mil",
            "unos nueve millones",
            "tres cuartas partes",
            "cuarenta y uno por ciento",
            "el doble de lo previsto",
        ],
    ),
    (
        Language::Portuguese,
        &[
            "setecentos e doze mil",
            "cerca de nove milhões",
            "três quartos",
            "quarenta e um por cento",
            "o dobro do previsto",
        ],
    ),
];

/// The value and last place of a written figure, read the plain way: digits, marks of the language, and a scale.
fn read(text: &str, style: Style, language: Language, value: Decimal) -> Option<(Decimal, Decimal)> {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == language.decimal_mark()).collect();
    let plain = digits.trim_end_matches(['.', ',']).replace(',', ".");
    let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let scale = match style {
        Style::Scaled(_) if value.abs() >= Decimal::from(1_000_000) => Decimal::from(1_000_000),
        Style::Scaled(_) => Decimal::from(1_000),
        _ => Decimal::ONE,
    };
    Some((plain.parse::<Decimal>().ok()? * scale, Decimal::new(1, u32::try_from(decimals).ok()?) * scale))
}

fn is_wrong(text: &str, style: Style, language: Language, value: Decimal) -> bool {
    read(text, style, language, value).is_some_and(|(read, step)| (read - value.abs()).abs() * Decimal::TWO > step)
}

/// `parts` made wrong; `None` where this kind of mistake cannot be made in them.
pub(super) fn mutated(kind: &str, parts: &[Part], fixture: &Fixture, dice: &mut Dice) -> Option<Vec<Part>> {
    let language = fixture.catalogue.language;
    let mut parts = parts.to_vec();
    let places =
        |test: &dyn Fn(&Part) -> bool| -> Vec<usize> { (0..parts.len()).filter(|at| test(&parts[*at])).collect() };
    let figures = places(&|part| matches!(part, Part::Figure { .. }));
    match kind {
        "digit" | "scale" | "ten" | "sign" | "unit" | "points" => {
            let at = *figures.get(dice.below(figures.len().max(1)))?;
            let Part::Figure { fact, absolute, style, value, text } = parts[at].clone() else { return None };
            let unit = fixture.facts[fact].unit.clone();
            let style = if style == Style::Placeholder { Style::Full } else { style };
            let text = if text.starts_with('{') { figure(value, &unit, style, language, "", absolute)? } else { text };
            let text = match kind {
                "digit" => {
                    let digits: Vec<usize> =
                        text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
                    let at = *dice.pick(&digits);
                    let digit = char::from_digit(u32::try_from(dice.below(10)).ok()?, 10)?;
                    let changed = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
                    (changed != text && is_wrong(&changed, style, language, value)).then_some(changed)?
                }
                "scale" | "ten" => {
                    let factor = match (kind, dice.below(2)) {
                        ("ten", 0) => Decimal::TEN,
                        ("ten", _) => Decimal::new(1, 1),
                        (_, 0) => Decimal::ONE + Decimal::new(i64::try_from(dice.below(295)).ok()? + 5, 3),
                        _ => Decimal::ONE - Decimal::new(i64::try_from(dice.below(295)).ok()? + 5, 3),
                    };
                    let scaled = if unit == "count" { (value * factor).round() } else { value * factor };
                    let changed = figure(scaled, &unit, style, language, "", absolute)?;
                    is_wrong(&changed, style, language, if matches!(style, Style::Scaled(_)) { scaled } else { value })
                        .then_some(())?;
                    let (read, step) = read(&changed, style, language, scaled)?;
                    ((read - value.abs()).abs() * Decimal::TWO > step).then_some(changed)?
                }
                "sign" => {
                    (!absolute && !value.is_zero()).then_some(())?;
                    match text.strip_prefix('-') {
                        Some(text) => text.to_owned(),
                        None if text.starts_with(char::is_alphabetic)
                            && !text.starts_with("R$")
                            && !text.starts_with("CHF") =>
                        {
                            return None;
                        }
                        None => format!("-{text}"),
                    }
                }
                "unit" => match unit.as_str() {
                    "percent" => text.replace('%', if language == Language::English { " GBP" } else { "€" }),
                    "count" if matches!(style, Style::Full | Style::Whole) => {
                        format!("{text}{}", *dice.pick(&["%", " €", " USD", " kg"]))
                    }
                    "count" => return None,
                    code => {
                        let other = if code == "EUR" { "£" } else { "€" };
                        let sign = match code {
                            "GBP" => "£",
                            "EUR" => "€",
                            "USD" => "$",
                            "BRL" => "R$",
                            "JPY" => "¥",
                            code => code,
                        };
                        text.contains(sign).then(|| text.replace(sign, other))?
                    }
                },
                _ => {
                    (unit == "percent").then_some(())?;
                    let word = match language {
                        Language::English => *dice.pick(&[" percentage points", " points", " pp", " basis points"]),
                        Language::German => " Prozentpunkte",
                        Language::French => " points de pourcentage",
                        Language::Spanish => " puntos porcentuales",
                        Language::Portuguese => " pontos percentuais",
                    };
                    text.replace("\u{a0}%", "%").replace(" %", "%").replace('%', word)
                }
            };
            parts[at] = Part::Text(text);
        }
        "period" => {
            let list = places(&|part| matches!(part, Part::Period { .. }));
            let at = *list.get(dice.below(list.len().max(1)))?;
            let own = parts[at].text().to_owned();
            let mut others: Vec<String> = list.iter().map(|one| parts[*one].text().to_owned()).collect();
            let month = Period::month(jiff::civil::date(
                2009 + i16::try_from(dice.below(16)).ok()?,
                i8::try_from(dice.below(12)).ok()? + 1,
                1,
            ));
            others.push(label(&month, language));
            others.push(label(&Period::year(month.from), language));
            others.retain(|other| *other != own);
            parts[at] = Part::Text(others.get(dice.below(others.len().max(1)))?.clone());
        }
        "member" => {
            let list = places(&|part| matches!(part, Part::Member { .. }));
            let at = *list.get(dice.below(list.len().max(1)))?;
            let told: Vec<&str> = list.iter().map(|one| parts[*one].text()).collect();
            // A name that is there already would be right where the two figures look the same.
            let alike = figures.iter().any(|a| figures.iter().any(|b| a != b && parts[*a].text() == parts[*b].text()));
            let others: Vec<&String> = fixture
                .all_members
                .iter()
                .filter(|name| *name != parts[at].text() && !(alike && told.contains(&name.as_str())))
                .collect();
            parts[at] = Part::Text((*dice.pick(&others)).clone());
        }
        "rank" => {
            let list = places(&|part| matches!(part, Part::Rank { .. }));
            let at = *list.get(dice.below(list.len().max(1)))?;
            let Part::Rank { other, .. } = &parts[at] else { return None };
            parts[at] = Part::Text(other.clone());
        }
        "direction" => {
            let list = places(&|part| matches!(part, Part::Turn { .. }));
            let at = *list.get(dice.below(list.len().max(1)))?;
            let Part::Turn { other, .. } = &parts[at] else { return None };
            parts[at] = Part::Text(other.clone());
        }
        "invented" => {
            let list = INVENTED.iter().find(|(one, _)| *one == language)?.1;
            let text = *dice.pick(list);
            parts.push(Part::Text(text.to_owned()));
        }
        "words" => {
            let list = WORDS.iter().find(|(one, _)| *one == language)?.1;
            let at = *figures.get(dice.below(figures.len().max(1)))?;
            parts[at] = Part::Text((*dice.pick(list)).to_owned());
        }
        _ => {
            // Two figures change places.
            (figures.len() > 1).then_some(())?;
            let (a, b) = (figures[dice.below(figures.len())], figures[dice.below(figures.len())]);
            let fact = |at: usize| if let Part::Figure { fact, .. } = &parts[at] { Some(*fact) } else { None };
            let (one, two) = (&fixture.facts[fact(a)?], &fixture.facts[fact(b)?]);
            let alike = one.unit == two.unit && one.role == two.role && one.display != two.display;
            let shown = parts[a].text() != parts[b].text()
                && parts[a].text().trim_start_matches('-') != parts[b].text().trim_start_matches('-');
            (alike && shown).then_some(())?;
            parts.swap(a, b);
        }
    }
    Some(parts)
}
