//! Which claims belong together: sentences, clauses, lists, and what a figure is told of.

use super::{
    scan::{Break, Item, What},
    when::When,
    world::{Slice, World},
};

/// What claims may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    Period,
    /// A member of the dimension at this place.
    Member(usize),
    Measure,
    Driver,
}

/// How a name came to be what a claim is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It stands in the claim's own clause, or was paired with it.
    Own,
    /// It stands before it in the sentence.
    Before,
    /// It stands behind it in the sentence.
    Behind,
    /// An earlier sentence, or the head of the column, names it.
    Topic,
    /// Nothing names it, and the claim stands where something is compared with.
    Base,
    /// Nothing names it.
    Unnamed,
}

/// Names that a claim is told of.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) items: Vec<usize>,
    pub(super) how: How,
}

/// A text's claims with their structure.
pub(super) struct Structure<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) items: &'a [Item],
    /// Words behind the last item.
    pub(super) trailing: usize,
    /// Of each item.
    pub(super) clause: Vec<usize>,
    pub(super) sentence: Vec<usize>,
    /// Items of one list have the same number.
    group: Vec<usize>,
    /// Of each clause: it is what something is compared with.
    base: Vec<bool>,
    /// Of each clause: it stands in brackets.
    inner: Vec<bool>,
    /// Of each item: its column, where it stands in a table.
    column: Vec<Option<usize>>,
}

pub(super) fn is_figure(what: &What) -> bool {
    matches!(what, What::Fact(..) | What::Number(_))
}

fn same_kind(a: &What, b: &What) -> bool {
    match (a, b) {
        (What::When(a), What::When(b)) => !matches!(a, When::Back(_)) && !matches!(b, When::Back(_)),
        (What::Member(_), What::Member(_)) | (What::Measure(_), What::Measure(_)) => true,
        (a, b) => is_figure(a) && is_figure(b),
    }
}

impl<'a> Structure<'a> {
    pub(super) fn of(world: &'a World<'a>, items: &'a [Item], trailing: usize) -> Self {
        let group = groups(items);
        let mut structure = Self {
            world,
            items,
            trailing,
            clause: Vec::with_capacity(items.len()),
            sentence: Vec::with_capacity(items.len()),
            group,
            base: vec![false],
            inner: vec![false],
            column: vec![None; items.len()],
        };
        structure.cut();
        structure.columns();
        structure
    }

    fn cut(&mut self) {
        let (mut clause, mut sentence, mut depth) = (0, 0, 0usize);
        for (at, item) in self.items.iter().enumerate() {
            let is_base = match item.what {
                What::Break(Break::Base) => true,
                What::Break(kind @ (Break::From | Break::FromTo)) => self.comes_from(at, kind),
                What::Break(Break::OnBase) => self.is_measured_on(at),
                _ => false,
            };
            // "Revenue from Germany", "de" and "on" part nothing.
            let idle = matches!(item.what, What::Break(Break::From | Break::FromTo | Break::OnBase)) && !is_base;
            if let What::Break(kind) = item.what
                && !self.in_list(at)
                && !idle
            {
                clause += 1;
                match kind {
                    Break::Open => depth += 1,
                    Break::Close => depth = depth.saturating_sub(1),
                    Break::Sentence | Break::Line => {
                        sentence += 1;
                        depth = 0;
                    }
                    _ => {}
                }
                self.base.push(is_base);
                self.inner.push(depth > 0);
            }
            // "Im Vergleich zu Mai sank": the verb ends what is compared with.
            let turns = matches!(item.what, What::Up | What::Down | What::Flat) && self.base[clause];
            let start = self.clause.partition_point(|one| *one < clause);
            if turns && self.items[start..at].iter().any(|item| matches!(item.what, What::When(_) | What::Member(_))) {
                clause += 1;
                self.base.push(false);
                self.inner.push(depth > 0);
            }
            self.clause.push(clause);
            self.sentence.push(sentence);
        }
    }

    /// A comma or "and" between the items of one list.
    fn in_list(&self, at: usize) -> bool {
        let neighbours = (at.checked_sub(1).map(|before| self.group[before]), self.group.get(at + 1));
        self.group[at] != usize::MAX && neighbours.0 == Some(self.group[at]) && neighbours.1 == Some(&self.group[at])
    }

    /// "From May to June", "down from £5": not "revenue from Germany".
    fn comes_from(&self, at: usize, kind: Break) -> bool {
        let rest = self.items[at + 1..].iter().take_while(|item| !ends(&item.what));
        let mut names = rest.clone().filter(|item| !matches!(item.what, What::Break(_)));
        let Some(first) = names.next() else { return false };
        if matches!(first.what, What::Member(_) | What::Others) {
            return false;
        }
        let again = rest.clone().position(|item| item.what == What::Break(kind));
        let to = rest.clone().position(|item| item.what == What::Break(Break::To));
        let goes_to = to.is_some_and(|to| again.is_none_or(|again| to < again));
        if kind == Break::FromTo {
            return goes_to;
        }
        goes_to || self.is_turned(at, false)
    }

