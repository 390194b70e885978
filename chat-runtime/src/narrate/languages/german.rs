//! German. Where a sentence would need the gender of a measure, it stands before a colon instead.

use jiff::civil::{Date, Weekday};
use sales_metrics::{
    catalogue::Language,
    period::Grain,
    query::{
        fact::FactRole,
        plan::{self, Order},
    },
};

use super::{Comparison, Direction, Form, Lead, Part, Place, Span, Tongue, capital, ends};

/// German.
pub(super) struct German;

fn date(date: Date, form: Form) -> String {
    match form {
        Form::Full => format!("{}. {} {}", date.day(), Language::German.month(date.month()), date.year()),
        Form::DayAndMonth => format!("{}. {}", date.day(), Language::German.month(date.month())),
        Form::Day => format!("{}.", date.day()),
    }
}

fn range(from: Date, to: Date) -> String {
    let (from, to) = ends(from, to, date);
    format!("{from} bis {to}")
}

impl Tongue for German {
    fn name(&self, span: Span) -> String {
        match span {
            Span::Day(day) => date(day, Form::Full),
            // Weeks have numbers where they begin on Monday.
            Span::Week(from, to) if from.weekday() == Weekday::Monday => {
                let week = from.iso_week_date();
                format!("KW {}/{} ({})", week.week(), week.year(), range(from, to))
            }
            Span::Week(from, to) => format!("Woche vom {}", range(from, to)),
            Span::Month(year, number) => format!("{} {year}", Language::German.month(number)),
            Span::Quarter(year, quarter) => format!("{quarter}. Quartal {year}"),
            Span::Half(year, half) => format!("{half}. Halbjahr {year}"),
            Span::Year(year) => year.to_string(),
            Span::Range(from, to) => range(from, to),
            Span::Until(day) => format!("bis {}", date(day, Form::Full)),
        }
    }

    fn when(&self, span: Span) -> String {
        let name = self.name(span);
        match span {
            Span::Day(_) => format!("am {name}"),
            Span::Week(from, _) if from.weekday() == Weekday::Monday => format!("in {name}"),
            Span::Week(..) => format!("in der {name}"),
            Span::Year(_) => format!("im Jahr {name}"),
            Span::Range(..) => format!("vom {name}"),
            Span::Until(day) => format!("bis zum {}", date(day, Form::Full)),
            _ => format!("im {name}"),
        }
    }

