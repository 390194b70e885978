//! `cargo xtask bench cold`: each Lambda from the moment its program is started to its first request for an event, as the Lambda
//! Runtime API sees it; beside the same program of nothing, which is what the machine takes to start any.

use std::{
    io::{BufRead, BufReader, Read},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};

use crate::package::{Architecture, HANDLERS, build, packages};

/// Starts of each program; the first few warm the file cache, as Lambda's own cache of packages is warm.
const STARTS: usize = 100;
const NOT_COUNTED: usize = 5;
const PATIENCE: Duration = Duration::from_secs(10);
/// A Lambda's zip, in MB, and its start, in milliseconds.
const MOST: (f64, f64) = (5.0, 6.0);
/// Where certificates are in one file. Lambda's image has them so; a folder of 150 beside it, as Debian has, is read file by file and
/// costs a handler 5 ms more.
const CERTIFICATES: [&str; 2] = ["/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"];
/// What every handler needs to be told; none of it is asked before there is an event.
const SETTINGS: [(&str, &str); 17] = [
    ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "bench"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "none"),
    ("SALESTALK_ACCOUNT", "000000000000"),
    ("SALESTALK_BUCKET", "salestalk-data"),
    ("SALESTALK_METADATA_TABLE", "tenants-metadata"),
    ("SALESTALK_TENANT_ROLE_ARN", "arn:aws:iam::000000000000:role/salestalk-tenant"),
    ("SALESTALK_QUEUE_URL", "http://127.0.0.1:9/queue"),
    ("SALESTALK_INSIGHTS_QUEUE_URL", "http://127.0.0.1:9/insights"),
    ("SALESTALK_ISSUER", "https://issuer.example"),
    ("SALESTALK_AUDIENCE", "salestalk"),
    ("SALESTALK_JWKS_URL", "http://127.0.0.1:9/jwks.json"),
];

/// Builds the packages for this machine and starts each of their programs again and again.
pub(super) fn run() -> Result<bool> {
    let own = Architecture::own();
    let zips = packages(own);
    build(own, "lambda", &zips)?;
    let unpacked = tempfile::tempdir()?;
    let runtime = TcpListener::bind(("127.0.0.1", 0))?;
    runtime.set_nonblocking(true)?;

    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header(["program", "zip, MB", "start to first poll, p50, ms", "p99, ms"]);
    let nothing = (0..STARTS).map(|_| start_of_nothing()).collect::<Result<Vec<_>>>()?;
    table.add_row(["/bin/true, to its end".to_owned(), String::new(), at(&nothing, 0.5), at(&nothing, 0.99)]);
    let mut within = true;
    for handler in HANDLERS {
        let zip = zips.join(format!("{handler}.zip"));
        let program = unpacked.path().join(handler);
        std::io::copy(
            &mut zip::ZipArchive::new(std::fs::File::open(&zip)?)?.by_name("bootstrap")?,
            &mut std::fs::File::create(&program)?,
        )?;
        make_executable(&program)?;
        let starts = (0..STARTS).map(|_| start(&program, &runtime)).collect::<Result<Vec<_>>>()?;
        let megabytes = std::fs::metadata(&zip)?.len() as f64 / 1e6;
        let row = [handler.to_owned(), format!("{megabytes:.2}"), at(&starts, 0.5), at(&starts, 0.99)];
        within &= megabytes <= MOST.0 && median(&starts) <= MOST.1;
        table.add_row(row);
    }
    println!("{table}");
    let word = if within { "within" } else { "NOT within" };
    println!("{word} {} MB and {} ms; {} starts of each", MOST.0, MOST.1, STARTS - NOT_COUNTED);
    Ok(within)
}

/// Milliseconds until a program that does nothing has ended.
fn start_of_nothing() -> Result<f64> {
    let began = Instant::now();
    Command::new("/bin/true").status().context("/bin/true cannot be run")?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

/// Milliseconds from the start of `program` to its first request at `runtime`.
fn start(program: &Path, runtime: &TcpListener) -> Result<f64> {
    let address = runtime.local_addr()?.to_string();
    let mut command = Command::new(program);
    command.env_clear().env("AWS_LAMBDA_RUNTIME_API", address).envs(SETTINGS);
    command.envs(CERTIFICATES.iter().find(|file| Path::new(file).is_file()).map(|file| ("SSL_CERT_FILE", file)));
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().context("it cannot be started")?;
    let polled = first_request(&mut child, runtime, began);
    let _ = child.kill();
    let _ = child.wait();
    let (line, took) = polled?;
    if !line.starts_with("GET /2018-06-01/runtime/invocation/next") {
        bail!("{} asked first for something else: {line}", program.display());
    }
    Ok(took.as_secs_f64() * 1e3)
}

fn first_request(child: &mut Child, runtime: &TcpListener, began: Instant) -> Result<(String, Duration)> {
    let stream: TcpStream = loop {
        match runtime.accept() {
            Ok((stream, _)) => break stream,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock && began.elapsed() < PATIENCE => {}
            Err(error) => return Err(error).context("it asked for no event"),
        }
        if let Some(status) = child.try_wait()? {
            let mut said = String::new();
            child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said)).transpose()?;
            bail!("it ended before it asked for an event: {status}\n{said}");
        }
        // Looking all the time would take a processor from what is measured.
        std::thread::sleep(Duration::from_micros(50));
    };
    stream.set_nonblocking(false)?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok((line, began.elapsed()))
}

#[cfg(unix)]
fn make_executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    bail!("a Lambda's program runs on Linux alone")
}

fn median(starts: &[f64]) -> f64 {
    quantile(starts, 0.5)
}

fn at(starts: &[f64], share: f64) -> String {
    format!("{:.1}", quantile(starts, share))
}

/// Of all starts but the first.
fn quantile(starts: &[f64], share: f64) -> f64 {
    let mut counted: Vec<f64> = starts.iter().skip(NOT_COUNTED).copied().collect();
    counted.sort_by(f64::total_cmp);
    let place = (counted.len() as f64 * share) as usize;
    counted.get(place.min(counted.len().saturating_sub(1))).copied().unwrap_or_default()
}
