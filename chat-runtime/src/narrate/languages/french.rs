//! French. Where a sentence would need the gender of a measure, it stands before a colon instead; a colon has a blank before it
//! that does not break.

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

const QUARTERS: [&str; 4] = ["premier", "deuxième", "troisième", "quatrième"];
const COLON: &str = "\u{a0}: ";

/// French.
pub(super) struct French;

fn date(date: Date, form: Form) -> String {
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    match form {
        Form::Full => format!("{day} {} {}", Language::French.month(date.month()), date.year()),
        Form::DayAndMonth => format!("{day} {}", Language::French.month(date.month())),
        Form::Day => day,
    }
}

fn range(from: Date, to: Date) -> String {
    let (from, to) = ends(from, to, date);
    format!("{from} au {to}")
}

/// `word` with its last letter left out before a vowel: `de retours`, `d'avoirs`.
fn elided(word: &str, next: &str) -> String {
    let vowel = |letter: char| "aeiouyhàâäéèêëîïôöùûü".contains(letter);
    if next.chars().flat_map(char::to_lowercase).next().is_some_and(vowel) {
        return format!("{}'{next}", &word[..word.len() - 1]);
    }
    format!("{word} {next}")
}

impl Tongue for French {
    fn name(&self, span: Span) -> String {
        let ordinal = |place: i8| QUARTERS[usize::try_from(place - 1).unwrap_or(0).min(3)];
        match span {
            Span::Day(day) => date(day, Form::Full),
            Span::Week(from, to) => format!("semaine du {}", range(from, to)),
            Span::Month(year, number) => format!("{} {year}", Language::French.month(number)),
            Span::Quarter(year, quarter) => format!("{} trimestre {year}", ordinal(quarter)),
            Span::Half(year, half) => format!("{} semestre {year}", ordinal(half)),
            Span::Year(year) => year.to_string(),
            Span::Range(from, to) => range(from, to),
            Span::Until(day) => format!("jusqu'au {}", date(day, Form::Full)),
        }
    }

    fn when(&self, span: Span) -> String {
        let name = self.name(span);
        match span {
            Span::Day(_) => format!("le {name}"),
            Span::Week(..) => format!("dans la {name}"),
            Span::Month(..) | Span::Year(_) => format!("en {name}"),
            Span::Quarter(..) | Span::Half(..) => format!("au {name}"),
            Span::Range(..) => format!("du {name}"),
            Span::Until(_) => name,
        }
    }

