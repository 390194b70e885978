//! Imports that come twice, meet others, or die.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use axum::http::StatusCode;
use serde_json::json;
use tenancy::{ErrorCode, Role, TenantSession};

use crate::{
    data::{Seeded, catalogue, packed, part, plain},
    world::{World, head, keys, seen},
};

/// Makes the import at work look as if it had not been heard of for long; false when none is.
async fn expire(session: &TenantSession) -> bool {
    let key = |text: &str| AttributeValue::S(text.to_owned());
    let expired = session
        .dynamodb
        .update_item()
        .table_name(&session.metrics_table)
        .key("pk", key("DATASET"))
        .key("sk", key("HEAD"))
        .update_expression("SET #importing.#until = :past")
        .condition_expression("attribute_exists(#importing.#until)")
        .expression_attribute_names("#importing", "importing")
        .expression_attribute_names("#until", "until")
        .expression_attribute_values(":past", AttributeValue::N("1".to_owned()));
    expired.send().await.is_ok()
}

async fn done(world: &World, id: &str, file: &[u8]) {
    let reply = world.import(id, file).await;
    assert!([StatusCode::CREATED, StatusCode::OK].contains(&reply.status), "{reply:?}");
    assert_eq!(reply.body["state"], "done");
}

/// Begins an import and lets it die at some moment before `most`.
async fn crash(world: &World, id: &str, file: &[u8], random: &mut Seeded, most: Duration) {
    let moment = most * u32::try_from(random.next(1_000)).unwrap() / 1_000;
    tokio::select! {
        _ = world.import(id, file) => {}
        () = tokio::time::sleep(moment) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_halves_are_the_whole_and_the_same_file_again_changes_nothing() {
    let world = World::start().await;
    let (one, two) = (world.tenant("one").await, world.tenant("two").await);
    done(&world, "one", &packed()).await;
    let plain = plain();
    let mut random = Seeded(11);
    let sides: Vec<bool> = plain.lines().map(|_| random.next(2) == 0).collect();
    done(&world, "two", &part(&plain, |row| sides[row])).await;
    done(&world, "two", &part(&plain, |row| !sides[row])).await;
    let whole = seen(&one).await;
    assert_eq!(seen(&two).await, whole);
    assert_eq!(head(&two).await.rows, head(&one).await.rows);
    assert_eq!(keys(&two).await, keys(&one).await);

    let before = head(&one).await;
    let again = world.import("one", &packed()).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.body["unchanged"], true);
    assert_eq!(head(&one).await, before);
    assert_eq!(seen(&one).await, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_at_the_same_time_count_each_file_once() {
    let world = World::start().await;
    let (one, two) = (world.tenant("one").await, world.tenant("two").await);
    let plain = plain();
    let (a, b) = (part(&plain, |row| row % 40 == 0), part(&plain, |row| row % 40 == 1));
    done(&world, "one", &a).await;
    done(&world, "one", &b).await;
    let replies =
        futures::future::join_all((0..8).map(|n| world.import("two", if n % 3 == 0 { &b } else { &a }))).await;
    for reply in &replies {
        let expected = [StatusCode::CREATED, StatusCode::OK, StatusCode::CONFLICT].contains(&reply.status);
        assert!(expected, "{reply:?}");
    }
    for file in [&a, &b] {
        // A file whose last executor was overtaken is taken up again; one that another holds waits for it.
        let mut reply = world.import("two", file).await;
        while reply.status == StatusCode::CONFLICT {
            expire(&two).await;
            reply = world.import("two", file).await;
        }
        assert!(reply.status.is_success(), "{reply:?}");
    }
    assert_eq!(seen(&two).await, seen(&one).await);
    assert_eq!(head(&two).await.rows, head(&one).await.rows);
    assert_eq!(head(&two).await.importing, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_moment_leaves_what_the_same_file_again_completes() {
    let world = World::start().await;
    let plain = plain();
    let (base, file) = (part(&plain, |row| row % 60 == 3), part(&plain, |row| row % 40 == 7));
    let mut random = Seeded(3);
    for (round, with_base) in [false, true].into_iter().enumerate() {
        let calm = world.tenant(&format!("calm{round}")).await;
        if with_base {
            done(&world, &format!("calm{round}"), &base).await;
        }
        let begun = std::time::Instant::now();
        done(&world, &format!("calm{round}"), &file).await;
        let most = begun.elapsed();
        let (wanted, wanted_keys) = (seen(&calm).await, keys(&calm).await);
        for attempt in 0..3 {
            let id = format!("crash{round}x{attempt}");
            let session = world.tenant(&id).await;
            if with_base {
                done(&world, &id, &base).await;
            }
            let before = head(&session).await;
            for _ in 0..4 {
                crash(&world, &id, &file, &mut random, most).await;
                let now = head(&session).await;
                if now.data_version == before.data_version {
                    assert_eq!(
                        (now.rows, now.first_day, now.last_day),
                        (before.rows, before.first_day, before.last_day)
                    );
                }
            }
            done(&world, &id, &file).await;
            assert_eq!(seen(&session).await, wanted, "{id}");
            assert_eq!(keys(&session).await, wanted_keys, "{id}");
            assert_eq!(head(&session).await.importing, None);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_import_left_is_never_read() {
    let world = World::start().await;
    let plain = plain();
    let (file, other) = (part(&plain, |row| row % 40 == 7), part(&plain, |row| row % 60 == 3));
    let calm = world.tenant("calm").await;
    let begun = std::time::Instant::now();
    done(&world, "calm", &other).await;
    let most = begun.elapsed();
    let first = seen(&calm).await;
    done(&world, "calm", &file).await;
    let both = seen(&calm).await;

    let mut random = Seeded(5);
    for round in 0..3 {
        let mut id = format!("dead{round}");
        let mut session = world.tenant(&id).await;
        while head(&session).await.importing.is_none() {
            // It may outrun the crash; then another tenant's import has to die.
            if head(&session).await.data_version > 0 {
                id.push('x');
                session = world.tenant(&id).await;
            }
            crash(&world, &id, &file, &mut random, most).await;
        }
        let refused = world.import(&id, &other).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::CONFLICT, &json!(ErrorCode::Conflict)));
        assert!(expire(&session).await);
        done(&world, &id, &other).await;
        assert_eq!(seen(&session).await, first);
        done(&world, &id, &file).await;
        assert_eq!(seen(&session).await, both);
    }
}

/// What was written by one catalogue is not taken up by another, though the file is the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_import_is_not_resumed_by_another_catalogue() {
    let world = World::start().await;
    let plain = plain();
    let file = part(&plain, |row| row % 40 == 7);
    let mut other = catalogue();
    // The same name, another column: items of the first would be read as the second's.
    other["dimensions"][0]["column"] = json!("StockCode");
    let calm = world.bare_tenant("calm").await;
    assert_eq!(world.put_catalogue("calm", Role::Admin, other.to_string()).await.status, StatusCode::OK);
    let begun = std::time::Instant::now();
    done(&world, "calm", &file).await;
    let most = begun.elapsed();
    let session = world.tenant("acme").await;
    let mut random = Seeded(9);
    while head(&session).await.importing.is_none() {
        assert_eq!(head(&session).await.data_version, 0, "it outran the crash");
        crash(&world, "acme", &file, &mut random, most).await;
    }
    let refused = world.put_catalogue("acme", Role::Admin, other.to_string()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
    assert!(expire(&session).await);
    let stored = world.put_catalogue("acme", Role::Admin, other.to_string()).await;
    assert_eq!(stored.status, StatusCode::OK, "{stored:?}");
    done(&world, "acme", &file).await;
    assert_eq!(seen(&session).await, seen(&calm).await);
    assert_eq!(head(&session).await.aborted, [1]);
}
