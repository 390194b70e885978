//! The demo of `salestalk up`: a tenant with a year of real sales, and three questions. All of it goes through the HTTP
//! API, as a customer's would, and a second start finds what the first one made.

use std::time::Instant;

use anyhow::Context;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::{
    client::Client,
    commands::{current_catalogue, question, step, upload, wait_until_done},
    connection::parse_id,
    output,
    stack::{self, Stack},
};

/// The demo's tenant.
pub(crate) const TENANT: &str = "demo";
/// What the demo asks.
pub(crate) const QUESTIONS: [&str; 3] = [
    "What was revenue in March 2011?",
    "Top 3 countries by revenue in August 2011",
    "Compare orders in June 2011 with May 2011",
];
const CATALOGUE: &str = include_str!("../demo/catalogue.json");
const SALES: &[u8] = include_bytes!("../demo/online-retail.csv.zst");
const SALES_NAME: &str = "online-retail.csv.zst";

/// A token of the demo tenant's owner.
///
/// # Errors
/// Signing failed.
pub(crate) fn token(stack: &Stack) -> anyhow::Result<SecretString> {
    stack::owner_token(&stack.issuer, &parse_id(TENANT)?)
}

/// Makes or finds the demo, asks its questions, prints the answers unless `silent`, and returns them.
///
/// # Errors
/// A step failed; what was done stays, and the next start goes on from there.
pub(crate) async fn run(stack: &Stack, silent: bool) -> anyhow::Result<Vec<Value>> {
    let operator = Client::new(&stack.url, &stack.admin_token)?;
    let client = Client::new(&stack.url, &token(stack)?)?;

    let started = Instant::now();
    let tenant = json!({
        "tenantId": TENANT, "name": "Demo Retail Ltd", "ownerEmail": "demo@example.com", "plan": "standard"
    });
    operator.post("/tenants", &tenant).await.context("the demo tenant cannot be made")?;
    step("tenant \"demo\" is ready", started.elapsed());

    let started = Instant::now();
    if current_catalogue(&client).await?.is_none() {
        let catalogue: Value = serde_json::from_str(CATALOGUE)?;
        client.put("/catalogue", &catalogue).await.context("the demo's catalogue cannot be stored")?;
    }
    step("its catalogue is there", started.elapsed());

    let started = Instant::now();
    let import =
        wait_until_done(&client, upload(&client, "/imports", SALES_NAME).body(SALES), "importing sales", silent)
            .await
            .context("the demo's sales cannot be imported")?;
    let before = import.get("unchanged").and_then(Value::as_bool) == Some(true);
    let rows = import.pointer("/rows/imported").map(Value::to_string).unwrap_or_default();
    step(&format!("{rows} sales {}", if before { "were there" } else { "imported" }), started.elapsed());

    let mut answers = Vec::new();
    for text in QUESTIONS {
        let started = Instant::now();
        let reply =
            question(&client, text, None, None).await.with_context(|| format!("\"{text}\" cannot be answered"))?;
        step(&format!("\"{text}\""), started.elapsed());
        if !silent {
            output::say(&format!("\n> {text}\n{}\n", output::answer(&reply)));
        }
        answers.push(reply);
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use sales_metrics::catalogue::Catalogue;

    use super::*;

    #[test]
    fn the_demo_catalogue_is_valid_and_fits_the_file() {
        let catalogue: Catalogue = serde_json::from_str(CATALOGUE).unwrap();
        catalogue.validate().unwrap();
        let mut reader = csv::Reader::from_reader(zstd::Decoder::new(SALES).unwrap());
        let header = reader.headers().unwrap().clone();
        for column in catalogue.columns() {
            assert!(header.iter().any(|name| name == column), "{column}");
        }
    }
}
