//! Operations and what they leave: drift, the certificate of an erasure, archives.

use serde_json::Value;

use super::{items, table, text};

/// Many operations, a line each.
pub(crate) fn operations(list: &Value) -> String {
    let mut table = table(&["operation", "what", "state", "asked by", "begun", "ended"]);
    for operation in items(list, "/operations") {
        let columns = ["/operationId", "/kind", "/state", "/actor", "/createdAt", "/finishedAt"];
        table.add_row(columns.map(|pointer| text(operation, pointer)));
    }
    table.to_string()
}

/// One operation, step by step.
pub(crate) fn operation(operation: &Value) -> String {
    let mut lines = vec![format!(
        "{} of tenant \"{}\": {} (operation {})",
        text(operation, "/kind"),
        text(operation, "/tenantId"),
        text(operation, "/state"),
        text(operation, "/operationId"),
    )];
    let mut steps = table(&["step", "outcome", "what", "ms"]);
    for step in items(operation, "/steps") {
        steps.add_row(["/step", "/outcome", "/detail", "/tookMs"].map(|pointer| text(step, pointer)));
    }
    if steps.row_count() > 0 {
        lines.push(steps.to_string());
    }
    if operation.get("failure").is_some_and(Value::is_object) {
        let why = format!("step {} failed: {}", text(operation, "/failure/step"), text(operation, "/failure/cause"));
        lines.push(format!("{why}\n  try: {}", text(operation, "/failure/nextAction")));
    }
    lines.join("\n")
}

/// What reconciling would do, a line for each step; with `colour`, as a terminal shows a diff.
pub(crate) fn diff(drift: &Value, colour: bool) -> String {
    let lines: Vec<String> = items(drift, "/steps")
        .map(|step| {
            let line = text(step, "");
            let code = match line.chars().next() {
                _ if !colour => return line,
                Some('+') => 32,
                Some('~') => 33,
                Some('-') => 31,
                Some('!') => 35,
                _ => return line,
            };
            format!("\u{1b}[{code}m{line}\u{1b}[0m")
        })
        .collect();
    if lines.is_empty() {
        return format!("Nothing to do: all of tenant \"{}\" is as it should be.", text(drift, "/tenantId"));
    }
    lines.join("\n")
}

/// What became of a tenant that was offboarded; `reply` is the operation, or the tenant if it was erased before.
pub(crate) fn certificate(reply: &Value) -> String {
    let certificate =
        ["result", "certificate"].iter().filter_map(|name| reply.get(name)).find(|found| found.is_object());
    let Some(certificate) = certificate else { return operation(reply) };
    let tenant = text(certificate, "/tenantId");
    let archive = if certificate.get("archive").is_some_and(Value::is_object) {
        format!(
            "Its archive is under {} until {}; fetch it with: salestalk tenant archive {tenant} --output DIR",
            text(certificate, "/archive/prefix"),
            text(certificate, "/archive/expiresAt"),
        )
    } else {
        "There was nothing to archive.".to_owned()
    };
    let erased = text(certificate, "/erasedAt");
    format!(
        "Tenant \"{tenant}\" was erased at {erased}.\n{}\nWhat remains: {}.\n{archive}",
        resources(certificate),
        text(certificate, "/remains")
    )
}

/// What a certificate says of each thing that the tenant owned.
pub(super) fn resources(certificate: &Value) -> String {
    let mut table = table(&["resource", "id", "end state", "expires"]);
    for resource in items(certificate, "/resources") {
        table.add_row(["/kind", "/id", "/endState", "/expiresAt"].map(|pointer| text(resource, pointer)));
    }
    table.to_string()
}

/// Links to the files of an archive, each whole and on a line of its own, to be pasted.
pub(crate) fn archive(access: &Value) -> String {
    let mut lines: Vec<String> =
        items(access, "/files").map(|file| format!("{}\n  {}", text(file, "/name"), text(file, "/link"))).collect();
    lines.push(format!(
        "The links work until {}, the archive is kept until {}.\n\
         The files are sealed: --output DIR fetches and opens them; --json prints the key.",
        text(access, "/linksExpireAt"),
        text(access, "/expiresAt")
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_diff_has_colours_on_a_terminal_alone() {
        let drift = json!({"tenantId": "acme", "steps": ["+ key: made", "- objects: all versions deleted", "? other"]});
        assert_eq!(diff(&drift, false), "+ key: made\n- objects: all versions deleted\n? other");
        assert!(diff(&drift, true).starts_with("\u{1b}[32m+ key: made\u{1b}[0m\n\u{1b}[31m-"));
        assert!(diff(&json!({"tenantId": "acme", "steps": []}), true).contains("Nothing to do"));
    }

    #[test]
    fn a_certificate_names_every_resource_and_the_archive() {
        let key = json!({"kind": "key", "id": "arn:key", "endState": "pending deletion", "expiresAt": "2026-12-20"});
        let archive = json!({"prefix": "archives/acme/1/", "expiresAt": "2027-01-01"});
        let result = json!({"tenantId": "acme", "resources": [key], "archive": archive, "remains": ["its id"]});
        for reply in [json!({"kind": "offboard", "result": result}), json!({"certificate": result})] {
            let shown = certificate(&reply);
            for part in ["arn:key", "pending deletion", "2026-12-20", "archives/acme/1/", "2027-01-01", "its id"] {
                assert!(shown.contains(part), "{part} in {shown}");
            }
        }
        assert!(certificate(&json!({"result": {}})).contains("nothing to archive"));
    }

    #[test]
    fn an_operation_shows_its_steps_and_its_failure() {
        let steps = json!([{"step": "key", "outcome": "failed", "detail": "denied", "tookMs": 7}]);
        let failure = json!({"step": "key", "cause": "denied", "nextAction": "ask"});
        let shown = operation(&json!({"kind": "onboard", "state": "failed", "steps": steps, "failure": failure}));
        assert!(shown.contains("step key failed: denied\n  try: ask"), "{shown}");
    }
}
