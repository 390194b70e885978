//! What was measured, beside what was wanted.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use super::spread::Spread;

/// Everything.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) machine: Machine,
    /// Direct, SalesTalk, LiteLLM: the same order everywhere.
    pub(super) first_token: Vec<FirstToken>,
    pub(super) throughput: Vec<Throughput>,
    pub(super) many: Vec<Many>,
    pub(super) stop: Spread,
    pub(super) started: Vec<Started>,
    pub(super) bars: Vec<Bar>,
}

/// Where it was.
#[derive(Debug, Serialize)]
pub(super) struct Machine {
    pub(super) cores: usize,
    /// Processes that wanted a core in the last minute when it began and when it ended, ours among them.
    pub(super) load_before: String,
    pub(super) load_after: String,
    pub(super) program: String,
}

/// One answer at a time.
#[derive(Debug, Serialize)]
pub(super) struct FirstToken {
    pub(super) door: &'static str,
    pub(super) first_event: Spread,
    pub(super) first_text: Spread,
    /// From the model's token after its first sentence to that sentence.
    pub(super) behind_sentence: Spread,
    pub(super) total: Spread,
}

/// Sixteen at once.
#[derive(Debug, Serialize)]
pub(super) struct Throughput {
    pub(super) door: &'static str,
    pub(super) turns_per_second: f64,
    /// Of the process between; not of the client's or the model's.
    pub(super) cpu_ms_per_turn: Option<f64>,
    /// How many cores it kept busy.
    pub(super) cores: Option<f64>,
    pub(super) first_text: Spread,
    pub(super) total: Spread,
    pub(super) not_whole: usize,
}

/// A thousand at once.
#[derive(Debug, Serialize)]
pub(super) struct Many {
    pub(super) door: &'static str,
    pub(super) tenants: usize,
    pub(super) asked: usize,
    pub(super) whole: usize,
    /// Of those without an answer: what went wrong how often.
    pub(super) failures: BTreeMap<String, usize>,
    pub(super) first_text: Spread,
    pub(super) total: Spread,
    pub(super) memory: Option<Memory>,
}

/// Memory of the process between.
#[derive(Debug, Serialize)]
pub(super) struct Memory {
    pub(super) before_mb: f64,
    pub(super) peak_mb: f64,
    /// If not, it is the peak since the process started.
    pub(super) is_peak_of_streams: bool,
    pub(super) after_mb: f64,
}

/// How soon a process was there, and what it took with nothing to do.
#[derive(Debug, Serialize)]
pub(super) struct Started {
    pub(super) door: &'static str,
    pub(super) seconds: f64,
    pub(super) memory_mb: f64,
}

/// What was wanted.
#[derive(Debug, Serialize)]
pub(super) struct Bar {
    pub(super) what: &'static str,
    pub(super) measured: f64,
    pub(super) wanted: String,
    pub(super) holds: bool,
}

impl Bar {
    pub(super) fn at_most(what: &'static str, measured: f64, most: f64, unit: &str) -> Self {
        Self { what, measured, wanted: format!("at most {most} {unit}"), holds: measured <= most }
    }

    pub(super) fn at_least(what: &'static str, measured: f64, least: f64, unit: &str) -> Self {
        Self { what, measured, wanted: format!("at least {least} {unit}"), holds: measured >= least }
    }
}

impl Report {
    /// For people.
    pub(super) fn print(&self) {
        let Machine { cores, load_before, load_after, program } = &self.machine;
        println!(
            "\n{program} on {cores} cores; load {load_before} before, {load_after} after. Milliseconds: p50 / p99."
        );
        println!(
            "\nOne answer at a time, 64 tokens. SalesTalk says a sentence once it is whole and checked: its first text"
        );
        println!("is the first sentence; \"behind\" is from the model's token after that sentence to the sentence.\n");
        let added = |spread: &Spread, direct: &Spread| {
            format!("{:+.2} / {:+.2}", spread.p50_ms - direct.p50_ms, spread.p99_ms - direct.p99_ms)
        };
        let rows = self.first_token.iter().map(|row| {
            let direct = self.first_token.first().unwrap_or(row);
            let (event, text) =
                (added(&row.first_event, &direct.first_event), added(&row.first_text, &direct.first_text));
            let behind = two(&row.behind_sentence);
            vec![row.door.into(), two(&row.first_event), event, two(&row.first_text), text, behind, two(&row.total)]
        });
        print(&["", "first event", "added", "first text", "added", "behind", "whole answer"], rows);

        println!("\nSixteen at once, 64 tokens.\n");
        let rows = self.throughput.iter().map(|row| {
            let (cpu, cores) = (number(row.cpu_ms_per_turn, 2), number(row.cores, 2));
            let rate = format!("{:.0}", row.turns_per_second);
            vec![row.door.into(), rate, cpu, cores, two(&row.first_text), two(&row.total), row.not_whole.to_string()]
        });
        print(&["", "turns/s", "CPU ms/turn", "cores busy", "first text", "whole answer", "not whole"], rows);

        let tenants = self.many.last().map_or(1, |row| row.tenants);
        println!("\nMany at once, 20 ms a token; tenants: {tenants}.\n");
        let rows = self.many.iter().map(|row| {
            let memory = |of: fn(&Memory) -> f64| number(row.memory.as_ref().map(of), 0);
            let whole = format!("{} of {}", row.whole, row.asked);
            let memory = [memory(|m| m.before_mb), memory(|m| m.peak_mb), memory(|m| m.after_mb)];
            [vec![row.door.into(), whole, two(&row.first_text), two(&row.total)], memory.to_vec()].concat()
        });
        print(&["", "whole", "first text", "whole answer", "MB before", "MB peak", "MB after"], rows);
        for (failure, count) in self.many.iter().flat_map(|row| &row.failures) {
            println!("{count} times: {failure}");
        }

        println!(
            "\nStop, from the request to the reply: {} over {}, at most {:.1}.",
            two(&self.stop),
            self.stop.count,
            self.stop.max_ms
        );
        for Started { door, seconds, memory_mb } in &self.started {
            println!("{door} was there after {seconds:.2} s, with {memory_mb:.0} MB.");
        }
        println!();
        let rows = self.bars.iter().map(|bar| {
            let verdict = if bar.holds { "holds" } else { "MISSED" };
            vec![bar.what.into(), format!("{:.2}", bar.measured), bar.wanted.clone(), verdict.into()]
        });
        print(&["bar", "measured", "wanted", ""], rows);
    }
}

fn two(spread: &Spread) -> String {
    format!("{:.2} / {:.2}", spread.p50_ms, spread.p99_ms)
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.digits$}"))
}

fn print(header: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header(header).add_rows(rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
}
