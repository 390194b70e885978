//! The API of a server in the background, as anybody with any token calls it.

use std::sync::Arc;

use reqwest::{Client, Method, header::HeaderMap};
use serde_json::{Value, json};
use tenancy::{Role, TenantId, token::DevIssuer};

use crate::world::{Server, World};

/// Requests to one server, cheap to clone.
#[derive(Clone)]
pub(crate) struct Api {
    http: Client,
    pub(crate) url: String,
    pub(crate) issuer: Arc<DevIssuer>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

impl Api {
    pub(crate) fn of(world: &World, server: &Server) -> Self {
        let issuer = Arc::new(DevIssuer::open(&world.data_dir().join("issuer.p8")).unwrap());
        Self { http: Client::builder().no_proxy().build().unwrap(), url: server.url(), issuer }
    }

    pub(crate) fn token(&self, role: Role, tenant: Option<&str>) -> String {
        let tenant = tenant.map(|id| id.parse::<TenantId>().unwrap());
        self.issuer.token("somebody", role, tenant.as_ref(), 3600).unwrap()
    }

    pub(crate) fn operator(&self) -> String {
        self.token(Role::PlatformAdmin, None)
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse::<Method>().unwrap(), format!("{}{path}", self.url))
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let reply = request.send().await.unwrap();
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        Reply { status, headers, text: String::from_utf8_lossy(&reply.bytes().await.unwrap()).into_owned() }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Reply {
        let mut request = self.request(method, path);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await
    }

    /// A tenant with the sales of `csv`; the id of its import.
    pub(crate) async fn tenant(&self, id: &str, csv: &str) -> String {
        let body = json!({"tenantId": id, "name": "A tenant", "ownerEmail": format!("owner@{id}.example")});
        let made = self.call("POST", "/tenants", Some(&self.operator()), Some(body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let owner = self.token(Role::Owner, Some(id));
        let import = self.request("POST", "/imports").bearer_auth(&owner).header("content-type", "text/csv");
        let imported = self.send(import.body(csv.to_owned())).await;
        assert_eq!(imported.status, 201, "{}", imported.text);
        imported.json()["importId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn ask(&self, token: &str, text: &str) -> Reply {
        self.call("POST", "/chat", Some(token), Some(json!({"text": text}))).await
    }
}
