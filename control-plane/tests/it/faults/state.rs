//! Everything that there is of a tenant, in words that are the same for every tenant in the same state.

use std::collections::BTreeMap;

use aws_sdk_kms::types::KeyState;
use serde_json::Value;

use crate::world::{BUCKET, World};

/// All that there is of the tenant `id`, by name; ids, dates and counts that a repetition may change are left out.
pub(crate) async fn state(world: &World, id: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let aws = &world.services.aws;
    let pooled = aws.kms.describe_key().key_id("alias/salestalk-pooled").send().await.unwrap();
    let pooled = pooled.key_metadata.unwrap().arn.unwrap();
    let row = world.row(id).await;
    let own = row.observed.own_key.clone();
    let which = |arn: Option<&str>| match arn {
        Some(arn) if arn == pooled => "pooled",
        Some(arn) if Some(arn) == own.as_deref() => "own",
        Some(_) => "another",
        None => "none",
    };
    for table in ["messages", "metrics"] {
        let name = format!("tenant-{id}-{table}");
        let Ok(reply) = aws.dynamodb.describe_table().table_name(&name).send().await else { continue };
        let seen = reply.table.unwrap();
        let tags = aws.dynamodb.list_tags_of_resource().resource_arn(seen.table_arn().unwrap()).send().await.unwrap();
        let ttl = aws.dynamodb.describe_time_to_live().table_name(&name).send().await.unwrap();
        let backups = aws.dynamodb.describe_continuous_backups().table_name(&name).send().await.unwrap();
        let items = aws.dynamodb.scan().table_name(&name).send().await.unwrap();
        let backups = backups.continuous_backups_description.unwrap().point_in_time_recovery_description.unwrap();
        let text = format!(
            "{} {:?} {:?} tags {} ttl {:?} backups {:?} recorded {} items {:?}",
            which(seen.sse_description().and_then(|sse| sse.kms_master_key_arn())),
            seen.deletion_protection_enabled,
            seen.global_secondary_indexes().iter().map(|index| index.index_name()).collect::<Vec<_>>(),
            tags.tags().len(),
            ttl.time_to_live_description.and_then(|ttl| ttl.attribute_name),
            backups.point_in_time_recovery_status,
            row.observed.tables.get(&name).map(String::as_str) == seen.table_id(),
            items.items().iter().map(|item| item.get("tenantId").map(|t| t.as_s().unwrap() == id)).collect::<Vec<_>>(),
        );
        found.insert(format!("table {table}"), text);
    }
    let mut keys = Vec::new();
    for key in world.keys(id).await {
        let seen = aws.kms.describe_key().key_id(&key).send().await.unwrap().key_metadata.unwrap();
        // A key that a dead executor made costs nothing once it is scheduled for deletion.
        if seen.key_state() == Some(&KeyState::PendingDeletion) && Some(&key) != row.observed.own_key.as_ref() {
            continue;
        }
        keys.push(format!("{} {:?}", which(Some(&key)), seen.key_state()));
    }
    found.insert("keys".to_owned(), format!("{keys:?}"));
    let alias = aws.kms.describe_key().key_id(format!("alias/salestalk/{id}")).send().await;
    let alias = alias.ok().and_then(|reply| reply.key_metadata).and_then(|key| key.arn);
    found.insert("alias".to_owned(), which(alias.as_deref()).to_owned());

    let archives = row.archive.iter().map(|archive| (archive.prefix.clone(), "ARCHIVE/"));
    let backups = row.backups.iter().map(|backup| (format!("archive/{id}/{}/", backup.backup_id), "BACKUP/"));
    let named: Vec<(String, &str)> = archives.chain(backups).collect();
    for prefix in [format!("tenants/{id}/"), format!("archive/{id}/"), format!("certificates/{id}")] {
        let list = aws.s3.list_objects_v2().bucket(BUCKET).prefix(&prefix).send().await.unwrap();
        for key in list.contents().iter().filter_map(|object| object.key()) {
            let head = aws.s3.head_object().bucket(BUCKET).key(key).send().await.unwrap();
            let name = named.iter().fold(key.to_owned(), |name, (prefix, what)| name.replace(prefix, what));
            found.insert(format!("object {}", name.replace(id, "ID")), which(head.ssekms_key_id()).to_owned());
        }
        if prefix.starts_with("tenants/") && list.contents().is_empty() {
            let versions = aws.s3.list_object_versions().bucket(BUCKET).prefix(&prefix).send().await.unwrap();
            let left = versions.versions().len() + versions.delete_markers().len();
            found.insert("versions of no object".to_owned(), left.to_string());
        }
        let uploads = aws.s3.list_multipart_uploads().bucket(BUCKET).prefix(&prefix).send().await.unwrap();
        assert!(uploads.uploads().is_empty(), "an upload of {prefix} was never completed");
    }
    let observed = &row.observed;
    found.insert(
        "row".to_owned(),
        format!(
            "{:?} {} {:?} lease {:?} failure {:?} key {} former {:?} data key {:?} invited {} archive {:?} backups {} {} certified {} {}",
            row.state,
            row.plan,
            row.seed,
            row.lease,
            row.failure,
            which(observed.key_arn.as_deref()),
            observed.former_keys.iter().map(|key| which(Some(key))).collect::<Vec<_>>(),
            observed.data_key.as_ref().map(|key| which(Some(&key.key_arn))),
            observed.owner_invited,
            row.archive.map(|archive| (archive.manifest_sha256.is_some(), archive.expires_at.is_some())),
            row.backups.len(),
            row.backup_wanted,
            row.certificate.is_some(),
            row.name,
        ),
    );
    let (dynamodb, table) = world.services.registry.table();
    let items = dynamodb.query().table_name(table).key_condition_expression("pk = :pk");
    let items = items.expression_attribute_values(":pk", tenancy::registry::partition(&row.tenant_id));
    let items = items.send().await.unwrap().items.unwrap_or_default();
    let sort = |item: &std::collections::HashMap<_, aws_sdk_dynamodb::types::AttributeValue>| -> String {
        item["sk"].as_s().unwrap().clone()
    };
    found.insert("users".to_owned(), items.iter().filter(|item| sort(item).starts_with("USER#")).count().to_string());
    let running =
        items.iter().filter(|item| item.get("state").and_then(|s| s.as_s().ok()).is_some_and(|s| s == "running"));
    found.insert("running operations".to_owned(), running.count().to_string());
    let report: Value = world.get(&format!("/tenants/{id}/audit/verification")).await.body;
    found.insert("audit".to_owned(), format!("{} {}", report["intact"], report["findings"]));
    let copies = aws.s3.list_objects_v2().bucket(BUCKET).prefix(format!("audit/{id}/")).send().await.unwrap();
    let all = copies.contents().len() as u64 == report["entries"].as_u64().unwrap();
    found.insert("audit copies".to_owned(), if all { "all" } else { "some are missing" }.to_owned());
    found
}
