//! Words whose part depends on their neighbours, and orders of words that the grammar does not know, settled before it.
//!
//! After this pass "mes pasado" reads as "last month", "hace dos meses" as "two months ago", "5. Mai" as "5th May", and
//! "de", "à" and "a" are prepositions of one meaning. Items that change places share the place of both.

mod order;

use order::{adjective_last, ago, count_first, count_or_month, dotted_ordinals};
use sales_metrics::period::Grain;

use super::{
    lexer::Item,
    table::Language,
    vocabulary::Sense::{self, *},
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

fn settle_one(items: &mut [Item], at: usize) {
    let settled = match sense(items, at) {
        ToIn if is_to(items, at) => To,
        ToIn => In,
        ToThe if is_to(items, at) => To,
        ToThe => The,
        OfFrom if is_from(items, at) => From,
        OfFrom => Of,
        HalfOrWithout if matches!(before(items, at), Ordinal(_) | Nth(_)) => Unit(Grain::Half),
        HalfOrWithout => Except,
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
