//! What a process takes of the machine, as the kernel counts it.

use std::fs;

use anyhow::{Context, Result};

/// Clock ticks of a second in `/proc/PID/stat`: the same on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// A process by its id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Process(pub(super) u32);

impl Process {
    /// Memory that it has now, in MB.
    ///
    /// # Errors
    /// It has ended, or this is no Linux.
    pub(super) fn memory_mb(self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// The most that it had since [`Self::forget_peak`], in MB.
    ///
    /// # Errors
    /// It has ended, or this is no Linux.
    pub(super) fn peak_mb(self) -> Result<f64> {
        self.status("VmHWM:")
    }

    /// Begins a new peak, where the kernel allows it.
    pub(super) fn forget_peak(self) -> bool {
        fs::write(format!("/proc/{}/clear_refs", self.0), "5").is_ok()
    }

    /// Seconds that it has computed for.
    ///
    /// # Errors
    /// It has ended, or this is no Linux.
    pub(super) fn cpu_seconds(self) -> Result<f64> {
        let path = format!("/proc/{}/stat", self.0);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        // Its name may hold blanks; 11 fields on from behind it are the ticks of its own code and of the kernel's.
        let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>();
        Ok(ticks / TICKS)
    }

    fn status(self, name: &str) -> Result<f64> {
        let path = format!("/proc/{}/status", self.0);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        Ok(kilobytes.with_context(|| format!("{path} has no {name}"))? / 1024.0)
    }
}

/// How many files this process may have open, and those that it starts.
///
/// # Errors
/// This is no Linux.
pub(super) fn most_open_files() -> Result<u64> {
    let limits = fs::read_to_string("/proc/self/limits").context("reading /proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()).context("there is no limit of open files")?;
    Ok(soft.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_takes_something() {
        let process = Process(std::process::id());
        assert!(process.memory_mb().unwrap() > 1.0);
        assert!(process.peak_mb().unwrap() >= process.memory_mb().unwrap() / 2.0);
        assert!(process.cpu_seconds().unwrap() >= 0.0);
        assert!(most_open_files().unwrap() > 0);
    }
}
