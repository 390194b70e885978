//! The deterministic wording of an answer: what the narrator says, and what a language model is given to improve on.
//!
//! Figures stand as placeholders: `{F1}` is the fact's figure as people write it, `{F1:abs}` the same without its sign.

use sales_metrics::{
    catalogue::{Catalogue, Measure},
    period::{Grain, Period},
    query::{
        fact::{Fact, FactRole},
        plan::{Filter, GroupBy, Intent, Order, Plan},
    },
};

/// Figures listed in one answer.
const MOST_LISTED: usize = 40;

/// The wording of `facts`, one sentence a measure.
pub(crate) fn draft(plan: &Plan, catalogue: &Catalogue, facts: &[Fact]) -> String {
    let mut sentences = Vec::new();
    for name in &plan.measures {
        let Some(measure) = catalogue.measure(name) else { continue };
        let of_measure: Vec<&Fact> = facts.iter().filter(|fact| fact.measure == *name).collect();
        if !of_measure.is_empty() {
            let speaker = Speaker { plan, catalogue, measure };
            sentences.push(speaker.sentence(&of_measure));
        }
    }
    sentences.join(" ")
}

/// What a reader must know to read the figures right: where the data begins or ends inside the period.
pub(crate) fn coverage(plan: &Plan, days: Option<(jiff::civil::Date, jiff::civil::Date)>) -> Option<String> {
    let (period, (first, last)) = (plan.period.as_ref()?, days?);
    if period.to > last {
        return Some(format!("The data ends on {}.", Period::day(last).label));
    }
    let open = period.from.year() < 1900;
    (period.from < first && !open).then(|| format!("The data begins on {}.", Period::day(first).label))
}

/// The names of a filter's members, each once, as people write them.
pub(crate) fn member_names(filter: &Filter) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in &filter.members {
        let plain = member.split_whitespace().collect::<Vec<_>>().join(" ");
        if !names.contains(&plain) {
            names.push(plain);
        }
    }
    names
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

struct Speaker<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    measure: &'a Measure,
}

