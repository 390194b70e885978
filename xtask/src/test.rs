//! `cargo xtask test`.

use anyhow::Result;

use crate::stages::Stages;

/// Builds and tests the workspace. Always all of it: another choice of packages is another choice of features, and a
/// second build of the AWS SDKs.
pub(crate) fn run() -> Result<bool> {
    let mut stages = Stages::default();
    stages.cargo("build", &["build", "--workspace", "--locked"])?;
    stages.cargo("test", &["test", "--workspace", "--locked"])?;
    stages.cargo("frontend", &["xtask", "frontend"])?;
    stages.summary();
    Ok(true)
}
