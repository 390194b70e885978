//! Files and requests that cannot be used: the right status and code, and nothing half imported.

use std::io::Write;

use axum::{body::Body, http::StatusCode};
use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    data::catalogue,
    world::{World, head, seen, send},
};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
const GOOD: &str = "536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850.0,France";

fn lines(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

fn unusable() -> Vec<(&'static str, Vec<u8>, &'static str)> {
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
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(long.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(long.as_bytes(), 1).unwrap();
    let one_line = [HEADER.as_bytes(), b"\n", "x".repeat(2 << 20).as_bytes()].concat();
    vec![
        ("empty", Vec::new(), "unreadable_file"),
        ("blank", b" \n\n".to_vec(), "unreadable_file"),
        ("header only", lines(&[HEADER]), "unreadable_file"),
        ("an image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec(), "unreadable_file"),
        ("a column is missing", lines(&[&HEADER.replace("UnitPrice", "Price"), GOOD]), "invalid_field"),
        ("a column stands twice", lines(&[&HEADER.replace("StockCode", "Quantity"), GOOD]), "invalid_field"),
        ("only ragged rows", lines(&[HEADER, "1,2,3", "1"]), "unreadable_file"),
        ("a long line", one_line.clone(), "unreadable_file"),
        ("a long line, packed", zstd::encode_all(one_line.as_slice(), 3).unwrap(), "unreadable_file"),
        ("a cut gzip file", gzip[..gzip.len() / 2].to_vec(), "unreadable_file"),
        ("a cut zstd file", zstd[..zstd.len() / 2].to_vec(), "unreadable_file"),
        ("a gzip file without its end", gzip[..gzip.len() - 4].to_vec(), "unreadable_file"),
        ("zstd in name only", b"\x28\xb5\x2f\xfdgarbage".to_vec(), "unreadable_file"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn unusable_files_are_refused_and_change_nothing() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    for round in 0..2u64 {
        let version = head(&session).await.data_version;
        for (name, file, code) in unusable() {
            let reply = world.import("acme", &file).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {reply:?}");
            assert_eq!(reply.body["code"], code, "{name}: {reply:?}");
            assert!(reply.body["remedy"].is_string(), "{name}: {reply:?}");
            let now = head(&session).await;
            assert_eq!((now.data_version, now.rows, now.importing), (version, round, None), "{name}");
        }
        // A usable file afterwards is not in the way of anything that failed before it.
        if round == 0 {
            let reply = world.import("acme", &lines(&[HEADER, GOOD])).await;
            assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
            assert!(seen(&session).await[0].contains("15.3"), "{:?}", seen(&session).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_kept_aside_with_line_and_reason() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let row = |quantity: &str, date: &str, price: &str| format!("1,A,LANTERN,{quantity},{date},{price},7,France\n");
    let day = "2011-03-08 10:00:00";
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
    file.extend(b"1,A,LANT\xff\xfeERN,1,2011-03-08 10:00:00,1,7,France\n"); // line 14
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
    for wanted in [(3, 2), (4, 3), (5, 1), (6, 1), (9, 3), (14, 1)] {
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
        (with("/time/formats", json!([])), StatusCode::UNPROCESSABLE_ENTITY, "invalid_field"),
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