    fn noun(&self, grain: Grain) -> &'static str {
        match grain {
            Grain::Day => "Tag",
            Grain::Week => "Woche",
            Grain::Month => "Monat",
            Grain::Quarter => "Quartal",
            Grain::Half => "Halbjahr",
            Grain::Year => "Jahr",
            Grain::Range => "Zeitraum",
        }
    }

    fn nouns(&self, grain: Grain) -> String {
        match grain {
            Grain::Day => "Tage",
            Grain::Week => "Wochen",
            Grain::Month => "Monate",
            Grain::Quarter => "Quartale",
            Grain::Half => "Halbjahre",
            Grain::Year => "Jahre",
            Grain::Range => "Zeiträume",
        }
        .to_owned()
    }

    fn per(&self, grain: Grain) -> String {
        format!("pro {}", self.noun(grain))
    }

    fn by(&self, noun: &str) -> String {
        format!("nach {noun}")
    }

    fn scope(&self, names: &str, exclude: bool) -> String {
        if exclude { format!("ohne {names}") } else { format!("für {names}") }
    }

    fn all_but(&self, names: &str) -> String {
        format!("alle außer {names}")
    }

    fn is(&self, comparison: plan::Comparison) -> &'static str {
        match comparison {
            plan::Comparison::Above => "über",
            plan::Comparison::AtLeast => "mindestens",
            plan::Comparison::Below => "unter",
            plan::Comparison::AtMost => "höchstens",
        }
    }

    fn rest(&self) -> &'static str {
        "der Rest"
    }

    fn together(&self, n: usize, order: Order, figure: &str) -> String {
        match order {
            Order::Highest => format!("Die ersten {n} zusammen: {figure}"),
            Order::Lowest => format!("Die letzten {n} zusammen: {figure}"),
        }
    }

    fn all(&self) -> &'static str {
        "alle"
    }

    fn and(&self, _: &str) -> &'static str {
        " und "
    }

    fn net_of(&self, label: &str) -> String {
        format!("{label} abgezogen")
    }

    fn compared(&self, of: &Comparison<'_>) -> String {
        let Comparison { about, figure, by, than, base, .. } = of;
        let side = match of.direction {
            Direction::More => "mehr",
            Direction::Less => "weniger",
            Direction::Same => return format!("{about}: {figure}, genauso viel wie {than}"),
        };
        format!("{about}: {figure}, {by} {side} als {than} ({base})")
    }

    fn with_sales(&self, names: &str) -> String {
        format!("{names} mit Verkäufen")
    }

    fn against(&self) -> &'static str {
        "Gegenüber"
    }

    fn course(&self, about: &str, first: &str, last: &str) -> String {
        format!("{about}: von {first} auf {last}")
    }

    fn extreme(&self, order: Order) -> &'static str {
        if order == Order::Highest { "höchster Wert" } else { "niedrigster Wert" }
    }

    fn swing(&self, direction: Direction) -> &'static str {
        if direction == Direction::More { "größter Anstieg" } else { "größter Rückgang" }
    }

    fn average(&self, about: &str, average: &str, per: &str, total: &str) -> String {
        format!("{about}: im Schnitt {average} {per}, insgesamt {total}")
    }

    fn quotient(&self, about: &str, average: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}: im Schnitt {average}, nämlich {above} geteilt durch {below} {label}")
    }

    fn in_percent(&self, about: &str, share: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about}: {above}, das sind {share} ({label}: {below})")
    }

    fn share(&self, of: &Part<'_>) -> String {
        let Part { rest, part, figure, whole, .. } = of;
        let label = capital(of.label);
        match of.share {
            Some(share) => format!("{label}{rest}: {share} entfallen auf {part}, {figure} von {whole}"),
            None => format!("{label}{rest}: {figure} entfallen auf {part}, insgesamt {whole}"),
        }
    }

    fn lead(&self, of: &Lead<'_>) -> String {
        let Lead { rest, figure, .. } = of;
        let label = capital(of.label);
        let best = if of.order == Order::Highest { "am höchsten" } else { "am niedrigsten" };
        let place = match of.place {
            Place::Member(name) => format!("bei {name}"),
            Place::When(when) => when.to_owned(),
        };
        let others = of.others.map_or_else(String::new, |others| format!(", gefolgt von {others}"));
        format!("{label}{rest}: {best} {place} mit {figure}{others}")
    }

    fn ranked(&self, of: &Lead<'_>, list: &str) -> String {
        let best = if of.order == Order::Highest { "höchste Werte" } else { "niedrigste Werte" };
        format!("{}{}, {best}: {list}", capital(of.label), of.rest)
    }

    fn range(&self, side: Direction, low: &str, high: &str) -> String {
        let side = match side {
            Direction::More => "über dem",
            Direction::Less => "unter dem",
            Direction::Same => "im",
        };
        format!("{side} erwarteten Bereich von {low} bis {high}")
    }

    fn forecast(&self, about: &str, expected: &str, low: &str, high: &str) -> String {
        format!("{about}: voraussichtlich {expected} (wahrscheinlich zwischen {low} und {high})")
    }

    fn of_change(&self) -> &'static str {
        "Von der Veränderung"
    }

    fn role(&self, role: FactRole) -> &'static str {
        match role {
            FactRole::Value | FactRole::Base | FactRole::Whole => "Wert",
            FactRole::Together => "zusammen",
            FactRole::Change => "Veränderung",
            FactRole::Percent => "Veränderung in Prozent",
            FactRole::Share => "Anteil",
            FactRole::Average => "Durchschnitt",
            FactRole::Contribution => "Beitrag zur Veränderung",
            FactRole::Volume => "Menge",
            FactRole::Price => "Preis",
            FactRole::Mix => "Mix",
            FactRole::Expected => "erwartet",
            FactRole::Low => "unteres Ende",
            FactRole::High => "oberes Ende",
            FactRole::Members => "Anzahl",
            FactRole::Bound => "Betrag",
        }
    }

    fn top(&self) -> &'static str {
        "Spitzenreiter"
    }

    fn there_are_more(&self) -> &'static str {
        "Es gibt weitere"
    }

    fn more_in_table(&self) -> &'static str {
        "weitere in der Tabelle"
    }

    fn data_ends(&self, day: Date, unit: Option<&str>) -> String {
        let day = date(day, Form::Full);
        match unit {
            Some(unit) => format!("{} ist unvollständig: die Daten enden am {day}", capital(unit)),
            None => format!("Die Daten enden am {day}"),
        }
    }

    fn data_begins(&self, day: Date) -> String {
        format!("Die Daten beginnen am {}", date(day, Form::Full))
    }

    fn ask_top(&self, n: u32, plural: &str, label: &str, rest: &str) -> String {
        format!("Top {n} {plural} nach {label}{rest}")
    }

    fn ask_best(&self, grain: Grain, label: &str, rest: &str) -> String {
        format!("Bester {} nach {label}{rest}", self.noun(grain))
    }

    fn ask_compare(&self, label: &str, rest: &str, other: &str) -> String {
        format!("Vergleiche {label}{rest} mit {other}")
    }

    fn ask_why(&self, label: &str, rest: &str) -> String {
        format!("Warum die Veränderung bei {label}{rest}?")
    }

    fn ask_summary(&self, rest: &str) -> String {
        format!("Zusammenfassung{rest}")
    }

    fn ask_share(&self, label: &str, part: &str, when: &str) -> String {
        format!("Anteil von {part} an {label} {when}")
    }

    fn help(&self, measures: &str, dimensions: &str, days: Option<&str>) -> String {
        let by = if dimensions.is_empty() { String::new() } else { format!(", nach {dimensions}") };
        let days = days.map_or_else(String::new, |days| format!(" Die Daten reichen {days}."));
        format!("Fragen Sie nach {measures}{by}, für jeden Tag, jeden Monat, jedes Quartal oder jedes Jahr.{days}")
    }

    fn thanked(&self) -> &'static str {
        "Gern geschehen. Fragen Sie mich jederzeit nach Ihren Verkaufszahlen."
    }

    fn greeting(&self) -> &'static str {
        "Ich beantworte Fragen zu Ihren Verkaufszahlen. Was möchten Sie wissen?"
    }
}
