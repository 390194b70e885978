//! Authenticated encryption of a file of any length: AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway
//! and Vizár, 2015), so that nothing of it can be changed, moved, left out or cut off unnoticed.
//!
//! A sealed file is a header (8 bytes `STSEAL01`, 32 bytes salt), then chunks of 64 KiB, the last one shorter or as long,
//! each followed by its tag of 16 bytes. The key of the file is HKDF-SHA256 of the data key with the salt, and of the text
//! `salestalk archive v1:` and the file's name: no two files share a key, so nonces may simply count. The nonce of a chunk is
//! 7 zero bytes, its number in 4 bytes (big endian), and 1 for the last chunk or 0.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    hmac, rand,
};

use super::SealError;

const MAGIC: &[u8; 8] = b"STSEAL01";
const SALT: usize = 32;
/// The header's length, in bytes.
pub(super) const HEADER: usize = MAGIC.len() + SALT;
/// Plain bytes in a chunk.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// The 256 bits that seal what leaves a tenant's tables.
#[derive(Clone)]
pub struct DataKey([u8; 32]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0 = std::hint::black_box([0; 32]);
    }
}

impl TryFrom<&[u8]> for DataKey {
    type Error = SealError;

    fn try_from(bytes: &[u8]) -> Result<Self, SealError> {
        bytes.try_into().map(Self).map_err(|_| SealError::Key)
    }
}

impl DataKey {
    /// The key itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// HMAC-SHA256 of `message` under a key derived from this one: it proves who wrote a manifest.
    pub(super) fn mac(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.derive(&[0; SALT], &[b"salestalk manifest v1"], hmac::HMAC_SHA256)?;
        Ok(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), message).as_ref().to_vec())
    }

    fn of_file(&self, salt: &[u8], name: &str) -> Result<LessSafeKey, SealError> {
        let okm = self.derive(salt, &[b"salestalk archive v1:", name.as_bytes()], hmac::HMAC_SHA256)?;
        Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &okm).map_err(|_| SealError::Key)?))
    }

    /// 32 bytes by HKDF-SHA256 (RFC 5869).
    fn derive(&self, salt: &[u8], info: &[&[u8]], length: hmac::Algorithm) -> Result<[u8; 32], SealError> {
        let mut okm = [0; 32];
        let prk = Salt::new(HKDF_SHA256, salt).extract(&self.0);
        let expanded = prk.expand(info, Length(length));
        expanded.and_then(|okm_of| okm_of.fill(&mut okm)).map_err(|_| SealError::Key)?;
        Ok(okm)
    }
}

/// What HKDF is asked for: as many bytes as the MAC is long.
struct Length(hmac::Algorithm);

impl aws_lc_rs::hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0.digest_algorithm().output_len()
    }
}

