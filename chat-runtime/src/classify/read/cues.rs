//! The words between names and dates.

use sales_metrics::{
    catalogue::Unit,
    query::plan::{MOST_RANKED, Order},
};

use super::{GrainForm, Reader, words::PERCENT};
use crate::classify::{
    lexicon::{Cue, PLACES, THINGS},
    tokens::Token,
};

/// What is said of who sells less than before.
const LOST: [&str; 7] = ["lost", "verloren", "verlor", "perdu", "perdio", "perdido", "perdeu"];
/// Where a question's "who" ends, at the latest: "and who".
const LATEST_WHO: usize = 2;
/// Words of a question that begins with a command: "drop Germany".
const SHORT: usize = 4;

impl Reader<'_> {
    /// Phrases of several words that mean something as a whole, before their words are taken for measures: "market share".
    pub(super) fn phrases(&mut self) {
        let mut at = 0;
        while at < self.list.len() {
            let found = self.lexicon.look_up(&self.list[at..]).filter(|_| !self.list[at].used);
            let Some((cue, count)) = found.filter(|(cue, count)| *count > 1 && *cue != Cue::Stop && !cue.points_back())
            else {
                at += 1;
                continue;
            };
            // "For all regions", where the catalogue has regions: their filter alone is taken off, or they are asked for.
            if cue == Cue::Clear
                && self.vocabulary.dimensions.iter().any(|(phrase, ..)| self.phrase_at(at + count - 1, phrase))
            {
                self.explain(at, count - 1);
                at += count;
                continue;
            }
            // The catalogue's own phrases come first, also those that only overlap: "product group by discounts".
            let own = |phrase: &Vec<String>, start: usize| {
                start + phrase.len() > at && (phrase.len() >= count || start < at) && self.phrase_at(start, phrase)
            };
            let is_own = (at.saturating_sub(3)..at + count).any(|start| {
                self.vocabulary.measures.iter().any(|(phrase, _)| own(phrase, start))
                    || self.vocabulary.dimensions.iter().any(|(phrase, ..)| own(phrase, start))
            });
            // "By weekday", where the catalogue has weekdays; "the other stores", where it has stores.
            let ends = |phrase: &Vec<String>| {
                (at + count).checked_sub(phrase.len()).is_some_and(|start| start > at && self.phrase_at(start, phrase))
            };
            let splits = cue == Cue::Elsewhere && matches!(self.list[at].word.as_str(), "by" | "per" | "other");
            let is_own = is_own || splits && self.vocabulary.dimensions.iter().any(|(phrase, ..)| ends(phrase));
            // "Did they account for": no accounts.
            if !is_own || cue == Cue::Share && self.list[at].word == "account" {
                self.take(at, count, cue);
                self.place(at, count, cue);
            }
            at += count;
        }
    }

    /// Whether at `at` stands the Portuguese "no", which means "in the".
    pub(super) fn is_before_a_period(&self, at: usize) -> bool {
        at > 0 && self.list[at].word == "no" && self.list.get(at + 1).is_some_and(|next| next.link == Some("<period>"))
    }

    /// All other words that the language explains.
    pub(super) fn cues(&mut self) {
        let mut at = 0;
        while at < self.list.len() {
            if self.list[at].used {
                at += 1;
                continue;
            }
            // "No, orders": corrects; "no T3", in Portuguese.
            let corrects = at == 0 && matches!(self.list[0].word.as_str(), "no" | "nao" | "nein" | "non");
            if corrects || self.is_before_a_period(at) {
                self.explain(at, 1);
                at += 1;
                continue;
            }
            if let Some((cue, count)) = self.lexicon.look_up(&self.list[at..]) {
                self.take(at, count, cue);
                self.place(at, count, cue);
                at += count;
            } else if LOST.contains(&self.list[at].word.as_str()) && self.asks_who() {
                // "Which products lost the most revenue"
                self.take(at, 1, Cue::Change);
                self.place(at, 1, Cue::Change);
                at += 1;
            } else {
                let in_list = |n: &u32| (1..=MOST_RANKED).contains(n);
                if let Some(number) = self.list[at].word.parse().ok().filter(in_list) {
                    self.number(at, number);
                    self.link(at, 1, "<number>");
                }
                at += 1;
            }
        }
    }

    /// "20 % of revenue" asks for a share; "the margin % of Furniture" does not.
    pub(super) fn percent_sign(&mut self) {
        if self.text.contains("% of") && !self.is_in_percent() && !self.reading.in_percent {
            self.reading.cues.push(Cue::Share);
        }
    }

    /// Whether all measures that are named are in percent.
    fn is_in_percent(&self) -> bool {
        let of_percent = |name: &String| {
            self.vocabulary.catalogue().measure(name).is_some_and(|measure| measure.unit == Unit::Percent)
        };
        !self.reading.measures.is_empty() && self.reading.measures.iter().all(of_percent)
    }

    /// "Which products", "and which five": at its beginning.
    fn asks_who(&self) -> bool {
        let asks = |token: &Token| {
            let word = token.word.as_str();
            matches!(
                word,
                "which" | "what" | "quel" | "quelle" | "quels" | "quelles" | "que" | "cual" | "qual" | "quais"
            ) || word.starts_with("welche")
        };
        self.list.iter().take(3).any(asks)
    }

    /// Whether a word that ranks stands at `at`: "the two weakest months".
    fn ranks(&self, at: usize) -> bool {
        let word = self.list.get(at).map(|token| token.word.as_str());
        matches!(word.and_then(|word| self.lexicon.word(word)), Some(Cue::Highest | Cue::Lowest))
    }

    /// Explains the words of a cue, with its kind where the intent model knows it by that.
    pub(super) fn place(&mut self, at: usize, count: usize, cue: Cue) {
        match cue {
            Cue::Concept(_) => self.link(at, count, "<measure>"),
            Cue::Place(false) | Cue::Thing(false) => self.link(at, count, "<dimension>"),
            Cue::Place(true) | Cue::Thing(true) => self.link(at, count, "<dimensions>"),
            Cue::Each(_) => self.link(at, count, "<each>"),
            Cue::Unit(_) => self.link(at, count, "<grain>"),
            Cue::Number(_) => self.link(at, count, "<number>"),
            _ => self.explain(at, count),
        }
    }

    fn number(&mut self, at: usize, number: u32) {
        // "more than 50" is a bound, "top 50" is not.
        if matches!(self.before(at), "than" | "least" | "above" | "over" | "below" | "under" | "exceeding" | "exceed") {
            self.reading.bounded = true;
        }
        let after = self.list.get(at + 1).map_or("", |token| token.word.as_str());
        let percent = self.text[self.list[at].span.end..].trim_start().starts_with('%');
        // A time of day, a part of a figure, an amount to be added: no plan can say them.
        self.reading.bounded |= percent
            || self.before(at) == "next"
            || self.text[..self.list[at].span.start].ends_with(" -")
            || matches!(after, "am" | "pm" | "percent" | "uhr" | "h")
            || matches!(self.before(at), "plus" | "minus" | "times" | "by") && self.lexicon.is_small(after);
        self.reading.numbers += 1;
        self.reading.number.get_or_insert(number);
    }

    pub(super) fn take(&mut self, at: usize, count: usize, cue: Cue) {
        match cue {
            Cue::Stop => {}
            Cue::Place(plural) => self.usual_dimension(at, count, &PLACES, plural),
            Cue::Thing(plural) => self.usual_dimension(at, count, &THINGS, plural),
            Cue::Narrow => {}
            Cue::Share if self.is_unit_of_measure(at, count) => {}
            // "How many units did we move", "which store moved the most units": sold.
            Cue::Change if self.list[at].word.starts_with("move") && self.is_of_things(at + count) => {
                self.reading.cues.push(Cue::Sell);
            }
            Cue::Highest => {
                self.reading.both_ends |= self.is_ordinal(at);
                self.reading.both_ends |= self.reading.order == Some(Order::Lowest);
                self.reading.order.get_or_insert(Order::Highest);
            }
            Cue::Lowest => {
                self.reading.both_ends |= self.is_ordinal(at);
                // "Least popular" is one end, "best and worst" are two.
                self.reading.both_ends |= self.reading.order == Some(Order::Highest) && self.before(at) != "top";
                self.reading.order = Some(Order::Lowest);
            }
            Cue::Bestsellers => {
                let lowest = matches!(self.list[at].word.as_str(), "worst" | "slowest");
                self.reading.order.get_or_insert(if lowest { Order::Lowest } else { Order::Highest });
                self.reading.cues.push(cue);
            }
            Cue::Number(number) => self.number(at, number),
            Cue::Who => {
                let dimension = self.people(at + count).map(str::to_owned);
                self.reading.dimensions.extend(dimension.map(|name| (name, false)));
                self.reading.cues.push(cue);
            }
            Cue::Exclude if at == 0 => {}
            Cue::Money | Cue::Concept(_) if self.takes_percent_of(at, cue) => {}
            Cue::Concept(concept) => self.concept(at, count, concept),
            Cue::Money => {
                self.reading.money_at.get_or_insert(at);
                self.reading.cues.push(Cue::Sell);
            }
            Cue::Trend => self.reading.cues.extend([Cue::Trend, Cue::Change]),
            Cue::Summed => self.reading.cues.extend([Cue::Together, Cue::Summed]),
            Cue::Difference => self.reading.cues.extend([Cue::Compare, Cue::Difference]),
            Cue::Change | Cue::Reset if self.reading.gives_up && self.removes(at, count) => {
                self.reading.cues.push(Cue::Exclude);
            }
            Cue::Change if at == 0 && self.list[0].word == "drop" && self.list.len() <= SHORT => {
                self.reading.cues.push(Cue::Exclude);
            }
            Cue::Remove => self.reading.cues.push(Cue::Exclude),
            Cue::Both if self.ranks(at + count) => self.number(at, 2),
            Cue::Each(grain) => {
                // "The best day of each month"
                self.reading.two_grains |= self.reading.grain.is_some_and(|(known, _)| known != grain);
                self.reading.grain = Some((grain, GrainForm::Each));
            }
            // "How many days had more than 20k": the days.
            Cue::Unit(grain) if self.counts(at) && self.reading.having.is_some() => {
                self.reading.grain.get_or_insert((grain, GrainForm::Noun));
            }
            Cue::Unit(_) if self.counts(at) => self.reading.counted = Some(self.written(at, count).to_owned()),
            Cue::Unit(grain) => {
                let each = self.reading.crossed
                    || matches!(self.before(at), "by" | "per" | "each" | "every")
                    || matches!(self.lexicon.word(self.before(at)), Some(Cue::Per))
                    || self.is_beside_a_split(at);
                self.reading.two_grains |= self.reading.grain.is_some_and(|(known, _)| known != grain);
                self.reading.grain.get_or_insert((grain, if each { GrainForm::Each } else { GrainForm::Noun }));
            }
            Cue::Elsewhere => {
                let written = self.written(at, count).to_lowercase();
                self.reading.elsewhere.get_or_insert(written);
            }
            other => self.reading.cues.push(other),
        }
    }

    /// Whether it is so many of something that moved: how many, or the most units.
    fn is_of_things(&self, at: usize) -> bool {
        let mut rest = self.list[at..].iter().skip_while(|token| token.word == "the");
        let most = rest.next().and_then(|token| self.lexicon.word(&token.word));
        let ranked = matches!(most, Some(Cue::Highest | Cue::Lowest));
        self.reading.says(Cue::HowMany) || ranked && rest.next().is_some_and(|token| token.link == Some("<measure>"))
    }

    /// "The margin in percent": of a measure that is in percent, and no share of it.
    fn is_unit_of_measure(&self, at: usize, count: usize) -> bool {
        let is_unit = self.list[at..at + count].iter().all(|token| PERCENT.contains(&token.word.as_str()));
        let is_of = self.list.get(at + count).is_some_and(|next| next.word == "of");
        is_unit && (!is_of && self.is_in_percent() || self.reading.in_percent)
    }

    /// "By region and month": the unit is joined to a dimension.
    pub(super) fn is_beside_a_split(&self, at: usize) -> bool {
        let is_and = at > 1 && self.lexicon.word(self.before(at)) == Some(Cue::And);
        is_and && !self.reading.each.is_empty() && {
            let head = self.list[..at - 1].iter().rev().find(|token| token.link != Some(""));
            head.is_some_and(|token| matches!(token.link, Some("<dimension>" | "<dimensions>")))
        }
    }

    /// "The second best": neither end.
    fn is_ordinal(&self, at: usize) -> bool {
        const ORDINALS: [&str; 20] = [
            "second",
            "third",
            "fourth",
            "fifth",
            "zweit",
            "zweite",
            "dritt",
            "dritte",
            "deuxieme",
            "troisieme",
            "segundo",
            "segunda",
            "tercer",
            "tercera",
            "terceiro",
            "terceira",
            "cuarto",
            "cuarta",
            "quarto",
            "quarta",
        ];
        ORDINALS.contains(&self.before(at))
    }

    /// Who sells, or buys: the dimension of "who sold the most", where it goes on at `at`.
    fn people(&self, at: usize) -> Option<&str> {
        const SELL: [&str; 14] = [
            "sold",
            "sells",
            "sell",
            "verkauft",
            "verkaufte",
            "verkaufen",
            "vendu",
            "vend",
            "vendent",
            "vendio",
            "vende",
            "vendieron",
            "vendeu",
            "venderam",
        ];
        const BUY: [&str; 20] = [
            "bought", "buys", "buy", "spent", "spends", "spend", "ordered", "orders", "kauft", "kaufte", "kaufen",
            "bestellt", "achete", "achetent", "depense", "compro", "compra", "gasto", "comprou", "gastou",
        ];
        let said = |words: &[&str]| self.list[at..].iter().take(3).any(|token| words.contains(&token.word.as_str()));
        // "And who sells there?", not "customers who bought"
        let asks = at <= LATEST_WHO || self.has_ranking();
        if !asks || !self.reading.dimensions.is_empty() {
            return None;
        }
        match (said(&SELL), said(&BUY)) {
            (true, false) => self.vocabulary.dimension_called(&["salesperson", "seller", "rep"]),
            (false, true) => self.vocabulary.dimension_called(&["customer", "client", "buyer"]),
            _ => None,
        }
    }

    /// Whether the words at `at` take away the member that follows: "drop the UK", "never mind Belgium".
    fn removes(&self, at: usize, count: usize) -> bool {
        let next = self.list[at + count..].iter().find(|token| !matches!(token.word.as_str(), "the" | "about" | "our"));
        let says = matches!(self.list[at].word.as_str(), "drop" | "never");
        says && next.is_some_and(|token| token.link == Some("<member>"))
    }

    /// A dimension by what it is usually called: the catalogue's own of that kind.
    fn usual_dimension(&mut self, at: usize, count: usize, usual: &[&str], plural: bool) {
        match self.vocabulary.dimension_called(usual).map(str::to_owned) {
            Some(name) => self.dimension(at, &name, plural),
            None => {
                let written = self.written(at, count).to_lowercase();
                self.reading.elsewhere.get_or_insert(written);
            }
        }
    }
}
