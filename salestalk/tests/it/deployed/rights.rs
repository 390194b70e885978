//! That the Lambdas work on nothing but their roles' rights: each statement of a role's policies is taken away in turn,
//! and the work that needs it fails until it is back. A new tenant each time, so that no Lambda has a session of it yet.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    QUESTION, ask,
    cloud::Cloud,
    import, onboard,
    people::{Reply, send},
};
use crate::ministack::allow;

const LOOKED_THROUGH_WITHIN: Duration = Duration::from_secs(15);
/// Statements that this work does not miss on MiniStack, and what they are for.
const NOT_MISSED: [(&str, &str, &str); 6] = [
    ("control-plane", "Aliases", "MiniStack does not ask for a right on the alias"),
    ("control-plane", "Storage", "MiniStack's S3 and DynamoDB do not ask for a right on the key"),
    ("control-plane", "PutOffWork", "the offboarding needs it, and the sweep makes up for it"),
    ("chat-handler", "Guardrails", "MiniStack has none"),
    ("insights-handler", "InsightsQueue", "what it cannot send, the worker's schedule sends within the hour"),
    ("insights-worker", "InsightsQueue", "what its schedule cannot send, it sends an hour later"),
];

pub(crate) async fn each_statement_is_needed(cloud: &Cloud, operator: &str, lambda: &str, name: &str) {
    let whole = cloud.policy(name, lambda);
    let mut not_missed = Vec::new();
    for at in 0..whole["Statement"].as_array().unwrap().len() {
        let mut less = whole.clone();
        let dropped = less["Statement"].as_array_mut().unwrap().remove(at);
        allow(&cloud.stack, lambda, name, &less).await;
        let tenant = format!("{}{at}", name.replace('-', ""));
        let works = works(cloud, operator, &tenant).await;
        allow(&cloud.stack, lambda, name, &whole).await;
        if works.is_ok() {
            not_missed.push(dropped["Sid"].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<&str> =
        NOT_MISSED.iter().filter(|(policy, ..)| *policy == name).map(|(_, sid, _)| *sid).collect();
    assert_eq!(not_missed, expected, "{name}");
    // With all its rights it works: nothing else was at fault.
    works(cloud, operator, &format!("{}x", name.replace('-', ""))).await.unwrap();
}

/// Onboards a tenant with the example data, and has its owner import and ask; what failed first.
async fn works(cloud: &Cloud, operator: &str, id: &str) -> Result<(), String> {
    let succeeded = |reply: Reply, status: u16| if reply.status == status { Ok(reply) } else { Err(reply.text) };
    succeeded(onboard(cloud, operator, id, "enterprise", true).await, 201)?;
    let path = |what: &str| format!("/tenants/{id}/{what}");
    succeeded(send(cloud.request("POST", &path("reconcile"), Some(operator))).await, 200)?;
    succeeded(send(cloud.request("GET", &path("audit/verification"), Some(operator))).await, 200)?;
    // That they cannot be written fails nobody's request.
    if cloud.audit_copies(id).await == 0 {
        return Err("the audit trail has no copies".to_owned());
    }
    let token = cloud.sign_in(&cloud.owner_of(id).await).await.id;
    let columns = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
    let csv = format!("{columns}\n1,1,TEA,1,2011-03-05 12:00:00,5,1.0,France\n");
    succeeded(import(cloud, &token, csv).await, 201)?;
    let model = "bedrock:amazon.nova-micro-v1:0";
    let answer = succeeded(ask(cloud, &token, json!({"text": QUESTION, "model": model})).await, 200)?;
    if answer.body()["usage"]["model"] == "narrator" {
        return Err(answer.text);
    }
    // The import tells of it; the schedule would, too.
    looked_through(cloud, &token).await?;
    // That the worker cannot be told of new settings fails nobody's request.
    let settings = json!({"timeZone": "UTC", "hour": 6, "reports": []});
    succeeded(send(cloud.request("PUT", "/insights/settings", Some(&token)).json(&settings)).await, 200)?;
    let sent = cloud.schedule("insights-worker").await;
    if sent["sent"].is_u64() { Ok(()) } else { Err(sent.to_string()) }
}

/// Waits until the import's message has come to insights-worker.
async fn looked_through(cloud: &Cloud, token: &str) -> Result<(), String> {
    let until = Instant::now() + LOOKED_THROUGH_WITHIN;
    loop {
        let reply = send(cloud.request("GET", "/insights", Some(token))).await;
        if reply.status == 200 && reply.body()["dataVersion"] == "2" {
            return Ok(());
        }
        if reply.status != 200 || Instant::now() > until {
            return Err(reply.text);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
