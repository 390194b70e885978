//! How the columns of a file are written: the order of its dates and the decimal marks of its numbers, which whole columns decide.
//!
//! The quickest way is to read the file by what its beginning suggests ([`ColumnEvidence::of_sample`]), and at the end to ask the readers what
//! they have seen ([`ColumnEvidence::of_readers`]): only where that suggests other forms the file is read again.

use serde::{Deserialize, Serialize};
use tenancy::ApiError;

use super::{
    Source,
    date::{DateEvidence, DateOrder, DateOutcome, DateReader, order_of},
    number::{DecimalMark, MarkOutcome, NumberEvidence, NumberReader},
};

/// Rows that the first suggestion is made of.
const SAMPLE_ROWS: usize = 2_000;

/// Where the dates and the numbers are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The time column.
    pub time: usize,
    /// The columns of numbers.
    pub numbers: Vec<usize>,
}

/// What is counted of a file's columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnEvidence {
    /// Of the time column.
    pub dates: DateEvidence,
    /// Of the columns of numbers.
    pub numbers: Vec<NumberEvidence>,
}

/// How a file's columns are to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnForms {
    /// The time column.
    pub dates: DateOutcome,
    /// The columns of numbers.
    pub numbers: Vec<MarkOutcome>,
}

impl ColumnEvidence {
    /// Of the first rows of `source`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_sample(source: &Source, places: &Places) -> Result<Self, ApiError> {
        Self::of_rows(source, places, SAMPLE_ROWS)
    }

    /// Of all rows of `source`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_all(source: &Source, places: &Places) -> Result<Self, ApiError> {
        Self::of_rows(source, places, usize::MAX)
    }

    fn of_rows(source: &Source, places: &Places, most: usize) -> Result<Self, ApiError> {
        let mut records = source.records()?;
        source.header(&mut records)?;
        let forms =
            Self { numbers: vec![NumberEvidence::default(); places.numbers.len()], ..Self::default() }.forms(&[]);
        let (mut dates, mut numbers) = forms.readers(&[]);
        let mut record = csv::ByteRecord::new();
        let mut read = 0;
        // What breaks off is said when the rows are read.
        while read < most && records.read_byte_record(&mut record).unwrap_or(false) {
            let text = |place: usize| record.get(place).and_then(|field| std::str::from_utf8(field).ok());
            text(places.time).and_then(|written| dates.cell(written));
            for (reader, place) in numbers.iter_mut().zip(&places.numbers) {
                let _ = text(*place).map(|written| reader.cell(written));
            }
            read += 1;
        }
        Ok(Self::of_readers(&dates, &numbers))
    }

    /// What readers have seen.
    #[must_use]
    pub fn of_readers(dates: &DateReader, numbers: &[NumberReader]) -> Self {
        Self { dates: dates.evidence(), numbers: numbers.iter().map(NumberReader::evidence).collect() }
    }

    /// The forms that this suggests. A form of `formats`, the catalogue's, that begins with the day or the month names the order; a
    /// column whose numbers show no mark has that of the others.
    #[must_use]
    pub fn forms(&self, formats: &[String]) -> ColumnForms {
        let together = self.numbers.iter().fold(NumberEvidence::default(), |sum, column| sum.and(*column));
        let file: DecimalMark = together.outcome(None).mark;
        ColumnForms {
            dates: match order_of(formats) {
                Some(order) => self.dates.given(order),
                None => self.dates.outcome(None),
            },
            numbers: self.numbers.iter().map(|column| column.outcome(Some(file))).collect(),
        }
    }
}

impl ColumnForms {
    /// Readers of these forms.
    #[must_use]
    pub fn readers(&self, formats: &[String]) -> (DateReader, Vec<NumberReader>) {
        (DateReader::new(self.dates.order, formats), self.numbers.iter().map(NumberReader::of).collect())
    }

    /// Whether both read every value alike.
    #[must_use]
    pub fn read_like(&self, other: &Self) -> bool {
        let marks = |forms: &Self| forms.numbers.iter().map(|n| (n.mark, n.mixed)).collect::<Vec<_>>();
        let order = |forms: &Self| -> DateOrder { forms.dates.order };
        order(self) == order(other) && marks(self) == marks(other)
    }

    /// What was found, for people: a sentence for each column that needed it.
    #[must_use]
    pub fn sentences(&self, time: &str, numbers: &[String]) -> Vec<String> {
        let numbers = self.numbers.iter().zip(numbers);
        let numbers = numbers.filter(|(mark, _)| mark.mark == DecimalMark::Comma || mark.assumed || mark.mixed);
        std::iter::once(format!("{time}: {}", self.dates))
            .chain(numbers.map(|(mark, column)| format!("{column}: {mark}")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(file: &str) -> ColumnEvidence {
        let source = Source::open(bytes::Bytes::copy_from_slice(file.as_bytes())).unwrap();
        ColumnEvidence::of_all(&source, &Places { time: 0, numbers: vec![1, 2] }).unwrap()
    }

    #[test]
    fn columns_without_a_mark_follow_the_others() {
        let found = evidence("d;a;b\n13/1/2011;3,50;1.234\n1/2/2011;2,25;n/a\n2011-01-05;;\n").forms(&[]);
        assert_eq!((found.dates.order, found.dates.assumed), (DateOrder::DayMonthYear, false));
        assert_eq!(found.numbers.iter().map(|n| n.mark).collect::<Vec<_>>(), [DecimalMark::Comma; 2]);
        assert!(found.numbers[1].assumed);
        assert_eq!(
            found.sentences("d", &["a".into(), "b".into()]),
            [
                "d: day before month: 1 date has a first number above 12",
                "a: decimal comma: 2 numbers have one",
                "b: decimal comma is assumed: 1 number could be read either way",
            ]
        );
        let (mut dates, mut numbers) = found.readers(&[]);
        assert_eq!(dates.read("1/2/2011").unwrap().day, jiff::civil::date(2011, 2, 1));
        assert_eq!(numbers[1].read("1.234").unwrap().to_string(), "1234");
    }

    #[test]
    fn the_catalogue_names_the_order() {
        let evidence = evidence("d,a,b\n01/02/2011,1,2\n13/02/2011,1,2\n");
        let forms = evidence.forms(&["%m/%d/%Y".to_owned()]);
        assert_eq!((forms.dates.order, forms.dates.given), (DateOrder::MonthDayYear, true));
        assert!(!forms.read_like(&evidence.forms(&[])));
        assert!(evidence.forms(&[]).read_like(&evidence.forms(&["%d/%m/%Y".to_owned(), "%Y-%m-%d".to_owned()])));
        assert_eq!(
            forms.sentences("d", &[]),
            ["d: month before day, as the catalogue says; 1 date of the other order is rejected"]
        );
    }
}
