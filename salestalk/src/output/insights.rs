//! What there is to tell without a question, when and where it is told, and the rules of a tenant's own.

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

/// When a tenant is told.
pub(crate) fn insight_settings(settings: &Value) -> String {
    let reports = listed(settings, "/reports");
    let reports = if reports.is_empty() { "none by itself".to_owned() } else { reports };
    let [zone, hour] = ["/timeZone", "/hour"].map(|pointer| text(settings, pointer));
    format!("From {hour}:00 on, {zone}; reports: {reports}.")
}

/// Channels, a line each.
pub(crate) fn channels(list: &Value) -> String {
    let mut table = table(&["channel", "kind", "to", "tells"]);
    for channel in items(list, "/channels") {
        let [id, kind, to] = ["/channelId", "/kind", "/to"].map(|pointer| text(channel, pointer));
        table.add_row([id, kind, to, listed(channel, "/tells")]);
    }
    if table.row_count() == 0 { "There are no channels.".to_owned() } else { table.to_string() }
}

/// A channel that was made.
pub(crate) fn made_channel(channel: &Value) -> String {
    let [id, secret] = ["/channelId", "/secret"].map(|pointer| text(channel, pointer));
    if secret.is_empty() {
        return format!("channel {id}");
    }
    format!(
        "channel {id}\nsecret {secret}\nThe secret is shown this once; messages are signed with it (Standard Webhooks)."
    )
}

/// Whether something was delivered.
pub(crate) fn sent(sent: &Value) -> String {
    match text(sent, "/error") {
        error if error.is_empty() => "It is delivered.".to_owned(),
        error => format!("It is not delivered: {error}."),
    }
}

/// What is not delivered, a line each.
pub(crate) fn deliveries(list: &Value) -> String {
    let mut table = table(&["delivery", "to", "tells", "state", "attempts", "error", "next"]);
    for delivery in items(list, "/deliveries") {
        let names = ["/deliveryId", "/to", "/tells", "/state", "/attempts", "/error", "/nextAt"];
        table.add_row(names.map(|pointer| text(delivery, pointer)));
    }
    if table.row_count() == 0 { "Everything is delivered.".to_owned() } else { table.to_string() }
}

/// Reports, a line each.
pub(crate) fn reports(list: &Value) -> String {
    let mut table = table(&["report", "of", "from", "to", "made"]);
    for report in items(list, "/reports") {
        let names = ["/reportId", "/title", "/period/from", "/period/to", "/madeAt"];
        table.add_row(names.map(|pointer| text(report, pointer)));
    }
    if table.row_count() == 0 {
        return "There are no reports yet: salestalk reports make month.".to_owned();
    }
    table.to_string()
}

/// Texts of a list, with commas.
fn listed(value: &Value, pointer: &str) -> String {
    items(value, pointer).filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}
