//! The rows of a file by month; a large file's rows wait in a temporary file, so that memory does not grow with it.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
};

use roaring::RoaringBitmap;
use tenancy::ApiError;

use crate::{
    partition::{Columns, decode, encode},
    rollup::{Bucket, NONE, Rows, Shape, from_epoch_day},
};

/// A calendar month as sort keys have it: `2011-03`.
pub(crate) type Month = String;

/// Rows by month.
#[derive(Debug)]
pub(crate) struct Staged {
    dimensions: usize,
    shape: Shape,
    months: Vec<StagedMonth>,
    /// The place in `months` by the first day's number of months since year 0.
    places: BTreeMap<i32, usize>,
    last: Option<(i32, i32, usize)>,
    /// How many rows may be kept in memory, some hundred bytes each, and how many are.
    most: usize,
    in_memory: usize,
    /// First and last day.
    span: Option<(i32, i32)>,
    spool: Option<File>,
}

#[derive(Debug)]
struct StagedMonth {
    month: Month,
    rows: Rows,
    /// Where further rows lie in the temporary file, and which members of each dimension they have.
    pieces: Vec<(u64, usize)>,
    spilled: Vec<RoaringBitmap>,
}

/// The members of each dimension.
fn members_of(rows: &Rows) -> Vec<RoaringBitmap> {
    rows.members.iter().map(|column| column.iter().copied().filter(|member| *member != NONE).collect()).collect()
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal("keeping rows of the file", error.to_string())
}

impl Staged {
    /// No rows; beyond `most`, they wait in a temporary file.
    pub(crate) fn new(dimensions: usize, shape: Shape, most: usize) -> Self {
        let (months, places) = (Vec::new(), BTreeMap::new());
        Self { dimensions, shape, months, places, last: None, most, in_memory: 0, span: None, spool: None }
    }

    /// The rows of the month that holds `day`, for one more to be added to.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub(crate) fn of_day(&mut self, day: i32) -> Result<&mut Rows, ApiError> {
        if self.in_memory >= self.most {
            self.spill().map_err(failed)?;
        }
        self.in_memory += 1;
        let place = match self.last {
            Some((first, last, place)) if (first..=last).contains(&day) => place,
            _ => self.find(day),
        };
        self.span = Some(self.span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        Ok(&mut self.months[place].rows)
    }

    fn find(&mut self, day: i32) -> usize {
        let date = from_epoch_day(day);
        let number = i32::from(date.year()) * 12 + i32::from(date.month());
        let place = *self.places.entry(number).or_insert_with(|| {
            let rows = Rows::empty(self.dimensions, self.shape);
            self.months.push(StagedMonth {
                month: Bucket::Month.key(date),
                rows,
                pieces: Vec::new(),
                spilled: vec![RoaringBitmap::new(); self.dimensions],
            });
            self.months.len() - 1
        });
        let first = day - i32::from(date.day()) + 1;
        self.last = Some((first, first + i32::from(date.days_in_month()) - 1, place));
        place
    }

    fn spill(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let spool = match &mut self.spool {
            Some(spool) => spool,
            None => self.spool.insert(tempfile::tempfile()?),
        };
        for month in self.months.iter_mut().filter(|month| !month.rows.is_empty()) {
            let bytes = encode(&month.rows)?;
            month.spilled.iter_mut().zip(members_of(&month.rows)).for_each(|(all, more)| *all |= more);
            month.pieces.push((spool.stream_position()?, bytes.len()));
            spool.write_all(&bytes)?;
            month.rows = Rows::empty(self.dimensions, self.shape);
        }
        self.in_memory = 0;
        Ok(())
    }

    /// The months that have rows.
    pub(crate) fn months(&self) -> impl Iterator<Item = &Month> {
        self.months.iter().map(|month| &month.month)
    }

    /// The first and the last day, since 1970.
    pub(super) fn span(&self) -> Option<(i32, i32)> {
        self.span
    }

    /// Adds the members of each dimension in each month to `slices`.
    pub(super) fn add_slices(&self, slices: &mut BTreeMap<(usize, String), RoaringBitmap>) {
        for month in &self.months {
            for (place, (members, spilled)) in members_of(&month.rows).into_iter().zip(&month.spilled).enumerate() {
                *slices.entry((place, month.month.clone())).or_default() |= members | spilled;
            }
        }
    }

    /// Takes the rows of `month`; none where it has none.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub(crate) fn take(&mut self, month: &str) -> Result<Rows, ApiError> {
        let mut all = Rows::empty(self.dimensions, self.shape);
        let Some(staged) = self.months.iter_mut().find(|staged| staged.month == month) else { return Ok(all) };
        if let Some(spool) = &mut self.spool {
            for (at, length) in staged.pieces.drain(..) {
                let mut bytes = vec![0; length];
                spool.seek(SeekFrom::Start(at)).and_then(|_| spool.read_exact(&mut bytes)).map_err(failed)?;
                all.append(&mut decode(&bytes, Columns::All).map_err(failed)?);
            }
        }
        all.append(&mut staged.rows);
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_by_month_whether_they_were_spilled_or_not() {
        let shape = Shape { sums: 1, ..Shape::default() };
        let mut staged = Staged::new(1, shape, 1_000);
        for row in 0..500 {
            let rows = staged.of_day(row * 7 % 90).unwrap();
            rows.days.push(row * 7 % 90);
            rows.members[0].push(row.cast_unsigned());
            rows.sums[0].push(row.into());
            if row % 130 == 100 {
                staged.spill().unwrap();
            }
        }
        let months: Vec<Month> = staged.months().cloned().collect();
        assert_eq!(months, ["1970-01", "1970-02", "1970-03"]);
        let mut slices = BTreeMap::new();
        staged.add_slices(&mut slices);
        assert_eq!((slices.len(), slices.values().map(RoaringBitmap::len).sum::<u64>()), (3, 500));
        assert_eq!(staged.span(), Some((0, 89)));
        let mut rows: Vec<Rows> = months.iter().map(|month| staged.take(month).unwrap()).collect();
        assert_eq!(rows.iter().map(Rows::len).sum::<usize>(), 500);
        assert!(rows[1].days.iter().all(|day| (31..59).contains(day)));
        let mut all = rows.remove(0);
        rows.iter_mut().for_each(|rows| all.append(rows));
        let mut sums = all.sums.remove(0);
        sums.sort_unstable();
        assert_eq!(sums, (0..500).collect::<Vec<i128>>());
    }
}