    /// A direction stands before it in the sentence, other than one that is ranked: "the largest rise" is of a period.
    fn is_turned(&self, at: usize, ranked: bool) -> bool {
        let ranks = |one: usize| {
            self.items[one].loose == 0
                && one.checked_sub(1).is_some_and(|rank| matches!(self.items[rank].what, What::Top | What::Bottom))
        };
        let turns = |one: &usize| matches!(self.items[*one].what, What::Up | What::Down | What::Flat);
        let mut before = (0..at).rev().take_while(|one| !ends(&self.items[*one].what)).filter(turns);
        before.any(|one| ranked || !ranks(one))
    }

    /// "5% over May", "5% on the year before": not "£5 on 5 May".
    fn is_measured_on(&self, at: usize) -> bool {
        let back = self.items.get(at + 1).is_some_and(|next| matches!(next.what, What::When(When::Back(_))));
        let turned = self.is_turned(at, back);
        // A change is measured on a month; on a day something may have happened.
        let own = self.items.get(at + 1).is_some_and(|next| match &next.what {
            What::When(When::Day(..)) => false,
            What::When(When::Days(days)) => {
                days.iter().any(|(from, to)| from != to) || self.world.own_days.is_none_or(|own| !days.contains(&own))
            }
            What::When(_) => true,
            _ => false,
        });
        turned && own
    }

    /// The cells of a table, by their order in the line.
    fn columns(&mut self) {
        let mut from = 0;
        while from < self.items.len() {
            let to = self.items[from..]
                .iter()
                .position(|item| matches!(item.what, What::Break(Break::Line)))
                .map_or(self.items.len(), |end| from + end);
            if self.items[from..to].iter().filter(|item| item.what == What::Break(Break::Cell)).count() >= 2 {
                let mut column = 0;
                for at in from..to {
                    column += usize::from(self.items[at].what == What::Break(Break::Cell));
                    self.column[at] = Some(column);
                }
            }
            from = to + 1;
        }
    }

    /// Whether a name is of what something is compared with: also in brackets behind that, "vs £5 (May)".
    fn names_base(&self, at: usize) -> bool {
        let clause = self.clause[at];
        self.base[clause] || (clause > 0 && self.inner[clause] && self.base[clause - 1])
    }

    /// Whether an item stands in brackets.
    pub(super) fn is_inner(&self, at: usize) -> bool {
        self.inner[self.clause[at]]
    }

    pub(super) fn is_base(&self, at: usize) -> bool {
        self.base[self.clause[at]]
    }

    /// Whether an item names something of this aspect.
    pub(super) fn names(&self, at: usize, aspect: Aspect) -> bool {
        match (&self.items[at].what, aspect) {
            (What::When(When::Weekday(_) | When::Over(_)), Aspect::Period) => false,
            (What::When(_), Aspect::Period)
            | (What::Measure(_), Aspect::Measure)
            | (What::Driver(_), Aspect::Driver) => true,
            (What::Member(names), Aspect::Member(dimension)) => {
                names.iter().any(|(of, _)| *of == dimension) && !self.is_left_out(at, names, dimension)
            }
            (What::Others, Aspect::Member(dimension)) => self.rest_of(at).is_none_or(|of| of == dimension),
            _ => false,
        }
    }

    /// "France had the highest revenue *excluding Germany* with £5": who is left out of what is split by these members has no
    /// figure of its own.
    pub(super) fn is_left_out(&self, at: usize, names: &[(usize, String)], dimension: usize) -> bool {
        let left_out = |slice: &Slice| {
            slice.exclude
                && slice.dimension == dimension
                && names.iter().all(|(of, name)| *of != dimension || slice.names.contains(name))
        };
        let listed = |what: &What| matches!(what, What::Member(_) | What::Break(Break::Comma | Break::And));
        let first = (0..at).rev().find(|one| !listed(&self.items[*one].what));
        first.is_some_and(|first| self.items[first].what == What::Except)
            && self.world.own_slices.iter().any(left_out)
            && self.world.grouped_by() == Some(dimension)
    }

    /// Whose rest it is: where facts have that of several dimensions, the one named last before it.
    fn rest_of(&self, at: usize) -> Option<usize> {
        let rests = &self.world.has_rest;
        if rests.len() < 2 {
            return rests.iter().next().copied();
        }
        let of = |one: usize| match &self.items[one].what {
            What::Dimension(dimension) => Some(*dimension).filter(|dimension| rests.contains(dimension)),
            What::Member(names) => names.iter().map(|(dimension, _)| *dimension).find(|one| rests.contains(one)),
            _ => None,
        };
        (self.in_sentence(at).start..at).rev().find_map(of)
    }

