//! Measures and dimensions, by the catalogue's names and by what they are usually called.

use sales_metrics::{
    catalogue::{Aggregate, Unit},
    query::plan::MOST_RANKED,
};

use super::{
    Reader,
    words::{OTHERS, PERCENT},
};
use crate::classify::lexicon::{Concept, Cue, THINGS};
use crate::classify::tokens::Token;

/// "Die meisten Kunden": how many there are, and not who is the best.
const MANY: [&str; 12] =
    ["most", "fewest", "least", "meisten", "meiste", "wenigsten", "wenigste", "plus", "moins", "mas", "menos", "mais"];
/// "Le meilleur client": who it is, and not how many.
const BEST: [&str; 12] = [
    "best",
    "beste",
    "bester",
    "besten",
    "top",
    "meilleur",
    "meilleure",
    "meilleurs",
    "mejor",
    "mejores",
    "melhor",
    "melhores",
];
/// Those that were spoken of.
const THEY: [&str; 6] = ["they", "ils", "elles", "ellos", "eles", "elas"];
/// What stands between two that share a word.
const JOINED: [&str; 15] =
    ["and", "or", "vs", "versus", "against", "und", "oder", "gegen", "et", "ou", "contre", "y", "o", "e", "contra"];
/// Words that may stand between two measures that are joined.
const MOST_BETWEEN: usize = 4;

/// A measure's name in the text.
struct Hit {
    at: usize,
    end: usize,
    name: String,
    /// Something joins it to the one before.
    joined: bool,
    /// What stands before it says that it is the figure.
    named: bool,
    /// A dimension's name follows.
    modifies: bool,
}

