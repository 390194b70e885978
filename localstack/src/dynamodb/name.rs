//! The names and ARNs of tables. A request may give either wherever it names a table.

use std::borrow::Cow;

use serde_json::Value;

use super::engine;
use crate::json_api::ApiError;
use crate::{ACCOUNT, REGION};

/// A valid table name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TableName {
    name: String,
    given_as_arn: bool,
}

impl TableName {
    /// From a name or an ARN of a table here.
    pub(super) fn parse(text: &str) -> Result<TableName, ApiError> {
        let (name, given_as_arn) = match text.strip_prefix("arn:") {
            None => (text, false),
            Some(_) => {
                let local = text.strip_prefix(&table_arn("")).filter(|name| !name.contains('/'));
                (local.ok_or_else(|| validation(&format!("Invalid TableArn: {text}")))?, true)
            }
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        if !(3..=255).contains(&name.len()) || !name.chars().all(allowed) {
            return Err(validation(&format!(
                "1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: \
                 [a-zA-Z0-9_.-]+ of 3 to 255 characters"
            )));
        }
        Ok(TableName { name: name.to_owned(), given_as_arn })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.name
    }

    pub(super) fn arn(&self) -> String {
        table_arn(&self.name)
    }

    pub(super) fn index_arn(&self, index: &str) -> String {
        format!("{}/index/{index}", self.arn())
    }

    /// What the tables of one file have in common: the name up to its last `-`, or all of it.
    pub(super) fn shard(&self) -> &str {
        self.name.rsplit_once('-').map_or(&self.name, |(prefix, _)| prefix)
    }

    /// A request's body with the bare name in place of the ARN, as the engine wants it.
    pub(super) fn named_in<'a>(&self, body: &'a [u8]) -> Result<Cow<'a, [u8]>, ApiError> {
        if !self.given_as_arn {
            return Ok(Cow::Borrowed(body));
        }
        let mut request: Value = engine::decode(body)?;
        request["TableName"] = Value::from(self.name.as_str());
        Ok(Cow::Owned(request.to_string().into_bytes()))
    }
}

fn table_arn(name: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}")
}

fn validation(message: &str) -> ApiError {
    ApiError::new("ValidationException", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_arns_and_shards() {
        let table = TableName::parse("tenant-acme-messages").unwrap();
        assert_eq!(table.shard(), "tenant-acme");
        assert_eq!(TableName::parse("metadata").unwrap().shard(), "metadata");
        assert_eq!(TableName::parse(&table.arn()).unwrap().as_str(), "tenant-acme-messages");
        assert_eq!(table.index_arn("GSI1"), format!("{}/index/GSI1", table.arn()));
        for wrong in ["", "ab", "a/b/c", "../../x", "arn:aws:dynamodb:eu-west-1:000000000000:table/abc", "a b c"] {
            assert!(TableName::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_arn_becomes_a_name() {
        let table = TableName::parse(&table_arn("abc")).unwrap();
        let body = table.named_in(br#"{"TableName":"arn:...","Limit":1}"#).unwrap();
        assert_eq!(&*body, br#"{"TableName":"abc","Limit":1}"#);
    }
}
