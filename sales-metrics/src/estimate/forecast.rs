//! What comes next in a series of days or months: seasonal indices times a smoothed level, with an interval from the method's own
//! errors in the past, and no forecast at all where taking the last figures once more would have done as well.
//!
//! - The indices (of weekdays in the last 26 weeks, of months in the last 8 years) are means of ratios to a centred mean, ends
//!   trimmed, and drawn towards 1 as far as they differ no more than chance would have it.
//! - What is left is held to four robust deviations of its running median, and smoothed by one constant, the one with the least
//!   squared error a step ahead; months also follow half the slope of a line through them (the Theta method of Assimakopoulos
//!   and Nikolopoulos, 2000), and a quarter of the same month a year ago.
//! - Days on which there never is anything (closed weekdays) are left out, and expected to bring nothing.
//! - The interval holds four fifths of the errors of the forecasts that would have been made at each point of the last 13 weeks,
//!   as much larger or smaller as the level is now.
//!
//! What each constant was measured on: docs/INSIGHTS.md.

use jiff::civil::Weekday;

use super::{CLOSED_WEEKS, Range, conformal_quantile, median};

/// Which season a series has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// Days; the first is this weekday.
    Week(Weekday),
    /// Months.
    Year,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Of each unit.
    pub units: Vec<Range>,
    /// Of all of them together.
    pub whole: Range,
}

/// Days that are looked at: two years show a week's season, older ones only take time.
const MOST_DAYS: usize = 730;
/// A weekday is closed when nothing was sold on it in [`CLOSED_WEEKS`], of which there were so many at least.
const CLOSED_LEAST: usize = 3;
/// Where so few of the last days had no sale, a day without one was closed.
const CLOSED_SHARE: f64 = 0.10;
const CLOSED_DAYS: usize = 90;
/// The season multiplies where fewer figures than these are not above zero, and is added otherwise.
const NOT_ABOVE_ZERO: f64 = 0.05;
/// Of a phase's ratios one in so many is dropped at each end.
const TRIM: usize = 8;
/// Robust deviations that a figure counts for at most.
const CLIP: f64 = 4.0;
/// A median absolute deviation of normal errors times this is their standard deviation.
const MAD: f64 = 1.4826;
const ALPHA_DAYS: [f64; 6] = [0.04, 0.07, 0.10, 0.15, 0.20, 0.30];
const ALPHA_MONTHS: [f64; 10] = [0.02, 0.04, 0.07, 0.10, 0.15, 0.20, 0.30, 0.40, 0.55, 0.75];
/// Points in the past whose errors the interval is made of.
const ERRORS: usize = 91;
/// Errors of so many steps before and after a day's are taken for it, too.
const POOL: usize = 3;
const COVERED: f64 = 0.80;
/// The part of the same month a year ago.
const YEAR_AGO: f64 = 0.25;
/// By how much in-sample errors are too small beyond what the number of parameters says.
const WIDEN: f64 = 1.05;
/// With fewer errors at a step, its interval is made of those of the first.
const LEAST_ERRORS: usize = 12;
/// A level that has grown by more than this says nothing of errors then.
const GROWN: f64 = 3.0;
const LEAST_DAYS: usize = 21;
const LEAST_MONTHS: usize = 27;
/// The part of the last weeks' open days that must have a figure.
const FILLED: f64 = 0.60;
/// Points in the past, a week or a month apart, at which the method must have done better than the simple ones.
const ORIGINS: usize = 8;

/// The next `horizon` units of `figures`, complete days or months one after the other; none where there are too few of them, where
/// too many have nothing, or where the last figure or the last season taken once more would have been as good.
#[must_use]
pub fn forecast(figures: &[f64], season: Season, horizon: usize) -> Option<Forecast> {
    let monthly = season == Season::Year;
    let begin = figures.iter().position(|figure| *figure != 0.0)?;
    let least = if monthly { LEAST_MONTHS } else { LEAST_DAYS };
    let recent = if monthly { 3 } else { 28 };
    let is_dead = figures.iter().rev().take(recent).all(|figure| *figure == 0.0);
    if figures.len() - begin < least || is_dead {
        return None;
    }
    let path = Path::of(figures, season, horizon)?;
    let tail = if monthly { 12 } else { 8 * path.open.period };
    let known: Vec<f64> = path.open.figures.iter().rev().take(tail).filter_map(|figure| *figure).collect();
    let filled = known.iter().filter(|figure| **figure != 0.0).count();
    if (filled as f64) < FILLED * known.len() as f64 || !is_better(figures, season, horizon) {
        return None;
    }
    Some(path.with_intervals())
}

