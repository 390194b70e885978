//! English.

use jiff::civil::Date;
use sales_metrics::{
    period::{Grain, month_name},
    query::{
        fact::FactRole,
        plan::{self, Order},
    },
};

use super::{Comparison, Direction, Form, Having, Lead, Part, Place, Span, Tongue, capital, ends};

/// English.
pub(super) struct English;

fn date(date: Date, form: Form) -> String {
    match form {
        Form::Full => format!("{} {} {}", date.day(), month_name(date.month()), date.year()),
        Form::DayAndMonth => format!("{} {}", date.day(), month_name(date.month())),
        Form::Day => date.day().to_string(),
    }
}

fn superlative(of: &Lead<'_>) -> &'static str {
    match (of.order, of.counted) {
        (Order::Highest, true) => "most",
        (Order::Highest, false) => "highest",
        (Order::Lowest, true) => "fewest",
        (Order::Lowest, false) => "lowest",
    }
}

impl Tongue for English {
    fn name(&self, span: Span) -> String {
        match span {
            Span::Day(day) => date(day, Form::Full),
            Span::Week(from, _) => format!("week of {}", date(from, Form::Full)),
            Span::Month(year, month) => format!("{} {year}", month_name(month)),
            Span::Quarter(year, quarter) => format!("Q{quarter} {year}"),
            Span::Half(year, half) => format!("H{half} {year}"),
            Span::Year(year) => year.to_string(),
            Span::Range(from, to) => {
                let (from, to) = ends(from, to, date);
                format!("{from} to {to}")
            }
            Span::Until(day) => format!("until {}", date(day, Form::Full)),
        }
    }

    fn when(&self, span: Span) -> String {
        let name = self.name(span);
        match span {
            Span::Day(_) => format!("on {name}"),
            Span::Week(..) => format!("in the {name}"),
            Span::Range(..) => format!("from {name}"),
            Span::Until(_) => name,
            _ => format!("in {name}"),
        }
    }

    fn noun(&self, grain: Grain) -> &'static str {
        grain.noun()
    }

    fn nouns(&self, grain: Grain) -> String {
        format!("{}s", grain.noun())
    }

    fn per(&self, grain: Grain) -> String {
        format!("per {}", grain.noun())
    }

    fn by(&self, noun: &str) -> String {
        format!("by {noun}")
    }

    fn scope(&self, names: &str, exclude: bool) -> String {
        if exclude { format!("excluding {names}") } else { format!("for {names}") }
    }

    fn all_but(&self, names: &str) -> String {
        format!("all but {names}")
    }

    fn is(&self, comparison: plan::Comparison) -> &'static str {
        match comparison {
            plan::Comparison::Above => "more than",
            plan::Comparison::AtLeast => "at least",
            plan::Comparison::Below => "less than",
            plan::Comparison::AtMost => "at most",
        }
    }

    fn having(&self, of: &Having<'_>) -> String {
        let Having { about, is, count, by_time, .. } = of;
        let place = if *by_time { "in" } else { "for" };
        let list = of.list.map_or_else(String::new, |list| format!(": {list}"));
        format!("{about} came to {is} {place} {count}{list}")
    }

    fn rest(&self) -> &'static str {
        "the rest"
    }

    fn together(&self, n: usize, order: Order, figure: &str) -> String {
        match order {
            Order::Highest => format!("The top {n} together came to {figure}"),
            Order::Lowest => format!("The bottom {n} together came to {figure}"),
        }
    }

    fn all(&self) -> &'static str {
        "all"
    }

    fn and(&self, _: &str) -> &'static str {
        " and "
    }

    fn value(&self, about: &str, figure: &str) -> String {
        format!("{about} came to {figure}")
    }

    fn net_of(&self, label: &str) -> String {
        format!("net of {label}")
    }

    fn compared(&self, of: &Comparison<'_>) -> String {
        let Comparison { about, figure, by, than, base, .. } = of;
        let side = match of.direction {
            Direction::More => "more",
            Direction::Less => "less",
            Direction::Same => return format!("{about} came to {figure}, the same as {than}"),
        };
        format!("{about} came to {figure}, {by} {side} than {than} ({base})")
    }

    fn with_sales(&self, names: &str) -> String {
        format!("{names} with sales")
    }

    fn against(&self) -> &'static str {
        "Compared with"
    }

    fn course(&self, about: &str, first: &str, last: &str) -> String {
        format!("{about} went from {first} to {last}")
    }

    fn extreme(&self, order: Order) -> &'static str {
        if order == Order::Highest { "highest" } else { "lowest" }
    }

    fn swing(&self, direction: Direction) -> &'static str {
        if direction == Direction::More { "largest rise" } else { "largest fall" }
    }

    fn average(&self, about: &str, average: &str, per: &str, total: &str) -> String {
        format!("{about} averaged {average} {per}, {total} in all")
    }

    fn quotient(&self, about: &str, average: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about} averaged {average}: {above} over {below} {label}")
    }

    fn in_percent(&self, about: &str, share: &str, above: &str, below: &str, label: &str) -> String {
        format!("{about} came to {above}, {share} of {label} ({below})")
    }

    fn share(&self, of: &Part<'_>) -> String {
        let Part { label, rest, figure, whole, .. } = of;
        let part = capital(of.part);
        match of.share {
            Some(share) => format!("{part} made up {share} of {label}{rest}: {figure} of {whole}"),
            None => format!("{part} made {figure} of {label}{rest}, which came to {whole}"),
        }
    }

    fn lead(&self, of: &Lead<'_>) -> String {
        let Lead { label, rest, figure, .. } = of;
        let others = of.others.map_or_else(String::new, |others| format!(", followed by {others}"));
        match of.place {
            Place::Member(name) => format!("{name} had the {} {label}{rest} with {figure}{others}", superlative(of)),
            Place::When(when) => format!("The {} {label}{rest} came {when} with {figure}{others}", superlative(of)),
        }
    }

    fn ranked(&self, of: &Lead<'_>, list: &str) -> String {
        format!("The {} {}{}: {list}", superlative(of), of.label, of.rest)
    }

    fn range(&self, side: Direction, low: &str, high: &str) -> String {
        let side = match side {
            Direction::More => "above",
            Direction::Less => "below",
            Direction::Same => "within",
        };
        format!("{side} the expected range of {low} to {high}")
    }

    fn forecast(&self, about: &str, expected: &str, low: &str, high: &str) -> String {
        format!("{about} should come to {expected} (likely range: {low} to {high})")
    }

    fn of_change(&self) -> &'static str {
        "Of the change"
    }

    fn role(&self, role: FactRole) -> &'static str {
        match role {
            FactRole::Value | FactRole::Base | FactRole::Whole => "figure",
            FactRole::Together => "together",
            FactRole::Change => "change",
            FactRole::Percent => "change in percent",
            FactRole::Share => "share",
            FactRole::Average => "average",
            FactRole::Contribution => "part of the change",
            FactRole::Volume => "volume",
            FactRole::Price => "price",
            FactRole::Mix => "mix",
            FactRole::Expected => "expected",
            FactRole::Low => "lower end",
            FactRole::High => "upper end",
            FactRole::Members => "members",
            FactRole::Bound => "amount",
        }
    }

    fn top(&self) -> &'static str {
        "top"
    }

    fn there_are_more(&self) -> &'static str {
        "There are more"
    }

    fn more_in_table(&self) -> &'static str {
        "more in the table"
    }

    fn data_ends(&self, day: Date, unit: Option<&str>) -> String {
        let day = date(day, Form::Full);
        match unit {
            Some(unit) => format!("{} is incomplete: the data ends on {day}", capital(unit)),
            None => format!("The data ends on {day}"),
        }
    }

    fn data_begins(&self, day: Date) -> String {
        format!("The data begins on {}", date(day, Form::Full))
    }

    fn ask_top(&self, n: u32, plural: &str, label: &str, rest: &str) -> String {
        format!("Top {n} {plural} by {label}{rest}")
    }

    fn ask_best(&self, grain: Grain, label: &str, rest: &str) -> String {
        format!("Best {} by {label}{rest}", grain.noun())
    }

    fn ask_compare(&self, label: &str, rest: &str, other: &str) -> String {
        format!("Compare {label}{rest} with {other}")
    }

    fn ask_why(&self, label: &str, rest: &str) -> String {
        format!("Why did {label} change{rest}?")
    }

    fn ask_summary(&self, rest: &str) -> String {
        format!("How did we do{rest}?")
    }

    fn ask_share(&self, label: &str, part: &str, when: &str) -> String {
        format!("Share of {label} for {part} {when}")
    }

    fn help(&self, measures: &str, dimensions: &str, days: Option<&str>) -> String {
        let by = if dimensions.is_empty() { String::new() } else { format!(", by {dimensions}") };
        let days = days.map_or_else(String::new, |days| format!(" The data runs {days}."));
        format!("You can ask about {measures}{by}, for any day, month, quarter or year.{days}")
    }

    fn thanked(&self) -> &'static str {
        "You're welcome. Ask me about your sales figures at any time."
    }

    fn greeting(&self) -> &'static str {
        "I answer questions about your sales figures. What would you like to know?"
    }
}
