//! The whole system in this process: the services over an AWS, and the API on a port of 127.0.0.1.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header::LOCATION},
    middleware::{self, Next},
    response::Response,
    serve::ListenerExt,
};
use control_plane::ControlPlane;
use insights::{Engine, Outlets};
use localstack::StartError;
use secrecy::SecretString;
use tenancy::{
    Config, Queue, Registry, Role, Services, TenantId,
    registry::{TenantRecord, TenantState},
    token::DevIssuer,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    cloud::{Choice, Cloud},
    endpoint::{Endpoint, EndpointFile, TenantToken},
    failure::Failure,
};

const TENANTS_PER_PAGE: i32 = 200;
/// Operations that nobody works on are looked for this often.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// All tenants' data is looked through this often, where nobody said that it has changed.
const LOOK_EVERY: Duration = Duration::from_secs(3600);
/// Requests in flight at the end get this long.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// The tokens in endpoint.json and of a command's own stack are good for this many seconds: 30 days.
pub(crate) const TOKEN_SECONDS: i64 = 30 * 24 * 3600;

/// What a stack is to be.
#[derive(Debug, Clone)]
pub(crate) struct StackOptions {
    /// Where the issuer's key is kept, and endpoint.json; and everything else of an embedded AWS.
    pub(crate) data_dir: PathBuf,
    /// The AWS it is over.
    pub(crate) cloud: Choice,
    /// The model that phrases answers.
    pub(crate) model: String,
    /// Where Ollama listens.
    pub(crate) ollama_url: Option<String>,
    /// The origins whose pages may call the API from a browser.
    pub(crate) allowed_origins: Vec<HeaderValue>,
    /// The API's port; 0 lets the system pick.
    pub(crate) port: u16,
    /// Whether endpoint.json tells others of it.
    pub(crate) publish: bool,
}

/// The running system.
#[derive(Debug)]
pub(crate) struct Stack {
    cloud: Cloud,
    /// The API.
    pub(crate) url: String,
    /// Signs tokens that the API believes.
    pub(crate) issuer: DevIssuer,
    /// The operator's token.
    pub(crate) admin_token: SecretString,
    /// endpoint.json, if others are told.
    pub(crate) file: Option<Arc<EndpointFile>>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    /// Takes up operations that no request works on.
    worker: JoinHandle<()>,
    /// Looks for insights.
    analyst: JoinHandle<()>,
}

/// The file of the development issuer's key.
pub(crate) fn issuer_file(data_dir: &Path) -> PathBuf {
    data_dir.join("issuer.p8")
}

/// An owner's token for `tenant`, for this machine's own use.
pub(crate) fn owner_token(issuer: &DevIssuer, tenant: &TenantId) -> anyhow::Result<SecretString> {
    Ok(issuer.token("local-owner", Role::Owner, Some(tenant), TOKEN_SECONDS)?.into())
}

