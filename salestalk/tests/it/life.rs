//! A tenant's whole life, as the operator and the tenant lead it from the command line.

use serde_json::Value;

use crate::world::{World, stderr};

#[test]
fn a_tenants_life_from_its_example_to_its_certificate() {
    let world = World::new();
    let server = world.up();
    let question = "What was revenue in March 2011?";

    let new = ["tenant", "create", "acme", "--name", "Acme Ltd", "--owner-email", "owner@acme.example", "--example"];
    assert_eq!(world.json(&new)["state"], "active");
    let answer = world.json(&["ask", question, "--tenant", "acme"]);
    assert_eq!(answer["verdict"], "ANSWERED");
    let of_tenant = world.json(&["usage", "--tenant", "acme"]);
    let of_all = world.json(&["usage"]);
    assert_eq!(of_tenant, of_all);
    assert_eq!((&of_all["total"]["turns"], &of_all["tenants"][0]["tenantId"]), (&1.into(), &"acme".into()));
    assert!(of_all["total"]["importedRows"].as_u64().unwrap() > 0);

    assert_eq!(world.json(&["tenant", "suspend", "acme"])["state"], "suspended");
    let refused = world.complaint(&["ask", question, "--tenant", "acme"]);
    assert!(refused.contains("this account is suspended") && refused.contains("try: "), "{refused}");
    assert_eq!(world.json(&["tenant", "list", "--state", "suspended"])["tenants"][0]["tenantId"], "acme");
    assert_eq!(world.json(&["tenant", "resume", "acme"])["state"], "active");
    assert_eq!(world.json(&["ask", question, "--tenant", "acme"])["text"], answer["text"]);

    let enterprise = world.json(&["tenant", "plan", "acme", "enterprise"]);
    assert_eq!((&enterprise["plan"], &enterprise["state"]), (&"enterprise".into(), &"active".into()));
    assert!(enterprise["resources"]["keyAlias"].is_string());
    assert!(world.complaint(&["tenant", "plan", "acme", "gold"]).contains("try: "));
    let dry = world.run(&["tenant", "reconcile", "acme", "--dry-run"]);
    assert!(String::from_utf8(dry.stdout.clone()).unwrap().starts_with("Nothing to do"), "{}", stderr(&dry));
    assert_eq!(world.json(&["tenant", "reconcile", "acme"])["state"], "succeeded");

    let fleet = world.json(&["tenant", "reconcile", "--all", "--deep"]);
    assert_eq!((&fleet["checked"], &fleet["mended"]), (&1.into(), &Value::Array(Vec::new())));
    let shown = String::from_utf8(world.run(&["tenant", "reconcile", "--all"]).stdout).unwrap();
    assert!(shown.starts_with("looked at 1: 0 mended"), "{shown}");

    assert!(server.endpoint()["tenants"]["acme"].is_object());
    assert!(world.complaint(&["tenant", "offboard", "acme"]).contains("--yes"));
    let offboarded = world.run(&["tenant", "offboard", "acme", "--yes"]);
    let shown = String::from_utf8(offboarded.stdout.clone()).unwrap();
    for part in ["was erased at", "pending deletion", "all versions deleted", "salestalk tenant archive acme"] {
        assert!(shown.contains(part), "{part} in {shown}{}", stderr(&offboarded));
    }
    assert!(server.endpoint()["tenants"]["acme"].is_null());
    assert_eq!(world.json(&["tenant", "list"])["tenants"], Value::Array(Vec::new()));
    assert_eq!(world.json(&["tenant", "list", "--all"])["tenants"][0]["state"], "erased");
    // Once more is the same certificate.
    assert!(world.json(&["tenant", "offboard", "acme", "--yes"])["certificate"].is_object());

    let operations = world.json(&["tenant", "operations", "acme"]);
    let kinds: Vec<_> = operations["operations"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["offboard", "reconcile", "change-plan", "resume", "suspend", "onboard"]);
    let newest = operations["operations"][0]["operationId"].as_str().unwrap();
    let shown = world.run(&["tenant", "operation", "acme", newest]);
    assert!(String::from_utf8(shown.stdout).unwrap().starts_with("offboard of tenant \"acme\": succeeded"));

    let trail = world.json(&["audit", "show", "acme"]);
    assert_eq!(trail["entries"].as_array().unwrap().len(), 12);
    assert_eq!(world.json(&["audit", "verify"])["tenants"][0]["entries"], 12);
    assert_eq!(world.json(&["audit", "verify", "acme"])["intact"], true);
    // What was used stays to be charged.
    assert_eq!(world.json(&["usage"])["total"]["turns"], 2);
}

