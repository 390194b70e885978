//! All tenants at once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    faults::meddler::Meddler,
    world::{World, acme, enterprise, send},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_over_the_fleet_mends_what_differs_and_reads_little_where_nothing_does() {
    let world = World::start().await;
    for n in 0..12 {
        world.post(if n % 3 == 0 { enterprise(&format!("t{n:02}")) } else { acme(&format!("t{n:02}")) }).await;
    }
    world.call("DELETE", "/tenants/t11", None).await;
    let fleet = world.get("/fleet").await.body;
    assert_eq!(fleet["tenants"], 12);
    assert_eq!(fleet["states"], json!({"active": 11, "erased": 1}));
    assert_eq!(fleet["plans"], json!({"enterprise": 4, "standard": 7}));

    let meddler = Meddler::new(Vec::new());
    let counted = world.plane_through(meddler.client(), &world.clock).await;
    let pass = async |query: &str| -> Value {
        let path = format!("/fleet/reconcile?{query}");
        send(&counted, "POST", &path, Some(&world.operator), &[], None).await.body
    };
    let nothing = json!({"checked": 11, "busy": 0, "mended": [], "failed": []});
    assert_eq!(pass("").await, nothing);
    let before = meddler.calls();
    assert_eq!(pass("").await, nothing);
    assert!(meddler.calls() - before <= 1 + 3 * 11, "{} calls", meddler.calls() - before);

    let dynamodb = &world.services.aws.dynamodb;
    dynamodb.delete_table().table_name("tenant-t01-metrics").send().await.unwrap();
    let told = pass("dryRun=true").await;
    assert_eq!(told["mended"], json!([{"tenantId": "t01", "steps": ["+ metrics-table: made"]}]));
    assert_eq!(pass("").await["mended"], told["mended"]);
    assert_eq!(pass("").await, nothing);

    // What only another call shows is found within as many hours as there are such things.
    let kms = &world.services.aws.kms;
    kms.disable_key().key_id(&world.keys("t03").await[0]).send().await.unwrap();
    kms.delete_alias().alias_name("alias/salestalk/t06").send().await.unwrap();
    world
        .services
        .aws
        .s3
        .delete_object()
        .bucket(crate::world::BUCKET)
        .key("tenants/t02/.salestalk")
        .send()
        .await
        .unwrap();
    let mut found = Vec::new();
    for _ in 0..8 {
        found.extend(pass("").await["mended"].as_array().unwrap().iter().map(|t| t["tenantId"].to_string()));
        world.clock.advance(Duration::from_secs(3600));
    }
    found.sort();
    assert_eq!(found, ["\"t02\"", "\"t03\"", "\"t06\""]);

    kms.delete_alias().alias_name("alias/salestalk/t06").send().await.unwrap();
    assert_eq!(pass("deep=true").await["mended"][0]["tenantId"], "t06");
    assert_eq!(pass("deep=true").await, nothing);
    let refused = world.call("POST", "/fleet/reconcile?after=X", None).await;
    assert_eq!((refused.status.as_u16(), &refused.body["field"]), (422, &json!("after")));
}
