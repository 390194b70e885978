//! Calls to S3.

use aws_sdk_s3::{
    primitives::ByteStream,
    types::{Delete, ObjectIdentifier, ServerSideEncryption},
};

use super::{
    Calls,
    Expected::{self, Denied},
    Outcome, outcome,
};
use crate::isolation::{
    engine::BUCKET,
    stage::{CANARY, Tenant},
};

impl<'a> Calls<'a> {
    fn put(&self, key: &str, kms_key: &str) -> aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder {
        let put = self.session.s3.put_object().bucket(BUCKET).key(key).body(ByteStream::from_static(b"x"));
        put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(kms_key)
    }

    /// Every call on objects below `of`'s prefix; what is written is under the session's own key.
    pub(super) fn s3(&mut self, of: &'a Tenant, expected: Expected) {
        let s3 = &self.session.s3;
        let prefix = format!("tenants/{}/", of.id);
        for n in 0..of.keys.len() {
            let canary = format!("{prefix}{CANARY}-{n}");
            let call = s3.get_object().bucket(BUCKET).key(&canary);
            self.add(expected, format!("GetObject {canary}"), async move { outcome(call.send().await) });
        }
        let scratch = format!("{prefix}{}", self.scratch());
        let call = self.put(&scratch, &self.own.key);
        self.add(expected, format!("PutObject {scratch}"), async move { outcome(call.send().await) });
        let own = format!("tenants/{}/{CANARY}-0", self.own.id);
        let theirs = format!("{prefix}{CANARY}-0");
        let to = format!("{scratch}-copy");
        let copy = |from: String, to: String| {
            let copy = s3.copy_object().bucket(BUCKET).key(to).copy_source(format!("{BUCKET}/{from}"));
            copy.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(&self.own.key)
        };
        let call = copy(own, to.clone());
        let take = copy(theirs, format!("tenants/{}/{}-taken", self.own.id, self.scratch()));
        self.add(expected, format!("CopyObject own to {to}"), async move { outcome(call.send().await) });
        self.add(expected, format!("CopyObject {prefix}{CANARY}-0 to own"), async move { outcome(take.send().await) });
        for object in [scratch, to] {
            let call = s3.delete_object().bucket(BUCKET).key(&object);
            self.add(expected, format!("DeleteObject {object}"), async move { outcome(call.send().await) });
        }
        for listed in [prefix.clone(), format!("{prefix}can")] {
            let call = s3.list_objects_v2().bucket(BUCKET).prefix(&listed);
            self.add(expected, format!("ListObjectsV2 {listed}"), async move { outcome(call.send().await) });
        }
    }

    /// Ways round the prefix.
    pub(super) fn s3_tricks(&mut self, other: &'a Tenant) {
        let s3 = &self.session.s3;
        let (own, theirs) = (format!("tenants/{}", self.own.id), format!("tenants/{}", other.id));
        for listed in [theirs.clone(), format!("{theirs}*"), format!("{own}/../{}/", other.id)] {
            let call = s3.list_objects_v2().bucket(BUCKET).prefix(&listed);
            // A prefix with dots is no path: it is an own one, below which nothing is.
            self.add(Denied, format!("ListObjectsV2 {listed}"), async move {
                match call.send().await {
                    Ok(page) if page.contents().is_empty() && listed.contains("..") => Outcome::Denied,
                    reply => outcome(reply),
                }
            });
        }
        for object in [format!("{own}/../{}/{CANARY}-0", other.id), format!("{own}/%2e%2e/{}/{CANARY}-0", other.id)] {
            let call = s3.get_object().bucket(BUCKET).key(&object);
            self.add(Denied, format!("GetObject {object}"), async move {
                match outcome(call.send().await) {
                    Outcome::Failed(code) if code == "NoSuchKey" || code == "InvalidArgument" => Outcome::Denied,
                    other => other,
                }
            });
        }
        let (ours, foreign) = (format!("{own}/{}", self.scratch()), format!("{theirs}/{CANARY}-0"));
        let objects = [&ours, &foreign].map(|key| ObjectIdentifier::builder().key(key).build().unwrap());
        let call = s3.delete_objects().bucket(BUCKET);
        let call = call.delete(Delete::builder().set_objects(Some(objects.to_vec())).build().unwrap());
        self.add(Denied, format!("DeleteObjects own and {foreign}"), async move {
            match call.send().await {
                Err(error) => outcome::<(), _>(Err(error)),
                Ok(reply) => {
                    let refused =
                        |e: &aws_sdk_s3::types::Error| (e.key(), e.code()) == (Some(&foreign), Some("AccessDenied"));
                    if reply.errors().iter().any(refused) { Outcome::Denied } else { Outcome::Allowed }
                }
            }
        });
        // Its own object under a key that is not its own; under the shared key it may be.
        if !self.own.keys.iter().any(|(key, _)| *key == other.key) {
            let call = self.put(&format!("{own}/{}", self.scratch()), &other.key);
            // MiniStack's S3 does not ask its KMS whether the caller may use the key.
            if self.stage.engine.is_embedded() {
                let name = format!("PutObject under the key of {}", other.id);
                self.add(Denied, name, async move { outcome(call.send().await) });
            }
        }
    }

    /// What is beyond a session in the bucket.
    pub(super) fn s3_beyond(&mut self) {
        let s3 = &self.session.s3;
        let own = format!("tenants/{}/", self.own.id);
        for listed in ["", "tenants", "tenants/", own.trim_end_matches('/'), "archive/", "audit/"] {
            let call = s3.list_objects_v2().bucket(BUCKET).prefix(listed);
            self.add(Denied, format!("ListObjectsV2 {listed:?}"), async move { outcome(call.send().await) });
        }
        let call = s3.list_objects_v2().bucket(BUCKET);
        self.add(Denied, "ListObjectsV2", async move { outcome(call.send().await) });
        let call = s3.list_objects_v2().bucket(format!("{BUCKET}-2")).prefix(&own);
        self.add(Denied, "ListObjectsV2 of another bucket", async move { outcome(call.send().await) });
        let call = s3.list_object_versions().bucket(BUCKET).prefix(&own);
        self.add(Denied, "ListObjectVersions", async move { outcome(call.send().await) });
        let call = s3.get_object().bucket(BUCKET).key(format!("{own}{CANARY}-0")).version_id(&self.own.version);
        self.add(Denied, "GetObject of a version", async move { outcome(call.send().await) });
        let call = s3.abort_multipart_upload().bucket(BUCKET).key(format!("{own}x")).upload_id("none");
        self.add(Denied, "AbortMultipartUpload", async move { outcome(call.send().await) });
        for object in ["canary", "tenants/canary", "audit/acme/1.json", "archive/acme/1"] {
            let call = s3.get_object().bucket(BUCKET).key(object);
            self.add(Denied, format!("GetObject {object}"), async move { outcome(call.send().await) });
        }
    }
}
