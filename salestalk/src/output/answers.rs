//! What a tenant asks and imports.

use serde_json::Value;

use super::{items, plain, table, text};

/// A table of an answer that has no more rows says no more than the text.
const TOLD_ROWS: usize = 3;
/// A fact's first source key is cut to this many characters.
const LONGEST_KEY: usize = 40;

/// A catalogue: its measures, its dimensions, and how dates are read.
pub(crate) fn catalogue(catalogue: &Value) -> String {
    let mut table = table(&["", "name", "how", "also called"]);
    for measure in items(catalogue, "/measures") {
        table.add_row(["measure".to_owned(), text(measure, "/name"), how(measure), text(measure, "/synonyms")]);
    }
    for dimension in items(catalogue, "/dimensions") {
        let column = format!("column {}", text(dimension, "/column"));
        table.add_row(["dimension".to_owned(), text(dimension, "/name"), column, text(dimension, "/synonyms")]);
    }
    format!(
        "{}: dates in {} as {}; money in {}\n{table}",
        text(catalogue, "/name"),
        text(catalogue, "/time/column"),
        text(catalogue, "/time/formats"),
        text(catalogue, "/currency"),
    )
}

fn how(measure: &Value) -> String {
    let Some(aggregate) = measure.get("aggregate") else { return String::new() };
    let (kind, of) = aggregate.as_object().and_then(|kinds| kinds.iter().next()).unzip();
    let of = of.unwrap_or(&Value::Null);
    let mut how = match kind.map(String::as_str) {
        Some("sum") => format!("sum of {}", plain(of)),
        Some("countDistinct") => format!("different {}", plain(of)),
        Some("average") => format!("average of {}", plain(of)),
        Some("min") => format!("least {}", plain(of)),
        Some("max") => format!("greatest {}", plain(of)),
        Some("ratio") => format!("{} / {}", text(of, "/of"), text(of, "/per")),
        Some(new_or_lost) => format!("{new_or_lost} {}", plain(of)),
        None => "rows".to_owned(),
    };
    for condition in items(measure, "/where") {
        let not = if condition.get("not").and_then(Value::as_bool) == Some(true) { "not " } else { "" };
        let (verb, operand) = match condition.get("is") {
            Some(Value::Object(is)) => is.iter().next().map(|(verb, operand)| (verb.as_str(), plain(operand))),
            Some(Value::String(verb)) => Some((verb.as_str(), String::new())),
            _ => None,
        }
        .unwrap_or_default();
        let verb = match verb {
            "startsWith" => "starts with",
            "oneOf" => "is one of",
            "blank" => "is blank",
            other => other,
        };
        how.push_str(format!(", where {} {not}{verb} {operand}", text(condition, "/column")).trim_end());
    }
    how
}

/// What an import did.
pub(crate) fn import(import: &Value) -> String {
    let mut lines = Vec::new();
    let file = text(import, "/fileName");
    if import.get("unchanged").and_then(Value::as_bool) == Some(true) {
        lines.push(format!("{file} was imported before; nothing changed."));
    }
    let mut summary = table(&["import", &file]);
    for (label, pointer) in
        [("rows read", "/rows/read"), ("imported", "/rows/imported"), ("rejected", "/rows/rejected")]
    {
        summary.add_row([label, &text(import, pointer)]);
    }
    for rejection in items(import, "/rejections") {
        let why = format!("{} (first in line {})", text(rejection, "/reason"), text(rejection, "/firstLine"));
        summary.add_row([format!("  {}", text(rejection, "/count")), why]);
    }
    if import.get("period").is_some_and(Value::is_object) {
        let period = format!("{} to {}", text(import, "/period/from"), text(import, "/period/to"));
        summary.add_row(["period", &period]);
    }
    for (label, pointer) in [("taken away", "/removed"), ("already there on its days", "/overlapping")] {
        let rows = text(import, pointer);
        if !["", "0"].contains(&rows.as_str()) {
            summary.add_row([label, &format!("{rows} rows of earlier imports")]);
        }
    }
    for form in items(import, "/forms") {
        summary.add_row(["read as", &plain(form)]);
    }
    for total in items(import, "/totals") {
        let display = total.get("display").or_else(|| total.get("value")).map(plain).unwrap_or_default();
        summary.add_row([format!("total {}", text(total, "/measure")), display]);
    }
    lines.push(summary.to_string());
    let import_id = text(import, "/importId");
    if text(import, "/overlapping").parse().is_ok_and(|rows: u64| rows > 0) {
        lines.push(format!(
            "If these are the same sales once more: salestalk imports undo {import_id}, then import with --mode replace."
        ));
    }
    if text(import, "/rows/rejected").parse().is_ok_and(|rows: u64| rows > 0) {
        lines.push(format!("The rejected rows: salestalk imports rejected {import_id}"));
    }
    lines.join("\n")
}

/// An answer: its text, the facts it rests on, what it cost.
pub(crate) fn answer(reply: &Value) -> String {
    let mut parts = vec![text(reply, "/text")];
    parts.extend(table_behind(reply));
    parts.extend(facts_table(reply));
    let carried = text(reply, "/classification/carried");
    if !carried.is_empty() {
        parts.push(format!("carried: {carried}"));
    }
    let suggestions = text(reply, "/suggestions");
    if text(reply, "/verdict") != "ANSWERED" && !suggestions.is_empty() {
        parts.push(format!("you could ask: {suggestions}"));
    }
    let mut end = format!("model {}, cost ${}", text(reply, "/usage/model"), text(reply, "/usage/costUsd"));
    if let Some(id) = reply.get("messageId") {
        end.push_str(&format!(", answer {}", plain(id)));
    }
    parts.push(end);
    parts.join("\n")
}

