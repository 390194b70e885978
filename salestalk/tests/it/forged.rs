//! Requests that are forged or tampered with, sent to a server that has something to lose: none is served.

use std::io::{Read, Write};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tenancy::{Role, token::DevIssuer};

use crate::{
    api::Api,
    world::{Server, World},
};

/// A figure and a name that are in one tenant's data, and nowhere else.
const CANARIES: [&str; 2] = ["Zqcanaryland", "7,341,209.88"];
const SALES: &str = "Date,Country,Revenue\n2024-03-01,Zqcanaryland,7341209.88\n";
const OTHER_SALES: &str = "Date,Country,Revenue\n2024-03-01,France,5.00\n";

/// Each of these is asked of the victim's data with each forged token.
const ROUTES: [(&str, &str); 4] = [("POST", "/chat"), ("GET", "/catalogue"), ("GET", "/users"), ("GET", "/tenants")];

/// Signs what `DevIssuer` would not.
struct Forger {
    key: EncodingKey,
    kid: String,
    public: String,
    stranger: EncodingKey,
}

impl Forger {
    fn new(world: &World) -> Self {
        let file = world.data_dir().join("issuer.p8");
        let issuer = DevIssuer::open(&file).unwrap();
        let jwk = &issuer.jwks().keys[0];
        let dir = tempfile::tempdir().unwrap();
        DevIssuer::open(&dir.path().join("key")).unwrap();
        Self {
            key: EncodingKey::from_ec_der(&std::fs::read(file).unwrap()),
            kid: jwk.common.key_id.clone().unwrap(),
            public: serde_json::to_string(jwk).unwrap(),
            stranger: EncodingKey::from_ec_der(&std::fs::read(dir.path().join("key")).unwrap()),
        }
    }

    fn claims(changes: &Value) -> Value {
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({
            "iss": "https://issuer.salestalk.local", "aud": "salestalk", "sub": "u", "exp": now + 600,
            "token_use": "id", "custom:role": "owner", "custom:tenant_id": "acme"
        });
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        claims
    }

