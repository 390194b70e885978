//! The records of a file, one after the other, in bounded memory.

use super::{
    Source,
    text::{END, LONGEST_RECORD, TOO_LONG, Text},
};

const UNCLOSED: &str = "a quote is opened and never closed";

/// Why a file's records cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Broken {
    /// Where the record begins that cannot be read.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

/// Reads records, passing over those whose fields are all blank.
///
/// Fields are UTF-8; what could not be decoded, and every zero byte, stands as `0xff` in them, which is never UTF-8.
pub struct Records {
    inner: csv::Reader<Text>,
    /// `\r\n`: the line after a record is counted when its `\n` is read, with the next one.
    crlf: bool,
    sep_line: bool,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").finish_non_exhaustive()
    }
}

impl Records {
    /// From the first record, the header.
    pub(super) fn new(source: &Source) -> std::io::Result<Self> {
        let inner = csv::ReaderBuilder::new()
            .delimiter(source.delimiter)
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(1 << 18)
            .from_reader(Text::new(source)?);
        Ok(Self { inner, crlf: source.crlf, sep_line: source.sep_line })
    }

    /// Reads the next record; `false` at the end of the file.
    ///
    /// # Errors
    /// The file breaks off, a record is longer than any honest one, or a quote is never closed.
    #[inline]
    pub fn read_byte_record(&mut self, record: &mut csv::ByteRecord) -> Result<bool, Broken> {
        loop {
            self.inner.get_mut().since_record = 0;
            match self.inner.read_byte_record(record) {
                Ok(true) => {}
                Ok(false) => return Err(self.broken(record, UNCLOSED)),
                Err(error) => return Err(self.broken(record, &error.to_string())),
            }
            let bytes = record.as_slice();
            if bytes.first().is_none_or(|byte| *byte <= b' ') {
                if bytes == END && self.inner.get_ref().ended() {
                    return Ok(false);
                }
                if bytes.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
            }
            if self.sep_line {
                self.sep_line = false;
                continue;
            }
            if bytes.len() > LONGEST_RECORD {
                return Err(self.broken(record, TOO_LONG));
            }
            // The end of the file stands in a field.
            if self.inner.get_ref().ended() && bytes.ends_with(b"\0END\0\n") {
                return Err(self.broken(record, UNCLOSED));
            }
            return Ok(true);
        }
    }

    fn broken(&self, record: &csv::ByteRecord, what: &str) -> Broken {
        let crlf = u64::from(self.crlf);
        let line = record.position().map_or(1, |at| if at.byte() == 0 { 1 } else { at.line() + crlf });
        Broken { line, what: what.to_owned() }
    }

    /// The line on which `record` begins, the record read last.
    #[must_use]
    pub fn line(&self, record: &csv::ByteRecord) -> u64 {
        let after = self.inner.position().line() - u64::from(!self.crlf);
        after.saturating_sub(memchr::memchr_iter(b'\n', record.as_slice()).count() as u64).max(1)
    }
}
