//! A first catalogue from a file's header and a sample of its rows, for the user to look at and edit.

use std::collections::{BTreeMap, HashSet};

use super::{Aggregate, Catalogue, Dimension, Language, Measure, TimeColumn, Unit, WeekStart};
use crate::import::{date::sniff, is_blank, number::is_number};

const QUANTITY: [&str; 6] = ["quantity", "qty", "units", "pieces", "count", "volume"];
const PRICE: [&str; 4] = ["unitprice", "price", "rate", "unitcost"];
const AMOUNT: [&str; 9] = ["amount", "revenue", "sales", "total", "turnover", "value", "net", "gross", "income"];
const ORDER: [&str; 7] = ["invoice", "order", "transaction", "receipt", "ticket", "bill", "basket"];
const CUSTOMER: [&str; 6] = ["customer", "client", "account", "buyer", "user", "member"];
const PRODUCT: [&str; 6] = ["description", "product", "item", "article", "sku", "plan"];
const CODE_ENDINGS: [&str; 6] = ["id", "no", "code", "number", "key", "uuid"];
/// A column with more different values than this share of the sample is no dimension.
const MOST_DISTINCT: f64 = 0.9;

struct Column<'a> {
    header: &'a str,
    /// Lowercase letters and digits only.
    key: String,
    values: Vec<&'a str>,
}

impl Column<'_> {
    fn is_about(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.key.contains(word))
    }

    fn is_code(&self) -> bool {
        CODE_ENDINGS.iter().any(|end| self.key.ends_with(end)) && self.key.len() > 2 || self.key == "id"
    }

    fn numeric(&self) -> bool {
        !self.values.is_empty() && self.values.iter().filter(|v| is_number(v)).count() * 20 >= self.values.len() * 19
    }

    fn is_category(&self) -> bool {
        let distinct: HashSet<_> = self.values.iter().collect();
        !self.values.is_empty() && (distinct.len() as f64) <= (self.values.len() as f64 * MOST_DISTINCT).max(3.0)
    }
}

/// The catalogue that `header` and `sample` suggest; `None` when no column holds dates.
#[must_use]
pub fn infer(name: &str, header: &[String], sample: &[Vec<String>]) -> Option<Catalogue> {
    let columns: Vec<Column<'_>> = header
        .iter()
        .enumerate()
        .map(|(place, header)| Column {
            header,
            key: header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
            values: sample.iter().filter_map(|row| row.get(place)).map(|v| v.trim()).filter(|v| !is_blank(v)).collect(),
        })
        .collect();
    let (time, dates) = columns.iter().find_map(|column| Some((column, sniff(&column.values)?)))?;
    // A form would name an order that the sample does not show.
    let formats = dates.form.filter(|_| !dates.outcome.assumed).map(str::to_owned).into_iter().collect();
    let mut measures = money(&columns);
    if let Some(quantity) = columns.iter().find(|c| c.is_about(&QUANTITY) && c.numeric()) {
        measures.push(measure(
            "units",
            Unit::Count,
            Aggregate::Sum(bracketed(quantity.header)),
            &["items", "pieces", "quantity", "volume"],
        ));
    }
    match columns.iter().find(|c| {
        c.is_about(&ORDER) && !c.is_about(&["date", "time"]) && !c.is_about(&AMOUNT) && *c.header != *time.header
    }) {
        Some(order) => {
            measures.push(measure(
                "orders",
                Unit::Count,
                Aggregate::CountDistinct(order.header.to_owned()),
                &["purchases", "transactions", "invoices"],
            ));
        }
        None => measures.push(measure("rows", Unit::Count, Aggregate::Count, &["records", "sales lines"])),
    }
    if let Some(customer) = columns.iter().filter(|c| c.is_about(&CUSTOMER)).max_by_key(|c| c.is_code()) {
        measures.push(measure(
            "customers",
            Unit::Count,
            Aggregate::CountDistinct(customer.header.to_owned()),
            &["buyers", "clients", "shoppers"],
        ));
    }
    if measures[0].unit == Unit::Money && measures.iter().any(|m| m.name == "orders") {
        let ratio = Aggregate::Ratio { of: measures[0].name.clone(), per: "orders".to_owned() };
        let mut average = measure(
            "averageOrderValue",
            Unit::Money,
            ratio,
            &["aov", "average basket", "average order", "revenue per order", "basket size"],
        );
        average.label = Some("average order value".to_owned());
        measures.push(average);
    }
    Some(Catalogue {
        name: name.to_owned(),
        time: TimeColumn { column: time.header.to_owned(), formats },
        currency: "USD".to_owned(),
        language: Language::default(),
        week_start: WeekStart::default(),
        fiscal_year_start: 1,
        today: None,
        dimensions: dimensions(&columns, time.header),
        measures,
        pairs: Vec::new(),
        key: Vec::new(),
    })
}

