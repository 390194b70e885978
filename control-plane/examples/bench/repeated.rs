//! The demo's file many times over: each time later, with ids of its own.

use std::{fs::File, path::Path};

use jiff::{ToSpan, civil::Date};

/// The days from the first of the file to the first after its last, in whole weeks.
const DAYS: i64 = 378;

/// Writes `from` to `to`, `times` times.
pub(crate) fn write(from: &Path, to: &Path, times: u32) {
    if times == 1 {
        std::fs::copy(from, to).unwrap();
        return;
    }
    let plain = zstd::decode_all(File::open(from).unwrap()).unwrap();
    let mut packed = zstd::stream::write::Encoder::new(File::create(to).unwrap(), 3).unwrap();
    let mut out = csv::Writer::from_writer(&mut packed);
    for time in 0..times {
        let mut records = csv::Reader::from_reader(plain.as_slice());
        let header = records.byte_headers().unwrap().clone();
        if time == 0 {
            out.write_byte_record(&header).unwrap();
        }
        let place = |name: &str| header.iter().position(|field| field == name.as_bytes()).unwrap();
        let (date, ids) = (place("InvoiceDate"), [place("InvoiceNo"), place("CustomerID")]);
        let mut last = (String::new(), String::new());
        for record in records.byte_records() {
            let record = record.unwrap();
            let fields = record.iter().enumerate().map(|(place, field)| {
                let text = std::str::from_utf8(field).unwrap();
                if place == date {
                    let (day, rest) = text.split_at(10);
                    if last.0 != day {
                        let shifted = day.parse::<Date>().unwrap() + (i64::from(time) * DAYS).days();
                        last = (day.to_owned(), shifted.to_string());
                    }
                    return format!("{}{rest}", last.1).into_bytes();
                }
                let own = ids.contains(&place) && !field.is_empty() && time > 0;
                if own { format!("{text}-{time}").into_bytes() } else { field.to_vec() }
            });
            let fields: Vec<Vec<u8>> = fields.collect();
            out.write_record(&fields).unwrap();
        }
    }
    out.flush().unwrap();
    drop(out);
    packed.finish().unwrap();
}
