//! What a file's figures can be split by.

use std::collections::BTreeMap;

use super::{
    column::{Column, written},
    words::{COMPANY, CUSTOMER, GROUP, NUMBERED, PRODUCT},
};
use crate::{
    catalogue::{Dimension, TimePart},
    import::date::sniff,
};

/// So many are kept; a catalogue may have no more.
const MOST: usize = 20;
/// Numbers with more different values than this are no names of places.
const MOST_NUMBERED: usize = 500;

/// The dimensions, in the order of the columns, and the parts of the time.
pub(super) fn infer(columns: &[Column<'_>], time: &str) -> Vec<Dimension> {
    let texts: Vec<&Column<'_>> =
        columns.iter().filter(|column| column.header != time && is_split_by(column)).collect();
    let products = texts.iter().filter(|column| column.says(PRODUCT) && !column.says(GROUP));
    let product = products.max_by_key(|column| column.distinct()).map(|column| column.header);
    let mut found: Vec<Dimension> = Vec::new();
    let headers: Vec<String> = texts.iter().map(|column| written(column.header)).collect();
    // Customers that are numbered have their names beside.
    let numbered = columns.iter().any(|column| column.says(CUSTOMER) && column.is_code());
    let named_so = texts.iter().any(|column| column.says(CUSTOMER) && !column.says(GROUP));
    let company = texts.iter().find(|column| numbered && !named_so && column.says(COMPANY)).map(|column| column.header);
    for column in texts {
        let mut dimension = named(column, &headers);
        if Some(column.header) == product {
            dimension.synonyms.extend(["item", "article"].map(str::to_owned));
            "product".clone_into(&mut dimension.name);
        }
        if Some(column.header) == company {
            let called = std::mem::replace(&mut dimension.name, "customer".to_owned());
            dimension.synonyms.push(called);
        }
        dimension.synonyms.retain(|synonym| *synonym != dimension.name);
        dimension.plural = plural(&dimension.name);
        if !dimension.name.is_empty() && found.iter().all(|other| other.name != dimension.name) {
            found.push(dimension);
        }
    }
    if found.iter().all(|dimension| dimension.name != "weekday") {
        let synonyms = ["day of week", "day of the week"].map(str::to_owned).to_vec();
        let part = Some(TimePart::Weekday);
        found.push(Dimension { part, synonyms, ..of_column("weekday".to_owned(), time) });
    }
    found.truncate(MOST);
    found
}

fn is_split_by(column: &Column<'_>) -> bool {
    let numbered = column.says(NUMBERED) && column.distinct() <= MOST_NUMBERED;
    let text = !column.is_numeric() && !column.is_code() && sniff(&column.values).is_none() && !column.is_clock();
    (text || numbered && column.is_numeric()) && column.is_category()
}

/// A column's dimension: "Customer Name" is called customer, "Country/Region" country, where nothing else is.
fn named(column: &Column<'_>, headers: &[String]) -> Dimension {
    let whole = written(column.header);
    let is_free = |name: &str| !headers.iter().any(|other| *other == name);
    let mut parts = whole.split('/').map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let short = first.strip_suffix(" name").filter(|short| is_free(short)).unwrap_or(first);
    let mut dimension = of_column(short.to_owned(), column.header);
    dimension.synonyms.extend(parts.filter(|part| is_free(part)).map(str::to_owned));
    // "Sub-Category" is one word, or two.
    if let Some(joined) = short.strip_prefix("sub ") {
        dimension.synonyms.push(format!("sub{joined}"));
    }
    if short != first {
        dimension.synonyms.push(first.to_owned());
    }
    dimension
}

fn plural(name: &str) -> Option<String> {
    let stem = name.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    // "Returned" says something of a row, and is none of several.
    stem.map(|stem| format!("{stem}ies")).or_else(|| name.ends_with("ed").then(|| name.to_owned()))
}

fn of_column(name: String, column: &str) -> Dimension {
    Dimension {
        name,
        plural: None,
        column: column.to_owned(),
        part: None,
        synonyms: Vec::new(),
        aliases: BTreeMap::new(),
    }
}
