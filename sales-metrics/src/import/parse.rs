//! From the records of a file to typed rows; what cannot be read is kept aside with its line and the reason.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenancy::{ApiError, ErrorCode};
use utoipa::ToSchema;

use super::{
    date::{DateParser, part_of},
    number::parse_number,
    source::Source,
    staged::Staged,
};
use crate::{
    catalogue::{Catalogue, Condition, Expression, TimePart},
    names::NameList,
    rollup::{Addend, Components, DIGITS, MISSING, NONE, Rows, amount_of, epoch_day},
};

/// One, as an amount.
const ONE: i128 = 10_i128.pow(DIGITS);

/// Rejected rows kept for download.
const MOST_KEPT: u64 = 100_000;
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
#[derive(Debug)]
pub(crate) struct Parsed {
    /// The rows that can be read.
    pub rows: Staged,
    /// The keys of all rows, where they were asked for.
    pub keys: HashSet<u128>,
    /// Records after the header.
    pub read: u64,
    /// Those that can be read.
    pub imported: u64,
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
    /// Per sum: what is added, and conditions with their columns.
    sums: Vec<(Addend, Placed)>,
    /// Per extreme.
    extremes: Vec<(Expression, Placed)>,
    /// Per set: its column and conditions with theirs.
    sets: Vec<(usize, Placed)>,
    /// Per dimension: its column, or the part of the time that it is.
    members: Vec<(usize, Option<TimePart>)>,
    key: Vec<usize>,
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
        let extremes = components.extremes.iter();
        Ok(Self {
            time: place(&catalogue.time.column),
            numbers: components.numbers.iter().map(|column| place(column)).collect(),
            sums: components.sums.iter().map(|sum| (sum.addend.clone(), conditions(&sum.conditions))).collect(),
            extremes: extremes.map(|extreme| (extreme.expression.clone(), conditions(&extreme.conditions))).collect(),
            sets: components.sets.iter().map(|set| (place(&set.column), conditions(&set.conditions))).collect(),
            members: catalogue.dimensions.iter().map(|d| (place(&d.column), d.part)).collect(),
            key: catalogue.key.iter().map(|column| place(column)).collect(),
            width: header.len(),
        })
    }
}

/// The names of a catalogue's dimensions and counted columns, by the name of their list.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameLists {
    /// Each list once.
    pub lists: Vec<(String, NameList)>,
    /// Per dimension, its list.
    pub members: Vec<usize>,
    /// Per set component, its list.
    pub sets: Vec<usize>,
}

impl NameLists {
    /// The lists that are needed, all of them empty.
    pub(crate) fn of(catalogue: &Catalogue, components: &Components) -> Self {
        let mut names = Self::default();
        let mut place = |list: String| {
            names.lists.iter().position(|(name, _)| *name == list).unwrap_or_else(|| {
                names.lists.push((list, NameList::default()));
                names.lists.len() - 1
            })
        };
        let members = catalogue.dimensions.iter().map(|dimension| place(dimension.list())).collect();
        let sets = components.sets.iter().map(|set| place(set.column.clone())).collect();
        (names.members, names.sets) = (members, sets);
        names
    }
}

/// What is kept of a file besides its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    /// How many rows may be in memory at once.
    pub most_rows: usize,
    /// Whether the keys of all rows are needed.
    pub keys: bool,
}

/// Reads every record of `source`; new values join `names`. `seen` is told after every few thousand records.
///
/// # Errors
/// [`ErrorCode::UnreadableFile`] when the file breaks off, and the errors of [`check_header`].
pub(crate) fn parse(
    source: &Source,
    catalogue: &Catalogue,
    components: &Components,
    names: &mut NameLists,
    keep: Keep,
    seen: &dyn Fn(u64),
) -> Result<Parsed, ApiError> {
    let (header, _) = source.sample(0)?;
    let layout = Layout::of(catalogue, components, &header)?;
    let mut reader = Reader {
        dates: DateParser::new(&catalogue.time.formats),
        numbers: vec![None; layout.numbers.len()],
        row: Row::default(),
        last: vec![(String::new(), NONE); names.lists.len()],
        date_column: &catalogue.time.column,
        number_columns: &components.numbers,
        layout,
        names,
    };
    let mut rows = Staged::new(catalogue.dimensions.len(), components.shape(), keep.most_rows);
    let mut keys = HashSet::new();
    let (mut read, mut imported) = (0u64, 0);
    let mut aside = Aside::default();
    let mut records = source.records()?;
    let mut record = csv::ByteRecord::new();
    loop {
        let more = records.read_byte_record(&mut record).map_err(|e| {
            ApiError::new(ErrorCode::UnreadableFile, format!("the file breaks off after {read} rows: {e}"))
                .remedy("send the whole file")
        })?;
        if !more {
            break;
        }
        read += 1;
        match reader.read(&record) {
            Ok(()) => {
                reader.put(rows.of_day(reader.row.day)?);
                keys.extend(reader.row.key.filter(|_| keep.keys));
                imported += 1;
            }
            Err(reason) => aside.keep(record.position().map_or(0, csv::Position::line), reason, &record),
        }
        if read.is_multiple_of(8_192) {
            seen(read);
        }
    }
    let rejections = aside.rejections();
    Ok(Parsed { rows, keys, read, imported, rejections, rejected: aside.file.into_inner().unwrap_or_default() })
}

