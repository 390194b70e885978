//! What is sent, and when: one answer at a time, sixteen at once, a thousand at once.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use reqwest::Client;
use tokio::{sync::Barrier, task::JoinSet};

use super::{
    door::{Door, Heard},
    process::Process,
    report::{FirstToken, Many, Memory, Throughput},
    spread::Spread,
    upstream::{Pace, Upstream},
};

/// Answers before the first that is measured, by each door: connections, caches and compiled Python are there then.
const WARM_UP: usize = 30;
/// Throughput is measured in turns of this length, one door after the other, so that a noisy minute is everybody's.
const SLICE: Duration = Duration::from_secs(2);

/// A way to the model, and the process that is on it.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) door: Door,
    /// The same for others, among whom many streams are shared out; with `door`.
    pub(super) doors: Vec<Door>,
    pub(super) process: Option<Process>,
}

/// The times to the first token, one answer at a time and by each way in turn.
///
/// # Errors
/// An answer is not whole.
pub(super) async fn first_tokens(
    http: &Client,
    ways: &[Way],
    upstream: &Upstream,
    answers: usize,
) -> Result<Vec<FirstToken>> {
    let mut heard: Vec<Vec<(Heard, Duration)>> = ways.iter().map(|_| Vec::with_capacity(answers)).collect();
    for at in 0..WARM_UP + answers {
        for (way, heard) in ways.iter().zip(&mut heard) {
            let answer = way.door.ask(http, Pace::Fluent).await?;
            if !answer.is_whole {
                bail!("what {} said is not what the model said: {}", way.door.name, answer.text);
            }
            let sentence = upstream.first_sentence_at().unwrap_or(answer.first_sentence_at);
            // Who listens to the model itself may have its full stop before the token that follows.
            let behind = answer.first_sentence_at.saturating_duration_since(sentence);
            if at >= WARM_UP {
                heard.push((answer, behind));
            }
        }
    }
    let token = |(way, heard): (&Way, &Vec<(Heard, Duration)>)| FirstToken {
        door: way.door.name,
        first_event: Spread::of(heard.iter().map(|(heard, _)| heard.first_event)),
        first_text: Spread::of(heard.iter().map(|(heard, _)| heard.first_text)),
        behind_sentence: Spread::of(heard.iter().map(|(_, behind)| *behind)),
        total: Spread::of(heard.iter().map(|(heard, _)| heard.total)),
    };
    Ok(ways.iter().zip(&heard).map(token).collect())
}

/// Whole answers in a second, `at_once` under way, for `long` by each way.
///
/// # Errors
/// There is no answer.
pub(super) async fn throughput(http: &Client, ways: &[Way], at_once: usize, long: Duration) -> Result<Vec<Throughput>> {
    let mut sums: Vec<(Vec<Heard>, Duration, f64)> = ways.iter().map(|_| Default::default()).collect();
    let slices = long.as_millis().div_ceil(SLICE.as_millis());
    for slice in 0..=slices {
        for (way, (heard, took, cpu)) in ways.iter().zip(&mut sums) {
            let cpu_before = way.process.map_or(Ok(0.0), Process::cpu_seconds)?;
            let began = Instant::now();
            let length = if slice == 0 { SLICE / 4 } else { SLICE };
            let mut clients = JoinSet::new();
            for _ in 0..at_once {
                let (http, door) = (http.clone(), way.door.clone());
                clients.spawn(async move {
                    let mut heard = Vec::new();
                    while began.elapsed() < length {
                        heard.push(door.ask(&http, Pace::Fluent).await?);
                    }
                    anyhow::Ok(heard)
                });
            }
            let mut of_slice = Vec::new();
            while let Some(client) = clients.join_next().await {
                of_slice.extend(client??);
            }
            // The first one is the warm-up.
            if slice > 0 {
                *took += began.elapsed();
                *cpu += way.process.map_or(Ok(0.0), Process::cpu_seconds)? - cpu_before;
                heard.extend(of_slice);
            }
        }
    }
    let result = |(way, (heard, took, cpu)): (&Way, &(Vec<Heard>, Duration, f64))| {
        let whole = heard.iter().filter(|heard| heard.is_whole).count();
        Throughput {
            door: way.door.name,
            turns_per_second: whole as f64 / took.as_secs_f64(),
            cpu_ms_per_turn: way.process.map(|_| cpu * 1e3 / whole as f64),
            cores: way.process.map(|_| cpu / took.as_secs_f64()),
            first_text: Spread::of(heard.iter().map(|heard| heard.first_text)),
            total: Spread::of(heard.iter().map(|heard| heard.total)),
            not_whole: heard.len() - whole,
        }
    };
    Ok(ways.iter().zip(&sums).map(result).collect())
}

/// `streams` paced answers, all asked for at once.
///
/// # Errors
/// The process is gone.
pub(super) async fn many(way: &Way, streams: usize) -> Result<Many> {
    // Connections of its own: a pool's state from before would be another's.
    let http = super::door::client()?;
    let is_peak_of_streams = way.process.is_some_and(Process::forget_peak);
    let before = way.process.map(Process::memory_mb).transpose()?;
    // They wait for the last one.
    let go = Arc::new(Barrier::new(streams));
    let mut clients = JoinSet::new();
    for door in way.doors.iter().cycle().take(streams) {
        let (http, door, go) = (http.clone(), door.clone(), Arc::clone(&go));
        clients.spawn(async move {
            go.wait().await;
            door.ask(&http, Pace::Paced).await
        });
    }
    let (mut heard, mut failures) = (Vec::new(), BTreeMap::new());
    while let Some(client) = clients.join_next().await {
        match client? {
            Ok(answer) => heard.push(answer),
            Err(error) => *failures.entry(format!("{error:#}")).or_default() += 1,
        }
    }
    let memory = match (way.process, before) {
        (Some(process), Some(before_mb)) => {
            let (peak_mb, after_mb) = (process.peak_mb()?, process.memory_mb()?);
            Some(Memory { before_mb, peak_mb, is_peak_of_streams, after_mb })
        }
        _ => None,
    };
    Ok(Many {
        door: way.door.name,
        tenants: way.doors.len(),
        asked: streams,
        whole: heard.iter().filter(|heard| heard.is_whole).count(),
        failures,
        first_text: Spread::of(heard.iter().map(|heard| heard.first_text)),
        total: Spread::of(heard.iter().map(|heard| heard.total)),
        memory,
    })
}
