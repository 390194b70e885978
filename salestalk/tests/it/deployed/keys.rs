//! API keys, which Lambdas in many processes verify by themselves.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{QUESTION, Tenant, cloud::Cloud, figure, people::send};

/// After this long no process takes a key that was revoked.
const REFUSED_WITHIN: Duration = Duration::from_secs(5);

pub(crate) async fn are_good_until_revoked(cloud: &Cloud, tenants: &[Tenant]) {
    let ask = async |key: &str| send(cloud.request_by_key("POST", "/chat", key).json(&json!({"text": QUESTION}))).await;
    for tenant in tenants {
        let create = cloud.request("POST", "/api-keys", Some(&tenant.token)).json(&json!({"name": "report"}));
        let made = send(create).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let (made, key) = (made.body(), made.body()["key"].as_str().unwrap().to_owned());
        assert_eq!(figure(&ask(&key).await), tenant.figure);
        for other in tenants.iter().filter(|other| other.id != tenant.id) {
            let renamed = key.replace(&format!("_{}_", tenant.id), &format!("_{}_", other.id));
            assert_eq!(ask(&renamed).await.status, 401, "{renamed}");
        }
        // It imports nothing, makes no keys, and is no token for people's API.
        let import = send(cloud.request_by_key("POST", "/imports", &key).body("date,revenue\n2011-03-05,1\n")).await;
        let more = send(cloud.request_by_key("POST", "/api-keys", &key).json(&json!({"name": "more"}))).await;
        let as_person = send(cloud.request("POST", "/chat", Some(&key)).json(&json!({"text": QUESTION}))).await;
        let statuses = [import.status, more.status, as_person.status].map(|status| status.as_u16());
        assert_eq!(statuses, [403, 403, 401]);

        let path = format!("/api-keys/{}", made["keyId"].as_str().unwrap());
        let (revoked, since) = (send(cloud.request("DELETE", &path, Some(&tenant.token))).await, Instant::now());
        assert_eq!(revoked.status, 204, "{}", revoked.text);
        loop {
            let asked = since.elapsed();
            let reply = ask(&key).await;
            if reply.status == 401 {
                break;
            }
            assert!(asked < REFUSED_WITHIN, "{}", reply.text);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
