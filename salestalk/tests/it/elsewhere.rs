//! Systems that are not of this process alone: over an AWS that the environment names, and those that Terraform made.

use std::{fs, os::unix::fs::PermissionsExt};

use localstack::{Durability, LocalStack, Options, REGION};

use crate::world::{World, stderr};

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_that_the_environment_names_keeps_everything() {
    let aws = tempfile::tempdir().unwrap();
    let options = Options { durability: Durability::Relaxed, ..Options::new(aws.path()) };
    let stack = LocalStack::start(options).await.unwrap();
    let environment = [
        ("AWS_ENDPOINT_URL", stack.url()),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", stack.access_key_id()),
        ("AWS_SECRET_ACCESS_KEY", stack.secret_access_key()),
    ];
    let question = ["ask", "What was revenue in March 2011?", "--tenant", "acme"];
    let here = World::new();
    let answer = {
        let _server = here.serve(&["up", "--aws", "--no-demo"], &environment);
        let new = ["tenant", "create", "acme", "--name", "Acme", "--owner-email", "owner@acme.example", "--example"];
        assert_eq!(here.json(&new)["state"], "active");
        here.json(&question)
    };
    assert_eq!(answer["verdict"], "ANSWERED");
    // The key that signs tokens is all that the data directory keeps.
    assert!(!here.data_dir().join("dynamodb").exists());
    // Another machine, with a key of its own, serves the same tenants.
    let there = World::new();
    let _server = there.serve(&["up", "--aws", "--no-demo"], &environment);
    assert_eq!(there.json(&question)["text"], answer["text"]);
    assert_eq!(there.json(&["tenant", "offboard", "acme", "--yes"])["state"], "succeeded");
}

#[test]
fn an_aws_that_is_not_there_is_explained() {
    let world = World::new();
    let up = |environment: &[(&str, &str)]| {
        let mut command = world.command(&["up", "--aws", "--no-demo", "--exit"]);
        for variable in ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"] {
            command.env_remove(variable);
        }
        let nowhere = world.dir().join("none");
        command.env("AWS_CONFIG_FILE", &nowhere).env("AWS_SHARED_CREDENTIALS_FILE", &nowhere);
        command.env("AWS_EC2_METADATA_DISABLED", "true").envs(environment.iter().copied());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        stderr(&output)
    };
    let complaint = up(&[]);
    assert!(complaint.contains("no Region") && complaint.contains("try: set AWS_REGION"), "{complaint}");
    let keys = [("AWS_REGION", REGION), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")];
    // Nobody listens on the port that is reserved for TCP multiplexing.
    let nobody = [keys.as_slice(), &[("AWS_ENDPOINT_URL", "http://127.0.0.1:1")]].concat();
    let complaint = up(&nobody);
    assert!(complaint.contains("http://127.0.0.1:1 does not say whose account this is"), "{complaint}");
    assert!(complaint.contains("try: set AWS_ACCESS_KEY_ID"), "{complaint}");
}

/// Terraform is asked for its outputs, of the folder that is named.
#[test]
fn a_system_that_terraform_made_is_found_by_its_folder() {
    let world = World::new();
    let server = world.up();
    let (programs, folder) = (world.dir().join("bin"), world.dir().join("env"));
    fs::create_dir_all(&programs).unwrap();
    fs::create_dir_all(&folder).unwrap();
    let terraform = |script: &str| {
        let program = programs.join("terraform");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let list = |token: bool| {
        let mut command = world.command(&["tenant", "list", "--json"]);
        command.arg("--env").arg(&folder).env("PATH", &path);
        if token {
            command.env("SALESTALK_TOKEN", server.endpoint()["adminToken"].as_str().unwrap());
        }
        command.output().unwrap()
    };
    terraform(&format!(
        "[ \"$(basename \"$PWD\") $*\" = 'env output -no-color -json environment' ] && echo '{{\"api_url\": \"{}\"}}'",
        server.url()
    ));
    let listed = list(true);
    assert!(listed.status.success(), "{}", stderr(&listed));
    assert!(String::from_utf8(listed.stdout).unwrap().contains("tenants"));
    assert!(stderr(&list(false)).contains("without a token"));

    terraform("echo '╷\n│ Error: Output \"environment\" not found' >&2; exit 1");
    let complaint = stderr(&list(true));
    assert!(
        complaint.contains("Error: Output \"environment\" not found") && complaint.contains("try: "),
        "{complaint}"
    );
    fs::remove_file(programs.join("terraform")).unwrap();
    assert!(stderr(&list(true)).contains("terraform cannot be run"));
    fs::remove_dir(&folder).unwrap();
    assert!(stderr(&list(true)).contains("there is no such folder"));
}

/// `cargo xtask deploy --local` gives the same to Terraform, which finds nothing to change.
#[test]
fn a_tenant_is_told_as_terraform() {
    let world = World::new();
    let _server = world.up();
    let tenant = world.json(&[
        "tenant",
        "create",
        "acme",
        "--name",
        "A",
        "--owner-email",
        "o@a.example",
        "--plan",
        "enterprise",
    ]);
    let key = tenant["resources"]["keyArn"].as_str().unwrap();
    let told = world.run(&["tenant", "terraform", "acme"]);
    let told = String::from_utf8(told.stdout).unwrap();
    for line in [
        "module \"tenant_acme\" {",
        "  source                 = \"../../modules/tenant_table\"",
        "  point_in_time_recovery = true",
        "  deletion_protection    = true",
        &format!("  key_arn                = \"{key}\""),
        "  to = module.tenant_acme.aws_dynamodb_table.metrics",
        "  id = \"tenant-acme-metrics\"",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in {told}");
    }
    let json = world.json(&["tenant", "terraform", "acme", "--source", "./tables"]);
    assert_eq!(json["module"]["tenant_acme"]["source"], "./tables");
    assert_eq!(json["import"][0]["to"], "module.tenant_acme.aws_dynamodb_table.messages");
    world.json(&["tenant", "offboard", "acme", "--yes"]);
    assert!(world.complaint(&["tenant", "terraform", "acme"]).contains("acme has no tables: it is erased"));
}
