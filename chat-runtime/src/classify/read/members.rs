//! Members named as the data or the catalogue writes them.

use sales_metrics::{
    catalogue::{Dimension, TimePart},
    query::plan::Filter,
};

use super::{Reader, Reading};
use crate::classify::{
    called::WEEKDAYS,
    lexicon::{Concept, Cue},
    tokens::{Token, spoken},
    vocabulary::Named,
};

/// Words of a name's beginning that is looked for.
const LONGEST_BEGINNING: usize = 4;
/// Letters of the least that ends one.
const SHORTEST_LAST: usize = 4;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Reader<'_> {
    /// The longest names first; what is a word of the language or the catalogue is a name only with a capital.
    pub(super) fn members(&mut self) {
        self.days_in_a_row();
        let mut at = 0;
        while at < self.list.len() {
            if self.list[at].link.is_some() {
                at += 1;
                continue;
            }
            let whole = self.member_at(at);
            let longer = |(count, ..): &(usize, _, _)| whole.as_ref().is_none_or(|(known, ..)| known < count);
            let named = self.begun_at(at).filter(longer).or(whole).or_else(|| self.shouted_at(at));
            let Some((count, dimension, members)) = named else {
                at += 1;
                continue;
            };
            self.name(at, count, &dimension, members);
            at += count;
        }
    }

    /// "Monday to Friday": those days and the ones between, as one. "Last week (Monday to Sunday)": all of its days, and none of
    /// them.
    fn days_in_a_row(&mut self) {
        const TO: [&str; 8] = ["to", "through", "till", "until", "bis", "a", "au", "ate"];
        let day = |at: usize| {
            let word = &self.list.get(at)?.word;
            DAYS.iter().position(|day| WEEKDAYS.are_one(day, word))
        };
        let row = (0..self.list.len()).find_map(|at| {
            let joins = self.list.get(at + 1).is_some_and(|next| TO.contains(&next.word.as_str()));
            let last = at + 1 + usize::from(joins);
            let (from, to) = (day(at)?, day(last)?);
            // "Friday through Monday" goes on into the next week.
            let days = if from < to { to - from + 1 } else { to + DAYS.len() - from + 1 };
            let is_row = from < to && (joins || days == DAYS.len()) || from > to && joins && days < DAYS.len();
            is_row.then_some((at, last + 1 - at, from, days))
        });
        // "Compare Monday to Sunday" is of two days.
        let sets_apart = |token: &Token| {
            matches!(self.lexicon.word(&token.word), Some(Cue::Compare | Cue::Change | Cue::Difference))
        };
        let Some((at, count, from, days)) = row.filter(|_| !self.list.iter().any(sets_apart)) else { return };
        if days == DAYS.len() {
            // They name nobody, and no day.
            self.explain(at, count);
            self.list[at..at + count].iter_mut().for_each(|token| token.word.clear());
            return;
        }
        let named = DAYS.iter().cycle().skip(from).take(days).flat_map(|day| self.vocabulary.named(day));
        let named: Vec<&Named> = named.filter(|named| self.are_days(&named.dimension)).collect();
        if let Some(dimension) = named.first().map(|named| named.dimension.clone()) {
            let members = named.iter().flat_map(|named| named.members.clone()).collect();
            self.name(at, count, &dimension, members);
        }
    }

    fn member_at(&self, at: usize) -> Option<(usize, String, Vec<String>)> {
        let most = self.vocabulary.longest().min(self.list.len() - at);
        (1..=most).rev().find_map(|count| {
            let run = &self.list[at..at + count];
            let name = run.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ");
            let named = self.vocabulary.named(&name);
            let beside = |n: &&Named| self.is_beside(at, count, &n.dimension);
            let possible = || named.iter().filter(|n| n.free || count > 1 || self.is_in_capitals(run));
            let meant = possible().find(beside).or_else(|| possible().next())?;
            let is_common = count == 1
                && (!run[0].capital || at == 0 && !self.is_in_capitals(run))
                && self.is_word(run)
                && !self.is_code(run, meant);
            // "Top 12 products": no hour of the day, unless the hour is said.
            let small = count == 1 && run[0].word.len() <= 2 && run[0].word.bytes().all(|byte| byte.is_ascii_digit());
            // "By phone", where that is a channel; "the phone number" is nobody's.
            let longer = |(cue, words): (Cue, usize)| cue == Cue::Blocked && words > count;
            let is_blocked = self.lexicon.look_up_any(&self.list[at..]).is_some_and(longer);
            let is_other = is_common
                || is_blocked
                || small && !beside(&meant)
                || self.is_in_measure(at, count)
                || self.are_days(&meant.dimension) && self.is_one_day(at, count);
            (!is_other).then(|| (count, meant.dimension.clone(), meant.members.clone()))
        })
    }

    /// "Fliesen Kowalski", of "Fliesen Kowalski GmbH": the first words of one name alone, and not the category Fliesen.
    fn begun_at(&self, at: usize) -> Option<(usize, String, Vec<String>)> {
        let most = (self.list.len() - at).min(LONGEST_BEGINNING);
        (2..=most).rev().find_map(|count| {
            let run = &self.list[at..at + count];
            let words: Vec<&str> = run.iter().map(|token| token.word.as_str()).collect();
            let is_said =
                |token: &Token| token.link.is_some() || self.lexicon.look_up_any(std::slice::from_ref(token)).is_some();
            let last = &run[count - 1];
            if is_said(last) || !self.vocabulary.named(&words.join(" ")).is_empty() || last.word.len() < SHORTEST_LAST {
                return None;
            }
            let one = self.vocabulary.begun(&words)?;
            Some((count, one.dimension.clone(), one.members.clone()))
        })
    }

    fn are_days(&self, dimension: &str) -> bool {
        let is_weekday = |dimension: &Dimension| dimension.part == Some(TimePart::Weekday);
        self.vocabulary.catalogue().dimension(dimension).is_some_and(is_weekday)
    }

    /// "Last Friday", "vendredi dernier", "Black Friday", "last weekend": days of the calendar, and not all of a year's Fridays.
    fn is_one_day(&self, at: usize, count: usize) -> bool {
        // "On Friday" is said of each, too.
        const ON: [&str; 16] =
            ["on", "at", "in", "of", "for", "by", "am", "an", "le", "el", "en", "de", "na", "no", "aos", "the"];
        let says = |at: &usize| !ON.contains(&self.list[*at].word.as_str());
        let from = at.checked_sub(1).filter(says);
        let to = Some(at + count).filter(|behind| *behind < self.list.len() && says(behind));
        let (first, last) = (self.list[at].span.start, self.list[at + count - 1].span.end);
        from.is_some_and(|before| self.is_period(self.list[before].span.start..last))
            || to.is_some_and(|behind| self.is_period(first..self.list[behind].span.end))
    }

    /// "QUICK", of "QUICK-Stop" alone: in capitals, among words that are not, what means nothing else is a name's first word.
    fn shouted_at(&self, at: usize) -> Option<(usize, String, Vec<String>)> {
        let run = &self.list[at..=at];
        let is_shouted = self.is_in_capitals(run) && self.text.chars().any(char::is_lowercase);
        let stop = self.lexicon.word(&run[0].word) == Some(Cue::Stop);
        let found = (is_shouted && stop).then(|| self.vocabulary.with_words(&[&run[0].word]))?;
        let [one] = found.as_slice() else { return None };
        self.is_short_for(one, &run[0].word).then(|| (1, one.dimension.clone(), one.members.clone()))
    }

    /// Whether the name of `dimension` stands right before the words at `at`, or right after: "the London region".
    fn is_beside(&self, at: usize, count: usize, dimension: &str) -> bool {
        let mut phrases = self.vocabulary.dimensions.iter().filter(|(_, name, _)| name == dimension);
        phrases.any(|(phrase, ..)| {
            let before = at.checked_sub(phrase.len()).is_some_and(|start| self.phrase_at(start, phrase));
            before || self.phrase_at(at + count, phrase)
        })
    }

    /// Whether the words at `at` are part of a measure's longer name: "revenue per invoice".
    fn is_in_measure(&self, at: usize, count: usize) -> bool {
        self.vocabulary.measures.iter().filter(|(phrase, _)| phrase.len() > count).any(|(phrase, _)| {
            (at.saturating_sub(phrase.len() - 1)..=at)
                .any(|start| start + phrase.len() >= at + count && self.phrase_at(start, phrase))
        })
    }

    /// Takes the words at `at` for members of `dimension`.
    pub(super) fn name(&mut self, at: usize, count: usize, dimension: &str, members: Vec<String>) {
        self.reading.counts_things |= self.counts(at);
        if self.follows(at, Cue::Replacing) {
            self.reading.replaced.push(Filter { dimension: dimension.to_owned(), members, exclude: false });
            self.link(at, count, "<member>");
            return;
        }
        if let Some(leave) = self.left_out(at, count) {
            self.explain(leave, 1);
            self.explain(at + count, 1);
        }
        self.reading.gives_up |= self.is_removed(at);
        let than = matches!(self.before_article(at), "than" | "que" | "als");
        self.reading.than_member |= than && self.follows(at, Cue::Compare);
        let exclude = self.excludes(at, count, dimension);
        self.reading.as_one |= self.are_days(dimension) && members.len() > 1;
        let before = self.before_article(at).to_owned();
        self.reading.add_filter(dimension, members, exclude, before);
        self.link(at, count, "<member>");
        if self.says_what_it_is(at + count, dimension) {
            self.explain(at + count, 1);
        }
    }

    /// "Normal customers", of a customer type: the word at `at` only says what the member before it is.
    fn says_what_it_is(&self, at: usize, dimension: &str) -> bool {
        let Some(word) = self.list.get(at).map(|token| token.word.as_str()) else { return false };
        let one = word.strip_suffix('s').unwrap_or(word);
        let name = spoken(dimension);
        let is_part = name.contains(' ') && name.split(' ').any(|part| part == one || part == word);
        let means_another = self.vocabulary.called(word).is_some()
            || self.vocabulary.dimensions.iter().any(|(phrase, ..)| matches!(phrase.as_slice(), [of] if of == word))
            || matches!(self.lexicon.word(word), Some(Cue::Concept(concept)) if self.vocabulary.concept(concept).is_some());
        is_part && !means_another
    }

    /// The word before place `at`, articles and the like passed over.
    fn before_article(&self, at: usize) -> &str {
        let article = |word: &str| {
            matches!(
                word,
                "the"
                    | "our"
                    | "der"
                    | "die"
                    | "das"
                    | "den"
                    | "dem"
                    | "la"
                    | "le"
                    | "les"
                    | "el"
                    | "los"
                    | "las"
                    | "o"
                    | "a"
                    | "os"
                    | "as"
            )
        };
        self.list[..at].iter().rev().map(|token| token.word.as_str()).find(|word| !article(word)).unwrap_or("")
    }

    /// A name of one word in a long list is meant only when it is written as the list writes it.
    fn is_in_capitals(&self, run: &[Token]) -> bool {
        let written = &self.text[run[0].span.start..run[run.len() - 1].span.end];
        written.len() >= 4 && written.chars().all(|c| !c.is_lowercase()) && written.chars().any(char::is_alphabetic)
    }

    /// "US", written as the data writes it among words that are not in capitals: no "us".
    fn is_code(&self, run: &[Token], meant: &Named) -> bool {
        let written = &self.text[run[0].span.start..run[run.len() - 1].span.end];
        let is_upper = written.len() > 1 && written.chars().all(char::is_uppercase);
        is_upper && self.text.chars().any(char::is_lowercase) && meant.members.iter().any(|member| member == written)
    }

    /// Whether all words are the language's or the catalogue's own.
    fn is_word(&self, run: &[Token]) -> bool {
        // What data often has, and what this data has a member of, is that member.
        let says = |word: &str| {
            let data = |cue| {
                let people = cue == Cue::Concept(Concept::Customers) && word == "consumers";
                people || matches!(cue, Cue::Elsewhere | Cue::Narrow | Cue::Blocked | Cue::Sell)
            };
            self.lexicon.word(word).is_some_and(|cue| !data(cue))
        };
        run.iter().all(|token| says(&token.word) || self.vocabulary.called(&token.word).is_some())
    }

    /// `other than the UK`, `except Germany`, `not counting France`.
    fn excludes(&self, at: usize, count: usize, dimension: &str) -> bool {
        // A phrase that leaves something out, with nothing but small words, and what the name is one of, between it and the name:
        // "without the region DACH".
        let named =
            |phrase: &&Vec<String>| at.checked_sub(phrase.len()).is_some_and(|start| self.phrase_at(start, phrase));
        let phrases = self.vocabulary.dimensions.iter().filter(|(_, name, _)| name == dimension);
        let end = at - phrases.map(|(phrase, ..)| phrase).find(named).map_or(0, Vec::len);
        for start in end.saturating_sub(5)..end {
            if let Some((cue, count)) = self.lexicon.look_up_any(&self.list[start..end]) {
                let between = &self.list[start + count..end];
                let is_small = between.iter().all(|token| self.lexicon.is_small(&token.word));
                if cue == Cue::Exclude && is_small {
                    return true;
                }
            }
        }
        if self.is_removed(at) {
            return true;
        }
        // "all categories but Audio"
        let all = |word: &str| {
            matches!(
                word,
                "all" | "every" | "everywhere" | "everything" | "everyone" | "everybody" | "anywhere" | "any" | "each"
            )
        };
        if self.before_article(at) == "but" && self.list[at.saturating_sub(5)..at].iter().any(|token| all(&token.word))
        {
            return true;
        }
        // "the other countries than the UK"
        let others =
            self.list[at.saturating_sub(5)..at].iter().any(|token| matches!(token.word.as_str(), "other" | "others"));
        if self.before_article(at) == "than" && others {
            return true;
        }
        // "the UK excluded", "leaving Germany out", "Germany not included"
        let after: Vec<&str> = self.list[at + count..].iter().take(3).map(|token| token.word.as_str()).collect();
        let out = matches!(
            after.as_slice(),
            ["excluded" | "aside" | "apart", ..] | ["not", "included" | "counted", ..] | ["is" | "are", "excluded", ..]
        );
        if out || self.left_out(at, count).is_some() {
            return true;
        }
        let small = |word: &str| {
            matches!(word, "the" | "our" | "der" | "die" | "das" | "la" | "le" | "les" | "el" | "los" | "o" | "a")
        };
        let back = (0..at).rev().find(|back| !small(&self.list[*back].word));
        let joined = back.is_some_and(|back| {
            matches!(self.lexicon.word(&self.list[back].word), Some(Cue::And | Cue::Or))
                || self.list[back].word == "nor"
        });
        let near = back.and_then(|back| back.checked_sub(1)).is_some_and(|before| self.list[before].used);
        let last = self.reading.filters.iter().rfind(|filter| filter.dimension == dimension);
        let listed = at.checked_sub(1).is_some_and(|before| self.list[before].used && self.comma_after(before));
        // "Not Germany, the Netherlands" corrects; "except Germany, France" goes on.
        let corrects = self.list[..at].iter().any(|token| token.word == "not");
        (joined && near || listed && !corrects) && last.is_some_and(|filter| filter.exclude)
    }

    /// "Leave the UK out": where the first of the two words stands.
    fn left_out(&self, at: usize, count: usize) -> Option<usize> {
        let is_out = self.list.get(at + count).is_some_and(|token| token.word == "out");
        let place = (0..at).rev().find(|place| !matches!(self.list[*place].word.as_str(), "the" | "our"))?;
        let word = self.list[place].word.as_str();
        (is_out && matches!(word, "leaving" | "leave" | "taking" | "take")).then_some(place)
    }

    /// "Forget Germany", "never mind Germany", "now drop the UK": a drop elsewhere is a change.
    fn is_removed(&self, at: usize) -> bool {
        let back = (0..at).rev().find(|back| !matches!(self.list[*back].word.as_str(), "the" | "about" | "our"));
        let command = back.is_some_and(|back| {
            let leads = self.list[..back]
                .iter()
                .all(|token| matches!(self.lexicon.word(&token.word), Some(Cue::Stop | Cue::Again | Cue::And)));
            self.list[back].word == "drop" && leads
                || back > 0 && self.list[back].word == "mind" && self.list[back - 1].word == "never"
        });
        command || self.follows(at, Cue::Remove)
    }

    fn comma_after(&self, at: usize) -> bool {
        self.text[self.list[at].span.end..].trim_start().starts_with(',')
    }
}

impl Reading {
    fn add_filter(&mut self, dimension: &str, members: Vec<String>, exclude: bool, before: String) {
        match self.filters.iter_mut().find(|f| f.dimension == dimension && f.exclude == exclude) {
            Some(filter) => {
                for member in members {
                    if !filter.members.contains(&member) {
                        filter.members.push(member);
                    }
                }
            }
            None => {
                self.prepositions.push((dimension.to_owned(), before));
                self.filters.push(Filter { dimension: dimension.to_owned(), members, exclude });
            }
        }
    }
}
