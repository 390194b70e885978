//! A file of an archive on its way to S3: compressed where its name says so, sealed, and sent in parts, so that memory does
//! not grow with the file.

use std::io::Write as _;

use aws_sdk_s3::{
    Client,
    primitives::ByteStream,
    types::{CompletedMultipartUpload, CompletedPart, ServerSideEncryption},
};

use super::{
    ArchiveError, DataKey, Place,
    manifest::{FileEntry, FileKind, Sum},
    seal::Sealer,
};

/// Parts of a multipart upload; S3 takes at least 5 MiB and at most 10,000 of them: 80 GB.
const PART: usize = 8 << 20;
const LEVEL: i32 = 3;

pub(super) struct FileWriter<'a> {
    upload: Upload<'a>,
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
        let upload = Upload {
            s3,
            bucket: &place.bucket,
            key: format!("{}{name}", place.prefix),
            kms_key,
            id: None,
            parts: Vec::new(),
            buffer: Vec::new(),
            stored: Sum::new(),
        };
        Ok(Self { upload, name, kind, zstd, sealer: Sealer::new(key, name)?, plain: Sum::new(), records: 0 })
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
        self.upload.add(self.sealer.take()).await
    }

    /// Sends the rest; the file is there when this returns, and not before.
    pub(super) async fn finish(mut self) -> Result<FileEntry, ArchiveError> {
        if let Some(zstd) = self.zstd.take() {
            self.sealer.write(&zstd.finish()?)?;
        }
        let rest = self.sealer.finish()?;
        self.upload.add(rest).await?;
        let (stored_bytes, stored_sha256) = self.upload.finish().await?;
        let (plain_bytes, plain_sha256) = self.plain.finish();
        let (name, kind, records) = (self.name.to_owned(), self.kind, self.records);
        Ok(FileEntry { name, kind, records, plain_bytes, plain_sha256, stored_bytes, stored_sha256 })
    }
}

struct Upload<'a> {
    s3: &'a Client,
    bucket: &'a str,
    key: String,
    kms_key: &'a str,
    id: Option<String>,
    parts: Vec<CompletedPart>,
    buffer: Vec<u8>,
    stored: Sum,
}

impl Upload<'_> {
    async fn add(&mut self, bytes: Vec<u8>) -> Result<(), ArchiveError> {
        self.stored.add(&bytes);
        self.buffer.extend_from_slice(&bytes);
        while self.buffer.len() >= PART {
            let rest = self.buffer.split_off(PART);
            let part = std::mem::replace(&mut self.buffer, rest);
            self.part(part).await?;
        }
        Ok(())
    }

    async fn part(&mut self, body: Vec<u8>) -> Result<(), ArchiveError> {
        if self.id.is_none() {
            let create = self.s3.create_multipart_upload().bucket(self.bucket).key(&self.key);
            let create = create.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(self.kms_key);
            let created = create.send().await.map_err(|e| ArchiveError::aws("beginning a file of the archive", e))?;
            self.id = created.upload_id;
        }
        let number = i32::try_from(self.parts.len() + 1).unwrap_or(i32::MAX);
        let upload = self.s3.upload_part().bucket(self.bucket).key(&self.key).part_number(number);
        let upload = upload.set_upload_id(self.id.clone()).body(ByteStream::from(body));
        let sent = upload.send().await.map_err(|e| ArchiveError::aws("sending a part of the archive", e))?;
        self.parts.push(CompletedPart::builder().part_number(number).set_e_tag(sent.e_tag).build());
        Ok(())
    }

    async fn finish(mut self) -> Result<(u64, String), ArchiveError> {
        let rest = std::mem::take(&mut self.buffer);
        if self.id.is_none() {
            let put = self.s3.put_object().bucket(self.bucket).key(&self.key).body(ByteStream::from(rest));
            let put = put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(self.kms_key);
            put.send().await.map_err(|e| ArchiveError::aws("writing a file of the archive", e))?;
            return Ok(self.stored.finish());
        }
        if !rest.is_empty() {
            self.part(rest).await?;
        }
        let parts = CompletedMultipartUpload::builder().set_parts(Some(self.parts)).build();
        let complete = self.s3.complete_multipart_upload().bucket(self.bucket).key(&self.key);
        let complete = complete.set_upload_id(self.id).multipart_upload(parts);
        complete.send().await.map_err(|e| ArchiveError::aws("completing a file of the archive", e))?;
        Ok(self.stored.finish())
    }
}
