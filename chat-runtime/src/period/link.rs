//! What the pieces of a question lend each other: years, and the period others are told from.

use std::ops::Range;

use sales_metrics::period::{Grain, Period};

use super::{
    Found, Impossible, PeriodMatch, RelativeToPrevious,
    expression::{Expr, Unit},
    parse::{Parser, Piece, Said},
    vocabulary::Sense,
};

/// An expression on its way to dates.
struct Spot {
    items: Range<usize>,
    expr: Expr,
    /// The year a neighbour lent.
    lent: Option<i16>,
    /// The lent year stands in the question for this very period: "Q1 or Q2 2011".
    said: bool,
    /// A year that only set the scene for the others: "in 2011, was June or July better?"
    scene: bool,
}

impl Spot {
    fn new(items: Range<usize>, expr: Expr) -> Self {
        Self { items, expr, lent: None, said: false, scene: false }
    }

    fn waits(&self) -> bool {
        self.expr.open() && self.lent.is_none()
    }

    fn year(&self) -> Option<i16> {
        self.lent.or_else(|| self.expr.year())
    }
}

pub(super) fn link(text: &str, parser: &Parser<'_>) -> Found {
    let pieces = parser.pieces();
    let mut ends: Vec<usize> = pieces.iter().map(|piece| piece.items.end).collect();
    ends.extend(pieces.iter().filter_map(|piece| match &piece.said {
        Said::Bare { parted, .. } => Some(parted.end),
        _ => None,
    }));
    ends.sort_unstable();
    let (mut spots, asides) = sort(pieces, parser);
    same_unit_of_next_year(&mut spots, parser);
    lend_years(&mut spots, parser);
    let span = |items: &Range<usize>| {
        let before = ends.partition_point(|end| *end <= items.start);
        let floor = before.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
        parser.span(items, floor)
    };
    let mut found = Found::default();
    for spot in spots.iter().filter(|spot| !spot.scene) {
        let span = span(&spot.items);
        match spot.expr.resolve(parser.calendar, spot.lent) {
            Ok(resolved) => found.periods.push(PeriodMatch {
                span,
                period: resolved.period,
                partial: spot.expr.open() && !spot.said,
                ends: resolved.ends,
                excluded: parser.excluded(&spot.items),
            }),
            Err(reason) => {
                let text = text.get(span.clone()).unwrap_or_default().trim().to_owned();
                found.impossible.push(Impossible { span, text, reason });
            }
        }
    }
    for aside in asides {
        tell(&aside, span(&aside.items), &mut found, parser);
    }
    found.periods.sort_by_key(|found| found.span.start);
    found
}

/// Periods apart from what is told from them.
fn sort(pieces: Vec<Piece>, parser: &Parser<'_>) -> (Vec<Spot>, Vec<Piece>) {
    let (mut spots, mut asides) = (Vec::new(), Vec::new());
    let (only, last) = (pieces.len() == 1, pieces.last().map(|piece| piece.items.start));
    let finer = pieces.iter().any(|piece| match &piece.said {
        Said::Period(expr) => !expr.is_year(),
        Said::Bare { .. } => true,
        _ => false,
    });
    let conversation = parser.calendar.context_year.is_some();
    for Piece { items, said } in pieces {
        match said {
            Said::Period(expr) => spots.push(Spot::new(items, expr)),
            Said::Bare { a, b, parted } if only && parser.compare_before(items.start) => {
                spots.push(Spot::new(items.start..parted.start, a));
                spots.push(Spot::new(parted.end..items.end, b));
            }
            Said::Bare { a, b, .. } => spots.push(Spot::new(items, Expr::Range(Box::new(a), Box::new(b)))),
            Said::LastYear(_) if finer && parser.compared(items.start) => {
                asides.push(Piece { items, said: Said::SameLastYear });
            }
            Said::LastYear(year) => spots.push(Spot::new(items, Expr::Fixed(year))),
            // Told from today when nothing came before it; "the change on the previous month for March" is told from March.
            Said::Previous { alone: Some(period), .. } | Said::Next { alone: Some(period), .. }
                if !conversation
                    && spots.is_empty()
                    && (last == Some(items.start) || period.grain == Grain::Day || !parser.changed_on(items.start)) =>
            {
                spots.push(Spot::new(items, Expr::Fixed(period)));
            }
            said => asides.push(Piece { items, said }),
        }
    }
    (spots, asides)
}

/// "June 2010 vs 2011" sets June against June, not against the year.
fn same_unit_of_next_year(spots: &mut [Spot], parser: &Parser<'_>) {
    for index in 1..spots.len() {
        let (Some(first), Some(second)) = (spots.get(index - 1), spots.get(index)) else { continue };
        let Expr::Named { unit: Unit::Year, year: Some(year), fiscal: false } = second.expr else { continue };
        let gap = first.items.end..second.items.start;
        let tight = !gap.is_empty()
            && gap.clone().all(|at| parser.joins(at) || matches!(parser.sense(at), Sense::Of | Sense::The));
        let same = first.expr.in_year(year).filter(|_| tight && first.year() != Some(year));
        if let (Some(expr), Some(second)) = (same, spots.get_mut(index)) {
            second.expr = expr;
        }
    }
}

