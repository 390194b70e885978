//! What to ask next: three questions that the data answers, in the answer's language.
//!
//! Each is made from a plan over measures, dimensions, members and days that are there, and is offered only if the classifier
//! reads its words as that plan: what is clicked on is never refused.

#[cfg(test)]
mod tests;

use sales_metrics::{
    catalogue::{Catalogue, Language, Measure},
    period::{Grain, Period},
    query::{
        fact::Fact,
        figure::has_parts,
        plan::{Baseline, Filter, GroupBy, Intent, Order, Plan, Top},
    },
};

use crate::{
    classify::{Context, Outcome, Vocabulary, classify},
    labels,
    narrate::{
        languages::{capital, listed, tongue},
        member_names,
    },
};

/// Questions that are offered.
const OFFERED: usize = 3;
/// How many a ranking lists.
const TOP: u32 = 5;
/// Periods of fewer days are seen in their year.
const MONTHS_FROM: i64 = 60;
/// Periods of fewer days have no best day.
const DAYS_FROM: i64 = 7;

/// What to ask after the answer `facts` to `asked`.
pub(crate) fn follow_ups(asked: &Plan, facts: &[Fact], vocabulary: &Vocabulary, language: Language) -> Vec<String> {
    let Some(focus) = Focus::of(asked, facts, vocabulary) else { return openers(vocabulary, language) };
    let plans = focus.next_to(asked).into_iter().filter(|plan| normal(plan) != normal(asked));
    offered(plans, Some(asked), vocabulary, language)
}

/// What to ask when nothing was answered.
pub(crate) fn openers(vocabulary: &Vocabulary, language: Language) -> Vec<String> {
    let Some((first, last)) = vocabulary.days() else { return Vec::new() };
    let month = Period::month(last);
    let before = Baseline::PreviousPeriod.of(&month);
    let whole = month.to == last || before.to < first;
    let Some(measure) = vocabulary.catalogue().measures.first() else { return Vec::new() };
    let period = Some(if whole { month } else { before });
    let focus = Focus { vocabulary, measure, period, filters: Vec::new() };
    let plans =
        std::iter::once(focus.plan(Intent::Lookup)).chain(focus.tops().into_iter().take(1)).chain([focus.trend()]);
    offered(plans.chain(focus.breakdowns()), None, vocabulary, language)
}

/// What can be asked.
pub(crate) fn help(vocabulary: &Vocabulary, language: Language) -> String {
    let (catalogue, tongue) = (vocabulary.catalogue(), tongue(language));
    let measures: Vec<String> = catalogue.measures.iter().map(|measure| measure.label().to_owned()).collect();
    let dimensions: Vec<String> = catalogue.dimensions.iter().map(|dimension| dimension.name.clone()).collect();
    let days = vocabulary.days().map(|(first, last)| labels::when(&Period::range(first, last), language));
    tongue.help(&listed(tongue, &measures), &listed(tongue, &dimensions), days.as_deref())
}

/// The question whose answer is that of `plan`, if there are words for it that are understood as it.
pub(crate) fn question_of(plan: &Plan, vocabulary: &Vocabulary, language: Language) -> Option<String> {
    let text = question(plan, vocabulary.catalogue(), language)?;
    is_understood(&text, plan, vocabulary, None, language).then_some(text)
}

/// The first questions that are understood as their plans.
fn offered(
    plans: impl Iterator<Item = Plan>,
    previous: Option<&Plan>,
    vocabulary: &Vocabulary,
    language: Language,
) -> Vec<String> {
    let mut questions: Vec<String> = Vec::new();
    for plan in plans {
        let Some(text) = question(&plan, vocabulary.catalogue(), language) else { continue };
        if !questions.contains(&text) && is_understood(&text, &plan, vocabulary, previous, language) {
            questions.push(text);
        }
        if questions.len() == OFFERED {
            break;
        }
    }
    questions
}

/// Whether `text` is read as `plan`, also after the turn before.
fn is_understood(
    text: &str,
    plan: &Plan,
    vocabulary: &Vocabulary,
    previous: Option<&Plan>,
    language: Language,
) -> bool {
    let context = Context { plan: previous, ..Context::default() };
    matches!(classify(text, language, vocabulary, context).outcome, Outcome::Plan(read) if normal(&read) == normal(plan))
}

