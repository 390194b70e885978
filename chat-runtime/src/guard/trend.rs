//! Directions and ratios: "rose", "lower than May", "doubled", "half of it", against changes, shares and pairs of figures.

use rust_decimal::Decimal;
use sales_metrics::query::{fact::FactRole, plan::Intent};

use super::{
    bind::Bound,
    number::Hedge,
    scan::{Break, What},
    structure::{Aspect, How, Structure},
    violation::Fault,
    when::{Fit, When},
    world::Known,
};

/// Which slice and period a claim is about.
struct About {
    measures: Option<Vec<usize>>,
    /// Items that name the period, and each dimension's members.
    period: Option<usize>,
    members: Vec<(usize, usize)>,
}

impl Structure<'_> {
    /// Directions and ratios that the facts do not show, and how many they show.
    pub(super) fn trends(&self, bound: &Bound) -> (Vec<(usize, Fault)>, usize) {
        let used: Vec<usize> = (0..self.items.len())
            .filter(|at| bound.facts[*at].is_some_and(|place| self.world.facts[place].is_derived()))
            .filter_map(|at| self.direction_of(at).map(|(one, _)| one))
            .collect();
        let (mut faults, mut shown) = (Vec::new(), 0);
        for at in 0..self.items.len() {
            let (holds, fault) = match &self.items[at].what {
                What::Up | What::Down | What::Flat if used.contains(&at) => continue,
                What::Up | What::Down if self.is_of_rank(at) => continue,
                What::Up => (self.moved(at, 1), Fault::Direction),
                What::Down => (self.moved(at, -1), Fault::Direction),
                What::Flat => (self.moved(at, 0), Fault::Direction),
                What::Ratio(ratio, hedge) => (self.is_times(at, *ratio, *hedge), Fault::Ratio),
                What::Fraction(part, hedge) => (self.is_part(at, *part, *hedge), Fault::Ratio),
                What::Majority => (self.shares(at).any(|share| share > Decimal::from(50)), Fault::Ratio),
                What::Minority => (self.shares(at).any(|share| share < Decimal::from(50)), Fault::Ratio),
                _ => continue,
            };
            if holds {
                shown += 1;
            } else {
                faults.push((at, fault));
            }
        }
        (faults, shown)
    }

    /// "The strongest growth": judged as a rank.
    fn is_of_rank(&self, at: usize) -> bool {
        matches!(self.world.plan.intent, Intent::Growth | Intent::Why)
            && self.in_clause(at).any(|one| matches!(self.items[one].what, What::Top | What::Bottom))
    }

    fn about(&self, at: usize) -> About {
        let measure = self.told_of(at, Aspect::Measure);
        let measures = measure.items.first().and_then(|one| match &self.items[*one].what {
            What::Measure(measures) if !matches!(measure.how, How::Behind) => Some(measures.clone()),
            _ => None,
        });
        let first = |aspect| {
            let told = self.told_of(at, aspect);
            let own = told.items.iter().copied().find(|one| !self.is_base(*one) || told.how == How::Own);
            own.filter(|_| told.items.len() == 1)
        };
        let members = self.world.in_play.iter().filter_map(|d| Some((*d, first(Aspect::Member(*d))?))).collect();
        About { measures, period: first(Aspect::Period), members }
    }

    fn is_about(&self, fact: &Known<'_>, about: &About) -> bool {
        let measure = about.measures.as_ref().is_none_or(|measures| measures.contains(&fact.measure));
        measure
            && about.period.is_none_or(|item| self.is_in(fact, item))
            && about.members.iter().all(|(d, item)| self.is_of_member(fact, *d, *item))
    }

    fn is_in(&self, fact: &Known<'_>, item: usize) -> bool {
        let What::When(when) = &self.items[item].what else { return true };
        match when {
            When::Back(_) => {
                let days = fact.days;
                self.world.own_days.zip(days).is_some_and(|(now, base)| when.is_back(now, base))
            }
            _ => self.world.fits(when, fact) == Fit::Same,
        }
    }

    fn is_of_member(&self, fact: &Known<'_>, dimension: usize, item: usize) -> bool {
        match (&self.items[item].what, fact.slice(dimension)) {
            (What::Member(names), Some(slice)) => {
                !slice.exclude
                    && names.iter().any(|(of, name)| *of == dimension && slice.names.contains(name))
                    && slice.names.len() == 1
            }
            (What::Others, slice) => slice.is_some_and(|slice| slice.exclude),
            _ => false,
        }
    }

    /// The names that a claim's sentence compares with.
    fn against(&self, at: usize) -> About {
        let sentence = self.in_sentence(at);
        let find = |aspect| {
            let is = |one: &usize| self.is_base(*one) && self.names(*one, aspect);
            let open = |one: &usize| self.items[*one].what != What::Break(Break::To);
            (at..sentence.end).find(is).or_else(|| (sentence.start..at).rev().take_while(open).find(is))
        };
        let members = self.world.in_play.iter().filter_map(|d| Some((*d, find(Aspect::Member(*d))?))).collect();
        About { measures: None, period: find(Aspect::Period), members }
    }

    fn sign(value: Decimal) -> i32 {
        if value.is_zero() {
            0
        } else if value.is_sign_negative() {
            -1
        } else {
            1
        }
    }

    fn moved(&self, at: usize, way: i32) -> bool {
        let signs = self.signs(at);
        let fits = |sign: &i32| if self.is_negated(at) && way != 0 { *sign != way } else { *sign == way };
        !signs.is_empty() && signs.iter().all(fits)
    }

    /// Which ways the facts go that a claim is about.
    fn signs(&self, at: usize) -> Vec<i32> {
        let about = self.widened(self.about(at));
        let pairs = self.pairs(at, &about);
        if !pairs.is_empty() {
            return pairs.into_iter().map(|(now, base)| Self::sign(now - base)).collect();
        }
        let parts = self.world.facts.iter().filter(|fact| {
            fact.fact.role == FactRole::Contribution && self.is_about(fact, &about) && !about.members.is_empty()
        });
        parts.filter_map(|fact| fact.fact.value).map(Self::sign).collect()
    }

    /// A period that all facts are parts of is named for all of them.
    fn widened(&self, mut about: About) -> About {
        if let Some(item) = about.period
            && let What::When(when) = &self.items[item].what
            && !self.world.facts.iter().any(|fact| self.is_in(fact, item))
            && self.world.facts.iter().all(|fact| self.world.fits(when, fact) == Fit::Part)
        {
            about.period = None;
        }
        about
    }

    /// The figures that a claim compares, each with what it is compared with.
    fn pairs(&self, at: usize, about: &About) -> Vec<(Decimal, Decimal)> {
        let against = self.against(at);
        let facts = &self.world.facts;
        let named_base = against.period.is_some() || !against.members.is_empty();
        let value = |place: usize| facts[place].fact.value;
        let mut pairs = Vec::new();
        // Changes that were computed.
        for fact in facts.iter().filter(|fact| fact.fact.role == FactRole::Change && self.is_about(fact, about)) {
            let Some(base) = fact.base else { continue };
            let is_base = !named_base || self.is_against(&facts[base], fact, &against);
            let now = facts.iter().position(|one| {
                one.is_value() && one.measure == fact.measure && one.days == fact.days && one.slices == fact.slices
            });
            if let (true, Some(now), Some(base)) = (is_base, now.and_then(value), value(base)) {
                pairs.push((now, base));
            }
        }
        let every = self.in_sentence(at).any(|one| self.items[one].what == What::Every);
        let over_time = about.period.is_none() && self.world.plan.intent == Intent::Growth && !every && !named_base;
        if !pairs.is_empty() && !over_time {
            return pairs;
        }
        pairs.clear();
        let values: Vec<&Known<'_>> =
            facts.iter().filter(|fact| fact.is_value() && fact.fact.value.is_some()).collect();
        let now: Vec<&&Known<'_>> = values.iter().filter(|fact| self.is_about(fact, about)).collect();
        if named_base {
            for fact in &now {
                let base =
                    values.iter().filter(|base| base.measure == fact.measure && self.is_against(base, fact, &against));
                pairs.extend(base.filter_map(|base| fact.fact.value.zip(base.fact.value)));
            }
            return pairs;
        }
        if self.world.grouped_by().is_some()
            || !matches!(self.world.plan.intent, Intent::Series | Intent::Growth | Intent::Cumulative | Intent::Compare)
        {
            return pairs;
        }
        // One unit after the other, each with the one before it.
        for measure in now.iter().map(|fact| fact.measure).collect::<std::collections::BTreeSet<_>>() {
            let mut line: Vec<&&Known<'_>> = values.iter().filter(|fact| fact.measure == measure).collect();
            line.sort_by_key(|fact| fact.days);
            if about.period.is_none() && !every {
                if let (Some(first), Some(last)) = (line.first(), line.last()) {
                    pairs.extend(last.fact.value.zip(first.fact.value));
                }
                continue;
            }
            for two in line.windows(2) {
                if about.period.is_none_or(|item| self.is_in(two[1], item)) {
                    pairs.extend(two[1].fact.value.zip(two[0].fact.value));
                }
            }
        }
        pairs
    }

    /// Whether `base` is what a claim about `fact` is compared with, by the names of that.
    fn is_against(&self, base: &Known<'_>, fact: &Known<'_>, against: &About) -> bool {
        let period = match against.period.map(|item| &self.items[item].what) {
            Some(What::When(when @ When::Back(_))) => {
                fact.days.zip(base.days).is_some_and(|(now, base)| when.is_back(now, base))
            }
            Some(What::When(when)) => self.world.fits(when, base) == Fit::Same,
            _ => against.members.is_empty() || base.days == fact.days,
        };
        let members = if against.members.is_empty() {
            base.slices == fact.slices
        } else {
            against.members.iter().all(|(dimension, item)| self.is_of_member(base, *dimension, *item))
        };
        period && members && (base.days, &base.slices) != (fact.days, &fact.slices)
    }

    fn shares(&self, at: usize) -> impl Iterator<Item = Decimal> {
        let about = self.about(at);
        let facts: Vec<Decimal> = self
            .world
            .facts
            .iter()
            .filter(|fact| fact.fact.role == FactRole::Share && self.is_about(fact, &about))
            .filter(|_| self.world.plan.intent == Intent::Share || !about.members.is_empty())
            .filter_map(|fact| fact.fact.value)
            .collect();
        facts.into_iter()
    }

    /// "Twice as much as planned": words that no fact is about follow.
    fn is_of_something_else(&self, at: usize) -> bool {
        let mut words = 0;
        let end = (self.in_sentence(at).end + 1).min(self.items.len());
        for next in &self.items[at + 1..end] {
            words += next.loose;
            match next.what {
                What::When(_)
                | What::Member(_)
                | What::Measure(_)
                | What::Fact(..)
                | What::Number(_)
                | What::Others
                | What::Total => return words > 1,
                What::Break(Break::Clause | Break::Base | Break::From | Break::FromTo | Break::OnBase) => {}
                _ => return words > usize::from(!next.tied),
            }
        }
        let last = self.in_sentence(at).end == self.items.len();
        words + if last { self.trailing } else { 0 } > 1
    }

    fn is_times(&self, at: usize, ratio: Decimal, hedge: Hedge) -> bool {
        if self.is_of_something_else(at) {
            return false;
        }
        let about = self.widened(self.about(at));
        self.pairs(at, &about)
            .into_iter()
            .any(|(now, base)| now.checked_div(base).is_some_and(|times| is_near(times, ratio, hedge)))
    }

    fn is_part(&self, at: usize, part: Decimal, hedge: Hedge) -> bool {
        if self.shares(at).any(|share| is_near(share / Decimal::ONE_HUNDRED, part, hedge)) {
            return true;
        }
        if self.is_of_something_else(at) {
            return false;
        }
        let about = self.widened(self.about(at));
        let clause = self.in_clause(at);
        let turns = |one: usize| matches!(self.items[one].what, What::Up | What::Down);
        // "Fell by half" has its verb in the clause before, "fell to half" tells what is left.
        let to = self.items[clause.start].what == What::Break(Break::To);
        let before = clause
            .start
            .checked_sub(1)
            .is_some_and(|last| self.in_clause(last).any(turns) && self.sentence[last] == self.sentence[at]);
        let turned = clause.clone().any(turns) || (before && !to);
        let against = self.against(at);
        let compared = against.period.is_some() || !against.members.is_empty();
        self.pairs(at, &about).into_iter().any(|(now, base)| {
            let Some(times) = now.checked_div(base) else { return false };
            (turned && is_near((times - Decimal::ONE).abs(), part, hedge))
                || (!turned && compared && is_near(times, part, hedge))
        })
    }
}

/// Whether people would say `said` of a ratio.
fn is_near(ratio: Decimal, said: Decimal, hedge: Hedge) -> bool {
    let percent = |n: i64| said * Decimal::new(n, 3);
    match hedge {
        Hedge::Exact => (ratio - said).abs() <= percent(if said < Decimal::ONE { 30 } else { 25 }),
        Hedge::About => (ratio - said).abs() <= percent(60),
        Hedge::Over => ratio > said && ratio - said <= percent(250),
        Hedge::Under => ratio < said && said - ratio <= percent(100),
    }
}
