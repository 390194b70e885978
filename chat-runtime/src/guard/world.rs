//! The facts of an answer, prepared for being asked whether they carry a claim.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::{Catalogue, Language},
    period::{Grain, Period},
    query::{
        fact::{Fact, FactRole, days},
        plan::{Filter, GroupBy, Intent, Order, Plan},
    },
};

use super::{
    Context,
    phrases::phrase,
    terms::Terms,
    when::{Days, Fit, When},
};
use crate::{
    labels::{name, period_of, when},
    narrate::single,
};

/// Members of one dimension, or all but these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slice {
    /// The dimension's place in [`World::dimensions`].
    pub(super) dimension: usize,
    pub(super) names: BTreeSet<String>,
    pub(super) exclude: bool,
}

/// A fact, read.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) fact: &'a Fact,
    pub(super) days: Option<Days>,
    covered: Option<Days>,
    pub(super) slices: Vec<Slice>,
    /// What a change is measured from, by its place.
    pub(super) base: Option<usize>,
    /// The measure's place in the catalogue.
    pub(super) measure: usize,
}

impl Known<'_> {
    pub(super) fn is_derived(&self) -> bool {
        matches!(
            self.fact.role,
            FactRole::Change
                | FactRole::Percent
                | FactRole::Contribution
                | FactRole::Volume
                | FactRole::Price
                | FactRole::Mix
        )
    }

    pub(super) fn is_value(&self) -> bool {
        matches!(self.fact.role, FactRole::Value | FactRole::Base)
    }

    pub(super) fn slice(&self, dimension: usize) -> Option<&Slice> {
        self.slices.iter().find(|slice| slice.dimension == dimension)
    }
}

/// What a name of a member or a period of the facts means.
#[derive(Debug, Clone, Default)]
pub(super) struct Own {
    pub(super) members: Vec<(usize, String)>,
    pub(super) days: Vec<Days>,
}

/// Everything that claims are checked against.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) plan: &'a Plan,
    pub(super) catalogue: &'a Catalogue,
    pub(super) terms: &'a Terms,
    pub(super) facts: Vec<Known<'a>>,
    /// The catalogue's, in its order, and others that facts are about.
    pub(super) dimensions: Vec<&'a str>,
    /// Dimensions that the plan or a fact is about.
    pub(super) in_play: BTreeSet<usize>,
    /// Members that a fact is about together, with their dimension.
    pub(super) groups: Vec<Vec<(usize, String)>>,
    /// Dimensions of which a fact is about the rest.
    pub(super) has_rest: BTreeSet<usize>,
    pub(super) own_slices: Vec<Slice>,
    pub(super) own_days: Option<Days>,
    /// All periods that may be named.
    pub(super) days: Vec<Days>,
    pub(super) names: HashMap<String, Own>,
    pub(super) first_words: BTreeSet<String>,
    pub(super) longest: usize,
    pub(super) today: Option<Date>,
    /// Numbers of members and figures that a text may count, and of units of time.
    counts: BTreeSet<usize>,
    spans: BTreeSet<(Grain, usize)>,
}