/// A plan without what its words leave open: names of periods, and the ways to say what it is compared with.
fn normal(plan: &Plan) -> Plan {
    let bare = |period: &Period| Period::named(period.from, period.to);
    let period = plan.period.as_ref().map(bare);
    let beside = period.as_ref().and_then(|period| {
        let implied = matches!(plan.intent, Intent::Why | Intent::Summary).then_some(Baseline::PreviousPeriod);
        plan.baseline.or(implied).map(|baseline| baseline.of(period))
    });
    let compare_to = plan.compare_to.as_ref().map(bare).or(beside.as_ref().map(bare));
    let group_by = match (plan.intent, plan.filters.as_slice()) {
        (Intent::Share, [_]) => None,
        _ => plan.group_by.clone(),
    };
    Plan { period, compare_to, baseline: None, group_by, ..plan.clone() }
}

/// A plan as a question.
fn question(plan: &Plan, catalogue: &Catalogue, language: Language) -> Option<String> {
    let tongue = tongue(language);
    let label = catalogue.measure(plan.measures.first()?)?.label();
    let names = |filter: &Filter| listed(tongue, &member_names(filter));
    let scopes = plan.filters.iter().map(|filter| format!(" {}", tongue.scope(&names(filter), filter.exclude)));
    let when = plan.period.as_ref().map(|period| format!(" {}", labels::when(period, language))).unwrap_or_default();
    let rest = format!("{}{when}", scopes.collect::<String>());
    Some(match (plan.intent, &plan.group_by) {
        (Intent::Lookup, _) => capital(&format!("{label}{rest}")),
        (Intent::Breakdown, Some(GroupBy::Dimension(name))) => capital(&format!("{label} {}{rest}", tongue.by(name))),
        (Intent::Series, Some(GroupBy::Grain(grain))) => {
            capital(&format!("{label} {}{rest}", tongue.by(tongue.noun(*grain))))
        }
        (Intent::Rank, Some(GroupBy::Dimension(name))) => {
            tongue.ask_top(plan.top?.n, &catalogue.dimension(name)?.plural(), label, &rest)
        }
        (Intent::Rank, Some(GroupBy::Grain(grain))) => tongue.ask_best(*grain, label, &rest),
        (Intent::Compare, _) => tongue.ask_compare(label, &rest, &labels::name(plan.compare_to.as_ref()?, language)),
        (Intent::Why, _) => tongue.ask_why(label, &rest),
        (Intent::Summary, _) => tongue.ask_summary(&rest),
        (Intent::Share, _) => tongue.ask_share(label, &names(plan.filters.first()?), when.trim()),
        _ => return None,
    })
}

/// What a conversation is about: the slice that was asked for, or that came first in the answer.
struct Focus<'a> {
    vocabulary: &'a Vocabulary,
    measure: &'a Measure,
    period: Option<Period>,
    filters: Vec<Filter>,
}

impl<'a> Focus<'a> {
    fn of(asked: &Plan, facts: &[Fact], vocabulary: &'a Vocabulary) -> Option<Self> {
        let measure = vocabulary.catalogue().measure(asked.measures.first()?)?;
        let mut period = asked.period.clone();
        let mut filters: Vec<Filter> =
            asked.filters.iter().filter(|filter| filter.exclude || member_names(filter).len() == 1).cloned().collect();
        let first = facts.iter().find(|fact| fact.value.is_some())?;
        match (asked.intent, &asked.group_by) {
            (Intent::Rank, Some(GroupBy::Grain(_))) => period = labels::period_of(first),
            (Intent::Rank | Intent::Breakdown | Intent::Compare, Some(GroupBy::Dimension(_))) => {
                filters = first
                    .filters
                    .iter()
                    .filter(|filter| filter.exclude || filter.members.len() == 1)
                    .cloned()
                    .collect();
            }
            _ => {}
        }
        if let Some(period) = &period {
            let (first, last) = vocabulary.days()?;
            if period.to < first || period.from > last {
                return None;
            }
        }
        Some(Self { vocabulary, measure, period, filters })
    }