/// One row, before it is put to the others.
#[derive(Default)]
struct Row {
    day: i32,
    sums: Vec<i128>,
    extremes: Vec<i128>,
    sets: Vec<u32>,
    members: Vec<u32>,
    key: Option<u128>,
}

struct Reader<'a> {
    layout: Layout,
    dates: DateParser,
    numbers: Vec<Option<Decimal>>,
    row: Row,
    names: &'a mut NameLists,
    /// Per list, the value met last: rows of one order share most of theirs.
    last: Vec<(String, u32)>,
    number_columns: &'a [String],
    date_column: &'a str,
}

impl Reader<'_> {
    /// Reads one record into `self.row`; nothing of a record that is refused is left anywhere.
    fn read(&mut self, record: &csv::ByteRecord) -> Result<(), String> {
        let layout = &self.layout;
        if record.len() != layout.width {
            return Err(format!("{} fields in place of {}", record.len(), layout.width));
        }
        let text = |place: usize| std::str::from_utf8(&record[place]).map_err(|_| "not valid UTF-8".to_owned());
        let day = self
            .dates
            .parse(text(layout.time)?)
            .ok_or_else(|| format!("{} is no date of the known forms", self.date_column))?;
        self.row.day = epoch_day(day);
        for (place, (slot, column)) in self.numbers.iter_mut().zip(&layout.numbers).enumerate() {
            let written = text(*column)?;
            *slot = match written.trim() {
                "" => None,
                number => {
                    Some(parse_number(number).map_err(|_| format!("{} is no number", self.number_columns[place]))?)
                }
            };
        }
        let holds = |conditions: &Placed| -> Result<bool, String> {
            for (column, condition) in conditions {
                if !condition.holds(text(*column)?) {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let numbers = &self.numbers;
        self.row.sums.clear();
        for (addend, conditions) in &layout.sums {
            self.row.sums.push(match addend {
                _ if !holds(conditions)? => 0,
                Addend::Row => ONE,
                Addend::Filled(expression) => {
                    if expression.lacks(numbers) {
                        0
                    } else {
                        ONE
                    }
                }
                Addend::Value(expression) => amount(expression, numbers)?.unwrap_or(0),
            });
        }
        self.row.extremes.clear();
        for (expression, conditions) in &layout.extremes {
            let amount = if holds(conditions)? { amount(expression, numbers)? } else { None };
            self.row.extremes.push(amount.unwrap_or(MISSING));
        }
        // What can be refused comes before what gives names their numbers.
        let sets = layout.sets.iter().map(|(column, conditions)| Ok(holds(conditions)?.then_some(*column)));
        let sets: Vec<Option<usize>> = sets.collect::<Result<_, String>>()?;
        for column in sets.iter().flatten().chain(layout.members.iter().map(|(column, _)| column)) {
            text(*column)?;
        }
        self.row.sets.clear();
        for (column, list) in sets.into_iter().zip(&self.names.sets) {
            let id = column.map_or(NONE, |column| {
                id(&mut self.names.lists[*list].1, &mut self.last[*list], text(column).unwrap_or_default())
            });
            self.row.sets.push(id);
        }
        self.row.members.clear();
        for ((column, part), list) in layout.members.iter().zip(&self.names.members) {
            let value = text(*column).unwrap_or_default();
            let (names, last) = (&mut self.names.lists[*list].1, &mut self.last[*list]);
            let id = match part {
                None => id(names, last, value),
                Some(part) => part_of(*part, day, value).map_or(NONE, |name| names.place(&name)),
            };
            self.row.members.push(id);
        }
        self.row.key = (!layout.key.is_empty()).then(|| key(layout.key.iter().map(|column| &record[*column])));
        Ok(())
    }

    /// Adds the row that was read to `rows`.
    fn put(&self, rows: &mut Rows) {
        let row = &self.row;
        rows.days.push(row.day);
        for (column, amount) in rows.sums.iter_mut().zip(&row.sums).chain(rows.extremes.iter_mut().zip(&row.extremes)) {
            column.push(*amount);
        }
        for (column, id) in rows.sets.iter_mut().zip(&row.sets).chain(rows.members.iter_mut().zip(&row.members)) {
            column.push(*id);
        }
        rows.keys.extend(row.key);
    }
}

/// The number of `value` in its list; [`NONE`] for a blank.
fn id(names: &mut NameList, last: &mut (String, u32), value: &str) -> u32 {
    if last.0 != value {
        last.0.clear();
        last.0.push_str(value);
        last.1 = if value.trim().is_empty() { NONE } else { names.place(value) };
    }
    last.1
}

/// The value of an expression for a row; `None` where it is blank.
fn amount(expression: &Expression, numbers: &[Option<Decimal>]) -> Result<Option<i128>, String> {
    let out_of_range = || "a figure is out of range".to_owned();
    match expression.value(numbers) {
        Some(value) => amount_of(value).map(Some).ok_or_else(out_of_range),
        None if expression.lacks(numbers) => Ok(None),
        None => Err(out_of_range()),
    }
}

/// The beginning of the SHA-256 of some fields, each with its length before it.
fn key<'r>(fields: impl Iterator<Item = &'r [u8]>) -> u128 {
    let mut hash = Sha256::new();
    for field in fields {
        let field = field.trim_ascii();
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field);
    }
    let digest = hash.finalize();
    digest.iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
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
