//! The local stack in a process of its own, tenants on it, and the real data in them.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use bytes::Bytes;
use control_plane::{ControlPlane, Settings, bootstrap, router, users};
use futures::{StreamExt, stream};
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use sales_metrics::import::import_file;
use serde_json::json;
use tenancy::{Config, Names, Queue, Quotas, Role, Services, TenantCaller, TenantSession, token::DevIssuer};
use tower::ServiceExt;

use super::meter::Meter;

const AT_ONCE: usize = 8;

pub(crate) struct World {
    app: Router,
    pub(crate) services: Services,
    pub(crate) issuer: DevIssuer,
    token: String,
    pub(crate) meter: Meter,
    /// URL, access key id, secret access key.
    pub(crate) endpoint: [String; 3],
    _server: Child,
    _dir: tempfile::TempDir,
}

/// The local stack, until standard input is closed.
pub(crate) async fn serve(dir: &str) {
    let options = Options { durability: Durability::Relaxed, ..Options::new(dir) };
    let stack = LocalStack::start(options).await.unwrap();
    println!("{} {} {}", stack.url(), stack.access_key_id(), stack.secret_access_key());
    tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop)).await.unwrap();
    stack.stop().await;
}

impl World {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut server = Command::new(std::env::current_exe().unwrap())
            .arg("serve")
            .arg(dir.path().join("stack"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let [url, id, secret] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
        let meter = Meter::new(true);
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(url)
            .region(Region::from_static(REGION))
            .credentials_provider(Credentials::new(id, secret, None, None, "local stack"))
            .http_client(meter.client())
            .load()
            .await;
        let issuer = DevIssuer::open(&dir.path().join("issuer")).unwrap();
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: "salestalk".to_owned() };
        let config = Config::local(names.clone(), issuer.verifier_config()).unwrap();
        let services = Services::new(sdk, &config);
        bootstrap::ensure(&services.aws, &names, "tenants-metadata").await.unwrap();
        let quotas = Quotas { table_operations: 256, create_key_per_second: 100_000, tenants_at_once: 16 };
        let settings = Settings { pause: Duration::from_millis(2), quotas, ..Settings::default() };
        let (queue, _) = Queue::in_process();
        let plane = ControlPlane::new(services.clone(), settings, users::directory(&services, None), queue);
        let token = issuer.token("bench", Role::PlatformAdmin, None, 36_000).unwrap();
        let app = router(plane).split_for_parts().0;
        let endpoint = [url, id, secret].map(str::to_owned);
        Self { app, services, issuer, token, meter, endpoint, _server: server, _dir: dir }
    }

    async fn make(&self, id: &str) {
        let body = json!({"tenantId": id, "name": "Bench", "ownerEmail": "owner@bench.example", "plan": "enterprise"});
        let request = Request::post("/tenants")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        let reply = self.app.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
        assert_eq!(reply.status(), 201, "{id}");
    }

    pub(crate) async fn tenant(&self, id: &str) -> Arc<TenantSession> {
        self.make(id).await;
        let caller = TenantCaller { subject: "u".to_owned(), tenant: id.parse().unwrap(), role: Role::Admin };
        self.services.open(&caller).await.unwrap().1
    }

    /// `many` tenants without data.
    pub(crate) async fn crowd(&self, many: usize) {
        stream::iter(0..many)
            .map(|n| async move { self.make(&format!("crowd{n:04}")).await })
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>()
            .await;
    }

    pub(crate) async fn import(&self, session: &Arc<TenantSession>, name: &str, file: Bytes) -> Duration {
        let catalogue = serde_json::from_str(include_str!("../../../salestalk/demo/catalogue.json")).unwrap();
        let began = Instant::now();
        import_file(session, &catalogue, name, file).await.unwrap();
        began.elapsed()
    }
}

/// The real file, packed.
pub(crate) fn demo() -> Bytes {
    Bytes::from_static(include_bytes!("../../../salestalk/demo/online-retail.csv.zst"))
}

/// The real file with every date `years` later.
pub(crate) fn demo_in(years: i16) -> Bytes {
    let text = String::from_utf8(zstd::decode_all(demo().as_ref()).unwrap()).unwrap();
    let later = |year: i16| format!(",{}-", year + years);
    let text = text.replace(",2010-", "\u{1}").replace(",2011-", &later(2011)).replace('\u{1}', &later(2010));
    zstd::encode_all(text.as_bytes(), 1).unwrap().into()
}

/// Seconds of CPU that this process has used (Linux: user and system time in /proc/self/stat, in hundredths).
pub(crate) fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}
