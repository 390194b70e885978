//! What a plan may ask of a file: its days, its measures, its members by how common they are.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use sales_metrics::query::Snapshot;
use serde_json::Value;

use super::Case;

/// See the module.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) catalogue: Value,
    pub(crate) first: Date,
    pub(crate) last: Date,
    /// By dimension, the most common member first.
    pub(crate) members: BTreeMap<String, Vec<String>>,
}

impl Shape {
    pub(crate) fn of(case: &Case, snapshot: &Snapshot) -> Self {
        let delimiter = case.dialect["delimiter"].as_str().unwrap_or(",").as_bytes()[0];
        let mut records = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(case.text.as_bytes());
        let header = records.headers().unwrap().clone();
        let dimensions = case.catalogue["dimensions"].as_array().unwrap();
        let place = |column: &str| header.iter().position(|name| name == column).unwrap();
        let places: Vec<usize> = dimensions.iter().map(|d| place(d["column"].as_str().unwrap())).collect();
        let mut counts: Vec<HashMap<String, usize>> = vec![HashMap::new(); dimensions.len()];
        for record in records.records() {
            let record = record.unwrap();
            for (counts, place) in counts.iter_mut().zip(&places) {
                let value = record[*place].trim();
                match counts.get_mut(value) {
                    Some(count) => *count += 1,
                    None if value.is_empty() => {}
                    None => drop(counts.insert(value.to_owned(), 1)),
                }
            }
        }
        let members = dimensions.iter().zip(counts).map(|(dimension, counts)| {
            let listed = match dimension["part"].as_str() {
                None => {
                    let mut listed: Vec<(String, usize)> = counts.into_iter().collect();
                    listed.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                    listed.into_iter().map(|(member, _)| member).collect()
                }
                Some("weekday") => {
                    names(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
                }
                Some("hour") => (0..24).map(|hour| format!("{hour:02}")).collect(),
                Some(_) => names(&[
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December",
                ]),
            };
            (dimension["name"].as_str().unwrap().to_owned(), listed)
        });
        Self {
            catalogue: case.catalogue.clone(),
            first: snapshot.head.first_day.unwrap(),
            last: snapshot.head.last_day.unwrap(),
            members: members.collect(),
        }
    }

    /// The names of the measures whose aggregate `holds`.
    pub(crate) fn measures(&self, holds: impl Fn(&Value) -> bool) -> Vec<String> {
        let measures = self.catalogue["measures"].as_array().unwrap();
        measures.iter().filter(|m| holds(m)).map(|m| m["name"].as_str().unwrap().to_owned()).collect()
    }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}
