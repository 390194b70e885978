//! What there is to tell without a question, and the rules of a tenant's own.

use serde_json::Value;

use super::{items, table, text};

/// Insights, the newest first, as one would read them.
pub(crate) fn insights(list: &Value) -> String {
    let mut lines = Vec::new();
    for insight in items(list, "/insights") {
        let [title, said, severity, state, id] =
            ["/title", "/text", "/severity", "/state", "/insightId"].map(|pointer| text(insight, pointer));
        lines.push(format!("{title}\n{said}"));
        let question = text(insight, "/question");
        if !question.is_empty() {
            lines.push(format!("> {question}"));
        }
        lines.push(format!("{severity}, {state}, {id}\n"));
    }
    if lines.is_empty() {
        return "There is nothing to tell yet; after an import there is (or: salestalk insights run).".to_owned();
    }
    lines.join("\n").trim_end().to_owned()
}

/// Rules, a line each.
pub(crate) fn rules(list: &Value) -> String {
    let mut table = table(&["rule", "name", "measure", "filters", "every", "when"]);
    for rule in items(list, "/rules") {
        let filters: Vec<String> = items(rule, "/rule/filters").map(|filter| text(filter, "/members")).collect();
        let when = rule.pointer("/rule/when").and_then(Value::as_object).into_iter().flatten();
        let when: Vec<String> = when.map(|(how, by)| format!("{how} {}", by.as_str().unwrap_or_default())).collect();
        let [id, name, measure, every] =
            ["/ruleId", "/rule/name", "/rule/measure", "/rule/every"].map(|pointer| text(rule, pointer));
        table.add_row([id, name, measure, filters.join("; "), every, when.join(", ")]);
    }
    if table.row_count() == 0 {
        return "There are no rules.".to_owned();
    }
    table.to_string()
}

/// What a rule would have told.
pub(crate) fn trial(trial: &Value) -> String {
    let mut table = table(&["when", "figure", "change in percent"]);
    for told in items(trial, "/told") {
        table.add_row(["/period/label", "/display", "/percent"].map(|pointer| text(told, pointer)));
    }
    let (times, units) = (table.row_count(), text(trial, "/units"));
    let said = format!("It would have told {times} times in {units}.");
    if times == 0 { said } else { format!("{said}\n{table}") }
}
