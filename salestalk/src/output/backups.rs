//! Backups, and what a drill came to.

use jiff::{SignedDuration, fmt::friendly::SpanPrinter};
use serde_json::Value;

use super::{items, table, text};

/// Many backups, a line each.
pub(crate) fn backups(list: &Value) -> String {
    let mut table = table(&["backup", "made", "items", "objects", "bytes"]);
    for backup in items(list, "/backups") {
        table.add_row(["/backupId", "/madeAt", "/items", "/objects", "/bytes"].map(|pointer| text(backup, pointer)));
    }
    if table.row_count() == 0 {
        return "There is no backup yet.".to_owned();
    }
    table.to_string()
}

/// A backup that was made.
pub(crate) fn backup(backup: &Value) -> String {
    format!("Backup {} is written and read back: {}.", text(backup, "/backupId"), contents(backup))
}

/// What a drill came to.
pub(crate) fn drill(report: &Value) -> String {
    let tenant = text(report, "/tenantId");
    let lost = report["lostSeconds"].as_i64().unwrap_or_default();
    let lost = SpanPrinter::new().duration_to_string(&SignedDuration::from_secs(lost));
    let contents = report.get("backup").map(contents).unwrap_or_default();
    format!(
        "\"{tenant}\" can be brought back.\n\
         Backup {} of {}: what was written in the {lost} since then would be lost.\n\
         Restored to \"{}\" and read back in {} s: {contents}.\n\
         The copy was erased again in {} s.",
        text(report, "/backup/backupId"),
        text(report, "/backup/madeAt"),
        text(report, "/restoredTo"),
        text(report, "/restoreSeconds"),
        text(report, "/eraseSeconds"),
    )
}

fn contents(backup: &Value) -> String {
    format!(
        "{} items and {} objects, {} bytes",
        text(backup, "/items"),
        text(backup, "/objects"),
        text(backup, "/bytes")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_drill_says_what_would_be_lost_and_how_long_it_takes() {
        let backup =
            json!({"backupId": "b1", "madeAt": "2026-11-23T03:00:00Z", "items": 812, "objects": 2, "bytes": 9001});
        let report = json!({"tenantId": "acme", "backup": backup, "restoredTo": "drill1", "restoreSeconds": 1.5,
            "lostSeconds": 7500, "eraseSeconds": 0.7});
        let shown = drill(&report);
        for part in ["b1", "2h 5m", "\"drill1\"", "in 1.5 s", "812 items and 2 objects, 9001 bytes", "0.7 s"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(backups(&json!({"backups": [backup]})).contains("812"));
        assert_eq!(backups(&json!({"backups": []})), "There is no backup yet.");
    }
}
