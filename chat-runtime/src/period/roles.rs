//! Words whose part depends on their neighbours, and orders of words that the grammar does not know, settled before it.
//!
//! After this pass "mes pasado" reads as "last month", "hace dos meses" as "two months ago", "5. Mai" as "5th May", and
//! "de", "à" and "a" are prepositions of one meaning. Items that change places share the place of both.

use sales_metrics::period::Grain;

use super::{
    lexer::Item,
    vocabulary::{
        Language,
        Sense::{self, *},
    },
};

/// How far "de" looks for the end of the run that it may begin.
const REACH: usize = 12;

pub(super) fn settle(items: Vec<Item>, language: &Language) -> Vec<Item> {
    let mut items = if language.dot_is_ordinal { dotted_ordinals(items) } else { items };
    for at in 0..items.len() {
        count_or_month(&mut items, at);
        ago(&mut items, at);
    }
    if language.noun_first || language.dot_is_ordinal {
        for at in 0..items.len() {
            count_first(&mut items, at);
        }
    }
    if language.noun_first {
        for at in 0..items.len() {
            adjective_last(&mut items, at);
        }
    }
    for at in 0..items.len() {
        settle_one(&mut items, at);
    }
    items
}

fn sense(items: &[Item], at: usize) -> Sense {
    items.get(at).map_or(Nothing, |item| item.sense)
}

fn before(items: &[Item], at: usize) -> Sense {
    at.checked_sub(1).map_or(Nothing, |previous| sense(items, previous))
}

fn set(items: &mut [Item], at: usize, sense: Sense) {
    if let Some(item) = items.get_mut(at) {
        item.sense = sense;
    }
}

/// `5. Mai`, `1. und 2. Quartal`, `vom 1. bis 14.5.2011`, `II. Quartal`: the full stop belongs to the number.
fn dotted_ordinals(items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let in_digits =
            matches!(sense(&items, at.wrapping_sub(2)), Mark('.')) && items.get(at - 1).is_some_and(|i| i.glued);
        if item.sense == Mark('.')
            && item.glued
            && !in_digits
            && let Some(number) = kept.last_mut()
            && let Number(value, 1 | 2) | Ordinal(value) = number.sense
            && ordinal_follows(&items, at + 1)
        {
            number.sense = Nth(value);
            number.end = item.end;
            continue;
        }
        kept.push(*item);
    }
    kept
}

fn ordinal_follows(items: &[Item], at: usize) -> bool {
    match sense(items, at) {
        Month(_) | Unit(_) | IsoWeek | Fiscal | HalfMonth | Weekday(_) | Weekend => true,
        Of | This | Last | Previous | Next => true,
        And | Or | To | Until | Mark('-' | '/' | ',' | '&' | '+') => {
            let next = if matches!(sense(items, at + 1), The | And | Or) { at + 2 } else { at + 1 };
            matches!(sense(items, next), Number(_, 1 | 2) | Nth(_) | Ordinal(_))
        }
        _ => false,
    }
}

/// "sept jours" counts, "1er sept." does not.
fn count_or_month(items: &mut [Item], at: usize) {
    let CountOrMonth(count, month) = sense(items, at) else { return };
    let next = if matches!(sense(items, at + 1), Last | Past | Previous | Next | Ordinal(1)) { at + 2 } else { at + 1 };
    let counts = matches!(sense(items, next), Unit(_) | Hour) && !matches!(before(items, at), Number(..) | Nth(_));
    set(items, at, if counts { Count(count) } else { Month(month) });
}

/// "hace dos meses", "vor einem Jahr": "ago" goes behind what it counts.
fn ago(items: &mut [Item], at: usize) {
    let lead = sense(items, at);
    if !matches!(lead, AgoLead | AgoOrBefore) {
        return;
    }
    let counted = match (sense(items, at + 1), sense(items, at + 2)) {
        (Article, Unit(_)) | (Count(_) | Number(_, 1 | 2), Unit(_)) => 2,
        (Article, Count(_)) if matches!(sense(items, at + 3), Unit(_)) => 3,
        _ => {
            set(items, at, if lead == AgoLead { Other } else { Before });
            return;
        }
    };
    set(items, at, Ago);
    turn(items, at, counted + 1);
}

/// Moves item `at` behind the `length - 1` items after it; all of them share the place of all.
fn turn(items: &mut [Item], at: usize, length: usize) {
    let Some(part) = items.get_mut(at..at + length) else { return };
    let (start, glued) = part.first().map_or((0, false), |first| (first.start, first.glued));
    let end = part.last().map_or(start, |last| last.end);
    part.rotate_left(1);
    for (index, item) in part.iter_mut().enumerate() {
        (item.start, item.end, item.glued) = (start, end, glued && index == 0);
    }
}

/// "les 7 derniers jours", "las dos primeras semanas": the adjective goes before the number.
fn count_first(items: &mut [Item], at: usize) {
    // Not the number of "Q3 letztes Jahr".
    let named = matches!(before(items, at), Rank | Letter(_) | LetterS | Unit(_) | IsoWeek | Sem | Month(_));
    let counts = matches!(sense(items, at), Number(_, 1..=3) | Count(_)) && !named;
    let adjective = matches!(sense(items, at + 1), Last | Past | Previous | Next | Following | Final | Ordinal(1));
    if counts && adjective && matches!(sense(items, at + 2), Unit(_) | Hour | Fill) {
        turn(items, at, 2);
    }
}

