//! Tokens that are to be believed, and the many that are not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, http::StatusCode, response::IntoResponse, routing::get};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::JwkSet};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{keys::Pace, *};
use crate::{ErrorCode, Role, TenantId};

/// A key and what verifies it; each call makes another.
fn issuer() -> (tempfile::TempDir, DevIssuer) {
    let dir = tempfile::tempdir().unwrap();
    let issuer = DevIssuer::open(&dir.path().join("key")).unwrap();
    (dir, issuer)
}

fn acme() -> TenantId {
    "acme".parse().unwrap()
}

fn claims() -> Value {
    let now = Timestamp::now().as_second();
    json!({
        "iss": "https://issuer.salestalk.local", "aud": "salestalk", "sub": "u", "exp": now + 600, "iat": now,
        "token_use": "id", "custom:role": "owner", "custom:tenant_id": "acme"
    })
}

/// `claims()` with members replaced, or left out where the value is null, signed by the issuer.
fn signed(dir: &tempfile::TempDir, issuer: &DevIssuer, changes: &Value) -> String {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    let key = EncodingKey::from_ec_der(&std::fs::read(dir.path().join("key")).unwrap());
    let mut header = Header::new(Algorithm::ES256);
    header.kid = issuer.jwks().keys[0].common.key_id.clone();
    jsonwebtoken::encode(&header, &claims, &key).unwrap()
}

/// The token with its header replaced; the signature stays.
fn with_header(token: &str, header: &Value) -> String {
    let rest = token.split_once('.').unwrap().1;
    format!("{}.{rest}", BASE64_URL_SAFE_NO_PAD.encode(header.to_string()))
}

async fn code(verifier: &Verifier, token: &str) -> ErrorCode {
    verifier.verify(token).await.unwrap_err().code
}

#[tokio::test]
async fn a_token_proves_its_caller() {
    let (dir, issuer) = issuer();
    let verifier = Verifier::new(issuer.verifier_config());
    let caller = verifier.verify(&issuer.token("u", Role::Admin, Some(&acme()), 60).unwrap()).await.unwrap();
    assert_eq!((caller.subject.as_str(), caller.role, caller.tenant), ("u", Role::Admin, Some(acme())));
    // Clocks may differ by half a minute, either way.
    let now = Timestamp::now().as_second();
    for near in [json!({"exp": now - 20}), json!({"nbf": now + 20})] {
        assert!(verifier.verify(&signed(&dir, &issuer, &near)).await.is_ok(), "{near}");
    }
}

#[tokio::test]
async fn claims_that_are_not_as_they_must_be_are_refused() {
    let (dir, issuer) = issuer();
    let verifier = Verifier::new(issuer.verifier_config());
    let now = Timestamp::now().as_second();
    for changes in [
        json!({"exp": now - 40}),
        json!({"exp": null}),
        json!({"exp": "soon"}),
        json!({"exp": -1}),
        json!({"nbf": now + 40}),
        json!({"iss": "https://issuer.salestalk.local/"}),
        json!({"iss": "https://evil.example"}),
        json!({"iss": ["https://issuer.salestalk.local", "https://evil.example"]}),
        json!({"iss": null}),
        json!({"aud": "another"}),
        json!({"aud": null}),
        json!({"aud": null, "client_id": "salestalk"}),
        json!({"aud": ["salestalk", "another"]}),
        json!({"token_use": "access"}),
        json!({"token_use": null}),
        json!({"sub": ""}),
        json!({"sub": null}),
        json!({"custom:role": "root"}),
        json!({"custom:role": "Owner"}),
        json!({"custom:role": null}),
        json!({"custom:tenant_id": "ACME"}),
        json!({"custom:tenant_id": "acme-eu"}),
        json!({"custom:tenant_id": "acme\u{0000}"}),
        json!({"custom:tenant_id": "аcme"}),
        json!({"custom:tenant_id": "../acme"}),
        json!({"custom:tenant_id": ["acme"]}),
    ] {
        assert_eq!(code(&verifier, &signed(&dir, &issuer, &changes)).await, ErrorCode::Unauthenticated, "{changes}");
    }
}

#[tokio::test]
async fn access_tokens_name_their_client_elsewhere() {
    let (dir, issuer) = issuer();
    let config = VerifierConfig { token_use: TokenUse::Access, ..issuer.verifier_config() };
    let verifier = Verifier::new(config);
    let good = json!({"aud": null, "token_use": "access", "client_id": "salestalk"});
    assert!(verifier.verify(&signed(&dir, &issuer, &good)).await.is_ok());
    for bad in [
        json!({"aud": null, "token_use": "access", "client_id": "another"}),
        json!({"token_use": "access"}),
        json!({"client_id": "salestalk"}),
    ] {
        assert_eq!(code(&verifier, &signed(&dir, &issuer, &bad)).await, ErrorCode::Unauthenticated, "{bad}");
    }
}

