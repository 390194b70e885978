//! The gateway's routes are those of `tenancy/src/access/table.rs`: one that is missing is not served, one too many is served
//! by nobody.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::stages::root;

#[derive(Deserialize)]
struct Entry {
    route: String,
    access: String,
}

/// Method and path, and who may call it.
type Routes = BTreeSet<(String, String)>;

/// Compares the two.
///
/// # Errors
/// They differ.
pub(super) fn are_the_apis() -> Result<()> {
    let table = fs::read_to_string(root().join("tenancy/src/access/table.rs"))?;
    let gateway = fs::read(root().join("terraform/modules/apigateway/routes.json"))?;
    let gateway: Vec<Entry> = serde_json::from_slice(&gateway).context("routes.json cannot be read")?;
    let gateway: Routes = gateway.into_iter().map(|entry| (entry.route, entry.access)).collect();
    let api = of_table(&table)?;
    let differ: Vec<_> = api.symmetric_difference(&gateway).collect();
    if !differ.is_empty() {
        bail!("the gateway's routes are not the API's: {differ:?}");
    }
    Ok(())
}

/// The routes that need a token: what is public, the server of `salestalk up` answers itself.
fn of_table(table: &str) -> Result<Routes> {
    let mut routes = Routes::new();
    for line in table.lines().filter(|line| line.trim_start().starts_with("(\"")) {
        let parts: Vec<&str> = line.split('"').collect();
        let [_, method, _, path, access] = parts[..] else { bail!("{line} is no route") };
        let access = access.trim_matches([',', ' ', ')']).split('(').next().unwrap_or_default();
        let access = match access {
            "Public" => continue,
            "Operator" => "operator",
            "Person" => "person",
            "Tenant" => "tenant",
            other => bail!("nobody knows who {other} is"),
        };
        routes.insert((format!("{method} {path}"), access.to_owned()));
    }
    if routes.is_empty() {
        bail!("the table of routes cannot be read");
    }
    Ok(routes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_has_the_apis_routes() {
        are_the_apis().unwrap();
    }

    #[test]
    fn a_route_is_read_with_who_may_call_it() {
        let table = "    (\"GET\", \"/health\", Public),\n    (\"PUT\", \"/catalogue\", Tenant(Admin)),\n";
        let read = of_table(table).unwrap();
        assert_eq!(read, Routes::from([("PUT /catalogue".to_owned(), "tenant".to_owned())]));
        assert!(of_table("    (\"GET\", \"/x\", Everybody),\n").is_err());
    }
}