/// Whether the method had less error than both simple ones, added up over the last origins.
fn is_better(figures: &[f64], season: Season, horizon: usize) -> bool {
    let monthly = season == Season::Year;
    let (step, least) = if monthly { (1, 24) } else { (7, 14) };
    let (mut own, mut last, mut seasonal) = (0.0, 0.0, 0.0);
    for back in 1..=ORIGINS {
        let Some(origin) = figures.len().checked_sub(back * step).filter(|origin| *origin >= least) else { break };
        let Some(path) = Path::of(&figures[..origin], season, horizon) else { break };
        for (place, figure) in figures[origin..].iter().take(horizon).enumerate() {
            let step = path.steps[place];
            let of = |naive: f64| if step == 0 { 0.0 } else { naive };
            own += (figure - path.points[place]).abs();
            last += (figure - of(path.open.last())).abs();
            seasonal += (figure - of(path.open.season_ago(step))).abs();
        }
    }
    own < last && own < seasonal
}

/// The units that count: open days, or months.
#[derive(Debug)]
struct Open {
    /// `None` where it was closed.
    figures: Vec<Option<f64>>,
    /// Open days of a week; 12.
    period: usize,
    /// By weekday, from Monday.
    weekdays: [bool; 7],
    /// The weekday of the first unit to come.
    next: usize,
}

impl Open {
    fn of(figures: &[f64], season: Season) -> Option<Self> {
        let begin = figures.iter().position(|figure| *figure != 0.0)?;
        let figures = &figures[begin..];
        let Season::Week(first) = season else {
            let figures = figures.iter().copied().map(Some).collect();
            return Some(Self { figures, period: 12, weekdays: [true; 7], next: 0 });
        };
        let skipped = figures.len().saturating_sub(MOST_DAYS);
        let figures = &figures[skipped..];
        let first = usize::from(first.to_monday_zero_offset().unsigned_abs()) + begin + skipped;
        let weekday = |place: usize| (first + place) % 7;
        let mut weekdays = [true; 7];
        for (day, open) in weekdays.iter_mut().enumerate() {
            let of_day = (0..figures.len()).rev().filter(|place| weekday(*place) == day).take(CLOSED_WEEKS);
            let of_day: Vec<f64> = of_day.map(|place| figures[place]).collect();
            *open = of_day.len() < CLOSED_LEAST || of_day.iter().any(|figure| *figure != 0.0);
        }
        let open = (0..figures.len()).filter(|place| weekdays[weekday(*place)]);
        let mut kept: Vec<Option<f64>> = open.map(|place| Some(figures[place])).collect();
        let recent = kept.len().min(CLOSED_DAYS);
        let zeros = kept.iter().rev().take(recent).filter(|figure| **figure == Some(0.0)).count();
        if zeros as f64 <= CLOSED_SHARE * recent as f64 {
            kept.iter_mut().filter(|figure| **figure == Some(0.0)).for_each(|figure| *figure = None);
        }
        let period = weekdays.iter().filter(|open| **open).count();
        (!kept.is_empty()).then(|| Self { figures: kept, period, weekdays, next: weekday(figures.len()) })
    }

    /// For each unit to come, which open one it is, from 1; 0 where it is closed.
    fn steps(&self, horizon: usize) -> Vec<usize> {
        let mut step = 0;
        let of = |place: usize| {
            let open = self.weekdays[(self.next + place) % 7];
            step += usize::from(open);
            if open { step } else { 0 }
        };
        (0..horizon).map(of).collect()
    }

    fn last(&self) -> f64 {
        self.figures.iter().rev().find_map(|figure| *figure).unwrap_or_default()
    }

    /// The figure of the same phase one season before the open unit `step`, or of the one before that.
    fn season_ago(&self, step: usize) -> f64 {
        let mut place = (self.figures.len() + (step.max(1) - 1) % self.period).checked_sub(self.period);
        while let Some(at) = place {
            if let Some(figure) = self.figures[at] {
                return figure;
            }
            place = at.checked_sub(self.period);
        }
        self.last()
    }
}

/// How a season acts on a level.
#[derive(Debug)]
struct Indices {
    by_phase: Vec<f64>,
    multiplies: bool,
    /// How sure it is that there is a season, 0 to 1.
    weight: f64,
}

