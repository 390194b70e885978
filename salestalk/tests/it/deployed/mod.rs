//! The system as it is deployed: the Lambdas' own binaries behind API Gateway and Cognito on MiniStack, on the roles of
//! `policies/` and with IAM enforced. Three tenants with colliding names do their work, and then try each other's.

mod cloud;
mod package;
mod people;

use serde_json::json;

use cloud::Cloud;
use people::send;

const TENANTS: [(&str, &str); 3] = [("acme", "1111.11"), ("acmee", "2222.22"), ("acme2", "3333.33")];
const QUESTION: &str = "What was revenue in March 2011?";

#[tokio::test(flavor = "multi_thread")]
async fn three_tenants_on_aws_services() {
    let started = std::time::Instant::now();
    let cloud = Cloud::deploy().await;
    eprintln!("deployed {:?}", started.elapsed());
    let operator = cloud.operator().await;
    for (id, _) in TENANTS {
        let new = json!({"tenantId": id, "name": id, "ownerEmail": format!("owner@{id}.example")});
        let reply = send(cloud.request("POST", "/tenants", Some(&operator)).json(&new)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    }
    eprintln!("onboarded {:?}", started.elapsed());
    for (id, figure) in TENANTS {
        let token = cloud.sign_in(&cloud.owner_of(id).await).await;
        let csv = format!("date,product,quantity,revenue\n2011-03-05,tea,1,{figure}\n");
        let reply = send(cloud.request("POST", "/imports", Some(&token)).body(csv)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        let reply = send(cloud.request("POST", "/chat", Some(&token)).json(&json!({"text": QUESTION}))).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.body()["facts"][0]["value"], figure, "{}", reply.text);
        eprintln!("{id} {:?}", started.elapsed());
    }
}
