//! The deterministic wording of an answer: what the narrator says, and what a language model is given to improve on.
//!
//! Figures stand as placeholders: `{F1}` is the fact's figure as people write it, `{F1:abs}` the same without its sign. A brace that
//! belongs to a name is doubled. One file for each concern here, one for each language in `languages/`.

mod compare;
mod each;
mod estimate;
pub(crate) mod languages;
mod lookup;
mod members;
mod over_time;
mod segments;
#[cfg(test)]
mod tests;
pub(crate) mod why;

use jiff::civil::Date;
use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::{Aggregate, Catalogue, Language, Measure},
    query::{
        fact::{Fact, FactRole},
        plan::{Filter, GroupBy, Intent, MOST_EACH, Plan},
    },
};

use self::languages::{Tongue, capital, listed, tongue};
pub(crate) use self::{
    each::{Single, single},
    segments::{Segment, segments},
};
use crate::labels;

/// Figures listed in one answer; a longer list is in the table.
const MOST_LISTED: usize = 31;
/// Figures listed of several answers together, and of each of them at least.
const MOST_OF_ALL: usize = 90;
const FEWEST_LISTED: usize = 3;
/// Members of a filter that are named.
const MOST_NAMED: usize = 8;

/// The wording of `facts`.
pub(crate) fn draft(plan: &Plan, catalogue: &Catalogue, facts: &[Fact], language: Language) -> String {
    let answers = each::answers(plan, catalogue, facts);
    let most = (MOST_OF_ALL / answers.len().max(1)).clamp(FEWEST_LISTED, MOST_LISTED);
    if answers.is_empty() {
        return whole(plan, catalogue, facts, (language, most));
    }
    let told = answers.iter().map(|(plan, facts)| whole(plan, catalogue, facts, (language, most)));
    let is_cut = answers.len() == MOST_EACH && matches!(plan.each, Some(GroupBy::Dimension(_)));
    let more = is_cut.then(|| format!("{}.", tongue(language).there_are_more()));
    told.chain(more).collect::<Vec<_>>().join(" ")
}

/// The wording of the facts of a plan that is answered as a whole, with at most `most` figures in a list.
fn whole(plan: &Plan, catalogue: &Catalogue, facts: &[Fact], (language, most): (Language, usize)) -> String {
    let tongue = tongue(language);
    let speaker = |measure| Speaker { plan, catalogue, measure, tongue, language, most };
    if facts.iter().all(|fact| fact.value.is_none()) {
        let measure = plan.measures.first().and_then(|name| catalogue.measure(name));
        return measure.map_or_else(String::new, |measure| format!("{}.", speaker(measure).nothing(facts.first())));
    }
    let parts = segments(plan, catalogue, facts);
    let mut sentences = match (plan.intent, parts.as_slice()) {
        (Intent::Summary, [first, ..]) => speaker(first.measure).summary(&parts),
        (Intent::Lookup, [first, _, ..]) => vec![speaker(first.measure).several(&parts)],
        _ => parts.iter().flat_map(|part| speaker(part.measure).sentences(&part.facts)).collect(),
    };
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.iter().map(|sentence| format!("{sentence}.")).collect::<Vec<_>>().join(" ")
}

/// What a reader must know to read the figures right: where the data begins or ends inside their periods, and that it begins with one
/// where all are new to it.
pub(crate) fn coverage(
    plan: &Plan,
    catalogue: &Catalogue,
    facts: &[Fact],
    days: Option<(Date, Date)>,
    language: Language,
) -> Option<String> {
    let (first, last) = days?;
    let periods: Vec<_> = facts.iter().filter_map(labels::period_of).collect();
    let mut notes = Vec::new();
    if periods.iter().any(|period| period.to > last && period.from <= last) {
        let unit = plan.period.as_ref().filter(|period| period.to > last && labels::is_unit(period));
        let unit = unit.map(|period| labels::name(period, language));
        notes.push(tongue(language).data_ends(last, unit.as_deref()));
    }
    let looks_back = |name: &String| catalogue.measure(name).is_some_and(|measure| measure.looks_back_at().is_some());
    let with_first = plan.measures.iter().any(looks_back);
    let lacks = |from: Date| from < first || with_first && from == first;
    if periods.iter().any(|period| lacks(period.from) && period.to >= first && !labels::is_open(period)) {
        notes.push(tongue(language).data_begins(first));
    }
    (!notes.is_empty()).then(|| format!("{}.", notes.join(". ")))
}

/// The names of a filter's members, each once, as people write them.
pub(crate) fn member_names(filter: &Filter) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for member in &filter.members {
        let words = member.split_whitespace().collect::<Vec<_>>().join(" ");
        if !plain.contains(&words) {
            plain.push(words);
            names.push(member.trim().to_owned());
        }
    }
    names
}

/// Says the facts of one measure.
struct Speaker<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    measure: &'a Measure,
    tongue: &'static dyn Tongue,
    language: Language,
    /// Figures in a list; a longer one is in the table.
    most: usize,
}