/// Revenue: an amount column, or quantity times price.
fn money(columns: &[Column<'_>]) -> Vec<Measure> {
    let words = ["sales", "turnover", "income", "takings"];
    let quantity = columns.iter().find(|c| c.is_about(&QUANTITY) && c.numeric());
    let price = columns.iter().find(|c| c.is_about(&PRICE) && c.numeric());
    let amount = columns.iter().find(|c| c.is_about(&AMOUNT) && !c.is_about(&PRICE) && c.numeric());
    let expression = match (quantity, price, amount) {
        (_, _, Some(amount)) => bracketed(amount.header),
        (Some(quantity), Some(price), None) => format!("{} * {}", bracketed(quantity.header), bracketed(price.header)),
        (None, Some(price), None) => bracketed(price.header),
        (_, None, None) => return Vec::new(),
    };
    vec![measure("revenue", Unit::Money, Aggregate::Sum(expression), &words)]
}

fn dimensions(columns: &[Column<'_>], time: &str) -> Vec<Dimension> {
    let mut found: Vec<Dimension> = Vec::new();
    for column in columns {
        let text = !column.numeric() && column.header != time && sniff(&column.values).is_none();
        if !text || column.is_code() || !column.is_category() {
            continue;
        }
        let product = column.is_about(&PRODUCT) && found.iter().all(|d| d.name != "product");
        let name = if product {
            "product".to_owned()
        } else {
            column.header.replace(['_', '-', '=', '#', '@'], " ").trim().to_lowercase()
        };
        if name.is_empty() || found.iter().any(|d| d.name == name) {
            continue;
        }
        let synonyms = if product { vec!["item".to_owned(), "article".to_owned()] } else { Vec::new() };
        let plural = name.strip_suffix('y').map(|stem| format!("{stem}ies"));
        found.push(Dimension {
            name,
            plural,
            column: column.header.to_owned(),
            part: None,
            synonyms,
            aliases: BTreeMap::new(),
        });
    }
    found
}

fn measure(name: &str, unit: Unit, aggregate: Aggregate, synonyms: &[&str]) -> Measure {
    let synonyms = synonyms.iter().map(|s| (*s).to_owned()).collect();
    Measure { name: name.to_owned(), label: None, synonyms, unit, currency: None, aggregate, conditions: Vec::new() }
}

/// A column as it stands in an expression.
fn bracketed(column: &str) -> String {
    let word =
        column.chars().all(|c| c.is_alphanumeric() || c == '_') && column.starts_with(|c: char| c.is_alphabetic());
    if word { column.to_owned() } else { format!("[{column}]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        (lines.next().unwrap(), lines.collect())
    }

    #[test]
    fn finds_time_money_ids_and_categories() {
        let (header, sample) = rows(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
             536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850.0,France\n\
             536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,France\n\
             C536379,D,MUG,-1,2010-12-02 09:41:00,27.50,14527.0,France\n\
             C536379,D,MUG,-1,2010-12-02 09:41:00,27.50,14527.0,France",
        );
        let catalogue = infer("retail", &header, &sample).unwrap();
        catalogue.validate().unwrap();
        assert_eq!(catalogue.time.column, "InvoiceDate");
        assert_eq!(catalogue.measures[0].aggregate, Aggregate::Sum("Quantity * UnitPrice".into()));
        let names: Vec<_> = catalogue.measures.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["revenue", "units", "orders", "customers", "averageOrderValue"]);
        let dimensions: Vec<_> = catalogue.dimensions.iter().map(|d| d.name.as_str()).collect();
        assert_eq!(dimensions, ["product", "country"]);
    }

    #[test]
    fn finds_an_amount_by_store_and_day() {
        let (header, sample) =
            rows("Date,Store,Net Sales\n31/01/2020,North,1200.50\n01/02/2020,South,800\n02/02/2020,North,1");
        let catalogue = infer("stores", &header, &sample).unwrap();
        catalogue.validate().unwrap();
        assert_eq!(catalogue.time.formats, ["%d/%m/%Y"]);
        assert_eq!(catalogue.measures[0].aggregate, Aggregate::Sum("[Net Sales]".into()));
        assert_eq!(catalogue.dimensions[0].name, "store");
    }

    #[test]
    fn no_dates_no_catalogue() {
        let (header, sample) = rows("a,b\n1,x\n2,y");
        assert_eq!(infer("x", &header, &sample), None);
    }
}
