//! What was asked before, what was thought of it, and facts computed once more.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{answers, items, table, text};

/// Conversations, a line each.
pub(crate) fn sessions(list: &Value) -> String {
    let mut table = table(&["session", "title", "questions", "last"]);
    for session in items(list, "/sessions") {
        table.add_row(["/sessionId", "/title", "/turns", "/lastActivityAt"].map(|pointer| text(session, pointer)));
    }
    table.to_string()
}

/// Archived conversations, a line for a day.
pub(crate) fn archived(list: &Value) -> String {
    let mut table = table(&["day", "conversations", "messages", "first", "last", "bytes"]);
    for day in items(list, "/days") {
        let cells = ["/day", "/conversations", "/messages", "/firstAt", "/lastAt", "/bytes"];
        table.add_row(cells.map(|pointer| text(day, pointer)));
    }
    if table.row_count() == 0 { "No conversations are archived.".to_owned() } else { table.to_string() }
}

/// A conversation, as it was had.
pub(crate) fn messages(list: &Value) -> String {
    let mut lines = Vec::new();
    for message in items(list, "/messages") {
        let said = text(message, "/text");
        if text(message, "/sender") == "user" {
            lines.push(format!("{}\n> {said}", text(message, "/timestamp")));
            continue;
        }
        lines.push(said);
        let thumb = match (text(message, "/feedback/rating"), text(message, "/feedback/comment")) {
            (rating, _) if rating.is_empty() => String::new(),
            (rating, comment) if comment.is_empty() => format!(", rated {rating}"),
            (rating, comment) => format!(", rated {rating}: {comment}"),
        };
        lines.push(format!("answer {}{thumb}\n", text(message, "/messageId")));
    }
    lines.join("\n").trim_end().to_owned()
}

/// Questions to be reviewed, a line each, and the words in them that were not understood, the most frequent first.
pub(crate) fn questions(list: &Value) -> String {
    let mut table = table(&["when", "verdict", "question", "not understood", "rating", "comment"]);
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for question in items(list, "/questions") {
        let cells = ["/at", "/verdict", "/question", "/notUnderstood", "/rating", "/comment"];
        table.add_row(cells.map(|pointer| text(question, pointer)));
        for word in items(question, "/notUnderstood").filter_map(Value::as_str) {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    if table.row_count() == 0 {
        return "Nothing was refused, and nothing was disliked.".to_owned();
    }
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let words: Vec<String> = words.into_iter().map(|(word, times)| format!("{word} ({times})")).collect();
    if words.is_empty() {
        return table.to_string();
    }
    format!("{table}\nnot understood: {}", words.join(", "))
}

/// A fact as it was given, beside what it comes to now.
pub(crate) fn replay(replay: &Value) -> String {
    let mut figures = table(&[&text(replay, "/factId"), "then", "now"]);
    for (label, pointer) in [("figure", "/display"), ("exactly", "/value"), ("rows", "/source/rows")] {
        let of = |which: &str| text(replay, &format!("/{which}{pointer}"));
        figures.add_row([label.to_owned(), of("stored"), of("replayed")]);
    }
    let version = |when: &str| text(replay, &format!("/dataVersion/{when}"));
    figures.add_row(["data version".to_owned(), version("then"), version("now")]);
    let stored = replay.get("stored").unwrap_or(&Value::Null);
    let mut lines = vec![format!("> {}", text(replay, "/question")), answers::what(stored), figures.to_string()];
    for (label, pointer) in [("read from", "/source/keys"), ("computed from", "/source/facts")] {
        let from = text(stored, pointer);
        if !from.is_empty() {
            lines.push(format!("{label} {from}"));
        }
    }
    let note = text(replay, "/note");
    lines.push(if note.is_empty() {
        "The same, computed once more from there.".to_owned()
    } else {
        format!("Note: {note}.")
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_words_that_are_missed_most_come_first() {
        let question = |words: Value| json!({"at": "2026-11-01", "verdict": "NO_DATA", "notUnderstood": words});
        let shown = questions(&json!({"questions":
            [question(json!(["turnover"])), question(json!(["Profit"])), question(json!(["profit", "EBIT"]))]}));
        assert!(shown.ends_with("not understood: profit (2), ebit (1), turnover (1)"), "{shown}");
        assert!(questions(&json!({"questions": []})).starts_with("Nothing"));
    }

    #[test]
    fn a_conversation_shows_what_was_thought_of_it() {
        let shown = messages(&json!({"messages": [
            {"sender": "user", "text": "revenue?", "timestamp": "2026-11-01T00:00:00.000Z"},
            {"sender": "assistant", "text": "£1", "messageId": "m1", "feedback": {"rating": "down", "comment": "no"}},
            {"sender": "assistant", "text": "£2", "messageId": "m2", "feedback": null}]}));
        assert!(
            shown.contains("> revenue?\n£1\nanswer m1, rated down: no\n") && shown.ends_with("answer m2"),
            "{shown}"
        );
    }

    #[test]
    fn a_replay_shows_then_and_now() {
        let fact = |display: &str| {
            json!({"display": display, "measure": "revenue", "label": "2011",
            "source": {"rows": 7, "keys": ["METRIC#total|2011-03"]}})
        };
        let mut replayed = json!({"factId": "m-F1", "question": "revenue?", "stored": fact("£1"), "replayed": fact("£2"),
            "dataVersion": {"then": "1", "now": "2"}, "note": "it differs"});
        let shown = replay(&replayed);
        for part in ["£1", "£2", "revenue, 2011", "read from METRIC#total|2011-03", "Note: it differs."] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        replayed["note"] = Value::Null;
        assert!(replay(&replayed).ends_with("The same, computed once more from there."));
    }
}