#[test]
fn a_tenant_is_backed_up_and_the_drill_proves_it() {
    let world = World::new();
    let server = world.up();
    let question = "Top 3 countries by revenue in August 2011";
    world.json(&["tenant", "create", "acme", "--name", "Acme", "--owner-email", "owner@acme.example", "--example"]);
    let answer = world.json(&["ask", question, "--tenant", "acme"]);
    let none =
        world.complaint(&["tenant", "restore", "acme", "back", "--name", "B", "--owner-email", "b@acme.example"]);
    assert!(none.contains("there is no backup of \"acme\" yet") && none.contains("try: "), "{none}");

    let made = world.json(&["tenant", "backup", "acme"]);
    assert!(made["items"].as_u64().unwrap() > 100, "{made}");
    let listed = world.json(&["tenant", "backups", "acme"]);
    assert_eq!(listed["backups"], serde_json::json!([made]));
    let shown = world.run(&["tenant", "drill", "acme", "--owner-email", "operations@example.com"]);
    let shown = String::from_utf8(shown.stdout.clone()).unwrap() + &stderr(&shown);
    let contents = format!("{} items and {} objects", made["items"], made["objects"]);
    for part in ["\"acme\" can be brought back", "read back in", &contents, "was erased again"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let all = world.json(&["tenant", "list", "--all"]);
    let states: Vec<_> = all["tenants"].as_array().unwrap().iter().map(|tenant| tenant["state"].clone()).collect();
    assert_eq!(states, ["active", "erased"], "{all}");

    let backup = made["backupId"].as_str().unwrap();
    let back =
        ["tenant", "restore", "acme", "back", "--name", "B", "--owner-email", "b@acme.example", "--backup", backup];
    assert_eq!(world.json(&back)["state"], "active");
    assert!(server.endpoint()["tenants"]["back"].is_object());
    assert_eq!(world.json(&["ask", question, "--tenant", "back"])["text"], answer["text"]);
}

#[test]
fn an_archive_is_fetched_restored_and_purged() {
    let world = World::new();
    let server = world.up();
    let question = "Top 3 countries by revenue in August 2011";
    world.json(&["tenant", "create", "old", "--name", "Old", "--owner-email", "owner@old.example", "--example"]);
    let answer = world.json(&["ask", question, "--tenant", "old"]);
    assert!(world.complaint(&["tenant", "archive", "old"]).contains("there is no archive of \"old\""));
    let operation = world.json(&["tenant", "offboard", "old", "--yes"]);
    assert_eq!((&operation["kind"], &operation["state"]), (&"offboard".into(), &"succeeded".into()));

    let links = world.json(&["tenant", "archive", "old"]);
    assert!(links["files"].as_array().unwrap().iter().any(|file| file["name"] == "catalogue.json"));
    let folder = world.data_dir().join("fetched");
    let fetched = world.json(&["tenant", "archive", "old", "--output", folder.to_str().unwrap()]);
    assert_eq!(fetched["files"].as_array().unwrap().len(), links["files"].as_array().unwrap().len());
    let read = |name: &str| -> Value { serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap() };
    assert!(read("manifest.json").is_object());
    assert!(read("catalogue.json").to_string().contains("InvoiceDate"));

    let restored =
        world.json(&["tenant", "restore", "old", "new", "--name", "New", "--owner-email", "owner@new.example"]);
    assert_eq!((&restored["tenantId"], &restored["state"]), (&"new".into(), &"active".into()));
    assert!(server.endpoint()["tenants"]["new"].is_object());
    assert_eq!(world.json(&["ask", question, "--tenant", "new"])["text"], answer["text"]);

    assert!(world.complaint(&["tenant", "purge-archive", "old"]).contains("--yes"));
    let purged = world.run(&["tenant", "purge-archive", "old", "--yes"]);
    assert!(purged.status.success(), "{}", stderr(&purged));
    assert!(world.complaint(&["tenant", "archive", "old"]).contains("there is no archive of \"old\""));
    let verified = world.json(&["audit", "verify"]);
    assert_eq!((&verified["intact"], verified["tenants"].as_array().unwrap().len()), (&true.into(), 2));
}