impl<'a> World<'a> {
    pub(super) fn new(context: &Context<'a>) -> Self {
        let (plan, catalogue) = (context.plan, context.catalogue);
        let mut dimensions: Vec<&'a str> =
            catalogue.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
        for filter in plan.filters.iter().chain(context.facts.iter().flat_map(|fact| &fact.filters)) {
            if !dimensions.contains(&filter.dimension.as_str()) {
                dimensions.push(&filter.dimension);
            }
        }
        let slices =
            |filters: &[Filter]| -> Vec<Slice> { filters.iter().map(|filter| slice(&dimensions, filter)).collect() };
        let mut facts: Vec<Known<'a>> = context
            .facts
            .iter()
            .map(|fact| Known {
                fact,
                days: days(&fact.period),
                covered: fact.covered.as_deref().and_then(days),
                slices: slices(&fact.filters),
                base: None,
                measure: catalogue.measures.iter().position(|m| m.name == fact.measure).unwrap_or(usize::MAX),
            })
            .collect();
        for place in 0..facts.len() {
            facts[place].base = base(&facts, place);
        }
        let own_slices = slices(&plan.filters);
        let own_days = plan.period.as_ref().map(|period| (period.from, period.to)).or_else(|| {
            let spans: BTreeSet<Days> = facts.iter().filter_map(|fact| fact.days).collect();
            (spans.len() == 1).then(|| spans.first().copied()).flatten()
        });
        let mut all: Vec<Days> =
            facts.iter().flat_map(|fact| [fact.days, fact.covered]).flatten().chain(own_days).collect();
        all.extend(plan.compare_to.as_ref().map(|period| (period.from, period.to)));
        if let (Some(baseline), Some(period)) = (plan.baseline, &plan.period) {
            let base = baseline.of(period);
            all.push((base.from, base.to));
        }
        all.sort_unstable();
        all.dedup();
        let grouped = match &plan.group_by {
            Some(GroupBy::Dimension(name)) => dimensions.iter().position(|one| one == name),
            _ => None,
        };
        let in_play = facts
            .iter()
            .flat_map(|fact| &fact.slices)
            .chain(&own_slices)
            .map(|slice| slice.dimension)
            .chain(grouped)
            .collect();
        let together = facts.iter().filter(|fact| fact.fact.role == FactRole::Together).flat_map(|fact| &fact.slices);
        let groups = together
            .filter(|slice| !own_slices.contains(slice))
            .map(|slice| slice.names.iter().map(|name| (slice.dimension, name.clone())).collect());
        let groups = groups.collect();
        let rests = facts.iter().flat_map(|fact| &fact.slices).filter(|slice| slice.exclude);
        let has_rest = rests.filter(|slice| !own_slices.contains(slice)).map(|slice| slice.dimension).collect();
        let mut world = Self {
            plan,
            catalogue,
            terms: context.terms,
            facts,
            dimensions,
            in_play,
            groups,
            has_rest,
            own_slices,
            own_days,
            days: all,
            names: HashMap::new(),
            first_words: BTreeSet::new(),
            longest: 1,
            today: context.today,
            counts: BTreeSet::new(),
            spans: BTreeSet::new(),
        };
        world.name_everything(context.language);
        (world.counts, world.spans) = world.count();
        world
    }

    fn name_everything(&mut self, language: Language) {
        let mut list: Vec<(String, Own)> = self.period_names(language);
        for fact in &self.facts {
            if let Some(days) = fact.days {
                list.push((phrase(&fact.fact.label), Own { days: vec![days], members: Vec::new() }));
            }
        }
        for period in self.plan.period.iter().chain(&self.plan.compare_to) {
            list.push((phrase(&period.label), Own { days: vec![(period.from, period.to)], members: Vec::new() }));
        }
        for slice in self.facts.iter().flat_map(|fact| &fact.slices).chain(&self.own_slices) {
            for name in &slice.names {
                list.push((name.clone(), Own { members: vec![(slice.dimension, name.clone())], days: Vec::new() }));
            }
        }
        for (name, own) in list {
            if name.is_empty() {
                continue;
            }
            self.longest = self.longest.max(name.split(' ').count());
            if let Some(first) = name.split(' ').next()
                && !self.first_words.contains(first)
            {
                self.first_words.insert(first.to_owned());
            }
            let known = self.names.entry(name).or_default();
            for member in own.members {
                if !known.members.contains(&member) {
                    known.members.push(member);
                }
            }
            for days in own.days {
                if !known.days.contains(&days) {
                    known.days.push(days);
                }
            }
        }
    }

