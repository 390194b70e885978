//! From one record of a file to one typed row.

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use tenancy::ApiError;

use super::{
    aside::Reason,
    cell::is_blank,
    date::{DateReader, Moment, part_of},
    forms::{ColumnEvidence, ColumnForms},
    number::NumberReader,
    parse::{NameLists, check_header},
};
use crate::{
    catalogue::{Catalogue, Condition, Expression, TimePart},
    names::NameList,
    rollup::{Addend, Components, DIGITS, MISSING, NONE, Rows, amount_of, epoch_day},
};

/// One, as an amount.
const ONE: i128 = 10_i128.pow(DIGITS);

/// Bytes of a name or an id: more than these are a slip, and too long for the keys of figures.
const LONGEST_NAME: usize = 1_000;

/// A condition with its column's place, and its place among the numbers where it compares numbers.
type Placed = Vec<(usize, Option<usize>, Condition)>;

/// Places of a catalogue's columns in a file.
pub(super) struct Layout {
    pub(super) time: usize,
    pub(super) numbers: Vec<usize>,
    /// Per sum: what is added, and conditions.
    sums: Vec<(Addend, Placed)>,
    /// Per extreme.
    extremes: Vec<(Expression, Placed)>,
    /// Per set: its column and conditions.
    sets: Vec<(usize, Placed)>,
    /// Per dimension: its column, or the part of the time that it is.
    members: Vec<(usize, Option<TimePart>)>,
    key: Vec<usize>,
    /// The columns of sets and members.
    named: Vec<(usize, String)>,
    width: usize,
}

impl Layout {
    /// Finds the columns of `catalogue` in `header`.
    ///
    /// # Errors
    /// As [`check_header`].
    pub(super) fn of(catalogue: &Catalogue, components: &Components, header: &[String]) -> Result<Self, ApiError> {
        check_header(catalogue, header)?;
        let place = |column: &str| header.iter().position(|name| name == column).unwrap_or(0);
        let conditions = |list: &[Condition]| -> Placed {
            let number = |c: &Condition| components.numbers.iter().position(|name| *name == c.column);
            list.iter().map(|c| (place(&c.column), number(c).filter(|_| c.compares_numbers()), c.clone())).collect()
        };
        let extremes = components.extremes.iter();
        let sets = components.sets.iter().map(|set| &set.column);
        let named = sets.chain(catalogue.dimensions.iter().filter(|d| d.part.is_none()).map(|d| &d.column));
        Ok(Self {
            time: place(&catalogue.time.column),
            numbers: components.numbers.iter().map(|column| place(column)).collect(),
            sums: components.sums.iter().map(|sum| (sum.addend.clone(), conditions(&sum.conditions))).collect(),
            extremes: extremes.map(|extreme| (extreme.expression.clone(), conditions(&extreme.conditions))).collect(),
            sets: components.sets.iter().map(|set| (place(&set.column), conditions(&set.conditions))).collect(),
            members: catalogue.dimensions.iter().map(|d| (place(&d.column), d.part)).collect(),
            key: catalogue.key.iter().map(|column| place(column)).collect(),
            named: named.map(|column| (place(column), column.clone())).collect(),
            width: header.len(),
        })
    }
}

/// One row, before it is put to the others.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Days since 1970.
    pub(super) day: i32,
    sums: Vec<i128>,
    extremes: Vec<i128>,
    sets: Vec<u32>,
    members: Vec<u32>,
    pub(super) key: Option<u128>,
}

impl Row {
    /// Adds the row to `rows`.
    pub(super) fn put(&self, rows: &mut Rows) {
        rows.days.push(self.day);
        for (column, amount) in rows.sums.iter_mut().zip(&self.sums).chain(rows.extremes.iter_mut().zip(&self.extremes))
        {
            column.push(*amount);
        }
        for (column, id) in rows.sets.iter_mut().zip(&self.sets).chain(rows.members.iter_mut().zip(&self.members)) {
            column.push(*id);
        }
        rows.keys.extend(self.key);
    }
}