    pub(super) fn in_clause(&self, at: usize) -> std::ops::Range<usize> {
        let clause = self.clause[at];
        let from = self.clause.partition_point(|one| *one < clause);
        from..self.clause.partition_point(|one| *one <= clause)
    }

    pub(super) fn in_sentence(&self, at: usize) -> std::ops::Range<usize> {
        let sentence = self.sentence[at];
        let from = self.sentence.partition_point(|one| *one < sentence);
        from..self.sentence.partition_point(|one| *one <= sentence)
    }

    /// All items of the list that an item stands in.
    pub(super) fn list(&self, at: usize, aspect: Aspect) -> Vec<usize> {
        if self.group[at] == usize::MAX {
            return vec![at];
        }
        // A list's number is the place of its first item.
        let group = self.group[at];
        (group..self.items.len())
            .take_while(|one| self.group[*one] == group)
            .filter(|one| self.names(*one, aspect))
            .collect()
    }

    fn told(&self, at: usize, aspect: Aspect, how: How) -> Told {
        Told { items: self.list(at, aspect), how }
    }

    /// What the claim at `at` is told of.
    pub(super) fn told_of(&self, at: usize, aspect: Aspect) -> Told {
        let (clause, sentence) = (self.in_clause(at), self.in_sentence(at));
        if let Some(paired) = self.paired(at, aspect, sentence.clone()) {
            return Told { items: vec![paired], how: How::Own };
        }
        let listed = |one: usize| self.group[one] != usize::MAX && self.group[one] == self.group[at];
        let stops = |one: &usize| *one != at && is_figure(&self.items[*one].what) && !listed(*one);
        let behind = (at + 1..clause.end).take_while(|one| !stops(one)).find(|one| self.names(*one, aspect));
        let before = (clause.start..at).rev().find(|one| self.names(*one, aspect));
        // "£5 in June": tied to it, with nothing between.
        if let Some(one) = behind {
            let tied = match aspect {
                Aspect::Measure => one == at + 1 && self.items[one].loose == 0,
                _ => (at + 1..=one).all(|between| self.items[between].loose == 0) && self.items[one].tied,
            };
            if tied || (before.is_none() && aspect != Aspect::Driver) {
                return self.told(one, aspect, How::Own);
            }
        }
        if !matches!(aspect, Aspect::Measure | Aspect::Driver)
            && let Some(one) = self.behind_brackets(at).filter(|one| self.names(*one, aspect))
        {
            return self.told(one, aspect, How::Own);
        }
        // "Rose 5% to £9 in June": the change is June's.
        if aspect == Aspect::Period
            && before.is_none()
            && clause.clone().any(|one| matches!(self.items[one].what, What::Up | What::Down))
            && self.items.get(clause.end).is_some_and(|next| next.what == What::Break(Break::To))
            && let Some(one) = self.in_clause(clause.end).find(|one| self.names(*one, aspect))
        {
            return self.told(one, aspect, How::Own);
        }
        // "£5 (June)"
        if self.items.get(at + 1).is_some_and(|next| next.what == What::Break(Break::Open)) {
            let inner = self.in_clause(at + 1);
            let alone = !inner.clone().any(|one| is_figure(&self.items[one].what));
            if let Some(one) = inner.clone().find(|one| alone && self.names(*one, aspect)) {
                return self.told(one, aspect, How::Own);
            }
        }
        if let Some(one) = before {
            return self.told(one, aspect, How::Own);
        }
        if let Some(one) = self.head(at, aspect) {
            return self.told(one, aspect, How::Topic);
        }
        let is_base = self.base[self.clause[at]];
        if is_base && matches!(aspect, Aspect::Period | Aspect::Member(_)) && !self.inner[self.clause[at]] {
            let others = [Aspect::Period]
                .into_iter()
                .chain(self.world.in_play.iter().map(|dimension| Aspect::Member(*dimension)));
            let named =
                others.filter(|other| *other != aspect).any(|other| clause.clone().any(|one| self.names(one, other)));
            if !named {
                return Told { items: Vec::new(), how: How::Base };
            }
        }
        // In brackets, the name before them is meant, whatever it is compared with.
        let inner = self.inner[self.clause[at]];
        let earlier = (sentence.start..clause.start).rev().filter(|one| self.names(*one, aspect));
        let found =
            earlier.into_iter().find(|one| inner || !self.names_base(*one) || (is_base && aspect == Aspect::Measure));
        if let Some(one) = found {
            return self.told(one, aspect, How::Before);
        }
        // What stands behind a claim is its own where no other figure is.
        let later = (clause.end..sentence.end)
            .take_while(|one| !is_figure(&self.items[*one].what))
            .find(|one| self.names(*one, aspect) && !self.names_base(*one))
            .filter(|one| !self.in_clause(*one).any(|other| is_figure(&self.items[other].what)));
        if let Some(one) = later {
            return self.told(one, aspect, How::Behind);
        }
        let topic = (0..sentence.start).rev().find(|one| self.names(*one, aspect) && !self.names_base(*one));
        match topic {
            Some(one) => self.told(one, aspect, How::Topic),
            None => Told { items: Vec::new(), how: How::Unnamed },
        }
    }

