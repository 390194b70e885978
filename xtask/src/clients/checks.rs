//! What the scripts say, and the table of it.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Deserialize;

/// The widest that a table may be, in characters.
const WIDTH: u16 = 160;
/// How much of a remark is shown, in characters.
const REMARK: usize = 300;

/// All checks so far.
#[derive(Debug, Default)]
pub(super) struct Checks {
    done: Vec<(&'static str, Check)>,
}

/// One line of a script.
#[derive(Debug, Deserialize)]
struct Check {
    check: String,
    passed: bool,
    remark: String,
}

impl Checks {
    /// Runs `script` of `client`; a script that ends badly, or has nothing to say, is a check that failed.
    ///
    /// # Errors
    /// It cannot be run, or says what is no check.
    pub(super) fn run(&mut self, client: &'static str, script: &mut Command) -> Result<()> {
        println!("==> {client}");
        let (started, before) = (Instant::now(), self.done.len());
        let mut child = script.stdout(Stdio::piped()).spawn().with_context(|| format!("{script:?} cannot be run"))?;
        let output = child.stdout.take().context("the script has no output")?;
        for line in BufReader::new(output).lines() {
            let line = line?;
            let check =
                serde_json::from_str(&line).with_context(|| format!("the script says what is no check: {line}"))?;
            self.done.push((client, check));
        }
        let status = child.wait()?;
        if !status.success() || self.done.len() == before {
            let remark = format!("{status}, after {} checks", self.done.len() - before);
            self.done.push((client, Check { check: "the script runs to its end".to_owned(), passed: false, remark }));
        }
        println!("    {} checks, {:.1} s", self.done.len() - before, started.elapsed().as_secs_f64());
        Ok(())
    }

    /// Whether there were checks, and all passed.
    pub(super) fn passed(&self) -> bool {
        !self.done.is_empty() && self.failures() == 0
    }

    fn failures(&self) -> usize {
        self.done.iter().filter(|(_, check)| !check.passed).count()
    }

    /// How many passed, and how many did not.
    pub(super) fn summary(&self) -> String {
        format!("{} passed, {} failed", self.done.len() - self.failures(), self.failures())
    }

    /// A line for each.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_preset(presets::UTF8_FULL_CONDENSED);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(["client", "check", "", "remark"]);
        for (client, check) in &self.done {
            let remark: String = check.remark.chars().take(REMARK).collect();
            let outcome = if check.passed { "ok" } else { "FAILED" };
            table.add_row([*client, check.check.as_str(), outcome, remark.as_str()]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str) -> Checks {
        let mut checks = Checks::default();
        checks.run("a script", Command::new("sh").args(["-c", script])).unwrap();
        checks
    }

    #[test]
    fn all_that_a_script_says_counts() {
        let line = |passed: bool| format!(r#"echo '{{"check": "one", "passed": {passed}, "remark": "r"}}'"#);
        assert!(said(&line(true)).passed());
        let checks = said(&format!("{}; {}", line(true), line(false)));
        assert!(!checks.passed());
        assert_eq!(checks.summary(), "1 passed, 1 failed");
    }

    #[test]
    fn a_script_that_breaks_off_has_failed() {
        assert!(!said("exit 0").passed(), "it said nothing");
        assert!(!said(r#"echo '{"check": "one", "passed": true, "remark": ""}'; exit 1"#).passed());
    }
}
