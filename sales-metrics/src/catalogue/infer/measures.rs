//! What a file's columns can measure.

use rust_decimal::Decimal;

use super::{
    column::{Column, written},
    words::{
        AMOUNT, ASIDE, COST, CUSTOMER, DISCOUNT, EACH, ORDER, PART, PRICE, PROFIT, QUANTITY, RATING, RETURNED, REVENUE,
        SHIPPING, TAX, YES,
    },
};
use crate::catalogue::{Aggregate, Comparison, Condition, Measure, Unit};

const REVENUE_NAME: &str = "revenue";
const ORDERS: &str = "orders";
const UNITS: &str = "units";
const CUSTOMERS: &str = "customers";
const LOYALTY: &str = "loyalty";
/// Of this share of different values and more, what is called "order" holds orders, and not what they are like.
const LEAST_DISTINCT: f64 = 0.3;

/// The measures, the most important first; at least one.
pub(super) fn infer(columns: &[Column<'_>]) -> Vec<Measure> {
    let mut measures = Vec::new();
    let money = Money::of(columns);
    if let Some(revenue) = &money.revenue {
        let words = ["sales", "turnover", "income", "takings"];
        measures.push(measure(REVENUE_NAME, Unit::Money, Aggregate::Sum(revenue.clone()), &words));
    }
    if let Some(quantity) = money.quantity {
        let words = ["items", "pieces", "quantity", "volume"];
        measures.push(measure(UNITS, Unit::Count, Aggregate::Sum(quantity.bracketed()), &words));
    }
    let orders = columns.iter().find(|column| is_order(column));
    let counted = match orders {
        Some(order) => {
            let count = Aggregate::CountDistinct(order.header.to_owned());
            let orders = measure(ORDERS, Unit::Count, count, &["purchases", "transactions", "invoices"]);
            // A document whose lines all take something back is a credit note, and no order.
            let sold = money.below_zero().map(|below| Condition { not: true, ..below });
            Measure { conditions: sold.into_iter().collect(), ..orders }
        }
        None => measure("rows", Unit::Count, Aggregate::Count, &["records", "sales lines"]),
    };
    measures.push(counted.clone());
    if let Some(customer) = columns.iter().filter(|column| is_customer(column)).max_by_key(|column| column.is_code()) {
        let count = Aggregate::CountDistinct(customer.header.to_owned());
        // "loyalty_customer_id", "loyalty_id": the loyalty customers.
        let called = written(customer.header);
        let called = [" id", " number", " no", " code"]
            .iter()
            .find_map(|end| called.strip_suffix(end))
            .filter(|name| name.contains(' ') || *name == LOYALTY)
            .map(|name| if name == LOYALTY { format!("{name} {CUSTOMERS}") } else { format!("{name}s") });
        let words = ["buyers", "clients", "shoppers"].into_iter().chain(called.as_deref());
        measures.push(measure(CUSTOMERS, Unit::Count, count, &words.collect::<Vec<_>>()));
    }
    if orders.is_some() && money.revenue.is_some() {
        let words = ["aov", "average basket", "average order", "revenue per order", "basket size"];
        measures.push(labelled("average order value", Unit::Money, ratio(REVENUE_NAME, ORDERS), &words));
    }
    let has_units = money.quantity.is_some();
    if has_units && money.revenue.is_some() {
        let words = ["price", "average selling price", "unit price", "price per unit", "revenue per unit"];
        measures.push(labelled("average price", Unit::Money, ratio(REVENUE_NAME, UNITS), &words));
    }
    if has_units && orders.is_some() {
        let words = ["items per order", "pieces per order", "units per basket"];
        measures.push(labelled("units per order", Unit::Number, ratio(UNITS, ORDERS), &words));
    }
    let came_back = money.came_back();
    money.others(&mut measures);
    for rated in columns.iter().filter(|column| column.says(RATING) && column.is_all_numbers()).take(1) {
        let name = format!("average {}", rated.header.replace('_', " ").to_lowercase());
        measures.push(labelled(&name, Unit::Number, Aggregate::Average(rated.bracketed()), &["rating", "score"]));
    }
    let flagged = returns(columns, &counted);
    measures.extend(if flagged.is_empty() { came_back } else { flagged });
    if measures.iter().any(|measure| measure.name == CUSTOMERS) {
        let of = || CUSTOMERS.to_owned();
        measures.push(labelled("new customers", Unit::Count, Aggregate::New(of()), &["first-time customers"]));
        measures.push(labelled("returning customers", Unit::Count, Aggregate::Returning(of()), &["repeat customers"]));
        measures.push(labelled("lost customers", Unit::Count, Aggregate::Lost(of()), &["churned customers"]));
    }
    measures
}

/// The columns of money, and what they were read as.
struct Money<'a> {
    quantity: Option<&'a Column<'a>>,
    /// What a row came to, where a column says it.
    amount: Option<&'a Column<'a>>,
    revenue: Option<String>,
    cost: Option<String>,
    profit: Option<String>,
    tax: Option<&'a Column<'a>>,
    shipping: Option<&'a Column<'a>>,
    discount: Option<&'a Column<'a>>,
    /// What was taken off prices, where the discount is a part of them.
    given: Option<String>,
}

