//! A tenant's two tables, and the metadata table: made, looked at, mended, deleted.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    operation::create_table::builders::CreateTableFluentBuilder,
    types::{
        AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
        GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType, Projection, ProjectionType, ScalarAttributeType,
        SseSpecification, SseType, TableDescription, TableStatus, Tag,
    },
};
use tenancy::names::SESSION_INDEX;

use super::{Done, OWNER, OWNER_TAG, TENANT_TAG, table_settings};
use crate::reconcile::{
    StepError,
    scene::{Scene, Table},
    seen::{Seen, TableSeen, Tags},
    step::TableChange,
};

/// How long a table may take to become what was asked for: on AWS one with an index takes some ten seconds.
const ACTIVE_WITHIN: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A global secondary index on two text attributes, with all attributes in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index {
    pub(crate) name: &'static str,
    pub(crate) hash: &'static str,
    pub(crate) range: &'static str,
}

impl Table {
    /// The index that the table has.
    fn index(self) -> Option<Index> {
        match self {
            Self::Messages => Some(Index { name: SESSION_INDEX, hash: "sessionId", range: "sk" }),
            Self::Metrics => None,
        }
    }
}

/// Looks at a table and all its settings.
pub(crate) async fn look(scene: Scene<'_>, which: Table) -> Result<Seen<TableSeen>, StepError> {
    let dynamodb = &scene.services.aws.dynamodb;
    let name = which.name(&scene.services.names, &scene.record.tenant_id);
    let Some(table) = describe(dynamodb, &name).await? else { return Ok(Seen::Absent) };
    let mut seen = seen(&table, which);
    if table.table_status == Some(TableStatus::Deleting) {
        return Ok(Seen::Unknown);
    }
    let (tags, backups, ttl) = futures::try_join!(
        table_settings::tags(dynamodb, &seen.arn, &scene.record.tenant_id),
        table_settings::point_in_time_recovery(dynamodb, &name),
        table_settings::ttl(dynamodb, &name),
    )?;
    (seen.tags, seen.point_in_time_recovery, seen.ttl) = (tags, backups, ttl);
    Ok(Seen::Present(seen))
}

/// What DescribeTable alone tells; the rest is as if it were as it should be.
pub(crate) fn seen(table: &TableDescription, which: Table) -> TableSeen {
    let has_index = which.index().is_none_or(|wanted| {
        let index = table.global_secondary_indexes().iter().find(|index| index.index_name() == Some(wanted.name));
        index.is_some_and(|index| has_keys(index.key_schema(), wanted.hash, wanted.range))
    });
    TableSeen {
        id: table.table_id.clone().unwrap_or_default(),
        arn: table.table_arn.clone().unwrap_or_default(),
        active: table.table_status == Some(TableStatus::Active),
        has_keys: has_keys(table.key_schema(), "pk", "sk"),
        has_index,
        tags: Tags::Ours,
        key_arn: table.sse_description().and_then(|sse| sse.kms_master_key_arn.clone()),
        protected: table.deletion_protection_enabled == Some(true),
        ttl: which.expires().then(|| table_settings::EXPIRES_AT.to_owned()),
        point_in_time_recovery: false,
    }
}

/// Makes the table, waits until it can be used, and gives it the settings that CreateTable does not take.
pub(crate) async fn create(
    scene: Scene<'_>,
    which: Table,
    key_arn: &str,
    protected: bool,
    backups: bool,
) -> Result<Done, StepError> {
    let dynamodb = &scene.services.aws.dynamodb;
    let name = which.name(&scene.services.names, &scene.record.tenant_id);
    let _permit = scene.limits.table_operation().await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
    let sse = SseSpecification::builder().enabled(true).sse_type(SseType::Kms).kms_master_key_id(key_arn).build();
    let create = request(dynamodb.create_table(), &name, which.index())?
        .sse_specification(sse)
        .deletion_protection_enabled(protected)
        .tags(tag(TENANT_TAG, scene.record.tenant_id.as_str())?)
        .tags(tag(OWNER_TAG, OWNER)?);
    let made = match create.send().await {
        Ok(reply) => reply.table_description,
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => {
            return Ok(Done::surprised());
        }
        Err(error) => return Err(StepError::aws("creating the table", error)),
    };
    let table = wait(dynamodb, &name, made, scene.settings.pause).await?;
    if which.expires() {
        table_settings::set_ttl(dynamodb, &name).await?;
    }
    if backups {
        table_settings::set_point_in_time_recovery(dynamodb, &name, true).await?;
    }
    let id = table.table_id.unwrap_or_default();
    Ok(Done::recording("created", move |row| {
        row.observed.tables.insert(name, id);
    }))
}

