//! `cargo xtask bench stream`: what the server adds to a streamed answer, beside the same answer without it and through the proxy
//! of LiteLLM, in the same run and in turn: figures of another hour or machine are not compared.

mod door;
mod litellm;
mod load;
mod process;
mod report;
mod server;
mod spread;
mod stop;
mod upstream;

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};

use self::{
    door::Door,
    litellm::LiteLlm,
    load::Way,
    report::{Bar, Machine, Report, Started},
    server::Server,
    upstream::{TEXT, Upstream},
};

/// Answers of sixteen at once are asked for by so many clients.
const AT_ONCE: usize = 16;
/// Each stream through the server is two connections of this process; the rest is room for what else is open.
const FILES_PER_STREAM: u64 = 2;
const OTHER_FILES: u64 = 300;

/// How much of it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Stream: a file for the figures
    #[arg(long)]
    json: Option<PathBuf>,
    /// Stream: leave LiteLLM out, which needs Python 3 with `venv` and PyPI
    #[arg(long)]
    without_litellm: bool,
    /// Stream: answers one at a time
    #[arg(long, default_value_t = 400)]
    answers: usize,
    /// Stream: seconds of sixteen at once
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Stream: paced answers at once
    #[arg(long, default_value_t = 1_000)]
    streams: usize,
    /// Stream: tenants among whom the paced answers are shared out
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    tenants: u16,
    /// Stream: answers that are stopped
    #[arg(long, default_value_t = 50)]
    stops: usize,
    /// Stream: a server that is built already
    #[arg(long, hide = true)]
    server: Option<PathBuf>,
    /// Stream: a Python that has LiteLLM already
    #[arg(long, hide = true)]
    python: Option<PathBuf>,
}

/// Measures, prints and, where a file is given, writes; whether every answer was whole.
///
/// # Errors
/// Something does not build, start or answer.
pub(super) fn run(options: &Options) -> Result<bool> {
    let needed = options.streams as u64 * FILES_PER_STREAM + OTHER_FILES;
    if process::most_open_files()? < needed {
        bail!(
            "{} streams need more open files than this shell allows: run `ulimit -n {needed}` first",
            options.streams
        );
    }
    let program = options.server.clone().map_or_else(server::build, Ok)?;
    let python = match &options.python {
        _ if options.without_litellm => None,
        Some(python) => Some(python.clone()),
        None => Some(litellm::python()?),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(measure(options, program, python))?;
    report.print();
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&report)? + "\n";
        fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
    }
    let is_whole = report.throughput.iter().all(|row| row.not_whole == 0);
    Ok(is_whole && report.many.iter().all(|row| row.whole == row.asked))
}

async fn measure(options: &Options, program: PathBuf, python: Option<PathBuf>) -> Result<Report> {
    let load_before = load_average();
    let folder = tempfile::tempdir()?;
    let (http, upstream) = (door::client()?, Upstream::start().await?);
    println!("==> starting the server");
    let mut server = Server::start(program.clone(), folder.path(), upstream.url())?;
    server.populate(options.tenants.into(), &http).await?;
    let mut started = vec![(server.doors(), server.process(), server.started)];
    let litellm = match python {
        None => None,
        Some(python) => {
            println!("==> starting LiteLLM");
            let litellm = LiteLlm::start(&python, folder.path(), &upstream.url(), &http).await?;
            started.push((vec![litellm.door()], litellm.process(), litellm.started));
            Some(litellm)
        }
    };
    let direct =
        Door { name: "direct", url: upstream.url(), token: "none".to_owned(), prefix: "", expected: TEXT.to_owned() };
    let mut ways = vec![Way { door: direct.clone(), doors: vec![direct], process: None }];
    let mut at_rest = Vec::new();
    for (doors, process, took) in started {
        let door = doors.first().context("there is no tenant")?.clone();
        at_rest.push(Started { door: door.name, seconds: took.as_secs_f64(), memory_mb: process.memory_mb()? });
        ways.push(Way { door, doors, process: Some(process) });
    }

    println!("==> {} answers one at a time", options.answers);
    let first_token = load::first_tokens(&http, &ways, &upstream, options.answers).await?;
    println!("==> {AT_ONCE} at once, {} s each", options.seconds);
    let throughput = load::throughput(&http, &ways, AT_ONCE, Duration::from_secs(options.seconds)).await?;
    // It has nothing to do from here on.
    drop(litellm);
    println!("==> {} paced at once", options.streams);
    let mut many = Vec::new();
    for way in ways.iter().take(2) {
        many.push(load::many(way, options.streams).await?);
    }
    println!("==> {} stops", options.stops);
    let stop = stop::stops(&http, &server, options.stops).await?;
    let machine = Machine {
        cores: std::thread::available_parallelism()?.get(),
        load_before,
        load_after: load_average(),
        program: program.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let mut report = Report { machine, first_token, throughput, many, stop, started: at_rest, bars: Vec::new() };
    report.bars = bars(&report);
    Ok(report)
}

/// What was wanted of the server, beside the direct way.
fn bars(report: &Report) -> Vec<Bar> {
    let ([direct, ours, ..], [_, rate, ..], [_, many]) =
        (&report.first_token[..], &report.throughput[..], &report.many[..])
    else {
        return Vec::new();
    };
    let peak = many.memory.as_ref().map_or(f64::NAN, |memory| memory.peak_mb);
    let added = |at: fn(&spread::Spread) -> f64| at(&ours.first_text) - at(&direct.first_text);
    vec![
        Bar::at_most("added time to first text, p50", added(|spread| spread.p50_ms), 1.0, "ms"),
        Bar::at_most("added time to first text, p99", added(|spread| spread.p99_ms), 5.0, "ms"),
        Bar::at_least("streamed turns a second, sixteen at once", rate.turns_per_second, 500.0, ""),
        Bar::at_most("memory at the peak of many streams", peak, 150.0, "MB"),
        Bar::at_most("stop, the longest", report.stop.max_ms, 250.0, "ms"),
    ]
}

fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