/// The table behind an answer, where it says more than the text.
fn table_behind(reply: &Value) -> Option<String> {
    let labels: Vec<String> = items(reply, "/table/columns").map(|column| text(column, "/label")).collect();
    let mut table = table(&labels.iter().map(String::as_str).collect::<Vec<_>>());
    for row in items(reply, "/table/rows") {
        table.add_row(items(row, "").map(|cell| text(cell, "/display")));
    }
    (table.row_count() > TOLD_ROWS).then(|| table.to_string())
}

/// The figures of a plan, or why there are none.
pub(crate) fn facts(reply: &Value) -> String {
    let none = || text(reply, "/noData");
    facts_table(reply).map_or_else(none, |table| format!("{table}\ndata version {}", text(reply, "/dataVersion")))
}

fn facts_table(reply: &Value) -> Option<String> {
    let mut facts = table(&["fact", "figure", "what", "source", "rows"]);
    for fact in items(reply, "/facts") {
        let rows = text(fact, "/source/rows");
        facts.add_row([text(fact, "/id"), text(fact, "/display"), what(fact), source(fact), rows]);
    }
    (facts.row_count() > 0).then(|| facts.to_string())
}

/// What a fact says: its measure, which rows count, and its period.
pub(super) fn what(fact: &Value) -> String {
    let role = match text(fact, "/role") {
        role if role.is_empty() || role == "value" => String::new(),
        role => format!("{role} of "),
    };
    let filters: Vec<String> = items(fact, "/filters")
        .map(|filter| {
            let but = if filter.get("exclude") == Some(&Value::Bool(true)) { "all but " } else { "" };
            format!(", {but}{}", text(filter, "/members"))
        })
        .collect();
    let period = fact.get("label").map_or_else(|| text(fact, "/period"), plain);
    let covered = fact.get("covered").map(|days| format!(" (data for {})", plain(days).replace('/', " to ")));
    format!("{role}{}{}, {period}{}", text(fact, "/measure"), filters.concat(), covered.unwrap_or_default())
}

/// The first source key in short, and how many more there are.
fn source(fact: &Value) -> String {
    let keys: Vec<_> = items(fact, "/source/keys").map(plain).collect();
    let Some(first) = keys.first() else { return text(fact, "/source/facts") };
    let mut short: String = first.trim_start_matches("METRIC#").replace('|', " ").chars().take(LONGEST_KEY).collect();
    if keys.len() > 1 {
        short.push_str(&format!(" +{}", keys.len() - 1));
    }
    short
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_shows_its_facts_and_what_was_carried() {
        let shown = answer(&json!({
            "verdict": "ANSWERED", "text": "Revenue was £1.",
            "classification": {"carried": ["period"]},
            "facts": [{"id": "F1", "display": "£1", "measure": "revenue", "period": "2011-03",
                "source": {"keys": ["METRIC#total|2011-03", "METRIC#total|2011-04"], "rows": 7}}],
            "usage": {"model": "narrator", "costUsd": "0"}
        }));
        for part in [
            "Revenue was £1.",
            "F1",
            "revenue, 2011-03",
            "total 2011-03 +1",
            "carried: period",
            "model narrator, cost $0",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }

    #[test]
    fn a_long_answer_shows_its_table() {
        let months = ["January", "February", "March", "April"];
        let reply = |months: &[&str]| {
            let rows: Vec<_> = months.iter().map(|month| json!([{ "display": month }, { "display": "£1" }])).collect();
            json!({ "text": "Up.", "table": { "columns": [{ "label": "Month" }, { "label": "Revenue" }], "rows": rows } })
        };
        let shown = answer(&reply(&months));
        for part in ["Month", "Revenue", "April", "£1"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!answer(&reply(&months[..3])).contains("January"));
    }

    #[test]
    fn a_plan_shows_its_facts_or_why_there_are_none() {
        let shown =
            facts(&json!({"dataVersion": "3", "facts": [{"id": "F1", "display": "no sales", "measure": "units",
            "label": "2011", "covered": "2011-01-01/2011-12-09", "source": {"rows": 0}}]}));
        for part in ["no sales", "units, 2011 (data for 2011-01-01 to 2011-12-09)", "data version 3"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert_eq!(facts(&json!({"facts": [], "noData": "there is no data for 2019"})), "there is no data for 2019");
    }

    #[test]
    fn an_import_shows_why_rows_were_rejected() {
        let shown = import(&json!({
            "fileName": "s.csv", "rows": {"read": 3, "imported": 2, "rejected": 1},
            "rejections": [{"reason": "the date cannot be read", "count": 1, "firstLine": 4}],
            "period": {"from": "2011-01-01", "to": "2011-01-31"}, "totals": [{"measure": "revenue", "display": "£5"}]
        }));
        for part in ["the date cannot be read (first in line 4)", "2011-01-01 to 2011-01-31", "total revenue"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }

    #[test]
    fn half_a_reply_is_still_shown() {
        assert!(answer(&json!({})).contains("model"));
        assert!(import(&json!({})).contains("rows read"));
        assert!(catalogue(&json!({"measures": [{"name": "x"}]})).contains('x'));
    }
}