/// Changes what differs, one after the other: DynamoDB takes one change of a table at a time.
pub(crate) async fn mend(scene: Scene<'_>, which: Table, changes: &[TableChange]) -> Result<Done, StepError> {
    let dynamodb = &scene.services.aws.dynamodb;
    let name = which.name(&scene.services.names, &scene.record.tenant_id);
    let _permit = scene.limits.table_operation().await;
    let mut table = wait(dynamodb, &name, None, scene.settings.pause).await?;
    for change in changes {
        let update = dynamodb.update_table().table_name(&name);
        let update = match change {
            TableChange::Key(arn) => update.sse_specification(
                SseSpecification::builder().enabled(true).sse_type(SseType::Kms).kms_master_key_id(arn).build(),
            ),
            TableChange::Protection(on) => update.deletion_protection_enabled(*on),
            TableChange::Index => {
                let Some(index) = which.index() else { continue };
                let action = CreateGlobalSecondaryIndexAction::builder()
                    .index_name(index.name)
                    .set_key_schema(Some(key_schema(index.hash, index.range)?))
                    .projection(Projection::builder().projection_type(ProjectionType::All).build());
                let action = GlobalSecondaryIndexUpdate::builder().create(action.build()?).build();
                update.set_attribute_definitions(Some(attributes(Some(index))?)).global_secondary_index_updates(action)
            }
            TableChange::Tags => {
                table_settings::set_tags(dynamodb, table.table_arn(), &scene.record.tenant_id).await?;
                continue;
            }
            TableChange::Ttl => {
                table_settings::set_ttl(dynamodb, &name).await?;
                continue;
            }
            TableChange::PointInTimeRecovery(on) => {
                table_settings::set_point_in_time_recovery(dynamodb, &name, *on).await?;
                continue;
            }
        };
        let updated = update.send().await.map_err(|error| StepError::aws("changing the table", error))?;
        table = wait(dynamodb, &name, updated.table_description, scene.settings.pause).await?;
    }
    let id = table.table_id.unwrap_or_default();
    Ok(Done::recording("changed", move |row| {
        row.observed.tables.insert(name, id);
    }))
}

/// Deletes the table and waits until it is gone.
pub(crate) async fn delete(scene: Scene<'_>, which: Table) -> Result<Done, StepError> {
    let dynamodb = &scene.services.aws.dynamodb;
    let name = which.name(&scene.services.names, &scene.record.tenant_id);
    let _permit = scene.limits.table_operation().await;
    match dynamodb.delete_table().table_name(&name).send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {}
        Err(error) => return Err(StepError::aws("deleting the table", error)),
    }
    let started = Instant::now();
    let mut pause = scene.settings.pause;
    while describe(dynamodb, &name).await?.is_some() {
        if started.elapsed() > ACTIVE_WITHIN {
            return Err(StepError::NotReady(format!("the table {name} is still being deleted")));
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    Ok(Done::recording("deleted", move |row| {
        row.observed.tables.remove(&name);
    }))
}

/// The table of this name, if there is one.
pub(crate) async fn describe(dynamodb: &Client, name: &str) -> Result<Option<TableDescription>, StepError> {
    match dynamodb.describe_table().table_name(name).send().await {
        Ok(reply) => Ok(reply.table),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
        Err(error) => Err(StepError::aws("describing the table", error)),
    }
}

/// The request for a table with the text keys `pk` and `sk`, paid for by request.
pub(crate) fn request(
    create: CreateTableFluentBuilder,
    name: &str,
    index: Option<Index>,
) -> Result<CreateTableFluentBuilder, BuildError> {
    let mut create = create
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(key_schema("pk", "sk")?))
        .set_attribute_definitions(Some(attributes(index)?));
    if let Some(index) = index {
        create = create.global_secondary_indexes(
            GlobalSecondaryIndex::builder()
                .index_name(index.name)
                .set_key_schema(Some(key_schema(index.hash, index.range)?))
                .projection(Projection::builder().projection_type(ProjectionType::All).build())
                .build()?,
        );
    }
    Ok(create)
}

/// The table once it is active, and its indexes with it; looks before it sleeps.
pub(crate) async fn wait(
    dynamodb: &Client,
    name: &str,
    mut seen: Option<TableDescription>,
    mut pause: Duration,
) -> Result<TableDescription, StepError> {
    let started = Instant::now();
    let mut looked = seen.is_some();
    loop {
        // Right after CreateTable the table may be unknown for a moment.
        let status = match seen {
            Some(table) if is_active(&table) => return Ok(table),
            Some(table) => table.table_status.map_or_else(String::new, |status| status.as_str().to_owned()),
            None => "not to be seen".to_owned(),
        };
        if started.elapsed() > ACTIVE_WITHIN {
            return Err(StepError::NotReady(format!("the table {name} is still {status}")));
        }
        if looked {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        seen = describe(dynamodb, name).await?;
        looked = true;
    }
}

fn is_active(table: &TableDescription) -> bool {
    let indexes = table.global_secondary_indexes().iter();
    table.table_status == Some(TableStatus::Active)
        && indexes
            .filter_map(|index| index.index_status())
            .all(|status| *status == aws_sdk_dynamodb::types::IndexStatus::Active)
}

fn attributes(index: Option<Index>) -> Result<Vec<AttributeDefinition>, BuildError> {
    let mut names = vec!["pk", "sk"];
    if let Some(index) = index {
        names.extend([index.hash, index.range].into_iter().filter(|name| !["pk", "sk"].contains(name)));
    }
    let text =
        |name| AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build();
    names.into_iter().map(text).collect()
}

fn key_schema(hash: &str, range: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    Ok(vec![element(hash, KeyType::Hash)?, element(range, KeyType::Range)?])
}

fn has_keys(schema: &[KeySchemaElement], hash: &str, range: &str) -> bool {
    let has = |name: &str, kind| schema.iter().any(|key| key.attribute_name == name && key.key_type == kind);
    schema.len() == 2 && has(hash, KeyType::Hash) && has(range, KeyType::Range)
}
