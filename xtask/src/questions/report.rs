//! What came of all the questions.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Result, bail};
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};

use super::judge::Verdict;

/// Verdicts by category, and times.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// In the order in which categories were met.
    categories: Vec<(String, BTreeMap<Verdict, usize>)>,
    milliseconds: Vec<f64>,
}

impl Report {
    /// Adds one turn.
    pub(super) fn add(&mut self, category: &str, verdict: Verdict, took: Duration) {
        let place = self.categories.iter().position(|(name, _)| name == category).unwrap_or_else(|| {
            self.categories.push((category.to_owned(), BTreeMap::new()));
            self.categories.len() - 1
        });
        *self.categories[place].1.entry(verdict).or_default() += 1;
        self.milliseconds.push(took.as_secs_f64() * 1e3);
    }

    /// Whether nothing is silently wrong, and at least `percent` of the turns are right.
    pub(super) fn passes(&self, percent: f64) -> bool {
        self.total(Verdict::Wrong) == 0 && self.total(Verdict::Right) as f64 >= percent / 100.0 * self.turns() as f64
    }

    /// The report as the reference scorer prints it.
    ///
    /// # Errors
    /// Nothing was asked.
    pub(super) fn summary(&self) -> Result<Value> {
        let (p50, p99) = self.latency()?;
        let mut by_category = Map::new();
        for (name, verdicts) in &self.categories {
            let counts = verdicts.iter().map(|(verdict, count)| (verdict.to_string(), json!(count)));
            by_category.insert(name.clone(), Value::Object(counts.collect()));
        }
        Ok(json!({
            "turns": self.turns(),
            "right": self.total(Verdict::Right),
            "right_pct": rounded(self.right_percent(), 1),
            "silently_wrong": self.total(Verdict::Wrong),
            "refused": self.total(Verdict::Refused),
            "p50_ms": rounded(p50, 2),
            "p99_ms": rounded(p99, 2),
            "by_category": by_category,
        }))
    }

    /// The report for people.
    ///
    /// # Errors
    /// Nothing was asked.
    pub(super) fn table(&self) -> Result<String> {
        let (p50, p99) = self.latency()?;
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        table.set_header(["category", "turns", "right", "silently wrong", "refused"]);
        for (name, verdicts) in &self.categories {
            let count = |verdict| verdicts.get(&verdict).copied().unwrap_or(0);
            table.add_row(row(name, [count(Verdict::Right), count(Verdict::Wrong), count(Verdict::Refused)]));
        }
        table.add_row(row("all", [Verdict::Right, Verdict::Wrong, Verdict::Refused].map(|v| self.total(v))));
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        Ok(format!("{table}\nright {:.1}%   p50 {p50:.2} ms   p99 {p99:.2} ms", self.right_percent()))
    }

    fn turns(&self) -> usize {
        self.milliseconds.len()
    }

    fn total(&self, verdict: Verdict) -> usize {
        self.categories.iter().filter_map(|(_, verdicts)| verdicts.get(&verdict)).sum()
    }

    fn right_percent(&self) -> f64 {
        100.0 * self.total(Verdict::Right) as f64 / self.turns() as f64
    }

    /// The median and the 99th percentile, in milliseconds, by the reference scorer's ranks.
    fn latency(&self) -> Result<(f64, f64)> {
        let mut sorted = self.milliseconds.clone();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        match (sorted.get(n / 2), sorted.get((n * 99 / 100).min(n.saturating_sub(1)))) {
            (Some(p50), Some(p99)) => Ok((*p50, *p99)),
            _ => bail!("the file holds no questions"),
        }
    }
}

fn row(name: &str, counts: [usize; 3]) -> Vec<String> {
    let turns = counts.iter().sum::<usize>();
    [name.to_owned(), turns.to_string()].into_iter().chain(counts.map(|count| count.to_string())).collect()
}

fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.digits$}").parse().unwrap_or(value)
}
