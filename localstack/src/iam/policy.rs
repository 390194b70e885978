//! Policy documents: parsing and evaluation.
//!
//! Only what is evaluated is accepted. `NotAction`, `NotResource`, policy variables (`${…}`), other operators and keys
//! the stack does not supply are errors, never ignored: an ignored line would grant or refuse in silence.

use serde_json::{Map, Value};

use super::condition::Condition;
use super::context::Context;
use super::pattern;

/// Why a document is no policy the stack can enforce. STS calls both `MalformedPolicyDocument`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum PolicyError {
    #[error("Syntax errors in policy: {0}")]
    Malformed(String),
    #[error("The local stack does not support {0}")]
    Unsupported(String),
}

/// What a policy says of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Allowed,
    /// No statement allows it.
    NotAllowed,
    /// A statement with `"Effect": "Deny"` names it.
    Denied,
}

#[derive(Debug, Clone)]
struct Statement {
    allow: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<Condition>,
}

/// A parsed session policy.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    statements: Vec<Statement>,
}

impl Policy {
    /// Parses a document (JSON). An explicit deny in it will win over every allow, and what it does not allow it denies.
    pub(crate) fn parse(text: &str) -> Result<Policy, PolicyError> {
        let document: Value = serde_json::from_str(text).map_err(|error| malformed(&error.to_string()))?;
        let document = document.as_object().ok_or_else(|| malformed("a policy is an object"))?;
        known_elements(document, &["Version", "Id", "Statement"])?;
        match document.get("Version").map(Value::as_str) {
            None | Some(Some("2012-10-17" | "2008-10-17")) => {}
            Some(_) => return Err(malformed("Version is 2012-10-17 or 2008-10-17")),
        }
        let statements = match document.get("Statement") {
            Some(Value::Array(list)) => list.iter().map(parse_statement).collect::<Result<_, _>>()?,
            Some(one @ Value::Object(_)) => vec![parse_statement(one)?],
            _ => return Err(malformed("a policy has a Statement")),
        };
        Ok(Policy { statements })
    }

    /// Whether the policy lets `action` (`service:Name`) be done to `resource` (a full ARN, or `*` for actions that
    /// have no resource).
    pub(crate) fn evaluate(&self, action: &str, resource: &str, context: &Context) -> Decision {
        let mut decision = Decision::NotAllowed;
        for statement in self.statements.iter().filter(|statement| statement.covers(action, resource, context)) {
            if !statement.allow {
                return Decision::Denied;
            }
            decision = Decision::Allowed;
        }
        decision
    }
}

impl Statement {
    fn covers(&self, action: &str, resource: &str, context: &Context) -> bool {
        let action = action.to_ascii_lowercase();
        self.actions.iter().any(|pattern| pattern::matches(pattern, &action))
            && self.resources.iter().any(|pattern| pattern::matches_resource(pattern, resource))
            && self.conditions.iter().all(|condition| condition.holds(context))
    }
}

fn parse_statement(value: &Value) -> Result<Statement, PolicyError> {
    let statement = value.as_object().ok_or_else(|| malformed("a statement is an object"))?;
    known_elements(statement, &["Sid", "Effect", "Action", "Resource", "Condition"])?;
    let allow = match statement.get("Effect").and_then(Value::as_str) {
        Some("Allow") => true,
        Some("Deny") => false,
        _ => return Err(malformed("Effect is Allow or Deny")),
    };
    let actions = strings(statement, "Action")?;
    if let Some(wrong) = actions.iter().find(|action| *action != "*" && !action.contains(':')) {
        return Err(malformed(&format!("the action {wrong} names no service")));
    }
    let resources = strings(statement, "Resource")?;
    if let Some(wrong) = resources.iter().find(|resource| *resource != "*" && !resource.starts_with("arn:")) {
        return Err(malformed(&format!("the resource {wrong} must be in ARN format or \"*\"")));
    }
    let mut conditions = Vec::new();
    if let Some(block) = statement.get("Condition") {
        for (operator, keys) in block.as_object().ok_or_else(|| malformed("Condition is an object"))? {
            let keys = keys.as_object().ok_or_else(|| malformed("a condition operator holds an object"))?;
            for key in keys.keys() {
                conditions.push(Condition::parse(operator, key, strings(keys, key)?)?);
            }
        }
    }
    let actions = actions.into_iter().map(|action| action.to_ascii_lowercase()).collect();
    Ok(Statement { allow, actions, resources, conditions })
}

