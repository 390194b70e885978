use std::io::{Seek, Write};

use proptest::prelude::*;

use super::*;

fn open(bytes: &[u8]) -> Source {
    Source::open(Bytes::copy_from_slice(bytes)).unwrap()
}

fn all(source: &Source) -> Vec<Vec<String>> {
    let (header, mut rows) = source.sample(usize::MAX).unwrap();
    rows.insert(0, header);
    rows
}

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|field| (*field).to_owned()).collect()).collect()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(plain).unwrap();
    packer.finish().unwrap()
}

fn utf16(text: &str, swap: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn packed_marked_and_encoded_files_read_the_same() {
    let text = "a;b\n1;café £2\n";
    let latin = b"a;b\n1;caf\xe9 \xa32\n";
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    for (file, encoding) in [
        (text.into(), Encoding::Utf8),
        (gzip(text.as_bytes()), Encoding::Utf8),
        ([gzip(b"a;b\n"), gzip("1;café £2\n".as_bytes())].concat(), Encoding::Utf8),
        (zstd::encode_all(text.as_bytes(), 1).unwrap(), Encoding::Utf8),
        (marked(b"\xef\xbb\xbf", text.as_bytes()), Encoding::Utf8),
        (marked(b"\xff\xfe", &utf16(text, false)), Encoding::Utf16Le),
        (marked(b"\xfe\xff", &utf16(text, true)), Encoding::Utf16Be),
        (utf16(text, false), Encoding::Utf16Le),
        (gzip(&utf16(text, true)), Encoding::Utf16Be),
        (latin.to_vec(), Encoding::Windows1252),
        (zstd::encode_all(&latin[..], 1).unwrap(), Encoding::Windows1252),
    ] {
        let source = open(&file);
        assert_eq!(all(&source), rows(&[&["a", "b"], &["1", "café £2"]]), "{file:?}");
        assert_eq!((source.encoding(), source.delimiter), (encoding, b';'), "{file:?}");
    }
}

#[test]
fn lines_may_end_in_any_way() {
    let wanted = rows(&[&["a", "b"], &["1", "2"], &["x\ny", "3"], &["4", "5"]]);
    for end in ["\n", "\r\n", "\r"] {
        for (before, after) in [("", ""), ("", "\n"), ("\n\n", "\n\n\n"), (" \n,\n", "\n,,,\n \n"), ("sep=,\n", "\n")] {
            let text = format!("{before}a,b\n1,2\n\n\"x\ny\",3\n4,5{after}").replace('\n', end);
            let got: Vec<Vec<String>> = all(&open(text.as_bytes()));
            let got: Vec<Vec<String>> =
                got.iter().map(|row| row.iter().map(|field| field.replace(end, "\n")).collect()).collect();
            assert_eq!(got, wanted, "{text:?}");
        }
    }
}

#[test]
fn lines_are_told() {
    for end in ["\n", "\r\n", "\r"] {
        for last in ["", "\n"] {
            let text = format!("\na,b\n1,2\n\n\"x\ny\",3\n4,5\n6,7{last}").replace('\n', end);
            let source = open(text.as_bytes());
            let (mut records, mut record) = (source.records().unwrap(), csv::ByteRecord::new());
            let mut lines = Vec::new();
            while records.read_byte_record(&mut record).unwrap() {
                lines.push(records.line(&record));
            }
            assert_eq!(lines, [2, 3, 5, 7, 8], "{text:?}");
        }
    }
}

#[test]
fn a_far_letter_decides_for_the_whole_file() {
    let mut file = b"a,b\n".to_vec();
    while file.len() < 10 << 20 {
        file.extend(b"1,plain ASCII\n");
    }
    file.extend(b"2,caf\xe9\n");
    for file in [zstd::encode_all(file.as_slice(), 1).unwrap(), file] {
        let source = open(&file);
        assert_eq!(all(&source).last().unwrap()[1], "café");
        assert_eq!(source.encoding(), Encoding::Windows1252);
    }
    // Valid as UTF-8 by chance, and shown not to be by what comes much later.
    let mut file = b"a,b\n1,CAF\xc9\x94\n".to_vec();
    file.resize(1 << 20, b'\n');
    file.extend(b"2,caf\xe9\n3,caf\xe9\n");
    assert_eq!(all(&open(&file))[1][1], "CAFÉ\u{201d}");
}

#[test]
fn what_is_damaged_is_no_text() {
    for (file, bad) in [
        (b"a,b\n\xc2\xa31,\xff\n\xc2\xa33,4\n".to_vec(), 1),
        (b"a,b\n1,2\n3,nul\0nul\n".to_vec(), 2),
        ([&b"\xff\xfe"[..], &utf16("a,b\n1,", false), &[0, 0xd8], &utf16("\n3,4\n", false)].concat(), 1),
        ([&b"\xff\xfe"[..], &utf16("a,b\n1,2\n3,", false), b"4"].concat(), 2),
    ] {
        let source = open(&file);
        let (mut records, mut record) = (source.records().unwrap(), csv::ByteRecord::new());
        let mut seen = Vec::new();
        while records.read_byte_record(&mut record).unwrap() {
            seen.push(std::str::from_utf8(record.as_slice()).is_err());
        }
        assert_eq!(seen.iter().position(|damaged| *damaged), Some(bad), "{file:?}");
        assert_eq!(seen.iter().filter(|damaged| **damaged).count(), 1, "{file:?}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let kinds: [&[u8]; 13] = [
        b"",
        b" \n ",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x00\x01\x02\x03",
        b"\x28\xb5\x2f\xfdgarbage",
        b"\x1f\x8bgarbage",
        b"PK\x03\x04xl/workbook.xml",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"<!DOCTYPE html><p>a,b",
        b"BZh91AY",
        &[0; 300],
    ];
    for bad in kinds {
        let refused = Source::open(Bytes::copy_from_slice(bad)).unwrap_err();
        assert_eq!(refused.code, ErrorCode::UnreadableFile, "{bad:?}");
        assert!(refused.remedy.is_some(), "{bad:?}");
    }
}

#[test]
fn records_are_bounded() {
    let line = [b"a,b\n1,2\n".as_slice(), &vec![b'x'; 3 << 20]].concat();
    let quote = [b"a,b\r\n1,2\r\n1,\"2\r\n".as_slice(), &b"1,2\r\n".repeat(500_000)].concat();
    for (file, wanted) in [
        (&line[..], "line 3: a line is longer than 1 MiB, or a quote is opened and not closed"),
        (&quote[..], "line 3: a line is longer than 1 MiB, or a quote is opened and not closed"),
        (b"a,b\n1,2\n1,\"2\n3,4\n", "line 3: a quote is opened and never closed"),
        (b"a,b\r\n1,2\r\n1,\"2", "line 3: a quote is opened and never closed"),
        (b"a,\"b\n", "line 1: a quote is opened and never closed"),
    ] {
        for file in [file.to_vec(), gzip(file)] {
            let refused = open(&file).sample(usize::MAX).map(|(header, _)| header).unwrap_err();
            assert_eq!(
                (refused.code, refused.detail),
                (ErrorCode::UnreadableFile, format!("the file cannot be read: {wanted}"))
            );
        }
    }
    let wide = "a,".repeat(100_000);
    assert!(open(wide.as_bytes()).sample(1).unwrap_err().detail.contains("columns"));
    let bomb = zstd::encode_all(b"a,b\n".repeat(20 << 20).as_slice(), 1).unwrap();
    let refused = open(&bomb).sample(usize::MAX).map(|(header, _)| header);
    assert!(refused.unwrap_err().detail.contains("unpacks to more than"));
}

#[test]
fn a_file_on_disk_reads_the_same_at_the_same_time() {
    let text = "a,b\n".repeat(100_000);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.seek(std::io::SeekFrom::End(0)).unwrap();
    let source = Source::open_file(file).unwrap();
    assert_eq!((source.len(), source.bytes()), (text.len() as u64, None));
    let (mut one, mut two) = (source.records().unwrap(), source.clone().records().unwrap());
    let (mut a, mut b, mut count) = (csv::ByteRecord::new(), csv::ByteRecord::new(), 0);
    while one.read_byte_record(&mut a).unwrap() {
        assert!(two.read_byte_record(&mut b).unwrap());
        assert_eq!(a, b);
        count += 1;
    }
    assert_eq!(count, 100_000);
    let mut raw = Vec::new();
    source.raw().read_to_end(&mut raw).unwrap();
    assert_eq!(raw, text.as_bytes());
}

proptest! {
    /// Whatever is in a file, written in any way, is read.
    #[test]
    fn what_is_written_is_read(
        table in proptest::collection::vec(proptest::collection::vec("[a-zé£€ ,;\"\t|x-z]{0,6}", 3), 1..9),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        crlf: bool,
        how in 0..5,
    ) {
        // Two letters of Windows-1252 beside each other may be UTF-8 by chance, but not these.
        let table: Vec<Vec<String>> = table
            .into_iter()
            .map(|row| row.into_iter().map(|f| if how == 3 { f.replace(['£', '€'], "é") } else { f }).collect())
            .collect();
        let header = ["first", "second", "third"];
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::Always)
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        writer.write_record(header).unwrap();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let file = match how {
            0 => text.into_bytes(),
            1 => [b"\xff\xfe".to_vec(), utf16(&text, false)].concat(),
            2 => utf16(&text, true),
            3 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            _ => gzip(text.as_bytes()),
        };
        let got = open(&file).sample(usize::MAX).unwrap();
        let wanted: Vec<Vec<String>> = table
            .iter()
            .map(|row| row.iter().map(|field| field.trim().to_owned()).collect::<Vec<_>>())
            .filter(|row: &Vec<String>| row.iter().any(|field| !field.is_empty()))
            .collect();
        prop_assert_eq!(got.0, header);
        prop_assert_eq!(got.1, wanted);
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..600), marked in 0usize..4) {
        let mark: [&[u8]; 4] = [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\"a\",b\n"];
        if let Ok(source) = Source::open([mark[marked], bytes.as_slice()].concat().into()) {
            let _ = source.sample(usize::MAX);
        }
    }
}
