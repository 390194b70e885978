//! The AWS under the system: the stand-ins of this process, or whatever the environment names.

use std::{path::Path, time::Duration};

use anyhow::Context;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use control_plane::Settings;
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use tenancy::{Names, Quotas};

use crate::failure::Failure;

const BUCKET: &str = "salestalk";
/// A tenant that is made on an AWS of other people's making waits for its tables as long as it takes, and is asked this seldom.
const LOOK_AT_TABLES_EVERY: Duration = Duration::from_millis(100);
/// Requests that are being served when a tenant goes get this long.
const DRAIN: Duration = Duration::from_secs(2);

/// Which AWS it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Choice {
    /// Stand-ins in this process, which keep everything in the data directory.
    Embedded(Durability),
    /// The one that `AWS_ENDPOINT_URL` and credentials name: AWS itself, LocalStack, MiniStack.
    Environment,
}

/// An AWS that can be worked on.
#[derive(Debug)]
pub(crate) struct Cloud {
    /// How to reach it.
    pub(crate) sdk: SdkConfig,
    /// What resources are called there.
    pub(crate) names: Names,
    /// How fast it is, and what it allows.
    pub(crate) settings: Settings,
    /// Its models; the stand-ins have none.
    pub(crate) bedrock: Option<aws_sdk_bedrockruntime::Client>,
    embedded: Option<LocalStack>,
}

impl Cloud {
    /// Starts the stand-ins on `data_dir`, or finds out whose account the environment names.
    ///
    /// # Errors
    /// [`localstack::StartError::InUse`] (as the error itself) when another process has the data directory; AWS does not
    /// know the credentials, or is not there.
    pub(crate) async fn open(choice: Choice, data_dir: &Path) -> anyhow::Result<Self> {
        match choice {
            Choice::Embedded(durability) => Self::embedded(data_dir, durability).await,
            Choice::Environment => {
                // The issuer's key is kept here all the same.
                let mut folder = std::fs::DirBuilder::new();
                folder.recursive(true);
                #[cfg(unix)]
                std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
                folder.create(data_dir).with_context(|| format!("{} cannot be made", data_dir.display()))?;
                Self::of_environment().await
            }
        }
    }

    async fn embedded(data_dir: &Path, durability: Durability) -> anyhow::Result<Self> {
        let local = LocalStack::start(Options { data_dir: data_dir.to_owned(), durability }).await?;
        // Nothing of the user's own AWS set-up comes in here: a variable of theirs must not send local data to AWS.
        let credentials = Credentials::new(local.access_key_id(), local.secret_access_key(), None, None, "local stack");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .endpoint_url(local.url())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: BUCKET.to_owned() };
        // One process serves all requests and holds all tables: no quota of an account, and nothing far away to wait for.
        let quotas = Quotas { table_operations: 64, create_key_per_second: 10_000, tenants_at_once: 16 };
        // Nobody else can have the data directory: who does not renew for this long is a process that was killed.
        let lease = Duration::from_secs(5);
        let settings = Settings { drain: DRAIN, pause: Duration::from_millis(5), lease, quotas, ..Settings::default() };
        Ok(Self { sdk, names, settings, bedrock: None, embedded: Some(local) })
    }

    async fn of_environment() -> anyhow::Result<Self> {
        let sdk = aws_config::load_defaults(BehaviorVersion::latest()).await;
        let Some(region) = sdk.region().map(ToString::to_string) else {
            return Err(Failure::new("no Region of AWS is named")
                .remedy("set AWS_REGION, such as eu-central-1")
                .into());
        };
        let tenancy::Aws { sdk, sts, .. } = tenancy::Aws::new(sdk);
        let caller = sts.get_caller_identity().send().await;
        let caller = caller.map_err(|error| {
            let whose = sdk.endpoint_url().unwrap_or("AWS");
            anyhow::Error::from(error)
                .context(Failure::new(format!("{whose} does not say whose account this is")).remedy(
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE; for an emulator, AWS_ENDPOINT_URL too",
            ))
        })?;
        let account = caller.account.unwrap_or_default();
        // The names of buckets are one space for everybody's accounts.
        let bucket = format!("{BUCKET}-{account}-{region}");
        let settings = Settings { drain: DRAIN, pause: LOOK_AT_TABLES_EVERY, ..Settings::default() };
        let bedrock = Some(aws_sdk_bedrockruntime::Client::new(&sdk));
        Ok(Self { sdk, names: Names { region, account, bucket }, settings, bedrock, embedded: None })
    }

    /// Closes the stand-ins' files.
    pub(crate) async fn close(self) {
        if let Some(local) = self.embedded {
            local.stop().await;
        }
    }
}