fn nonce(number: u32, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[7..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// Seals what is written to it.
pub(super) struct Sealer {
    key: LessSafeKey,
    plain: Vec<u8>,
    number: u32,
    out: Vec<u8>,
}

impl Sealer {
    /// A sealer of the file called `name`.
    pub(super) fn new(key: &DataKey, name: &str) -> Result<Self, SealError> {
        let mut salt = [0; SALT];
        rand::fill(&mut salt).map_err(|_| SealError::Key)?;
        let key = key.of_file(&salt, name)?;
        let out = [MAGIC.as_slice(), &salt].concat();
        Ok(Self { key, plain: Vec::with_capacity(CHUNK + TAG), number: 0, out })
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), SealError> {
        while !bytes.is_empty() {
            // A full chunk goes only when more follows: the last one is sealed otherwise.
            if self.plain.len() == CHUNK {
                self.seal(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.plain.len()));
            self.plain.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// The sealed bytes so far.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// The rest of the sealed bytes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, SealError> {
        self.seal(true)?;
        Ok(self.out)
    }

    fn seal(&mut self, last: bool) -> Result<(), SealError> {
        let sealed = self.key.seal_in_place_append_tag(nonce(self.number, last), Aad::empty(), &mut self.plain);
        sealed.map_err(|_| SealError::Key)?;
        self.out.append(&mut self.plain);
        self.number = self.number.checked_add(1).ok_or(SealError::TooLong)?;
        Ok(())
    }
}

/// Opens what is written to it.
pub(super) struct Opener<'a> {
    key: &'a DataKey,
    name: &'a str,
    file_key: Option<LessSafeKey>,
    sealed: Vec<u8>,
    number: u32,
    out: Vec<u8>,
}

impl<'a> Opener<'a> {
    pub(super) fn new(key: &'a DataKey, name: &'a str) -> Self {
        Self { key, name, file_key: None, sealed: Vec::new(), number: 0, out: Vec::new() }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        self.sealed.extend_from_slice(bytes);
        if self.file_key.is_none() && self.sealed.len() >= HEADER {
            let header: Vec<u8> = self.sealed.drain(..HEADER).collect();
            let salt = header.strip_prefix(MAGIC.as_slice()).ok_or(SealError::Broken)?;
            self.file_key = Some(self.key.of_file(salt, self.name)?);
        }
        // A chunk is known not to be the last one when more follows it.
        while self.file_key.is_some() && self.sealed.len() > CHUNK + TAG {
            let rest = self.sealed.split_off(CHUNK + TAG);
            let chunk = std::mem::replace(&mut self.sealed, rest);
            self.open(chunk, false)?;
        }
        Ok(())
    }

    /// The plain bytes so far; whether they are all there are is known at the end alone.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// The rest of the plain bytes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, SealError> {
        let last = std::mem::take(&mut self.sealed);
        self.open(last, true)?;
        Ok(self.out)
    }

    fn open(&mut self, mut chunk: Vec<u8>, last: bool) -> Result<(), SealError> {
        let key = self.file_key.as_ref().ok_or(SealError::Broken)?;
        let plain = key.open_in_place(nonce(self.number, last), Aad::empty(), &mut chunk);
        self.out.extend_from_slice(plain.map_err(|_| SealError::Broken)?);
        self.number = self.number.checked_add(1).ok_or(SealError::TooLong)?;
        Ok(())
    }
}

/// Opens a whole sealed file called `name`.
///
/// # Errors
/// It is not what was sealed under this name and key.
pub fn open(key: &DataKey, name: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut opener = Opener::new(key, name);
    opener.write(sealed)?;
    opener.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> DataKey {
        DataKey::try_from([byte; 32].as_slice()).unwrap()
    }

    fn seal(name: &str, plain: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(&key(7), name).unwrap();
        // In pieces that fit no chunk.
        plain.chunks(1_000).for_each(|piece| sealer.write(piece).unwrap());
        let start = sealer.take();
        [start, sealer.finish().unwrap()].concat()
    }

    #[test]
    fn files_of_every_length_come_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17] {
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let sealed = seal("a", &plain);
            assert_eq!(sealed.len(), HEADER + length + TAG * length.div_ceil(CHUNK).max(1));
            assert_eq!(open(&key(7), "a", &sealed).unwrap(), plain, "{length}");
            // In pieces, too.
            let (seven, mut out) = (key(7), Vec::new());
            let mut opener = Opener::new(&seven, "a");
            for piece in sealed.chunks(777) {
                opener.write(piece).unwrap();
                out.extend(opener.take());
            }
            out.extend(opener.finish().unwrap());
            assert_eq!(out, plain, "{length}");
        }
    }

    #[test]
    fn nothing_of_a_file_can_be_changed() {
        let plain = vec![5; 2 * CHUNK + 100];
        let sealed = seal("a", &plain);
        for place in (0..HEADER).chain((HEADER..sealed.len()).step_by(997)).chain([sealed.len() - 1]) {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert!(open(&key(7), "a", &damaged).is_err(), "byte {place}");
        }
        for length in (0..sealed.len()).step_by(499).chain([HEADER, HEADER + CHUNK + TAG, HEADER + 2 * (CHUNK + TAG)]) {
            assert!(open(&key(7), "a", &sealed[..length]).is_err(), "cut at {length}");
        }
        let (first, second) = (HEADER..HEADER + CHUNK + TAG, HEADER + CHUNK + TAG..HEADER + 2 * (CHUNK + TAG));
        let exchanged = [&sealed[..HEADER], &sealed[second.clone()], &sealed[first], &sealed[second.end..]].concat();
        assert!(open(&key(7), "a", &exchanged).is_err());
        assert!(open(&key(7), "a", &[sealed.as_slice(), &[0]].concat()).is_err());
        assert!(open(&key(7), "b", &sealed).is_err(), "another file's name");
        assert!(open(&key(8), "a", &sealed).is_err(), "another key");
        assert!(DataKey::try_from([0; 31].as_slice()).is_err());
    }
}
