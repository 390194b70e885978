//! The bytes of a file as text: unpacked, with its delimiter found, and bounded.

use std::io::{Cursor, Read};

use bytes::Bytes;
use tenancy::{ApiError, ErrorCode};

/// A file unpacks to at most this,
const MOST_PLAIN_BYTES: u64 = 8 << 30;
/// and to at most this many times its size, sales files having some ten times it,
const LARGEST_RATIO: u64 = 250;
/// where it is more than this.
const ANY_RATIO_BYTES: u64 = 16 << 20;
/// No honest line of a sales file is longer.
const LONGEST_LINE: usize = 1 << 20;
/// How much is looked at to find the delimiter and the kind of file.
const SAMPLE_BYTES: usize = 64 << 10;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A file that can be read from the start, any number of times.
#[derive(Debug, Clone)]
pub struct Source {
    bytes: Bytes,
    /// Between the fields of a line.
    pub delimiter: u8,
}

fn unreadable(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::UnreadableFile, detail)
        .remedy("send a CSV file with a header line, plain or packed by gzip or zstd")
}

impl Source {
    /// Looks at the beginning of `bytes`.
    ///
    /// # Errors
    /// [`ErrorCode::UnreadableFile`] for an empty file, one that does not unpack, or one that is no text.
    pub fn open(bytes: Bytes) -> Result<Self, ApiError> {
        let mut source = Self { bytes, delimiter: b',' };
        let mut sample = Vec::new();
        let limit = SAMPLE_BYTES as u64;
        source
            .reader()?
            .take(limit)
            .read_to_end(&mut sample)
            .map_err(|e| unreadable(&format!("the file cannot be read: {e}")))?;
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(unreadable("the file is empty"));
        }
        let controls = sample.iter().filter(|b| b.is_ascii_control() && !b.is_ascii_whitespace()).count();
        if sample.contains(&0) || controls * 100 > sample.len() {
            return Err(unreadable("the file is no text"));
        }
        let header = sample.split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |delimiter: u8| header.iter().filter(|b| **b == delimiter).count();
        source.delimiter = DELIMITERS.into_iter().max_by_key(|d| (count(*d), *d == b',')).unwrap_or(b',');
        Ok(source)
    }

    /// The unpacked text, without a byte order mark.
    ///
    /// # Errors
    /// The file does not unpack.
    pub fn reader(&self) -> Result<Box<dyn Read + Send>, ApiError> {
        let packed = Cursor::new(self.bytes.clone());
        let plain: Box<dyn Read + Send> = match self.bytes.get(..4) {
            Some([0x1f, 0x8b, ..]) => Box::new(flate2::read::MultiGzDecoder::new(packed)),
            Some([0x28, 0xb5, 0x2f, 0xfd]) => Box::new(
                zstd::stream::read::Decoder::new(packed)
                    .map_err(|e| unreadable(&format!("the file does not unpack: {e}")))?,
            ),
            _ => Box::new(packed),
        };
        let most = (self.bytes.len() as u64 * LARGEST_RATIO).clamp(ANY_RATIO_BYTES, MOST_PLAIN_BYTES);
        let mut bounded = Bounded { inner: plain.take(most + 1), most, total: 0, line: 0 };
        let mut start = [0; 3];
        let mut read = 0;
        while read < 3 {
            match bounded.read(&mut start[read..]).map_err(|e| unreadable(&format!("the file cannot be read: {e}")))? {
                0 => break,
                n => read += n,
            }
        }
        let mark = if start == [0xef, 0xbb, 0xbf] { 3 } else { 0 };
        Ok(Box::new(Cursor::new(start[mark..read.max(mark)].to_vec()).chain(bounded)))
    }

    /// The size as sent.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was sent; [`Source::open`] refuses that.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes as sent.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// A reader of records.
    ///
    /// # Errors
    /// The file does not unpack.
    pub fn records(&self) -> Result<csv::Reader<Box<dyn Read + Send>>, ApiError> {
        Ok(csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .flexible(true)
            .buffer_capacity(1 << 18)
            .from_reader(self.reader()?))
    }

    /// The header and up to `most` rows after it.
    ///
    /// # Errors
    /// [`ErrorCode::UnreadableFile`] when there is no header or it is no text.
    pub fn sample(&self, most: usize) -> Result<(Vec<String>, Vec<Vec<String>>), ApiError> {
        let mut records = self.records()?;
        let text = |record: &csv::ByteRecord| -> Vec<String> {
            record.iter().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect()
        };
        let header = text(records.byte_headers().map_err(|e| unreadable(&format!("the header cannot be read: {e}")))?);
        let mut rows = Vec::new();
        for record in records.byte_records().take(most) {
            rows.push(text(&record.map_err(|e| unreadable(&format!("the file cannot be read: {e}")))?));
        }
        Ok((header, rows))
    }
}

/// Stops at a file or a line that is larger than any honest one.
struct Bounded<R> {
    inner: R,
    most: u64,
    total: u64,
    line: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.total += read as u64;
        self.line = match buffer[..read].iter().rposition(|b| *b == b'\n') {
            Some(last) => read - last - 1,
            None => self.line + read,
        };
        if self.total > self.most {
            let why = format!("the file unpacks to more than {LARGEST_RATIO} times its size, or to more than 8 GiB");
            return Err(std::io::Error::other(why));
        }
        if self.line > LONGEST_LINE {
            return Err(std::io::Error::other("a line is longer than 1 MiB"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_and_marked_files_read_the_same() {
        let plain = b"a;b\n1;2\n".to_vec();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gz, &plain).unwrap();
        let marked = [b"\xef\xbb\xbf".as_slice(), &plain].concat();
        for bytes in [plain.clone(), gz.finish().unwrap(), zstd::encode_all(plain.as_slice(), 1).unwrap(), marked] {
            let source = Source::open(bytes.into()).unwrap();
            assert_eq!(source.sample(9).unwrap(), (vec!["a".into(), "b".into()], vec![vec!["1".into(), "2".into()]]));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bad in [&b""[..], b" \n ", b"\x00\x01\x02\x03", b"\x28\xb5\x2f\xfdgarbage", b"\x1f\x8bgarbage"] {
            assert_eq!(Source::open(Bytes::copy_from_slice(bad)).unwrap_err().code, ErrorCode::UnreadableFile);
        }
        let long = Bytes::from(vec![b'x'; LONGEST_LINE * 2]);
        assert!(Source::open(long).unwrap().sample(1).is_err());
    }
}
