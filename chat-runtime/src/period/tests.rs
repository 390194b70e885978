//! What people write about time, and the dates it means.

use std::fmt::Write as _;

use jiff::civil::{Date, Weekday, date};
use sales_metrics::period::{Grain, Period};

use super::{Calendar, Found, RelativeToPrevious};
use sales_metrics::catalogue::Language;

mod absolute;
mod english;
mod french;
mod german;
mod held_out;
mod mixed;
mod portuguese;
mod properties;
mod relative;
mod spanish;

/// The newest day of most cases, a Friday.
const TODAY: Date = date(2011, 12, 9);

fn calendar() -> Calendar {
    Calendar { today: TODAY, week_start: Weekday::Monday, fiscal_year_start: 1, context_year: None }
}

/// `2011-06` for a month, `2011-Q2`, `2011-H1`, `2011`, `2011-05-05`, else `from..to`.
fn written(period: &Period) -> String {
    let (from, year) = (period.from, period.from.year());
    let unit = Period::containing(from, period.grain);
    let aligned = (unit.from, unit.to) == (period.from, period.to);
    match period.grain {
        Grain::Day => from.to_string(),
        Grain::Month if aligned => format!("{year}-{:02}", from.month()),
        Grain::Quarter if aligned => format!("{year}-Q{}", (from.month() + 2) / 3),
        Grain::Half if aligned => format!("{year}-H{}", (from.month() + 5) / 6),
        Grain::Year if aligned => year.to_string(),
        Grain::Week => format!("week {from}"),
        _ => format!("{from}..{}", period.to),
    }
}

/// All that was found: periods (`?` when the year was inferred, ends in brackets), `!` impossible, `<` relative.
fn summary(found: &Found) -> String {
    let mut parts = Vec::new();
    for hit in &found.periods {
        let mut part = written(&hit.period);
        if let Some((a, b)) = &hit.ends {
            let _ = write!(part, " [{} {}]", written(a), written(b));
        }
        if hit.excluded {
            part.insert_str(0, "not ");
        }
        if hit.partial {
            part.push('?');
        }
        parts.push(part);
    }
    parts.extend(found.impossible.iter().map(|hit| format!("! {}", hit.reason.wording(Language::English))));
    parts.extend(found.relative_to_previous.map(|relative| match relative {
        RelativeToPrevious::SamePeriodLastYear => "<year".to_owned(),
        RelativeToPrevious::PreviousPeriod => "<previous".to_owned(),
        RelativeToPrevious::NextPeriod => "<next".to_owned(),
        RelativeToPrevious::Year(year) => format!("<{year}"),
    }));
    parts.extend(found.all_time.as_ref().map(|_| "all".to_owned()));
    parts.join(" | ")
}

/// Finds in English.
fn find(text: &str, calendar: &Calendar) -> Found {
    super::find(text, Language::English, calendar)
}

/// Checks every case in English.
fn check(calendar: &Calendar, cases: &[(&str, &str)]) {
    check_in(Language::English, calendar, cases);
}

/// Checks every case and shows all that fail at once.
fn check_in(language: Language, calendar: &Calendar, cases: &[(&str, &str)]) {
    let failed: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let got = summary(&super::find(text, language, calendar));
            (got != *expected).then(|| format!("{text:?}\n  expected {expected}\n  got      {got}"))
        })
        .collect();
    assert!(failed.is_empty(), "{} of {} cases\n{}", failed.len(), cases.len(), failed.join("\n"));
}
