//! What a user of one tenant, or nobody's, may try over HTTP to see or change what is another's.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    QUESTION, Tenant,
    cloud::Cloud,
    people::{Reply, send},
};

/// A request, and the status it is refused with; `200` is for one that may be answered, of one's own.
pub(crate) struct Attack {
    name: String,
    status: u16,
    /// Whose request it is: the only tenant whose figure may be in the reply.
    by: Option<&'static str>,
    request: reqwest::RequestBuilder,
}

impl Attack {
    pub(crate) async fn must_fail(self, tenants: &[Tenant]) {
        let Reply { status, text } = send(self.request).await;
        assert_eq!(status.as_u16(), self.status, "{}: {text}", self.name);
        for tenant in tenants {
            if self.by == Some(tenant.id) {
                assert!(
                    status != 200 || text.contains(tenant.figure),
                    "{}: it answers something else: {text}",
                    self.name
                );
                continue;
            }
            let (whole, rest) = tenant.figure.split_at(1);
            for figure in [tenant.figure.to_owned(), format!("{whole},{rest}")] {
                assert!(!text.contains(&figure), "{}: it tells the figure of {}: {text}", self.name, tenant.id);
            }
        }
    }
}

pub(crate) async fn of(cloud: &Cloud, operator: &str, tenants: &[Tenant]) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut attack = |name: String, status, by, request| attacks.push(Attack { name, status, by, request });
    let routes = |tenant: &Tenant| {
        [
            ("GET", "/tenants".to_owned()),
            ("GET", format!("/tenants/{}", tenant.id)),
            ("DELETE", format!("/tenants/{}", tenant.id)),
            ("GET", "/fleet".to_owned()),
            ("GET", "/users".to_owned()),
            ("GET", "/usage".to_owned()),
            ("GET", "/catalogue".to_owned()),
            ("GET", format!("/imports/{}", tenant.import)),
            ("POST", "/chat".to_owned()),
            ("GET", format!("/sessions/{}/messages", tenant.session)),
            ("GET", "/reports".to_owned()),
            ("GET", "/archive".to_owned()),
        ]
    };
    let question = json!({"text": QUESTION});
    for (own, other) in tenants.iter().flat_map(|own| tenants.iter().map(move |other| (own, other))) {
        if own.id == other.id {
            continue;
        }
        let by = Some(own.id);
        let token = Some(own.token.as_str());
        for (what, forged) in forged(own, other) {
            for (method, path) in routes(other) {
                attack(
                    format!("{what}: {method} {path}"),
                    401,
                    None,
                    cloud.request(method, &path, Some(&forged)).json(&question),
                );
            }
        }
        // What is the other's is not there.
        for path in [format!("/imports/{}", other.import), format!("/sessions/{}/messages", other.session)] {
            attack(format!("{} on GET {path} of {}", own.id, other.id), 404, by, cloud.request("GET", &path, token));
        }
        let path = format!("/users/{}", other.owner);
        attack(format!("{} on DELETE {path}", own.id), 404, by, cloud.request("DELETE", &path, token));
        let go_on = json!({"text": "And in April 2011?", "sessionId": other.session});
        attack(
            format!("{} in a session of {}", own.id, other.id),
            404,
            by,
            cloud.request("POST", "/chat", token).json(&go_on),
        );
        // A tenant that is named anywhere but in the token is not looked at, or refused.
        let named = format!("/chat?tenantId={0}&tenant={0}&custom:tenant_id={0}", other.id);
        let by_query = cloud.request("POST", &named, token).json(&question);
        attack(format!("{} names {} in the query", own.id, other.id), 200, by, by_query);
        let mut by_header = cloud.request("POST", "/chat", token).json(&question);
        for header in ["x-tenant-id", "x-amzn-tenant", "custom:tenant_id", "x-salestalk-tenant"]
            .iter()
            .filter(|h| !h.contains(':'))
        {
            by_header = by_header.header(*header, other.id);
        }
        attack(format!("{} names {} in headers", own.id, other.id), 200, by, by_header);
        let by_body = json!({"text": QUESTION, "tenantId": other.id, "tenant": other.id});
        let by_body = cloud.request("POST", "/chat", token).json(&by_body);
        attack(format!("{} names {} in the body", own.id, other.id), 422, by, by_body);
        // The operator's routes.
        let mut operators =
            vec![("POST", "/tenants".to_owned()), ("GET", "/tenants".to_owned()), ("GET", "/fleet".to_owned())];
        for id in [own.id, other.id] {
            operators.extend(["GET", "PATCH", "DELETE"].map(|method| (method, format!("/tenants/{id}"))));
            let reads = ["usage", "audit", "archive", "backups", "operations"];
            operators.extend(reads.map(|what| ("GET", format!("/tenants/{id}/{what}"))));
            operators.extend(["backups", "restore"].map(|what| ("POST", format!("/tenants/{id}/{what}"))));
        }
        for (method, path) in operators {
            let request = cloud.request(method, &path, token).json(&json!({"state": "suspended"}));
            attack(format!("{} on {method} {path}", own.id), 403, by, request);
        }
    }
    for tenant in tenants {
        for (method, path) in routes(tenant) {
            attack(format!("no token: {method} {path}"), 401, None, cloud.request(method, &path, None).json(&question));
        }
        let access = cloud.sign_in(&tenant.owner).await.access;
        attack(
            format!("{} by an access token", tenant.id),
            401,
            None,
            cloud.request("POST", "/chat", Some(&access)).json(&question),
        );
        for (method, path) in routes(tenant).into_iter().skip(4) {
            attack(
                format!("operator: {method} {path}"),
                403,
                None,
                cloud.request(method, &path, Some(operator)).json(&question),
            );
        }
    }
    attacks
}

/// `own`'s token, changed so that it says it is `other`'s, or not signed as it should be.
fn forged(own: &Tenant, other: &Tenant) -> Vec<(String, String)> {
    let [header, claims, signature] = own.token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let [.., other_signature] = other.token.split('.').collect::<Vec<_>>()[..] else { panic!("no token") };
    let mut said: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(said["custom:tenant_id"], own.id);
    said["custom:tenant_id"] = other.id.into();
    let altered = URL_SAFE_NO_PAD.encode(said.to_string());
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    [
        ("altered claims", format!("{header}.{altered}.{signature}")),
        ("no algorithm", format!("{none}.{altered}.")),
        ("no signature", format!("{header}.{claims}.")),
        ("another's signature", format!("{header}.{claims}.{other_signature}")),
    ]
    .map(|(what, token)| (format!("{} as {}, {what}", own.id, other.id), token))
    .into()
}