/// A string, or a list of them, at least one; `true` and `false` may be bare, as AWS lets them.
fn strings(object: &Map<String, Value>, name: &str) -> Result<Vec<String>, PolicyError> {
    let text = |value: &Value| match value {
        Value::String(text) if text.contains("${") => {
            Err(PolicyError::Unsupported(format!("policy variables ({text}); write the literal value")))
        }
        Value::String(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err(malformed(&format!("{name} holds strings"))),
    };
    match object.get(name) {
        Some(Value::Array(list)) if !list.is_empty() => list.iter().map(text).collect(),
        Some(Value::Array(_)) | None => Err(malformed(&format!("{name} is missing or empty"))),
        Some(one) => Ok(vec![text(one)?]),
    }
}

fn known_elements(object: &Map<String, Value>, known: &[&str]) -> Result<(), PolicyError> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(unknown) => Err(PolicyError::Unsupported(format!("the policy element {unknown}"))),
        None => Ok(()),
    }
}

fn malformed(reason: &str) -> PolicyError {
    PolicyError::Malformed(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(policy: &str, action: &str, resource: &str) -> Decision {
        Policy::parse(policy).unwrap().evaluate(action, resource, &Context::default())
    }

    #[test]
    fn default_deny_and_explicit_deny() {
        let policy = r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::b/*"},
            {"Effect":"Deny","Action":"S3:DELETE*","Resource":"*"}]}"#;
        assert_eq!(decide(policy, "s3:GetObject", "arn:aws:s3:::b/k"), Decision::Allowed);
        assert_eq!(decide(policy, "s3:GetObject", "arn:aws:s3:::c/k"), Decision::NotAllowed);
        assert_eq!(decide(policy, "kms:Decrypt", "arn:aws:s3:::b/k"), Decision::NotAllowed);
        assert_eq!(decide(policy, "s3:DeleteObject", "arn:aws:s3:::b/k"), Decision::Denied);
    }

    #[test]
    fn a_single_statement_and_star() {
        let policy = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        assert_eq!(decide(policy, "dynamodb:ListTables", "*"), Decision::Allowed);
        let policy = r#"{"Statement":{"Effect":"Allow","Action":"dynamodb:ListTables","Resource":"arn:aws:dynamodb:*:*:table/a"}}"#;
        assert_eq!(decide(policy, "dynamodb:ListTables", "*"), Decision::NotAllowed);
    }

    #[test]
    fn conditions_must_all_hold() {
        let policy = Policy::parse(
            r#"{"Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{
                "StringLike":{"s3:prefix":"a/*"},"StringEqualsIfExists":{"s3:delimiter":"/"}}}}"#,
        )
        .unwrap();
        let list = |context: Context| policy.evaluate("s3:ListBucket", "arn:aws:s3:::b", &context);
        assert_eq!(list(Context::default().with("s3:prefix", "a/")), Decision::Allowed);
        assert_eq!(list(Context::default().with("s3:prefix", "b/")), Decision::NotAllowed);
        assert_eq!(list(Context::default()), Decision::NotAllowed);
        let both = Context::default().with("s3:prefix", "a/").with("s3:delimiter", "-");
        assert_eq!(list(both), Decision::NotAllowed);
    }

    #[test]
    fn what_cannot_be_enforced_is_refused() {
        for policy in [
            "",
            "[]",
            "{}",
            r#"{"Version":"2020-01-01","Statement":[]}"#,
            r#"{"Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"bucket/*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateEquals":{"s3:prefix":"a"}}}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":"a"}}]}"#,
        ] {
            assert!(Policy::parse(policy).is_err(), "{policy}");
        }
    }
}
