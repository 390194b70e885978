//! Files that are no text, told by their first bytes, so that the reply can say what to do with them.

/// First bytes, what such a file is, and what to do.
const KINDS: [(&[u8], &str, &str); 13] = [
    (b"PK\x03\x04", "an Excel workbook or a zip archive", SAVE),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind", SAVE),
    (b"%PDF", "a PDF", EXPORT),
    (b"\x89PNG", "an image", EXPORT),
    (b"\xff\xd8\xff", "an image", EXPORT),
    (b"GIF8", "an image", EXPORT),
    (b"PAR1", "a Parquet file", EXPORT),
    (b"SQLite format 3", "a database", EXPORT),
    (b"\x7fELF", "a program", EXPORT),
    (b"BZh", "packed by bzip2", UNPACK),
    (b"\xfd7zXZ", "packed by xz", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "packed by 7-Zip", UNPACK),
    (b"{\\rtf", "a document", EXPORT),
];

const SAVE: &str = "save the sheet as CSV and send that";
const EXPORT: &str = "export the sales as CSV and send that";
const UNPACK: &str = "unpack it, or pack it with gzip or zstd";

/// What `start` is the start of, and what to do, when it is no text.
pub(super) fn other_than_text(start: &[u8]) -> Option<(&'static str, &'static str)> {
    if let Some((_, what, remedy)) = KINDS.into_iter().find(|(magic, ..)| start.starts_with(magic)) {
        return Some((what, remedy));
    }
    let text = start.trim_ascii_start();
    let begins = |word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()));
    (begins("<!doctype") || begins("<html") || begins("<?xml")).then_some(("a web page or XML", EXPORT))
}
