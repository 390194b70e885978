//! Forecasts of public series, from one origin after the other, against what came and against the simple methods.

use std::{collections::BTreeMap, path::Path};

use jiff::civil::{Date, Weekday};

use crate::estimate::forecast::{Season, forecast};

/// The errors of the forecasts of one set of series.
#[derive(Default)]
struct Errors {
    /// Mean absolute errors in units of the seasonal naive method's one-step error (MASE, Hyndman and Koehler 2006).
    own: Vec<f64>,
    naive: Vec<f64>,
    seasonal: Vec<f64>,
    covered: usize,
    units: usize,
    whole_covered: usize,
    origins: usize,
    hidden: usize,
}

/// Days or months between two origins.
const APART: usize = 28;

fn backtest(errors: &mut Errors, figures: &[f64], first: Option<Weekday>, horizon: usize) {
    let (period, least, apart) = if first.is_some() { (7, 21, APART) } else { (12, 27, 3) };
    let season = first.map_or(Season::Year, Season::Week);
    let mut origin = least;
    while origin + horizon <= figures.len() {
        let (past, to_come) = figures.split_at(origin);
        origin += apart;
        let steps = (period..past.len()).map(|place| (past[place] - past[place - period]).abs());
        let scale = steps.sum::<f64>() / (past.len() - period) as f64;
        if scale <= 0.0 {
            continue;
        }
        let Some(found) = forecast(past, season, horizon) else {
            errors.hidden += 1;
            continue;
        };
        let to_come = &to_come[..horizon];
        let mean = |of: &dyn Fn(usize) -> f64| {
            (0..horizon).map(|step| (to_come[step] - of(step)).abs()).sum::<f64>() / horizon as f64 / scale
        };
        errors.own.push(mean(&|step| found.units[step].expected));
        errors.naive.push(mean(&|_| past[past.len() - 1]));
        errors.seasonal.push(mean(&|step| past[past.len() - period + step % period]));
        // A day on which nothing is ever sold is foreseen by everybody.
        let open = found.units.iter().zip(to_come).filter(|(range, _)| range.high > 0.0 || range.low < 0.0);
        for (range, figure) in open {
            errors.units += 1;
            errors.covered += usize::from(range.low <= *figure && *figure <= range.high);
        }
        let sum: f64 = to_come.iter().sum();
        errors.whole_covered += usize::from(found.whole.low <= sum && sum <= found.whole.high);
        errors.origins += 1;
    }
}

/// Series by name from lines of `series,date,figure`, each date the first day of its unit.
fn series(file: &Path) -> BTreeMap<String, (Date, Vec<f64>)> {
    let mut all: BTreeMap<String, (Date, Vec<f64>)> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(file).unwrap();
    for line in reader.records().map(Result::unwrap) {
        let entry = all.entry(line[0].to_owned()).or_insert_with(|| (line[1].parse().unwrap(), Vec::new()));
        entry.1.push(line[2].parse().unwrap());
    }
    all
}

/// Each file is one set: `<name>-daily.csv` or `<name>-monthly.csv`, without gaps between its units.
#[test]
#[ignore = "wants the data that cargo xtask insights gets"]
fn public_series_are_forecast_better_than_by_the_simple_methods() {
    let folder = std::env::var("SALESTALK_SERIES").unwrap();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    println!(
        "set, horizon: forecasts (hidden), MASE over that of seasonal naive and of naive, covered by 80 %: units, whole"
    );
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let daily = name.ends_with("-daily");
        for horizon in if daily { [7, 28] } else { [3, 6] } {
            let mut errors = Errors::default();
            for (first, figures) in series(&file).into_values() {
                backtest(&mut errors, &figures, daily.then(|| first.weekday()), horizon);
            }
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            println!(
                "{name}, {horizon}: {} ({}), {:.3} {:.3}, {:.1} % {:.1} %",
                errors.origins,
                errors.hidden,
                mean(&errors.own) / mean(&errors.seasonal),
                mean(&errors.own) / mean(&errors.naive),
                100.0 * errors.covered as f64 / errors.units as f64,
                100.0 * errors.whole_covered as f64 / errors.origins as f64,
            );
        }
    }
}
