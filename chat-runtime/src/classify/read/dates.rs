//! Dates, outside of members' names.

use std::ops::Range;

use super::{GrainForm, Reader};
use sales_metrics::period::Grain;

use crate::{
    classify::lexicon::Cue,
    period::{Calendar, Found, find},
};

/// What is read as a year by itself.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;

impl Reader<'_> {
    fn calendar(&self, context_year: Option<i16>) -> Option<Calendar> {
        let catalogue = self.vocabulary.catalogue();
        let (today, week_start) = (self.vocabulary.today()?, catalogue.week_start.weekday());
        Some(Calendar { today, week_start, fiscal_year_start: catalogue.fiscal_year_start, context_year })
    }

    /// Whether one period takes all of the text between two bytes: "between 1 and 19 October 2011".
    pub(super) fn is_period(&self, within: Range<usize>) -> bool {
        let Some(calendar) = self.calendar(None) else { return false };
        let found = find(&self.text[within.start..], self.language, &calendar);
        let spans = found.periods.iter().map(|period| &period.span).chain(found.impossible.iter().map(|one| &one.span));
        spans.into_iter().any(|span| span.start == 0 && span.end >= within.len())
    }

    /// Finds the dates; `context_year` is that of the turn before.
    pub(super) fn dates(&mut self, context_year: Option<i16>) {
        let Some(calendar) = self.calendar(context_year) else { return };
        let (masked, places) = self.without_names();
        let found = self.with_year(&masked, &places, &calendar);
        let spans = found
            .periods
            .iter()
            .map(|p| &p.span)
            .chain(found.impossible.iter().map(|i| &i.span))
            .chain(&found.relative_span)
            .chain(&found.all_time);
        for span in spans {
            // "in each month of 2025": the unit that is said with the period is what it is cut into.
            let inside = |place: &Range<usize>| place.start >= span.start && place.end <= span.end;
            let first = places.iter().position(inside);
            if let Some((cue @ Cue::Growth(_), _)) = first.and_then(|at| self.lexicon.look_up_any(&self.list[at..])) {
                self.reading.cues.push(cue);
            }
            if let Some(at) = first
                && self.lexicon.word(self.before(at)) == Some(Cue::Per)
                && let Some(Cue::Unit(grain)) = self.lexicon.word(&self.list[at].word)
            {
                self.reading.grain = Some((grain, GrainForm::Each));
            }
            let mut link = "<period>";
            for (token, _) in self.list.iter_mut().zip(&places).filter(|(_, place)| inside(place)) {
                // A preposition stays a word.
                let small = link == "<period>" && self.lexicon.is_small(&token.word);
                token.link = (!small).then_some(link);
                link = if small { link } else { "" };
                token.used = true;
                // The words of a comparison stand inside some expressions of time.
                if let Some(cue @ (Cue::Compare | Cue::Change | Cue::Growth(_))) = self.lexicon.word(&token.word) {
                    self.reading.cues.push(cue);
                }
            }
        }
        // "Month over month in 2011" names no second period.
        let said =
            |span: &Range<usize>| places.iter().position(|place| place.start >= span.start && place.end <= span.end);
        let grows = |span: &Range<usize>| {
            let cue = said(span).and_then(|at| self.lexicon.look_up_any(&self.list[at..]));
            matches!(cue, Some((Cue::Growth(_), _)))
        };
        let mut found = found;
        // "leaving out December", "ignoring August"
        for period in &mut found.periods {
            let at = said(&period.span).unwrap_or(0);
            let excludes = |back: usize| {
                // "Echo Bar in May": the word is the name's.
                let start = at.checked_sub(back).filter(|start| self.list[*start].link.is_none())?;
                if self.reading.corrects && start == 0 {
                    // "No, 2024"
                    return None;
                }
                if self.is_before_a_period(start) {
                    return None;
                }
                self.lexicon
                    .look_up_any(&self.list[start..at])
                    .filter(|(cue, count)| *cue == Cue::Exclude && *count == back)
            };
            period.excluded |= (1..=3).any(|back| excludes(back).is_some());
        }
        // "Summer 2025 (June to August)": what is in brackets says it more exactly.
        if let [first, second] = found.periods.as_slice()
            && masked[..second.span.start].trim_end().ends_with('(')
            && first.period.from <= second.period.to
            && second.period.from <= first.period.to
        {
            found.periods.remove(0);
        }
        if found.periods.len() > 1 {
            found.periods.retain(|period| !grows(&period.span));
            // "Q2 instead of Q1"
            let replaced =
                found.periods.iter().position(|p| said(&p.span).is_some_and(|at| self.follows(at, Cue::Replacing)));
            self.reading.replaced_period = replaced.map(|place| found.periods.remove(place).period);
        }
        self.reading.found = Some(found);
    }

    /// The dates of `masked`; a year that stands apart, "december orders in 2011", is that of the month, or by itself the period.
    fn with_year(&mut self, masked: &str, places: &[Range<usize>], calendar: &Calendar) -> Found {
        let found = find(masked, self.language, calendar);
        let spans = || found.periods.iter().map(|p| &p.span).chain(found.impossible.iter().map(|i| &i.span));
        let taken = |place: &Range<usize>| spans().any(|span| place.start >= span.start && place.end <= span.end);
        let mut years = (0..self.list.len()).filter_map(|at| {
            let year = self.list[at].word.parse().ok().filter(|year| YEARS.contains(year))?;
            (!self.list[at].used && !taken(&places[at])).then_some((at, year))
        });
        let (Some((at, year)), None) = (years.next(), years.next()) else { return found };
        let again = match found.periods.as_slice() {
            [] => find(&format!("{masked} in {year}"), self.language, calendar),
            [one] if one.period.grain < Grain::Year => {
                let of_year = Calendar { context_year: Some(year), ..*calendar };
                find(masked, self.language, &of_year)
            }
            _ => return found,
        };
        match again.periods.as_slice() {
            [one] if one.period.from.year() == year && one.period.to.year() == year && again.impossible.is_empty() => {
                self.list[at].used = true;
                again
            }
            _ => found,
        }
    }

    /// The text as dates are found in it, and the bytes of each word there: members are blanked out, so that months in product
    /// names are no dates, and words of dates are spelt right.
    fn without_names(&mut self) -> (String, Vec<Range<usize>>) {
        let mut masked = String::with_capacity(self.text.len());
        let mut places = Vec::with_capacity(self.list.len());
        let mut end = 0;
        for at in 0..self.list.len() {
            let span = self.list[at].span.clone();
            masked.push_str(&self.text[end..span.start]);
            end = span.end;
            let start = masked.len();
            // "May next to June": side by side, not from one to the other.
            let is_beside = |at: usize| {
                self.list[at].word == "next" && self.lexicon.look_up_any(&self.list[at..]) == Some((Cue::Compare, 2))
            };
            // "Through EDI last year": not until then.
            let is_through = self.list[at].word == "through" && self.list.get(at + 1).is_some_and(|next| next.used);
            if self.list[at].used || is_through || at > 0 && is_beside(at - 1) {
                masked.extend(std::iter::repeat_n(' ', span.len()));
            } else if is_beside(at) {
                masked.push_str("vs");
            } else if let Some(date) = self.lexicon.misspelt_date(&self.list[at].word) {
                self.reading.notes.push((self.text[span].to_owned(), date.to_owned()));
                masked.push_str(date);
            } else {
                masked.push_str(&self.text[span]);
            }
            places.push(start..masked.len());
        }
        masked.push_str(&self.text[end..]);
        (masked, places)
    }
}
