//! Charts of a report as SVG: lines, ranges and bars, whose only figures are facts as people write them.

use maud::{Markup, html};
use rust_decimal::prelude::ToPrimitive;
use sales_metrics::{
    period::Period,
    query::{
        fact::{Fact, FactRole},
        plan::{GroupBy, Intent, Plan},
    },
};

use crate::find::period_of;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 200.0;
/// Around a line, for what is written there.
const MARGIN: f64 = 24.0;
/// Of a bar with the gap to the next.
const STEP: f64 = 24.0;
/// Where bars begin and end.
const BARS: (f64, f64) = (200.0, 530.0);
/// Letters of a name beside its bar.
const LONGEST_NAME: usize = 22;
/// Fewer are read faster than drawn.
const FEWEST: usize = 3;

/// What is drawn.
#[derive(Debug)]
pub(super) enum Drawing {
    /// A figure after the other, in order of time.
    Line(Vec<Mark>),
    /// What is expected, and the range around it.
    Range(Vec<(Mark, f64, f64)>),
    /// Figures beside each other.
    Bars(Vec<Mark>),
}

/// One figure.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    name: String,
    display: String,
    /// Nothing where there were no sales.
    value: Option<f64>,
}

impl Drawing {
    /// The drawing of an answer; none where there is nothing to see.
    pub(super) fn of(plan: &Plan, facts: &[Fact], name: impl Fn(&Period) -> String) -> Option<Self> {
        let when = |fact: &Fact| period_of(fact).map(|period| name(&period)).unwrap_or_default();
        let mark = |fact: &Fact, name: String| Mark {
            name,
            display: fact.display.clone(),
            value: fact.value.and_then(|value| value.to_f64()),
        };
        let of = |role: FactRole| facts.iter().filter(move |fact| fact.role == role);
        let drawing = match (plan.intent, &plan.group_by) {
            (Intent::Series, _) => Self::Line(of(FactRole::Value).map(|fact| mark(fact, when(fact))).collect()),
            (Intent::Rank, Some(GroupBy::Dimension(_))) => {
                let member = |fact: &Fact| fact.filters.iter().flat_map(|filter| &filter.members).next().cloned();
                let bars = of(FactRole::Value).filter_map(|fact| Some(mark(fact, member(fact)?)));
                Self::Bars(bars.collect())
            }
            (Intent::Forecast, _) => {
                // The last is of all units together.
                let units = of(FactRole::Expected).zip(of(FactRole::Low)).zip(of(FactRole::High));
                let ranges = units.filter_map(|((middle, low), high)| {
                    Some((mark(middle, when(middle)), low.value?.to_f64()?, high.value?.to_f64()?))
                });
                let mut ranges: Vec<_> = ranges.collect();
                ranges.pop();
                Self::Range(ranges)
            }
            _ => return None,
        };
        (drawing.len() >= FEWEST).then_some(drawing)
    }

    fn len(&self) -> usize {
        match self {
            Self::Line(marks) | Self::Bars(marks) => marks.len(),
            Self::Range(ranges) => ranges.len(),
        }
    }

    /// The drawing as SVG; `title` is what it shows, for those who do not see it.
    pub(super) fn svg(&self, title: &str) -> Markup {
        match self {
            Self::Line(marks) => line(title, marks, &[]),
            Self::Range(ranges) => {
                let marks: Vec<Mark> = ranges.iter().map(|(mark, ..)| mark.clone()).collect();
                let ends: Vec<(f64, f64)> = ranges.iter().map(|(_, low, high)| (*low, *high)).collect();
                line(title, &marks, &ends)
            }
            Self::Bars(marks) => bars(title, marks),
        }
    }
}

/// Where values lie between two edges.
struct Scale {
    values: (f64, f64),
    edges: (f64, f64),
}

impl Scale {
    /// From zero, or below, to the highest of `values`.
    fn of(values: impl Iterator<Item = f64>, edges: (f64, f64)) -> Self {
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        Self { values: (low, if high > low { high } else { low + 1.0 }), edges }
    }

    fn at(&self, value: f64) -> f64 {
        let part = (value - self.values.0) / (self.values.1 - self.values.0);
        self.edges.0 + part * (self.edges.1 - self.edges.0)
    }
}