    fn noun(&self, grain: Grain) -> &'static str {
        match grain {
            Grain::Day => "jour",
            Grain::Week => "semaine",
            Grain::Month => "mois",
            Grain::Quarter => "trimestre",
            Grain::Half => "semestre",
            Grain::Year => "an",
            Grain::Range => "période",
        }
    }

    fn nouns(&self, grain: Grain) -> String {
        match grain {
            Grain::Day => "jours",
            Grain::Week => "semaines",
            Grain::Month => "mois",
            Grain::Quarter => "trimestres",
            Grain::Half => "semestres",
            Grain::Year => "ans",
            Grain::Range => "périodes",
        }
        .to_owned()
    }

    fn per(&self, grain: Grain) -> String {
        format!("par {}", self.noun(grain))
    }

    fn by(&self, noun: &str) -> String {
        format!("par {noun}")
    }

    fn scope(&self, names: &str, exclude: bool) -> String {
        if exclude { format!("hors {names}") } else { format!("pour {names}") }
    }

    fn all_but(&self, names: &str) -> String {
        format!("tout sauf {names}")
    }

    fn is(&self, comparison: plan::Comparison) -> &'static str {
        match comparison {
            plan::Comparison::Above => "au-dessus de",
            plan::Comparison::AtLeast => "au moins",
            plan::Comparison::Below => "au-dessous de",
            plan::Comparison::AtMost => "au plus",
        }
    }

    fn rest(&self) -> &'static str {
        "le reste"
    }

    fn together(&self, n: usize, order: Order, figure: &str) -> String {
        match order {
            Order::Highest => format!("Les {n} premiers ensemble{COLON}{figure}"),
            Order::Lowest => format!("Les {n} derniers ensemble{COLON}{figure}"),
        }
    }

    fn all(&self) -> &'static str {
        "tout"
    }

    fn and(&self, _: &str) -> &'static str {
        " et "
    }

    fn colon(&self) -> &'static str {
        COLON
    }

    fn net_of(&self, label: &str) -> String {
        format!("net {}", elided("de", label))
    }

    fn compared(&self, of: &Comparison<'_>) -> String {
        let Comparison { about, figure, by, than, base, .. } = of;
        let than = elided("que", than);
        let side = match of.direction {
            Direction::More => "plus",
            Direction::Less => "moins",
            Direction::Same => return format!("{about}{COLON}{figure}, autant {than}"),
        };
        format!("{about}{COLON}{figure}, soit {by} de {side} {than} ({base})")
    }

    fn with_sales(&self, names: &str) -> String {
        format!("{names} avec des ventes")
    }

    fn against(&self) -> &'static str {
        "Par rapport à"
    }

    fn course(&self, about: &str, first: &str, last: &str) -> String {
        format!("{about}{COLON}de {first} à {last}")
    }

    fn extreme(&self, order: Order) -> &'static str {
        if order == Order::Highest { "maximum" } else { "minimum" }
    }

    fn swing(&self, direction: Direction) -> &'static str {
        if direction == Direction::More { "plus forte hausse" } else { "plus forte baisse" }
    }

    fn average(&self, about: &str, average: &str, per: &str, total: &str) -> String {
        format!("{about}{COLON}en moyenne {average} {per}, {total} au total")
    }

    fn quotient(&self, about: &str, average: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}{COLON}en moyenne {average}, soit {above} pour {below} {label}")
    }

    fn in_percent(&self, about: &str, share: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}{COLON}{above}, soit {share} ({label}{COLON}{below})")
    }

    fn share(&self, of: &Part<'_>) -> String {
        let Part { rest, part, figure, whole, .. } = of;
        let label = capital(of.label);
        match of.share {
            Some(share) => format!("{label}{rest}{COLON}{share} pour {part}, soit {figure} sur {whole}"),
            None => format!("{label}{rest}{COLON}{figure} pour {part}, {whole} au total"),
        }
    }

    fn lead(&self, of: &Lead<'_>) -> String {
        let Lead { rest, figure, order, .. } = of;
        let label = capital(of.label);
        let place = match of.place {
            Place::Member(name) => format!("pour {name}"),
            Place::When(when) => when.to_owned(),
        };
        let others = of.others.map_or_else(String::new, |others| format!(", puis {others}"));
        format!("{label}{rest}{COLON}{} {place} avec {figure}{others}", self.extreme(*order))
    }

    fn ranked(&self, of: &Lead<'_>, list: &str) -> String {
        let best = if of.order == Order::Highest { "valeurs les plus élevées" } else { "valeurs les plus faibles" };
        format!("{}{}, {best}{COLON}{list}", capital(of.label), of.rest)
    }

    fn range(&self, side: Direction, low: &str, high: &str) -> String {
        let side = match side {
            Direction::More => "au-dessus de",
            Direction::Less => "en dessous de",
            Direction::Same => "dans",
        };
        format!("{side} la fourchette attendue de {low} à {high}")
    }

    fn forecast(&self, about: &str, expected: &str, low: &str, high: &str) -> String {
        format!("{about}{}prévision de {expected} (probablement entre {low} et {high})", self.colon())
    }

    fn of_change(&self) -> &'static str {
        "Dans la variation"
    }

    fn role(&self, role: FactRole) -> &'static str {
        match role {
            FactRole::Value | FactRole::Base | FactRole::Whole => "valeur",
            FactRole::Together => "ensemble",
            FactRole::Change => "variation",
            FactRole::Percent => "variation en pourcentage",
            FactRole::Share => "part",
            FactRole::Average => "moyenne",
            FactRole::Contribution => "contribution à la variation",
            FactRole::Volume => "volume",
            FactRole::Price => "prix",
            FactRole::Mix => "mix",
            FactRole::Expected => "attendu",
            FactRole::Low => "borne basse",
            FactRole::High => "borne haute",
            FactRole::Members => "nombre",
            FactRole::Bound => "montant",
        }
    }

    fn top(&self) -> &'static str {
        "en tête"
    }

    fn there_are_more(&self) -> &'static str {
        "Il y en a d'autres"
    }

    fn more_in_table(&self) -> &'static str {
        "la suite dans le tableau"
    }

    fn data_ends(&self, day: Date, unit: Option<&str>) -> String {
        let day = date(day, Form::Full);
        match unit {
            Some(unit) => format!("Période incomplète ({unit}){COLON}les données s'arrêtent au {day}"),
            None => format!("Les données s'arrêtent au {day}"),
        }
    }

    fn data_begins(&self, day: Date) -> String {
        format!("Les données commencent le {}", date(day, Form::Full))
    }

    fn ask_top(&self, n: u32, plural: &str, label: &str, rest: &str) -> String {
        format!("Top {n} {plural} par {label}{rest}")
    }

    fn ask_best(&self, grain: Grain, label: &str, rest: &str) -> String {
        format!("Meilleur {} par {label}{rest}", self.noun(grain))
    }

    fn ask_compare(&self, label: &str, rest: &str, other: &str) -> String {
        format!("Comparer {label}{rest} avec {other}")
    }

    fn ask_why(&self, label: &str, rest: &str) -> String {
        format!("Pourquoi la variation{COLON}{label}{rest}\u{a0}?")
    }

    fn ask_summary(&self, rest: &str) -> String {
        format!("Bilan{rest}")
    }

    fn ask_share(&self, label: &str, part: &str, when: &str) -> String {
        format!("Part {} dans {label} {when}", elided("de", part))
    }

    fn help(&self, measures: &str, dimensions: &str, days: Option<&str>) -> String {
        let by = if dimensions.is_empty() { String::new() } else { format!(", par {dimensions}") };
        let days = days.map_or_else(String::new, |days| format!(" Les données vont {days}."));
        format!("Vos questions peuvent porter sur {measures}{by}, pour tout jour, mois, trimestre ou année.{days}")
    }

    fn thanked(&self) -> &'static str {
        "Je vous en prie. Interrogez-moi sur vos ventes quand vous voulez."
    }

    fn greeting(&self) -> &'static str {
        "Je réponds aux questions sur vos chiffres de vente. Que souhaitez-vous savoir\u{a0}?"
    }
}
