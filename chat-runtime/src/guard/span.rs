//! Whether a figure is told of its fact's period, and a change of what it is measured from.

use super::{
    bind::Check,
    scan::{Break, What},
    structure::{Aspect, How, Structure, Told},
    violation::Fault,
    when::{Fit, When},
    world::Known,
};

impl Structure<'_> {
    pub(super) fn has_period(&self, at: usize, place: usize, told: &Told, ranked: bool) -> Check {
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
    pub(super) fn has_base(&self, at: usize, place: usize) -> Check {
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
}
