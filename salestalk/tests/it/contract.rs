//! What the server answers and what `GET /openapi.json` says it answers, compared by `schemathesis`: requests made from
//! the description, valid and not, with each kind of token and with none. Nothing may be answered that is not described,
//! and nothing with 5xx.
//!
//! `cargo xtask contract` is the long form.

use std::{fs::File, process::Command};

use localstack::python::Venv;
use serde_json::Value;

use crate::world::World;

/// What makes the requests is pinned with it: another version makes others of the same seed.
const SCHEMATHESIS: Venv<'_> = Venv {
    name: "schemathesis-4.32.5",
    packages: &["schemathesis==4.32.5", "hypothesis==6.170.15", "jsonschema_rs==0.60.3"],
};
const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/schemathesis.toml");
const HOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/schemathesis_hooks.py");
/// Not the `acme` of the description's examples: the operator's requests erase that one.
const TENANT: &str = "described";

/// As whom requests are sent. The operator comes last, and may erase what the others use.
const CALLERS: [&str; 3] = ["nobody", "owner", "operator"];

#[test]
fn the_description_holds() {
    holds(&["--max-examples", "8", "--seed", "1"]);
}

/// The long form; `CONTRACT_EXAMPLES` is how many requests of each kind are made for an operation.
#[test]
#[ignore = "minutes: cargo xtask contract"]
fn the_description_holds_for_long() {
    let examples = std::env::var("CONTRACT_EXAMPLES").unwrap_or_else(|_| "200".to_owned());
    holds(&["--max-examples", &examples]);
}

fn holds(options: &[&str]) {
    let python = SCHEMATHESIS.python().unwrap();
    let world = World::new();
    let server = world.up();
    let made = ["--name", "Described Ltd", "--owner-email", "owner@described.example", "--example"];
    world.json(&[&["tenant", "create", TENANT][..], &made].concat());
    let endpoint = server.endpoint();
    let mut broken = Vec::new();
    for caller in CALLERS {
        let token = match caller {
            "owner" => &endpoint["tenants"][TENANT]["token"],
            "operator" => &endpoint["adminToken"],
            _ => &Value::Null,
        };
        let log = world.dir().join(format!("{caller}.log"));
        let output = File::create(&log).unwrap();
        let mut schemathesis = Command::new(&python);
        schemathesis
            .args(["-m", "schemathesis.cli", "--no-color", "--config-file", SETTINGS, "run"])
            .args(options)
            .args(token.as_str().map(|token| format!("--header=Authorization: Bearer {token}")))
            .arg(format!("{}/openapi.json", server.url()))
            .env("SCHEMATHESIS_HOOKS", HOOKS)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // It keeps what it found in the current directory.
            .current_dir(world.dir())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        let passed = schemathesis.status().unwrap().success();
        let said = std::fs::read_to_string(&log).unwrap();
        println!("{caller}: {}", said.lines().last().unwrap_or_default().trim_matches(['=', ' ']));
        if !passed {
            broken.push(format!("as {caller}:\n{said}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}
