//! `POST /metrics`: rows of sales as JSON.

use axum::{extract::State as Extract, http::HeaderMap, response::Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use tenancy::{ApiError, ApiJson, ApiQuery, TenantCaller};
use utoipa::ToSchema;

use super::{
    State,
    imports::{ImportOptions, receive},
};
use crate::import::ImportRecord;

/// Rows in one request; more are sent as a file.
const MOST_ROWS: usize = 50_000;

/// Rows of sales.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SalesRows {
    /// Each with the columns that the catalogue names; text, numbers and nothing (`null`) are taken.
    #[schema(min_items = 1, max_items = 50_000, value_type = Vec<Object>,
        example = json!([{"InvoiceNo": "9", "Description": "MUG", "Quantity": 6, "InvoiceDate": "2011-12-01 08:26:00",
            "UnitPrice": "2.55", "CustomerID": 17850, "Country": "France"}]))]
    rows: Vec<Map<String, Value>>,
}

/// Imports rows as if they were a file of them: the same rows again change nothing.
#[utoipa::path(post, operation_id = "import_rows", path = "/metrics", tag = "metrics", request_body = SalesRows,
    params(ImportOptions), responses(
        (status = 201, body = ImportRecord), (status = 200, body = ImportRecord, description = "The rows were imported before"),
        (status = 202, body = ImportRecord), (status = 404, description = "The token's tenant is not there"),
        (status = 409, description = "Another import is at work, or the tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiQuery(options): ApiQuery<ImportOptions>,
    headers: HeaderMap,
    ApiJson(SalesRows { rows }): ApiJson<SalesRows>,
) -> Result<Response, ApiError> {
    let file = csv_of(&rows)?;
    receive(state, &caller, options, &headers, "rows.csv", file.into()).await
}

/// The rows as a CSV file; its header is every column that any row has, in the order met.
fn csv_of(rows: &[Map<String, Value>]) -> Result<Vec<u8>, ApiError> {
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(ApiError::field("rows", format!("there are {}", rows.len()))
            .remedy("send 1 to 50,000 rows at once, more as a file (POST /imports)"));
    }
    let mut columns: Vec<&str> = Vec::new();
    for column in rows.iter().flat_map(Map::keys) {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    let failed = |e: csv::Error| ApiError::internal("reading rows", e);
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(&columns).map_err(failed)?;
    for (place, row) in rows.iter().enumerate() {
        let cell = |column: &&str| match row.get(*column) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(_) => Err(ApiError::field(format!("rows[{place}].{column}"), "it is no text and no number")
                .remedy("send a text, a number or null")),
        };
        let cells: Vec<String> = columns.iter().map(cell).collect::<Result<_, ApiError>>()?;
        file.write_record(&cells).map_err(failed)?;
    }
    file.into_inner().map_err(|e| ApiError::internal("reading rows", e.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_become_a_file() {
        let rows: SalesRows = serde_json::from_value(json!({"rows": [
            {"a": "x,\"y\"", "b": 1.50}, {"b": 12_345_678_901_234_567_u64, "c": null}]}))
        .unwrap();
        let file = String::from_utf8(csv_of(&rows.rows).unwrap()).unwrap();
        assert_eq!(file, "a,b,c\n\"x,\"\"y\"\"\",1.5,\n,12345678901234567,\n");
        let rows: SalesRows = serde_json::from_value(json!({"rows": [{"a": 1}, {"a": [1]}]})).unwrap();
        assert_eq!(csv_of(&rows.rows).unwrap_err().field.as_deref(), Some("rows[1].a"));
        assert!(csv_of(&[]).is_err());
    }
}