impl Stack {
    /// Starts everything.
    ///
    /// # Errors
    /// [`StartError::InUse`] (as the error itself) when another process has the data directory; the port is taken; a file is damaged.
    pub(crate) async fn start(options: StackOptions) -> anyhow::Result<Self> {
        let StackOptions { data_dir, cloud, model, ollama_url, allowed_origins, port, publish } = options;
        let cloud = Cloud::open(cloud, &data_dir).await?;
        let issuer = DevIssuer::open(&issuer_file(&data_dir))?;
        let mut config = Config { allowed_origins, ..Config::local(cloud.names.clone(), issuer.verifier_config())? };
        config.models.default = model;
        config.models.ollama_url = ollama_url;
        let (changes, changed) = Queue::in_process();
        let services = Services { changes: Some(changes), ..Services::new(cloud.sdk.clone(), &config) };
        control_plane::bootstrap::ensure(&services.aws, &config.names, &config.metadata_table).await?;
        let (queue, work) = Queue::in_process();
        let users = control_plane::users::directory(&services, None);
        let plane = ControlPlane::new(services.clone(), cloud.settings.clone(), users, queue);
        let worker = tokio::spawn(control_plane::serve(plane.clone(), work, SWEEP_EVERY));
        let engine = Engine::new(services.clone(), Outlets::new(&config)?);
        let analyst = tokio::spawn(insights::serve(engine.clone(), changed, LOOK_EVERY));

        let mut app = crate::planes::app(&plane, &config, &issuer, cloud.bedrock.clone(), engine).map_err(|error| {
            let failure = Failure::new(error.detail.clone());
            failure.remedy(error.remedy.unwrap_or_else(|| "another --model, or none".to_owned()))
        })?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
            anyhow::Error::from(error).context(
                Failure::new(format!("port {port} of 127.0.0.1 cannot be used")).remedy("another --port, or none"),
            )
        })?;
        let url = format!("http://{}", listener.local_addr()?);
        let admin_token: SecretString =
            issuer.token("local-operator", Role::PlatformAdmin, None, TOKEN_SECONDS)?.into();
        let file = if publish {
            let tenants = tenant_tokens(&services, &issuer).await?;
            let endpoint =
                Endpoint { url: url.clone(), pid: std::process::id(), admin_token: admin_token.clone(), tenants };
            Some(Arc::new(EndpointFile::publish(&data_dir, endpoint)?))
        } else {
            None
        };

        if let Some(file) = &file {
            let keeper = Keeper { file: Arc::clone(file), issuer: issuer.clone(), registry: services.registry.clone() };
            app = app.layer(middleware::from_fn_with_state(keeper, keep_endpoint_file));
        }
        let (stop, mut stopped) = watch::channel(false);
        let server = tokio::spawn(async move {
            let until = async move {
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            // What is said of a streamed answer is sent at once, and not with what is said next.
            let listener = listener.tap_io(|connection| {
                if let Err(error) = connection.set_nodelay(true) {
                    tracing::debug!(%error, "a connection keeps its delay");
                }
            });
            if let Err(error) = axum::serve(listener, app.into_make_service()).with_graceful_shutdown(until).await {
                tracing::error!(%error, "the API stopped");
            }
        });
        Ok(Self { cloud, url, issuer, admin_token, file, stop, server, worker, analyst })
    }

    /// Finishes the requests in flight, closes all files, removes endpoint.json.
    pub(crate) async fn stop(self) {
        let Self { cloud, file, stop, mut server, worker, analyst, .. } = self;
        // What it has begun is taken up at the next start.
        worker.abort();
        analyst.abort();
        let _ = stop.send(true);
        if tokio::time::timeout(STOP_WITHIN, &mut server).await.is_err() {
            server.abort();
        }
        drop(file);
        cloud.close().await;
    }
}

/// Whether `error` says that another process has the data directory.
pub(crate) fn in_use(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StartError>(), Some(StartError::InUse { .. }))
}

async fn tenant_tokens(
    services: &Services,
    issuer: &DevIssuer,
) -> anyhow::Result<std::collections::BTreeMap<String, TenantToken>> {
    let mut tokens = std::collections::BTreeMap::new();
    let mut after = None;
    loop {
        let page = services.registry.list(TENANTS_PER_PAGE, after.as_ref()).await.context("listing the tenants")?;
        let Some(last) = page.last() else { return Ok(tokens) };
        after = Some(last.tenant_id.clone());
        for record in page.iter().filter(|record| is_there(record)) {
            let token = owner_token(issuer, &record.tenant_id)?;
            tokens.insert(record.tenant_id.to_string(), TenantToken { token });
        }
    }
}

/// Whether `record` is of a tenant that tokens are made for.
fn is_there(record: &TenantRecord) -> bool {
    !matches!(record.state, TenantState::Offboarding | TenantState::Erased)
}

/// Who keeps endpoint.json, and what they look at.
#[derive(Clone)]
struct Keeper {
    file: Arc<EndpointFile>,
    issuer: DevIssuer,
    registry: Registry,
}

/// Lets endpoint.json name the tenants that are there after each change to one, before its maker hears of it.
async fn keep_endpoint_file(State(keeper): State<Keeper>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD) && path.starts_with("/tenants");
    let response = next.run(request).await;
    if changes {
        // `/tenants/{id}` and what is below it; what is made is named by the Location alone.
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let id = location.unwrap_or(&path).split('/').nth(2).and_then(|id| id.parse::<TenantId>().ok());
        if let Some(id) = id
            && let Err(error) = keeper.look_at(&id).await
        {
            tracing::warn!("{error:#}");
        }
    }
    response
}

impl Keeper {
    async fn look_at(&self, id: &TenantId) -> anyhow::Result<()> {
        let Some(record) = self.registry.get(id).await? else { return Ok(()) };
        match (is_there(&record), self.file.knows(id.as_str())) {
            (true, false) => self.file.put(id.as_str(), Some(owner_token(&self.issuer, id)?)),
            (false, true) => self.file.put(id.as_str(), None),
            _ => Ok(()),
        }
    }
}
