//! What a file's figures can be split by.

use std::collections::BTreeMap;

use super::{
    column::{Column, written},
    measures::is_order,
    tongue,
    words::{COMPANY, CUSTOMER, GROUP, NAME, NUMBERED, PRODUCT, TITLE},
};
use crate::{
    catalogue::{Dimension, Language, TimePart},
    import::date::sniff,
};

/// So many are kept; a catalogue may have no more.
const MOST: usize = 20;
/// Numbers with more different values than this are no names of places.
const MOST_NUMBERED: usize = 500;

/// The dimensions, in the order of the columns, and the parts of the time.
pub(super) fn infer(columns: &[Column<'_>], time: &str, language: Language) -> Vec<Dimension> {
    let orders = columns.iter().find(|column| is_order(column)).map(|column| column.header);
    let is_else = |column: &Column<'_>| column.header == time || Some(column.header) == orders;
    let texts: Vec<&Column<'_>> = columns.iter().filter(|column| !is_else(column) && is_split_by(column)).collect();
    // What things are called in words, where a column does; their codes, where none does.
    let products =
        texts.iter().filter(|column| (column.says(PRODUCT) || column.is_called(TITLE)) && !column.says(GROUP));
    let product = products.max_by_key(|column| (!column.has_codes(), column.distinct())).map(|column| column.header);
    let mut found: Vec<Dimension> = Vec::new();
    let headers: Vec<String> = texts.iter().map(|column| written(column.header)).collect();
    // Customers that are numbered have their names beside.
    let numbered = columns.iter().any(|column| column.says(CUSTOMER) && column.is_code());
    let named_so = texts.iter().any(|column| column.says(CUSTOMER) && !column.says(GROUP));
    let company = texts.iter().find(|column| numbered && !named_so && column.says(COMPANY)).map(|column| column.header);
    for column in texts {
        let mut dimension = named(column, &headers);
        let is_customer = column.says(CUSTOMER) && !column.says(GROUP) && column.says_at_an_end(NAME);
        if Some(column.header) == product {
            dimension.synonyms.extend(["product", "item", "article"].map(str::to_owned));
            tongue::product(language).clone_into(&mut dimension.name);
        } else if Some(column.header) == company || is_customer && language != Language::English {
            let called = std::mem::replace(&mut dimension.name, tongue::customer(language).to_owned());
            dimension.synonyms.extend([called, "customer".to_owned()]);
        } else {
            dimension.name = tongue::noun(dimension.name, language);
        }
        dimension.synonyms.retain(|synonym| *synonym != dimension.name);
        dimension.plural = tongue::plural(&dimension.name, language);
        if !dimension.name.is_empty() && found.iter().all(|other| other.name != dimension.name) {
            found.push(dimension);
        }
    }
    let weekday = tongue::weekday(language);
    if found.iter().all(|dimension| dimension.name != weekday) {
        let mut dimension = of_column(weekday.to_owned(), time);
        dimension.part = Some(TimePart::Weekday);
        dimension.synonyms = ["weekday", "day of week", "day of the week"].map(str::to_owned).to_vec();
        dimension.synonyms.retain(|synonym| synonym != weekday);
        dimension.plural = tongue::plural(weekday, language);
        found.push(dimension);
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
