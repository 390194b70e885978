//! `salestalk up`: everything in one process, the demo, and then the API until Ctrl-C.

use std::time::{Duration, Instant};

use localstack::Durability;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::{
    cli::{self, Target, Up},
    cloud::Choice,
    demo,
    endpoint::{self, Endpoint},
    failure::Failure,
    output,
    pages::Pages,
    stack::{self, Stack, StackOptions},
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Up) -> anyhow::Result<()> {
    let data_dir = target.data_dir.clone();
    if let Some(running) = Endpoint::of_running(&data_dir).await {
        let what = format!("a server runs on {} already: {}", data_dir.display(), running.url);
        return Err(Failure::new(what)
            .remedy(format!("use it, end process {}, or name another directory with --data-dir", running.pid))
            .into());
    }
    let started = Instant::now();
    let options = StackOptions {
        data_dir: data_dir.clone(),
        cloud: match args.durability {
            _ if args.aws => Choice::Environment,
            cli::Durability::Durable => Choice::Embedded(Durability::Durable),
            cli::Durability::Relaxed => Choice::Embedded(Durability::Relaxed),
        },
        model: args.model.clone().unwrap_or_else(|| target.default_model.clone()),
        ollama_url: target.ollama_url.clone(),
        allowed_origins: args.allow_origin.clone(),
        port: args.port,
        publish: true,
    };
    let stack = Stack::start(options).await.map_err(|error| {
        if stack::in_use(&error) {
            error.context(
                Failure::new(format!("{} is in use by another salestalk command", data_dir.display()))
                    .remedy("wait until it is done, or name another directory with --data-dir"),
            )
        } else {
            error
        }
    })?;
    step("the system is up", started.elapsed());

    let done = tokio::select! {
        done = serve(target, &args, &stack) => done,
        () = end_signal() => {
            eprintln!("\nStopping.");
            Ok(())
        }
    };
    stack.stop().await;
    done
}

/// Shows the demo and where the API is; without --exit it never ends by itself.
async fn serve(target: &Target, args: &Up, stack: &Stack) -> anyhow::Result<()> {
    let pages = match &args.ui {
        None => None,
        Some(folder) => {
            let began = Instant::now();
            let pages = Pages::start(folder, &target.data_dir).await?;
            step("the pages are up", began.elapsed());
            Some(pages)
        }
    };
    announce(target, args, stack, pages.as_ref()).await?;
    if !args.exit {
        std::future::pending::<()>().await;
    }
    Ok(())
}

async fn announce(target: &Target, args: &Up, stack: &Stack, pages: Option<&Pages>) -> anyhow::Result<()> {
    let answers = if args.no_demo { Vec::new() } else { demo::run(stack, target.json).await? };
    let file = endpoint::path(&target.data_dir);
    // Whoever starts it is told: this is how a token gets to a shell.
    let admin_token = stack.admin_token.expose_secret();
    if target.json {
        output::say(&format!(
            "{}",
            json!({"url": stack.url, "endpoint": file, "adminToken": admin_token, "answers": answers,
                "pages": pages.map(|pages| &pages.url)})
        ));
        return Ok(());
    }
    if args.exit {
        return Ok(());
    }
    output::say(&format!("\nAPI       {}", stack.url));
    if let Some(pages) = pages {
        output::say(&format!("pages     {}", pages.url));
    }
    output::say(&format!("tokens    {} (yours alone to read; gone when this ends)", file.display()));
    output::say(&format!("operator  {admin_token}"));
    if args.no_demo {
        output::say(&format!("\n  curl -H 'authorization: Bearer {}' {}/tenants", admin_token, stack.url));
    } else {
        let token = demo::token(stack)?;
        let token = token.expose_secret();
        output::say(&format!("demo      {token}"));
        output::say(&format!(
            "\n  curl -X POST {}/chat -H 'authorization: Bearer {token}' \\\n    -H 'content-type: application/json' -d '{{\"text\":\"{}\"}}'",
            stack.url,
            demo::QUESTIONS[0]
        ));
        output::say(&format!("  salestalk chat --tenant {}", demo::TENANT));
    }
    output::say("\nCtrl-C stops it.");
    Ok(())
}

/// Tells that a step is done, and how long it took.
pub(crate) fn step(what: &str, took: Duration) {
    eprintln!("  {what:<44} {:>7.2} s", took.as_secs_f64());
}

/// Ready when the user or the system wants the process to end.
async fn end_signal() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
