//! One line of a `Condition` block: operator, key, values.

use super::context::{Context, is_supplied};
use super::pattern;
use super::policy::PolicyError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    /// No set operator: the request has the key once.
    One,
    /// `ForAllValues:`; holds when the request does not have the key, as on AWS.
    All,
    /// `ForAnyValue:`
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Equals,
    NotEquals,
    Like,
    NotLike,
    Null,
}

/// A parsed condition.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    quantifier: Quantifier,
    test: Test,
    if_exists: bool,
    key: String,
    values: Vec<String>,
}

impl Condition {
    pub(super) fn parse(operator: &str, key: &str, values: Vec<String>) -> Result<Condition, PolicyError> {
        let unsupported = || PolicyError::Unsupported(format!("the condition operator {operator}"));
        let (quantifier, rest) = match operator.split_once(':') {
            None => (Quantifier::One, operator),
            Some(("ForAllValues", rest)) => (Quantifier::All, rest),
            Some(("ForAnyValue", rest)) => (Quantifier::Any, rest),
            Some(_) => return Err(unsupported()),
        };
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let test = match name {
            "StringEquals" => Test::Equals,
            "StringNotEquals" => Test::NotEquals,
            "StringLike" => Test::Like,
            "StringNotLike" => Test::NotLike,
            "Null" if !if_exists && quantifier == Quantifier::One => Test::Null,
            _ => return Err(unsupported()),
        };
        if test == Test::Null && !values.iter().all(|value| value == "true" || value == "false") {
            return Err(PolicyError::Malformed("Null takes true or false".into()));
        }
        let key = key.to_ascii_lowercase();
        if !is_supplied(&key) {
            return Err(PolicyError::Unsupported(format!("the condition key {key}")));
        }
        Ok(Condition { quantifier, test, if_exists, key, values })
    }

    pub(super) fn holds(&self, context: &Context) -> bool {
        let actual = context.values(&self.key);
        if self.test == Test::Null {
            return self.values.iter().any(|value| (value == "true") == actual.is_empty());
        }
        match (actual, self.quantifier) {
            ([], _) if self.if_exists => true,
            ([], Quantifier::One) => matches!(self.test, Test::NotEquals | Test::NotLike),
            ([], Quantifier::All) => true,
            ([], Quantifier::Any) => false,
            // Without a set operator, many values are compared only in the direction that refuses.
            ([one], Quantifier::One) => self.value_holds(one),
            (many, Quantifier::One | Quantifier::All) => many.iter().all(|value| self.value_holds(value)),
            (many, Quantifier::Any) => many.iter().any(|value| self.value_holds(value)),
        }
    }

    fn value_holds(&self, actual: &str) -> bool {
        let equals = || self.values.iter().any(|value| value == actual);
        let like = || self.values.iter().any(|value| pattern::matches(value, actual));
        match self.test {
            Test::Equals => equals(),
            Test::NotEquals => !equals(),
            Test::Like => like(),
            Test::NotLike => !like(),
            Test::Null => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(operator: &str, values: &[&str], actual: &[&str]) -> bool {
        let values = values.iter().map(ToString::to_string).collect();
        let condition = Condition::parse(operator, "s3:Prefix", values).unwrap();
        condition.holds(&actual.iter().fold(Context::default(), |context, value| context.with("s3:prefix", *value)))
    }

    #[test]
    fn a_key_the_request_has() {
        assert!(holds("StringEquals", &["a", "b"], &["b"]));
        assert!(!holds("StringEquals", &["a*"], &["ab"]));
        assert!(holds("StringLike", &["a*"], &["ab"]));
        assert!(!holds("StringNotLike", &["a*"], &["ab"]));
        assert!(holds("StringNotEquals", &["a"], &["b"]));
        assert!(!holds("StringEqualsIfExists", &["a"], &["b"]));
        assert!(holds("Null", &["false"], &["b"]));
        assert!(!holds("Null", &["true"], &["b"]));
    }

    #[test]
    fn a_key_the_request_does_not_have() {
        assert!(!holds("StringEquals", &["a"], &[]));
        assert!(!holds("StringLike", &["*"], &[]));
        assert!(holds("StringNotEquals", &["a"], &[]));
        assert!(holds("StringEqualsIfExists", &["a"], &[]));
        assert!(holds("ForAllValues:StringEquals", &["a"], &[]));
        assert!(!holds("ForAnyValue:StringEquals", &["a"], &[]));
        assert!(holds("Null", &["true"], &[]));
    }

    #[test]
    fn many_values() {
        assert!(holds("ForAllValues:StringEquals", &["a", "b"], &["a", "b", "a"]));
        assert!(!holds("ForAllValues:StringEquals", &["a"], &["a", "b"]));
        assert!(holds("ForAnyValue:StringLike", &["b*"], &["a", "bc"]));
        assert!(!holds("StringEquals", &["a"], &["a", "b"]));
    }

    #[test]
    fn what_is_not_supported_is_refused() {
        for operator in ["NumericEquals", "StringEqual", "ForSomeValues:StringEquals", "NullIfExists", "Bool"] {
            assert!(Condition::parse(operator, "s3:prefix", vec![]).is_err(), "{operator}");
        }
        assert!(Condition::parse("ForAllValues:StringEquals", "dynamodb:LeadingKeys", vec![]).is_err());
        assert!(Condition::parse("StringEquals", "kms:EncryptionContext:", vec![]).is_err());
        assert!(Condition::parse("Null", "s3:prefix", vec!["yes".into()]).is_err());
    }
}
