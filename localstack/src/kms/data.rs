//! Encryption, decryption and data keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::cipher::{self, InvalidCiphertext};
use super::keys::unusable;
use super::store::{Key, Store};
use crate::iam::{Caller, Context};
use crate::json_api::{ApiError, Input};

/// AWS's limit for `Encrypt`, in bytes.
const MAX_PLAINTEXT: usize = 4096;

pub(super) fn encrypt(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = usable(store, caller, "kms:Encrypt", input.required("KeyId")?, input, "EncryptionContext")?;
    let plaintext = blob(input, "Plaintext")?;
    if plaintext.is_empty() || plaintext.len() > MAX_PLAINTEXT {
        return Err(ApiError::new("ValidationException", "Plaintext must have between 1 and 4096 bytes"));
    }
    Ok(json!({
        "CiphertextBlob": seal(&key, input, "EncryptionContext", &plaintext)?,
        "KeyId": key.arn(),
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }))
}

pub(super) fn decrypt(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let ciphertext = blob(input, "CiphertextBlob")?;
    let expected = input.text("KeyId");
    let (key, plaintext) = open(store, caller, "kms:Decrypt", &ciphertext, expected, input, "EncryptionContext")?;
    Ok(json!({
        "Plaintext": STANDARD.encode(plaintext),
        "KeyId": key.arn(),
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }))
}

pub(super) fn re_encrypt(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let ciphertext = blob(input, "CiphertextBlob")?;
    let expected = input.text("SourceKeyId");
    let source_context = "SourceEncryptionContext";
    let (source, plaintext) = open(store, caller, "kms:ReEncryptFrom", &ciphertext, expected, input, source_context)?;
    let wanted = input.required("DestinationKeyId")?;
    let key = usable(store, caller, "kms:ReEncryptTo", wanted, input, "DestinationEncryptionContext")?;
    Ok(json!({
        "CiphertextBlob": seal(&key, input, "DestinationEncryptionContext", &plaintext)?,
        "SourceKeyId": source.arn(),
        "KeyId": key.arn(),
        "SourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "DestinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }))
}

pub(super) fn generate_data_key(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let (mut answer, plaintext) = data_key(store, caller, "kms:GenerateDataKey", input)?;
    answer["Plaintext"] = json!(STANDARD.encode(plaintext));
    Ok(answer)
}

pub(super) fn generate_data_key_without_plaintext(
    store: &mut Store,
    caller: &Caller,
    input: &Input,
) -> Result<Value, ApiError> {
    data_key(store, caller, "kms:GenerateDataKeyWithoutPlaintext", input).map(|(answer, _)| answer)
}

fn data_key(store: &Store, caller: &Caller, action: &str, input: &Input) -> Result<(Value, Vec<u8>), ApiError> {
    let key = usable(store, caller, action, input.required("KeyId")?, input, "EncryptionContext")?;
    let length = match (input.text("KeySpec"), input.number("NumberOfBytes")) {
        (Some("AES_256"), None) => 32,
        (Some("AES_128"), None) => 16,
        (None, Some(bytes @ 1..=1024)) => usize::try_from(bytes).unwrap_or(1),
        _ => {
            let message = "Please specify either number of bytes (1 to 1024) or key spec (AES_256 or AES_128).";
            return Err(ApiError::new("ValidationException", message));
        }
    };
    let mut plaintext = vec![0; length];
    aws_lc_rs::rand::fill(&mut plaintext).map_err(|error| super::store::internal(&error))?;
    let blob = seal(&key, input, "EncryptionContext", &plaintext)?;
    Ok((json!({ "CiphertextBlob": blob, "KeyId": key.arn() }), plaintext))
}

fn usable(
    store: &Store,
    caller: &Caller,
    action: &str,
    reference: &str,
    input: &Input,
    context: &str,
) -> Result<Key, ApiError> {
    let key = store.authorized_key(caller, action, reference, condition_keys(input, context))?;
    key.usable().map_err(|problem| unusable(&key, problem))?;
    Ok(key)
}

/// Opens a blob. Rights are checked first, then what the request expects of the key, then the key's state.
fn open(
    store: &Store,
    caller: &Caller,
    action: &str,
    ciphertext: &[u8],
    expected: Option<&str>,
    input: &Input,
    context: &str,
) -> Result<(Key, Vec<u8>), ApiError> {
    let id = cipher::key_id(ciphertext).map_err(invalid_ciphertext)?;
    if let Some(expected) = expected {
        let named = store.authorized_key(caller, action, expected, condition_keys(input, context))?;
        if named.id != id {
            let message = "The key ID in the request does not identify a CMK that can perform this operation.";
            return Err(ApiError::new("IncorrectKeyException", message));
        }
    }
    let key = usable(store, caller, action, id, input, context)?;
    let plaintext = cipher::open(&key, &input.strings(context), ciphertext).map_err(invalid_ciphertext)?;
    Ok((key, plaintext))
}

fn seal(key: &Key, input: &Input, context: &str, plaintext: &[u8]) -> Result<String, ApiError> {
    cipher::seal(key, &input.strings(context), plaintext).map(|blob| STANDARD.encode(blob)).map_err(invalid_ciphertext)
}

fn invalid_ciphertext(_: InvalidCiphertext) -> ApiError {
    ApiError::new("InvalidCiphertextException", "The ciphertext is corrupted, or the encryption context is another")
}

/// What a condition may compare an encryption context by.
fn condition_keys(input: &Input, member: &str) -> Context {
    input.strings(member).into_iter().fold(Context::default(), |context, (name, value)| {
        context.with(format!("kms:EncryptionContext:{name}"), value).with("kms:EncryptionContextKeys", name)
    })
}

fn blob(input: &Input, name: &str) -> Result<Vec<u8>, ApiError> {
    STANDARD
        .decode(input.required(name)?)
        .map_err(|_| ApiError::new("SerializationException", format!("{name} is not base64")))
}
