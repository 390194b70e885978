//! From the records of a file to typed rows; what cannot be read is kept aside with its line and the reason.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode};
use utoipa::ToSchema;

use super::{date::DateParser, number::parse_number, source::Source};
use crate::{
    catalogue::{Catalogue, Condition, Expression},
    names::NameList,
    rollup::{Components, NONE, Rows, epoch_day},
};

/// Rejected rows kept for download.
const MOST_KEPT: u64 = 100_000;
/// A figure of one row beyond this is a typing error, and would endanger exact sums (28 digits).
const LARGEST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0); // 10^15
/// Digits after the point that are summed exactly.
const MOST_SCALE: u32 = 9;

/// Why rows were rejected, and how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
    /// What is wrong with them.
    pub reason: String,
    /// How many rows.
    pub count: u64,
    /// The line of the first of them.
    pub first_line: u64,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// The rows that can be read.
    pub rows: Rows,
    /// Records after the header.
    pub read: u64,
    /// Why others were rejected.
    pub rejections: Vec<Rejection>,
    /// The rejected rows as CSV: line, reason, fields as they stood.
    pub rejected: Vec<u8>,
}

/// Conditions, each with the place of its column.
type Placed = Vec<(usize, Condition)>;

/// Places of a catalogue's columns in a file.
struct Layout {
    time: usize,
    numbers: Vec<usize>,
    /// Per sum: expression and conditions with their columns.
    sums: Vec<(Option<Expression>, Placed)>,
    /// Per set: its column and conditions with theirs.
    sets: Vec<(usize, Placed)>,
    members: Vec<usize>,
    width: usize,
}

/// Checks that a file's `header` has what the catalogue needs.
///
/// # Errors
/// Names the missing column, or the one that stands twice.
pub fn check_header(catalogue: &Catalogue, header: &[String]) -> Result<(), ApiError> {
    for column in catalogue.columns() {
        match header.iter().filter(|name| **name == column).count() {
            1 => {}
            0 => {
                return Err(ApiError::field(
                    &column,
                    format!("the file has no column \"{column}\"; it has {}", header.join(", ")),
                )
                .remedy("correct the header, or the catalogue (PUT /catalogue)"));
            }
            _ => {
                return Err(ApiError::field(&column, format!("the column \"{column}\" stands twice"))
                    .remedy("give each column its own name"));
            }
        }
    }
    Ok(())
}

impl Layout {
    fn of(catalogue: &Catalogue, components: &Components, header: &[String]) -> Result<Self, ApiError> {
        check_header(catalogue, header)?;
        let place = |column: &str| header.iter().position(|name| name == column).unwrap_or(0);
        let conditions = |list: &[Condition]| list.iter().map(|c| (place(&c.column), c.clone())).collect::<Vec<_>>();
        Ok(Self {
            time: place(&catalogue.time.column),
            numbers: components.numbers.iter().map(|column| place(column)).collect(),
            sums: components.sums.iter().map(|sum| (sum.expression.clone(), conditions(&sum.conditions))).collect(),
            sets: components.sets.iter().map(|set| (place(&set.column), conditions(&set.conditions))).collect(),
            members: catalogue.dimensions.iter().map(|d| place(&d.column)).collect(),
            width: header.len(),
        })
    }
}

/// The columns whose values get numbers: those of the dimensions, then those of the sets.
#[must_use]
pub(super) fn named_columns(catalogue: &Catalogue, components: &Components) -> Vec<String> {
    let mut columns: Vec<String> = catalogue.dimensions.iter().map(|d| d.column.clone()).collect();
    columns.extend(components.sets.iter().map(|set| set.column.clone()));
    columns.sort();
    columns.dedup();
    columns
}

/// Reads every record of `source`; new values of named columns join `names`. `seen` is told after every few thousand records.
///
/// # Errors
/// [`ErrorCode::UnreadableFile`] when the file breaks off, and the errors of [`check_header`].
pub(crate) fn parse(
    source: &Source,
    catalogue: &Catalogue,
    components: &Components,
    names: &mut BTreeMap<String, NameList>,
    seen: &dyn Fn(u64),
) -> Result<Parsed, ApiError> {
    let (header, _) = source.sample(0)?;
    let layout = Layout::of(catalogue, components, &header)?;
    let mut reader = Reader {
        dates: DateParser::new(&catalogue.time.formats),
        numbers: vec![None; layout.numbers.len()],
        set_columns: components.sets.iter().map(|set| set.column.clone()).collect(),
        member_columns: catalogue.dimensions.iter().map(|d| d.column.clone()).collect(),
        date_column: catalogue.time.column.clone(),
        number_columns: components.numbers.clone(),
        layout,
        names,
    };
    let mut parsed = Parsed {
        rows: Rows {
            days: Vec::new(),
            sums: vec![Vec::new(); components.sums.len()],
            sets: vec![Vec::new(); components.sets.len()],
            members: vec![Vec::new(); catalogue.dimensions.len()],
        },
        ..Parsed::default()
    };
    let mut aside = Aside::default();
    let mut records = source.records()?;
    let mut record = csv::ByteRecord::new();
    loop {
        let more = records.read_byte_record(&mut record).map_err(|e| {
            ApiError::new(ErrorCode::UnreadableFile, format!("the file breaks off after {} rows: {e}", parsed.read))
                .remedy("send the whole file")
        })?;
        if !more {
            break;
        }
        parsed.read += 1;
        if let Err(reason) = reader.row(&record, &mut parsed.rows) {
            let line = record.position().map_or(0, csv::Position::line);
            aside.keep(line, reason, &record);
        }
        if parsed.read.is_multiple_of(8_192) {
            seen(parsed.read);
        }
    }
    parsed.rejections = aside.rejections();
    parsed.rejected = aside.file.into_inner().unwrap_or_default();
    Ok(parsed)
}