#[tokio::test]
async fn a_header_cannot_choose_how_it_is_verified() {
    let (dir, issuer) = issuer();
    let verifier = Verifier::new(issuer.verifier_config());
    let good = signed(&dir, &issuer, &json!({}));
    let jwk = &issuer.jwks().keys[0];
    let kid = jwk.common.key_id.clone().unwrap();
    // The public key as an HMAC secret, in each form in which it is public.
    let public = serde_json::to_string(jwk).unwrap();
    for secret in [public.as_bytes(), kid.as_bytes(), b""] {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let mut header = Header::new(algorithm);
            header.kid = Some(kid.clone());
            let token = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap();
            assert_eq!(code(&verifier, &token).await, ErrorCode::Unauthenticated);
        }
    }
    for header in [
        json!({"alg": "none", "kid": kid}),
        json!({"alg": "None", "kid": kid}),
        json!({"alg": "RS256", "kid": kid}),
        json!({"alg": "ES384", "kid": kid}),
        json!({"alg": "ES256"}),
        json!({"alg": "ES256", "kid": ""}),
        json!({"alg": "ES256", "kid": format!("{kid}\u{0000}")}),
        json!({"alg": "ES256", "kid": "../../../../dev/null"}),
        json!({"alg": "ES256", "kid": "' OR 1=1 --"}),
        json!({"alg": "ES256", "kid": "another", "jwk": jwk}),
        json!({"alg": "ES256", "kid": "another", "jku": "https://evil.example/jwks.json"}),
        json!({"alg": "ES256", "kid": kid, "crit": ["exp"], "exp": 1}),
        json!({"alg": "ES256", "kid": kid, "crit": []}),
        json!([]),
    ] {
        assert_eq!(code(&verifier, &with_header(&good, &header)).await, ErrorCode::Unauthenticated, "{header}");
    }
    // A token of one's own key, which it brings along.
    let (other_dir, other) = self::issuer();
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(kid);
    header.jwk = Some(other.jwks().keys[0].clone());
    let key = EncodingKey::from_ec_der(&std::fs::read(other_dir.path().join("key")).unwrap());
    let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
    assert_eq!(code(&verifier, &token).await, ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn no_byte_of_a_token_can_be_changed() {
    let (dir, issuer) = issuer();
    let verifier = Verifier::new(issuer.verifier_config());
    let good = signed(&dir, &issuer, &json!({}));
    for at in 0..good.len() {
        for byte in [b'A', b'B', b'.', b'=', b'\0', b' '] {
            let mut bytes = good.clone().into_bytes();
            if std::mem::replace(&mut bytes[at], byte) != byte {
                let changed = String::from_utf8(bytes).unwrap();
                assert!(verifier.verify(&changed).await.is_err(), "{at} {byte}");
            }
        }
        assert!(verifier.verify(&good[..at]).await.is_err(), "cut at {at}");
    }
    assert!(verifier.verify(&format!("{good}.")).await.is_err());
    let long = signed(&dir, &issuer, &json!({"more": "x".repeat(9_000)}));
    assert_eq!(code(&verifier, &long).await, ErrorCode::Unauthenticated);
}

proptest! {
    #[test]
    fn any_text_is_refused_without_a_panic(text in "\\PC*", header in "\\PC{0,40}", claims in "\\PC{0,40}") {
        let (_dir, issuer) = issuer();
        let verifier = Verifier::new(issuer.verifier_config());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let encoded = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let token = format!("{}.{}.{}", encoded(&header), encoded(&claims), encoded(&text));
        runtime.block_on(async {
            assert!(verifier.verify(&text).await.is_err());
            assert!(verifier.verify(&token).await.is_err());
        });
    }
}

/// An issuer's JWKS document on a port of this machine.
struct Published {
    url: String,
    asked: Arc<AtomicUsize>,
    keys: Arc<std::sync::Mutex<(StatusCode, JwkSet, Duration)>>,
}

impl Published {
    async fn new(keys: JwkSet) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let keys = Arc::new(std::sync::Mutex::new((StatusCode::OK, keys, Duration::ZERO)));
        let (count, served) = (Arc::clone(&asked), Arc::clone(&keys));
        let answer = async move || {
            count.fetch_add(1, Ordering::SeqCst);
            let (status, keys, takes) = served.lock().unwrap().clone();
            tokio::time::sleep(takes).await;
            (status, axum::Json(keys)).into_response()
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
        let app = Router::new().route("/jwks.json", get(answer));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, asked, keys }
    }

    /// A verifier that fetches as often as it may at this pace.
    fn verifier(&self, issuer: &DevIssuer, pace: Pace) -> Verifier {
        Verifier::paced(VerifierConfig { keys: KeySource::Url(self.url.clone()), ..issuer.verifier_config() }, pace)
    }

    fn set(&self, status: StatusCode, keys: JwkSet, takes: Duration) {
        *self.keys.lock().unwrap() = (status, keys, takes);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn keys_are_fetched_once_and_an_attacker_cannot_have_them_fetched_often() {
    let (_dir, ours) = issuer();
    let published = Published::new(ours.jwks().clone()).await;
    let verifier = published.verifier(&ours, Pace::default());
    let good = ours.token("u", Role::Owner, Some(&acme()), 60).unwrap();
    let verified = futures::future::join_all((0..50).map(|_| verifier.verify(&good))).await;
    assert!(verified.iter().all(Result::is_ok));
    for _ in 0..50 {
        let (_dir, other) = issuer();
        let forged = other.token("u", Role::Owner, Some(&acme()), 60).unwrap();
        assert_eq!(code(&verifier, &forged).await, ErrorCode::Unauthenticated);
    }
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn a_rotated_key_is_found_and_the_one_before_is_forgotten() {
    let ((_first_dir, first), (_second_dir, second)) = (issuer(), issuer());
    let published = Published::new(first.jwks().clone()).await;
    let verifier = published.verifier(&first, Pace { refresh_every: Duration::ZERO, ..Pace::default() });
    let [old, new] = [&first, &second].map(|issuer| issuer.token("u", Role::Owner, None, 60).unwrap());
    assert!(verifier.verify(&old).await.is_ok());
    published.set(StatusCode::OK, second.jwks().clone(), Duration::ZERO);
    assert!(verifier.verify(&new).await.is_ok());
    assert_eq!(code(&verifier, &old).await, ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_withdrawn_key_is_forgotten_when_it_is_old_and_good_while_the_issuer_is_away() {
    let ((_first_dir, first), (_second_dir, second)) = (issuer(), issuer());
    let published = Published::new(first.jwks().clone()).await;
    let pace = Pace { refresh_every: Duration::ZERO, old_after: Duration::ZERO };
    let verifier = published.verifier(&first, pace);
    let token = first.token("u", Role::Owner, None, 60).unwrap();
    assert!(verifier.verify(&token).await.is_ok());
    published.set(StatusCode::INTERNAL_SERVER_ERROR, first.jwks().clone(), Duration::ZERO);
    assert!(verifier.verify(&token).await.is_ok());
    published.set(StatusCode::OK, second.jwks().clone(), Duration::ZERO);
    assert_eq!(code(&verifier, &token).await, ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn an_issuer_that_cannot_be_asked_is_no_fault_of_the_caller() {
    let (_dir, ours) = issuer();
    let published = Published::new(ours.jwks().clone()).await;
    let verifier = published.verifier(&ours, Pace::default());
    let good = ours.token("u", Role::Owner, None, 60).unwrap();
    published.set(StatusCode::BAD_GATEWAY, ours.jwks().clone(), Duration::ZERO);
    assert_eq!(code(&verifier, &good).await, ErrorCode::Unavailable);
    assert_eq!(code(&verifier, &good).await, ErrorCode::Unavailable);
    assert_eq!(published.asked(), 1);
    published.set(StatusCode::OK, JwkSet { keys: Vec::new() }, Duration::ZERO);
    let verifier = published.verifier(&ours, Pace::default());
    assert_eq!(code(&verifier, &good).await, ErrorCode::Unavailable);
}

#[tokio::test]
async fn a_slow_issuer_holds_up_nobody_whose_key_is_known() {
    let (_dir, ours) = issuer();
    let published = Published::new(ours.jwks().clone()).await;
    let pace = Pace { refresh_every: Duration::ZERO, ..Pace::default() };
    let verifier = Arc::new(published.verifier(&ours, pace));
    let good = ours.token("u", Role::Owner, None, 60).unwrap();
    assert!(verifier.verify(&good).await.is_ok());
    published.set(StatusCode::OK, ours.jwks().clone(), Duration::from_secs(2));
    let (_other_dir, other) = issuer();
    let forged = other.token("u", Role::Owner, None, 60).unwrap();
    let waiting = tokio::spawn({
        let verifier = Arc::clone(&verifier);
        async move { verifier.verify(&forged).await }
    });
    while published.asked() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let began = Instant::now();
    assert!(verifier.verify(&good).await.is_ok());
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(waiting.await.unwrap().unwrap_err().code, ErrorCode::Unauthenticated);
}
