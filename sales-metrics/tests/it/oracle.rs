//! The same rows in SQLite, in integers: another reading of the file, another way of adding it up.

use rusqlite::{Connection, params};
use rust_decimal::Decimal;

pub(crate) struct Oracle(Connection);

/// What a slice adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) rows: i64,
    /// In 1/10,000 of a pound.
    revenue: i64,
    units: i64,
    orders: i64,
    customers: i64,
    refunds: i64,
}

impl Figures {
    /// The measure's figure, as the query engine should say it.
    pub(crate) fn value(&self, measure: &str) -> Option<Decimal> {
        if self.rows == 0 {
            return None;
        }
        match measure {
            "revenue" => Some(Decimal::new(self.revenue, 4)),
            "units" => Some(self.units.into()),
            "orders" => Some(self.orders.into()),
            "customers" => Some(self.customers.into()),
            "refunds" => Some(Decimal::new(self.refunds, 4)),
            "averageOrderValue" => {
                Decimal::new(self.revenue, 4).checked_div(self.orders.into()).map(|value| value.round_dp(12))
            }
            other => panic!("no measure {other}"),
        }
    }
}

const AGGREGATES: &str = "count(*), coalesce(sum(quantity * price), 0), coalesce(sum(quantity), 0),
    count(DISTINCT CASE WHEN substr(invoice, 1, 1) <> 'C' THEN invoice END), count(DISTINCT customer),
    coalesce(sum(CASE WHEN substr(invoice, 1, 1) = 'C' THEN -quantity * price ELSE 0 END), 0)";

/// `2.55` as 25500.
fn ten_thousandths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(fraction.len() <= 4, "{text}");
    let value = whole.trim_start_matches('-').parse::<i64>().unwrap() * 10_000
        + format!("{fraction:0<4}").parse::<i64>().unwrap();
    if text.starts_with('-') { -value } else { value }
}

impl Oracle {
    pub(crate) fn of(plain: &str) -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE sales (invoice TEXT, product TEXT, quantity INTEGER, day TEXT, month TEXT, price INTEGER,
             customer TEXT, country TEXT)",
        )
        .unwrap();
        let all = db.transaction().unwrap();
        {
            let mut insert = all.prepare("INSERT INTO sales VALUES (?,?,?,?,?,?,?,?)").unwrap();
            for record in csv::Reader::from_reader(plain.as_bytes()).records() {
                let record = record.unwrap();
                let filled = |place: usize| Some(record[place].trim()).filter(|text| !text.is_empty());
                let (day, month) = (&record[4][..10], &record[4][..7]);
                let price = ten_thousandths(&record[5]);
                let quantity: i64 = record[3].parse().unwrap();
                let values = params![&record[0], filled(2), quantity, day, month, price, filled(6), filled(7)];
                insert.execute(values).unwrap();
            }
        }
        all.commit().unwrap();
        db.execute_batch(
            "CREATE INDEX by_day ON sales (day); CREATE INDEX by_country ON sales (country, day);
             CREATE INDEX by_product ON sales (product, day); ANALYZE",
        )
        .unwrap();
        Self(db)
    }

    /// The figures of each group, by its key.
    pub(crate) fn grouped(&self, key: &str, condition: &str, values: &[&str]) -> Vec<(String, Figures)> {
        let text = format!("SELECT {AGGREGATES}, {key} AS key FROM sales WHERE {condition} GROUP BY key");
        let mut query = self.0.prepare(&text).unwrap();
        let rows = query.query_map(rusqlite::params_from_iter(values), |row| Ok((row.get(6)?, figures(row)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The figures of the rows that meet `condition`.
    pub(crate) fn sum(&self, condition: &str, values: &[&str]) -> Figures {
        let text = format!("SELECT {AGGREGATES} FROM sales WHERE {condition}");
        self.0.query_row(&text, rusqlite::params_from_iter(values), figures).unwrap()
    }
}

fn figures(row: &rusqlite::Row<'_>) -> rusqlite::Result<Figures> {
    Ok(Figures {
        rows: row.get(0)?,
        revenue: row.get(1)?,
        units: row.get(2)?,
        orders: row.get(3)?,
        customers: row.get(4)?,
        refunds: row.get(5)?,
    })
}
