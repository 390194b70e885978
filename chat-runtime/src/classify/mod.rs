//! stub
#![allow(missing_docs)]
use jiff::civil::Date;
use sales_metrics::{catalogue::Catalogue, query::plan::Plan};
use std::collections::BTreeMap;
#[derive(Debug)]
pub struct Vocabulary {
    catalogue: Catalogue,
    days: Option<(Date, Date)>,
}
impl Vocabulary {
    pub fn new(
        catalogue: Catalogue,
        _: BTreeMap<String, Vec<String>>,
        first: Option<Date>,
        last: Option<Date>,
    ) -> Self {
        Self { catalogue, days: first.zip(last) }
    }
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }
    pub fn days(&self) -> Option<(Date, Date)> {
        self.days
    }
    pub fn today(&self) -> Option<Date> {
        self.days.map(|d| d.1)
    }
}
#[derive(Debug)]
pub struct Classified {
    pub outcome: Outcome,
    pub confidence: f64,
    pub carried: Vec<String>,
    pub notes: Vec<String>,
}
#[derive(Debug)]
pub enum Outcome {
    Plan(Plan),
    Clarify { question: String, choices: Vec<String> },
    NoData { reason: String },
    OutOfScope { reason: String },
    Blocked { reason: String },
    Help,
    SmallTalk,
}
pub fn classify(_: &str, _: &Vocabulary, _: Option<&Plan>) -> Classified {
    Classified { outcome: Outcome::Help, confidence: 1.0, carried: vec![], notes: vec![] }
}
