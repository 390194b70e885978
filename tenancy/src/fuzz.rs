//! What holds for any token. Built for tests and for `cargo xtask fuzz` alone.

use std::sync::OnceLock;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, JwkSet},
};
use serde_json::{Value, json};

use crate::{
    Caller, ErrorCode,
    token::{KeySource, TokenUse, Verifier, VerifierConfig},
};

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "salestalk";
const KEY_ID: &str = "k1";
/// Clocks may differ by this; a second more, since the clock is read twice.
const LEEWAY_SECONDS: i64 = 31;

/// An issuer whose key nobody else has: no input can hold a token of it.
struct Issuer {
    key: EncodingKey,
    verifier: Verifier,
    runtime: tokio::runtime::Runtime,
}

impl Issuer {
    fn known() -> &'static Self {
        static ISSUER_OF_THIS_PROCESS: OnceLock<Issuer> = OnceLock::new();
        ISSUER_OF_THIS_PROCESS.get_or_init(|| {
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
            let key = EncodingKey::from_ec_der(pkcs8.as_ref());
            let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
            jwk.common.key_id = Some(KEY_ID.to_owned());
            let verifier = Verifier::new(VerifierConfig {
                issuer: ISSUER.to_owned(),
                audience: AUDIENCE.to_owned(),
                token_use: TokenUse::Id,
                keys: KeySource::Keys(JwkSet { keys: vec![jwk] }),
            });
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            Self { key, verifier, runtime }
        })
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(KEY_ID.to_owned());
        jsonwebtoken::encode(&header, claims, &self.key).unwrap()
    }

    /// The caller whom `token` proves; any refusal is one for the client to see.
    fn believes(&self, token: &str) -> Option<Caller> {
        match self.runtime.block_on(self.verifier.verify(token)) {
            Ok(caller) => Some(caller),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::Unauthenticated, "{error}");
                // The fuzzer found the words of the refusal themselves: they are no token.
                let is_token = token.bytes().filter(|byte| *byte == b'.').count() == 2;
                assert!(!is_token || token.len() < 20 || !error.detail.contains(token), "the token is quoted: {error}");
                None
            }
        }
    }
}

/// A text that was not signed with the key is not believed.
pub fn token(text: &str) {
    assert!(Issuer::known().believes(text).is_none(), "a forged token is believed: {text}");
}

/// A token that was changed after it was signed is not believed: `edits` are pairs of a place and what to put there.
pub fn edited_token(edits: &[u8]) {
    let issuer = Issuer::known();
    let claims = json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "u", "exp": Timestamp::now().as_second() + 600,
        "iat": 1, "token_use": "id", "custom:role": "member", "custom:tenant_id": "acme"});
    let signed = issuer.sign(&claims);
    let mut bytes = signed.clone().into_bytes();
    for edit in edits.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % bytes.len();
        bytes[at] = edit[2];
    }
    let Ok(edited) = String::from_utf8(bytes) else { return };
    if edited != signed {
        assert!(issuer.believes(&edited).is_none(), "a changed token is believed: {edited}, was {signed}");
    }
}

/// Of a signed token, whatever its claims are, no more is believed than they say. `EXP` stands for a time to come.
pub fn signed_claims(claims: &str) {
    let issuer = Issuer::known();
    let now = Timestamp::now().as_second();
    let Ok(claims) = serde_json::from_str::<Value>(&claims.replace("EXP", &(now + 600).to_string())) else { return };
    let Some(caller) = issuer.believes(&issuer.sign(&claims)) else { return };
    let is_or_holds = |claim: &Value, wanted: &str| match claim {
        Value::Array(values) => values.iter().any(|value| value == wanted),
        claim => claim == wanted,
    };
    assert!(is_or_holds(&claims["iss"], ISSUER), "{claims}");
    assert!(is_or_holds(&claims["aud"], AUDIENCE), "{claims}");
    assert_eq!(claims["token_use"], "id", "{claims}");
    assert!(claims["exp"].as_f64().is_some_and(|exp| exp >= (now - LEEWAY_SECONDS) as f64), "{claims}");
    assert!(claims["nbf"].as_f64().is_none_or(|nbf| nbf <= (now + LEEWAY_SECONDS) as f64), "{claims}");
    assert_eq!(claims["sub"], caller.subject, "{claims}");
    assert_eq!(serde_json::to_value(caller.role).unwrap(), claims["custom:role"], "{claims}");
    let tenant = caller.tenant.map_or(Value::Null, |tenant| tenant.as_str().into());
    assert_eq!(tenant, claims["custom:tenant_id"], "{claims}");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn claim() -> impl Strategy<Value = String> {
        let good = r#""iss":"https://issuer.example"|"aud":"salestalk"|"aud":["x","salestalk"]|"sub":"u"|"exp":EXP|"iat":1|"token_use":"id"|"custom:role":"owner"|"custom:role":"platform-admin"|"custom:tenant_id":"acme""#;
        let bad = r#""iss":"x"|"aud":[]|"sub":null|"exp":1|"exp":-1|"exp":1e300|"nbf":EXP|"custom:role":"root"|"custom:tenant_id":"a-b"|"custom:tenant_id":null|"x":{"y":[]}"#;
        let of = |list: &'static str| proptest::sample::select(list.split('|').collect::<Vec<_>>());
        prop_oneof![6 => of(good), 1 => of(bad)].prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn no_text_is_believed(text in any::<String>(), parts in "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,90}") {
            token(&text);
            token(&parts);
        }

        #[test]
        fn no_changed_token_is_believed(edits in proptest::collection::vec(any::<u8>(), 3..12)) {
            edited_token(&edits);
        }

        #[test]
        fn claims_are_believed_as_they_stand(claims in proptest::collection::vec(claim(), 5..14)) {
            signed_claims(&format!("{{{}}}", claims.join(",")));
        }
    }

    #[test]
    fn a_good_token_is_believed() {
        let issuer = Issuer::known();
        let exp = Timestamp::now().as_second() + 60;
        let claims = json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "u", "exp": exp, "iat": 1, "token_use": "id",
            "custom:role": "member", "custom:tenant_id": "acme"});
        assert!(issuer.believes(&issuer.sign(&claims)).is_some());
    }
}
