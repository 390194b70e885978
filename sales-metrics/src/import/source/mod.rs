//! The bytes of a file as text: unpacked, decoded, with its delimiter found, and bounded. Memory does not grow with the file.

mod delimiter;
mod encoding;
mod kind;
mod packed;
mod records;
mod text;

use std::{
    fs::File,
    io::Read,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use tenancy::{ApiError, ErrorCode};

pub use self::{
    encoding::Encoding,
    records::{Broken, Records},
};
use self::{packed::Packed, text::Text};

/// How much is looked at to find the delimiter and the kind of file.
const SAMPLE_BYTES: usize = 64 << 10;
/// No honest file has more.
const MOST_COLUMNS: usize = 4_096;
/// Bytes of all names in a header: it is kept in the import's record, which must fit an item.
const LONGEST_HEADER: usize = 100_000;
const REMEDY: &str = "send a CSV file with a header line, plain or packed by gzip or zstd";

/// A file that can be read from the start, any number of times.
#[derive(Debug, Clone)]
pub struct Source {
    packed: Packed,
    /// Found when the first byte beyond ASCII is read.
    encoding: Arc<OnceLock<Encoding>>,
    /// Bytes of a byte order mark at the start.
    mark: usize,
    /// Between the fields of a line.
    pub delimiter: u8,
    /// The first line only names the delimiter.
    sep_line: bool,
    /// Lines end in `\r\n`,
    crlf: bool,
    /// or in `\r` alone.
    old_mac: bool,
}

fn unreadable(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::UnreadableFile, detail).remedy(REMEDY)
}

fn broken(what: &dyn std::fmt::Display) -> ApiError {
    unreadable(&format!("the file cannot be read: {what}"))
}

impl Source {
    /// Looks at the beginning of `bytes`.
    ///
    /// # Errors
    /// [`ErrorCode::UnreadableFile`] for an empty file, one that does not unpack, or one that is no text.
    pub fn open(bytes: Bytes) -> Result<Self, ApiError> {
        Self::of(Packed::Memory(bytes))
    }

    /// Looks at the beginning of a file on disk, which must not change while it is read.
    ///
    /// # Errors
    /// As [`Source::open`]; [`ErrorCode::Internal`] when its size cannot be told.
    pub fn open_file(file: File) -> Result<Self, ApiError> {
        let len = file.metadata().map_err(|e| ApiError::internal("opening a file", e))?.len();
        Self::of(Packed::Disk(Arc::new(file), len))
    }

    fn of(packed: Packed) -> Result<Self, ApiError> {
        let encoding = Arc::new(OnceLock::new());
        let mut source =
            Self { packed, encoding, mark: 0, delimiter: b',', sep_line: false, crlf: false, old_mac: false };
        let mut start = Vec::new();
        let plain = source.packed.plain().map_err(|e| broken(&e))?;
        plain.take(SAMPLE_BYTES as u64).read_to_end(&mut start).map_err(|e| broken(&e))?;
        if let Some((what, remedy)) = kind::other_than_text(&start) {
            return Err(ApiError::new(ErrorCode::UnreadableFile, format!("the file is {what}, not CSV")).remedy(remedy));
        }
        let (encoding, mark) = Encoding::of_start(&start);
        source.mark = mark;
        if let Some(encoding) = encoding {
            source.decide(Some(encoding));
        } else if too_many_controls(&start) {
            return Err(unreadable("the file is no text"));
        } else if let Some(encoding) = encoding::of_part(&start) {
            source.decide(Some(encoding));
        }

        let mut sample = Vec::new();
        let text = Text::new(&source).map_err(|e| broken(&e))?;
        text.take(SAMPLE_BYTES as u64).read_to_end(&mut sample).map_err(|e| broken(&e))?;
        let whole = sample.ends_with(&[b"\n", text::END, b"\n"].concat());
        if whole {
            sample.truncate(sample.len() - text::END.len() - 2);
        }
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(unreadable("the file is empty"));
        }
        if too_many_controls(&sample) {
            return Err(unreadable("the file is no text"));
        }
        source.old_mac = !sample.contains(&b'\n') && sample.contains(&b'\r');
        source.crlf = memchr::memchr(b'\n', &sample).is_some_and(|at| at > 0 && sample[at - 1] == b'\r');
        let named = delimiter::named(&sample);
        source.sep_line = named.is_some();
        source.delimiter = named.unwrap_or_else(|| delimiter::of(&sample, whole));
        Ok(source)
    }

    /// Sets the encoding if it is not set; `None` asks the whole file.
    fn decide(&self, encoding: Option<Encoding>) -> Encoding {
        *self.encoding.get_or_init(|| {
            encoding.or_else(|| self.packed.plain().ok().map(encoding::of_whole)).unwrap_or(Encoding::Utf8)
        })
    }

    /// The encoding, for certain once the file was read to its end.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding.get().copied().unwrap_or(Encoding::Utf8)
    }

    /// The size as sent.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.packed.len()
    }

    /// Whether nothing was sent; [`Source::open`] refuses that.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes as sent, where they are in memory.
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.packed {
            Packed::Memory(bytes) => Some(bytes),
            Packed::Disk(..) => None,
        }
    }

    /// The bytes as sent, from the start.
    #[must_use]
    pub fn raw(&self) -> Box<dyn Read + Send> {
        self.packed.raw()
    }

    /// A reader of records, the header first.
    ///
    /// # Errors
    /// The file does not unpack.
    pub fn records(&self) -> Result<Records, ApiError> {
        Records::new(self).map_err(|e| broken(&e))
    }

    /// The header and up to `most` rows after it, without surrounding blanks.
    ///
    /// # Errors
    /// [`ErrorCode::UnreadableFile`] when there is no header or it is no text.
    pub fn sample(&self, most: usize) -> Result<(Vec<String>, Vec<Vec<String>>), ApiError> {
        let mut records = self.records()?;
        let header = self.header(&mut records)?;
        let (mut rows, mut record) = (Vec::new(), csv::ByteRecord::new());
        while rows.len() < most && records.read_byte_record(&mut record).map_err(|e| broken(&e))? {
            rows.push(trimmed(&record));
        }
        Ok((header, rows))
    }

    /// Reads the header, the first of `records`.
    ///
    /// # Errors
    /// [`ErrorCode::UnreadableFile`] when there is none, or it is no text.
    pub fn header(&self, records: &mut Records) -> Result<Vec<String>, ApiError> {
        let mut record = csv::ByteRecord::new();
        let found = records.read_byte_record(&mut record).map_err(|e| broken(&e))?;
        if !found {
            return Err(unreadable("the file has no header line"));
        }
        if record.len() > MOST_COLUMNS {
            return Err(unreadable(&format!("the header has {} columns; {MOST_COLUMNS} are read", record.len())));
        }
        if record.as_slice().len() > LONGEST_HEADER {
            return Err(unreadable("the header is longer than 100,000 bytes"));
        }
        if std::str::from_utf8(record.as_slice()).is_err() {
            return Err(unreadable(&format!("the header is not valid {}", self.encoding())));
        }
        Ok(trimmed(&record))
    }
}

/// Text has hardly any control characters: a few are damage of some rows.
fn too_many_controls(text: &[u8]) -> bool {
    let controls = text.iter().filter(|b| b.is_ascii_control() && !b.is_ascii_whitespace()).count();
    controls > 2 && controls * 100 > text.len()
}

fn trimmed(record: &csv::ByteRecord) -> Vec<String> {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    record.iter().map(|field| String::from_utf8_lossy(field).trim_matches(blank).to_owned()).collect()
}

#[cfg(test)]
mod tests;