    /// What the narrator calls the periods of facts and plan, in the answer's language and in English.
    fn period_names(&self, language: Language) -> Vec<(String, Own)> {
        let (plan, facts) = (self.plan, self.facts.iter());
        let mut periods: Vec<Period> = plan.period.iter().chain(&plan.compare_to).cloned().collect();
        if let (Some(baseline), Some(period)) = (plan.baseline, &plan.period) {
            periods.push(baseline.of(period));
        }
        let mut seen = BTreeSet::new();
        periods.extend(facts.filter(|fact| seen.insert(&fact.fact.period)).filter_map(|fact| period_of(fact.fact)));
        let languages = if language == Language::English { &[language][..] } else { &[language, Language::English] };
        let called = |period: &Period| {
            let own = Own { days: vec![(period.from, period.to)], members: Vec::new() };
            let names = languages.iter().flat_map(|language| {
                let (name, when) = (name(period, *language), when(period, *language));
                // "Bis zum 31. März": the preposition changes the name.
                let other = (!when.ends_with(&name)).then_some(when);
                std::iter::once(name).chain(other)
            });
            names.map(|name| (phrase(&name), own.clone())).collect::<Vec<_>>()
        };
        periods.iter().flat_map(called).collect()
    }

    /// Numbers of things that a text may count.
    fn count(&self) -> (BTreeSet<usize>, BTreeSet<(Grain, usize)>) {
        let mut spans = BTreeSet::new();
        if self.plan.having.is_some() {
            // How many there are is a figure of the answer, and no number of lines.
            let told = self.facts.iter().filter(|fact| fact.fact.role == FactRole::Members);
            let numbers = told.filter_map(|fact| usize::try_from(fact.fact.value?.trunc().mantissa()).ok());
            return (numbers.collect(), BTreeSet::new());
        }
        let mut counts: BTreeSet<usize> = self.plan.top.iter().map(|top| top.n as usize).collect();
        let values: Vec<&Known<'_>> = self.facts.iter().filter(|fact| fact.is_value()).collect();
        for measure in &self.plan.measures {
            let of = |fact: &&&Known<'_>| fact.fact.measure == *measure;
            counts.insert(values.iter().filter(of).count());
            counts
                .insert(values.iter().filter(of).filter(|fact| !fact.slices.iter().any(|slice| slice.exclude)).count());
            counts.insert(values.iter().filter(of).filter(|fact| fact.fact.role == FactRole::Value).count());
        }
        for slice in self.own_slices.iter().chain(self.facts.iter().flat_map(|fact| &fact.slices)) {
            counts.insert(slice.names.len());
        }
        for (from, to) in self.own_days.iter().chain(&self.days) {
            let days = (*to - *from).get_days() + 1;
            let months = i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month()) + 1;
            let units = [
                (Grain::Day, days),
                (Grain::Week, days / 7),
                (Grain::Week, (days + 6) / 7),
                (Grain::Month, months),
                (Grain::Quarter, months / 3),
                (Grain::Half, months / 6),
                (Grain::Year, months / 12),
            ];
            spans.extend(units.iter().filter_map(|(grain, n)| Some((*grain, usize::try_from(*n).ok()?))));
        }
        counts.insert(self.plan.measures.len());
        counts.remove(&0);
        (counts, spans)
    }

    /// Whether a text may speak of `number` things, or units of `time`.
    pub(super) fn may_count(&self, number: Decimal, time: Option<Grain>) -> bool {
        let Ok(n) = usize::try_from(number.trunc().mantissa()) else { return false };
        let is = self.counts.contains(&n) || time.is_some_and(|grain| n > 0 && self.spans.contains(&(grain, n)));
        is && number.fract().is_zero() && number.scale() == 0
    }

    /// How a name of a period fits a fact's.
    pub(super) fn fits(&self, when: &When, fact: &Known<'_>) -> Fit {
        let Some(days) = fact.days else { return Fit::No };
        let fit = when.fits(days, self.today);
        if fit != Fit::Same && fact.covered.is_some_and(|covered| when.fits(covered, self.today) == Fit::Same) {
            return Fit::Same;
        }
        // "By the end of March": what has run up so far.
        let so_far = self.plan.intent == Intent::Cumulative && fit != Fit::Same;
        if so_far && self.ends(when, days.1) { Fit::Same } else { fit }
    }

    fn ends(&self, when: &When, last: Date) -> bool {
        match when {
            When::Days(readings) => readings
                .iter()
                .any(|(from, to)| *to == last && self.facts.iter().all(|f| f.days.is_none_or(|d| d.0 <= *from))),
            When::Month(month) => last.month() == *month,
            When::Day(month, day) => (last.month(), last.day()) == (*month, *day),
            When::Quarter(quarter) => (last.month() - 1) / 3 + 1 == *quarter && last.month() % 3 == 0,
            When::Half(half) => (last.month() - 1) / 6 + 1 == *half,
            _ => false,
        }
    }

    /// Whether any fact, or the plan, is about a period of this name, or about a part of it.
    pub(super) fn knows(&self, when: &When) -> bool {
        if let When::Back(_) | When::Over(_) = when {
            let bases = self.facts.iter().filter_map(|fact| Some((fact.days?, self.facts[fact.base?].days?)));
            let own = self.own_days.into_iter().flat_map(|now| self.days.iter().map(move |base| (now, *base)));
            return bases.chain(own).any(|(now, base)| now != base && when.is_back(now, base));
        }
        self.days.iter().any(|days| when.fits(*days, self.today) != Fit::No)
            || self.facts.iter().any(|fact| self.fits(when, fact) == Fit::Same)
    }

    /// Whether two facts are of one answer, where there is one for each of several members or units of time.
    pub(super) fn is_single(&self, a: &Known<'a>, b: &Known<'a>) -> bool {
        let of = |known: &Known<'a>| single(self.plan, self.catalogue, known.fact);
        of(a) == of(b)
    }

    /// What facts are told apart by: the dimension that the plan splits by or compares, or time.
    pub(super) fn grouped_by(&self) -> Option<usize> {
        if let Some(GroupBy::Dimension(name)) = &self.plan.group_by {
            return self.dimensions.iter().position(|one| one == name);
        }
        // A comparison of members, or the first member of a dimension in a summary.
        let mut values = self.facts.iter().filter(|fact| fact.is_value());
        let first = values.next()?;
        values.find_map(|fact| {
            let differs = |slice: &&Slice| first.slice(slice.dimension) != Some(*slice);
            fact.slices.iter().find(differs).map(|slice| slice.dimension)
        })
    }

    /// Whether a ranking shows its other end, too.
    pub(super) fn shows_all(&self) -> bool {
        match self.plan.intent {
            Intent::Rank => self.plan.top.is_some_and(|top| {
                let shown = self.facts.iter().filter(|fact| fact.measure == self.facts[0].measure).count();
                shown < top.n as usize
            }),
            Intent::Breakdown => !self.facts.iter().any(|fact| fact.slices.iter().any(|slice| slice.exclude)),
            _ => true,
        }
    }

    /// The end that the plan's list begins with.
    pub(super) fn order(&self) -> Order {
        let held = self.plan.having.map(|having| having.order());
        self.plan.top.map(|top| top.order).or(held).unwrap_or(Order::Highest)
    }
}

fn slice(dimensions: &[&str], filter: &Filter) -> Slice {
    Slice {
        dimension: dimensions.iter().position(|name| *name == filter.dimension).unwrap_or(usize::MAX),
        names: filter.members.iter().map(|member| phrase(member)).collect(),
        exclude: filter.exclude,
    }
}

/// What a change is measured from: the second of its sources, or the value before it.
fn base(facts: &[Known<'_>], place: usize) -> Option<usize> {
    let fact = &facts[place];
    if !fact.is_derived() {
        return None;
    }
    if let Some(id) = fact.fact.source.facts.get(1) {
        return facts.iter().position(|one| one.fact.id == *id);
    }
    let values = facts[..place].iter().enumerate().filter(|(_, one)| one.is_value() && one.measure == fact.measure);
    let others = values.filter(|(_, one)| (one.days, &one.slices) != (fact.days, &fact.slices));
    others.map(|(place, _)| place).next_back()
}
