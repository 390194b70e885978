//! Dates, outside of members' names.

use jiff::civil::Weekday;
use sales_metrics::catalogue::WeekStart;

use super::{GrainForm, Reader};
use crate::{
    classify::lexicon::Cue,
    period::{Calendar, find},
};

impl Reader<'_> {
    /// Finds the dates; `context_year` is that of the turn before.
    pub(super) fn dates(&mut self, context_year: Option<i16>) {
        let Some(today) = self.vocabulary.today() else { return };
        // Members are blanked out, byte for byte, so that months in product names are no dates.
        let mut masked = self.text.to_owned().into_bytes();
        for token in self.list.iter().filter(|token| token.used) {
            masked[token.span.clone()].fill(b' ');
        }
        let masked = String::from_utf8(masked).unwrap_or_default();
        let catalogue = self.vocabulary.catalogue();
        let week_start = match catalogue.week_start {
            WeekStart::Monday => Weekday::Monday,
            WeekStart::Sunday => Weekday::Sunday,
            WeekStart::Saturday => Weekday::Saturday,
        };
        let calendar = Calendar { today, week_start, fiscal_year_start: catalogue.fiscal_year_start, context_year };
        let found = find(&masked, self.language, &calendar);
        let spans = found
            .periods
            .iter()
            .map(|p| &p.span)
            .chain(found.impossible.iter().map(|i| &i.span))
            .chain(&found.relative_span)
            .chain(&found.all_time);
        for span in spans {
            // "in each month of 2025": the unit that is said with the period is what it is cut into.
            let first = self.list.iter().position(|token| token.span.start >= span.start && token.span.end <= span.end);
            if let Some(at) = first
                && self.lexicon.word(self.before(at)) == Some(Cue::Per)
                && let Some(Cue::Unit(grain)) = self.lexicon.word(&self.list[at].word)
            {
                self.reading.grain = Some((grain, GrainForm::Each));
            }
            let mut link = "<period>";
            for token in
                self.list.iter_mut().filter(|token| token.span.start >= span.start && token.span.end <= span.end)
            {
                // A preposition stays a word.
                let small = link == "<period>" && self.lexicon.word(&token.word) == Some(Cue::Stop);
                token.link = (!small).then_some(link);
                link = if small { link } else { "" };
                token.used = true;
                // The words of a comparison stand inside some expressions of time.
                if let Some(cue @ (Cue::Compare | Cue::Change | Cue::Growth(_))) = self.lexicon.word(&token.word) {
                    self.reading.cues.push(cue);
                }
            }
        }
        self.reading.found = Some(found);
    }
}
