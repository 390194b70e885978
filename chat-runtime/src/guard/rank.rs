//! Ranks: "the highest", "second", "followed by", against the order of the facts' figures.

use rust_decimal::Decimal;
use sales_metrics::query::{
    fact::FactRole,
    plan::{Intent, Order},
};

use super::{
    bind::Bound,
    scan::{Break, What},
    structure::{Aspect, Structure, is_figure},
    violation::Fault,
    when::{Days, Fit, When},
    world::World,
};

/// So many figures of a ranking one after the other are a list, which has an order.
const LIST: usize = 3;

/// The facts that have ranks.
pub(super) struct Ranks<'a> {
    world: &'a World<'a>,
    /// Figures that stand beside each other.
    members: Vec<usize>,
    /// What facts are told apart by.
    pub(super) aspect: Aspect,
}

impl<'a> Ranks<'a> {
    pub(super) fn of(world: &'a World<'a>) -> Self {
        let dimension = world.grouped_by();
        let aspect = dimension.map_or(Aspect::Period, Aspect::Member);
        let role = if world.plan.intent == Intent::Why { FactRole::Contribution } else { FactRole::Value };
        let parted = |place: &usize| {
            let fact = &world.facts[*place];
            let rest = fact.slices.iter().any(|slice| slice.exclude && world.own_slices.iter().all(|own| own != slice));
            let is_role = fact.fact.role == role
                || (role == FactRole::Value && fact.is_value() && world.plan.intent != Intent::Growth);
            // A summary has the first of several dimensions.
            let is_group = dimension.is_none_or(|dimension| {
                fact.slice(dimension).is_some() || (world.plan.intent == Intent::Summary && !fact.slices.is_empty())
            });
            is_role && is_group && !rest && fact.fact.value.is_some()
        };
        let ranked = !matches!(world.plan.intent, Intent::Lookup | Intent::Average | Intent::Share);
        let members = if ranked { (0..world.facts.len()).filter(parted).collect() } else { Vec::new() };
        Self { world, members, aspect }
    }

    fn value(&self, place: usize) -> Decimal {
        let value = self.world.facts[place].fact.value.unwrap_or_default();
        if self.world.facts[place].fact.role == FactRole::Contribution { value.abs() } else { value }
    }

    fn peers(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let of = &self.world.facts[place];
        let dimensions =
            |place: usize| self.world.facts[place].slices.iter().map(|slice| slice.dimension).collect::<Vec<_>>();
        let own = dimensions(place);
        let summary = self.world.plan.intent == Intent::Summary;
        self.members.iter().copied().filter(move |one| {
            let other = &self.world.facts[*one];
            other.measure == of.measure
                && dimensions(*one) == own
                && self.world.is_single(of, other)
                && (!summary || other.slices == of.slices || !own.is_empty())
        })
    }

    /// The place of a fact from one end: 1 is the first; facts of one figure share it.
    fn position(&self, place: usize, order: Order) -> Option<usize> {
        if !self.members.contains(&place) {
            return None;
        }
        let one_end = matches!(self.world.plan.intent, Intent::Rank | Intent::Breakdown) && !self.world.shows_all();
        let top_alone = matches!(self.world.plan.intent, Intent::Summary | Intent::Why);
        if (one_end && order != self.world.order()) || (top_alone && order == Order::Lowest) {
            return None;
        }
        let own = self.value(place);
        let before = |one: &usize| match order {
            Order::Highest => self.value(*one) > own,
            Order::Lowest => self.value(*one) < own,
        };
        Some(self.peers(place).filter(before).count() + 1)
    }

    /// Whether a fact has the place `n`, which facts of one figure share.
    fn is_at(&self, place: usize, order: Order, n: usize) -> bool {
        let ties = self.peers(place).filter(|one| self.value(*one) == self.value(place)).count();
        self.position(place, order).is_some_and(|first| first <= n && n < first + ties.max(1))
    }

    pub(super) fn is_end(&self, place: usize) -> bool {
        self.position(place, Order::Highest) == Some(1) || self.position(place, Order::Lowest) == Some(1)
    }

