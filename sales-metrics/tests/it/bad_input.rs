//! Files and requests that cannot be used: the right status and code, and nothing half imported.

use std::{collections::BTreeSet, io::Write};

use axum::{body::Body, http::StatusCode};
use sales_metrics::dataset::Dataset;
use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    data::catalogue,
    world::{Reply, World, head, send},
};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
const GOOD: &str = "536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850.0,France";

fn lines(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

/// The header and these lines after it.
fn file(rows: &[&str]) -> Vec<u8> {
    [&[HEADER], rows].concat().iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

fn row(quantity: &str, date: &str, price: &str) -> String {
    format!("1,A,LANTERN,{quantity},{date},{price},7,France")
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(plain).unwrap();
    gzip.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What comes of a file.
enum Outcome {
    /// Nothing is imported; the code, and a part of what the reply says.
    Refused(&'static str, &'static str),
    /// So many rows are imported, and so many rejected for each reason.
    Imported(u64, &'static [(&'static str, u64)]),
}
use Outcome::{Imported, Refused};

const UNREADABLE: &str = "unreadable_file";
const DAY: &str = "2011-03-08 10:00:00";

fn refused() -> Vec<(&'static str, Vec<u8>, Outcome)> {
    // Noise that packs badly, so that half of the packed file is half of the text.
    let noise: String = (0..20_000u64)
        .map(|n| {
            format!(
                "{},85123A,LANTERN,6,2010-12-01 08:26:00,2.55,{},France\n",
                n,
                n.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            )
        })
        .collect();
    let long = format!("{HEADER}\n{noise}");
    let (packed, zstd) = (gzip(long.as_bytes()), zstd::encode_all(long.as_bytes(), 1).unwrap());
    let one_line = [&file(&[]), "x".repeat(2 << 20).as_bytes()].concat();
    let unclosed = [&file(&[GOOD, "2,A,\"LANTERN,6"]), GOOD.as_bytes()].concat();
    let swallowed = [file(&[GOOD, "2,A,\"LANTERN,6"]), format!("{GOOD}\n").repeat(30_000).into_bytes()].concat();
    let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec();
    let noise: Vec<u8> = (0..5_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    vec![
        ("empty", Vec::new(), Refused(UNREADABLE, "the file is empty")),
        ("blank", b" \n\n".to_vec(), Refused(UNREADABLE, "the file is empty")),
        ("blank lines", b"\r\n".repeat(1_000), Refused(UNREADABLE, "the file is empty")),
        ("a byte order mark alone", b"\xef\xbb\xbf".to_vec(), Refused(UNREADABLE, "the file is empty")),
        ("header only", file(&[]), Refused(UNREADABLE, "it has a header only")),
        ("an image", image, Refused(UNREADABLE, "an image")),
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec(), Refused(UNREADABLE, "a PDF")),
        (
            "an Excel workbook",
            b"PK\x03\x04\x14\0\x06\0xl/workbook.xml".to_vec(),
            Refused(UNREADABLE, "an Excel workbook"),
        ),
        ("a web page", b"<!DOCTYPE html>\n<title>Login</title>".to_vec(), Refused(UNREADABLE, "a web page")),
        ("packed otherwise", b"BZh91AY&SY".to_vec(), Refused(UNREADABLE, "packed by bzip2")),
        ("zeros", vec![0; 4_096], Refused(UNREADABLE, "no text")),
        ("noise", noise, Refused(UNREADABLE, "no text")),
        ("UTF-32", utf16("\u{feff}\0I\0n\0v\0o\0i\0c\0e\0"), Refused(UNREADABLE, "the header is not valid UTF-16")),
        (
            "a header that is not valid",
            [&b"\xff\xfe\0\xd8"[..], &utf16("a,b\n1,2\n")].concat(),
            Refused(UNREADABLE, "the header is not valid UTF-16"),
        ),
        (
            "a column is missing",
            lines(&[&HEADER.replace("UnitPrice", "Price"), GOOD]),
            Refused("invalid_field", "no column \"UnitPrice\""),
        ),
        (
            "a column stands twice",
            lines(&[&HEADER.replace("StockCode", "Quantity"), GOOD]),
            Refused("invalid_field", "stands twice"),
        ),
        ("JSON", b"[{\"InvoiceNo\": 1}]".to_vec(), Refused("invalid_field", "no column")),
        (
            "many columns",
            [HEADER.as_bytes(), ",x".repeat(100_000).as_bytes(), b"\n"].concat(),
            Refused(UNREADABLE, "100008 columns"),
        ),
        ("only ragged rows", file(&["1,2,3", "1"]), Refused(UNREADABLE, "fields in place of 8")),
        (
            "another delimiter in the rows",
            file(&[&GOOD.replace(',', ";")]),
            Refused(UNREADABLE, "1 fields in place of 8"),
        ),
        (
            "decimal commas between commas",
            file(&[&row("1", DAY, "2,55")]),
            Refused(UNREADABLE, "9 fields in place of 8"),
        ),
        (
            "only absurd dates",
            file(&[&row("1", "0000-01-01", "1"), &row("1", "9999-12-31", "1")]),
            Refused(UNREADABLE, "InvoiceDate is no date of the known forms: \"0000-01-01\""),
        ),
        ("a long line", one_line.clone(), Refused(UNREADABLE, "line 2: a line is longer than 1 MiB")),
        (
            "a long line, packed",
            zstd::encode_all(one_line.as_slice(), 3).unwrap(),
            Refused(UNREADABLE, "line 2: a line is longer"),
        ),
        ("a quote is never closed", unclosed, Refused(UNREADABLE, "line 3: a quote is opened and never closed")),
        (
            "a quote swallows much",
            swallowed,
            Refused(UNREADABLE, "line 3: a line is longer than 1 MiB, or a quote is opened"),
        ),
        ("a cut gzip file", packed[..packed.len() / 2].to_vec(), Refused(UNREADABLE, "breaks off")),
        ("a cut zstd file", zstd[..zstd.len() / 2].to_vec(), Refused(UNREADABLE, "breaks off")),
        ("a gzip file without its end", packed[..packed.len() - 4].to_vec(), Refused(UNREADABLE, "breaks off")),
        ("zstd in name only", b"\x28\xb5\x2f\xfdgarbage".to_vec(), Refused(UNREADABLE, "cannot be read")),
        ("gzip in name only", b"\x1f\x8bgarbage".to_vec(), Refused(UNREADABLE, "cannot be read")),
    ]
}

/// Files with something wrong in them that are read all the same, each with a good row.
fn imported() -> Vec<(&'static str, Vec<u8>, Outcome)> {
    let good = |place: u32| GOOD.replace("536365", &place.to_string());
    let text = format!("{HEADER}\n{}\n{}\n", good(1), good(2).replace("LANTERN", "CAF\u{c9} \u{a3}"));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let swapped: Vec<u8> = utf16(&text).chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
    let bytes = |rows: &[&[u8]]| [HEADER.as_bytes(), b"\n", &rows.join(&b'\n'), b"\n"].concat();
    let surrogate = [
        utf16(&format!("\u{feff}{HEADER}\n1,A,LAN")),
        vec![0, 0xd8],
        utf16(&format!("TERN,1,{DAY},1,7,France\n{}\n", good(3))),
    ]
    .concat();
    let with = |bad: &[String]| file(&bad.iter().map(String::as_str).chain([GOOD]).collect::<Vec<_>>());
    let bad_dates =
        ["", "NULL", "yesterday", "2011-02-31", "29/02/2011", "0000-01-01", "9999-12-31", "40513", "2011-03-08 25:00"];
    let bad_numbers =
        ["NaN", "inf", "1e400", "=1+1", "=SUM(A1)", "@SUM(1)", "+cmd|calc", "#N/A", "12 apples", "0x10", "\u{661}"];
    let long = "9".repeat(30);
    let marks = ["1.5", "1.25", "\"3,5\"", "1.234"];
    vec![
        ("Latin-1", latin, Imported(2, &[])),
        ("UTF-16 with a mark", [b"\xff\xfe".to_vec(), utf16(&text)].concat(), Imported(2, &[])),
        ("UTF-16 without one", swapped.clone(), Imported(2, &[])),
        ("UTF-16 with a byte too many", [swapped, vec![b'1']].concat(), Imported(2, &[("1 fields in place of 8", 1)])),
        (
            "half a character in UTF-16",
            surrogate,
            Imported(1, &[("column 3 is not valid text: is its encoding right?", 1)]),
        ),
        (
            "damaged UTF-8",
            bytes(&[
                "1,A,\u{a3}5,1,2011-03-08,1,7,France".as_bytes(),
                b"1,A,\xff,1,2011-03-08,1,7,France",
                b"1,A,B,1,2011-03-0\xff,1,7,France",
            ]),
            Imported(
                1,
                &[
                    ("column 3 is not valid text: is its encoding right?", 1),
                    ("column 5 is not valid text: is its encoding right?", 1),
                ],
            ),
        ),
        (
            "zeros in a row",
            bytes(&[b"1,A,LAN\0TERN,1,2011-03-08,1,7,France", GOOD.as_bytes()]),
            Imported(1, &[("column 3 is not valid text: is its encoding right?", 1)]),
        ),
        (
            "numbers that are none",
            with(&bad_numbers.map(|n| row(n, DAY, "1"))),
            Imported(1, &[("Quantity is no number: \"NaN\"", 10), ("Quantity has more than 28 digits: \"1e400\"", 1)]),
        ),
        (
            "numbers that are too long",
            with(&[row(&long, DAY, "1"), row("1", DAY, &format!("0.{long}"))]),
            Imported(
                1,
                &[
                    ("Quantity has more than 28 digits: \"999999999999999999999999999999\"", 1),
                    ("UnitPrice has more than 28 digits: \"0.999999999999999999999999999999\"", 1),
                ],
            ),
        ),
        (
            "figures that are too large",
            with(&[
                row(&long[..20], DAY, &long[..18]),
                row("1000000000", DAY, "1000000000"),
                row("1", DAY, "0.00000000001"),
            ]),
            Imported(1, &[("a figure is out of range", 3)]),
        ),
        (
            "nothing in place of numbers",
            with(&["", "NULL", "N/A", "-", "None"].map(|n| row(n, DAY, "1"))),
            Imported(6, &[]),
        ),
        (
            "dates that are none",
            with(&bad_dates.map(|date| row("1", date, "1"))),
            Imported(
                1,
                &[("InvoiceDate is no date of the known forms: \"yesterday\"", 7), ("InvoiceDate is blank", 2)],
            ),
        ),
        (
            "ragged rows",
            with(&["1,2,3".to_owned(), format!("{GOOD},more"), "9".to_owned()]),
            Imported(1, &[("1 fields in place of 8", 1), ("3 fields in place of 8", 1), ("9 fields in place of 8", 1)]),
        ),
        (
            "a quote in a field",
            with(&[
                "1,A,LAN\"TERN,1,2011-03-08,1,7,France".to_owned(),
                "1,A,\"LAN\"TERN,1,2011-03-08,1,7,France".to_owned(),
            ]),
            Imported(3, &[]),
        ),
        (
            "a long name",
            with(&[format!("1,A,{},1,{DAY},1,7,France", "X".repeat(500_000))]),
            Imported(
                1,
                &[("Description is longer than 1,000 bytes: \"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX…\"", 1)],
            ),
        ),
        (
            "mixed line ends",
            format!("{HEADER}\r\n{}\n{}\r{}\r\n", good(4), good(5), good(6)).into_bytes(),
            Imported(3, &[]),
        ),
        ("line ends of old Macs", format!("{HEADER}\r{}\r{}\r", good(7), good(8)).into_bytes(), Imported(2, &[])),
        (
            "two files in one, with marks",
            format!("\u{feff}{HEADER}\n{}\n\u{feff}{HEADER}\n{}\n", good(9), good(10)).into_bytes(),
            Imported(2, &[("InvoiceDate is no date of the known forms: \"InvoiceDate\"", 1)]),
        ),
        (
            "marks of direction",
            with(&[row("\u{200e}1\u{200e}", "\u{200e}8/3/2011\u{200f}", "\u{202a}1.5\u{202c}")]),
            Imported(2, &[]),
        ),
        ("control characters", with(&["1,A,LAN\u{7}TERN,1,2011-03-08,1,7,France".to_owned()]), Imported(2, &[])),
        ("blank header cells", lines(&[&format!("\u{feff} {HEADER} ,,"), &format!("{GOOD},,")]), Imported(1, &[])),
        (
            "blank lines around and a named delimiter",
            format!(
                "sep=;\r\n\r\n \r\n{}\r\n{}\r\n;;;;;;;\r\n\r\n",
                HEADER.replace(',', ";"),
                good(11).replace(',', ";").replace("2.55", "2,55")
            )
            .into_bytes(),
            Imported(1, &[]),
        ),
        (
            "a number of the other mark",
            with(&marks.map(|price| row("1", DAY, price))),
            Imported(
                3,
                &[
                    ("UnitPrice does not have the decimal mark of the column: \"3,5\"", 1),
                    (
                        "UnitPrice could be read with a decimal point or a decimal comma, and the column has both: \"1.234\"",
                        1,
                    ),
                ],
            ),
        ),
        (
            "dates of the other order",
            with(&["13/1/2011", "14/1/2011", "1/13/2011", "2/1/2011"].map(|date| row("1", date, "1"))),
            Imported(4, &[("InvoiceDate is no date of the known forms: \"1/13/2011\"", 1)]),
        ),
    ]
}

/// What is not as `outcome` has it, of the reply to a file and of the tenant's data before and after it.
fn wrong(outcome: &Outcome, reply: &Reply, before: &Dataset, now: &Dataset) -> Option<&'static str> {
    let told = |name: &str| reply.body[name].as_str().unwrap_or_default();
    match outcome {
        _ if now.importing.is_some() => Some("the import still holds its claim"),
        Refused(code, said) => match () {
            () if reply.status != StatusCode::UNPROCESSABLE_ENTITY || told("code") != *code => Some("its code"),
            () if !told("detail").contains(said) || told("remedy").is_empty() => Some("what it says"),
            () if (now.data_version, now.rows) != (before.data_version, before.rows) => Some("something is in"),
            () => None,
        },
        Imported(rows, reasons) => {
            let rejected: u64 = reasons.iter().map(|(_, count)| count).sum();
            let counts = json!({"read": rows + rejected, "imported": rows, "rejected": rejected});
            let list = reply.body["rejections"].as_array().map(Vec::as_slice).unwrap_or_default();
            let list: BTreeSet<_> = list.iter().map(|r| (r["reason"].as_str(), r["count"].as_u64())).collect();
            let wanted = reasons.iter().map(|(reason, count)| (Some(*reason), Some(*count))).collect();
            match () {
                () if reply.status != StatusCode::CREATED || reply.body["rows"] != counts => Some("its rows"),
                () if list != wanted => Some("its reasons"),
                () if now.rows != before.rows + rows || now.data_version <= before.data_version => Some("what is in"),
                () => None,
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_files_have_a_clear_outcome_and_nothing_is_half_in() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    // What is refused is sent once before any figure is there, and once beside figures.
    let files = || refused().into_iter().chain(imported());
    assert!(files().count() >= 40);
    let mut all = Vec::new();
    for (name, file, outcome) in files().chain(refused()) {
        let before = head(&session).await;
        let reply = world.import("acme", &file).await;
        let now = head(&session).await;
        if let Some(what) = wrong(&outcome, &reply, &before, &now) {
            all.push(format!("{name}: {what}: {}", reply.body));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Says to a test that it is alone in its process.
const ALONE: &str = "SALESTALK_TEST_ALONE";

/// Peak memory of this process, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[test]
fn the_largest_files_take_little_memory() {
    if std::env::var_os(ALONE).is_none() {
        let name = "bad_input::the_largest_files_take_little_memory";
        let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
        let alone = alone.args([name, "--exact", "--nocapture"]).env(ALONE, "1").output().unwrap();
        assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stderr));
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let world = World::start().await;
        let session = world.tenant("acme").await;
        assert_eq!(world.import("acme", &file(&[GOOD])).await.status, StatusCode::CREATED);
        // Members of a gzip file follow each other: 256 times 4 MiB on one line.
        let gigabyte = [gzip(&file(&[])), gzip(&vec![b'x'; 4 << 20]).repeat(256)].concat();
        let quoted = [gzip(&file(&["1,A,\"LANTERN"])), gzip(&b"x,\r\n".repeat(1 << 20)).repeat(256)].concat();
        let bomb =
            zstd::encode_all([file(&[]), format!("{GOOD}\n").repeat(1 << 20).into_bytes()].concat().as_slice(), 1)
                .unwrap();
        let blank = gzip(&vec![b'\n'; 4 << 20]).repeat(64);
        for (name, file, most, said) in [
            ("a line of a gigabyte", gigabyte, 32, "line 2: a line is longer than 1 MiB"),
            ("a quote of a gigabyte", quoted, 32, "line 2: a line is longer than 1 MiB, or a quote"),
            ("blank lines", blank, 32, "the file is empty"),
            ("a bomb", bomb, 128, "unpacks to more than 250 times its size"),
        ] {
            let before = peak();
            let reply = world.import("acme", &file).await;
            assert_eq!(
                (reply.status, &reply.body["code"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(UNREADABLE)),
                "{name}"
            );
            assert!(reply.body["detail"].as_str().unwrap().contains(said), "{name}: {reply:?}");
            assert!(peak() - before <= most, "{name}: {} MiB on top of {before}", peak() - before);
            assert_eq!(head(&session).await.rows, 1, "{name}");
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_kept_aside_with_line_and_reason() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let row = |quantity: &str, date: &str, price: &str| row(quantity, date, price) + "\n";
    let day = DAY;
    let mut file = format!("{HEADER}\n{GOOD}\n").into_bytes();
    for bad in [
        "1,2,3\n".to_owned(),                                    // line 3
        row("1", "", "1"),                                       // line 4
        row("NaN", day, "1"),                                    // line 5
        row("1", day, "1e400"),                                  // line 6
        row("1", "0000-01-01 00:00:00", "1"),                    // line 7
        row("1", "9999-12-31 00:00:00", "1"),                    // line 8
        row("100000000000000000000", day, "100000000000000000"), // line 9: more than any decimal holds
        row("1000000000", day, "1000000000"),                    // line 10
        row("1", day, "0.00000000001"),                          // line 11
        "\"multi\nline\",2,3\n".to_owned(),                      // lines 12 and 13
    ] {
        file.extend(bad.into_bytes());
    }
    file.extend(b"1,A,LANT\0ERN,1,2011-03-08 10:00:00,1,7,France\n"); // line 14
    file.extend(row("", day, "9").into_bytes()); // A blank number adds nothing.
    let reply = world.import("acme", &file).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
    assert_eq!(reply.body["rows"], json!({"read": 13, "imported": 2, "rejected": 11}), "{reply:?}");
    let rejections: Vec<(u64, u64)> = reply.body["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["firstLine"].as_u64().unwrap(), r["count"].as_u64().unwrap()))
        .collect();
    for wanted in [(3, 2), (4, 1), (5, 1), (6, 1), (7, 2), (9, 3), (14, 1)] {
        assert!(rejections.contains(&wanted), "{wanted:?}: {}", reply.body["rejections"]);
    }
    assert_eq!(reply.body["totals"][0]["value"].as_str().unwrap().parse::<f64>().unwrap(), 15.3);
    let id = reply.body["importId"].as_str().unwrap();
    assert_eq!(world.get("acme", &format!("/imports/{id}")).await.body, reply.body);
    let key = format!("{}imports/{id}/rejected.csv", session.prefix);
    let aside = session.s3.get_object().bucket(&session.bucket).key(key).send().await.unwrap();
    let aside = aside.body.collect().await.unwrap().to_vec();
    assert_eq!(csv::ReaderBuilder::new().flexible(true).from_reader(aside.as_slice()).byte_records().count(), 11);

    world.tenant("other").await;
    let theirs = world.get("other", &format!("/imports/{id}")).await;
    assert_eq!((theirs.status, &theirs.body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    assert_eq!(world.get("acme", "/imports/nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_told_what_is_wrong() {
    let world = World::start().await;
    let session = world.bare_tenant("acme").await;
    assert_eq!(world.get("acme", "/catalogue").await.status, StatusCode::NOT_FOUND);
    let with = |path: &str, value: Value| {
        let mut changed = catalogue();
        *changed.pointer_mut(path).unwrap() = value;
        changed.to_string()
    };
    let mut unknown = catalogue();
    unknown["colour"] = json!("blue");
    for (body, status, code) in [
        ("no json".to_owned(), StatusCode::BAD_REQUEST, "invalid_request"),
        (unknown.to_string(), StatusCode::UNPROCESSABLE_ENTITY, "invalid_field"),
        (with("/currency", json!("pounds")), StatusCode::UNPROCESSABLE_ENTITY, "invalid_field"),
        (
            with("/measures/0/aggregate", json!({"sum": "Quantity *"})),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_field",
        ),
        (with("/measures/0/name", json!("units")), StatusCode::UNPROCESSABLE_ENTITY, "invalid_field"),
        (with("/time/formats", json!(["%Y-%m"])), StatusCode::UNPROCESSABLE_ENTITY, "invalid_field"),
    ] {
        let reply = world.put_catalogue("acme", Role::Admin, body.clone()).await;
        assert_eq!((reply.status, &reply.body["code"]), (status, &json!(code)), "{body}");
    }
    let forbidden = world.put_catalogue("acme", Role::Member, catalogue().to_string()).await;
    assert_eq!((forbidden.status, &forbidden.body["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    let member = world.token("acme", Role::Member);
    for (token, status, code) in [
        (Some(&*member), StatusCode::FORBIDDEN, "forbidden"),
        (Some("nonsense"), StatusCode::UNAUTHORIZED, "unauthenticated"),
        (None, StatusCode::UNAUTHORIZED, "unauthenticated"),
    ] {
        let reply = send(world.app(), "POST", "/imports", token, &[], Body::from(lines(&[HEADER, GOOD]))).await;
        assert_eq!((reply.status, &reply.body["code"]), (status, &json!(code)));
    }
    for path in ["/catalogue", "/imports/nonsense"] {
        assert_eq!(send(world.app(), "GET", path, None, &[], Body::empty()).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(head(&session).await.revision, 0);
    assert_eq!(world.get("acme", "/catalogue").await.status, StatusCode::NOT_FOUND);
}
