//! Days that are far from what the days before them let expect: spikes, drops, levels that change and stay, gaps.
//!
//! Each day is judged by the days up to it alone (a new level by its first days, too), so that a day's range is the same
//! whatever comes after. Figures are looked at on the scale on which their noise is even: logarithms where it grows with the
//! figure, roots where things are counted, as they are where there are negative ones. There, a day is expected to be the median
//! of the last four weeks without the parts of their weekdays, plus its own weekday's part. What is flagged is not learned from,
//! and what lies before a new level is moved up or down to it.
//!
//! What each constant was measured on: docs/INSIGHTS.md.

use jiff::civil::Weekday;

use super::{CLOSED_WEEKS, Range, median, quantile};

/// What is unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One day far above its range.
    Spike,
    /// One day far below it.
    Drop,
    /// A level that has changed, and stays.
    LevelShift,
    /// Days without a row where there are some otherwise.
    Gap,
}

/// Something unusual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unusual {
    /// What.
    pub kind: Kind,
    /// Its first day, by its place in the series; the first of a new level.
    pub from: usize,
    /// Its last day; of a new level the one on which it was certain.
    pub to: usize,
    /// Its most unusual day; of a new level and of a gap its first.
    pub peak: usize,
    /// How far off in units of the noise; of a gap, how many powers of ten its chance is below one.
    pub score: f64,
    /// What was expected of its most unusual day; of a new level, the old one.
    pub range: Range,
}

/// Days before the first that is judged.
const WARM_UP: usize = 42;
/// Weekdays, scale and noise are looked at anew after so many days,
const REFIT: usize = 7;
/// in so many.
const HISTORY: usize = 182;
/// Days whose median is the level: a shift of fewer than half of them does not move it.
const LEVEL: usize = 28;
/// Days whose errors are the noise.
const NOISE: usize = 140;
/// Units of noise, and part of what was expected, from which a day is a spike or a drop.
const DAY: f64 = 3.6;
const DAY_PART: f64 = 0.22;
/// It is one of the so many largest errors on its side: in a heavy tail, large ones are no news.
const LARGEST: usize = 3;
/// Days by which a new level is judged, and how far off their mean must be, in units of noise and as a part of the old level.
const SHIFT_DAYS: usize = 8;
const SHIFT: f64 = 1.6;
const SHIFT_PART: f64 = 0.20;
/// All of them but one are off to that side by this part of that.
const SHIFT_SAME: f64 = 0.4;
/// With rows missing on more of the open days than this, a day without one is a day of zero, and spikes alone are told, which are
/// so many times as large as nine of ten days with sales: else every order would be one.
const SPARSE: f64 = 0.20;
const SPARSE_SPIKE: f64 = 1.8;
/// By how much more even roots must make the noise to be preferred to logarithms: in half a year it is not known more exactly.
const EVEN: f64 = 0.10;
/// Whole numbers whose roots have no more noise than this are counts (that of a Poisson variable is 1).
const COUNTS: f64 = 1.35;
/// A run of days without rows is a gap when its chance is below this power of ten; one alone is where so few were missing
/// before, and a pause says nothing where more than every other day has none.
const GAP: f64 = 4.0;
const GAP_ALONE: f64 = 0.12;
const GAP_MISSING: f64 = 0.50;
/// A weekday with rows on no more of its last weeks than this part is closed.
const CLOSED: f64 = 0.2;
/// A median absolute deviation of normal errors times this is their standard deviation; their 90 % quantile over this.
const MAD: f64 = 1.4826;
const NINETY: f64 = 1.645;

/// Everything unusual in `figures`, a day after the other from the weekday `first`; `None` is a day without rows.
///
/// Of a part of a whole, `closed` says on which days the whole has no rows either: that is told of the whole.
#[must_use]
pub fn find(figures: &[Option<f64>], first: Weekday, closed: Option<&[bool]>) -> Vec<Unusual> {
    let mut walk = Walk::new(figures, first, closed);
    (walk.begin..figures.len()).for_each(|day| walk.step(day));
    walk.found.sort_by_key(|unusual| (unusual.from, unusual.to));
    walk.found
}

