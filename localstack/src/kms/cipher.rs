//! The ciphertext: key id (36 characters), nonce (12 bytes), AES-256-GCM with the sorted encryption context as
//! additional data.

use std::collections::BTreeMap;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::store::Key;

const ID_LEN: usize = 36;

/// The blob is not one of ours, or not of this key, or not of this context.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvalidCiphertext;

type Encryption = BTreeMap<String, String>;

pub(super) fn seal(key: &Key, context: &Encryption, plaintext: &[u8]) -> Result<Vec<u8>, InvalidCiphertext> {
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut sealed = plaintext.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), additional(context)?, &mut sealed)
        .map_err(|_| InvalidCiphertext)?;
    Ok([key.id.as_bytes(), &nonce, &sealed].concat())
}

/// The id of the key a blob was made under.
pub(super) fn key_id(blob: &[u8]) -> Result<&str, InvalidCiphertext> {
    let id = blob.get(..ID_LEN).and_then(|id| std::str::from_utf8(id).ok());
    id.filter(|id| uuid::Uuid::try_parse(id).is_ok()).ok_or(InvalidCiphertext)
}

pub(super) fn open(key: &Key, context: &Encryption, blob: &[u8]) -> Result<Vec<u8>, InvalidCiphertext> {
    let nonce = blob.get(ID_LEN..ID_LEN + NONCE_LEN).and_then(|nonce| Nonce::try_assume_unique_for_key(nonce).ok());
    let nonce = nonce.ok_or(InvalidCiphertext)?;
    let mut sealed = blob.get(ID_LEN + NONCE_LEN..).ok_or(InvalidCiphertext)?.to_vec();
    let plaintext =
        cipher(key)?.open_in_place(nonce, additional(context)?, &mut sealed).map_err(|_| InvalidCiphertext)?;
    Ok(plaintext.to_vec())
}

fn cipher(key: &Key) -> Result<LessSafeKey, InvalidCiphertext> {
    UnboundKey::new(&AES_256_GCM, &key.material).map(LessSafeKey::new).map_err(|_| InvalidCiphertext)
}

fn additional(context: &Encryption) -> Result<Aad<Vec<u8>>, InvalidCiphertext> {
    serde_json::to_vec(context).map(Aad::from).map_err(|_| InvalidCiphertext)
}

#[cfg(test)]
mod tests {
    use super::super::store::State;
    use super::*;

    fn key() -> Key {
        Key {
            id: uuid::Uuid::new_v4().to_string(),
            material: rand::random(),
            created: 0.0,
            description: String::new(),
            state: State::Enabled,
            rotation_days: None,
            tags: BTreeMap::new(),
            policy: String::new(),
        }
    }

    #[test]
    fn only_the_same_key_and_context_open_it() {
        let key = key();
        let context: Encryption = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())].into();
        let blob = seal(&key, &context, b"secret").unwrap();
        assert_eq!(key_id(&blob), Ok(key.id.as_str()));
        assert_eq!(open(&key, &context, &blob).unwrap(), b"secret");
        assert_eq!(open(&key, &Encryption::new(), &blob), Err(InvalidCiphertext));
        assert_eq!(open(&Key { material: rand::random(), ..key.clone() }, &context, &blob), Err(InvalidCiphertext));
        let mut altered = blob.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(open(&key, &context, &altered), Err(InvalidCiphertext));
        assert_eq!(open(&key, &context, &blob[..40]), Err(InvalidCiphertext));
        assert_eq!(key_id(b"short"), Err(InvalidCiphertext));
    }
}
