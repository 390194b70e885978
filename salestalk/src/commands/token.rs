//! `salestalk token`: a token of the data directory's own issuer, and nothing else, so that a shell can paste it.

use serde_json::json;
use tenancy::{Role, token::DevIssuer};

use crate::{
    cli::{Target, Token, UserRole},
    client::Client,
    connection::parse_id,
    endpoint::Endpoint,
    failure::Failure,
    output, stack,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Token) -> anyhow::Result<()> {
    let file = stack::issuer_file(&target.data_dir);
    if !file.exists() {
        let what = format!("no system was ever started on {}", target.data_dir.display());
        return Err(Failure::new(what).remedy("salestalk up, or name another directory with --data-dir").into());
    }
    let issuer = DevIssuer::open(&file)?;
    let seconds = i64::from(args.hours) * 3600;
    let token = match &args.id {
        None => issuer.token("local-operator", Role::PlatformAdmin, None, seconds)?,
        Some(id) => {
            let id = parse_id(id)?;
            // Only a running server knows cheaply who is there.
            if let Some(endpoint) = Endpoint::of_running(&target.data_dir).await {
                Client::new(&endpoint.url, &endpoint.admin_token)?.get(&format!("/tenants/{id}")).await?;
            }
            let (subject, role) = match args.role {
                UserRole::Member => ("local-member", Role::Member),
                UserRole::Admin => ("local-admin", Role::Admin),
                UserRole::Owner => ("local-owner", Role::Owner),
            };
            issuer.token(subject, role, Some(&id), seconds)?
        }
    };
    if target.json {
        output::say(&format!("{}", json!({"token": token, "expiresInSeconds": seconds})));
    } else {
        output::say(&token);
    }
    Ok(())
}
