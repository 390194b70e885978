//! Rows that cannot be read: kept aside with line and reason, and counted by what is wrong with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cell::quoted;

/// Rejected rows kept for download.
const MOST_KEPT: u64 = 100_000;

/// Why rows were rejected, and how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
    /// What is wrong with them.
    pub reason: String,
    /// How many rows.
    pub count: u64,
    /// The line of the first of them.
    pub first_line: u64,
}

/// Why a row is rejected; rows are counted by what is wrong, whatever the value.
pub(super) struct Reason {
    what: String,
    value: Option<String>,
}

impl Reason {
    pub(super) fn of(what: String) -> Self {
        Self { what, value: None }
    }

    pub(super) fn about(column: &str, what: &str, value: &str) -> Self {
        Self { what: format!("{column} {what}"), value: (!value.trim().is_empty()).then(|| quoted(value)) }
    }

    fn written(&self) -> String {
        self.value.as_ref().map_or_else(|| self.what.clone(), |value| format!("{}: {value}", self.what))
    }
}

/// Rows kept aside.
pub(super) struct Aside {
    /// By what is wrong: how many, the line of the first, and what is wrong with it.
    reasons: BTreeMap<String, (u64, u64, String)>,
    file: csv::Writer<Vec<u8>>,
    kept: u64,
}

impl Default for Aside {
    fn default() -> Self {
        let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = file.write_record(["line", "reason", "fields"]);
        Self { reasons: BTreeMap::new(), file, kept: 0 }
    }
}

impl Aside {
    pub(super) fn keep(&mut self, line: u64, reason: Reason, record: &csv::ByteRecord) {
        let written = reason.written();
        if self.kept < MOST_KEPT {
            let mut row = csv::ByteRecord::from(vec![line.to_string().as_bytes(), written.as_bytes()]);
            row.extend(record.iter());
            let _ = self.file.write_byte_record(&row);
        }
        self.kept += 1;
        self.reasons.entry(reason.what).or_insert((0, line, written)).0 += 1;
    }

    pub(super) fn rejections(&self) -> Vec<Rejection> {
        let mut list: Vec<_> = self
            .reasons
            .values()
            .map(|(count, first_line, reason)| Rejection {
                reason: reason.clone(),
                count: *count,
                first_line: *first_line,
            })
            .collect();
        list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
        list
    }
}

impl Aside {
    /// The rows kept, as CSV.
    pub(super) fn file(self) -> Vec<u8> {
        self.file.into_inner().unwrap_or_default()
    }
}