impl Indices {
    fn of(figures: &[Option<f64>], period: usize, periods: usize) -> Self {
        let known: Vec<f64> = figures.iter().filter_map(|figure| *figure).collect();
        let low = known.iter().filter(|figure| **figure <= 0.0).count();
        let multiplies = (low as f64) < NOT_ABOVE_ZERO * known.len() as f64 && known.iter().sum::<f64>() > 0.0;
        let neutral = if multiplies { 1.0 } else { 0.0 };
        let none = Self { by_phase: vec![neutral; period], multiplies, weight: 0.0 };
        let Some((means, phases)) = phase_means(figures, period, periods, multiplies) else { return none };
        let between = phases.iter().zip(&means).map(|(phase, mean)| phase.len() as f64 * (mean - neutral).powi(2));
        let between = between.sum::<f64>() / (period - 1) as f64;
        let errors = phases.iter().zip(&means).flat_map(|(phase, mean)| phase.iter().map(move |v| (v - mean).powi(2)));
        let within: f64 = errors.sum();
        let freedom = phases.iter().map(Vec::len).sum::<usize>().saturating_sub(period);
        if freedom == 0 || between <= 0.0 {
            return none;
        }
        let weight = (1.0 - within / freedom as f64 / between).max(0.0);
        // An index near zero would make anything of a figure.
        let shrunk = |mean: &f64| {
            let index = neutral + weight * (mean - neutral);
            if multiplies { index.max(0.05) } else { index }
        };
        Self { by_phase: means.iter().map(shrunk).collect(), multiplies, weight }
    }

    fn off(&self, place: usize, figure: f64) -> f64 {
        let index = self.by_phase[place % self.by_phase.len()];
        if self.multiplies { figure / index } else { figure - index }
    }

    fn on(&self, place: usize, level: f64) -> f64 {
        let index = self.by_phase[place % self.by_phase.len()];
        if self.multiplies { level * index } else { level + index }
    }
}

/// The trimmed mean of each phase's ratios (or differences) to the centred mean, of mean 1 (or 0) themselves, and what they are
/// means of.
fn phase_means(
    figures: &[Option<f64>],
    period: usize,
    periods: usize,
    multiplies: bool,
) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
    if period < 2 || figures.len() < 2 * period {
        return None;
    }
    let centre = centred_mean(figures, period);
    let mut phases = vec![Vec::new(); period];
    for place in figures.len().saturating_sub(periods * period)..figures.len() {
        let (Some(figure), Some(middle)) = (figures[place], centre[place]) else { continue };
        if !multiplies {
            phases[place % period].push(figure - middle);
        } else if middle > 0.0 {
            phases[place % period].push(figure / middle);
        }
    }
    if phases.iter().any(Vec::is_empty) {
        return None;
    }
    let trimmed = |phase: &Vec<f64>| {
        let mut sorted = phase.clone();
        sorted.sort_by(f64::total_cmp);
        let off = sorted.len() / TRIM;
        mean(&sorted[off..sorted.len() - off])
    };
    let means: Vec<f64> = phases.iter().map(trimmed).collect();
    let middle = mean(&means);
    if multiplies && middle <= 0.0 {
        return None;
    }
    let means = means.iter().map(|one| if multiplies { one / middle } else { one - middle }).collect();
    Some((means, phases))
}