impl Speaker<'_> {
    fn sentence(&self, facts: &[&Fact]) -> String {
        match self.plan.intent {
            Intent::Lookup => self.lookup(facts),
            Intent::Series => self.series(facts),
            Intent::Average => self.average(facts),
            Intent::Compare => self.compare(facts),
            Intent::Rank => self.rank(facts),
            Intent::Breakdown => self.breakdown(facts),
            Intent::Share => self.share(facts),
            Intent::Cumulative => self.cumulative(facts),
            Intent::Growth => self.growth(facts),
            Intent::Why => self.why(facts),
            Intent::Summary => self.summary(facts),
        }
    }

    /// The measure's name at the beginning of a sentence.
    fn subject(&self) -> String {
        let mut letters = self.measure.label().chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// ` for Germany`, ` for every country but Germany`, or nothing.
    fn scope(&self) -> String {
        self.plan.filters.iter().map(|filter| format!(" for {}", filter_phrase(filter))).collect()
    }

    fn lookup(&self, facts: &[&Fact]) -> String {
        let fact = facts[0];
        format!("{}{} {} came to {}.", self.subject(), self.scope(), when(fact), figure(fact))
    }

    fn series(&self, facts: &[&Fact]) -> String {
        let grain = match self.plan.group_by {
            Some(GroupBy::Grain(grain)) => grain.noun(),
            _ => "period",
        };
        let shown: Vec<String> =
            facts.iter().take(MOST_LISTED).map(|fact| format!("{} {}", fact.label, figure(fact))).collect();
        let more = if facts.len() > MOST_LISTED { " (the rest is in the facts)" } else { "" };
        format!("{}{} by {grain}: {}{more}.", self.subject(), self.scope(), shown.join(", "))
    }

    fn cumulative(&self, facts: &[&Fact]) -> String {
        let shown: Vec<String> =
            facts.iter().take(MOST_LISTED).map(|fact| format!("{} {}", fact.label, figure(fact))).collect();
        let more = if facts.len() > MOST_LISTED { " (the rest is in the facts)" } else { "" };
        format!("{}{} so far: {}{more}.", self.subject(), self.scope(), shown.join(", "))
    }

    fn growth(&self, facts: &[&Fact]) -> String {
        let change = |of: &Fact| {
            let percent = facts.iter().find(|fact| fact.role == FactRole::Percent && fact.period == of.period);
            percent
                .filter(|fact| fact.value.is_some())
                .map_or_else(String::new, |fact| format!(" ({} on the one before)", figure(fact)))
        };
        let values: Vec<&&Fact> = facts.iter().filter(|fact| fact.role == FactRole::Value).collect();
        let shown: Vec<String> = values
            .iter()
            .take(MOST_LISTED)
            .map(|fact| format!("{} {}{}", fact.label, figure(fact), change(fact)))
            .collect();
        let more = if values.len() > MOST_LISTED { " (the rest is in the facts)" } else { "" };
        format!("{}{}: {}{more}.", self.subject(), self.scope(), shown.join(", "))
    }

    fn average(&self, facts: &[&Fact]) -> String {
        let grain = match &self.plan.group_by {
            Some(GroupBy::Grain(grain)) => grain.noun(),
            Some(GroupBy::Measure(name)) => self.catalogue.measure(name).map_or(name.as_str(), |per| per.label()),
            _ => "period",
        };
        let (Some(total), Some(average)) = (of_role(facts, FactRole::Value), of_role(facts, FactRole::Average)) else {
            return String::new();
        };
        format!(
            "{}{} averaged {} per {grain} {}; the whole period came to {}.",
            self.subject(),
            self.scope(),
            figure(average),
            when(total),
            figure(total)
        )
    }

    fn compare(&self, facts: &[&Fact]) -> String {
        let values: Vec<&&Fact> = facts.iter().filter(|fact| fact.role == FactRole::Value).collect();
        let by_period = self.plan.compare_to.is_some();
        let name = |fact: &Fact| {
            if by_period { fact.label.clone() } else { fact.filters.first().map(filter_phrase).unwrap_or_default() }
        };
        let head = if by_period {
            format!("{}{}", self.subject(), self.scope())
        } else {
            format!("{} {}", self.subject(), values.first().map(|fact| when(fact)).unwrap_or_default())
        };
        let sides: Vec<String> = values.iter().map(|fact| format!("{} {}", name(fact), figure(fact))).collect();
        let (Some(change), [first, second]) = (of_role(facts, FactRole::Change), values.as_slice()) else {
            return format!("{head}: {}.", sides.join(", "));
        };
        let direction = match change.value {
            Some(value) if value.is_zero() => return format!("{head}: {}; they are equal.", sides.join(", ")),
            Some(value) if value.is_sign_negative() => "lower",
            _ => "higher",
        };
        let percent = of_role(facts, FactRole::Percent).filter(|fact| fact.value.is_some());
        let percent = percent.map_or_else(String::new, |fact| format!(" ({{{}:abs}})", fact.id));
        format!(
            "{head}: {}. {} was {{{}:abs}}{percent} {direction} than {}.",
            sides.join(", "),
            name(first),
            change.id,
            name(second)
        )
    }

    fn rank(&self, facts: &[&Fact]) -> String {
        let order = self.plan.top.map_or(Order::Highest, |top| top.order);
        let best = if order == Order::Highest { "highest" } else { "lowest" };
        let (one, many) = match &self.plan.group_by {
            Some(GroupBy::Dimension(name)) => (
                name.clone(),
                self.catalogue.dimension(name).map_or_else(|| name.clone(), |dimension| dimension.plural()),
            ),
            Some(GroupBy::Grain(grain)) => (grain.noun().to_owned(), format!("{}s", grain.noun())),
            Some(GroupBy::Measure(_)) | None => ("slice".to_owned(), "slices".to_owned()),
        };
        let by_time = matches!(self.plan.group_by, Some(GroupBy::Grain(_)));
        let name = |fact: &Fact| {
            if by_time { fact.label.clone() } else { fact.filters.first().map(filter_phrase).unwrap_or_default() }
        };
        let label = self.measure.label();
        let period =
            if by_time { self.plan.period.as_ref().map(period_phrase) } else { facts.first().map(|fact| when(fact)) };
        let period = period.map_or_else(String::new, |period| format!(" {period}"));
        let scope = self
            .plan
            .filters
            .iter()
            .filter(|f| {
                by_time || f.exclude || !matches!(&self.plan.group_by, Some(GroupBy::Dimension(d)) if *d == f.dimension)
            })
            .map(|f| format!(" for {}", filter_phrase(f)));
        let scope: String = scope.collect();
        if let [only] = facts {
            return format!(
                "The {one} with the {best} {label}{scope}{period} was {} with {}.",
                name(only),
                figure(only)
            );
        }
        let items: Vec<String> = facts.iter().map(|fact| format!("{} ({})", name(fact), figure(fact))).collect();
        format!("The {many} with the {best} {label}{scope}{period}: {}.", items.join(", "))
    }

    fn breakdown(&self, facts: &[&Fact]) -> String {
        let dimension = match &self.plan.group_by {
            Some(GroupBy::Dimension(name)) => name.as_str(),
            _ => "part",
        };
        let share = |of: &Fact| {
            let share = facts.iter().find(|fact| fact.role == FactRole::Share && fact.filters == of.filters);
            share.filter(|fact| fact.value.is_some()).map_or_else(String::new, |fact| format!(" ({})", figure(fact)))
        };
        let items: Vec<String> = facts
            .iter()
            .filter(|fact| fact.role == FactRole::Value)
            .map(|fact| match fact.filters.first() {
                Some(filter) if filter.exclude => format!("all others {}{}", figure(fact), share(fact)),
                Some(filter) => format!("{} {}{}", filter_phrase(filter), figure(fact), share(fact)),
                None => figure(fact),
            })
            .collect();
        let when = facts.first().map(|fact| when(fact)).unwrap_or_default();
        format!("{} {when} by {dimension}: {}.", self.subject(), items.join(", "))
    }

    /// The change with its direction: `Revenue fell by £3,000.00 (4.45%)`.
    fn moved(&self, facts: &[&Fact]) -> Option<String> {
        let change = of_role(facts, FactRole::Change)?;
        let verb = match change.value? {
            value if value.is_zero() => return Some(format!("{} did not change", self.subject())),
            value if value.is_sign_negative() => "fell",
            _ => "rose",
        };
        let percent = of_role(facts, FactRole::Percent).filter(|fact| fact.value.is_some());
        let percent = percent.map_or_else(String::new, |fact| format!(" ({{{}:abs}})", fact.id));
        Some(format!("{} {verb} by {{{}:abs}}{percent}", self.subject(), change.id))
    }

    fn why(&self, facts: &[&Fact]) -> String {
        let (Some(moved), [now, base, ..]) = (self.moved(facts), facts) else { return String::new() };
        let of = |role| of_role(facts, role).map(figure);
        let mut text =
            format!("{moved}{}, from {} {} to {} {}.", self.scope(), figure(base), when(base), figure(now), when(now));
        let drivers: Vec<String> = [(FactRole::Volume, "volume"), (FactRole::Price, "price"), (FactRole::Mix, "mix")]
            .into_iter()
            .filter_map(|(role, name)| Some(format!("{name} {}", of(role)?)))
            .collect();
        if !drivers.is_empty() {
            text.push_str(&format!(" Of that: {}.", listed(&drivers)));
        }
        let mut dimension = None;
        for part in facts.iter().filter(|fact| fact.role == FactRole::Contribution) {
            let Some(filter) = part.filters.first() else { continue };
            let name = if filter.exclude { "all others".to_owned() } else { filter_phrase(filter) };
            let mark = if dimension == Some(&filter.dimension) {
                ",".to_owned()
            } else {
                format!(". By {}:", filter.dimension)
            };
            text = format!("{}{mark} {name} {}", text.trim_end_matches('.'), figure(part));
            dimension = Some(&filter.dimension);
        }
        format!("{}.", text.trim_end_matches('.'))
    }

    fn summary(&self, facts: &[&Fact]) -> String {
        let mut text = String::new();
        let Some(first) = facts.first() else { return text };
        if first.measure == self.measure.name {
            text = format!("{}{} {} came to {}", self.subject(), self.scope(), when(first), figure(first));
        }
        if let (Some(change), Some(base)) = (of_role(facts, FactRole::Percent), facts.get(1)) {
            let direction = if change.value.is_some_and(|value| value.is_sign_negative()) { "less" } else { "more" };
            if change.value.is_some() {
                text.push_str(&format!(", {{{}:abs}} {direction} than {} ({})", change.id, when(base), figure(base)));
            }
        }
        text.push('.');
        let tops = facts.iter().filter(|fact| fact.role == FactRole::Value && fact.filters.len() > first.filters.len());
        for top in tops {
            if let Some(filter) = top.filters.first() {
                text.push_str(&format!(
                    " The top {} was {} with {}.",
                    filter.dimension,
                    filter_phrase(filter),
                    figure(top)
                ));
            }
        }
        text
    }

    fn share(&self, facts: &[&Fact]) -> String {
        let part = self.plan.filters.first().map(filter_phrase).unwrap_or_default();
        let (Some(share), [a, b, ..]) = (of_role(facts, FactRole::Share), facts) else { return String::new() };
        format!(
            "{part} made up {} of {} {}: {} of {}.",
            figure(share),
            self.measure.label(),
            when(a),
            figure(a),
            figure(b)
        )
    }
}

