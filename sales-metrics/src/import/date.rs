//! Dates of rows: the first of the catalogue's forms that fits.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;

use crate::{catalogue::TimePart, period::month_name};

/// Forms tried on a column whose form is not known, the usual ones first.
const FORMS: [&str; 12] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y%m%d",
];

/// Years outside these are typing errors.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Parses dates in given forms, remembering the last, since rows of one order share their time.
#[derive(Debug)]
pub struct DateParser {
    formats: Vec<String>,
    last: (String, Option<Date>),
}

impl DateParser {
    /// A parser for these `strftime` forms.
    #[must_use]
    pub fn new(formats: &[String]) -> Self {
        Self { formats: formats.to_vec(), last: (String::new(), None) }
    }

    /// The day in `text`; what follows the date (a time) is passed over. `None` when no form fits or the year is absurd.
    pub fn parse(&mut self, text: &str) -> Option<Date> {
        let text = text.trim();
        if self.last.0 != text {
            let date = self.formats.iter().find_map(|format| parse_as(format, text));
            self.last = (text.to_owned(), date);
        }
        self.last.1
    }
}

/// The name of a part of a moment; `None` where `text` has no time of day.
pub(super) fn part_of(part: TimePart, day: Date, text: &str) -> Option<Cow<'static, str>> {
    Some(match part {
        TimePart::Weekday => format!("{:?}", day.weekday()).into(),
        TimePart::MonthOfYear => month_name(day.month()).into(),
        TimePart::Hour => {
            let hour: u8 = text.trim().split([' ', 'T']).nth(1)?.split(':').next()?.parse().ok()?;
            (hour < 24).then(|| format!("{hour:02}").into())?
        }
    })
}

/// `text` as a date of the form `format`, followed by nothing or by a time.
fn parse_as(format: &str, text: &str) -> Option<Date> {
    let (parsed, used) = BrokenDownTime::parse_prefix(format, text).ok()?;
    let rest = text.get(used..)?;
    let ends = rest.is_empty()
        || rest.starts_with([' ', 'T', ',']) && rest[1..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    let date = parsed.to_date().ok()?;
    (ends && YEARS.contains(&date.year())).then_some(date)
}

/// The form that fits every value, preferring day before month when both do.
#[must_use]
pub fn sniff_format(values: &[&str]) -> Option<&'static str> {
    if values.is_empty() {
        return None;
    }
    FORMS.into_iter().find(|format| values.iter().all(|value| parse_as(format, value).is_some()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn reads_the_day_and_passes_over_the_time() {
        let mut parser = DateParser::new(&["%Y-%m-%d".into(), "%d/%m/%Y".into()]);
        assert_eq!(parser.parse("2010-12-01 08:26:00"), Some(date(2010, 12, 1)));
        assert_eq!(parser.parse("2010-12-01T08:26:00Z"), Some(date(2010, 12, 1)));
        assert_eq!(parser.parse("31/01/2011"), Some(date(2011, 1, 31)));
        for bad in
            ["", "2010-13-01", "2011-02-30", "31/31/2011", "0000-01-01", "9999-12-31", "2010-12-011", "yesterday"]
        {
            assert_eq!(parser.parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_column_decides_the_order() {
        assert_eq!(sniff_format(&["01/02/2011", "13/02/2011"]), Some("%d/%m/%Y"));
        assert_eq!(sniff_format(&["01/02/2011", "02/13/2011"]), Some("%m/%d/%Y"));
        assert_eq!(sniff_format(&["12/1/10", "12/31/10"]), Some("%m/%d/%y"));
        assert_eq!(sniff_format(&["12", "13"]), None);
    }
}
