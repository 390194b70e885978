//! How far a long step is: a bar or a spinner on a terminal, a line per quarter or step elsewhere, always on standard error.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const PARTS: u64 = 1000;

/// The progress of one step.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    what: String,
    lines: bool,
    quarters_told: u64,
}

impl Progress {
    /// A step called `what`; `silent` shows nothing.
    pub(crate) fn new(what: &str, silent: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target = if terminal && !silent { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(PARTS), target).with_message(what.to_owned());
        if let Ok(style) = ProgressStyle::with_template("  {msg} [{bar:32}] {percent:>3} %  {elapsed}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, what: what.to_owned(), lines: !terminal && !silent, quarters_told: 0 }
    }

    /// The step is this far, from 0 to 1.
    pub(crate) fn at(&mut self, share: f64) {
        let share = share.clamp(0.0, 1.0);
        self.bar.set_position((share * PARTS as f64) as u64);
        let quarters = (share * 4.0) as u64;
        if self.lines && quarters > self.quarters_told {
            self.quarters_told = quarters;
            eprintln!("  {}: {} %", self.what, quarters * 25);
        }
    }

    /// The step is over.
    pub(crate) fn done(self) {
        self.bar.finish_and_clear();
    }
}

/// Work of which nobody knows how long it takes.
#[derive(Debug)]
pub(crate) struct Spinner {
    bar: ProgressBar,
    lines: bool,
    newest: String,
}

impl Spinner {
    /// Work called `what`; `silent` shows nothing.
    pub(crate) fn new(what: &str, silent: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target = if terminal && !silent { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target).with_prefix(what.to_owned());
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {prefix} {msg}  {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, lines: !terminal && !silent, newest: String::new() }
    }

    /// The newest thing that was done.
    pub(crate) fn newest(&mut self, step: &str) {
        if self.newest != step {
            step.clone_into(&mut self.newest);
            self.bar.set_message(step.to_owned());
            if self.lines {
                eprintln!("  {step}");
            }
        }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
