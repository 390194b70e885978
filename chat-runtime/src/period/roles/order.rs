//! Orders of words that the grammar does not know: "5. Mai", "hace dos meses", "les 7 derniers jours", "mes pasado".

use super::{before, sense, set};
use crate::period::{
    lexer::Item,
    vocabulary::Sense::{self, *},
};

/// `5. Mai`, `1. und 2. Quartal`, `vom 1. bis 14.5.2011`, `II. Quartal`: the full stop belongs to the number.
pub(super) fn dotted_ordinals(mut items: Vec<Item>) -> Vec<Item> {
    for at in 0..items.len() {
        spaced_date(&mut items, at);
    }
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

/// `30. 6. 2011` is one date.
fn spaced_date(items: &mut [Item], at: usize) {
    let Some([day, dot, month, second, year]) = items.get_mut(at..at + 5) else { return };
    let numbers = matches!(
        (day.sense, month.sense, year.sense),
        (Number(_, 1 | 2), Number(1..=12, 1 | 2), Number(1900..=2100, 4))
    );
    if numbers && (dot.sense, second.sense) == (Mark('.'), Mark('.')) && dot.glued && second.glued {
        (month.glued, year.glued) = (true, true);
    }
}

fn ordinal_follows(items: &[Item], at: usize) -> bool {
    match sense(items, at) {
        Month(_) | Unit(_) | IsoWeek | Fiscal | HalfMonth | Weekday(_) | Weekend => true,
        Of | This | Last | Previous | Next | Letter(_) | Holiday(_) => true,
        And | Or | To | Until | Mark('-' | '/' | ',' | '&' | '+') => {
            let next = if matches!(sense(items, at + 1), The | And | Or) { at + 2 } else { at + 1 };
            matches!(sense(items, next), Number(_, 1 | 2) | Nth(_) | Ordinal(_))
        }
        _ => false,
    }
}

/// "sept jours" counts, "1er sept." does not.
pub(super) fn count_or_month(items: &mut [Item], at: usize) {
    let CountOrMonth(count, month) = sense(items, at) else { return };
    let next = if matches!(sense(items, at + 1), Last | Past | Previous | Next | Ordinal(1)) { at + 2 } else { at + 1 };
    let counts = matches!(sense(items, next), Unit(_) | Hour) && !matches!(before(items, at), Number(..) | Nth(_));
    set(items, at, if counts { Count(count) } else { Month(month) });
}

/// "hace dos meses", "vor einem Jahr": "ago" goes behind what it counts.
pub(super) fn ago(items: &mut [Item], at: usize) {
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

/// Moves item `at` behind the `length - 1` items after it; all of them, and what else their words say, share one place.
fn turn(items: &mut [Item], at: usize, length: usize) {
    let Some(part) = items.get_mut(at..at + length) else { return };
    let (Some(first), Some(last)) = (part.first().copied(), part.last().copied()) else { return };
    part.rotate_left(1);
    for (index, item) in part.iter_mut().enumerate() {
        item.glued = first.glued && index == 0;
    }
    let words = first.start..=last.start;
    let before = items.iter().take(at).rev().take_while(|item| words.contains(&item.start)).count();
    let after = items.iter().skip(at + length).take_while(|item| words.contains(&item.start)).count();
    for item in items.iter_mut().skip(at - before).take(before + length + after) {
        (item.start, item.end) = (first.start, last.end);
    }
}

/// "les 7 derniers jours", "las dos primeras semanas": the adjective goes before the number.
pub(super) fn count_first(items: &mut [Item], at: usize) {
    // Not the number of "Q3 letztes Jahr".
    let named = matches!(before(items, at), Rank | Letter(_) | LetterS | Unit(_) | IsoWeek | Sem | Month(_));
    let counts = matches!(sense(items, at), Number(_, 1..=3) | Count(_)) && !named;
    let adjective = matches!(sense(items, at + 1), Last | Past | Previous | Next | Following | Final | Ordinal(1));
    if counts && adjective && matches!(sense(items, at + 2), Unit(_) | Hour | Fill | Fiscal) {
        turn(items, at, 2);
    }
}

/// "mes pasado", "trimestre fiscal en cours", "30 días anteriores": the adjective goes before the noun and its number.
pub(super) fn adjective_last(items: &mut [Item], at: usize) {
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