impl Speaker<'_> {
    fn sentences(&self, facts: &[&Fact]) -> Vec<String> {
        match self.plan.intent {
            Intent::Lookup | Intent::Summary => vec![self.lookup(facts)],
            Intent::Series => self.series(facts),
            Intent::Average => vec![self.average(facts)],
            Intent::Compare => vec![self.compare(facts)],
            Intent::Rank if self.plan.having.is_some() => vec![self.having(facts)],
            Intent::Rank => vec![self.rank(facts)],
            Intent::Breakdown => self.breakdown(facts),
            Intent::Share => vec![self.share(facts)],
            Intent::Cumulative => self.cumulative(facts),
            Intent::Growth => self.growth(facts),
            Intent::Why => self.why(facts),
            Intent::Expected => vec![self.expected(facts)],
            Intent::Forecast => self.forecast(facts),
        }
    }

    /// That there is nothing to say.
    fn nothing(&self, fact: Option<&Fact>) -> String {
        let figure = fact.map_or_else(|| self.language.no_sales().to_owned(), figure);
        let filters = fact.map_or(&self.plan.filters, |fact| &fact.filters);
        let when = fact.map_or_else(|| self.when_asked(), |fact| self.when(fact));
        format!("{}{}{when}{}{figure}", self.subject(), self.scope(filters), self.tongue.colon())
    }

    /// The measure's name at the beginning of a sentence.
    fn subject(&self) -> String {
        capital(&self.label())
    }

    /// The measure's name.
    fn label(&self) -> String {
        escaped(self.measure.label())
    }

    /// ` for Germany`, ` excluding Germany`, or nothing.
    fn scope<'f>(&self, filters: impl IntoIterator<Item = &'f Filter>) -> String {
        let phrases: Vec<String> =
            filters.into_iter().map(|filter| self.tongue.scope(&self.names(filter), filter.exclude)).collect();
        if phrases.is_empty() { String::new() } else { format!(" {}", listed(self.tongue, &phrases)) }
    }

    /// The members of a filter as a list.
    fn names(&self, filter: &Filter) -> String {
        let mut names: Vec<String> = member_names(filter).iter().map(|name| escaped(name)).collect();
        if names.len() > MOST_NAMED {
            names.truncate(MOST_NAMED);
            return format!("{}, …", names.join(", "));
        }
        listed(self.tongue, &names)
    }

    /// The member that a fact is about, or what is not listed.
    fn member(&self, fact: &Fact) -> String {
        match fact.filters.first() {
            Some(filter) if filter.exclude => self.tongue.rest().to_owned(),
            Some(filter) => self.names(filter),
            None => self.tongue.all().to_owned(),
        }
    }

    /// A fact's period with its preposition, after a blank.
    fn when(&self, fact: &Fact) -> String {
        labels::period_of(fact).map_or_else(String::new, |period| format!(" {}", labels::when(&period, self.language)))
    }

    /// The period that was asked for, the same way; nothing where none was.
    fn when_asked(&self) -> String {
        self.plan.period.as_ref().map_or_else(String::new, |period| format!(" {}", labels::when(period, self.language)))
    }

    /// What figures are split by, after a blank: ` by month`.
    fn by(&self) -> String {
        match &self.plan.group_by {
            Some(GroupBy::Grain(grain)) => format!(" {}", self.tongue.by(self.tongue.noun(*grain))),
            Some(GroupBy::Dimension(name)) => format!(" {}", self.tongue.by(&escaped(name))),
            Some(GroupBy::Measure(_)) | None => String::new(),
        }
    }

    /// Filters on other dimensions than the one figures are split by, and what is left out of that one.
    fn other_filters<'f>(&self, filters: &'f [Filter]) -> Vec<&'f Filter> {
        let own = |filter: &&Filter| matches!(&self.plan.group_by, Some(GroupBy::Dimension(name)) if *name == filter.dimension);
        filters.iter().filter(|filter| filter.exclude || !own(filter)).collect()
    }

    /// Measures of which this one's figure is less already: their rows, each with the other sign, are among its own.
    fn net_of(&self) -> Option<String> {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let Aggregate::Sum(amount) = &self.measure.aggregate else { return None };
        let amount = bare(amount);
        if !self.measure.conditions.is_empty() || amount.contains(['+', '-']) {
            return None;
        }
        let negated = [format!("-{amount}"), format!("-({amount})")];
        let turned = self.catalogue.measures.iter().find(|other| {
            matches!(&other.aggregate, Aggregate::Sum(text) if negated.contains(&bare(text)))
                && !other.conditions.is_empty()
        });
        turned.map(|other| self.tongue.net_of(&escaped(other.label())))
    }
}

/// `text` in which a brace is no placeholder's.
fn escaped(text: &str) -> String {
    text.replace('{', "{{")
}

fn of_role<'a>(facts: &[&'a Fact], role: FactRole) -> Option<&'a Fact> {
    facts.iter().find(|fact| fact.role == role).copied()
}

fn all_of_role<'a>(facts: &[&'a Fact], role: FactRole) -> Vec<&'a Fact> {
    facts.iter().filter(|fact| fact.role == role).copied().collect()
}

fn figure(fact: &Fact) -> String {
    format!("{{{}}}", fact.id)
}

fn unsigned(fact: &Fact) -> String {
    format!("{{{}:abs}}", fact.id)
}

/// A change with its sign, also that of a rise.
fn signed(fact: &Fact) -> String {
    let plus = if fact.value.is_some_and(|value| value > Decimal::ZERO) { "+" } else { "" };
    format!("{plus}{}", figure(fact))
}

/// A percentage of what is not above zero says nothing.
fn is_telling(percent: &Fact, base: Option<Decimal>) -> bool {
    percent.value.is_some() && base.is_some_and(|base| base > Decimal::ZERO)
}

/// The fact with the highest and the one with the lowest figure, where one alone has it.
fn extremes<'a>(facts: &[&'a Fact]) -> (Option<&'a Fact>, Option<&'a Fact>) {
    let alone = |best: Option<&&'a Fact>| {
        let best = best.copied()?;
        (facts.iter().filter(|fact| fact.value == best.value).count() == 1).then_some(best)
    };
    let known = || facts.iter().filter(|fact| fact.value.is_some());
    (alone(known().max_by_key(|fact| fact.value)), alone(known().min_by_key(|fact| fact.value)))
}
