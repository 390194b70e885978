//! Expiry of a table's items.

use aws_sdk_dynamodb::{
    Client,
    types::{TimeToLiveSpecification, TimeToLiveStatus},
};

use super::Outcome;
use crate::reconcile::StepError;

/// The attribute, in seconds since 1970, after which an item goes.
const ATTRIBUTE: &str = "expiresAt";

/// Lets the items of `table`, which must be active, expire by [`ATTRIBUTE`].
pub(super) async fn ensure(dynamodb: &Client, table: &str) -> Result<Outcome, StepError> {
    if is_on(dynamodb, table).await? {
        return Ok(Outcome::Unchanged);
    }
    let wanted = TimeToLiveSpecification::builder().enabled(true).attribute_name(ATTRIBUTE).build()?;
    let update = dynamodb.update_time_to_live().table_name(table).time_to_live_specification(wanted).send().await;
    match update {
        Ok(_) => Ok(Outcome::Changed),
        // Another executor may have been faster, and AWS takes one such call an hour.
        Err(_) if is_on(dynamodb, table).await? => Ok(Outcome::Unchanged),
        Err(error) => Err(StepError::aws("letting the table's items expire", error)),
    }
}

async fn is_on(dynamodb: &Client, table: &str) -> Result<bool, StepError> {
    let reply = dynamodb.describe_time_to_live().table_name(table).send().await;
    let reply = reply.map_err(|error| StepError::aws("reading the table's expiry", error))?;
    let Some(ttl) = reply.time_to_live_description else { return Ok(false) };
    if !matches!(ttl.time_to_live_status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)) {
        return Ok(false);
    }
    match ttl.attribute_name.as_deref() {
        Some(ATTRIBUTE) => Ok(true),
        other => Err(StepError::Foreign {
            what: format!("the table {table}"),
            why: format!("its items expire by {}, not by {ATTRIBUTE}", other.unwrap_or("another attribute")),
        }),
    }
}
