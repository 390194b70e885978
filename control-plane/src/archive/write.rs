//! A file of an archive on its way to S3: compressed where its name says so, sealed, and sent in parts, so that memory does
//! not grow with the file.

use std::io::Write as _;

use aws_sdk_s3::Client;

use super::{
    ArchiveError, DataKey, Place,
    manifest::{FileEntry, FileKind, Sum},
    seal::Sealer,
    upload::Upload,
};

const LEVEL: i32 = 3;

pub(super) struct FileWriter<'a> {
    upload: Upload<'a>,
    stored: Sum,
    name: &'a str,
    kind: FileKind,
    zstd: Option<zstd::stream::write::Encoder<'static, Vec<u8>>>,
    sealer: Sealer,
    plain: Sum,
    records: u64,
}

impl<'a> FileWriter<'a> {
    pub(super) fn new(
        s3: &'a Client,
        place: &'a Place,
        key: &DataKey,
        kms_key: &'a str,
        name: &'a str,
        kind: FileKind,
    ) -> Result<Self, ArchiveError> {
        let packed = name.ends_with(".zst");
        let zstd = packed.then(|| zstd::stream::write::Encoder::new(Vec::new(), LEVEL)).transpose()?;
        let key_of_file = format!("{}{name}", place.prefix);
        let upload = Upload::new(s3, &place.bucket, key_of_file, kms_key, "writing a file of the archive");
        Ok(Self {
            upload,
            name,
            kind,
            zstd,
            sealer: Sealer::new(key, name)?,
            plain: Sum::new(),
            stored: Sum::new(),
            records: 0,
        })
    }

    /// Adds `bytes`, in which `records` more records end.
    pub(super) async fn write(&mut self, bytes: &[u8], records: u64) -> Result<(), ArchiveError> {
        self.plain.add(bytes);
        self.records += records;
        match &mut self.zstd {
            Some(zstd) => {
                zstd.write_all(bytes)?;
                self.sealer.write(&std::mem::take(zstd.get_mut()))?;
            }
            None => self.sealer.write(bytes)?,
        }
        let sealed = self.sealer.take();
        self.stored.add(&sealed);
        self.upload.add(&sealed).await
    }

    /// Sends the rest; the file is there when this returns, and not before.
    pub(super) async fn finish(mut self) -> Result<FileEntry, ArchiveError> {
        if let Some(zstd) = self.zstd.take() {
            self.sealer.write(&zstd.finish()?)?;
        }
        let rest = self.sealer.finish()?;
        self.stored.add(&rest);
        self.upload.add(&rest).await?;
        self.upload.finish().await?;
        let (stored_bytes, stored_sha256) = self.stored.finish();
        let (plain_bytes, plain_sha256) = self.plain.finish();
        let (name, kind, records) = (self.name.to_owned(), self.kind, self.records);
        Ok(FileEntry { name, kind, records, plain_bytes, plain_sha256, stored_bytes, stored_sha256 })
    }
}
