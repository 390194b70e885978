//! What commands print: tables for a person, JSON for a program. Replies are read leniently; what is absent stays blank.

mod answers;
mod backups;
mod history;
mod insights;
mod operations;
mod records;
mod tenants;

pub(crate) use answers::{answer, catalogue, facts, import};
pub(crate) use backups::{backup, backups, drill};
pub(crate) use history::{archived, messages, questions, replay, sessions};
pub(crate) use insights::{
    channels, deliveries, insight_settings, insights, made_channel, reports, rules, sent, trial,
};
pub(crate) use operations::{archive, certificate, diff, operation, operations};
pub(crate) use records::{api_keys, audit, imports, models, usage, users, verification};
pub(crate) use tenants::{fleet, tenant, tenants};

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use serde_json::Value;

/// Prints `value` as JSON, or as `pretty` writes it.
///
/// # Errors
/// It cannot be written as JSON.
pub(crate) fn print(json: bool, value: &Value, pretty: impl Fn(&Value) -> String) -> anyhow::Result<()> {
    if json {
        say(&serde_json::to_string_pretty(value)?);
    } else {
        say(&pretty(value));
    }
    Ok(())
}

/// Writes a line to standard output; a reader that has gone (`| head`) is no error.
pub(crate) fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// The text at `pointer`, numbers and lists included.
fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).map(plain).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}
