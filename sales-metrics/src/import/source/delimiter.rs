//! What stands between the fields of a line.

/// In the order in which they win where nothing else tells them apart: a comma may stand in numbers.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];
/// Records looked at.
const MOST_RECORDS: usize = 200;

/// The delimiter that a first line such as `sep=;` names, as spreadsheets write it.
pub(super) fn named(text: &[u8]) -> Option<u8> {
    let line = text.trim_ascii_start().split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    match line.trim_ascii_end().strip_prefix(b"\"").unwrap_or(line) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..]
            if matches!(rest.trim_ascii_end(), b"" | b"\"") && DELIMITERS.contains(delimiter) =>
        {
            Some(*delimiter)
        }
        // "sep=" and a tab
        _ if line.eq_ignore_ascii_case(b"sep=\t") => Some(b'\t'),
        _ => None,
    }
}

/// The delimiter of `text`, the beginning of a file: the one by which the most records have as many fields as the header, and
/// the more fields the better. `whole` says that the text is not cut off.
pub(super) fn of(text: &[u8], whole: bool) -> u8 {
    let mut best = (0.0, b',');
    for delimiter in DELIMITERS {
        let score = score(text, delimiter, whole);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

fn score(text: &[u8], delimiter: u8, whole: bool) -> f64 {
    let mut records =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text);
    let mut counts: Vec<usize> = Vec::new();
    let mut record = csv::ByteRecord::new();
    while counts.len() < MOST_RECORDS && records.read_byte_record(&mut record).unwrap_or(false) {
        if record.iter().any(|field| !field.trim_ascii().is_empty()) {
            counts.push(record.len());
        }
    }
    // The last record may be cut off.
    if !whole && counts.len() > 1 && records.is_done() {
        counts.pop();
    }
    let Some(header) = counts.first().copied() else { return 0.0 };
    let agreeing = counts.iter().filter(|count| **count == header).count();
    agreeing as f64 / counts.len() as f64 * (header as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_fields_decides() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b;c\n1;2,5;3,0\n2;4,5;1,1\n", b';'),
            ("a;b\n1,5;2\n", b';'),
            ("date;net, EUR\n1;1,5\n2;2,5\n", b';'),
            ("a\tb\nx, y\tz\n", b'\t'),
            ("a|b\n1;2|3\n", b'|'),
            ("date,note,sum\n1,a;b;c;d,2\n2,a;b;c,3\n", b','),
            ("\"a;b;c;d\",e\n\"1;2;3;4\",5\n", b','),
            ("\n \na;b\n1;2\n", b';'),
            ("one\n1\n", b','),
            ("", b','),
            // Half of the rows are ragged.
            ("a,b,c,d\n1,2,3,4\n1,2\n1\n1,2,3,4\n", b','),
        ] {
            assert_eq!(of(text.as_bytes(), true), delimiter, "{text}");
        }
        assert_eq!(of(b"a;b;c\n1;2;3\n1;", false), b';');
    }

    #[test]
    fn a_first_line_may_name_it() {
        for (text, wanted) in [
            ("sep=;\na,b;c\n", Some(b';')),
            ("SEP=,\r\na\r\n", Some(b',')),
            ("\"sep=|\"\r\na\r\n", Some(b'|')),
            ("sep=\t\na\n", Some(b'\t')),
            ("sep=x\n", None),
            ("separator;b\n", None),
            ("", None),
        ] {
            assert_eq!(named(text.as_bytes()), wanted, "{text:?}");
        }
    }
}
