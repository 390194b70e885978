//! Binds figures to facts: the value alone is worth nothing, the names around it must be the fact's own.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Aggregate,
    query::{fact::FactRole, plan::GroupBy},
};

use super::{
    number::Number,
    rank::Ranks,
    scan::{Break, What},
    structure::{Aspect, How, Structure, Told},
    violation::Fault,
    when::{Fit, When},
    world::{Known, Slice},
};

/// The fact of each figure of a text, by the item's place.
pub(super) struct Bound {
    pub(super) facts: Vec<Option<usize>>,
    /// Item, fault, and the fact that comes nearest.
    pub(super) faults: Vec<(usize, Fault, Option<usize>)>,
}

/// What of a fact a text does not tell, from the least to the most telling.
type Check = Result<(), Fault>;

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
    fn says(&self, at: usize, test: impl Fn(&What) -> bool) -> bool {
        self.in_clause(at).any(|one| test(&self.items[one].what))
    }

    fn says_before(&self, at: usize, test: impl Fn(&What) -> bool) -> bool {
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
        let is_per = |item: &usize| match &self.items[*item].what {
            What::Measure(measures) => {
                let ratio = measures.iter().any(|place| {
                    let aggregate = &self.world.catalogue.measures[*place].aggregate;
                    matches!(aggregate, Aggregate::Ratio { of, .. } if *of == fact.fact.measure)
                });
                per.is_some_and(|per| measures.contains(&per) || ratio) && fact.fact.role == FactRole::Average
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

    fn has_member(&self, at: usize, place: usize, dimension: usize, told: &Told, ranked: bool) -> Check {
        let fact = &self.world.facts[place];
        let own = fact.slice(dimension);
        let total = self.is_total(at) || self.is_of(at);
        let default = self.world.own_slices.iter().find(|slice| slice.dimension == dimension);
        let is_plans = own == default;
        let fits = match told.how {
            How::Unnamed => {
                let peers = self
                    .world
                    .facts
                    .iter()
                    .filter(|one| one.measure == fact.measure && one.fact.role == fact.fact.role);
                let same = peers.clone().all(|one| one.slice(dimension) == own);
                let whole = total
                    && self
                        .world
                        .facts
                        .iter()
                        .any(|one| one.measure == fact.measure && one.slices.len() < fact.slices.len());
                (is_plans && !whole)
                    || same
                    || (own.is_none() && total)
                    || (ranked && self.world.grouped_by() == Some(dimension))
                    || (fact.is_derived() && peers.count() == 1)
            }
            How::Base => is_plans || self.is_base_fact(place),
            // "Orders in June came to 5": a sentence that begins anew is about the whole again.
            How::Topic if is_plans && self.begins_anew(at) => true,
            How::Topic if fact.is_derived() && self.is_only(fact) => true,
            How::Own if own.is_some() && self.is_told_total(at) && self.has_whole(fact, dimension) => false,
            _ if told.how != How::Own
                && own.is_some()
                && self.is_whole_of_figure(at)
                && self.has_whole(fact, dimension) =>
            {
                false
            }
            _ => {
                let named = self.slice_of(&told.items, dimension);
                let this = own.is_some_and(|own| self.same_slice(own, &named, &told.items));
                let both = fact.is_derived() && self.names_both(fact, dimension, &named);
                let whole = (own.is_none() || is_plans)
                    && (total || told.how == How::Behind || fact.fact.role == FactRole::Whole && told.how != How::Own);
                // Several of the plan's own filters: "in Germany" of mugs in Germany.
                this || both || (whole && (told.how != How::Own || total))
            }
        };
        if fits { Ok(()) } else { Err(Fault::Member) }
    }

    /// "By country: France £5, by product: mugs £9": a name that has a figure of its own, of a dimension that no fact has together
    /// with the one named after it, is not this figure's.
    fn is_of_another(&self, fact: &Known<'_>, dimension: usize, name: &Told, all: &[(usize, Told)]) -> bool {
        let together = |other: usize| {
            let both = |one: &Known<'_>| one.slice(other).is_some() && one.slice(dimension).is_some();
            self.world.facts.iter().any(both)
        };
        let has_figure = |told: &Told| {
            let (Some(from), Some(to)) = (name.items.last(), told.items.first()) else { return false };
            (*from..*to).any(|one| super::structure::is_figure(&self.items[one].what))
        };
        matches!(name.how, How::Before | How::Topic)
            && fact.slice(dimension).is_none()
            && all.iter().any(|(other, told)| {
                matches!(told.how, How::Own | How::Before)
                    && *other != dimension
                    && fact.slice(*other).is_some()
                    && has_figure(told)
                    && !together(*other)
            })
    }

    /// Whether the figure's sentence names a measure and a period of its own.
    fn begins_anew(&self, at: usize) -> bool {
        let names = |aspect| (self.in_sentence(at).start..at).any(|one| self.names(one, aspect));
        names(Aspect::Measure) && names(Aspect::Period)
    }

    /// Whether the facts have what `fact` is a part of.
    fn has_whole(&self, fact: &Known<'_>, dimension: usize) -> bool {
        let all = self.world.facts.iter().filter(|one| one.measure == fact.measure && !one.is_derived());
        all.into_iter().any(|one| one.slice(dimension).is_none() && one.days == fact.days)
    }

    /// The only change of its kind.
    fn is_only(&self, fact: &Known<'_>) -> bool {
        self.world.facts.iter().filter(|one| one.measure == fact.measure && one.fact.role == fact.fact.role).count()
            == 1
    }

    /// The members that items name together.
    fn slice_of(&self, items: &[usize], dimension: usize) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for item in items {
            if let What::Member(of) = &self.items[*item].what {
                names.extend(of.iter().filter(|(one, _)| *one == dimension).map(|(_, name)| name.clone()));
            }
        }
        names
    }

    fn same_slice(&self, own: &Slice, named: &BTreeSet<String>, items: &[usize]) -> bool {
        let others = items.iter().any(|item| self.items[*item].what == What::Others);
        let except = items.first().is_some_and(|first| self.is_excepted(*first));
        let same = *named == own.names || (self.goes_on(items) && named.is_subset(&own.names));
        if others || except {
            return own.exclude && (named.is_empty() || same);
        }
        !own.exclude && same
    }

    /// "France, Italy, …"
    fn goes_on(&self, list: &[usize]) -> bool {
        let behind = |by: usize| list.last().and_then(|last| self.items.get(last + by)).map(|item| &item.what);
        list.len() > 1 && behind(1) == Some(&What::Break(Break::Comma)) && behind(2) == Some(&What::More)
    }

    /// "All but Germany": the word stands directly before the name.
    fn is_excepted(&self, item: usize) -> bool {
        item > 0 && self.items[item - 1].what == What::Except && self.items[item].loose == 0
    }

    fn names_both(&self, fact: &Known<'_>, dimension: usize, named: &BTreeSet<String>) -> bool {
        let Some(base) = fact.base.map(|base| &self.world.facts[base]) else { return false };
        let (Some(a), Some(b)) = (fact.slice(dimension), base.slice(dimension)) else { return false };
        a != b && a.names.union(&b.names).eq(named.iter())
    }

    /// "In total": of the figure that is next to it.
    fn is_total(&self, at: usize) -> bool {
        let parts = |one: usize| super::structure::is_figure(&self.items[one].what);
        self.in_clause(at).any(|one| self.items[one].what == What::Total && !(one.min(at) + 1..one.max(at)).any(parts))
    }

    /// "5% of the total £9"
    fn is_told_total(&self, at: usize) -> bool {
        let clause = self.in_clause(at);
        let figure = || (clause.start..at).any(|one| super::structure::is_figure(&self.items[one].what));
        at > clause.start && self.items[at - 1].what == What::Total && self.items[at].loose == 0 && figure()
    }

    /// "£5 of £9": the second is the whole.
    fn is_whole_of_figure(&self, at: usize) -> bool {
        at > 0 && self.items[at].tied && self.items[at].loose == 0 && {
            let idle = |item: &usize| !matches!(self.items[*item].what, What::Break(Break::From | Break::FromTo));
            (0..at).rev().find(idle).is_some_and(|before| super::structure::is_figure(&self.items[before].what))
        }
    }

    /// "£5 of £9", "of the total": the figure behind "of" is the whole.
    fn is_of(&self, at: usize) -> bool {
        let idle =
            |item: &usize| !matches!(self.items[*item].what, What::Break(Break::From | Break::FromTo | Break::Comma));
        let before = (0..at).rev().find(idle).map(|before| &self.items[before].what);
        self.items[at].tied
            && matches!(
                before,
                Some(What::Fact(..) | What::Number(_) | What::Break(Break::Close | Break::Colon)) | None
            )
            || (self.items[at].tied && self.items[at].loose <= 1 && self.in_clause(at).start == at)
    }

    fn is_base_fact(&self, place: usize) -> bool {
        self.world.facts[place].fact.role == FactRole::Base
            || self.world.facts.iter().any(|one| one.base == Some(place))
    }

    fn has_period(&self, at: usize, place: usize, told: &Told, ranked: bool) -> Check {
        let fact = &self.world.facts[place];
        let plans = fact.days.is_some() && fact.days == self.world.own_days;
        let fits = match told.how {
            How::Unnamed => {
                let peers = self
                    .world
                    .facts
                    .iter()
                    .filter(|one| one.measure == fact.measure && one.fact.role == fact.fact.role);
                plans
                    || peers.clone().all(|one| one.days == fact.days)
                    || ranked && self.world.grouped_by().is_none()
                    || (fact.is_derived() && peers.count() == 1)
            }
            How::Base => self.is_base_fact(place) || ranked || self.world.facts.iter().all(|one| one.days == fact.days),
            How::Topic if fact.is_derived() && self.is_only(fact) => true,
            _ => self.period_named(at, place, told, ranked),
        };
        if fits { Ok(()) } else { Err(Fault::Period) }
    }

    fn period_named(&self, at: usize, place: usize, told: &Told, ranked: bool) -> bool {
        let fact = &self.world.facts[place];
        let whens: Vec<&When> = told
            .items
            .iter()
            .filter_map(|item| if let What::When(when) = &self.items[*item].what { Some(when) } else { None })
            .collect();
        let base = fact.base.map(|base| &self.world.facts[base]);
        if let [when] = whens.as_slice() {
            if let When::Back(_) = when {
                return match (fact.is_derived(), fact.days, base.and_then(|base| base.days)) {
                    (true, Some(now), Some(base)) => when.is_back(now, base),
                    (false, Some(days), _) => {
                        self.world.days.iter().any(|now| *now != days && when.is_back(*now, days))
                            && (self.is_base_fact(place) || Some(days) != self.world.own_days)
                    }
                    _ => false,
                };
            }
            match self.world.fits(when, fact) {
                Fit::Same => return self.in_year(at, fact, told.items[0]) && !self.is_doubtful(when, fact, at),
                // A wider period names the context of a narrower one.
                Fit::Part => {
                    let narrower = self.elsewhere(at, Aspect::Period).any(|one| {
                        !self.is_base(one) && matches!(&self.items[one].what, What::When(when) if self.world.fits(when, fact) == Fit::Same)
                    });
                    return (ranked && self.world.grouped_by().is_none()) || narrower;
                }
                Fit::No => return false,
            }
        }
        let begins_with_to =
            self.in_clause(at).next().is_some_and(|first| self.items[first].what == What::Break(Break::To));
        if let ([_, last], true) = (whens.as_slice(), begins_with_to) {
            // "Between May and June, from £5 to £9"
            return self.world.fits(last, fact) == Fit::Same;
        }
        let Some(base) = base.filter(|_| fact.is_derived()) else { return false };
        whens.len() == 2
            && [fact, base].iter().all(|one| whens.iter().any(|when| self.world.fits(when, one) == Fit::Same))
    }

    /// A month without its year is of the year that the sentence names.
    fn in_year(&self, at: usize, fact: &Known<'_>, item: usize) -> bool {
        let What::When(when) = &self.items[item].what else { return true };
        if matches!(when, When::Days(_)) {
            return true;
        }
        let dated = |one: &usize| matches!(&self.items[*one].what, What::When(When::Days(days)) if days.iter().any(|(from, to)| (*to - *from).get_days() > 300));
        let nearest = self.elsewhere(at, Aspect::Period).filter(|one| !self.is_base(*one)).find(dated);
        let Some(nearest) = nearest else { return true };
        matches!(&self.items[nearest].what, What::When(year) if self.world.fits(year, fact) != Fit::No)
    }

    /// "June", where facts are about June of two years: the plan's own is meant.
    fn is_doubtful(&self, when: &When, fact: &Known<'_>, at: usize) -> bool {
        if matches!(when, When::Days(_)) || fact.days == self.world.own_days {
            return false;
        }
        let year = self
            .elsewhere(at, Aspect::Period)
            .any(|one| matches!(self.items[one].what, What::When(When::Days(_) | When::Back(_))));
        let same = self.world.days.iter().filter(|days| when.fits(**days, self.world.today) == Fit::Same).count();
        same > 1 && !year
    }

    /// A change is from its base to its period, not the other way round.
    fn has_base(&self, at: usize, place: usize) -> Check {
        let fact = &self.world.facts[place];
        let Some(base) = fact.base.map(|base| &self.world.facts[base]) else { return Ok(()) };
        if self.is_base(at) {
            // "From £5": what something is compared with is no change.
            return Err(Fault::Role);
        }
        let start = self.in_clause(at).start;
        let to = self.items[start].what == What::Break(Break::To);
        if to && start + 1 == at {
            // "Fell to 5%"
            return Err(Fault::Role);
        }
        if self.is_compared_with_nothing_known(at) {
            return Err(Fault::Period);
        }
        let sentence = self.in_sentence(at);
        let in_base = |one: &usize| self.is_base(*one);
        let after = (at..sentence.end).find(|one| in_base(one) && self.names(*one, Aspect::Period));
        let before = || (sentence.start..at).rev().find(|one| in_base(one) && self.names(*one, Aspect::Period));
        if let Some(one) = after.or_else(before)
            && let What::When(when) = &self.items[one].what
        {
            let is = match (when, fact.days, base.days) {
                (When::Back(_), Some(now), Some(base)) => when.is_back(now, base),
                _ => self.world.fits(when, base) == Fit::Same,
            };
            if !is {
                return Err(Fault::Period);
            }
        }
        for dimension in &self.world.in_play {
            let (Some(own), Some(other)) = (fact.slice(*dimension), base.slice(*dimension)) else { continue };
            if own == other {
                continue;
            }
            let member = |one: &usize| in_base(one) && self.names(*one, Aspect::Member(*dimension));
            if let Some(one) = (at..sentence.end).find(member).or_else(|| (sentence.start..at).rev().find(member))
                && !self.same_slice(other, &self.slice_of(&[one], *dimension), &[one])
            {
                return Err(Fault::Member);
            }
        }
        Ok(())
    }

    /// "17% more than planned": words that no fact is about stand where something is compared with.
    fn is_compared_with_nothing_known(&self, at: usize) -> bool {
        let sentence = self.in_sentence(at);
        let Some(base) = (self.in_clause(at).end..sentence.end).find(|one| self.is_base(*one)) else { return false };
        let clause = self.in_clause(base);
        if clause.len() > 1 {
            return false;
        }
        self.items.get(clause.end).map_or(self.trailing, |next| next.loose) > 0
    }

    /// A loss is told with a minus, or with a word for it.
    fn has_sign(&self, at: usize, fact: &Known<'_>) -> Check {
        let Some(value) = fact.fact.value.filter(|value| !value.is_zero()) else { return Ok(()) };
        let negative = value.is_sign_negative();
        let written = match &self.items[at].what {
            What::Number(Number { sign, value, .. }) => sign.or((value == &Decimal::ZERO).then_some(negative)),
            What::Fact(_, false) => Some(negative),
            _ => None,
        };
        let direction = self.direction_of(at).map(|(_, up)| up);
        let loses = |what: &What| matches!(what, What::Down);
        if !fact.is_derived() {
            let down = written == Some(true)
                || (written.is_none() && direction == Some(false) && negative && self.says(at, loses));
            // "+£9" is a change.
            let rises = matches!(&self.items[at].what, What::Number(Number { sign: Some(false), .. }));
            return if negative == down && !rises { Ok(()) } else { Err(Fault::Sign) };
        }
        if let Some(written) = written.filter(|_| matches!(self.items[at].what, What::Number(_)))
            && written != negative
        {
            return Err(Fault::Sign);
        }
        // Without any word for it, a figure is no change.
        let differs = |what: &What| matches!(what, What::Difference | What::Change);
        let told = self.says(at, differs) || self.says_before(at, differs);
        if fact.fact.role == FactRole::Change && direction.is_none() && written.is_none() && !told {
            return Err(Fault::Role);
        }
        match direction {
            Some(up) if up == negative => Err(Fault::Direction),
            None if written.is_none()
                && negative
                && !self.says(at, |what| *what == What::Difference)
                && !self.says_before(at, |what| *what == What::Difference) =>
            {
                Err(Fault::Sign)
            }
            _ => Ok(()),
        }
    }

    /// Which way the words around a figure say that it goes: the nearest in its clause, else the last before it in the sentence,
    /// or the first behind it.
    pub(super) fn direction_of(&self, at: usize) -> Option<(usize, bool)> {
        let way = |one: usize| match self.items[one].what {
            What::Up => Some((one, !self.is_negated(one))),
            What::Down => Some((one, self.is_negated(one))),
            _ => None,
        };
        let (clause, sentence) = (self.in_clause(at), self.in_sentence(at));
        let in_clause =
            clause.clone().filter_map(|one| Some((one.abs_diff(at), way(one)?))).min_by_key(|(distance, _)| *distance);
        if let Some((_, way)) = in_clause {
            return Some(way);
        }
        let mut before = (sentence.start..clause.start).rev();
        before.find_map(way).or_else(|| {
            let next = (clause.end..sentence.end)
                .take_while(|one| !super::structure::is_figure(&self.items[*one].what) || self.is_close(at, *one));
            next.filter(|one| !self.is_base(*one) || matches!(self.items[*one].what, What::Up | What::Down))
                .find_map(way)
        })
    }

    /// "£5 (4%) less": the figure in brackets does not part the first from its word.
    fn is_close(&self, at: usize, other: usize) -> bool {
        other == at + 2 && self.items[at + 1].what == What::Break(Break::Open)
    }

    /// A "not" within a few words before.
    pub(super) fn is_negated(&self, at: usize) -> bool {
        let clause = self.in_clause(at);
        (clause.start..at).rev().take(2).any(|one| self.items[one].what == What::Not)
    }
}

/// What a figure is told of.
struct Aspects {
    period: Told,
    members: Vec<(usize, Told)>,
    measure: Told,
    driver: Told,
}
