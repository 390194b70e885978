//! Commands with no server: each starts the system for itself, and the next one finds what it left.

use crate::world::{World, stderr};

#[test]
fn tenants_outlive_the_command_that_made_them() {
    let world = World::new();
    assert_eq!(world.json(&["tenant", "list"])["tenants"].as_array().unwrap().len(), 0);
    assert_eq!(world.create("acme")["state"], "active");
    assert_eq!(world.json(&["tenant", "list"])["tenants"][0]["tenantId"], "acme");
    assert_eq!(world.json(&["tenant", "show", "acme"])["resources"]["prefix"], "tenants/acme/");
    let shown = world.run(&["tenant", "show", "acme"]);
    assert!(String::from_utf8(shown.stdout).unwrap().contains("Acme Ltd"));
    assert!(!world.data_dir().join("endpoint.json").exists());
}

#[test]
fn commands_at_the_same_time_wait_for_each_other() {
    let world = World::new();
    let ids = ["aaa", "bbb", "ccc"];
    std::thread::scope(|scope| {
        for id in ids {
            let world = &world;
            scope.spawn(move || world.create(id));
        }
    });
    assert_eq!(world.json(&["tenant", "list"])["tenants"].as_array().unwrap().len(), ids.len());
}

#[test]
fn a_complaint_says_what_to_do() {
    let world = World::new();
    let no_tenant = world.complaint(&["tenant", "show", "nobody"]);
    assert!(
        no_tenant.contains("error: there is no tenant \"nobody\"") && no_tenant.contains("\n  try: "),
        "{no_tenant}"
    );
    let no_file = world.complaint(&["import", "/no/such/file.csv", "--tenant", "acme"]);
    assert!(no_file.contains("/no/such/file.csv cannot be read"), "{no_file}");
    let bad_id = world.complaint(&["token", "Acme-EU"]);
    assert!(bad_id.contains("is no tenant id"), "{bad_id}");
    let no_server = world.complaint(&["tenant", "list", "--url", "http://127.0.0.1:1", "--token", "x"]);
    assert!(no_server.contains("cannot be reached") && no_server.contains("try: "), "{no_server}");
    let no_token = world.complaint(&["tenant", "list", "--url", "http://127.0.0.1:1"]);
    assert!(no_token.contains("--token"), "{no_token}");
}

#[test]
fn a_token_wants_a_system_and_is_printed_alone() {
    let world = World::new();
    assert!(world.complaint(&["token", "acme"]).contains("salestalk up"));
    world.create("acme");
    for args in [&["token", "acme", "--role", "member", "--hours", "1"][..], &["token", "--operator"]] {
        let output = world.run(args);
        assert!(output.status.success(), "{}", stderr(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.trim_end().split('.').count(), 3, "{text}");
        assert_eq!(text.lines().count(), 1);
    }
}

#[test]
fn every_command_explains_itself() {
    let world = World::new();
    for command in ["up", "tenant", "token", "import", "ask", "chat", "catalogue", "audit", "usage", "users"] {
        let output = world.run(&[command, "--help"]);
        assert!(output.status.success(), "{command}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("Usage: salestalk"), "{command}");
    }
}