/// The range of ordinary figures of the last of `figures`, by those before it; none where they are too few.
#[must_use]
pub fn expected(figures: &[Option<f64>], first: Weekday, closed: Option<&[bool]>) -> Option<Range> {
    let last = figures.len().checked_sub(1)?;
    let mut walk = Walk::new(figures, first, closed);
    if last < walk.begin + WARM_UP {
        return None;
    }
    (walk.begin..last).for_each(|day| walk.step(day));
    walk.look_anew(last);
    walk.expected(last).map(|middle| walk.range(middle))
}

/// The scale on which a series' noise is even.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Log,
    /// Anscombe's root.
    Root,
    Plain,
    /// The root of the number of small sales, of a series without a sale on most days.
    Sparse,
}

/// What is known of a series' ordinary days.
#[derive(Debug)]
struct Model {
    scale: Scale,
    /// A usual figure.
    unit: f64,
    /// What each weekday adds, from Monday.
    weekdays: [f64; 7],
    noise: f64,
    /// Of a sparse series, what nine of ten days with sales are below.
    top: f64,
}

impl Model {
    fn on(&self, figure: f64) -> f64 {
        on(self.scale, self.unit, figure)
    }

    fn off(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Log => value.min(700.0).exp(),
            Scale::Root => unroot(value),
            Scale::Plain => value,
            Scale::Sparse => self.unit * unroot(value),
        }
    }
}

fn on(scale: Scale, unit: f64, figure: f64) -> f64 {
    match scale {
        Scale::Log => figure.max(0.02 * unit).ln(),
        Scale::Root => root(figure),
        Scale::Plain => figure,
        Scale::Sparse => root(figure / unit),
    }
}

/// Anscombe's root: of a Poisson variable it has a standard deviation of 1. Below zero it goes on the same way downward.
fn root(figure: f64) -> f64 {
    let of = |figure: f64| 2.0 * (figure + 0.375).sqrt();
    if figure >= 0.0 { of(figure) } else { 2.0 * of(0.0) - of(-figure) }
}

fn unroot(value: f64) -> f64 {
    (value.max(0.0) * value.max(0.0) / 4.0 - 0.375).max(0.0)
}

/// A series as far as it was looked at.
#[derive(Debug)]
struct Walk<'a> {
    figures: &'a [Option<f64>],
    closed: Option<&'a [bool]>,
    /// Monday is 0.
    first: usize,
    /// The first day with rows.
    begin: usize,
    /// What is learned from: not what was flagged, and on the level of now.
    learned: Vec<Option<f64>>,
    /// How far off each day was.
    scores: Vec<f64>,
    open: [bool; 7],
    sparse: bool,
    model: Option<Model>,
    /// The first day of the run without rows.
    gap: Option<usize>,
    /// The last day that was looked at for itself.
    judged: Option<usize>,
    /// The day on which the last new level was certain.
    shifted: Option<usize>,
    found: Vec<Unusual>,
}

impl<'a> Walk<'a> {
    fn new(figures: &'a [Option<f64>], first: Weekday, closed: Option<&'a [bool]>) -> Self {
        Self {
            figures,
            closed,
            first: usize::from(first.to_monday_zero_offset().unsigned_abs()),
            begin: figures.iter().position(Option::is_some).unwrap_or(figures.len()),
            learned: figures.to_vec(),
            scores: vec![0.0; figures.len()],
            open: [true; 7],
            sparse: false,
            model: None,
            gap: None,
            judged: None,
            shifted: None,
            found: Vec::new(),
        }
    }

    fn weekday(&self, day: usize) -> usize {
        (self.first + day) % 7
    }