/// The mean of one period around each figure, of two that overlap where its length is even; none near the ends.
fn centred_mean(figures: &[Option<f64>], period: usize) -> Vec<Option<f64>> {
    let (mut sums, mut counts) = (vec![0.0], vec![0usize]);
    for (place, figure) in figures.iter().enumerate() {
        sums.push(sums[place] + figure.unwrap_or_default());
        counts.push(counts[place] + usize::from(figure.is_some()));
    }
    let window = |from: usize, to: usize| {
        let count = counts[to] - counts[from];
        (count > 0).then(|| (sums[to] - sums[from]) / count as f64)
    };
    let half = period / 2;
    let middle = |place: usize| {
        if place < half || place + half >= figures.len() {
            return None;
        }
        if period % 2 == 1 {
            return window(place - half, place + half + 1);
        }
        Some(0.5 * (window(place - half, place + half)? + window(place - half + 1, place + half + 1)?))
    };
    (0..figures.len()).map(middle).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// `figures`, each held to the running median of `half` on both sides.
fn clipped(figures: &[Option<f64>], half: usize) -> Vec<Option<f64>> {
    let around = |place: usize| {
        let window = &figures[place.saturating_sub(half)..figures.len().min(place + half + 1)];
        median(&window.iter().filter_map(|figure| *figure).collect::<Vec<_>>())
    };
    let middles: Vec<f64> = (0..figures.len()).map(around).collect();
    let off: Vec<f64> =
        figures.iter().zip(&middles).filter_map(|(f, middle)| Some((f.as_ref()? - middle).abs())).collect();
    let deviation = MAD * median(&off);
    if deviation <= 0.0 {
        return figures.to_vec();
    }
    let held = |(figure, middle): (&Option<f64>, &f64)| {
        figure.map(|figure| figure.clamp(middle - CLIP * deviation, middle + CLIP * deviation))
    };
    figures.iter().zip(&middles).map(held).collect()
}

/// A series without its season, and its level after each of its figures.
#[derive(Debug)]
struct Fit {
    indices: Indices,
    period: usize,
    /// Without the season.
    plain: Vec<Option<f64>>,
    levels: Vec<f64>,
    alpha: f64,
    drift: f64,
    /// What in-sample errors are to be multiplied by.
    widen: f64,
    /// No figure was below zero.
    positive: bool,
    year_ago: f64,
}

impl Fit {
    fn of(open: &Open, monthly: bool) -> Self {
        let (figures, period) = (&open.figures, open.period);
        let known: Vec<f64> = figures.iter().filter_map(|figure| *figure).collect();
        let periods = if monthly { 8 } else { 26 };
        let indices = Indices::of(figures, period, periods);
        let plain: Vec<Option<f64>> =
            figures.iter().enumerate().map(|(place, figure)| figure.map(|figure| indices.off(place, figure))).collect();
        let held = clipped(&plain, if monthly { 3 } else { (3 * period) / 2 });
        let begin: Vec<f64> = held.iter().take(2 * period).filter_map(|figure| *figure).collect();
        let start = median(if begin.is_empty() { &known } else { &begin });
        let error = |alpha: f64| {
            let (mut level, mut error) = (start, 0.0);
            for figure in held.iter().flatten() {
                let off = figure - level;
                error += off * off;
                level += alpha * off;
            }
            error
        };
        let candidates: &[f64] = if monthly { &ALPHA_MONTHS } else { &ALPHA_DAYS };
        let errors = candidates.iter().map(|alpha| (*alpha, error(*alpha)));
        let alpha = errors.reduce(|best, next| if next.1 < best.1 { next } else { best }).map_or(0.1, |best| best.0);
        let mut level = start;
        let smoothed = |figure: &Option<f64>| {
            if let Some(figure) = figure {
                level += alpha * (figure - level);
            }
            level
        };
        let levels = held.iter().map(smoothed).collect();
        // Of days, a drift only made it worse.
        let drift = if monthly { 0.5 * slope(&held) } else { 0.0 };
        let used = known.len().min(periods * period) as f64;
        let parameters = 2.0 + indices.weight * (period as f64 - 1.0);
        let widen = WIDEN * ((used + parameters) / (used - parameters).max(1.0)).sqrt();
        let positive = known.iter().all(|figure| *figure >= 0.0);
        let year_ago = if monthly && figures.len() >= 2 * period { YEAR_AGO } else { 0.0 };
        Self { indices, period, plain, levels, alpha, drift, widen, positive, year_ago }
    }

    /// What smoothing lags behind a line after `points` figures.
    fn lag(&self, points: usize) -> f64 {
        if self.drift == 0.0 {
            return 0.0;
        }
        let points = i32::try_from(points).unwrap_or(i32::MAX);
        (1.0 - (1.0 - self.alpha).powi(points)) / self.alpha - 1.0
    }

    /// What is forecast after `points` figures for the one `step` ahead, without the season.
    fn ahead(&self, points: usize, step: usize) -> f64 {
        let smooth = self.levels[points - 1] + self.drift * (self.lag(points) + step as f64);
        let ago = (points + (step - 1) % self.period).checked_sub(self.period).and_then(|place| self.plain[place]);
        match ago.filter(|_| self.year_ago > 0.0) {
            Some(ago) => smooth + self.year_ago * (ago - smooth),
            None => smooth,
        }
    }

    /// By how much the level has grown since it had `points` figures: where a season multiplies, so do errors.
    fn grown(&self, points: usize) -> f64 {
        match (self.levels[points - 1], self.levels.last()) {
            (then, Some(now)) if self.indices.multiplies && then > 0.0 && *now > 0.0 => {
                (now / then).clamp(1.0 / GROWN, GROWN)
            }
            _ => 1.0,
        }
    }

    /// The first point in the past whose forecast counts.
    fn warm(&self, monthly: bool) -> usize {
        let units = self.plain.len();
        if monthly { (units / 3).clamp(4, 12) } else { (2 * self.period).min(units / 2) }
    }
}

/// The slope of the line through `figures` with the least squared error.
fn slope(figures: &[Option<f64>]) -> f64 {
    let (mut count, mut sx, mut sy, mut sxx, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (place, figure) in figures.iter().enumerate() {
        let Some(y) = figure else { continue };
        let x = place as f64;
        count += 1.0;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    let spread = count * sxx - sx * sx;
    if spread > 0.0 { (count * sxy - sx * sy) / spread } else { 0.0 }
}

/// What is forecast, and what it comes from.
#[derive(Debug)]
struct Path {
    open: Open,
    fit: Fit,
    monthly: bool,
    steps: Vec<usize>,
    points: Vec<f64>,
}

impl Path {
    fn of(figures: &[f64], season: Season, horizon: usize) -> Option<Self> {
        let monthly = season == Season::Year;
        let open = Open::of(figures, season)?;
        let fit = Fit::of(&open, monthly);
        let steps = open.steps(horizon);
        let units = open.figures.len();
        let point = |step: &usize| match *step {
            0 => 0.0,
            step => held(fit.indices.on(units + step - 1, fit.ahead(units, step)), fit.positive),
        };
        let points = steps.iter().map(point).collect();
        Some(Self { open, fit, monthly, steps, points })
    }

    fn with_intervals(&self) -> Forecast {
        let (fit, units) = (&self.fit, self.open.figures.len());
        let last = self.steps.iter().copied().max().unwrap_or_default();
        let widths = self.widths(last.max(1));
        let unit = |(step, point): (&usize, &f64)| match *step {
            0 => Range { expected: 0.0, low: 0.0, high: 0.0 },
            step => {
                let (middle, width) = (fit.ahead(units, step), widths[step - 1]);
                let end = |level| held(fit.indices.on(units + step - 1, level), fit.positive);
                Range { expected: *point, low: end(middle - width), high: end(middle + width) }
            }
        };
        let expected: f64 = self.points.iter().sum();
        let width = if last == 0 { 0.0 } else { self.whole_width(last, &widths) };
        let whole = Range { expected, low: held(expected - width, fit.positive), high: expected + width };
        Forecast { units: self.steps.iter().zip(&self.points).map(unit).collect(), whole }
    }

    /// For each step, what four fifths of the errors of past forecasts were within; never less than the step before.
    fn widths(&self, steps: usize) -> Vec<f64> {
        let (fit, units) = (&self.fit, self.open.figures.len());
        let mut errors = vec![Vec::new(); steps];
        for origin in fit.warm(self.monthly).max(units.saturating_sub(ERRORS))..units {
            for step in 1..=steps.min(units - origin) {
                if let Some(figure) = fit.plain[origin + step - 1] {
                    errors[step - 1].push((figure - fit.ahead(origin, step)).abs() * fit.grown(origin));
                }
            }
        }
        let first = conformal_quantile(&errors[0], COVERED);
        let pool = if self.monthly { 0 } else { POOL };
        let mut widths: Vec<f64> = Vec::new();
        for step in 0..steps {
            let near = &errors[step.saturating_sub(pool)..steps.min(step + pool + 1)];
            let near: Vec<f64> = near.iter().flatten().copied().collect();
            let width = if near.len() >= LEAST_ERRORS {
                conformal_quantile(&near, COVERED)
            } else {
                first * (1.0 + step as f64 * fit.alpha * fit.alpha).sqrt()
            };
            widths.push(widths.last().map_or(width, |before| width.max(*before)));
        }
        widths.iter().map(|width| width * fit.widen).collect()
    }

    /// The same of the next `steps` units together; where too few such runs lie in the past, as if days were independent.
    fn whole_width(&self, steps: usize, widths: &[f64]) -> f64 {
        let (fit, units) = (&self.fit, self.open.figures.len());
        let first = fit.warm(self.monthly).max(units.saturating_sub(ERRORS + steps));
        let mut errors = Vec::new();
        for origin in first..=units.saturating_sub(steps) {
            let off = |step: usize| {
                let place = origin + step - 1;
                let figure = fit.plain[place]?;
                Some(fit.indices.on(place, figure) - fit.indices.on(place, fit.ahead(origin, step)))
            };
            errors.push((1..=steps).filter_map(off).sum::<f64>().abs() * fit.grown(origin));
        }
        let scale = |step: usize| if fit.indices.multiplies { fit.indices.on(units + step, 1.0) } else { 1.0 };
        let squares = widths.iter().take(steps).enumerate().map(|(step, width)| (width * scale(step)).powi(2));
        let independent = squares.sum::<f64>().sqrt();
        if errors.len() < LEAST_ERRORS {
            return 2.0 * independent;
        }
        let few = (1.0 + steps as f64 / errors.len() as f64).sqrt();
        independent.max(conformal_quantile(&errors, COVERED) * fit.widen * few)
    }
}

/// A figure that is not below zero where none ever was.
fn held(figure: f64, positive: bool) -> f64 {
    if positive { figure.max(0.0) } else { figure }
}
