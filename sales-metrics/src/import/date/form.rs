//! Forms of dates as a catalogue names them, in the directives of `strftime`.

use jiff::fmt::strtime::BrokenDownTime;

use super::{DateOrder, Moment, written};

/// Forms that are read without being named, each with its order.
const COMMON: [(&str, Option<DateOrder>); 22] = {
    use DateOrder::{DayMonthYear as D, MonthDayYear as M};
    [
        ("%Y-%m-%d", None),
        ("%F", None),
        ("%Y/%m/%d", None),
        ("%Y.%m.%d", None),
        ("%Y%m%d", None),
        ("%d/%m/%Y", Some(D)),
        ("%d.%m.%Y", Some(D)),
        ("%d-%m-%Y", Some(D)),
        ("%m/%d/%Y", Some(M)),
        ("%m-%d-%Y", Some(M)),
        ("%m.%d.%Y", Some(M)),
        ("%d/%m/%y", Some(D)),
        ("%d.%m.%y", Some(D)),
        ("%d-%m-%y", Some(D)),
        ("%m/%d/%y", Some(M)),
        ("%m-%d-%y", Some(M)),
        ("%D", Some(M)),
        ("%d %b %Y", None),
        ("%d-%b-%Y", None),
        ("%d-%b-%y", None),
        ("%b %d, %Y", None),
        ("%d %B %Y", None),
    ]
};

/// The order that the first of `formats` with a day and a month in numbers has, if it does not begin with the year.
#[must_use]
pub fn order_of(formats: &[String]) -> Option<DateOrder> {
    formats.iter().find_map(|format| {
        let mut parts = directives(format).filter(|part| b"deDmYyFbBhjGgC".contains(part));
        match (parts.next()?, parts.next()) {
            (b'D', _) | (b'm', Some(b'd' | b'e')) => Some(DateOrder::MonthDayYear),
            (b'd' | b'e', Some(b'm')) => Some(DateOrder::DayMonthYear),
            _ => None,
        }
    })
}

/// The letters of `format`'s directives, without flags.
fn directives(format: &str) -> impl Iterator<Item = u8> {
    format.split('%').skip(1).filter_map(|part| part.bytes().find(u8::is_ascii_alphabetic))
}

/// Those of `formats` that have to be tried by name: the others say no more than an order.
pub(super) fn uncommon(formats: &[String]) -> Vec<String> {
    let common = |format: &&String| {
        let date = COMMON.iter().map(|(form, _)| *form).filter(|form| format.starts_with(form)).max_by_key(|f| f.len());
        date.is_some_and(|date| {
            let time = &format[date.len()..];
            (time.is_empty() || time.starts_with([' ', 'T', ',']))
                && directives(time).all(|d| b"HIMSTRpPzZf".contains(&d))
        })
    };
    let orders = |order| formats.iter().any(|format| order_of(std::slice::from_ref(format)) == Some(order));
    if orders(DateOrder::DayMonthYear) && orders(DateOrder::MonthDayYear) {
        return formats.to_vec();
    }
    formats.iter().filter(|format| !common(format)).cloned().collect()
}

/// `text` as a date of the form `format`, followed by nothing or by a time.
pub(super) fn read_as(format: &str, text: &str) -> Option<Moment> {
    let (parsed, used) = BrokenDownTime::parse_prefix(format, text).ok()?;
    let after = written::hour(text.as_bytes().get(used..)?)?;
    let day = parsed.to_date().ok()?;
    let hour =
        parsed.to_time().ok().filter(|_| parsed.hour().is_some()).and_then(|time| u8::try_from(time.hour()).ok());
    written::YEARS.contains(&day.year()).then_some(Moment { day, hour: hour.or(after) })
}

/// The form that the most of `values` have, of those that fit `order`.
pub(super) fn most_fitting(values: &[&str], order: DateOrder) -> Option<&'static str> {
    let fits = |form: &str| values.iter().filter(|value| read_as(form, value).is_some()).count();
    let forms = COMMON.into_iter().filter(|(form, own)| *form != "%F" && own.is_none_or(|own| own == order));
    forms.rev().map(|(form, _)| (fits(form), form)).max_by_key(|(count, _)| *count).filter(|(n, _)| *n > 0).map(|f| f.1)
}
