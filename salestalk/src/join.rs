//! Lines of orders with the columns of their orders: many systems export the two apart, and an import takes one file.
//!
//! The orders are held in memory, the lines pass through. What stands once in an order (its freight) then stands on each of its
//! lines: it can be counted, averaged or limited, but its sum over lines is not its sum over orders.

use std::{
    collections::{HashMap, hash_map::Entry},
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use anyhow::Context;
use csv::ByteRecord;

use crate::{failure::Failure, sample};

/// Lines without an order that are named.
const MOST_NAMED: usize = 5;
/// The same lines and orders always give the same bytes, so that a file imported twice is known.
const ZSTD_LEVEL: i32 = 3;

/// The joined file, packed; it is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Joined {
    /// Where it is, under the name of the lines.
    pub(crate) file: PathBuf,
    _dir: tempfile::TempDir,
}

/// Joins `orders` to `lines`, both CSV with a header, on the column `on`, or `LINES=ORDERS` where it has two names.
///
/// # Errors
/// A file cannot be read or has no such column, an order stands twice, a column stands in both, or a line has no order.
pub(crate) fn join(lines: &Path, orders: &Path, on: &str) -> anyhow::Result<Joined> {
    let dir = tempfile::tempdir().context("there is no room for the joined file")?;
    let stem = lines.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("sales");
    let file = dir.path().join(format!("{stem}.csv.zst"));
    let packed = File::create(&file).and_then(|file| zstd::Encoder::new(file, ZSTD_LEVEL));
    let mut packed = packed.context("the joined file cannot be written")?;
    let (lines_name, orders_name) = (lines.display().to_string(), orders.display().to_string());
    let (lines, orders) =
        (Table::of(sample::open(lines)?, lines_name)?, Table::of(sample::open(orders)?, orders_name)?);
    stream(lines, orders, on, &mut packed)?;
    packed.finish().context("the joined file cannot be written")?;
    Ok(Joined { file, _dir: dir })
}

/// A CSV file whose header has been read.
struct Table {
    name: String,
    header: ByteRecord,
    records: csv::Reader<Box<dyn Read>>,
}

impl Table {
    fn of(bytes: Box<dyn Read>, name: String) -> anyhow::Result<Self> {
        let mut bytes = BufReader::new(bytes);
        let seen = bytes.fill_buf().with_context(|| format!("{name} cannot be read"))?;
        let delimiter = sample::delimiter(seen.split(|byte| *byte == b'\n').next().unwrap_or_default());
        let bytes: Box<dyn Read> = Box::new(bytes);
        let mut records = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
        let header = records.byte_headers().with_context(|| format!("{name} is no CSV"))?;
        let header = header.iter().map(|column| column.trim_ascii().to_vec()).collect();
        Ok(Self { name, header, records })
    }

    /// The place of the column `name`.
    fn place(&self, name: &str) -> anyhow::Result<usize> {
        let mut places = (0..self.header.len()).filter(|place| &self.header[*place] == name.as_bytes());
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (found, _) => {
                let what = if found.is_some() { "twice a column" } else { "no column" };
                let columns: Vec<_> = self.header.iter().map(String::from_utf8_lossy).collect();
                Err(Failure::new(format!("{} has {what} \"{name}\"; it has {}", self.name, columns.join(", ")))
                    .remedy("name the column that says which order: --on COLUMN, or --on LINES=ORDERS")
                    .into())
            }
        }
    }

    fn next(&mut self, record: &mut ByteRecord) -> anyhow::Result<bool> {
        self.records.read_byte_record(record).with_context(|| format!("{} breaks off", self.name))
    }
}

fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn stream(mut lines: Table, mut orders: Table, on: &str, out: impl std::io::Write) -> anyhow::Result<()> {
    let (of_line, of_order) = on.split_once('=').unwrap_or((on, on));
    let (of_line, of_order) = (lines.place(of_line.trim())?, orders.place(of_order.trim())?);
    let added = |record: &ByteRecord| -> Vec<Vec<u8>> {
        record.iter().enumerate().filter(|(place, _)| *place != of_order).map(|(_, field)| field.to_vec()).collect()
    };
    let columns = added(&orders.header);
    if let Some(twice) = columns.iter().find(|name| lines.header.iter().any(|known| known == name.as_slice())) {
        let message = format!("the column \"{}\" stands in both files", String::from_utf8_lossy(twice));
        return Err(Failure::new(message).remedy("rename it in one of them").into());
    }
    let mut known: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
    let mut record = ByteRecord::new();
    while orders.next(&mut record)? {
        match known.entry(record[of_order].trim_ascii().to_vec()) {
            Entry::Vacant(vacant) => drop(vacant.insert(added(&record))),
            Entry::Occupied(twice) => {
                let key = String::from_utf8_lossy(twice.key()).into_owned();
                let message = format!("{} has the order \"{key}\" twice, again on line {}", orders.name, line(&record));
                return Err(Failure::new(message).remedy("keep one of them").into());
            }
        }
    }
    let mut out = csv::Writer::from_writer(out);
    let mut write = |line: &ByteRecord, order: &[Vec<u8>]| {
        out.write_record(line.iter().chain(order.iter().map(Vec::as_slice)))
            .context("the joined file cannot be written")
    };
    write(&lines.header, &columns)?;
    let (mut lost, mut named) = (0_u64, Vec::new());
    while lines.next(&mut record)? {
        match known.get(record[of_line].trim_ascii()) {
            Some(order) => write(&record, order)?,
            None => {
                lost += 1;
                if named.len() < MOST_NAMED {
                    named.push(format!("line {} (\"{}\")", line(&record), String::from_utf8_lossy(&record[of_line])));
                }
            }
        }
    }
    out.flush().context("the joined file cannot be written")?;
    if lost > 0 {
        let more = if lost > named.len() as u64 { " and others" } else { "" };
        let message =
            format!("{lost} lines of {} have no order in {}: {}{more}", lines.name, orders.name, named.join(", "));
        return Err(Failure::new(message).remedy("add the orders, or take the lines out; nothing was imported").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &str, orders: &str, on: &str) -> Result<String, String> {
        let table = |text: &str, name: &str| {
            let bytes: Box<dyn Read> = Box::new(std::io::Cursor::new(text.to_owned().into_bytes()));
            Table::of(bytes, name.to_owned())
        };
        let mut out = Vec::new();
        let tables = table(lines, "lines.csv").and_then(|lines| Ok((lines, table(orders, "orders.csv")?)));
        let done = tables.and_then(|(lines, orders)| stream(lines, orders, on, &mut out));
        done.map_err(|error| format!("{error:#}"))?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn each_line_gets_the_columns_of_its_order() {
        let lines = "OrderID,Product,Quantity\n2,\"Tea, green\",1\n1,Mug,3\n2,Mug,4\n";
        let orders = "\u{feff}Date;OrderID;Customer\n2024-01-02;1;ann\n2024-01-03; 2 ;\"b\"\"ob\"\n2024-01-04;3;cy\n";
        assert_eq!(
            joined(lines, orders, "OrderID").unwrap(),
            "OrderID,Product,Quantity,Date,Customer\n2,\"Tea, green\",1,2024-01-03,\"b\"\"ob\"\n1,Mug,3,2024-01-02,ann\n\
             2,Mug,4,2024-01-03,\"b\"\"ob\"\n"
        );
        let other = orders.replace("OrderID", "Number");
        assert!(joined(lines, &other, "OrderID=Number").unwrap().contains("1,Mug,3,2024-01-02,ann"));
    }

    #[test]
    fn what_cannot_be_joined_is_explained() {
        let (lines, orders) = ("OrderID,Product\n1,Mug\n7,Tea\n,Tea\n", "OrderID,Date\n1,2024-01-02\n");
        for (lines, orders, on, said) in [
            (
                lines,
                orders,
                "OrderID",
                "2 lines of lines.csv have no order in orders.csv: line 3 (\"7\"), line 4 (\"\")",
            ),
            (lines, orders, "Order", "lines.csv has no column \"Order\"; it has OrderID, Product"),
            (lines, "OrderID,Product\n1,x\n", "OrderID", "the column \"Product\" stands in both files"),
            (lines, "OrderID,Date\n1,x\n1,y\n", "OrderID", "orders.csv has the order \"1\" twice, again on line 3"),
            ("OrderID,Product\n1,Mug,3\n", orders, "OrderID", "lines.csv breaks off"),
        ] {
            let error = joined(lines, orders, on).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn the_same_files_give_the_same_bytes_under_the_name_of_the_lines() {
        let dir = tempfile::tempdir().unwrap();
        let (lines, orders) = (dir.path().join("lines.csv"), dir.path().join("orders.csv.zst"));
        std::fs::write(&lines, "id,q\n1,2\n").unwrap();
        std::fs::write(&orders, zstd::encode_all(&b"id,day\n1,2024-01-02\n"[..], 1).unwrap()).unwrap();
        let (one, two) = (join(&lines, &orders, "id").unwrap(), join(&lines, &orders, "id").unwrap());
        assert_eq!(one.file.file_name().unwrap(), "lines.csv.zst");
        assert_eq!(std::fs::read(&one.file).unwrap(), std::fs::read(&two.file).unwrap());
        assert_eq!(sample::read(&one.file).unwrap().header, ["id", "q", "day"]);
    }
}
