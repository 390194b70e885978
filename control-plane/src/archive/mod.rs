//! stub
#![allow(missing_docs, unused)]
use tenancy::TenantSession; use serde::Serialize;
pub struct DataKey([u8;32]);
impl DataKey { pub fn bytes(&self)->&[u8]{&self.0} }
impl TryFrom<Vec<u8>> for DataKey { type Error=(); fn try_from(v:Vec<u8>)->Result<Self,()> { Ok(Self(v.try_into().map_err(|_|())?)) } }
pub struct Place { pub bucket: String, pub prefix: String }
#[derive(Serialize)] pub struct File { pub name: String }
#[derive(Serialize)] pub struct Manifest { pub files: Vec<File> }
#[derive(Debug, thiserror::Error)] #[error("x")] pub struct ArchiveError;
pub async fn export(s:&TenantSession, s3:&aws_sdk_s3::Client, p:&Place, k:&DataKey, a:&str)->Result<Manifest,ArchiveError>{Ok(Manifest{files:vec![]})}
pub async fn verify(s3:&aws_sdk_s3::Client, p:&Place, k:&DataKey)->Result<Manifest,ArchiveError>{Ok(Manifest{files:vec![]})}
pub async fn manifest(s3:&aws_sdk_s3::Client, p:&Place)->Result<Manifest,ArchiveError>{Ok(Manifest{files:vec![]})}
pub async fn restore(s3:&aws_sdk_s3::Client, p:&Place, k:&DataKey, t:&TenantSession)->Result<(),ArchiveError>{Ok(())}
pub async fn purge(s3:&aws_sdk_s3::Client, p:&Place)->Result<u64,ArchiveError>{Ok(0)}
pub async fn link(s3:&aws_sdk_s3::Client, p:&Place, f:&str, e:std::time::Duration)->Result<String,ArchiveError>{Ok(String::new())}