    fn sign(&self, changes: &Value) -> String {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &Self::claims(changes), &self.key).unwrap()
    }

    /// The parts of a token under another header, with any signature.
    fn unsigned(&self, header: &Value, signature: &str) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{signature}", part(header), part(&Self::claims(&json!({}))))
    }

    /// Tokens that must not be believed, each with what is wrong with it.
    fn tokens(&self) -> Vec<(String, String)> {
        let now = jiff::Timestamp::now().as_second();
        let mut tokens = Vec::new();
        let good = self.sign(&json!({}));
        let signature = good.rsplit('.').next().unwrap();
        for algorithm in ["none", "None", "NONE", "nOnE", "", "HS256", "RS256", "PS256", "ES384", "EdDSA"] {
            for signature in ["", signature, "AAAA"] {
                let header = json!({"alg": algorithm, "typ": "JWT", "kid": self.kid});
                tokens.push((format!("alg {algorithm}"), self.unsigned(&header, signature)));
            }
        }
        for secret in [self.public.as_str(), &self.kid, "", "secret"] {
            for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
                let header = Header { kid: Some(self.kid.clone()), ..Header::new(algorithm) };
                let key = EncodingKey::from_secret(secret.as_bytes());
                let token = jsonwebtoken::encode(&header, &Self::claims(&json!({})), &key).unwrap();
                tokens.push((format!("{algorithm:?} of a public secret"), token));
            }
        }
        for kid in
            ["", "another", "../../issuer.p8", "/dev/null", "' OR '1'='1", "\u{0}", "a\r\nx: y", "http://127.0.0.1/k"]
        {
            let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::ES256) };
            let token = jsonwebtoken::encode(&header, &Self::claims(&json!({})), &self.stranger).unwrap();
            tokens.push((format!("kid {kid:?}"), token));
        }
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        let strange = jsonwebtoken::encode(&header, &Self::claims(&json!({})), &self.stranger).unwrap();
        tokens.push(("another's signature".to_owned(), strange));
        for changes in [
            json!({"iss": "https://evil.example"}),
            json!({"iss": null}),
            json!({"aud": "another"}),
            json!({"aud": null}),
            json!({"aud": ["salestalk", "evil"]}),
            json!({"exp": now - 3600}),
            json!({"exp": null}),
            json!({"nbf": now + 3600}),
            json!({"token_use": "access"}),
            json!({"token_use": "refresh"}),
            json!({"sub": null}),
            json!({"custom:role": "superuser"}),
            json!({"custom:role": null}),
            json!({"custom:role": ["owner"]}),
            json!({"custom:tenant_id": "аcme"}),
            json!({"custom:tenant_id": "ACME"}),
            json!({"custom:tenant_id": "acme "}),
            json!({"custom:tenant_id": "acme\u{0}"}),
            json!({"custom:tenant_id": "acme\r\n"}),
            json!({"custom:tenant_id": "ac\u{200b}me"}),
            json!({"custom:tenant_id": "../acme"}),
            json!({"custom:tenant_id": "*"}),
            json!({"custom:tenant_id": ["acme"]}),
            json!({"custom:tenant_id": {"S": "acme"}}),
        ] {
            tokens.push((changes.to_string(), self.sign(&changes)));
        }
        // Claims altered after they were signed.
        let parts: Vec<&str> = good.split('.').collect();
        for changes in [json!({"custom:role": "platform-admin"}), json!({"sub": "v"}), json!({"exp": now + 99_999})] {
            let body = BASE64_URL_SAFE_NO_PAD.encode(Self::claims(&changes).to_string());
            tokens.push((format!("altered to {changes}"), format!("{}.{body}.{}", parts[0], parts[2])));
        }
        for (what, token) in [
            ("cut", good[..good.len() - 4].to_owned()),
            ("two signatures", format!("{good}.{signature}")),
            ("no dots", good.replace('.', "")),
            ("twice", format!("{good},{good}")),
            ("a key of no tenant", "salestalk_acme_01a1fde8-a4a5-7019-a5ad-be2d0bd33123_AAAA".to_owned()),
            ("a word", "acme".to_owned()),
        ] {
            tokens.push((what.to_owned(), token));
        }
        tokens
    }
}

fn canary(text: &str) -> bool {
    CANARIES.iter().any(|canary| text.contains(canary))
}