    /// Whether the whole has no rows on that day.
    fn is_shut(&self, day: usize) -> bool {
        self.closed.is_some_and(|closed| closed[day])
    }

    fn is_open(&self, day: usize) -> bool {
        self.open[self.weekday(day)] && !self.is_shut(day)
    }

    /// `day` or, where fewer lie between, the first day with rows.
    fn since(&self, day: usize, days: usize) -> usize {
        day.saturating_sub(days).max(self.begin)
    }

    /// The days from `from` to before `to` whose weekday is open and that are learned from, with what was learned.
    fn known(&self, from: usize, to: usize) -> impl DoubleEndedIterator<Item = (usize, f64)> + '_ {
        (from..to).filter(|day| self.open[self.weekday(*day)]).filter_map(|day| Some((day, self.learned[day]?)))
    }

    fn step(&mut self, day: usize) {
        self.look_anew(day);
        if day < self.begin + WARM_UP {
            return;
        }
        let Some(figure) = self.figures[day] else {
            if self.is_open(day) {
                self.missing(day);
            }
            return;
        };
        if !self.open[self.weekday(day)] {
            return;
        }
        self.gap = None;
        let Some((middle, model)) = self.expected(day).zip(self.model.as_ref()) else { return };
        let score = (model.on(figure) - middle) / model.noise;
        let sparse = model.scale == Scale::Sparse;
        let is_order = sparse && !(score > 0.0 && figure >= SPARSE_SPIKE * model.top);
        self.scores[day] = score;
        let before = self.judged.replace(day);
        if is_order {
            return;
        }
        let range = self.range(middle);
        let is_large = score.abs() >= DAY && (figure - range.expected).abs() >= DAY_PART * range.expected.abs();
        if is_large && score.abs() > self.largest(day, score) {
            self.tell(day, before, score, range);
            self.learned[day] = None;
        }
        self.shift(day);
    }

    /// A spike or a drop; one more day of the last, where that was on the open day before.
    fn tell(&mut self, day: usize, before: Option<usize>, score: f64, range: Range) {
        let kind = if score > 0.0 { Kind::Spike } else { Kind::Drop };
        let last = self.found.iter_mut().rev().find(|other| other.kind == kind);
        let Some(last) = last.filter(|last| Some(last.to) == before) else {
            self.found.push(Unusual { kind, from: day, to: day, peak: day, score, range });
            return;
        };
        last.to = day;
        if score.abs() > last.score.abs() {
            (last.peak, last.score, last.range) = (day, score, range);
        }
    }

    /// The error that a day's must be larger than to be news.
    fn largest(&self, day: usize, score: f64) -> f64 {
        let earlier = &self.scores[self.since(day, HISTORY)..day];
        let mut same: Vec<f64> = earlier.iter().filter(|other| *other * score > 0.0).map(|other| other.abs()).collect();
        same.sort_by(|a, b| b.total_cmp(a));
        same.get(LARGEST - 1).copied().unwrap_or_default()
    }

    /// Once a week: which weekdays are open, whether most days have rows, and what an ordinary day is.
    fn look_anew(&mut self, day: usize) {
        let seen = day - self.begin;
        if seen < 28 || !seen.is_multiple_of(REFIT) {
            return;
        }
        for weekday in 0..7 {
            let of_it = (self.begin..day).rev().filter(|day| self.weekday(*day) == weekday && !self.is_shut(*day));
            let (mut days, mut with_rows) = (0usize, 0usize);
            for earlier in of_it.take(CLOSED_WEEKS) {
                days += 1;
                with_rows += usize::from(self.figures[earlier].is_some());
            }
            let is_used = self.closed.is_some() || with_rows as f64 > CLOSED * days as f64;
            self.open[weekday] = days > 0 && is_used;
        }
        // Four blocks of two weeks: one holiday does not make a series sparse.
        let mut missing = Vec::new();
        for block in (self.since(day, 56)..day.saturating_sub(13)).step_by(14) {
            let open: Vec<usize> = (block..block + 14).filter(|day| self.is_open(*day)).collect();
            let without = open.iter().filter(|day| self.figures[**day].is_none()).count();
            if !open.is_empty() {
                missing.push(without as f64 / open.len() as f64);
            }
        }
        self.sparse = median(&missing) > SPARSE;
        for earlier in self.begin..day {
            if self.figures[earlier].is_none() {
                self.learned[earlier] = (self.sparse && self.is_open(earlier)).then_some(0.0);
            }
        }
        self.model = self.fit(day);
    }

    fn fit(&self, day: usize) -> Option<Model> {
        let days: Vec<(usize, f64)> = self.known(day.saturating_sub(HISTORY), day).collect();
        let figures: Vec<f64> = days.iter().map(|(_, figure)| *figure).collect();
        let above: Vec<f64> = figures.iter().copied().filter(|figure| *figure > 0.0).collect();
        if days.len() < 12 || above.is_empty() {
            return None;
        }
        if self.sparse {
            return Some(fit_sparse(&days, &above, day));
        }
        let unit = median(&above);
        let part = |is: &dyn Fn(f64) -> bool| figures.iter().filter(|f| is(**f)).count() as f64 / figures.len() as f64;
        let mut scales = Vec::new();
        if part(&|figure| figure <= 0.05 * unit) <= 0.02 {
            scales.push(Scale::Log);
        }
        if part(&|figure| figure < 0.0) <= 0.05 {
            scales.push(Scale::Root);
        }
        if scales.is_empty() {
            scales.push(Scale::Plain);
        }
        let whole = days.iter().all(|(day, _)| self.figures[*day].is_none_or(|figure| figure.fract() == 0.0));
        // What was moved to another level has that much more or less noise.
        let moved =
            |(day, learned): &(usize, f64)| self.figures[*day].filter(|f| *f > 0.0).map_or(1.0, |f| learned / f);
        let grown = days.iter().map(moved).fold(1.0, f64::max);
        let mut best: Option<(f64, Model)> = None;
        for scale in scales {
            let Some((skew, mut model)) = self.fit_on(scale, unit, &days, day) else { continue };
            if scale == Scale::Root && whole && model.noise <= COUNTS * grown.sqrt() {
                model.noise = model.noise.clamp(0.9, COUNTS);
                return Some(model);
            }
            if best.as_ref().is_none_or(|(least, _)| skew < *least) {
                best = Some((skew, model));
            }
        }
        best.map(|(_, model)| model)
    }

    /// The model on one scale, and how uneven its errors are on both sides.
    fn fit_on(&self, scale: Scale, unit: f64, days: &[(usize, f64)], today: usize) -> Option<(f64, Model)> {
        let values: Vec<f64> = days.iter().map(|(_, figure)| on(scale, unit, *figure)).collect();
        let around = |place: usize| {
            let from = place.saturating_sub(10).min(values.len().saturating_sub(21));
            median(&values[from..values.len().min(from + 21)])
        };
        let off: Vec<f64> = values.iter().enumerate().map(|(place, value)| value - around(place)).collect();
        let mut weekdays = [0.0; 7];
        for (weekday, adds) in weekdays.iter_mut().enumerate() {
            let of_it: Vec<f64> = days
                .iter()
                .zip(&off)
                .filter(|((day, _), _)| self.weekday(*day) == weekday)
                .map(|(_, off)| *off)
                .collect();
            *adds = median(&of_it) * of_it.len() as f64 / (of_it.len() as f64 + 2.0);
        }
        let without = |values: &[f64]| -> Vec<f64> {
            days.iter().zip(values).map(|((day, _), value)| value - weekdays[self.weekday(*day)]).collect()
        };
        let rest = without(&off);
        let [low, middle, high] = [0.1, 0.5, 0.9].map(|of| quantile(&rest, of));
        let skew = if high > low { (high + low - 2.0 * middle).abs() / (high - low) } else { 0.0 };
        let skew = if scale == Scale::Log { skew - EVEN } else { skew };
        let plain = without(&values);
        let mut errors = Vec::new();
        for (place, (day, _)) in days.iter().enumerate().filter(|(_, (day, _))| day + NOISE >= today) {
            let before: Vec<f64> = (0..place).filter(|p| days[*p].0 + LEVEL >= *day).map(|p| plain[p]).collect();
            if before.len() >= 5 {
                errors.push((plain[place] - median(&before)).abs());
            }
        }
        if errors.len() < 8 {
            return None;
        }
        // Below 3 % of the figure, everything is notable by its part alone.
        let least = match scale {
            Scale::Log => 0.03,
            Scale::Root => 1e-9 + 0.03 * unit.max(0.0).sqrt(),
            Scale::Plain | Scale::Sparse => 0.03 * unit,
        };
        let noise = (MAD * quantile(&errors, 0.5)).max(quantile(&errors, 0.9) / NINETY).max(least);
        Some((skew, Model { scale, unit, weekdays, noise, top: 0.0 }))
    }

    /// What is expected of `day`, on the model's scale.
    fn expected(&self, day: usize) -> Option<f64> {
        let model = self.model.as_ref()?;
        let sparse = model.scale == Scale::Sparse;
        let days: Vec<(usize, f64)> =
            self.known(day.saturating_sub(if sparse { 2 * LEVEL } else { LEVEL }), day).collect();
        if days.len() < 5 {
            return None;
        }
        if sparse {
            return Some(model.on(days.iter().map(|(_, figure)| figure.max(0.0)).sum::<f64>() / days.len() as f64));
        }
        let plain = days.iter().map(|(day, figure)| model.on(*figure) - model.weekdays[self.weekday(*day)]);
        Some(median(&plain.collect::<Vec<_>>()) + model.weekdays[self.weekday(day)])
    }

    /// The range of ordinary figures around `middle`.
    fn range(&self, middle: f64) -> Range {
        let around = |model: &Model| Range {
            expected: model.off(middle),
            low: model.off(middle - DAY * model.noise),
            high: model.off(middle + DAY * model.noise),
        };
        self.model.as_ref().map_or(Range { expected: 0.0, low: 0.0, high: 0.0 }, around)
    }

    /// An open day without rows.
    fn missing(&mut self, day: usize) {
        let from = *self.gap.get_or_insert(day);
        if self.sparse {
            self.learned[day] = Some(0.0);
        }
        let before: Vec<usize> = (self.since(day, 56)..from).filter(|day| self.is_open(*day)).collect();
        let missing = before.iter().filter(|day| self.figures[**day].is_none()).count();
        let chance = (missing as f64 + 0.5) / (before.len() as f64 + 1.0);
        if chance > GAP_MISSING {
            return;
        }
        let run = (from..=day).filter(|day| self.is_open(*day)).count();
        let middle = self.expected(day);
        // How odd a day of nothing would be.
        let odd = middle.zip(self.model.as_ref()).map_or(0.0, |(middle, m)| ((middle - m.on(0.0)) / m.noise).max(0.0));
        let score = (-chance.log10()).min(odd * odd / 4.6 + 0.3) * run as f64;
        let alone = chance <= GAP_ALONE && before.len() >= 30 && odd >= 4.3;
        if score < GAP && !alone {
            return;
        }
        if let Some(last) = self.found.last_mut().filter(|last| last.kind == Kind::Gap && last.from == from) {
            (last.to, last.score) = (day, score);
            return;
        }
        let range = middle.map_or(Range { expected: 0.0, low: 0.0, high: 0.0 }, |middle| self.range(middle));
        self.found.push(Unusual { kind: Kind::Gap, from, to: day, peak: from, score, range });
    }

    /// Whether the last days are on another level than those before them.
    fn shift(&mut self, day: usize) {
        let Some(model) = self.model.as_ref().filter(|model| model.scale != Scale::Sparse) else { return };
        let Some(begin) = (day + 1).checked_sub(SHIFT_DAYS).filter(|begin| begin - self.begin.min(*begin) >= LEVEL)
        else {
            return;
        };
        if self.shifted.is_some_and(|shifted| begin < shifted + SHIFT_DAYS) {
            return;
        }
        let plain = |(day, figure): (usize, f64)| model.on(figure) - model.weekdays[self.weekday(day)];
        let new: Vec<(usize, f64)> = (begin..=day)
            .filter(|day| self.open[self.weekday(*day)])
            .filter_map(|day| Some((day, self.figures[day]?)))
            .collect();
        let old: Vec<f64> = self.known(self.since(begin, LEVEL), begin).map(plain).collect();
        if new.len() < 4 || old.len() < 10 {
            return;
        }
        let level = median(&old);
        let off: Vec<f64> = new.iter().map(|new| plain(*new) - level).collect();
        let by = middle_mean(&off);
        let sign = by.signum();
        let (before, after) = (model.off(level), model.off(level + by));
        let is_small = by.abs() < SHIFT * model.noise || (after - before).abs() < SHIFT_PART * before.abs();
        let astray = off.iter().filter(|off| **off * sign < SHIFT_SAME * SHIFT * model.noise).count();
        if is_small || astray > 1 {
            return;
        }
        // It began where those after differ most from half way.
        let (mut from, mut most, mut sum) = (new[0].0, f64::NEG_INFINITY, 0.0);
        for (off, (day, _)) in off.iter().zip(&new).rev() {
            sum += off * sign - 0.5 * by.abs();
            if sum > most {
                (most, from) = (sum, *day);
            }
        }
        let width = 3.0 * model.noise / (new.len() as f64).sqrt();
        let range = Range { expected: before, low: model.off(level - width), high: model.off(level + width) };
        let score = by / model.noise;
        let ratio = if before > 0.0 && after > 0.0 { after / before } else { 1.0 };
        self.found.retain(|other| other.to < from || !matches!(other.kind, Kind::Spike | Kind::Drop));
        self.found.push(Unusual { kind: Kind::LevelShift, from, to: day, peak: from, score, range });
        self.learned[self.begin..from].iter_mut().flatten().for_each(|figure| *figure *= ratio);
        self.learned[from..=day].copy_from_slice(&self.figures[from..=day]);
        self.scores[from..=day].fill(0.0);
        self.shifted = Some(day);
    }
}

/// The model of a series without a sale on most days: the number of small sales, without weekdays.
fn fit_sparse(days: &[(usize, f64)], above: &[f64], today: usize) -> Model {
    let unit = quantile(above, 0.25).max(1e-9);
    let mut errors = Vec::new();
    for (place, (day, figure)) in days.iter().enumerate().filter(|(_, (day, _))| day + NOISE >= today) {
        let before = days[..place].iter().filter(|(earlier, _)| earlier + 2 * LEVEL >= *day);
        let before: Vec<f64> = before.map(|(_, figure)| figure.max(0.0) / unit).collect();
        if before.len() >= 10 {
            errors.push((root(figure / unit) - root(before.iter().sum::<f64>() / before.len() as f64)).abs());
        }
    }
    let noise = if errors.is_empty() { 1.0 } else { (quantile(&errors, 0.9) / NINETY).max(0.9) };
    Model { scale: Scale::Sparse, unit, weekdays: [0.0; 7], noise, top: quantile(above, 0.9) }
}

/// The mean without the least and the greatest.
fn middle_mean(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let inner = &sorted[1..sorted.len() - 1];
    inner.iter().sum::<f64>() / inner.len() as f64
}
