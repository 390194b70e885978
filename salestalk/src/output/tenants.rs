//! Tenants.

use serde_json::Value;

use super::{items, operations::resources, table, text};

/// One tenant, a line for each thing known of it.
pub(crate) fn tenant(tenant: &Value) -> String {
    let mut table = table(&["tenant", &text(tenant, "/tenantId")]);
    for (label, pointer) in [
        ("name", "/name"),
        ("owner", "/ownerEmail"),
        ("plan", "/plan"),
        ("state", "/state"),
        ("messages", "/resources/messagesTable"),
        ("metrics", "/resources/metricsTable"),
        ("objects", "/resources/prefix"),
        ("key", "/resources/keyArn"),
        ("key alias", "/resources/keyAlias"),
        ("created", "/createdAt"),
        ("changed", "/changedAt"),
        ("failed step", "/failure/step"),
        ("cause", "/failure/cause"),
        ("next action", "/failure/nextAction"),
        ("operation", "/operationId"),
        ("backed up", "/backedUpAt"),
        ("archive", "/archive/prefix"),
        ("archived until", "/archive/expiresAt"),
        ("erased", "/certificate/erasedAt"),
    ] {
        let value = text(tenant, pointer);
        if !value.is_empty() {
            table.add_row([label, &value]);
        }
    }
    let certificate = tenant.get("certificate").filter(|certificate| certificate.is_object());
    match certificate {
        Some(certificate) => format!("{table}\n{}", resources(certificate)),
        None => table.to_string(),
    }
}

/// Many tenants, a line each.
pub(crate) fn tenants(list: &Value) -> String {
    let mut table = table(&["tenant", "name", "plan", "state", "created"]);
    for tenant in items(list, "/tenants") {
        table.add_row(["/tenantId", "/name", "/plan", "/state", "/createdAt"].map(|pointer| text(tenant, pointer)));
    }
    table.to_string()
}

/// What a pass over all tenants found, a line for each tenant in which something differed or failed.
pub(crate) fn fleet(found: &Value) -> String {
    let done = if found["dryRun"] == true { "would be mended" } else { "mended" };
    let mut table = table(&["tenant", "outcome", "what"]);
    for tenant in items(found, "/mended") {
        let steps: Vec<String> = items(tenant, "/steps").map(super::plain).collect();
        table.add_row([text(tenant, "/tenantId"), done.to_owned(), steps.join("\n")]);
    }
    for tenant in items(found, "/failed") {
        table.add_row([text(tenant, "/tenantId"), "failed".to_owned(), text(tenant, "/cause")]);
    }
    let count = |pointer: &str| items(found, pointer).count();
    let summary = format!(
        "looked at {}: {} {done}, {} failed, {} being worked on by others",
        text(found, "/checked"),
        count("/mended"),
        count("/failed"),
        text(found, "/busy"),
    );
    if count("/mended") + count("/failed") == 0 { summary } else { format!("{table}\n{summary}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_tenant_is_shown_and_what_to_do() {
        let failure = json!({"step": "key", "cause": "access denied", "nextAction": "mend the policy"});
        let shown = tenant(&json!({"tenantId": "acme", "state": "failed", "failure": failure, "operationId": "op1"}));
        for part in ["failed step", "key", "access denied", "mend the policy", "op1"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!tenant(&json!({"tenantId": "acme"})).contains("failed step"));
    }
}