    /// The end that a rank word counts from, and its place.
    fn rank(&self, structure: &Structure<'_>, at: usize) -> Option<(Order, usize)> {
        match structure.items[at].what {
            What::Top => Some((Order::Highest, 1)),
            What::Bottom => Some((Order::Lowest, 1)),
            What::Ordinal(n) => {
                // "second lowest"
                let low = structure.in_clause(at).any(|one| structure.items[one].what == What::Bottom);
                let high = structure.in_clause(at).any(|one| structure.items[one].what == What::Top);
                let order = if low {
                    Order::Lowest
                } else if high {
                    Order::Highest
                } else {
                    self.world.order()
                };
                Some((order, n))
            }
            _ => None,
        }
    }

    /// "The second lowest" is one rank, told by its number.
    fn is_counted(&self, structure: &Structure<'_>, at: usize) -> bool {
        matches!(structure.items[at].what, What::Top | What::Bottom)
            && at > 0
            && matches!(structure.items[at - 1].what, What::Ordinal(_))
            && structure.items[at].loose == 0
    }

    /// The fact that a figure's clause names by its rank alone: "the best month brought £5".
    pub(super) fn named_by_rank(&self, structure: &Structure<'_>, at: usize) -> Option<usize> {
        let clause = structure.in_clause(at);
        if clause.clone().any(|one| structure.names(one, self.aspect)) && self.aspect != Aspect::Period {
            return None;
        }
        let in_clause =
            clause.clone().filter(|one| !self.is_counted(structure, *one)).find_map(|one| self.rank(structure, one));
        let (order, n) = in_clause.or_else(|| {
            let start = structure.in_sentence(at).start;
            let named =
                (start..clause.start).any(|one| structure.names(one, self.aspect) && self.aspect != Aspect::Period);
            (start..clause.start).rev().take_while(|_| !named).find_map(|one| self.rank(structure, one))
        })?;
        let measure =
            structure.told_of(at, Aspect::Measure).items.first().map(|one| structure.items[*one].what.clone());
        self.members.iter().copied().find(|place| {
            let of_measure = match &measure {
                Some(What::Measure(places)) => places.contains(&self.world.facts[*place].measure),
                _ => true,
            };
            of_measure && self.is_at(*place, order, n)
        })
    }

    /// Facts that a name is of, by figure or by change.
    fn named(&self, structure: &Structure<'_>, item: usize, places: &[usize]) -> Vec<usize> {
        let fits = |place: &usize| {
            let fact = &self.world.facts[*place];
            match (&structure.items[item].what, self.aspect) {
                (What::When(when), Aspect::Period) => self.world.fits(when, fact) == Fit::Same,
                (What::Member(names), _) => names.iter().any(|(dimension, name)| {
                    fact.slice(*dimension).is_some_and(|slice| !slice.exclude && slice.names.contains(name))
                }),
                _ => false,
            }
        };
        places.iter().copied().filter(fits).collect()
    }

    /// Claims of rank that the facts do not show.
    pub(super) fn faults(&self, structure: &Structure<'_>, bound: &Bound) -> (Vec<(usize, Fault)>, usize) {
        let (mut faults, mut shown) = (Vec::new(), 0);
        if let Some(at) = self.breaks_order(bound) {
            faults.push((at, Fault::Rank));
        }
        for at in 0..structure.items.len() {
            if self.is_counted(structure, at) {
                continue;
            }
            if matches!(structure.items[at].what, What::Top | What::Bottom | What::Ordinal(_) | What::Next)
                && !self.is_of_its_time(structure, at)
            {
                faults.push((at, Fault::Rank));
                continue;
            }
            let claim = match structure.items[at].what {
                What::Next => self.follows(structure, at),
                What::Top | What::Bottom | What::Ordinal(_) => self.holds(structure, at, bound),
                _ => continue,
            };
            let item = &structure.items[at];
            // "2nd", of nothing: the number of a line is one token, and "second" also begins a sentence.
            let written = matches!(item.what, What::Ordinal(_)) && item.to - item.from > 1;
            match claim {
                Some(true) => shown += 1,
                None if !written => {}
                Some(false) | None => faults.push((at, Fault::Rank)),
            }
        }
        (faults, shown)
    }