    /// "£5 (4%) in June": what is tied to the brackets behind a figure, or about it, is the figure's.
    fn behind_brackets(&self, at: usize) -> Option<usize> {
        let what = |one: usize| self.items.get(one).map(|item| &item.what);
        let is = |one: usize, kind: Break| what(one) == Some(&What::Break(kind));
        let inside = if is(at + 1, Break::Open) { at + 2 } else { at };
        if inside == at && !(at > 0 && is(at - 1, Break::Open)) {
            return None;
        }
        if !(what(inside).is_some_and(is_figure) && is(inside + 1, Break::Close)) {
            return None;
        }
        // "In the week of", "from", "im Jahr": an article, a preposition that parts nothing, or a unit may stand between.
        let tied = |one: usize| self.items.get(one).is_some_and(|item| item.tied && item.loose <= 1);
        let next = inside + 2;
        match what(next) {
            Some(What::Break(Break::From | Break::FromTo | Break::OnBase)) => Some(next + 1).filter(|one| tied(*one)),
            Some(What::Grain(_)) if self.items.get(next + 1)?.loose == 0 => Some(next + 1).filter(|_| tied(next)),
            _ => Some(next).filter(|one| tied(*one)),
        }
    }

    /// The figures and the names of a sentence that stand in two lists of one length belong together in their order.
    fn paired(&self, at: usize, aspect: Aspect, sentence: std::ops::Range<usize>) -> Option<usize> {
        if self.group[at] == usize::MAX || !is_figure(&self.items[at].what) {
            return None;
        }
        let figures: Vec<usize> = sentence
            .clone()
            .filter(|one| self.group[*one] == self.group[at] && is_figure(&self.items[*one].what))
            .collect();
        let place = figures.iter().position(|one| *one == at)?;
        let mut lists = sentence.filter(|one| self.group[*one] != usize::MAX && self.names(*one, aspect));
        let list = self.list(lists.next()?, aspect);
        (list.len() == figures.len() && list.len() > 1).then(|| list[place])
    }

    /// The head of a table's column.
    fn head(&self, at: usize, aspect: Aspect) -> Option<usize> {
        let column = self.column[at]?;
        let row = self.in_sentence(at);
        if row.clone().any(|one| self.names(one, aspect)) {
            return None;
        }
        (0..row.start).rev().find(|one| self.column[*one] == Some(column) && self.names(*one, aspect))
    }

    /// The rest of the sentence has it, nearest first, backwards before forwards.
    pub(super) fn elsewhere(&self, at: usize, aspect: Aspect) -> impl Iterator<Item = usize> + '_ {
        let sentence = self.in_sentence(at);
        (sentence.start..at).rev().chain(at + 1..sentence.end).filter(move |one| self.names(*one, aspect))
    }
}

fn ends(what: &What) -> bool {
    matches!(what, What::Break(Break::Sentence | Break::Line))
}

/// Numbers of lists: "Germany, France and Italy".
fn groups(items: &[Item]) -> Vec<usize> {
    let mut group = vec![usize::MAX; items.len()];
    let mut at = 0;
    while at < items.len() {
        let mut last = at;
        let mut next = at + 1;
        if is_figure(&items[at].what) || matches!(items[at].what, What::When(_) | What::Member(_) | What::Measure(_)) {
            let mut joined = false;
            loop {
                let mut place = next;
                while place < items.len()
                    && matches!(items[place].what, What::Break(Break::Comma | Break::And))
                    && items[place].loose == 0
                {
                    joined |= items[place].what == What::Break(Break::And);
                    place += 1;
                }
                let goes_on = place > next
                    && place < items.len()
                    && items[place].loose == 0
                    && same_kind(&items[at].what, &items[place].what);
                if !goes_on {
                    let cut = place == next + 1 && items.get(place).is_some_and(|item| item.what == What::More);
                    joined |= cut && matches!(items[at].what, What::Member(_));
                    break;
                }
                last = place;
                next = place + 1;
            }
            // "In October, November had": a comma alone makes no list.
            if !joined {
                last = at;
            }
        }
        if last > at {
            group[at..=last].fill(at);
        }
        at = last + 1;
    }
    group
}