fn of_role<'a>(facts: &[&'a Fact], role: FactRole) -> Option<&'a Fact> {
    facts.iter().find(|fact| fact.role == role).copied()
}

fn figure(fact: &Fact) -> String {
    format!("{{{}}}", fact.id)
}

/// `Germany`, `Germany and France`, `every country but Germany`.
fn filter_phrase(filter: &Filter) -> String {
    let names = listed(&member_names(filter));
    if filter.exclude { format!("every {} but {names}", filter.dimension) } else { names }
}

/// A fact's period with its preposition.
fn when(fact: &Fact) -> String {
    let dates: Vec<jiff::civil::Date> = fact.period.split('/').filter_map(|date| date.parse().ok()).collect();
    let grain = match dates.as_slice() {
        [from, to] if from == to => Grain::Day,
        [from, to] => {
            let range = Period::range(*from, *to);
            if range.label == fact.label || fact.label.contains(" to ") { Grain::Range } else { Grain::Month }
        }
        _ => Grain::Month,
    };
    phrase(&fact.label, grain)
}

fn period_phrase(period: &Period) -> String {
    let grain =
        if period.grain == Grain::Range && !period.label.contains(" to ") { Grain::Month } else { period.grain };
    phrase(&period.label, grain)
}

fn phrase(label: &str, grain: Grain) -> String {
    let bare = label.split(' ').next().is_some_and(|word| {
        matches!(word.to_lowercase().as_str(), "since" | "until" | "before" | "after" | "from" | "up")
    });
    match grain {
        _ if bare => label.to_owned(),
        Grain::Day => format!("on {label}"),
        Grain::Range => format!("from {label}"),
        Grain::Week => format!("in the {label}"),
        _ if label.starts_with("week") || label.starts_with("first") || label.starts_with("last") => {
            format!("in the {label}")
        }
        _ => format!("in {label}"),
    }
}
