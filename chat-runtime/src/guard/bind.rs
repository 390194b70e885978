//! Binds figures to facts: the value alone is worth nothing, the names around it must be the fact's own.

use sales_metrics::{
    catalogue::Aggregate,
    query::{
        fact::FactRole,
        plan::{GroupBy, Order},
    },
};

use super::{
    number::Hedge,
    rank::Ranks,
    scan::{Item, What},
    structure::{Aspect, How, Structure, Told},
    violation::Fault,
    world::Known,
};

/// The fact of each figure of a text, by the item's place.
pub(super) struct Bound {
    pub(super) facts: Vec<Option<usize>>,
    /// Item, fault, and the fact that comes nearest.
    pub(super) faults: Vec<(usize, Fault, Option<usize>)>,
}

/// What of a fact a text does not tell, from the least to the most telling.
pub(super) type Check = Result<(), Fault>;

impl Structure<'_> {
    pub(super) fn bind(&self, ranks: &Ranks<'_>) -> Bound {
        let mut bound = Bound { facts: vec![None; self.items.len()], faults: Vec::new() };
        for at in 0..self.items.len() {
            let candidates: Vec<usize> = match &self.items[at].what {
                What::Fact(place, _) => vec![*place],
                What::Number(number) => {
                    let tells = |place: &usize| number.tells(self.world.facts[*place].fact);
                    (0..self.world.facts.len()).filter(tells).collect()
                }
                _ => continue,
            };
            if candidates.is_empty() {
                bound.faults.push((at, Fault::Figure, None));
                continue;
            }
            let told = self.aspects(at);
            let mut fault = None;
            for place in candidates {
                match self.carries(at, place, &told, ranks) {
                    Ok(()) => {
                        bound.facts[at] = Some(place);
                        break;
                    }
                    Err(why) => {
                        let rank = |fault: Fault| {
                            [
                                Fault::Unit,
                                Fault::Measure,
                                Fault::Role,
                                Fault::Member,
                                Fault::Period,
                                Fault::Sign,
                                Fault::Direction,
                            ]
                            .iter()
                            .position(|one| *one == fault)
                        };
                        if fault.is_none_or(|(before, _)| rank(why) > rank(before)) {
                            fault = Some((why, place));
                        }
                    }
                }
            }
            if bound.facts[at].is_none()
                && let Some((fault, place)) = fault
            {
                bound.faults.push((at, fault, Some(place)));
            }
        }
        bound
    }

    /// What a figure is told of, aspect by aspect.
    fn aspects(&self, at: usize) -> Aspects {
        Aspects {
            period: self.told_of(at, Aspect::Period),
            members: self
                .world
                .in_play
                .iter()
                .map(|dimension| (*dimension, self.told_of(at, Aspect::Member(*dimension))))
                .collect(),
            measure: self.told_of(at, Aspect::Measure),
            driver: self.told_of(at, Aspect::Driver),
        }
    }

    fn carries(&self, at: usize, place: usize, told: &Aspects, ranks: &Ranks<'_>) -> Check {
        let fact = &self.world.facts[place];
        if let What::Number(number) = &self.items[at].what
            && !number.has_unit_of(fact.fact)
        {
            return Err(Fault::Unit);
        }
        self.has_role(at, fact, &told.driver)?;
        self.has_bound(at, fact)?;
        self.has_measure(at, fact, &told.measure)?;
        let ranked = ranks.named_by_rank(self, at) == Some(place) || self.is_end_of_range(at, place, ranks);
        for (dimension, name) in &told.members {
            if !self.is_of_another(fact, *dimension, name, &told.members) {
                self.has_member(at, place, *dimension, name, ranked)?;
            }
        }
        self.has_period(at, place, &told.period, ranked)?;
        self.has_base(at, place)?;
        self.has_sign(at, fact)
    }

    /// Whether a word of some kind stands in the claim's clause.
    pub(super) fn says(&self, at: usize, test: impl Fn(&What) -> bool) -> bool {
        self.in_clause(at).any(|one| test(&self.items[one].what))
    }

    pub(super) fn says_before(&self, at: usize, test: impl Fn(&What) -> bool) -> bool {
        (self.in_sentence(at).start..at).any(|one| test(&self.items[one].what))
    }

    /// An average is told as one, a total as one, and what drove a change by its name.
    fn has_role(&self, at: usize, fact: &Known<'_>, driver: &Told) -> Check {
        let averages = self.world.facts.iter().any(|one| one.fact.role == FactRole::Average);
        let said = self.says(at, |what| matches!(what, What::Average | What::Per));
        let total = self.says(at, |what| *what == What::Total);
        if fact.fact.role == FactRole::Average {
            let before = self.says_before(at, |what| *what == What::Average) && !total;
            if !self.has_grain(at) {
                return Err(Fault::Role);
            }
            return if said || before { Ok(()) } else { Err(Fault::Role) };
        }
        let divides = self
            .world
            .catalogue
            .measures
            .get(fact.measure)
            .is_some_and(|measure| matches!(measure.aggregate, Aggregate::Ratio { .. } | Aggregate::Average(_)));
        let tight =
            self.says(at, |what| *what == What::Average) || (averages && self.says(at, |what| *what == What::Per));
        if tight && !divides && fact.fact.unit != "percent" {
            return Err(Fault::Role);
        }
        if fact.fact.role == FactRole::Share && self.is_whole_of_figure(at) {
            return Err(Fault::Role);
        }
        let drives = matches!(fact.fact.role, FactRole::Volume | FactRole::Price | FactRole::Mix);
        let named = driver.items.first().map(|one| &self.items[*one].what);
        let own = matches!(driver.how, How::Own);
        match named {
            Some(What::Driver(role)) if drives => {
                if *role == fact.fact.role {
                    Ok(())
                } else {
                    Err(Fault::Role)
                }
            }
            Some(_) if own && fact.is_derived() => Err(Fault::Role),
            None if drives => Err(Fault::Role),
            _ => Ok(()),
        }
    }

    /// "Above £5 in 3 months": each amount is told as a bound of the right side, how many are as much before what they are.
    fn has_bound(&self, at: usize, fact: &Known<'_>) -> Check {
        let Some(having) = self.world.plan.having else { return Ok(()) };
        let hedge = self.items[at].hedge;
        match fact.fact.role {
            FactRole::Bound => {
                let side = |order| if order == Order::Highest { Hedge::Over } else { Hedge::Under };
                let mut limits = having.limits().filter(|limit| fact.fact.value == Some(limit.amount));
                if limits.any(|limit| side(limit.is.order()) == hedge) { Ok(()) } else { Err(Fault::Direction) }
            }
            FactRole::Members => {
                let noun = |next: &Item| next.loose == 0 && matches!(next.what, What::Grain(_) | What::Dimension(_));
                if hedge == Hedge::Exact && self.items.get(at + 1).is_some_and(noun) {
                    Ok(())
                } else {
                    Err(Fault::Role)
                }
            }
            _ if matches!(self.items[at].what, What::Fact(..)) && hedge != Hedge::Exact => Err(Fault::Direction),
            _ => Ok(()),
        }
    }

    /// "The percentage was £5": portions beside figures of which none is in percent.
    pub(super) fn portions(&self, bound: &Bound) -> impl Iterator<Item = usize> {
        let is_told = |item: usize| {
            let mut figures = self.in_sentence(item).filter_map(|one| bound.facts[one]).peekable();
            figures.peek().is_none() || figures.any(|place| self.world.facts[place].fact.unit == "percent")
        };
        (0..self.items.len()).filter(move |item| self.items[*item].what == What::Portion && !is_told(*item))
    }

    /// "Per day", where the average is one of days.
    fn has_grain(&self, at: usize) -> bool {
        let Some(GroupBy::Grain(grain)) = &self.world.plan.group_by else { return true };
        let clause = self.in_clause(at);
        let per = clause.clone().any(|one| self.items[one].what == What::Per);
        let grains =
            clause.filter_map(|one| if let What::Grain(of) = &self.items[one].what { Some(*of) } else { None });
        let grains: Vec<_> = grains.collect();
        !per || grains.is_empty() || grains.contains(grain)
    }

    fn has_measure(&self, at: usize, fact: &Known<'_>, told: &Told) -> Check {
        let named = |item: &usize| match &self.items[*item].what {
            What::Measure(measures) => measures.contains(&fact.measure),
            _ => false,
        };
        let per = match &self.world.plan.group_by {
            Some(GroupBy::Measure(name)) => self.world.catalogue.measures.iter().position(|m| m.name == *name),
            _ => None,
        };
        // "2.5 % of revenue": what it is a part of is named behind it.
        let is_role = |item: usize| match fact.fact.role {
            FactRole::Average => true,
            FactRole::Share => item > at,
            _ => false,
        };
        let is_per = |item: &usize| match &self.items[*item].what {
            What::Measure(measures) => {
                let ratio = measures.iter().any(|place| {
                    let aggregate = &self.world.catalogue.measures[*place].aggregate;
                    matches!(aggregate, Aggregate::Ratio { of, .. } if *of == fact.fact.measure)
                });
                per.is_some_and(|per| measures.contains(&per) || ratio) && is_role(*item)
            }
            _ => false,
        };
        let several = self.world.plan.measures.len() > 1;
        match told.how {
            How::Unnamed | How::Base => {
                let only = self.world.plan.measures.iter().all(|name| *name == fact.fact.measure);
                let unit = self.is_by_unit(at, fact);
                if only || unit { Ok(()) } else { Err(Fault::Measure) }
            }
            _ if told.items.iter().any(|item| named(item) || is_per(item)) => Ok(()),
            // "20 orders. The first was France (£5)": nobody takes pounds for orders.
            How::Topic if self.is_by_unit(at, fact) => Ok(()),
            // "Revenue was £5 from 20 orders": what stands behind it in the sentence is of another figure.
            How::Behind | How::Topic
                if !several
                    && self.world.plan.measures.first() == Some(&fact.fact.measure)
                    && told.how == How::Behind =>
            {
                Ok(())
            }
            _ => Err(Fault::Measure),
        }
    }

    /// Of several measures, the only one with the unit that is written.
    fn is_by_unit(&self, at: usize, fact: &Known<'_>) -> bool {
        let mut others = self.world.facts.iter().filter(|other| other.measure != fact.measure);
        match &self.items[at].what {
            What::Number(number) => {
                number.unit != super::number::UnitOf::Bare && others.all(|other| !number.has_unit_of(other.fact))
            }
            What::Fact(..) => fact.fact.unit != "count" && others.all(|other| other.fact.unit != fact.fact.unit),
            _ => false,
        }
    }

    /// "Ranging from £5 to £9": the least and the most.
    fn is_end_of_range(&self, at: usize, place: usize, ranks: &Ranks<'_>) -> bool {
        self.says_before(at, |what| *what == What::Range) && ranks.is_end(place)
    }
}

/// What a figure is told of.
struct Aspects {
    period: Told,
    members: Vec<(usize, Told)>,
    measure: Told,
    driver: Told,
}