/// Reads records one after the other.
pub(super) struct RowReader<'a> {
    layout: &'a Layout,
    dates: DateReader,
    readers: Vec<NumberReader>,
    numbers: Vec<Option<Decimal>>,
    row: Row,
    names: &'a mut NameLists,
    /// Per list, the value met last: rows of one order share most of theirs.
    last: Vec<(String, u32)>,
    date_column: &'a str,
    number_columns: &'a [String],
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        layout: &'a Layout,
        catalogue: &'a Catalogue,
        components: &'a Components,
        forms: &ColumnForms,
        names: &'a mut NameLists,
    ) -> Self {
        let (dates, readers) = forms.readers(&catalogue.time.formats);
        Self {
            layout,
            dates,
            readers,
            numbers: vec![None; layout.numbers.len()],
            row: Row::default(),
            last: vec![(String::new(), NONE); names.lists.len()],
            names,
            date_column: &catalogue.time.column,
            number_columns: &components.numbers,
        }
    }

    /// What the records read so far show of dates and numbers.
    pub(super) fn evidence(&self) -> ColumnEvidence {
        ColumnEvidence::of_readers(&self.dates, &self.readers)
    }

    /// Reads one record; a value of a record that is refused gets no number in a list of names.
    ///
    /// # Errors
    /// Why the record is no row.
    pub(super) fn read(&mut self, record: &csv::ByteRecord) -> Result<&Row, Reason> {
        let layout = self.layout;
        if record.len() != layout.width {
            return Err(Reason::of(format!("{} fields in place of {}", record.len(), layout.width)));
        }
        let text = |place: usize| {
            std::str::from_utf8(&record[place])
                .map_err(|_| Reason::of(format!("column {} is not valid text: is its encoding right?", place + 1)))
        };
        // Every number is read before one is refused: what a column shows does not depend on the others.
        let moment = self.moment(text(layout.time)?);
        let mut refused = None;
        let columns = layout.numbers.iter().zip(self.number_columns);
        for ((slot, reader), (place, name)) in self.numbers.iter_mut().zip(&mut self.readers).zip(columns) {
            let written = text(*place)?;
            match reader.cell(written) {
                Ok(number) => *slot = number,
                Err(e) => _ = refused.get_or_insert_with(|| Reason::about(name, &e.to_string(), written)),
            }
        }
        let moment = moment?;
        if let Some(reason) = refused {
            return Err(reason);
        }
        self.row.day = epoch_day(moment.day);
        let numbers = &self.numbers;
        let holds = |conditions: &Placed| -> Result<bool, Reason> {
            for (column, number, condition) in conditions {
                if !condition.holds(text(*column)?, number.and_then(|place| numbers[place])) {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        self.row.sums.clear();
        for (addend, conditions) in &layout.sums {
            self.row.sums.push(match addend {
                _ if !holds(conditions)? => 0,
                Addend::Row => ONE,
                Addend::Filled(expression) if expression.lacks(numbers) => 0,
                Addend::Filled(_) => ONE,
                Addend::Value(expression) => amount(expression, numbers)?.unwrap_or(0),
            });
        }
        self.row.extremes.clear();
        for (expression, conditions) in &layout.extremes {
            let amount = if holds(conditions)? { amount(expression, numbers)? } else { None };
            self.row.extremes.push(amount.unwrap_or(MISSING));
        }
        for (place, column) in &layout.named {
            if record[*place].len() > LONGEST_NAME {
                return Err(Reason::about(column, "is longer than 1,000 bytes", text(*place)?));
            }
        }
        let sets = layout.sets.iter().map(|(column, conditions)| Ok(holds(conditions)?.then_some(text(*column)?)));
        let sets: Vec<Option<&str>> = sets.collect::<Result<_, Reason>>()?;
        let members = layout.members.iter().map(|(column, part)| Ok((text(*column)?, *part)));
        let members: Vec<(&str, Option<TimePart>)> = members.collect::<Result<_, Reason>>()?;
        // From here on nothing can fail.
        self.row.key = (!layout.key.is_empty()).then(|| key(layout.key.iter().map(|column| &record[*column])));
        self.name(moment, &sets, &members);
        Ok(&self.row)
    }

    fn moment(&mut self, written: &str) -> Result<Moment, Reason> {
        self.dates.cell(written).ok_or_else(|| {
            let what = if is_blank(written) { "is blank" } else { "is no date of the known forms" };
            Reason::about(self.date_column, what, written)
        })
    }

    /// Gives the row's values their numbers.
    fn name(&mut self, moment: Moment, sets: &[Option<&str>], members: &[(&str, Option<TimePart>)]) {
        let (row, names, last) = (&mut self.row, &mut *self.names, &mut self.last);
        row.sets.clear();
        for (value, list) in sets.iter().zip(&names.sets) {
            let id = value.map_or(NONE, |value| id(&mut names.lists[*list].1, &mut last[*list], value));
            row.sets.push(id);
        }
        row.members.clear();
        for ((value, part), list) in members.iter().zip(&names.members) {
            let list_names = &mut names.lists[*list].1;
            row.members.push(match part {
                None => id(list_names, &mut last[*list], value),
                Some(part) => part_of(*part, moment).map_or(NONE, |name| list_names.place(&name)),
            });
        }
    }
}

/// The number of `value` in its list, blanks at its ends aside; [`NONE`] for a blank.
fn id(names: &mut NameList, last: &mut (String, u32), value: &str) -> u32 {
    if last.0 != value {
        last.0.clear();
        last.0.push_str(value);
        let name = value.trim();
        last.1 = if name.is_empty() { NONE } else { names.place(name) };
    }
    last.1
}

/// The value of an expression for a row; `None` where it is blank.
fn amount(expression: &Expression, numbers: &[Option<Decimal>]) -> Result<Option<i128>, Reason> {
    let out_of_range = || Reason::of("a figure is out of range".to_owned());
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