#[allow(clippy::cast_precision_loss)] // places
fn line(title: &str, marks: &[Mark], ranges: &[(f64, f64)]) -> Markup {
    let known: Vec<(usize, &Mark, f64)> =
        marks.iter().enumerate().filter_map(|(place, mark)| Some((place, mark, mark.value?))).collect();
    let values = known.iter().map(|(.., value)| *value).chain(ranges.iter().flat_map(|(low, high)| [*low, *high]));
    let y = Scale::of(values, (HEIGHT - MARGIN, MARGIN));
    let last = marks.len() - 1;
    let x = |place: usize| MARGIN + (WIDTH - 2.0 * MARGIN) * place as f64 / last.max(1) as f64;
    let path = |points: &mut dyn Iterator<Item = (usize, f64)>| {
        points.map(|(place, value)| format!("{:.1},{:.1}", x(place), y.at(value))).collect::<Vec<_>>().join(" ")
    };
    // Where there were no sales, there is no line.
    let runs = known.chunk_by(|one, next| one.0 + 1 == next.0);
    let runs: Vec<String> = runs.map(|run| path(&mut run.iter().map(|(place, _, value)| (*place, *value)))).collect();
    let upper = ranges.iter().map(|(_, high)| *high).enumerate();
    let around = path(&mut upper.chain(ranges.iter().map(|(low, _)| *low).enumerate().rev()));
    let highest = known.iter().max_by(|one, other| one.2.total_cmp(&other.2));
    let lowest = known.iter().min_by(|one, other| one.2.total_cmp(&other.2)).filter(|_| ranges.is_empty());
    let anchor = |place: usize| match place {
        place if place * 5 < last => "start",
        place if place * 5 > last * 4 => "end",
        _ => "middle",
    };
    html! {
        svg role="img" aria-label=(title) viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } {
            line class="axis" x1=(MARGIN) x2=(WIDTH - MARGIN) y1=(format!("{:.1}", y.at(0.0))) y2=(format!("{:.1}", y.at(0.0))) {}
            @if !ranges.is_empty() { polygon class="range" points=(around) {} }
            @for run in &runs { polyline class="line" points=(run) {} }
            @for ((place, mark, value), away) in highest.map(|it| (it, -7.0)).into_iter().chain(lowest.map(|it| (it, 15.0))) {
                circle class="mark" cx=(format!("{:.1}", x(*place))) cy=(format!("{:.1}", y.at(*value))) r="3" {}
                text x=(format!("{:.1}", x(*place))) y=(format!("{:.1}", y.at(*value) + away)) text-anchor=(anchor(*place)) {
                    (mark.display)
                }
            }
            text class="name" x=(MARGIN) y=(HEIGHT - 4.0) { (marks[0].name) }
            text class="name" x=(WIDTH - MARGIN) y=(HEIGHT - 4.0) text-anchor="end" { (marks[last].name) }
        }
    }
}

#[allow(clippy::cast_precision_loss)] // places
fn bars(title: &str, marks: &[Mark]) -> Markup {
    let x = Scale::of(marks.iter().filter_map(|mark| mark.value), BARS);
    let zero = x.at(0.0);
    let height = STEP * marks.len() as f64;
    html! {
        svg role="img" aria-label=(title) viewBox={ "0 0 " (WIDTH) " " (height) } {
            @for (place, mark) in marks.iter().enumerate() {
                @let (top, end) = (STEP * place as f64, x.at(mark.value.unwrap_or_default()));
                text x=(BARS.0 - 8.0) y=(top + 16.0) text-anchor="end" { (shortened(&mark.name)) }
                rect class="bar" x=(format!("{:.1}", zero.min(end))) y=(top + 4.0) height=(STEP - 8.0)
                    width=(format!("{:.1}", (end - zero).abs().max(1.0))) {}
                text x=(format!("{:.1}", zero.max(end) + 6.0)) y=(top + 16.0) { (mark.display) }
            }
        }
    }
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(name: &str, value: f64) -> Mark {
        Mark { name: name.to_owned(), display: format!("£{value}"), value: Some(value) }
    }

    #[test]
    fn names_of_the_data_are_text_and_nothing_else() {
        let hostile = "<script>alert(1)</script>\"&";
        let svg = Drawing::Bars(vec![mark(hostile, 3.0), mark("b", 2.0), mark("c", -1.0)]).svg(hostile).into_string();
        assert!(!svg.contains("<script>") && svg.contains("&lt;script&gt;"), "{svg}");
        assert!(svg.contains("aria-label=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;\""), "{svg}");
    }

    #[test]
    fn a_longer_bar_is_more_and_below_zero_lies_to_the_left() {
        let x = Scale::of([10.0, -10.0, 5.0].into_iter(), (0.0, 100.0));
        assert_eq!((x.at(-10.0), x.at(0.0), x.at(5.0), x.at(10.0)), (0.0, 50.0, 75.0, 100.0));
        // Nothing but zeros divides by nothing.
        assert_eq!(Scale::of([0.0, 0.0].into_iter(), (0.0, 100.0)).at(0.0), 0.0);
        let none = Mark { value: None, ..mark("d", 0.0) };
        for marks in [vec![mark("a", 0.0), mark("b", 0.0), mark("c", 0.0)], vec![none.clone(), none.clone(), none]] {
            let svg = Drawing::Line(marks).svg("").into_string();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }

    #[test]
    fn a_line_is_broken_where_nothing_was_sold() {
        let none = Mark { value: None, ..mark("c", 0.0) };
        let svg = Drawing::Line(vec![mark("a", 1.0), mark("b", 2.0), none, mark("d", 3.0)]).svg("").into_string();
        assert_eq!(svg.matches("<polyline").count(), 2, "{svg}");
    }
}
