//! Every small change of a policy: what it names taken away or made wider, one thing at a time. They are made from the
//! JSON itself, so that a new statement, action, resource or condition has its own.

use serde_json::{Map, Value, json};

/// A changed policy.
pub(crate) struct Mutant {
    /// What was changed.
    pub(crate) change: String,
    pub(crate) policy: Value,
}

/// All mutants of `policy`.
pub(crate) fn of(policy: &Value) -> Vec<Mutant> {
    let statements = policy["Statement"].as_array().unwrap();
    let mut mutants = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let mut without = statements.clone();
        without.remove(at);
        mutants.push(mutant(policy, format!("statement {at} dropped"), without));
        for (change, changed) in changes(statement) {
            let mut with = statements.clone();
            with[at] = changed;
            mutants.push(mutant(policy, format!("statement {at}: {change}"), with));
        }
    }
    mutants
}

fn mutant(policy: &Value, change: String, statements: Vec<Value>) -> Mutant {
    let mut policy = policy.clone();
    policy["Statement"] = Value::Array(statements);
    Mutant { change, policy }
}

fn changes(statement: &Value) -> Vec<(String, Value)> {
    let with = |member: &str, value: Value| {
        let mut changed = statement.clone();
        changed[member] = value;
        changed
    };
    let mut changed = Vec::new();
    for member in ["Action", "Resource"] {
        let wider = |value: &str| match member {
            "Action" => vec![format!("{}:*", value.split(':').next().unwrap()), "*".to_owned()],
            _ => wider(value),
        };
        for (change, values) in of_list(&list(&statement[member]), wider) {
            changed.push((format!("{member} {change}"), with(member, json!(values))));
        }
    }
    if let Some(conditions) = statement.get("Condition") {
        let mut without = statement.clone();
        without.as_object_mut().unwrap().remove("Condition");
        changed.push(("Condition dropped".to_owned(), without));
        for (change, conditions) in of_conditions(conditions.as_object().unwrap()) {
            changed.push((format!("Condition {change}"), with("Condition", conditions)));
        }
    }
    changed
}

/// Of one operator with one key, which is what session policies have.
fn of_conditions(conditions: &Map<String, Value>) -> Vec<(String, Value)> {
    let (operator, keys) = conditions.iter().next().unwrap();
    let (key, values) = keys.as_object().unwrap().iter().next().unwrap();
    assert!(conditions.len() == 1 && keys.as_object().unwrap().len() == 1, "more than one condition: {conditions:?}");
    let values = list(values);
    let absent = format!("{operator}IfExists");
    let mut changed = vec![(format!("{key} may be absent"), json!({absent: {key: values}}))];
    for (change, values) in of_list(&values, wider) {
        changed.push((format!("{key} {change}"), json!({"StringLike": {key: values}})));
    }
    changed
}

/// Without each value, and with each value made wider.
fn of_list(values: &[String], wider: impl Fn(&str) -> Vec<String>) -> Vec<(String, Vec<String>)> {
    let mut changed = Vec::new();
    for (at, value) in values.iter().enumerate() {
        if values.len() > 1 {
            let mut without = values.to_vec();
            without.remove(at);
            changed.push((format!("{value} dropped"), without));
        }
        for wider in wider(value) {
            let mut with = values.to_vec();
            with[at].clone_from(&wider);
            changed.push((format!("{value} became {wider}"), with));
        }
    }
    changed
}

/// Patterns that match the name and more: everything, the name with any end, and the name without its last part.
fn wider(value: &str) -> Vec<String> {
    let name = value.trim_end_matches('*');
    let mut wider = vec!["*".to_owned()];
    if name == value {
        wider.push(format!("{name}*"));
    } else {
        wider.push(format!("{}*", name.trim_end_matches('/')));
    }
    let whole = name.trim_end_matches('/');
    if let Some(at) = whole.rfind(['-', '/', '.', ':']) {
        wider.push(format!("{}*", &whole[..=at]));
        wider.push(format!("{}*", &whole[..at]));
    }
    wider
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
        value => vec![value.as_str().unwrap().to_owned()],
    }
}