    /// The last figure of a ranking's list, three or more, that has another order than the facts, or leaves one out.
    fn breaks_order(&self, bound: &Bound) -> Option<usize> {
        let Aspect::Member(_) = self.aspect else { return None };
        if self.world.plan.intent != Intent::Rank {
            return None;
        }
        let mut told: Vec<(usize, usize)> = Vec::new();
        for (at, place) in bound.facts.iter().enumerate() {
            let Some(place) = place.filter(|place| self.members.contains(place)) else { continue };
            if told.iter().all(|(_, before)| *before != place) {
                told.push((at, place));
            }
        }
        let (order, first) = (self.world.order(), told.first()?.1);
        let begins = self.position(first, order)?;
        let follows = |(at, (_, place)): (usize, &(usize, usize))| self.is_at(*place, order, begins + at);
        // Facts of one figure share their places; the first told may be the last of such.
        let ties = self.peers(first).filter(|one| self.value(*one) == self.value(first)).count().max(1);
        let holds = (0..ties).any(|late| told.iter().enumerate().all(|(at, one)| follows((late + at, one))));
        let is_list = told.len() >= LIST && told.iter().all(|(_, place)| self.peers(first).any(|peer| peer == *place));
        told.last().filter(|_| is_list && !holds).map(|(at, _)| *at)
    }

    /// Whether the times that are named beside a rank are those of the facts: what is first of a half is not of its year.
    fn is_of_its_time(&self, structure: &Structure<'_>, at: usize) -> bool {
        if !matches!(self.world.plan.intent, Intent::Rank | Intent::Breakdown) {
            return true;
        }
        let names_place = |item: usize| !self.named(structure, item, &self.members).is_empty();
        let is_whole = |when: &When| {
            let is = |days: Option<Days>| days.is_some_and(|days| when.fits(days, self.world.today) == Fit::Same);
            is(self.world.own_days) || self.world.facts.iter().any(|fact| self.world.fits(when, fact) == Fit::Same)
        };
        let sentence = structure.in_sentence(at);
        let has_place = sentence.clone().any(|item| self.aspect == Aspect::Period && names_place(item));
        sentence.clone().all(|item| match &structure.items[item].what {
            What::When(when) if self.aspect == Aspect::Period && !names_place(item) => {
                // "The best day was September": that is not one.
                let is_subject = item > at && !structure.items[item].tied && !has_place;
                is_whole(when) && !is_subject
            }
            What::When(when) => is_whole(when),
            _ => true,
        })
    }

    fn nameable(&self, structure: &Structure<'_>, one: usize) -> bool {
        let fits = |what: &What| match (what, self.aspect) {
            (What::When(_), Aspect::Period) => true,
            (What::Member(names), Aspect::Member(dimension)) => !structure.is_left_out(one, names, dimension),
            _ => false,
        };
        fits(&structure.items[one].what)
            && !(self.aspect == Aspect::Period && self.named(structure, one, &self.members).is_empty())
    }

    /// "…, followed by France": the next place after the name before.
    fn follows(&self, structure: &Structure<'_>, at: usize) -> Option<bool> {
        let sentence = structure.in_sentence(at);
        let is = |one: &usize| self.nameable(structure, *one);
        let before = (sentence.start..at).rev().find(is)?;
        let next = (at + 1..sentence.end).find(is)?;
        let place = |item: usize| {
            self.named(structure, item, &self.members)
                .into_iter()
                .filter_map(|place| self.position(place, self.world.order()))
                .min()
        };
        let (Some(a), Some(b)) = (place(before), place(next)) else { return Some(false) };
        Some(b == a + 1 || b == a)
    }