impl<'a> Money<'a> {
    fn of(columns: &'a [Column<'a>]) -> Self {
        let numeric = |column: &&Column<'_>| column.is_numeric() && !column.is_code() && !column.says(ASIDE);
        let numbers: Vec<&Column<'_>> = columns.iter().filter(numeric).collect();
        let is_part = |column: &Column<'_>| column.says(PART) || is_in_percent(column.header);
        let first = |list: &[&str], is_else: &dyn Fn(&Column<'_>) -> bool| {
            numbers.iter().copied().find(|column| column.says(list) && !is_else(column))
        };
        // What a row would be rejected for where it holds no number is not measured unasked.
        let sure = |column: &&Column<'_>| column.is_all_numbers();
        let is_aside = |column: &Column<'_>| {
            [TAX, SHIPPING, DISCOUNT, PROFIT].iter().any(|list| column.says(list)) || column.says(COST)
        };
        let quantity = first(QUANTITY, &|column| is_aside(column) || column.says(PRICE));
        let price = first(PRICE, &|column| is_aside(column) || column.says(&["ratio", "rating"]));
        let is_amount =
            |column: &Column<'_>| is_aside(column) || column.says(PRICE) || is_part(column) || column.says(QUANTITY);
        let amount = first(REVENUE, &is_amount).or_else(|| first(AMOUNT, &is_amount));
        let discount = first(DISCOUNT, &|column| column.says(PRICE)).filter(sure);
        let times =
            |one: &Column<'_>| quantity.map(|quantity| format!("{} * {}", quantity.bracketed(), one.bracketed()));
        let full = price.filter(|_| amount.is_none()).map(|price| times(price).unwrap_or_else(|| price.bracketed()));
        let part = discount.filter(|discount| discount.is_fraction()).map(Column::bracketed);
        let given = full.as_ref().zip(part.as_ref()).map(|(full, part)| format!("{full} * {part}"));
        let net = || match (full.clone()?, part) {
            (full, Some(part)) => Some(format!("{full} * (1 - {part})")),
            (full, None) => Some(full),
        };
        let revenue = amount.map(Column::bracketed).or_else(net);
        let cost = first(COST, &|column| column.says(SHIPPING) || is_part(column)).filter(sure);
        let cost = cost.map(|cost| match times(cost) {
            Some(all) if cost.says(EACH) => all,
            _ => cost.bracketed(),
        });
        let profit = first(PROFIT, &is_part).filter(sure).map(Column::bracketed);
        let profit = profit.or_else(|| {
            let (revenue, cost) = revenue.as_ref().zip(cost.as_ref())?;
            Some(format!("{revenue} - {cost}"))
        });
        let cost = cost.or_else(|| {
            let (revenue, profit) = revenue.as_ref().zip(profit.as_ref())?;
            Some(format!("{revenue} - {profit}"))
        });
        let aside = |list: &[&str]| first(list, &is_part).filter(sure);
        Self { quantity, amount, revenue, cost, profit, tax: aside(TAX), shipping: aside(SHIPPING), discount, given }
    }

    /// What holds for rows that take something back, where they are told by being below zero.
    fn below_zero(&self) -> Option<Condition> {
        let below = [self.quantity, self.amount].into_iter().flatten().find(|column| column.has_negative())?;
        Some(Condition { column: below.header.to_owned(), is: Comparison::Below(Decimal::ZERO), not: false })
    }

    /// What came back, where rows below zero say it.
    fn came_back(&self) -> Vec<Measure> {
        let Some((condition, revenue)) = self.below_zero().zip(self.revenue.as_ref()) else { return Vec::new() };
        let of = |measure| Measure { conditions: vec![condition.clone()], ..measure };
        let taken_off = |what: &str| Aggregate::Sum(format!("-{what}"));
        let words = ["refunds", "returned goods", "credit notes", "credit note amount", "value of returns"];
        let returns = of(measure("returns", Unit::Money, taken_off(revenue), &words));
        let pieces = self.quantity.filter(|quantity| quantity.has_negative()).map(|quantity| {
            let words = ["units returned", "returned items", "items returned", "returned quantity"];
            of(labelled("returned units", Unit::Count, taken_off(&quantity.bracketed()), &words))
        });
        std::iter::once(returns).chain(pieces).collect()
    }

    /// Measures beside what was sold.
    fn others(self, measures: &mut Vec<Measure>) {
        let sum = |column: &Column<'_>| Aggregate::Sum(column.bracketed());
        if let Some(profit) = self.profit {
            measures.push(measure("profit", Unit::Money, Aggregate::Sum(profit), &["earnings", "gain"]));
            if self.revenue.is_some() {
                let words = ["margin", "profitability", "profit ratio", "return on sales"];
                measures.push(labelled("profit margin", Unit::Percent, ratio("profit", REVENUE_NAME), &words));
            }
        }
        if let Some(cost) = self.cost {
            measures.push(measure("cost", Unit::Money, Aggregate::Sum(cost), &["costs", "cogs", "cost of goods"]));
        }
        // "Discounts" are money where that is known.
        let mut words = vec!["discount rate", "mean discount"];
        if self.given.is_none() {
            words.push("discount");
        }
        if let Some(given) = self.given {
            let words = ["discounts given", "total discount", "discount amount", "discount value"];
            measures.push(labelled("discount given", Unit::Money, Aggregate::Sum(given), &words));
        }
        if let Some(discount) = self.discount {
            let percent = discount.says(PART) || is_in_percent(discount.header);
            measures.push(if discount.is_fraction() {
                let average = Aggregate::Average(format!("{} * 100", discount.bracketed()));
                labelled("average discount", Unit::Percent, average, &words)
            } else if percent {
                labelled("average discount", Unit::Percent, Aggregate::Average(discount.bracketed()), &words)
            } else {
                measure("discount", Unit::Money, sum(discount), &["discounts", "rebates"])
            });
        }
        if let Some(tax) = self.tax {
            measures.push(measure("tax", Unit::Money, sum(tax), &["taxes", "vat"]));
        }
        if let Some(shipping) = self.shipping {
            measures.push(labelled("shipping cost", Unit::Money, sum(shipping), &["shipping", "freight", "postage"]));
        }
    }
}