/// What the server answers to bytes that no HTTP client would send: it may refuse, and hang up, before it has read them all.
fn raw(server: &Server, head: &str, body: &str) -> String {
    let address = server.url().replace("http://", "");
    let mut connection = std::net::TcpStream::connect(&address).unwrap();
    connection.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    let length = body.len();
    let bytes = format!("{head}\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    let _ = connection.write_all(bytes.as_bytes());
    let mut reply = Vec::new();
    let _ = connection.read_to_end(&mut reply);
    String::from_utf8_lossy(&reply).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_request_is_served() {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    let import = api.tenant("acme", SALES).await;
    api.tenant("acme2", OTHER_SALES).await;
    let (owner, other) = (api.token(Role::Owner, Some("acme")), api.token(Role::Owner, Some("acme2")));
    let question = json!({"text": "What was revenue by country in March 2024?"});
    let answer = api.call("POST", "/chat", Some(&owner), Some(question.clone())).await;
    assert!(CANARIES.iter().all(|canary| answer.text.contains(canary)), "{}", answer.text);
    let session = answer.json()["sessionId"].as_str().unwrap().to_owned();
    let mut sent = 0;

    // Tokens that prove nothing.
    for (what, token) in Forger::new(&world).tokens() {
        for (method, path) in ROUTES {
            let reply = api.call(method, path, Some(&token), (method == "POST").then(|| question.clone())).await;
            assert!(matches!(reply.status, 401 | 403), "{what}: {} {}", reply.status, reply.text);
            assert!(!canary(&reply.text), "{what}: {}", reply.text);
            sent += 1;
        }
    }
    assert!(sent >= 200, "{sent}");

    // A good token of another tenant, with the victim's name wherever there is room for one.
    for name in ["x-tenant-id", "x-salestalk-tenant", "x-amzn-tenant", "x-forwarded-user", "x-original-url", "cookie"] {
        let asked = api.request("POST", "/chat").bearer_auth(&other).header(name, "acme").json(&question);
        let reply = api.send(asked).await;
        assert!(reply.status == 200 && !canary(&reply.text), "{name}: {}", reply.text);
    }
    for member in ["tenantId", "tenant", "tenant_id", "custom:tenant_id", "__proto__"] {
        let mut body = question.clone();
        body[member] = json!("acme");
        let reply = api.call("POST", "/chat", Some(&other), Some(body)).await;
        assert!(reply.status == 422 && !canary(&reply.text), "{member}: {}", reply.text);
    }
    for path in [
        "/catalogue?tenant=acme".to_owned(),
        "/catalogue?custom:tenant_id=acme".to_owned(),
        format!("/sessions/{session}/messages"),
        format!("/sessions/{session}%00/messages"),
        format!("/sessions/%2e%2e%2f{session}/messages"),
        format!("/imports/{import}"),
        format!("/imports/{}", import.to_uppercase()),
        "/tenants/acme".to_owned(),
        "/tenants/acme/usage".to_owned(),
        "/tenants/acme2/../acme/usage".to_owned(),
        "/tenants/acme2%2f..%2facme".to_owned(),
        "/tenants/%61cme".to_owned(),
        "/tenants/acme%00".to_owned(),
        "/tenants/acme%0d%0ax:%20y".to_owned(),
        "/tenants/аcme".to_owned(),
        "//tenants".to_owned(),
        "/TENANTS".to_owned(),
        "/usage/../tenants".to_owned(),
    ] {
        let reply = api.call("GET", &path, Some(&other), None).await;
        let own = path.starts_with("/catalogue");
        assert!(own && reply.status == 200 || matches!(reply.status, 400 | 403 | 404), "{path}: {}", reply.status);
        assert!(!canary(&reply.text), "{path}: {}", reply.text);
    }
    let body = json!({"text": "What was revenue by country in March 2024?", "sessionId": session});
    let reply = api.call("POST", "/chat", Some(&other), Some(body)).await;
    assert!(reply.status == 404 && !canary(&reply.text), "{}", reply.text);

    // What HTTP clients do not send.
    let text = question.to_string();
    let head = |more: &str| format!("POST /chat HTTP/1.1\r\nContent-Type: application/json{more}");
    for more in [
        String::new(),
        format!("\r\nAuthorization: Bearer {owner}\r\nAuthorization: Bearer {other}"),
        format!("\r\nAuthorization: Bearer {owner}, Bearer {other}"),
        format!("\r\nAuthorization: Bearer {owner} {other}"),
        format!("\r\nAuthorization: {owner}"),
        format!("\r\nAuthorization: Basic {owner}"),
        format!("\r\nAuthorization: Bearer\t{owner}"),
        format!("\r\nAuthorization: Bearer {owner}\u{0}"),
        format!("\r\nAuthorization : Bearer {owner}"),
        format!("\r\nX-Authorization: Bearer {owner}"),
        format!("\r\nCookie: Authorization=Bearer {owner}"),
        format!("\r\nTransfer-Encoding: chunked\r\nX: y\r\nAuthorization: Bearer {}", &owner[1..]),
    ] {
        let reply = raw(&server, &head(&more), &text);
        let status: u16 = reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(400);
        assert!((400..500).contains(&status) && !canary(&reply), "{more}: {reply}");
    }
    for line in [
        "GET /chat\r\nAuthorization: x HTTP/1.1",
        "CONNECT acme:80 HTTP/1.1",
        "TRACE /tenants HTTP/1.1",
        "GET /tenants HTTP/9.9",
    ] {
        let reply = raw(&server, line, "");
        assert!(
            !canary(&reply) && !reply.starts_with("HTTP/1.1 2") && !reply.starts_with("HTTP/1.1 5"),
            "{line}: {reply}"
        );
    }
}
