//! An object on its way to S3, whose length nobody knows yet: one request while it is small, parts when it is not.

use aws_sdk_s3::{
    Client,
    primitives::ByteStream,
    types::{CompletedMultipartUpload, CompletedPart, ServerSideEncryption},
};

use super::ArchiveError;

/// Parts of a multipart upload; S3 takes at least 5 MiB and at most 10,000 of them: 80 GB.
const PART: usize = 8 << 20;

pub(super) struct Upload<'a> {
    s3: &'a Client,
    bucket: &'a str,
    key: String,
    kms_key: &'a str,
    /// What an error says was being done.
    doing: &'static str,
    id: Option<String>,
    parts: Vec<CompletedPart>,
    buffer: Vec<u8>,
}

impl<'a> Upload<'a> {
    /// An object of this key, encrypted with `kms_key`.
    pub(super) fn new(s3: &'a Client, bucket: &'a str, key: String, kms_key: &'a str, doing: &'static str) -> Self {
        Self { s3, bucket, key, kms_key, doing, id: None, parts: Vec::new(), buffer: Vec::new() }
    }

    pub(super) async fn add(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.buffer.extend_from_slice(bytes);
        while self.buffer.len() >= PART {
            let rest = self.buffer.split_off(PART);
            let part = std::mem::replace(&mut self.buffer, rest);
            self.part(part).await?;
        }
        Ok(())
    }

    /// Sends the rest; the object is there when this returns, and not before.
    pub(super) async fn finish(mut self) -> Result<(), ArchiveError> {
        let rest = std::mem::take(&mut self.buffer);
        if self.id.is_none() {
            let put = self.s3.put_object().bucket(self.bucket).key(&self.key).body(ByteStream::from(rest));
            let put = put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(self.kms_key);
            put.send().await.map_err(|e| ArchiveError::aws(self.doing, e))?;
            return Ok(());
        }
        if !rest.is_empty() {
            self.part(rest).await?;
        }
        let parts = CompletedMultipartUpload::builder().set_parts(Some(self.parts)).build();
        let complete = self.s3.complete_multipart_upload().bucket(self.bucket).key(&self.key);
        let complete = complete.set_upload_id(self.id).multipart_upload(parts);
        complete.send().await.map_err(|e| ArchiveError::aws(self.doing, e))?;
        Ok(())
    }

    async fn part(&mut self, body: Vec<u8>) -> Result<(), ArchiveError> {
        if self.id.is_none() {
            let create = self.s3.create_multipart_upload().bucket(self.bucket).key(&self.key);
            let create = create.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(self.kms_key);
            self.id = create.send().await.map_err(|e| ArchiveError::aws(self.doing, e))?.upload_id;
        }
        let number = i32::try_from(self.parts.len() + 1).unwrap_or(i32::MAX);
        let upload = self.s3.upload_part().bucket(self.bucket).key(&self.key).part_number(number);
        let upload = upload.set_upload_id(self.id.clone()).body(ByteStream::from(body));
        let sent = upload.send().await.map_err(|e| ArchiveError::aws(self.doing, e))?;
        self.parts.push(CompletedPart::builder().part_number(number).set_e_tag(sent.e_tag).build());
        Ok(())
    }
}
