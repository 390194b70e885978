//! Calls to KMS and STS. Those that only the encryption context tells apart are made on the embedded stack alone: the IAM
//! of MiniStack does not know it.

use aws_sdk_kms::primitives::Blob;

use super::{
    Calls,
    Expected::{Allowed, Denied},
    outcome,
};
use crate::isolation::stage::Tenant;

impl<'a> Calls<'a> {
    fn generate(
        &self,
        key: &str,
        context: Option<&str>,
    ) -> aws_sdk_kms::operation::generate_data_key::builders::GenerateDataKeyFluentBuilder {
        let call = self.session.kms.generate_data_key().key_id(key).number_of_bytes(32);
        match context {
            Some(tenant) => call.encryption_context("tenant", tenant),
            None => call,
        }
    }

    fn decrypt(
        &self,
        sealed: &Blob,
        context: Option<&str>,
    ) -> aws_sdk_kms::operation::decrypt::builders::DecryptFluentBuilder {
        let call = self.session.kms.decrypt().ciphertext_blob(sealed.clone());
        match context {
            Some(tenant) => call.encryption_context("tenant", tenant),
            None => call,
        }
    }

    /// Sealing for oneself, with every key that one has.
    pub(super) fn kms_own(&mut self) {
        let own = self.own;
        for (key, sealed) in &own.keys {
            let call = self.generate(key, Some(own.id.as_str()));
            self.add(Allowed, "GenerateDataKey", async move { outcome(call.send().await) });
            let call = self.decrypt(sealed, Some(own.id.as_str()));
            self.add(Allowed, "Decrypt", async move { outcome(call.send().await) });
        }
    }

    /// What is beyond a session even with its own keys, keys whose ids begin as its own do, and other sessions.
    pub(super) fn kms_beyond(&mut self) {
        let own = self.own;
        for (key, sealed) in &own.keys {
            if self.stage.engine.is_embedded() {
                let call = self.generate(key, None);
                self.add(Denied, "GenerateDataKey for nobody", async move { outcome(call.send().await) });
                let call = self.decrypt(sealed, None);
                self.add(Denied, "Decrypt for nobody", async move { outcome(call.send().await) });
            }
            let seal = self.session.kms.encrypt().key_id(key).plaintext(Blob::new([1]));
            let call = seal.encryption_context("tenant", own.id.as_str());
            self.add(Denied, "Encrypt", async move { outcome(call.send().await) });
            let call = self.session.kms.describe_key().key_id(key);
            self.add(Denied, "DescribeKey", async move { outcome(call.send().await) });
            let (start, _) = key.rsplit_once('-').unwrap();
            for nobodys in [format!("{key}0"), format!("{start}-000000000000")] {
                let call = self.generate(&nobodys, Some(own.id.as_str()));
                self.add(Denied, format!("GenerateDataKey {nobodys}"), async move { outcome(call.send().await) });
            }
        }
        let call = self.session.sts.assume_role().role_arn(self.stage.engine.role_arn()).role_session_name("again");
        self.add(Denied, "AssumeRole", async move { outcome(call.send().await) });
    }

    /// `other`'s keys, and keys shared with it used as if one were `other`.
    pub(super) fn kms_foreign(&mut self, other: &'a Tenant) {
        let contexts = self.stage.engine.is_embedded();
        let is_own = |key: &String| self.own.keys.iter().any(|(own, _)| own == key);
        for (key, sealed) in other.keys.iter().filter(|(key, _)| contexts || !is_own(key)) {
            let call = self.generate(key, Some(other.id.as_str()));
            self.add(Denied, format!("GenerateDataKey for {}", other.id), async move { outcome(call.send().await) });
            let call = self.decrypt(sealed, Some(other.id.as_str()));
            self.add(Denied, format!("Decrypt for {}", other.id), async move { outcome(call.send().await) });
        }
        for (key, _) in other.keys.iter().filter(|(key, _)| !is_own(key)) {
            let call = self.generate(key, Some(self.own.id.as_str()));
            let name = format!("GenerateDataKey with the key of {}", other.id);
            self.add(Denied, name, async move { outcome(call.send().await) });
        }
        for (key, _) in self.own.keys.iter().filter(|_| contexts) {
            let call = self.generate(key, Some(other.id.as_str()));
            let name = format!("GenerateDataKey with an own key for {}", other.id);
            self.add(Denied, name, async move { outcome(call.send().await) });
        }
    }
}