    fn holds(&self, structure: &Structure<'_>, at: usize, bound: &Bound) -> Option<bool> {
        let (order, n) = self.rank(structure, at)?;
        let (clause, sentence) = (structure.in_clause(at), structure.in_sentence(at));
        let is = |one: &usize| self.nameable(structure, *one);
        let stop = |one: &usize| {
            matches!(structure.items[*one].what, What::Top | What::Bottom | What::Ordinal(_) | What::Next)
                && !self.is_counted(structure, *one)
        };
        let in_clause = clause.clone().filter(is).min_by_key(|one| one.abs_diff(at));
        let behind = (at + 1..sentence.end).take_while(|one| !stop(one)).find(is);
        let listed: Vec<usize> =
            (at + 1..sentence.end).take_while(|one| !stop(one) || *one == at + 1).filter(is).collect();
        let colon = (at + 1..sentence.end).any(|one| structure.items[one].what == What::Break(Break::Colon));
        let before = (sentence.start..at).rev().find(is);
        if self.members.is_empty() {
            // "The best day" of a figure that stands alone.
            let named = (sentence.start..sentence.end).any(|one| {
                is_figure(&structure.items[one].what)
                    || matches!(structure.items[one].what, What::Member(_) | What::When(_))
            });
            return named.then_some(false);
        }
        let changes: Vec<usize> = self.changes(structure, at);
        let ranked = if changes.is_empty() { &self.members } else { &changes };
        if listed.len() > 1 && (colon || self.lists(structure, at)) && n == 1 && changes.is_empty() {
            return Some(self.stand_in_order(structure, &listed, order));
        }
        let subject = in_clause.or(behind).or(before);
        let Some(subject) = subject else {
            // No name: what is ranked is the figure beside it.
            let figures: Vec<usize> = sentence.clone().filter(|one| is_figure(&structure.items[*one].what)).collect();
            let nearest = figures.into_iter().min_by_key(|one| one.abs_diff(at))?;
            let place = bound.facts[nearest]?;
            return Some((self.is_at(place, order, n)) != structure.is_negated(at));
        };
        let places = self.named(structure, subject, ranked);
        let holds = if changes.is_empty() {
            places.into_iter().any(|place| self.is_at(place, order, n))
        } else {
            places.into_iter().any(|place| self.leads(place, &changes, structure, at, order))
        };
        Some(holds != structure.is_negated(at))
    }

    /// Whether names stand in the order of their figures, those of each dimension for themselves.
    fn stand_in_order(&self, structure: &Structure<'_>, listed: &[usize], order: Order) -> bool {
        let mut told: Vec<usize> = Vec::new();
        for item in listed {
            let places = self.named(structure, *item, &self.members);
            if told.last().is_some_and(|last| places.contains(last)) {
                continue;
            }
            let next = |place: &usize| {
                let peers: Vec<usize> = self.peers(*place).collect();
                self.is_at(*place, order, told.iter().filter(|one| peers.contains(one)).count() + 1)
            };
            let Some(place) = places.into_iter().find(next) else { return false };
            told.push(place);
        }
        true
    }

    fn lists(&self, structure: &Structure<'_>, at: usize) -> bool {
        structure.items.get(at + 1).is_some_and(|next| matches!(next.what, What::Dimension(_)))
    }

    /// "The strongest growth": the changes that are ranked then, in percent where no change of another unit is told.
    fn changes(&self, structure: &Structure<'_>, at: usize) -> Vec<usize> {
        if self.world.plan.intent != Intent::Growth {
            return Vec::new();
        }
        let mut clause = structure.in_clause(at);
        if !clause.clone().any(|one| matches!(structure.items[one].what, What::Up | What::Down)) {
            return Vec::new();
        }
        // By what is told of it: "the largest rise, £9" may be the figure of its month, too.
        let tells_change = |one: usize| match &structure.items[one].what {
            What::Fact(place, _) => self.world.facts[*place].fact.role == FactRole::Change,
            What::Number(number) => {
                let mut changes = self.world.facts.iter().filter(|fact| fact.fact.role == FactRole::Change);
                changes.any(|fact| number.tells(fact.fact) && number.has_unit_of(fact.fact))
            }
            _ => false,
        };
        let role = if clause.any(tells_change) { FactRole::Change } else { FactRole::Percent };
        let is =
            |place: &usize| self.world.facts[*place].fact.role == role && self.world.facts[*place].fact.value.is_some();
        (0..self.world.facts.len()).filter(is).collect()
    }

    /// Whether no change is greater, or none is a greater loss: of units that the data has all days of, where it is of one.
    fn leads(&self, place: usize, changes: &[usize], structure: &Structure<'_>, at: usize, order: Order) -> bool {
        let down = structure.in_clause(at).any(|one| structure.items[one].what == What::Down);
        let value = |place: usize| self.world.facts[place].fact.value.unwrap_or_default();
        let whole = |place: usize| self.world.facts[place].fact.covered.is_none();
        let most = (order == Order::Highest) != down;
        let goes = order == Order::Lowest || !value(place).is_zero() && value(place).is_sign_negative() == down;
        goes && changes
            .iter()
            .filter(|one| whole(**one) || !whole(place))
            .all(|one| if most { value(*one) <= value(place) } else { value(*one) >= value(place) })
    }
}
