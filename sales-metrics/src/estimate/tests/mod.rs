//! Estimates against what a second implementation made of the same series, and against what was planted in them.

mod backtest;
mod planted;

use jiff::civil::Weekday;
use serde::Deserialize;

use super::{
    forecast::{Season, forecast},
    unusual::{Kind, find},
};

#[derive(Deserialize)]
struct Vectors {
    forecast: Vec<Case<ForecastInput, ForecastOutput>>,
    anomaly: Vec<Case<AnomalyInput, Vec<Anomaly>>>,
}

#[derive(Deserialize)]
struct Case<I, O> {
    name: String,
    input: I,
    output: O,
}

#[derive(Deserialize)]
struct ForecastInput {
    y: Vec<f64>,
    dow0: i8,
    h: usize,
    monthly: bool,
    force: bool,
}

#[derive(Deserialize)]
struct ForecastOutput {
    shown: bool,
    point: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    total: f64,
    total_low: f64,
    total_high: f64,
}

#[derive(Deserialize)]
struct AnomalyInput {
    y: Vec<Option<f64>>,
    dow0: i8,
    closed: Option<Vec<bool>>,
}

#[derive(Deserialize)]
struct Anomaly {
    kind: String,
    start: usize,
    end: usize,
    score: f64,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn weekday(offset: i8) -> Weekday {
    Weekday::from_monday_zero_offset(offset).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn forecasts_are_those_of_the_second_implementation() {
    for Case { name, input, output } in vectors().forecast {
        let season = if input.monthly { Season::Year } else { Season::Week(weekday(input.dow0)) };
        let found = forecast(&input.y, season, input.h);
        assert_eq!(found.is_some(), output.shown, "{name}");
        if input.force && !output.shown {
            continue;
        }
        let Some(found) = found else { continue };
        for (place, unit) in found.units.iter().enumerate() {
            let wanted = (output.point[place], output.low[place], output.high[place]);
            let same = near(unit.expected, wanted.0) && near(unit.low, wanted.1) && near(unit.high, wanted.2);
            assert!(same, "{name}: {place} is {unit:?}, not {wanted:?}");
        }
        let whole = (output.total, output.total_low, output.total_high);
        let same =
            near(found.whole.expected, whole.0) && near(found.whole.low, whole.1) && near(found.whole.high, whole.2);
        assert!(same, "{name}: {:?}, not {whole:?}", found.whole);
    }
}

#[test]
fn what_is_unusual_is_what_the_second_implementation_finds() {
    for Case { name, input, output } in vectors().anomaly {
        let mut found: Vec<(usize, usize, &str, f64)> = find(&input.y, weekday(input.dow0), input.closed.as_deref())
            .iter()
            .map(|one| (one.from, one.to, name_of(one.kind), one.score))
            .collect();
        found.sort_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)));
        let wanted: Vec<(usize, usize, &str, f64)> =
            output.iter().map(|one| (one.start, one.end, one.kind.as_str(), one.score)).collect();
        let same = found.len() == wanted.len()
            && found.iter().zip(&wanted).all(|(a, b)| (a.0, a.1, a.2) == (b.0, b.1, b.2) && near(a.3, b.3));
        assert!(same, "{name}:\n{found:?}\n{wanted:?}");
    }
}

fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Spike => "spike",
        Kind::Drop => "drop",
        Kind::LevelShift => "levelShift",
        Kind::Gap => "gap",
    }
}
