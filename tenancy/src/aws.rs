//! The process's own AWS clients, and the connections that all clients share.

use std::sync::Once;

use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        connector_metadata::ConnectorMetadata,
        http::{HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
        runtime_components::{RuntimeComponents, RuntimeComponentsBuilder},
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::SdkConfig;

/// Clients on the process's own credentials: the control plane's, and those that assume tenants' roles.
#[derive(Debug, Clone)]
pub struct Aws {
    /// What the clients were made from; tenant sessions copy it with other credentials.
    pub sdk: SdkConfig,
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// S3.
    pub s3: aws_sdk_s3::Client,
    /// KMS.
    pub kms: aws_sdk_kms::Client,
    /// STS.
    pub sts: aws_sdk_sts::Client,
}

impl Aws {
    /// Clients for `sdk`: Region, credentials and endpoint URLs as `aws-config` read them. Those made from its [`sdk`](Self::sdk)
    /// share their connections.
    #[must_use]
    pub fn new(sdk: SdkConfig) -> Self {
        let http = sdk.http_client().unwrap_or_else(|| SharedHttpClient::new(Connections::new()));
        let sdk = sdk.to_builder().http_client(http).build();
        Self {
            dynamodb: aws_sdk_dynamodb::Client::new(&sdk),
            s3: s3_client(&sdk),
            kms: aws_sdk_kms::Client::new(&sdk),
            sts: aws_sdk_sts::Client::new(&sdk),
            sdk,
        }
    }
}

/// An S3 client; behind an endpoint URL buckets are named in the path, since `bucket.127.0.0.1` is no host.
pub(crate) fn s3_client(sdk: &SdkConfig) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(sdk).force_path_style(sdk.endpoint_url().is_some()).build();
    aws_sdk_s3::Client::from_conf(config)
}

/// What calls over HTTPS, through the proxy that the environment names, as the SDK's own does; all read the machine's certificates
/// together, once.
pub(crate) fn connector(settings: Option<&HttpConnectorSettings>, components: Option<&RuntimeComponents>) -> Connector {
    let mut connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    connector.set_connector_settings(settings.cloned());
    connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
    connector.set_proxy_config(Some(ProxyConfig::from_env()));
    connector.build()
}

/// The HTTP client that the SDK makes for each of its clients by default, made once for all. A tenant's session has clients of its
/// own: by default each would open connections of its own, and each keep the machine's certificates.
#[derive(Debug)]
struct Connections {
    inner: SharedHttpClient,
    certificates: Once,
}

impl Connections {
    fn new() -> Self {
        let inner = Builder::new().build_with_connector_fn(connector);
        Self { inner, certificates: Once::new() }
    }
}

impl HttpClient for Connections {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        self.inner.http_connector(settings, components)
    }

    /// Reads the certificates when the first client is made; the SDK would for each.
    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        let mut read = Ok(());
        self.certificates.call_once(|| read = self.inner.validate_base_client_config(components, config));
        read
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, net::SocketAddr, sync::Arc};

    use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
    use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
    use axum::{Router, extract::ConnectInfo, http::header::CONTENT_TYPE};
    use tokio::{net::TcpListener, sync::Mutex};

    use super::*;

    /// A tenant's session is clients of its own, and no connections of its own.
    #[tokio::test]
    async fn clients_with_other_credentials_use_the_same_connections() {
        let callers: Arc<Mutex<BTreeSet<SocketAddr>>> = Arc::default();
        let seen = Arc::clone(&callers);
        let server = Router::new().fallback(async move |ConnectInfo(caller): ConnectInfo<SocketAddr>| {
            seen.lock().await.insert(caller);
            ([(CONTENT_TYPE, "application/x-amz-json-1.0")], "{}")
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = server.into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, server).await });

        let of = |id: &str| SharedCredentialsProvider::new(Credentials::new(id, "secret", None, None, "test"));
        let sdk =
            SdkConfig::builder().behavior_version(BehaviorVersion::latest()).region(Region::from_static("eu-west-1"));
        let aws = Aws::new(sdk.endpoint_url(url).credentials_provider(of("own")).build());
        aws.dynamodb.list_tables().send().await.unwrap();
        for tenant in ["acme", "globex"] {
            let sdk = aws.sdk.to_builder().credentials_provider(of(tenant)).build();
            aws_sdk_dynamodb::Client::new(&sdk).list_tables().send().await.unwrap();
        }
        assert_eq!(callers.lock().await.len(), 1);
        serving.abort();
    }
}