struct Reader<'a> {
    layout: Layout,
    dates: DateParser,
    numbers: Vec<Option<Decimal>>,
    names: &'a mut BTreeMap<String, NameList>,
    set_columns: Vec<String>,
    member_columns: Vec<String>,
    number_columns: Vec<String>,
    date_column: String,
}

impl Reader<'_> {
    /// Adds one record to `rows`, wholly or not at all.
    fn row(&mut self, record: &csv::ByteRecord, rows: &mut Rows) -> Result<(), String> {
        let layout = &self.layout;
        if record.len() != layout.width {
            return Err(format!("{} fields in place of {}", record.len(), layout.width));
        }
        let text = |place: usize| std::str::from_utf8(&record[place]).map_err(|_| "not valid UTF-8".to_owned());
        let day = self
            .dates
            .parse(text(layout.time)?)
            .ok_or_else(|| format!("{} is no date of the known forms", self.date_column))?;
        for (place, (slot, column)) in self.numbers.iter_mut().zip(&layout.numbers).enumerate() {
            let written = text(*column)?;
            *slot = match written.trim() {
                "" => None,
                number => {
                    Some(parse_number(number).map_err(|_| format!("{} is no number", self.number_columns[place]))?)
                }
            };
        }
        let holds = |conditions: &[(usize, Condition)]| -> Result<bool, String> {
            for (column, condition) in conditions {
                if !condition.holds(text(*column)?) {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let mut sums = Vec::with_capacity(layout.sums.len());
        for (expression, conditions) in &layout.sums {
            let value = match expression {
                _ if !holds(conditions)? => Decimal::ZERO,
                None => Decimal::ONE,
                Some(expression) => match expression.value(&self.numbers) {
                    Some(value) => value,
                    None if expression.lacks(&self.numbers) => Decimal::ZERO,
                    None => return Err("a figure is out of range".to_owned()),
                },
            };
            if value.abs() > LARGEST || value.scale() > MOST_SCALE && value.normalize().scale() > MOST_SCALE {
                return Err("a figure is out of range".to_owned());
            }
            sums.push(value);
        }
        // From here on nothing can fail: the row is in.
        let mut ids = Vec::with_capacity(layout.sets.len() + layout.members.len());
        for (column, conditions) in &layout.sets {
            let value = text(*column)?;
            ids.push((!value.trim().is_empty() && holds(conditions)?).then_some(value));
        }
        for column in &layout.members {
            let value = text(*column)?;
            ids.push((!value.trim().is_empty()).then_some(value));
        }
        rows.days.push(epoch_day(day));
        for (column, sum) in rows.sums.iter_mut().zip(sums) {
            column.push(sum);
        }
        let columns = self.set_columns.iter().chain(&self.member_columns);
        for ((list, id), column) in rows.sets.iter_mut().chain(rows.members.iter_mut()).zip(ids).zip(columns) {
            list.push(match (id, self.names.get_mut(column)) {
                (Some(value), Some(names)) => names.place(value),
                _ => NONE,
            });
        }
        Ok(())
    }
}

/// Rows kept aside.
struct Aside {
    reasons: BTreeMap<String, (u64, u64)>,
    file: csv::Writer<Vec<u8>>,
    kept: u64,
}

impl Default for Aside {
    fn default() -> Self {
        let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = file.write_record(["line", "reason", "fields"]);
        Self { reasons: BTreeMap::new(), file, kept: 0 }
    }
}

impl Aside {
    fn keep(&mut self, line: u64, reason: String, record: &csv::ByteRecord) {
        if self.kept < MOST_KEPT {
            let mut row = csv::ByteRecord::from(vec![line.to_string().into_bytes(), reason.clone().into_bytes()]);
            row.extend(record.iter());
            let _ = self.file.write_byte_record(&row);
        }
        self.kept += 1;
        self.reasons.entry(reason).or_insert((0, line)).0 += 1;
    }

    fn rejections(&self) -> Vec<Rejection> {
        let mut list: Vec<_> = self
            .reasons
            .iter()
            .map(|(reason, (count, first_line))| Rejection {
                reason: reason.clone(),
                count: *count,
                first_line: *first_line,
            })
            .collect();
        list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
        list
    }
}