/// Whether a column numbers orders, and does not say what they are like, as "Order Priority" does.
pub(super) fn is_order(column: &Column<'_>) -> bool {
    let distinct = column.distinct() as f64 >= column.values.len() as f64 * LEAST_DISTINCT;
    let is_else = [AMOUNT, REVENUE, QUANTITY, PRICE, COST, DISCOUNT, &["date", "time", "line"]]
        .iter()
        .any(|list| column.says(list));
    column.says(ORDER)
        && (column.is_code() || column.is_called(ORDER) || distinct && !column.is_numeric())
        && (!is_else || column.is_code())
        && crate::import::date::sniff(&column.values).is_none()
}

/// Whether a column says who bought: "Customer ID", and not "Customer Type"; "Loyalty ID", and not "Loyalty".
fn is_customer(column: &Column<'_>) -> bool {
    column.says(CUSTOMER) && (column.is_code() || column.is_called(CUSTOMER) || column.says(&["name", "email"]))
        || column.says(&[LOYALTY]) && column.is_code()
}

/// What came back, where a column says whether a row did; nothing where none says it.
fn returns(columns: &[Column<'_>], counted: &Measure) -> Vec<Measure> {
    let flag = columns.iter().find(|column| column.says(RETURNED) && (1..=3).contains(&column.distinct()));
    let Some(flag) = flag else { return Vec::new() };
    let yes = |value: &&&str| YES.contains(&value.to_lowercase().as_str());
    let mut values: Vec<String> = flag.values.iter().filter(yes).map(|value| (*value).to_owned()).collect();
    values.sort_unstable();
    values.dedup();
    if values.is_empty() {
        return Vec::new();
    }
    let came_back = Condition { column: flag.header.to_owned(), is: Comparison::OneOf(values), not: false };
    let words = ["returned orders", "refunds", "cancellations"];
    let back = measure("returns", Unit::Count, counted.aggregate.clone(), &words);
    let words = ["rate of returns", "refund rate", "cancellation rate", "returned share"];
    let rate = labelled("return rate", Unit::Percent, ratio("returns", &counted.name), &words);
    vec![Measure { conditions: vec![came_back], ..back }, rate]
}

fn ratio(of: &str, per: &str) -> Aggregate {
    Aggregate::Ratio { of: of.to_owned(), per: per.to_owned() }
}

fn measure(name: &str, unit: Unit, aggregate: Aggregate, synonyms: &[&str]) -> Measure {
    let synonyms = synonyms.iter().map(|s| (*s).to_owned()).collect();
    Measure { name: name.to_owned(), label: None, synonyms, unit, currency: None, aggregate, conditions: Vec::new() }
}

/// A measure whose name has several words, `averageOrderValue`.
fn labelled(label: &str, unit: Unit, aggregate: Aggregate, synonyms: &[&str]) -> Measure {
    let mut words = label.split(' ');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters));
    }
    Measure { label: Some(label.to_owned()), ..measure(&name, unit, aggregate, synonyms) }
}

/// Whether a column called so is in percent; a "Tax 5%" is an amount.
fn is_in_percent(header: &str) -> bool {
    header.split_once('%').is_some_and(|(name, _)| !name.trim_end().ends_with(|c: char| c.is_ascii_digit()))
}
