//! Accounts as items of the metadata table, for the development issuer: `pk = TENANT#<id>`, `sk = USER#<user id>`.
//!
//! Nobody is invited and nobody signs in: a token is had from the command line.

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::{
        AttributeValue, ConditionCheck, Delete, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    },
};
use jiff::Timestamp;
use tenancy::{
    ApiError, ErrorCode, Registry, Role, TenantId,
    item::{Item, condition_failed},
    registry::{items, partition},
};

use super::{User, UserDirectory, UserStatus, check_own, id_of, in_order, last_owner, other_owner, unknown};

const PREFIX: &str = "USER#";
/// How often it is looked again when two owners are removed at once.
const ATTEMPTS: usize = 5;

/// Accounts in the metadata table.
#[derive(Debug, Clone)]
pub struct RegistryUsers {
    dynamodb: Client,
    table: String,
}

impl RegistryUsers {
    /// The accounts in the table of `registry`.
    #[must_use]
    pub fn new(registry: &Registry) -> Self {
        let (dynamodb, table) = registry.table();
        Self { dynamodb: dynamodb.clone(), table: table.to_owned() }
    }

    async fn items(&self, tenant: &TenantId) -> Result<Vec<Item>, ApiError> {
        items(&self.dynamodb, &self.table, tenant, PREFIX, "listing the users").await
    }

    /// Deletes `user` if there is one still.
    async fn delete(&self, tenant: &TenantId, user: &str) -> Result<(), ApiError> {
        let deleted = self
            .dynamodb
            .delete_item()
            .table_name(&self.table)
            .key("pk", partition(tenant))
            .key("sk", sort_key(user))
            .condition_expression("attribute_exists(pk)")
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(()),
            Err(e) if condition_failed(&e) => Err(unknown()),
            Err(e) => Err(ApiError::aws("removing the user", e)),
        }
    }

    /// Deletes the owner `user` if `other` is one still; whether it did.
    async fn delete_owner(&self, tenant: &TenantId, user: &str, other: &str) -> Result<bool, ApiError> {
        let failed = |e| ApiError::internal("removing the user", e);
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .key("pk", partition(tenant))
            .key("sk", sort_key(other))
            .condition_expression("#role = :owner")
            .expression_attribute_names("#role", "role")
            .expression_attribute_values(":owner", AttributeValue::S("owner".to_owned()))
            .build()
            .map_err(failed)?;
        let delete = Delete::builder()
            .table_name(&self.table)
            .key("pk", partition(tenant))
            .key("sk", sort_key(user))
            .condition_expression("attribute_exists(pk)")
            .build()
            .map_err(failed)?;
        let both = self
            .dynamodb
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().condition_check(check).build())
            .transact_items(TransactWriteItem::builder().delete(delete).build());
        match both.send().await {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(TransactWriteItemsError::is_transaction_canceled_exception) => {
                Ok(false)
            }
            Err(e) => Err(ApiError::aws("removing the user", e)),
        }
    }
}

#[async_trait]
impl UserDirectory for RegistryUsers {
    async fn ensure(&self, tenant: &TenantId, email: &str, role: Role) -> Result<User, ApiError> {
        let user = User {
            user_id: id_of(tenant, email),
            email: email.to_owned(),
            role,
            status: UserStatus::Confirmed,
            created_at: Timestamp::now(),
        };
        let item: Item = serde_dynamo::to_item(&user).map_err(|e| ApiError::internal("writing the user", e))?;
        let put = self
            .dynamodb
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .item("pk", partition(tenant))
            .item("sk", sort_key(&user.user_id))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let error = match put {
            Ok(_) => return Ok(user),
            Err(error) => error,
        };
        if let Some(PutItemError::ConditionalCheckFailedException(found)) = error.as_service_error()
            && let Some(item) = found.item()
        {
            return read(item.clone());
        }
        Err(ApiError::aws("making the user", error))
    }

    async fn list(&self, tenant: &TenantId) -> Result<Vec<User>, ApiError> {
        let users: Result<_, _> = self.items(tenant).await?.into_iter().map(read).collect();
        Ok(in_order(users?))
    }

    async fn remove(&self, tenant: &TenantId, user: &str) -> Result<(), ApiError> {
        check_own(tenant, user)?;
        for _ in 0..ATTEMPTS {
            let users = self.list(tenant).await?;
            let found = users.iter().find(|found| found.user_id == user).ok_or_else(unknown)?;
            if found.role != Role::Owner {
                return self.delete(tenant, user).await;
            }
            let other = other_owner(&users, user).ok_or_else(last_owner)?;
            if self.delete_owner(tenant, user, &other.user_id).await? {
                return Ok(());
            }
        }
        Err(ApiError::new(ErrorCode::Unavailable, "the users are being changed by somebody else")
            .remedy("try again in a few seconds"))
    }

    async fn remove_all(&self, tenant: &TenantId) -> Result<u64, ApiError> {
        let mut removed = 0;
        for mut item in self.items(tenant).await? {
            let deleted = self
                .dynamodb
                .delete_item()
                .table_name(&self.table)
                .set_key(Some(["pk", "sk"].into_iter().filter_map(|key| item.remove_entry(key)).collect()))
                .return_values(ReturnValue::AllOld)
                .send()
                .await
                .map_err(|e| ApiError::aws("removing the users", e))?;
            removed += u64::from(deleted.attributes.is_some_and(|old| !old.is_empty()));
        }
        Ok(removed)
    }
}

fn sort_key(user: &str) -> AttributeValue {
    AttributeValue::S(format!("{PREFIX}{user}"))
}

fn read(item: Item) -> Result<User, ApiError> {
    serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading the user", e))
}
