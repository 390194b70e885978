//! From the records of a file to typed rows, by month.

use std::{collections::HashSet, sync::mpsc};

use tenancy::{ApiError, ErrorCode};

use super::{
    aside::{Aside, Rejection},
    date::names_of,
    forms::{ColumnEvidence, ColumnForms, Places},
    row::{Layout, RowReader},
    source::Source,
    staged::Staged,
};
use crate::{catalogue::Catalogue, names::NameList, rollup::Components};

/// Records that are handed from one thread to another at once,
const BATCH: usize = 4_096;
/// and how often that many may wait.
const BATCHES: usize = 2;

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// The rows that can be read.
    pub rows: Staged,
    /// The keys of all rows, where they were asked for.
    pub keys: HashSet<u128>,
    /// How its dates and numbers are read, for people.
    pub forms: Vec<String>,
    /// Records after the header.
    pub read: u64,
    /// Those that can be read.
    pub imported: u64,
    /// Why others were rejected.
    pub rejections: Vec<Rejection>,
    /// The rejected rows as CSV: line, reason, fields as they stood.
    pub rejected: Vec<u8>,
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
        // The parts of a time are known before any row has them.
        for (part, list) in
            catalogue.dimensions.iter().zip(&names.members).filter_map(|(d, list)| Some((d.part?, list)))
        {
            for name in names_of(part) {
                names.lists[*list].1.place(&name);
            }
        }
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
/// The file is read by what its beginning shows of its dates and numbers, and once more where the whole shows otherwise.
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
    let places = Places { time: layout.time, numbers: layout.numbers.clone() };
    let formats = &catalogue.time.formats;
    let file = File { source, catalogue, components, layout: &layout, keep };
    let first = ColumnEvidence::of_sample(source, &places)?.forms(formats);
    let (parsed, whole) = file.read(&first, names, seen)?;
    if whole.read_like(&first) {
        return Ok(parsed);
    }
    Ok(file.read(&whole, names, seen)?.0)
}

/// A file, and what it is read by.
struct File<'a> {
    source: &'a Source,
    catalogue: &'a Catalogue,
    components: &'a Components,
    layout: &'a Layout,
    keep: Keep,
}

impl File<'_> {
    /// Reads all records by `forms`, and says which forms they show.
    fn read(
        &self,
        forms: &ColumnForms,
        names: &mut NameLists,
        seen: &dyn Fn(u64),
    ) -> Result<(Parsed, ColumnForms), ApiError> {
        let formats = &self.catalogue.time.formats;
        let mut reader = RowReader::new(self.layout, self.catalogue, self.components, forms, names);
        let mut rows = Staged::new(self.catalogue.dimensions.len(), self.components.shape(), self.keep.most_rows);
        let mut keys = HashSet::new();
        let (mut read, mut imported) = (0u64, 0);
        let mut aside = Aside::default();
        batches(self.source, |batch| {
            for (record, line) in batch {
                read += 1;
                match reader.read(record) {
                    Ok(row) => {
                        row.put(rows.of_day(row.day)?);
                        keys.extend(row.key.filter(|_| self.keep.keys));
                        imported += 1;
                    }
                    Err(reason) => aside.keep(*line, reason, record),
                }
            }
            seen(read);
            Ok(())
        })?;
        let shown = reader.evidence().forms(formats);
        let forms = shown.sentences(&self.catalogue.time.column, &self.components.numbers);
        let rejections = aside.rejections();
        Ok((Parsed { rows, keys, forms, read, imported, rejections, rejected: aside.file() }, shown))
    }
}

/// Hands the records after the header to `take`, some thousands at once, each with its line; they are unpacked and split on
/// another thread meanwhile.
fn batches(
    source: &Source,
    mut take: impl FnMut(&[(csv::ByteRecord, u64)]) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut records = source.records()?;
    source.header(&mut records)?;
    std::thread::scope(|scope| {
        let (full, batches) = mpsc::sync_channel(BATCHES);
        let (empty, used) = mpsc::channel::<Vec<(csv::ByteRecord, u64)>>();
        scope.spawn(move || {
            let mut done = false;
            while !done {
                // Records that were taken are filled again: their memory is there.
                let mut batch = used.try_recv().unwrap_or_default();
                batch.resize_with(BATCH, Default::default);
                let mut broken = None;
                let mut count = 0;
                while count < BATCH && !done {
                    match records.read_byte_record(&mut batch[count].0) {
                        Ok(true) => {
                            batch[count].1 = records.line(&batch[count].0);
                            count += 1;
                        }
                        Ok(false) => done = true,
                        Err(e) => (broken, done) = (Some(e), true),
                    }
                }
                batch.truncate(count);
                if full.send((batch, broken)).is_err() {
                    return;
                }
            }
        });
        let mut read = 0;
        for (batch, broken) in batches {
            take(&batch)?;
            read += batch.len();
            if let Some(e) = broken {
                let what = format!("the file breaks off after {read} rows: {e}");
                return Err(ApiError::new(ErrorCode::UnreadableFile, what).remedy("send the whole file"));
            }
            let _ = empty.send(batch);
        }
        Ok(())
    })
}
