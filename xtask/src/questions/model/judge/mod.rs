//! stub

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Portuguese,
}

pub(super) struct Judge;

pub(super) struct Finding;

impl fmt::Display for Finding {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl Judge {
    pub(super) fn new<'a>(_: impl Iterator<Item = &'a String>, _: &Value) -> Self {
        Self
    }

    pub(super) fn findings(&self, _: Language, _: &Value) -> Vec<Finding> {
        Vec::new()
    }
}