    /// What leads on from an answer to `asked`, the most useful first.
    fn next_to(&self, asked: &Plan) -> Vec<Plan> {
        let one = |plan: Option<Plan>| plan.into_iter().collect::<Vec<_>>();
        let trend = vec![self.trend()];
        let (compare, why, best) = (one(self.compared()), one(self.why()), one(self.best()));
        let (tops, breakdowns) = (self.tops(), self.breakdowns());
        let by_time = matches!(asked.group_by, Some(GroupBy::Grain(_)));
        let first = |plans: &[Plan]| plans.iter().take(1).cloned().collect::<Vec<_>>();
        let order: Vec<Vec<Plan>> = match asked.intent {
            Intent::Lookup | Intent::Expected => vec![compare, first(&breakdowns), trend, why, tops, breakdowns, best],
            Intent::Series | Intent::Average | Intent::Growth | Intent::Cumulative | Intent::Forecast => {
                vec![best, why, first(&tops), trend, compare, breakdowns, tops]
            }
            Intent::Compare | Intent::Summary => vec![why, first(&breakdowns), trend, tops, breakdowns, best],
            Intent::Rank if by_time => vec![why, first(&breakdowns), tops, compare, breakdowns, trend],
            Intent::Rank | Intent::Breakdown => vec![trend, compare, tops, one(self.share()), breakdowns, why, best],
            Intent::Share => vec![trend, tops, compare, breakdowns, why, best],
            Intent::Why => vec![trend, first(&tops), compare, breakdowns, tops, best],
        };
        order.into_iter().flatten().chain(self.other_measures()).collect()
    }

    fn plan(&self, intent: Intent) -> Plan {
        Plan {
            measures: vec![self.measure.name.clone()],
            period: self.period.clone(),
            filters: self.filters.clone(),
            ..Plan::new(intent)
        }
    }

    /// Dimensions that no filter is on, with members to tell apart.
    fn free(&self) -> impl Iterator<Item = &'a str> {
        let is_free = |name: &str| self.filters.iter().all(|filter| filter.dimension != name);
        let dimensions = self.vocabulary.catalogue().dimensions.iter().map(|dimension| dimension.name.as_str());
        dimensions.filter(move |name| is_free(name) && self.vocabulary.members(name).len() > 1)
    }

    fn breakdowns(&self) -> Vec<Plan> {
        let by = |name: &str| Some(GroupBy::Dimension(name.to_owned()));
        self.free().map(|name| Plan { group_by: by(name), ..self.plan(Intent::Breakdown) }).collect()
    }

    fn tops(&self) -> Vec<Plan> {
        let top = Some(Top { n: TOP, order: Order::Highest });
        // Another dimension first than for breakdowns.
        let mut breakdowns: Vec<Plan> = self.breakdowns();
        breakdowns.reverse();
        breakdowns.into_iter().map(|plan| Plan { intent: Intent::Rank, top, ..plan }).collect()
    }

    /// By month: the period itself, or the year that it lies in.
    fn trend(&self) -> Plan {
        let long =
            |period: &Period| if period.days() < MONTHS_FROM { Period::year(period.from) } else { period.clone() };
        let period = self.period.as_ref().map(long);
        Plan { period, group_by: Some(GroupBy::Grain(Grain::Month)), ..self.plan(Intent::Series) }
    }

    /// The best month of a long period, or the best day of a short one.
    fn best(&self) -> Option<Plan> {
        let days = self.period.as_ref().map_or(MONTHS_FROM, Period::days);
        let grain = if days < MONTHS_FROM { Grain::Day } else { Grain::Month };
        let top = Some(Top { n: 1, order: Order::Highest });
        (days >= DAYS_FROM).then(|| Plan { group_by: Some(GroupBy::Grain(grain)), top, ..self.plan(Intent::Rank) })
    }

    /// Beside the period before, where the data has it.
    fn compared(&self) -> Option<Plan> {
        let base = self.base()?;
        Some(Plan { compare_to: Some(base), ..self.plan(Intent::Compare) })
    }

    /// Why it changed; "from 1 April to 31 May" would be read as a change from the one day to the other.
    fn why(&self) -> Option<Plan> {
        if self.period.as_ref().is_some_and(|period| period.grain == Grain::Range) {
            return None;
        }
        (has_parts(self.measure) && self.base().is_some()).then(|| self.plan(Intent::Why))
    }

    /// The period before, where the data has it from its first month on.
    fn base(&self) -> Option<Period> {
        let (first, last) = self.vocabulary.days()?;
        let base = Baseline::PreviousPeriod.of(self.period.as_ref()?);
        (base.from >= first.first_of_month() && base.to <= last).then_some(base)
    }

    /// The part of the one member that the answer is about.
    fn share(&self) -> Option<Plan> {
        let one = matches!(self.filters.as_slice(), [filter] if !filter.exclude);
        (has_parts(self.measure) && one).then(|| self.plan(Intent::Share))
    }

    fn other_measures(&self) -> Vec<Plan> {
        let others = self.vocabulary.catalogue().measures.iter().filter(|other| other.name != self.measure.name);
        others.map(|other| Plan { measures: vec![other.name.clone()], ..self.plan(Intent::Lookup) }).collect()
    }
}
