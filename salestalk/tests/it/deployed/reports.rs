//! A report, and the archive of conversations, through the gateway and by the Lambdas' own roles.

use serde_json::json;

use super::{Tenant, cloud::Cloud, people::send};

/// The month that the tenants have data of. They have one day of it, and so no whole month: the report's is named.
const REPORT: &str = "month-2011-03";

pub(crate) async fn are_made_and_fetched(cloud: &Cloud, tenants: &[Tenant]) {
    let (own, other) = (&tenants[0], &tenants[1]);
    let new = json!({"every": "month", "on": "2011-03-05"});
    let made = send(cloud.request("POST", "/reports", Some(&own.token)).json(&new)).await;
    assert_eq!((made.status.as_u16(), &made.body()["reportId"]), (201, &json!(REPORT)), "{}", made.text);
    let path = format!("/reports/{REPORT}");
    let fetched = send(cloud.request("GET", &path, Some(&own.token))).await;
    assert_eq!((fetched.status.as_u16(), &fetched.body()["reportId"]), (200, &json!(REPORT)), "{}", fetched.text);
    // The other's would be called the same, and was not made.
    let refused = send(cloud.request("GET", &path, Some(&other.token))).await;
    assert_eq!(refused.status, 404, "{}", refused.text);

    // No message is about to expire yet.
    let archive = send(cloud.request("GET", "/archive", Some(&own.token))).await;
    assert_eq!((archive.status.as_u16(), archive.body()), (200, json!({"days": []})), "{}", archive.text);
}
