//! A stack, or another engine in its place, and SDK clients of it.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_sts::error::ProvideErrorMetadata;
use localstack::{Durability, Engine, Options, REGION};
use tempfile::TempDir;

pub(crate) struct Stack {
    pub(crate) running: Engine,
    pub(crate) dir: TempDir,
    pub(crate) root: Clients,
}

#[derive(Clone)]
pub(crate) struct Clients {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) kms: aws_sdk_kms::Client,
    pub(crate) sts: aws_sdk_sts::Client,
}

impl Stack {
    pub(crate) async fn start() -> Stack {
        Stack::start_in(TempDir::new().unwrap()).await
    }

    pub(crate) async fn start_in(dir: TempDir) -> Stack {
        let options = Options { durability: Durability::Relaxed, ..Options::new(dir.path()) };
        let running = Engine::start(options).await.unwrap();
        let (key, secret) = (&running.access_key_id, &running.secret_access_key);
        let root = clients(&running.url, Credentials::new(key, secret, None, None, "root of the stack")).await;
        Stack { running, dir, root }
    }

    /// Stops the stack and starts it again on its directory; another engine goes on.
    pub(crate) async fn restart(self) -> Stack {
        if !self.running.is_ours() {
            return self;
        }
        let Stack { running, dir, .. } = self;
        running.stop().await;
        Stack::start_in(dir).await
    }

    /// Whether `folder` of the directory has as many files as this; of another engine nobody knows.
    pub(crate) fn assert_files(&self, folder: &str, count: usize) {
        if self.running.is_ours() {
            assert_eq!(std::fs::read_dir(self.dir.path().join(folder)).unwrap().count(), count, "{folder}");
        }
    }

    /// Clients of a session with this policy.
    pub(crate) async fn session(&self, policy: &str) -> Clients {
        let assumed = self
            .root
            .sts
            .assume_role()
            .role_arn("arn:aws:iam::000000000000:role/tester")
            .role_session_name("session")
            .policy(policy)
            .send()
            .await
            .unwrap();
        let made = assumed.credentials.unwrap();
        let token = Some(made.session_token);
        clients(&self.running.url, Credentials::new(made.access_key_id, made.secret_access_key, token, None, "session"))
            .await
    }
}

pub(crate) async fn config(url: &str, credentials: Credentials) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::new(REGION))
        .credentials_provider(credentials)
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .load()
        .await
}

pub(crate) async fn clients(url: &str, credentials: Credentials) -> Clients {
    let config = config(url, credentials).await;
    let s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
    Clients {
        dynamodb: aws_sdk_dynamodb::Client::new(&config),
        s3: aws_sdk_s3::Client::from_conf(s3),
        kms: aws_sdk_kms::Client::new(&config),
        sts: aws_sdk_sts::Client::new(&config),
    }
}

/// The code of a call that must fail.
pub(crate) fn code<T: std::fmt::Debug, E: ProvideErrorMetadata>(result: Result<T, E>) -> String {
    result.unwrap_err().code().expect("the error has a code").to_owned()
}
