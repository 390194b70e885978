//! A file of an archive on its way back: opened, unpacked, and proved against the manifest.

use std::io::Write as _;

use aws_sdk_s3::Client;

use super::{
    ArchiveError, DataKey, Place,
    manifest::{FileEntry, Sum},
    seal::Opener,
};

pub(super) struct FileReader<'a> {
    entry: &'a FileEntry,
    body: aws_sdk_s3::primitives::ByteStream,
    opener: Option<Opener<'a>>,
    zstd: Option<zstd::stream::write::Decoder<'static, Vec<u8>>>,
    stored: Sum,
    plain: Sum,
}

impl<'a> FileReader<'a> {
    pub(super) async fn open(
        s3: &Client,
        place: &Place,
        key: &'a DataKey,
        entry: &'a FileEntry,
    ) -> Result<Self, ArchiveError> {
        let get = s3.get_object().bucket(&place.bucket).key(format!("{}{}", place.prefix, entry.name)).send().await;
        let body = get.map_err(|e| ArchiveError::aws("reading a file of the archive", e))?.body;
        let packed = entry.name.ends_with(".zst");
        let zstd = packed.then(|| zstd::stream::write::Decoder::new(Vec::new())).transpose()?;
        let opener = Some(Opener::new(key, &entry.name));
        Ok(Self { entry, body, opener, zstd, stored: Sum::new(), plain: Sum::new() })
    }

    /// The next plain bytes; none at the end, when all of the file has been found to be as the manifest says.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, ArchiveError> {
        loop {
            let Some(opener) = &mut self.opener else { return Ok(None) };
            let opened = match self.body.try_next().await.map_err(|_| ArchiveError::Cut(self.entry.name.clone()))? {
                Some(bytes) => {
                    self.stored.add(&bytes);
                    opener.write(&bytes).map_err(|_| self.corrupt("it was changed, or its key is another one"))?;
                    self.opener.as_mut().map(Opener::take).unwrap_or_default()
                }
                None => {
                    let opener = self.opener.take();
                    let rest = opener.map(Opener::finish).transpose();
                    let rest = rest.map_err(|_| self.corrupt("it was cut, or changed"))?.unwrap_or_default();
                    let plain = self.unpack(rest)?;
                    self.check()?;
                    return Ok(Some(plain).filter(|plain| !plain.is_empty()));
                }
            };
            let plain = self.unpack(opened)?;
            if !plain.is_empty() {
                return Ok(Some(plain));
            }
        }
    }

    /// All of a small file.
    pub(super) async fn whole(mut self) -> Result<Vec<u8>, ArchiveError> {
        let mut all = Vec::new();
        while let Some(bytes) = self.next().await? {
            all.extend(bytes);
        }
        Ok(all)
    }

    fn unpack(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, ArchiveError> {
        let plain = match &mut self.zstd {
            None => bytes,
            Some(zstd) => {
                zstd.write_all(&bytes).and_then(|()| zstd.flush()).map_err(|_| {
                    let why = "it cannot be unpacked".to_owned();
                    ArchiveError::Corrupt { file: self.entry.name.clone(), why }
                })?;
                std::mem::take(zstd.get_mut())
            }
        };
        self.plain.add(&plain);
        Ok(plain)
    }

    fn check(&mut self) -> Result<(), ArchiveError> {
        let stored = std::mem::replace(&mut self.stored, Sum::new()).finish();
        let plain = std::mem::replace(&mut self.plain, Sum::new()).finish();
        if stored != (self.entry.stored_bytes, self.entry.stored_sha256.clone()) {
            return Err(self.corrupt("its bytes are not those that the manifest names"));
        }
        if plain != (self.entry.plain_bytes, self.entry.plain_sha256.clone()) {
            return Err(self.corrupt("its content is not that which the manifest names"));
        }
        Ok(())
    }

    fn corrupt(&self, why: &str) -> ArchiveError {
        ArchiveError::Corrupt { file: self.entry.name.clone(), why: why.to_owned() }
    }
}

/// Cuts plain bytes into lines.
#[derive(Default)]
pub(super) struct Lines(Vec<u8>);

impl Lines {
    /// The lines that `bytes` end.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.0.extend_from_slice(bytes);
        let Some(end) = self.0.iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
        let rest = self.0.split_off(end + 1);
        let whole = std::mem::replace(&mut self.0, rest);
        whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
    }

    /// Whether the last line has its end.
    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}
