//! The header and the first rows of a file of sales, for a first catalogue; the server reads the file itself, and more strictly.

use std::{fs::File, io::Read, path::Path};

use anyhow::Context;

use crate::failure::Failure;

const ROWS: usize = 1000;
/// The sample is cut from at most this many bytes.
const BYTES: u64 = 4 << 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The beginning of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The names of the columns.
    pub(crate) header: Vec<String>,
    /// The first rows.
    pub(crate) rows: Vec<Vec<String>>,
}

/// Reads the beginning of `file`, which may be compressed.
///
/// # Errors
/// It cannot be read, or has no rows.
pub(crate) fn read(file: &Path) -> anyhow::Result<Sample> {
    let mut bytes = Vec::new();
    open(file)?.take(BYTES).read_to_end(&mut bytes).with_context(|| format!("{} cannot be read", file.display()))?;
    parse(&bytes).with_context(|| format!("{} is no CSV", file.display()))
}

/// The bytes of `file`, unpacked.
///
/// # Errors
/// It cannot be read.
pub(crate) fn open(file: &Path) -> anyhow::Result<Box<dyn Read>> {
    let unreadable = || format!("{} cannot be read", file.display());
    let mut start = Vec::new();
    File::open(file).and_then(|file| file.take(4).read_to_end(&mut start)).with_context(unreadable)?;
    let raw = File::open(file).with_context(unreadable)?;
    Ok(if start.starts_with(&GZIP) {
        Box::new(flate2::read::MultiGzDecoder::new(raw))
    } else if start.starts_with(&ZSTD) {
        Box::new(zstd::Decoder::new(raw).with_context(unreadable)?)
    } else {
        Box::new(raw)
    })
}

/// What stands between the fields of a file with this first line.
pub(crate) fn delimiter(first: &[u8]) -> u8 {
    let count = |delimiter: &u8| first.iter().filter(|byte| *byte == delimiter).count();
    // `max_by_key` takes the last of equals; the comma is to win.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn parse(bytes: &[u8]) -> anyhow::Result<Sample> {
    let text = decode(bytes);
    let delimiter = delimiter(text.lines().next().unwrap_or_default().as_bytes());
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let rows: Vec<Vec<String>> =
        reader.records().take(ROWS).map_while(Result::ok).map(|row| row.iter().map(str::to_owned).collect()).collect();
    if rows.is_empty() {
        return Err(Failure::new("it has a header at most, and no rows")
            .remedy("export it again, with its rows")
            .into());
    }
    Ok(Sample { header, rows })
}

/// UTF-8, or else Latin-1, in which every byte is a character.
fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Only cut short, in the middle of a character.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        }
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_quotes_and_latin_1() {
        let sample = parse(b"Datum;Stra\xdfe;Betrag\n2020-01-31;\"a;b\";1,5\n").unwrap();
        assert_eq!(sample.header, ["Datum", "Straße", "Betrag"]);
        assert_eq!(sample.rows, [["2020-01-31", "a;b", "1,5"]]);
        assert!(parse(b"a,b\n").is_err());
    }

    #[test]
    fn compressed_files() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("s.csv.zst");
        std::fs::write(&file, zstd::encode_all(&b"a,b\n1,2\n"[..], 1).unwrap()).unwrap();
        assert_eq!(read(&file).unwrap().header, ["a", "b"]);
    }
}
