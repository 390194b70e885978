//! The system as it is deployed: the Lambdas' own binaries behind API Gateway and Cognito on MiniStack, on the roles of
//! `policies/` and with IAM enforced. Three tenants with colliding names do their work, and then try each other's.

mod attacks;
mod cloud;
mod functions;
mod history;
mod keys;
mod package;
mod people;
mod reports;
mod rights;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    collector::{named, path},
    traces::CALLER,
};
use cloud::Cloud;
use people::{Reply, send};

/// Tenants, their plans, and their revenue in March 2011, which nobody else may see.
const TENANTS: [(&str, &str, &str); 3] =
    [("acme", "standard", "1111.11"), ("acmee", "standard", "2222.22"), ("acme2", "enterprise", "3333.33")];
/// A tenant that is offboarded meanwhile.
const LEAVES: &str = "acme3";
/// A tenant that is made from a backup of another.
const RESTORED: &str = "acme4";
const OFFBOARDED_WITHIN: Duration = Duration::from_secs(60);
const QUESTION: &str = "What was revenue in March 2011?";

/// A tenant at work.
pub(crate) struct Tenant {
    pub(crate) id: &'static str,
    pub(crate) figure: &'static str,
    /// The owner's user name and id token.
    pub(crate) owner: String,
    pub(crate) token: String,
    pub(crate) import: String,
    /// The conversation that the figure was asked for in.
    pub(crate) session: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn three_tenants_on_aws_services() {
    let cloud = Cloud::deploy().await;
    let operator = cloud.operator().await;
    let mut tenants = Vec::new();
    for (id, plan, figure) in TENANTS {
        let made = onboard(&cloud, &operator, id, plan, false).await;
        assert_eq!((made.status.as_u16(), &made.body()["state"]), (201, &json!("active")), "{}", made.text);
        tenants.push(at_work(&cloud, id, figure).await);
    }
    // Takes as long as a request may: it goes on while the others are attacked.
    let offboarding = cloud.request("DELETE", &format!("/tenants/{LEAVES}"), Some(&operator));
    let made = onboard(&cloud, &operator, LEAVES, "standard", true).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let offboarding = tokio::spawn(send(offboarding));

    is_traced(&cloud, &tenants[0]).await;
    keys::are_good_until_revoked(&cloud, &tenants).await;
    history::is_kept_and_deleted(&cloud, &tenants).await;
    reports::are_made_and_fetched(&cloud, &tenants).await;
    is_backed_up_and_restored(&cloud, &operator, &tenants[2]).await;
    let attacks = attacks::of(&cloud, &operator, &tenants).await;
    assert!(attacks.len() > 400, "{}", attacks.len());
    for attack in attacks {
        attack.must_fail(&tenants).await;
    }
    for tenant in &tenants {
        let again = ask(&cloud, &tenant.token, json!({"text": QUESTION, "sessionId": tenant.session})).await;
        assert_eq!(figure(&again), tenant.figure, "{}", again.text);
    }
    for lambda in ["metrics-handler", "chat-handler", "insights-handler", "insights-worker"] {
        rights::each_statement_is_needed(&cloud, &operator, lambda, lambda).await;
    }
    is_offboarded(&cloud, &operator, offboarding.await.unwrap()).await;
    rights::each_statement_is_needed(&cloud, &operator, "tenant-onboard", "control-plane").await;
}

/// What a Lambda did is told before the process may be frozen.
async fn is_traced(cloud: &Cloud, tenant: &Tenant) {
    let asked = cloud.request("POST", "/chat", Some(&tenant.token)).json(&json!({"text": QUESTION}));
    let answer = send(asked.header("traceparent", format!("00-{}-{}-01", CALLER.0, CALLER.1))).await;
    assert_eq!(figure(&answer), tenant.figure, "{}", answer.text);
    let spans = cloud.collector.trace(CALLER.0, "POST /chat").await;
    let request = named(&spans, "POST /chat");
    assert_eq!((request.parent.as_str(), request.service.as_str()), (CALLER.1, "chat-handler"));
    assert_eq!(path(&spans, named(&spans, "figures")), "POST /chat > answer > understand > figures");
}

/// The tenant goes on while the control plane copies it by its own role, and another is made from the copy.
async fn is_backed_up_and_restored(cloud: &Cloud, operator: &str, tenant: &Tenant) {
    let path = format!("/tenants/{}", tenant.id);
    let made = send(cloud.request("POST", &format!("{path}/backups"), Some(operator))).await;
    assert_eq!((made.status.as_u16(), &made.body()["state"]), (200, &json!("succeeded")), "{}", made.text);
    let new = json!({"tenantId": RESTORED, "name": RESTORED, "ownerEmail": format!("owner@{RESTORED}.example")});
    let restored = send(cloud.request("POST", &format!("{path}/restore"), Some(operator)).json(&new)).await;
    assert_eq!((restored.status.as_u16(), &restored.body()["state"]), (201, &json!("active")), "{}", restored.text);
    let token = cloud.sign_in(&cloud.owner_of(RESTORED).await).await.id;
    let answer = ask(cloud, &token, json!({"text": QUESTION})).await;
    assert_eq!(figure(&answer), tenant.figure, "{}", answer.text);
}

/// The request leaves the rest to the queue, and the worker does it, by its own role.
async fn is_offboarded(cloud: &Cloud, operator: &str, reply: Reply) {
    assert_eq!(reply.status, 202, "{}", reply.text);
    let path = format!("/tenants/{LEAVES}");
    let mut shown = Value::Null;
    let until = Instant::now() + OFFBOARDED_WITHIN;
    while shown["state"] != "erased" {
        assert!(Instant::now() < until, "{shown}");
        tokio::time::sleep(Duration::from_millis(200)).await;
        shown = send(cloud.request("GET", &path, Some(operator))).await.body();
    }
    let archive = send(cloud.request("GET", &format!("{path}/archive"), Some(operator))).await;
    assert_eq!(archive.status, 200, "{}", archive.text);
    cloud.nothing_is_left_to_do().await;
}

/// The operator onboards a tenant.
pub(crate) async fn onboard(cloud: &Cloud, operator: &str, id: &str, plan: &str, seed: bool) -> Reply {
    let new = json!({
        "tenantId": id, "name": id, "ownerEmail": format!("owner@{id}.example"), "plan": plan, "seedExample": seed
    });
    send(cloud.request("POST", "/tenants", Some(operator)).json(&new)).await
}

/// The owner, whom onboarding has invited, signs in, imports a file and asks.
async fn at_work(cloud: &Cloud, id: &'static str, amount: &'static str) -> Tenant {
    let owner = cloud.owner_of(id).await;
    let token = cloud.sign_in(&owner).await.id;
    let csv = format!("date,product,quantity,revenue\n2011-03-05,tea,1,{amount}\n");
    let imported = import(cloud, &token, csv).await;
    assert_eq!(imported.status, 201, "{}", imported.text);
    let import = imported.body()["importId"].as_str().unwrap().to_owned();
    let answer = ask(cloud, &token, json!({"text": QUESTION})).await;
    assert_eq!(figure(&answer), amount, "{}", answer.text);
    let session = answer.body()["sessionId"].as_str().unwrap().to_owned();
    Tenant { id, figure: amount, owner, token, import, session }
}

pub(crate) async fn import(cloud: &Cloud, token: &str, csv: String) -> Reply {
    send(cloud.request("POST", "/imports", Some(token)).body(csv)).await
}

pub(crate) async fn ask(cloud: &Cloud, token: &str, question: Value) -> Reply {
    send(cloud.request("POST", "/chat", Some(token)).json(&question)).await
}

/// The one figure of an answer.
fn figure(answer: &Reply) -> String {
    answer.body()["facts"][0]["value"].as_str().unwrap_or_default().to_owned()
}