fn lend_years(spots: &mut [Spot], parser: &Parser<'_>) {
    // "Q1 or Q2 2011": from the right, when nothing but joining words stand between.
    for index in (1..spots.len()).rev() {
        let (left, right) = spots.split_at_mut(index);
        let (Some(taker), Some(lender)) = (left.last_mut(), right.first()) else { continue };
        let gap = taker.items.end..lender.items.start;
        if taker.waits() && !lender.expr.is_year() && gap.into_iter().all(|at| parser.coordinates(at)) {
            taker.lent = lender.year();
            taker.said = taker.lent.is_some() && (lender.said || !lender.expr.open());
        }
    }
    for index in 1..spots.len() {
        let (left, right) = spots.split_at_mut(index);
        if let (Some(lender), Some(taker)) = (left.last_mut(), right.first_mut()) {
            let gap = lender.items.end..taker.items.start;
            lend(lender, taker, gap, true, parser);
        }
    }
    for index in (1..spots.len()).rev() {
        let (left, right) = spots.split_at_mut(index);
        if let (Some(taker), Some(lender)) = (left.last_mut(), right.first_mut()) {
            let gap = taker.items.end..lender.items.start;
            lend(lender, taker, gap, false, parser);
        }
    }
}

fn lend(lender: &mut Spot, taker: &mut Spot, gap: Range<usize>, forward: bool, parser: &Parser<'_>) {
    let (true, Some(year)) = (taker.waits(), lender.year()) else { return };
    if !lender.expr.is_year() {
        // "December 2010 and January" goes on into the next year.
        let wraps = forward && lender.expr.ends_year() && taker.expr.starts_year();
        taker.lent = Some(year.saturating_add(i16::from(wraps)));
        taker.said = lender.lent.is_some() && lender.said;
        return;
    }
    let apart = |at| parser.joins(at) && parser.sense(at) != Sense::Mark(',') || parser.sense(at) == Sense::Except;
    if gap.into_iter().any(apart) {
        return;
    }
    taker.lent = Some(year);
    taker.said = true;
    lender.scene = !parser.asks_share();
}

/// Whether `base` is longer than the unit that it begins in: a quarter or "April to June", of months.
fn outlasts(base: &Period, unit: Grain) -> bool {
    Period::containing(base.from, unit).to < base.to
}

/// A period told from another: resolved here when the other is in the question and is a part of such a unit ("in May, against the
/// previous quarter"), else reported.
fn tell(aside: &Piece, span: Range<usize>, found: &mut Found, parser: &Parser<'_>) {
    let calendar = parser.calendar;
    let base = found.periods.iter().rev().find(|other| other.span.end <= span.start).or(found.periods.first());
    let base = base.map(|other| other.period.clone());
    let told =
        |period: Period, span: Range<usize>| PeriodMatch { span, period, partial: false, ends: None, excluded: false };
    let (relative, unit) = match (&aside.said, base) {
        (Said::AllTime, _) => {
            found.all_time = found.all_time.take().or(Some(span));
            return;
        }
        (Said::SameLastYear, _) => (RelativeToPrevious::SamePeriodLastYear, None),
        (Said::Same(year), _) => (RelativeToPrevious::Year(*year), None),
        (Said::Moved { unit, count }, Some(base)) => {
            let moved = calendar.moved_back(&base, *unit, *count);
            found.periods.push(told(moved, span));
            return;
        }
        (Said::Moved { unit, count: 1 }, None) => (RelativeToPrevious::PreviousPeriod, Some(*unit)),
        (Said::Previous { unit: Some(Grain::Year), .. }, Some(base)) if base.grain != Grain::Year => {
            (RelativeToPrevious::SamePeriodLastYear, None)
        }
        (Said::Previous { unit: Some(unit), .. }, Some(base)) if *unit != base.grain && !outlasts(&base, *unit) => {
            let period = calendar.unit(base.from, *unit, -1, false);
            found.periods.push(told(period, span));
            return;
        }
        (Said::Next { unit: Some(unit), .. }, Some(base)) if *unit != base.grain => {
            let period = calendar.unit(base.to, *unit, 1, false);
            found.periods.push(told(period, span));
            return;
        }
        (Said::Previous { unit, .. }, _) => (RelativeToPrevious::PreviousPeriod, *unit),
        (Said::Next { unit, .. }, _) => (RelativeToPrevious::NextPeriod, *unit),
        (Said::Elliptic { back: true }, Some(_)) => (RelativeToPrevious::PreviousPeriod, None),
        (Said::Elliptic { back: false }, Some(_)) => (RelativeToPrevious::NextPeriod, None),
        _ => return,
    };
    if found.relative_to_previous.is_none() {
        found.relative_to_previous = Some(relative);
        found.relative_span = Some(span);
        found.relative_unit = unit;
    }
}
