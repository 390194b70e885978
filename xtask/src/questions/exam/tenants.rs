//! The exam's tenants on a server: one for each schema.

use std::collections::HashMap;

use anyhow::Result;

use super::paper::Tenant;
use crate::{
    questions::{
        client::Client,
        endpoint::{Endpoint, Target},
    },
    server::Server,
    stages::root,
};

/// Makes them and imports their rows.
///
/// # Errors
/// A command failed.
pub(in crate::questions) fn import(server: &Server, tenants: &[Tenant]) -> Result<()> {
    for tenant in tenants {
        println!("==> importing {}", tenant.name);
        // The plan that lets the most requests a second through.
        let owner = ["--owner-email", "owner@exam.example", "--plan", "enterprise"];
        server.run(server.command().args(["tenant", "create", &tenant.id, "--name", &tenant.name]).args(owner))?;
        let mut import = server.command();
        import.arg("import").arg(root().join(&tenant.file)).arg("--catalogue").arg(root().join(&tenant.catalogue));
        server.run(import.args(["--yes", "--tenant", &tenant.id]))?;
    }
    Ok(())
}

/// A client for each.
///
/// # Errors
/// The server does not know a tenant.
pub(in crate::questions) fn clients(server: &Server, tenants: &[Tenant]) -> Result<HashMap<String, Client>> {
    tenants.iter().map(|tenant| Ok((tenant.id.clone(), Client::new(endpoint(server, tenant)?)?))).collect()
}

/// Where to ask as one of them.
///
/// # Errors
/// The server does not know it.
pub(in crate::questions) fn endpoint(server: &Server, tenant: &Tenant) -> Result<Endpoint> {
    Target::running_on(server.data().to_owned(), tenant.id.clone()).resolve()
}
