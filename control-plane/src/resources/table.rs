//! What the two kinds of table, and the metadata table, have in common: create or adopt, wait, let items expire.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    operation::create_table::builders::CreateTableFluentBuilder,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType, SseSpecification, SseType, TableDescription, TableStatus, Tag,
    },
};
use tenancy::TenantId;

use super::{OWNER, OWNER_TAG, Outcome, TENANT_TAG};
use crate::reconcile::StepError;

/// How long a new table may take: on AWS one with an index takes some ten seconds.
const ACTIVE_WITHIN: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A global secondary index on two text attributes, with all attributes in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index {
    pub(crate) name: &'static str,
    pub(crate) hash: &'static str,
    pub(crate) range: &'static str,
}

/// A table as it should be; every table of ours has the text keys `pk` and `sk` and is paid for by request.
#[derive(Debug)]
pub(crate) struct TableSpec {
    name: String,
    index: Option<Index>,
    owner: Option<Owner>,
}

#[derive(Debug)]
struct Owner {
    tenant: TenantId,
    key_arn: String,
}

impl TableSpec {
    /// A table of `tenant`, encrypted with its key.
    pub(crate) fn of_tenant(name: String, index: Option<Index>, tenant: &TenantId, key_arn: String) -> Self {
        Self { name, index, owner: Some(Owner { tenant: tenant.clone(), key_arn }) }
    }

    /// A table of the system's own.
    pub(crate) fn of_system(name: &str, index: Index) -> Self {
        Self { name: name.to_owned(), index: Some(index), owner: None }
    }

    /// Makes the table as desired.
    pub(crate) async fn ensure(&self, dynamodb: &Client) -> Result<Outcome, StepError> {
        let (seen, outcome) = match self.describe(dynamodb).await? {
            Some(table) => (Some(table), Outcome::Unchanged),
            None => self.create(dynamodb).await?,
        };
        let table = self.wait(dynamodb, seen).await?;
        if outcome != Outcome::Created {
            self.check(dynamodb, &table).await?;
        }
        let expires = super::ttl::ensure(dynamodb, &self.name).await?;
        Ok(if expires == Outcome::Changed && outcome == Outcome::Unchanged { Outcome::Changed } else { outcome })
    }

    async fn describe(&self, dynamodb: &Client) -> Result<Option<TableDescription>, StepError> {
        match dynamodb.describe_table().table_name(&self.name).send().await {
            Ok(reply) => Ok(reply.table),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
            Err(error) => Err(StepError::aws("describing the table", error)),
        }
    }

    /// Asks for the table; if there is one after all, it is looked at like any other.
    async fn create(&self, dynamodb: &Client) -> Result<(Option<TableDescription>, Outcome), StepError> {
        match self.request(dynamodb.create_table())?.send().await {
            Ok(reply) => Ok((reply.table_description, Outcome::Created)),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => {
                Ok((None, Outcome::Unchanged))
            }
            Err(error) => Err(StepError::aws("creating the table", error)),
        }
    }

    fn request(&self, create: CreateTableFluentBuilder) -> Result<CreateTableFluentBuilder, BuildError> {
        let mut create = create
            .table_name(&self.name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema("pk", "sk")?));
        let mut attributes = vec!["pk", "sk"];
        if let Some(index) = self.index {
            attributes.extend([index.hash, index.range].into_iter().filter(|name| !["pk", "sk"].contains(name)));
            create = create.global_secondary_indexes(
                GlobalSecondaryIndex::builder()
                    .index_name(index.name)
                    .set_key_schema(Some(key_schema(index.hash, index.range)?))
                    .projection(Projection::builder().projection_type(ProjectionType::All).build())
                    .build()?,
            );
        }
        for name in attributes {
            let text = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
            create = create.attribute_definitions(text.build()?);
        }
        if let Some(owner) = &self.owner {
            create = create
                .sse_specification(
                    SseSpecification::builder()
                        .enabled(true)
                        .sse_type(SseType::Kms)
                        .kms_master_key_id(&owner.key_arn)
                        .build(),
                )
                .tags(Tag::builder().key(TENANT_TAG).value(owner.tenant.as_str()).build()?);
        }
        Ok(create.tags(Tag::builder().key(OWNER_TAG).value(OWNER).build()?))
    }

    /// The table once it is active; looks before it sleeps.
    async fn wait(&self, dynamodb: &Client, mut seen: Option<TableDescription>) -> Result<TableDescription, StepError> {
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            // Right after CreateTable the table may be unknown for a moment.
            let status = match seen {
                Some(table) if table.table_status == Some(TableStatus::Active) => return Ok(table),
                Some(table) => table.table_status.map_or_else(String::new, |status| status.as_str().to_owned()),
                None => "not to be seen".to_owned(),
            };
            if started.elapsed() > ACTIVE_WITHIN {
                let name = &self.name;
                return Err(StepError::NotReady(format!("the table {name} is still {status} after 20 s")));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            seen = self.describe(dynamodb).await?;
        }
    }

    /// A table that was there is ours only if all of it is as we would make it.
    async fn check(&self, dynamodb: &Client, table: &TableDescription) -> Result<(), StepError> {
        let foreign = |why: &str| StepError::Foreign { what: format!("the table {}", self.name), why: why.to_owned() };
        if !has_keys(table.key_schema(), "pk", "sk") {
            return Err(foreign("its keys are not pk and sk"));
        }
        if let Some(wanted) = self.index {
            let index = table.global_secondary_indexes().iter().find(|index| index.index_name() == Some(wanted.name));
            if !index.is_some_and(|index| has_keys(index.key_schema(), wanted.hash, wanted.range)) {
                return Err(foreign(&format!("it lacks the index {}", wanted.name)));
            }
        }
        let Some(owner) = &self.owner else { return Ok(()) };
        let key = table.sse_description().and_then(|sse| sse.kms_master_key_arn());
        if key != Some(&owner.key_arn) {
            return Err(foreign(&format!("it is encrypted with {}", key.unwrap_or("no key of ours"))));
        }
        let arn = table.table_arn().unwrap_or_default();
        if !has_tag(dynamodb, arn, TENANT_TAG, owner.tenant.as_str()).await? {
            return Err(foreign(&format!("it lacks the tag {TENANT_TAG}={}", owner.tenant)));
        }
        Ok(())
    }
}

fn key_schema(hash: &str, range: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    Ok(vec![element(hash, KeyType::Hash)?, element(range, KeyType::Range)?])
}

fn has_keys(schema: &[KeySchemaElement], hash: &str, range: &str) -> bool {
    let has = |name: &str, kind| schema.iter().any(|key| key.attribute_name == name && key.key_type == kind);
    schema.len() == 2 && has(hash, KeyType::Hash) && has(range, KeyType::Range)
}

async fn has_tag(dynamodb: &Client, arn: &str, key: &str, value: &str) -> Result<bool, StepError> {
    let mut next = None;
    loop {
        let page = dynamodb.list_tags_of_resource().resource_arn(arn).set_next_token(next).send().await;
        let page = page.map_err(|error| StepError::aws("reading the table's tags", error))?;
        if page.tags().iter().any(|tag| tag.key == key && tag.value == value) {
            return Ok(true);
        }
        next = page.next_token;
        if next.is_none() {
            return Ok(false);
        }
    }
}
