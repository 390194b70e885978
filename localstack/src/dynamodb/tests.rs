//! What cannot be seen from outside in good time: expiry, and files that come and go under load.

use serde_json::{Value, json};

use super::*;

fn dynamodb() -> (tempfile::TempDir, Arc<DynamoDb>) {
    let dir = tempfile::tempdir().unwrap();
    let kms = Arc::new(Kms::open(&dir.path().join("kms.db"), Durability::Relaxed, Erasure::default()).unwrap());
    let dynamodb = DynamoDb::open(&dir.path().join("dynamodb"), Durability::Relaxed, kms, Erasure::default()).unwrap();
    (dir, Arc::new(dynamodb))
}

fn call(dynamodb: &DynamoDb, operation: &str, request: Value) -> Value {
    let answer = dynamodb.answer(&Caller::Root, operation, request.to_string().as_bytes());
    serde_json::from_slice(&answer.unwrap_or_else(|error| panic!("{operation}: {}", error.body))).unwrap()
}

fn create(dynamodb: &DynamoDb, table: &str) {
    let request = json!({
        "TableName": table, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "pk", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }],
    });
    call(dynamodb, "CreateTable", request);
}

#[tokio::test]
async fn expired_items_are_swept() {
    let (_dir, dynamodb) = dynamodb();
    create(&dynamodb, "a-items");
    let specification = json!({ "Enabled": true, "AttributeName": "ttl" });
    call(&dynamodb, "UpdateTimeToLive", json!({ "TableName": "a-items", "TimeToLiveSpecification": specification }));
    for (pk, ttl) in [("old", "1000000000"), ("new", "99999999999")] {
        let item = json!({ "pk": { "S": pk }, "ttl": { "N": ttl } });
        call(&dynamodb, "PutItem", json!({ "TableName": "a-items", "Item": item }));
    }
    dynamodb.sweep_ttl().await;
    let left = call(&dynamodb, "Scan", json!({ "TableName": "a-items" }));
    assert_eq!(left["Items"], json!([{ "pk": { "S": "new" }, "ttl": { "N": "99999999999" } }]));
}

#[test]
fn a_table_that_was_being_made_when_the_process_died_is_not_there() {
    let (_dir, dynamodb) = dynamodb();
    let names = || call(&dynamodb, "ListTables", json!({}))["TableNames"].clone();
    create(&dynamodb, "a-whole");
    create(&dynamodb, "a-half");
    dynamodb.remove_half_made().unwrap();
    assert_eq!(names(), json!(["a-half", "a-whole"]));
    dynamodb.extras.begin(&TableName::parse("a-half").unwrap()).unwrap();
    // Of one that had not even begun there is nothing.
    dynamodb.extras.begin(&TableName::parse("b-none").unwrap()).unwrap();
    // What is refused leaves no note.
    let again = json!({ "TableName": "a-whole" }).to_string();
    assert!(dynamodb.answer(&Caller::Root, "CreateTable", again.as_bytes()).is_err());
    dynamodb.remove_half_made().unwrap();
    let describe = json!({ "TableName": "a-half" }).to_string();
    assert!(dynamodb.answer(&Caller::Root, "DescribeTable", describe.as_bytes()).is_err());
    call(&dynamodb, "DescribeTable", json!({ "TableName": "a-whole" }));
    create(&dynamodb, "a-half");
    dynamodb.remove_half_made().unwrap();
    call(&dynamodb, "DescribeTable", json!({ "TableName": "a-half" }));
}

#[test]
fn tables_of_one_file_come_and_go_at_the_same_time() {
    let (_dir, dynamodb) = dynamodb();
    std::thread::scope(|scope| {
        for n in 0..4 {
            let dynamodb = &dynamodb;
            scope.spawn(move || {
                let table = format!("a-{n}");
                for _ in 0..15 {
                    create(dynamodb, &table);
                    call(dynamodb, "PutItem", json!({ "TableName": table, "Item": { "pk": { "S": "1" } } }));
                    assert_eq!(call(dynamodb, "Scan", json!({ "TableName": table }))["Count"], 1);
                    call(dynamodb, "DeleteTable", json!({ "TableName": table }));
                }
            });
        }
    });
    assert_eq!(call(&dynamodb, "ListTables", json!({})), json!({ "TableNames": [] }));
    assert_eq!(std::fs::read_dir(_dir.path().join("dynamodb/tables")).unwrap().count(), 0);
}

#[test]
fn files_that_are_not_used_are_closed_and_opened_again() {
    let (_dir, dynamodb) = dynamodb();
    let tables: Vec<String> = (0..6).map(|n| format!("t{n}-items")).collect();
    for table in &tables {
        create(&dynamodb, table);
        call(&dynamodb, "PutItem", json!({ "TableName": table, "Item": { "pk": { "S": "1" } } }));
    }
    assert_eq!(dynamodb.shards.close_unused(2), 2);
    for table in &tables {
        assert_eq!(call(&dynamodb, "Scan", json!({ "TableName": table }))["Count"], 1);
    }
}

#[test]
fn erasing_disturbs_nobody() {
    let (_dir, dynamodb) = dynamodb();
    create(&dynamodb, "a-items");
    let busy = std::sync::atomic::AtomicUsize::new(4);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (dynamodb, busy) = (&dynamodb, &busy);
            scope.spawn(move || {
                for n in 0..150 {
                    let pk = json!({ "S": format!("{writer}-{}", (n * 37) % 150) });
                    let item = json!({ "pk": pk, "body": { "S": "x".repeat(n * 5) } });
                    call(dynamodb, "PutItem", json!({ "TableName": "a-items", "Item": item }));
                    let bump = json!({
                        "TableName": "a-items", "Key": { "pk": pk }, "UpdateExpression": "ADD n :one",
                        "ExpressionAttributeValues": { ":one": { "N": "1" } },
                    });
                    call(dynamodb, "UpdateItem", bump);
                    if n % 3 == 0 {
                        call(dynamodb, "DeleteItem", json!({ "TableName": "a-items", "Key": { "pk": pk } }));
                    }
                }
                busy.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
            });
        }
        while busy.load(std::sync::atomic::Ordering::Relaxed) > 0 {
            dynamodb.erase();
        }
    });
    assert_eq!(call(&dynamodb, "Scan", json!({ "TableName": "a-items" }))["Count"], 400);
}
