//! The tests that say what the system needs of an AWS, over one engine after the other.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::stages::cargo_here;

/// Of why a test failed: replies of the SDK are long.
const SHOWN_CHARACTERS: usize = 240;

/// Tests of a crate, by the modules that ask for nothing but AWS.
#[derive(Debug)]
pub(super) struct Suite {
    /// The crate.
    package: &'static str,
    modules: &'static [&'static str],
}

/// Of tables alone: all that DynamoDB Local has.
pub(super) const TABLES: Suite = Suite { package: "localstack", modules: &["dynamodb::", "dynamodb_tables::"] };
/// Of all that is stored, of keys, and of who may what.
pub(super) const STORE: Suite = Suite {
    package: "localstack",
    modules: &[
        "dynamodb::",
        "dynamodb_tables::",
        "isolation::",
        "kms::",
        "s3::",
        "s3_keys::",
        "s3_listing::",
        "s3_multipart::",
        "s3_versions::",
        "signatures::",
    ],
};
/// Of a tenant's life.
pub(super) const LIFE: Suite =
    Suite { package: "control-plane", modules: &["drift::", "lifecycle::", "offboarding::", "onboarding::"] };

/// What became of each test: why it failed, or nothing.
pub(super) type Outcomes = BTreeMap<String, Option<String>>;

/// The test programs, by crate.
#[derive(Debug)]
pub(super) struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Builds them.
    ///
    /// # Errors
    /// They do not build.
    pub(super) fn build() -> Result<Self> {
        println!("==> building the tests");
        let mut build = cargo_here(&["test", "--workspace", "--locked", "--no-run", "--quiet"])?;
        let output =
            build.args(["--message-format", "json", "--test", "it"]).output().context("cargo cannot be run")?;
        if !output.status.success() {
            bail!("the tests do not build:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8(output.stdout)?;
        let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        // The programs that the tests run are built, too.
        let tests = messages.filter(|message| message["target"]["kind"][0] == "test");
        let programs = tests.filter_map(|message| {
            let crate_folder = PathBuf::from(message["manifest_path"].as_str()?);
            let name = crate_folder.parent()?.file_name()?.to_str()?.to_owned();
            Some((name, PathBuf::from(message["executable"].as_str()?)))
        });
        Ok(Self(programs.collect()))
    }

    /// Runs `suite` in `environment`, one test at a time where the engine is shared.
    ///
    /// # Errors
    /// The program is not there, or runs none of these tests.
    pub(super) fn run(&self, suite: &Suite, environment: &[(&str, String)]) -> Result<Outcomes> {
        let program = self.0.get(suite.package).with_context(|| format!("{} has no tests", suite.package))?;
        let mut command = Command::new(program);
        command.args(suite.modules).envs(environment.iter().map(|(name, value)| (name, value)));
        command.env("RUST_MIN_STACK", "8388608").env("RUST_BACKTRACE", "0");
        if !environment.is_empty() {
            command.arg("--test-threads=1");
        }
        let output = command.output().with_context(|| format!("{} cannot be run", program.display()))?;
        let outcomes = outcomes(&String::from_utf8_lossy(&output.stdout));
        if outcomes.is_empty() {
            bail!("{} ran nothing:\n{}", suite.package, String::from_utf8_lossy(&output.stderr));
        }
        Ok(outcomes)
    }
}

/// What the test program's report says.
fn outcomes(report: &str) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for line in report.lines().filter_map(|line| line.strip_prefix("test ")) {
        if let Some(name) = line.strip_suffix(" ... ok") {
            outcomes.insert(name.to_owned(), None);
        } else if let Some(name) = line.strip_suffix(" ... FAILED") {
            outcomes.insert(name.to_owned(), Some(String::new()));
        }
    }
    for part in report.split("\n---- ").skip(1) {
        let Some((name, said)) = part.split_once(" stdout ----") else { continue };
        // The first line says which thread panicked, and where.
        let place = said.lines().find_map(|line| line.split_once("panicked at ")).map(|(_, place)| place);
        let words = said.lines().skip_while(|line| !line.contains("panicked at ")).skip(1);
        let ends = |line: &&str| !line.starts_with("note: ") && *line != "failures:";
        let words: Vec<&str> = words.take_while(ends).map(str::trim).collect();
        let why = format!("{} {}", place.unwrap_or_default(), words.join(" "));
        outcomes.insert(name.to_owned(), Some(why.trim().chars().take(SHOWN_CHARACTERS).collect()));
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_failed_and_why() {
        let report = "running 2 tests\ntest a::one ... ok\ntest a::two ... FAILED\n\nfailures:\n\n---- a::two stdout ----\n\n\
                      thread 'a::two' (7) panicked at it/a.rs:9:5:\nassertion failed\n  left: 1\nnote: run with …\n\n\nfailures:\n    a::two\n";
        let outcomes = outcomes(report);
        assert_eq!(outcomes["a::one"], None);
        assert_eq!(outcomes["a::two"].as_deref(), Some("it/a.rs:9:5: assertion failed left: 1"));
        assert_eq!(outcomes.len(), 2);
    }
}
