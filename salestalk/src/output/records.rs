//! What is on record: audit trails, usage, users.

use serde_json::Value;

use super::{items, table, text};

/// An audit trail, the oldest entry first.
pub(crate) fn audit(trail: &Value) -> String {
    let mut table = table(&["#", "at", "who", "what", "", "detail"]);
    for entry in items(trail, "/entries") {
        table.add_row(["/seq", "/at", "/actor", "/action", "/phase", "/detail"].map(|pointer| text(entry, pointer)));
    }
    table.to_string()
}

/// Verified trails, a line each, and then all that was found.
pub(crate) fn verification(reports: &Value) -> String {
    let mut table = table(&["tenant", "entries", "intact"]);
    let mut findings = Vec::new();
    for report in items(reports, "/tenants") {
        let intact = report.get("intact") == Some(&Value::Bool(true));
        let tenant = text(report, "/tenantId");
        for finding in items(report, "/findings") {
            findings.push(format!("{tenant}, entry {}: {}", text(finding, "/seq"), text(finding, "/problem")));
        }
        table.add_row([tenant, text(report, "/entries"), if intact { "yes" } else { "NO" }.to_owned()]);
    }
    [vec![table.to_string()], findings].concat().join("\n")
}

/// What tenants have used, a line for each month, and the total.
pub(crate) fn usage(report: &Value) -> String {
    const COLUMNS: [&str; 5] = ["/turns", "/inputTokens", "/outputTokens", "/costUsd", "/importedRows"];
    let mut table = table(&["tenant", "month", "questions", "tokens in", "tokens out", "cost $", "rows imported"]);
    for tenant in items(report, "/tenants") {
        for month in items(tenant, "/months") {
            let figures = COLUMNS.map(|pointer| text(month, pointer));
            table.add_row([vec![text(tenant, "/tenantId"), text(month, "/month")], figures.to_vec()].concat());
        }
    }
    let total = report.get("total").unwrap_or(&Value::Null);
    let figures = COLUMNS.map(|pointer| text(total, pointer));
    table.add_row([vec!["total".to_owned(), String::new()], figures.to_vec()].concat());
    table.to_string()
}

/// A tenant's imports, a line each.
pub(crate) fn imports(list: &Value) -> String {
    let mut table = table(&["import", "file", "state", "mode", "rows", "rejected", "period", "when"]);
    for import in items(list, "/imports") {
        let days = [text(import, "/period/from"), text(import, "/period/to")].join(" to ");
        let cells = ["/importId", "/fileName", "/state", "/mode", "/rows/imported", "/rows/rejected"];
        let mut row: Vec<String> = cells.iter().map(|pointer| text(import, pointer)).collect();
        row.extend([days, text(import, "/createdAt")]);
        table.add_row(row);
    }
    table.to_string()
}

/// A tenant's API keys, a line each.
pub(crate) fn api_keys(list: &Value) -> String {
    let mut table = table(&["key", "name", "role", "created by", "created", "expires"]);
    for key in items(list, "/apiKeys") {
        let row = ["/keyId", "/name", "/role", "/createdBy", "/createdAt", "/expiresAt"];
        table.add_row(row.map(|pointer| text(key, pointer)));
    }
    table.to_string()
}

/// An Ollama's models, a line each.
pub(crate) fn models(list: &Value) -> String {
    let mut table = table(&["model", "MB"]);
    for model in items(list, "/models") {
        let bytes = model.get("bytes").and_then(Value::as_u64).unwrap_or_default();
        table.add_row([text(model, "/name"), (bytes / 1_000_000).to_string()]);
    }
    table.to_string()
}

/// A tenant's users, a line each.
pub(crate) fn users(list: &Value) -> String {
    let mut table = table(&["user", "email", "role", "status", "created"]);
    for user in items(list, "/users") {
        table.add_row(["/userId", "/email", "/role", "/status", "/createdAt"].map(|pointer| text(user, pointer)));
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_finding_is_told() {
        let findings = json!([{"seq": 2, "problem": "the entry is missing"}]);
        let report = json!({"tenantId": "acme", "entries": 1, "intact": false, "findings": findings});
        let shown = verification(&json!({"tenants": [report]}));
        assert!(shown.contains("NO") && shown.ends_with("acme, entry 2: the entry is missing"), "{shown}");
    }

    #[test]
    fn usage_ends_in_its_total() {
        let month = json!({"month": "2026-11", "turns": 3, "costUsd": "0.5"});
        let report = json!({"tenants": [{"tenantId": "acme", "months": [month]}], "total": {"turns": 3}});
        let shown = usage(&report);
        assert!(shown.contains("2026-11") && shown.contains("0.5") && shown.contains("total"), "{shown}");
    }
}