impl Reader<'_> {
    /// "New and returning customers" names two measures; so do "clientes nuevos y recurrentes".
    pub(super) fn shared_words(&mut self) {
        let called = |one: &str, other: &str| {
            self.vocabulary
                .measures
                .iter()
                .any(|(phrase, _)| matches!(phrase.as_slice(), [a, b] if a == one && b == other))
        };
        let word = |at: usize| self.list.get(at).filter(|token| !token.used).map_or("", |token| token.word.as_str());
        let joins = |at: usize| JOINED.contains(&word(at));
        let before =
            |at: &usize| joins(at + 1) && called(word(at + 2), word(at + 3)) && called(word(*at), word(at + 3));
        let behind = |at: &usize| called(word(*at), word(at + 1)) && joins(at + 2) && called(word(*at), word(at + 3));
        let all = 0..self.list.len();
        // Where the word is, where it is to stand, and whose place in the text it takes.
        let shared = all.clone().find(before).map(|at| (at + 3, at + 1, at));
        if let Some((from, to, of)) = shared.or_else(|| all.clone().find(behind).map(|at| (at, at + 3, at + 3))) {
            let token = Token { word: self.list[from].word.clone(), ..self.list[of].clone() };
            self.list.insert(to, token);
        }
    }

    /// Measures by the catalogue's names. "Per order" divides; of several that nothing joins, the one is meant that a ranking or
    /// a split names: "top customers by revenue".
    pub(super) fn measures(&mut self) {
        let mut hits: Vec<Hit> = Vec::new();
        let mut at = 0;
        while at < self.list.len() {
            let hit = self.vocabulary.measures.iter().find(|(phrase, _)| self.phrase_at(at, phrase));
            let Some((count, name)) = hit.map(|(phrase, name)| (phrase.len(), name.clone())) else {
                at += 1;
                continue;
            };
            let longer =
                |(phrase, ..): &(Vec<String>, String, bool)| phrase.len() > count && self.phrase_at(at, phrase);
            if self.vocabulary.dimensions.iter().any(longer) {
                // "sales rep" is no sales.
                at += count;
                continue;
            }
            let is_usual = |at: usize| {
                let cue = self.list.get(at).and_then(|token| self.lexicon.word(&token.word));
                matches!(cue, Some(Cue::Thing(_) | Cue::Place(_)))
            };
            let is_dimension = |at: usize| {
                self.vocabulary.dimensions.iter().any(|(phrase, ..)| self.phrase_at(at, phrase)) || is_usual(at)
            };
            // "Top 3 clients", where clients are counted: the clients.
            let one = self.is_how_many(at) || BEST.contains(&self.before(at));
            let counts_members = self.vocabulary.counted_by(&name).is_some();
            let ends = matches!(self.lexicon.word(self.before(at)), Some(Cue::Highest | Cue::Lowest));
            let listed = (one || ends && !MANY.contains(&self.before(at))) && counts_members;
            // "Worst brand by customers", "the brand with the most customers": how many there are.
            let ranked = matches!(self.before(at), "by" | "nach" | "par" | "por") && self.has_ranking();
            let is_figure = MANY.contains(&self.before(at)) || ranked && (0..at).any(is_dimension);
            // "Items with 10,000 or more units"
            let next = self.list.get(at + count).map(|token| token.word.as_str());
            let is_held = self.reading.having.is_some() && matches!(next, Some("with" | "having" | "whose" | "that"));
            if listed || (self.is_split_by(at) || is_held) && is_dimension(at) && !is_figure {
                // "top 5 items": the things, not how many.
                at += count;
                continue;
            }
            let joined = hits.last().is_none_or(|last| self.is_joined(last.end, at));
            let named = matches!(self.lexicon.word(self.before(at)), Some(Cue::Highest | Cue::Lowest | Cue::Per))
                || matches!(self.before(at), "in" | "of" | "nach" | "par" | "en" | "por" | "em");
            let modifies = is_dimension(at + count);
            // "Profit, not revenue"
            let corrected = matches!(self.before(at), "not" | "nicht" | "pas" | "nao")
                && (!hits.is_empty()
                    || self.list[at + count..].iter().any(|token| self.vocabulary.called(&token.word).is_some()));
            let net = at > 1 && self.before(at) == "of" && self.list[at - 2].word == "net";
            if self.follows(at, Cue::Replacing) || net || corrected {
                // "orders instead of revenue", "net of refunds", "orders, not revenue"
                if corrected {
                    self.explain(at - 1, 1);
                }
                self.link(at, count, "<measure>");
                at += count;
                continue;
            }
            if self.left_out_at(at) {
                // "before refunds", "excluding returns": a figure that the catalogue does not have; of several, one less.
                self.reading.without.push(name);
                self.link(at, count, "<measure>");
                at += count;
                continue;
            }
            let is_money = self.vocabulary.catalogue().measure(&name).is_some_and(|m| m.unit == Unit::Money);
            if is_money && self.counts(at) {
                self.reading.counted = Some(self.written(at, count).to_owned());
                self.link(at, count, "<measure>");
                at += count;
                continue;
            }
            hits.push(Hit { at, end: at + count, name, joined, named, modifies });
            self.link(at, count, "<measure>");
            at += count;
        }
        self.choose(hits);
    }

    fn choose(&mut self, mut hits: Vec<Hit>) {
        let are_two = hits.len() > 1;
        if let Some(of) = hits.iter().position(|hit| self.is_of_percent(hit.at, are_two)) {
            self.reading.in_percent = true;
            self.reading.per_measure = Some(hits.remove(of).name);
            self.reading.measures = hits.into_iter().map(|hit| hit.name).take(1).collect();
            return;
        }
        let (per, mut hits): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| self.divides(hit.at, &hit.name));
        if let Some(per) = per.first().filter(|per| !hits.is_empty() || self.sells() || self.before(per.at) == "per") {
            self.reading.per_measure = Some(per.name.clone());
        } else {
            hits.extend(per);
            hits.sort_by_key(|hit| hit.at);
        }
        if hits.iter().any(|hit| !hit.modifies) {
            // "sales channel": the word only says which channel.
            hits.retain(|hit| !hit.modifies);
        }
        // "how much revenue did the average order bring": the one that is made of the other.
        let ratio = |hit: &Hit| match &self.vocabulary.catalogue().measure(&hit.name)?.aggregate {
            Aggregate::Ratio { of, .. } => Some(of.clone()),
            _ => None,
        };
        if let [a, b] = hits.as_slice()
            && !b.joined
            && ratio(b).as_ref() == Some(&a.name)
        {
            hits.remove(0);
        }
        if let [who, what] = hits.as_slice()
            && !what.joined
            && !self.is_count(&what.name)
            && self.vocabulary.counted_by(&who.name).is_some()
        {
            let of_amount = self.reading.having.as_ref().is_some_and(|said| said.of.as_ref() == Some(&what.name));
            let is_slice = who.at > 0 && matches!(self.list[who.at - 1].link, Some("<member>" | ""));
            if of_amount {
                // "Customers with more than 80,000 revenue", "how many customers had more than 80,000 revenue"
                hits[1].joined = true;
            } else if is_slice && !self.counts(who.at) {
                // "Business customers: revenue"
                hits.remove(0);
            }
        }
        let by = |hit: &Hit| matches!(self.before(hit.at), "by" | "nach" | "par" | "por") && hit.at > 0;
        self.reading.split_by_measure = !self.has_ranking() && hits.iter().skip(1).any(by) || self.lists(&hits);
        let named = hits.iter().skip(1).position(|hit| hit.named && !hit.joined).map_or(0, |place| place + 1);
        for (place, hit) in hits.into_iter().enumerate().skip(named) {
            if place > named && !hit.joined {
                self.reading.dropped.push(hit.name);
                continue;
            }
            if !self.reading.measures.contains(&hit.name) {
                self.reading.measures.push(hit.name);
            }
        }
    }

    /// "Gewinn in % des Umsatzes": whether the figure that `cue` means at `at` is what another one is in percent of.
    pub(super) fn takes_percent_of(&mut self, at: usize, cue: Cue) -> bool {
        let of = match cue {
            Cue::Money => self.vocabulary.money(),
            Cue::Concept(concept) => self.vocabulary.concept(concept),
            _ => None,
        };
        let named = |(phrase, _): &(Vec<String>, String)| (0..at).any(|start| self.phrase_at(start, phrase));
        let are_two = !self.reading.measures.is_empty() || self.vocabulary.measures.iter().any(named);
        let of = of.map(str::to_owned).filter(|_| self.is_of_percent(at, are_two));
        let takes = of.is_some();
        self.reading.in_percent |= takes;
        self.reading.per_measure = of.or_else(|| self.reading.per_measure.take());
        takes
    }

    /// "As % of revenue", "en porcentaje de las ventas": the measure at `at` is the whole of another, which is named (`are_two`), or
    /// was talked about. "Germany as % of revenue", "change in % of revenue" are of one figure.
    fn is_of_percent(&self, at: usize, are_two: bool) -> bool {
        const SMALL: [&str; 20] = [
            "of", "the", "our", "total", "vom", "von", "des", "der", "am", "du", "de", "la", "las", "los", "do", "da",
            "das", "dos", "a", "net",
        ];
        let is_small = |token: &Token| SMALL.contains(&token.word.as_str());
        let Some(before) = self.list[..at].iter().rposition(|token| !is_small(token)) else { return false };
        let (word, from) = (self.list[before].word.as_str(), self.list[before].span.end);
        let said = &self.text[from..self.list[at].span.start];
        let by_sign = said.trim_start().starts_with('%');
        let by_word = PERCENT.contains(&word) && before + 1 < at;
        let introduces = if by_sign { before } else { before.saturating_sub(1) };
        // "20 % of revenue" is a share of what; "in percent of" is another measure's.
        let asks =
            |token: &Token| matches!(token.word.as_str(), "as" | "in" | "en" | "em" | "als" | "como" | "a" | "an");
        let begins = (introduces.saturating_sub(1)..=introduces).find(|at| asks(&self.list[*at]));
        let goes_on =
            |at: usize| !self.is_first && self.list[..at].iter().all(|token| JOINED.contains(&token.word.as_str()));
        (by_sign || by_word) && begins.is_some_and(|begins| are_two || goes_on(begins))
    }

    /// "List the customers": each by name, not how many.
    fn lists(&self, hits: &[Hit]) -> bool {
        let words: Vec<&str> = self.list.iter().take(3).map(|token| token.word.as_str()).collect();
        matches!(words.as_slice(), ["list", "the" | "all" | "our", ..]) && hits.first().is_some_and(|hit| hit.at <= 2)
    }

    /// Whether what leaves something out stands right before `at`.
    fn left_out_at(&self, at: usize) -> bool {
        // "No, revenue" corrects, and leaves nothing out.
        if at == 1 && self.text[self.list[0].span.end..].starts_with(',') {
            return false;
        }
        let excludes = |back: usize| {
            let start = at.checked_sub(back)?;
            let (cue, count) = self.lexicon.look_up_any(&self.list[start..at])?;
            let between = &self.list[start + count..at];
            let small = between.iter().all(|token| matches!(token.word.as_str(), "the" | "any" | "all" | "our"));
            (matches!(cue, Cue::Exclude | Cue::Remove) && small).then_some(())
        };
        let follows = at.checked_sub(1).is_some_and(|b| self.text[self.list[b].span.end..].starts_with(' '));
        self.before(at) == "before" && follows || (1..=3).any(|back| excludes(back).is_some())
    }

    /// Whether the words right before `at`, articles passed over, say `wanted`.
    pub(super) fn follows(&self, at: usize, wanted: Cue) -> bool {
        (1..=5_usize.min(at)).any(|back| {
            let start = at - back;
            self.lexicon.look_up_any(&self.list[start..at]).is_some_and(|(cue, count)| {
                let between = &self.list[start + count..at];
                cue == wanted && between.iter().all(|token| self.lexicon.is_small(&token.word))
            })
        })
    }

    pub(super) fn has_ranking(&self) -> bool {
        self.list.iter().any(|token| matches!(self.lexicon.word(&token.word), Some(Cue::Highest | Cue::Lowest)))
    }

    fn sells(&self) -> bool {
        self.list.iter().any(|token| matches!(self.lexicon.word(&token.word), Some(Cue::Sell | Cue::Money)))
    }

    /// Whether "and", a comma or a sign stands between the words that end before `end` and those at `at`.
    fn is_joined(&self, end: usize, at: usize) -> bool {
        let joins = |at: usize| {
            let cue = self.lexicon.look_up_any(&self.list[at..]).map(|(cue, _)| cue);
            matches!(cue, Some(Cue::And | Cue::Or | Cue::Compare | Cue::Together | Cue::Again))
        };
        let between = &self.text[self.list[end - 1].span.end..self.list[at].span.start];
        let is_said = (end..at).any(joins) || between.contains([',', '+', '&', '/']);
        let is_and =
            |at: usize| matches!(self.lexicon.look_up_any(&self.list[at..]), Some((Cue::And | Cue::Together, _)));
        // "…, plus the number of customers"
        let directly = (at.saturating_sub(MOST_BETWEEN).max(end)..at).any(is_and);
        at == end || directly || at - end <= MOST_BETWEEN && is_said
    }

    /// `per order`, `the average customer`: the measure named at `at` is what a figure is divided by.
    fn divides(&self, at: usize, name: &str) -> bool {
        let divisible = self.vocabulary.catalogue().measure(name).is_some_and(|measure| measure.is_divisible());
        let averages = |word: &str| self.lexicon.word(word) == Some(Cue::Average);
        let before = self.before(at);
        let is_per = matches!(before, "per" | "each" | "every" | "pro" | "je" | "cada" | "chaque")
            || matches!(before, "por" | "par") && !self.has_ranking();
        let by = before == "by" && self.list.iter().any(|token| averages(&token.word));
        // "the average customer", not "the average revenue"
        let of_average = self.is_count(name)
            && averages(before)
            && at > 1
            && matches!(self.list[at - 2].word.as_str(), "the" | "an" | "a");
        divisible && (is_per || by || of_average)
    }

    pub(super) fn is_count(&self, name: &str) -> bool {
        self.vocabulary.catalogue().measure(name).is_some_and(|measure| measure.unit == Unit::Count)
    }

    /// The measure `name`, which the question at `at` calls as it is usually called.
    fn measure(&mut self, at: usize, name: &str) {
        let by = at > 0 && matches!(self.before(at), "nach" | "by") && !self.has_ranking();
        if by && self.is_count(name) && self.sells() {
            // "Umsatz nach Kunde": customers are counted, and are no dimension.
            self.reading.split_by_measure = true;
        } else if self.divides(at, name) && (!self.reading.measures.is_empty() || self.sells()) {
            self.reading.per_measure = Some(name.to_owned());
        } else if !self.reading.measures.iter().any(|known| known == name) {
            self.reading.measures.push(name.to_owned());
        }
    }

    /// Whether what stands at `at` is what a ranking or a split is over.
    fn is_split_by(&self, at: usize) -> bool {
        let before = self.before(at);
        let cue = self.lexicon.word(before);
        matches!(cue, Some(Cue::Highest | Cue::Lowest | Cue::Number(_) | Cue::Bestsellers))
            || matches!(before, "by" | "each" | "every")
            || matches!(
                before,
                "which"
                    | "what"
                    | "selling"
                    | "welche"
                    | "welches"
                    | "quels"
                    | "quelles"
                    | "quel"
                    | "que"
                    | "quais"
                    | "qual"
                    | "cuales"
            )
            || self.is_how_many(at)
    }

    /// Whether the word before `at` says how many are to be listed, and is no part of a date: "2024-01 customers".
    fn is_how_many(&self, at: usize) -> bool {
        // "Top 5 des clients"
        let of = matches!(self.before(at), "of" | "des" | "de" | "der" | "dos" | "das") && at > 1;
        let at = if of && !self.list[at - 1].used { at - 1 } else { at };
        let number = self.before(at).parse().is_ok_and(|number: u32| (1..=MOST_RANKED).contains(&number));
        let ranks = !of || at > 1 && matches!(self.lexicon.word(self.before(at - 1)), Some(Cue::Highest | Cue::Lowest));
        number && ranks && (!self.list[at - 1].used || self.list[at - 1].link == Some("<number>"))
    }

    pub(super) fn dimensions(&mut self) {
        let mut at = 0;
        while at < self.list.len() {
            if let Some((count, name)) = self.counted_dimension(at) {
                let plural = self.list[at + count - 1].word.ends_with(['s', 'n']);
                self.dimension(at, &name, plural);
                self.link(at, count, "<dimensions>");
                at += count;
                continue;
            }
            let hit = self.vocabulary.dimensions.iter().find(|(phrase, _, _)| self.phrase_at(at, phrase));
            let Some((count, name, plural)) = hit.map(|(phrase, name, plural)| (phrase.len(), name.clone(), *plural))
            else {
                at += 1;
                continue;
            };
            self.dimension(at, &name, plural);
            self.link(at, count, if plural { "<dimensions>" } else { "<dimension>" });
            at += count;
        }
    }

    /// "Top 5 Kunden", "par client": the members of what a measure counts, by what that measure is usually called.
    fn counted_dimension(&self, at: usize) -> Option<(usize, String)> {
        if self.list[at].used {
            return None;
        }
        let called = self.vocabulary.measures.iter().find(|(phrase, _)| self.phrase_at(at, phrase));
        // "By customer segment": by no customer.
        let longer = |(phrase, ..): &(Vec<String>, String, bool)| phrase.len() > 1 && self.phrase_at(at, phrase);
        if self.vocabulary.dimensions.iter().any(longer) {
            return None;
        }
        let (count, measure) = match (called, self.lexicon.look_up(&self.list[at..])) {
            (Some((phrase, name)), _) => (phrase.len(), name.as_str()),
            (None, Some((Cue::Concept(concept), count))) => (count, self.vocabulary.concept(concept)?),
            _ => return None,
        };
        self.split_by_counted(at, measure).map(|dimension| (count, dimension))
    }

    /// The dimension of those that `measure` counts, where its name at `at` is what a ranking or a split is over.
    pub(super) fn split_by_counted(&self, at: usize, measure: &str) -> Option<String> {
        let before = self.before(at);
        let is_number_of = MANY.contains(&before);
        let split = self.is_split_by(at) && !is_number_of || matches!(before, "nach" | "par" | "por");
        self.vocabulary.counted_by(measure).filter(|_| split).map(str::to_owned)
    }

    /// A dimension named at `at`.
    pub(super) fn dimension(&mut self, at: usize, name: &str, plural: bool) {
        let before = self.before(at).to_owned();
        let all = ["all", "whole", "entire", "alle", "allen", "tous", "toutes", "todos", "todas"];
        let off = |word: &str| {
            matches!(word, "remove" | "drop" | "without" | "lift" | "clear" | "off" | "away" | "no" | "of" | "ohne")
        };
        let unfiltered = self.list[at.saturating_sub(2)..at].iter().any(|token| off(&token.word))
            && self.list[at..].iter().take(3).any(|token| self.lexicon.word(&token.word) == Some(Cue::Filter));
        if all.contains(&before.as_str()) && !self.holds_all(at - 1) || unfiltered {
            // "in all countries": no grouping.
            self.reading.cleared.push(name.to_owned());
            return;
        }
        // "the average customer", "per customer": divided by how many there are, where that is a measure.
        let averages = |word: &str| self.lexicon.word(word) == Some(Cue::Average);
        let by_average = before == "by" && self.list.iter().any(|token| averages(&token.word));
        let divides = averages(&before) || (by_average || matches!(before.as_str(), "per" | "pro" | "je")) && !plural;
        if let Some(measure) = self.vocabulary.counting(name).filter(|_| divides && !self.reading.measures.is_empty()) {
            self.reading.per_measure = Some(measure.to_owned());
            return;
        }
        if self.counts(at) {
            match self.vocabulary.counting(name) {
                Some(measure) => self.reading.measures.push(measure.to_owned()),
                None => self.reading.counted = Some(name.to_owned()),
            }
            return;
        }
        if plural && self.says_who_they_are(at, name) {
            return;
        }
        if OTHERS.contains(&before.as_str()) {
            self.explain(at - 1, 1);
            self.reading.others = Some(name.to_owned());
        }
        let each = matches!(self.lexicon.word(&before), Some(Cue::Per));
        if each || self.is_beside_a_split(at) {
            self.reading.each.push(name.to_owned());
        }
        if self.reading.dimensions.iter().all(|(known, _)| known != name) {
            self.reading.dimensions.push((name.to_owned(), plural && !each));
        }
    }

    /// "Orders of government accounts": of the industry, and of no account in particular.
    fn says_who_they_are(&self, at: usize, dimension: &str) -> bool {
        let head = self.list[..at].iter().rev().find(|token| token.link != Some(""));
        let follows = at > 0 && self.text[self.list[at - 1].span.end..self.list[at].span.start].trim().is_empty();
        follows
            && head.is_some_and(|token| token.link == Some("<member>"))
            && self.vocabulary.counting(dimension).is_some()
            && !self.reading.measures.is_empty()
            && self.reading.having.is_none()
            && !self.has_ranking()
    }

    /// Whether the "all" at `at` begins those that are held against an amount: "all countries with more than £150".
    pub(super) fn holds_all(&self, at: usize) -> bool {
        const WITHIN: [&str; 9] = ["in", "across", "for", "of", "from", "over", "dans", "en", "em"];
        let is_within = at.checked_sub(1).is_some_and(|at| WITHIN.contains(&self.list[at].word.as_str()));
        self.reading.having.is_some() && !is_within
    }

    /// Whether "how many" stands before `at`, with small words between.
    pub(super) fn counts(&self, at: usize) -> bool {
        (1..=5_usize.min(at)).any(|back| {
            let start = at - back;
            match self.lexicon.look_up_any(&self.list[start..at]) {
                Some((Cue::HowMany, count)) => {
                    self.list[start + count..at].iter().all(|token| self.lexicon.is_small(&token.word))
                }
                _ => false,
            }
        })
    }

    /// A measure by what it is usually called; the name again when the catalogue has none.
    pub(super) fn concept(&mut self, at: usize, count: usize, concept: Concept) {
        if matches!(concept, Concept::Refunds) && self.counts(at) {
            self.reading.counted = Some(self.written(at, count).to_owned());
            return;
        }
        match self.vocabulary.concept(concept).map(str::to_owned) {
            Some(name) => self.measure(at, &name),
            None => {
                let written = self.written(at, count).to_owned();
                self.reading.elsewhere.get_or_insert(written);
            }
        }
    }

    /// What selling and buying mean when no measure is named.
    pub(super) fn implied(&mut self) {
        let reading = &self.reading;
        let says = |cue| reading.says(cue);
        let vocabulary = self.vocabulary;
        let narrows = !reading.filters.is_empty() || !reading.periods().is_empty();
        // "how much did customers spend": money is asked for.
        let money = vocabulary.money().map(str::to_owned);
        if reading.in_money && reading.having.is_none() && reading.measures.iter().all(|name| self.is_count(name)) {
            self.reading.measures.clear();
            self.reading.implied = money;
            return;
        }
        if says(Cue::HowMuch) && (says(Cue::Sell) || says(Cue::Order)) {
            let counts_people = vocabulary.concept(Concept::Customers).map(str::to_owned);
            if reading.measures.len() == 1 && reading.measures.first() == counts_people.as_ref() {
                self.reading.measures.clear();
                self.reading.implied = money;
                return;
            }
        }
        if !reading.measures.is_empty() {
            let looks_back = |name: &String| {
                self.vocabulary.catalogue().measure(name).is_some_and(|measure| measure.looks_back_at().is_some())
            };
            let they = self.list.iter().find(|token| THEY.contains(&token.word.as_str()));
            if let Some(they) = they.filter(|_| reading.measures.iter().any(looks_back)) {
                // "How many customers were new, and how much did they spend": what some of them came to.
                let written = self.text[they.span.clone()].to_owned();
                self.reading.elsewhere.get_or_insert(written);
                return;
            }
            // "how much we sold, and also refunds"
            let Some(money) = money.filter(|money| !reading.measures.contains(money)) else { return };
            if says(Cue::HowMuch) && says(Cue::Sell) && says(Cue::And) {
                self.reading.measures.insert(0, money);
            } else if let Some(first) = reading.money_at.and_then(|at| self.joins_measure(at)) {
                let place = if first { 0 } else { self.reading.measures.len() };
                self.reading.measures.insert(place, money);
            }
            return;
        }
        // "How many in Germany?" goes on with what was counted before.
        let bare = reading.filters.iter().all(|filter| !self.is_thing(&filter.dimension));
        self.reading.implied = if reading.counts_things && bare && reading.counted.is_none() && !says(Cue::Sell) {
            None
        } else if reading.counts_things {
            vocabulary.concept(Concept::Units).map(str::to_owned)
        } else if says(Cue::HowMany) && says(Cue::People) {
            vocabulary.concept(Concept::Customers).map(str::to_owned)
        } else if says(Cue::HowMuch) && says(Cue::Order) {
            money
        } else if says(Cue::Order) {
            vocabulary.concept(Concept::Orders).map(str::to_owned)
        } else if says(Cue::HowMany) && (says(Cue::Sell) || reading.counted.is_some() && !reading.filters.is_empty()) {
            vocabulary.concept(Concept::Units).map(str::to_owned)
        } else if says(Cue::Sell) || says(Cue::Bestsellers) || says(Cue::HowMuch) && self.is_first && narrows {
            money
        } else {
            None
        };
    }

    /// "Who spends more per order, members or others": the catalogue's own ratio can be split, and an average cannot.
    pub(super) fn ratio(&mut self) {
        let reading = &self.reading;
        let split = !reading.dimensions.is_empty() || reading.filters.iter().any(|filter| filter.members.len() > 1);
        let of = match reading.measures.as_slice() {
            [] => reading.implied.as_ref(),
            [one] => Some(one),
            _ => None,
        };
        let (Some(of), Some(per)) = (of, &reading.per_measure) else { return };
        let aggregate = self.vocabulary.catalogue().measure(of).map(|measure| &measure.aggregate);
        if matches!(aggregate, Some(Aggregate::Ratio { per: own, .. }) if own == per) {
            // "The average price per unit" is that already.
            self.reading.per_measure = None;
            self.reading.cues.retain(|cue| *cue != Cue::Average);
            return;
        }
        if !split {
            return;
        }
        let is_it =
            |aggregate: &Aggregate| matches!(aggregate, Aggregate::Ratio { of: a, per: b } if a == of && b == per);
        let mut measures = self.vocabulary.catalogue().measures.iter();
        if let Some(ratio) = measures.find(|measure| is_it(&measure.aggregate)).map(|measure| measure.name.clone()) {
            self.reading.measures = vec![ratio];
            self.reading.per_measure = None;
            self.reading.cues.retain(|cue| *cue != Cue::Average);
        }
    }

    /// Whether money is named at `at` beside another measure, and before it.
    fn joins_measure(&self, at: usize) -> Option<bool> {
        let measures = || self.list.iter().enumerate().filter(|(_, token)| token.link == Some("<measure>"));
        let end = |place: usize| {
            let more = self.list[place + 1..].iter().take_while(|token| token.link == Some("")).count();
            place + 1 + more
        };
        let before = measures().rfind(|(place, _)| *place < at).map(|(place, _)| end(place));
        if before.is_some_and(|end| self.is_joined(end, at)) {
            return Some(false);
        }
        let after = measures().find(|(place, _)| *place > at).map(|(place, _)| place)?;
        self.is_joined(at + 1, after).then_some(true)
    }

    /// Whether `dimension` is of things sold.
    pub(super) fn is_thing(&self, dimension: &str) -> bool {
        self.vocabulary.dimension_called(&THINGS) == Some(dimension)
    }
}