/// "mes pasado", "trimestre fiscal en cours", "30 días anteriores": the adjective goes before the noun and its number.
fn adjective_last(items: &mut [Item], at: usize) {
    let noun = |sense| {
        matches!(
            sense,
            Unit(_) | Weekday(_) | Month(_) | Season(_) | Holiday(_) | Weekend | Period | HalfMonth | IsoWeek
        )
    };
    let adjective = |sense| matches!(sense, Last | BeforeLast | Previous | Next | Following | This | Past);
    if !noun(sense(items, at)) {
        return;
    }
    if sense(items, at + 1) == Fiscal {
        turn(items, at, 2);
        return adjective_behind(items, at, at + 1, adjective);
    }
    let start = if before(items, at) == Fiscal { at - 1 } else { at };
    adjective_behind(items, start, at, adjective);
}

fn adjective_behind(items: &mut [Item], start: usize, noun: usize, adjective: impl Fn(Sense) -> bool) {
    if !adjective(sense(items, noun + 1)) {
        return;
    }
    // "por mes último año": the adjective has a noun of its own.
    let own = match sense(items, noun + 2) {
        Unit(_) | Fiscal | Weekend | Hour => true,
        Count(_) | Number(_, 1 | 2) => matches!(sense(items, noun + 3), Unit(_) | Hour),
        _ => false,
    };
    let said = start.checked_sub(1).map_or(Nothing, |previous| sense(items, previous));
    if own || adjective(said) {
        return;
    }
    let counted = matches!(said, Count(_) | Number(_, 1..=3)) && matches!(sense(items, noun), Unit(_));
    let first = if counted { start - 1 } else { start };
    let length = noun + 2 - first;
    // The adjective goes to the front: the rest moves behind it, one by one.
    for _ in 1..length {
        turn(items, first, length);
    }
}

fn settle_one(items: &mut [Item], at: usize) {
    let settled = match sense(items, at) {
        ToIn if is_to(items, at) => To,
        ToIn => In,
        ToThe if is_to(items, at) => To,
        ToThe => The,
        OfFrom if is_from(items, at) => From,
        OfFrom => Of,
        Sem if matches!(before(items, at), Ordinal(_) | Nth(_)) => Unit(Grain::Half),
        Sem => Unit(Grain::Week),
        LetterS => {
            let half =
                matches!(sense(items, at + 1), Number(0..=2, 1)) || matches!(before(items, at), Number(0..=2, 1));
            Letter(if half { Grain::Half } else { Grain::Week })
        }
        IsoWeek if numbered(items, at) => IsoWeek,
        IsoWeek => Unit(Grain::Week),
        _ => return,
    };
    set(items, at, settled);
}

fn numbered(items: &[Item], at: usize) -> bool {
    matches!(sense(items, at + 1), Number(_, 1 | 2)) || matches!(before(items, at), Nth(_) | Ordinal(_))
}

/// A part of an expression of time.
fn dated(sense: Sense) -> bool {
    matches!(
        sense,
        Number(..)
            | Nth(_)
            | Ordinal(_)
            | Month(_)
            | Unit(_)
            | Weekday(_)
            | Today(_)
            | Now
            | Holiday(_)
            | Season(_)
            | Letter(_)
            | LetterS
            | HalfMonth
            | IsoWeek
            | Sem
            | This
            | Last
            | BeforeLast
            | Previous
            | Next
            | Early
            | Mid
            | Late
            | Start
            | End
            | Weekend
    )
}

/// Whether a word that may be "to" stands between two dates, or behind "compared".
fn is_to(items: &[Item], at: usize) -> bool {
    let dot = before(items, at) == Mark('.');
    let previous = before(items, if dot { at - 1 } else { at });
    let next = (at + 1..at + 4).map(|next| sense(items, next)).find(|sense| !matches!(sense, The | Fill));
    matches!(previous, Compare | Cumulated | ToDate(_)) && next.is_some()
        || next.is_some_and(dated)
            && matches!(
                previous,
                Number(..)
                    | Nth(_)
                    | Ordinal(_)
                    | Month(_)
                    | Unit(_)
                    | Weekday(_)
                    | Today(_)
                    | Holiday(_)
                    | Season(_)
                    | HalfMonth
                    | IsoWeek
                    | Sem
                    | Weekend
            )
}

/// Whether a word that may be "of" or "from" begins a run: "de mayo a julio", "du 1er au 14".
fn is_from(items: &[Item], at: usize) -> bool {
    let next = if sense(items, at + 1) == The { at + 2 } else { at + 1 };
    let days = matches!(sense(items, next), Number(..) | Nth(_));
    let bound = match before(items, at) {
        Unit(Grain::Week | Grain::Day | Grain::Month) | Period => !days,
        Number(..) | Nth(_) | Ordinal(_) | Month(_) | Unit(_) | Weekday(_) | Season(_) | Holiday(_) => true,
        Start | End | Mid | Early | Late | Same | HalfMonth | IsoWeek | Sem | SoFar | Cumulated => true,
        _ => false,
    };
    if bound {
        return false;
    }
    for ahead in at + 1..(at + REACH).min(items.len()) {
        match sense(items, ahead) {
            To | Until | Through | Onward | SoFar if ahead > at + 1 => return true,
            ToIn | ToThe => return is_to(items, ahead),
            The | Of | OfFrom | Fill | Mark('.' | '/' | '-' | ',' | '\'') | Fiscal | FiscalYear => {}
            other if dated(other) => {}
            _ => return false,
        }
    }
    false
}
