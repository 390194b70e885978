//! Calls to DynamoDB.

use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, DeleteRequest, Get, KeysAndAttributes, Put, PutRequest, TransactGetItem,
    TransactWriteItem, Update, WriteRequest,
};
use localstack::{ACCOUNT, REGION};
use tenancy::names::SESSION_INDEX;

use super::{
    Calls,
    Expected::{self, Allowed, Denied},
    Outcome, outcome,
};
use crate::isolation::stage::{CANARY, Tenant, key};

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
}

fn canary() -> KeysAndAttributes {
    KeysAndAttributes::builder().keys(key(CANARY)).build().unwrap()
}

fn get(table: &str) -> TransactGetItem {
    TransactGetItem::builder().get(Get::builder().table_name(table).set_key(Some(key(CANARY))).build().unwrap()).build()
}

fn write_put(pk: &str) -> WriteRequest {
    WriteRequest::builder().put_request(PutRequest::builder().set_item(Some(key(pk))).build().unwrap()).build()
}

fn write_delete(pk: &str) -> WriteRequest {
    WriteRequest::builder().delete_request(DeleteRequest::builder().set_key(Some(key(pk))).build().unwrap()).build()
}

/// The four things that a transaction does to one item.
fn transact(table: &str, pk: &str) -> [(&'static str, TransactWriteItem); 4] {
    let whole = TransactWriteItem::builder;
    let put = Put::builder().table_name(table).set_item(Some(key(pk))).build().unwrap();
    let update = Update::builder().table_name(table).set_key(Some(key(pk))).update_expression("REMOVE x");
    let delete = Delete::builder().table_name(table).set_key(Some(key(pk))).build().unwrap();
    let check = ConditionCheck::builder().table_name(table).set_key(Some(key(pk)));
    let check = check.condition_expression("attribute_not_exists(figure)").build().unwrap();
    [
        ("Put", whole().put(put).build()),
        ("Update", whole().update(update.build().unwrap()).build()),
        ("Delete", whole().delete(delete).build()),
        ("ConditionCheck", whole().condition_check(check).build()),
    ]
}

impl<'a> Calls<'a> {
    /// Every call on the items of `of`'s tables.
    pub(super) fn dynamodb(&mut self, of: &'a Tenant, expected: Expected) {
        let db = &self.session.dynamodb;
        for table in [&of.messages, &of.metrics] {
            let by_pk = |value: &str| {
                let query = db.query().table_name(table).key_condition_expression("pk = :v");
                query.expression_attribute_values(":v", s(value))
            };
            for named in [table.clone(), arn(table)] {
                let call = db.get_item().table_name(&named).set_key(Some(key(CANARY)));
                self.add(expected, format!("GetItem {named}"), async move { outcome(call.send().await) });
            }
            let pk = self.scratch();
            let call = db.put_item().table_name(table).set_item(Some(key(&pk)));
            self.add(expected, format!("PutItem {table}"), async move { outcome(call.send().await) });
            let call = db.update_item().table_name(table).set_key(Some(key(&pk))).update_expression("REMOVE x");
            self.add(expected, format!("UpdateItem {table}"), async move { outcome(call.send().await) });
            let call = db.delete_item().table_name(table).set_key(Some(key(&pk)));
            self.add(expected, format!("DeleteItem {table}"), async move { outcome(call.send().await) });
            let call = by_pk(CANARY);
            self.add(expected, format!("Query {table}"), async move { outcome(call.send().await) });
            let call = db.scan().table_name(table);
            self.add(expected, format!("Scan {table}"), async move { outcome(call.send().await) });
            let call = db.batch_get_item().request_items(table, canary());
            self.add(expected, format!("BatchGetItem {table}"), async move { outcome(call.send().await) });
            for (what, request) in [("Put", write_put(&pk)), ("Delete", write_delete(&pk))] {
                let call = db.batch_write_item().request_items(table, vec![request]);
                self.add(expected, format!("BatchWriteItem {what} {table}"), async move { outcome(call.send().await) });
            }
            let call = db.transact_get_items().transact_items(get(table));
            self.add(expected, format!("TransactGetItems {table}"), async move { outcome(call.send().await) });
            for (what, item) in transact(table, &pk) {
                let call = db.transact_write_items().transact_items(item);
                self.add(
                    expected,
                    format!("TransactWriteItems {what} {table}"),
                    async move { outcome(call.send().await) },
                );
            }
            let call = db.describe_table().table_name(table);
            self.add(expected, format!("DescribeTable {table}"), async move { outcome(call.send().await) });
        }
        let call = db.query().table_name(&of.messages).index_name(SESSION_INDEX);
        let call = call.key_condition_expression("sessionId = :v").expression_attribute_values(":v", s("x"));
        self.add(expected, format!("Query index of {}", of.messages), async move { outcome(call.send().await) });
        let call = db.scan().table_name(&of.messages).index_name(SESSION_INDEX);
        self.add(expected, format!("Scan index of {}", of.messages), async move { outcome(call.send().await) });
    }

    /// Requests for one's own table and another's at once.
    pub(super) fn dynamodb_mixed(&mut self, other: &'a Tenant) {
        let db = &self.session.dynamodb;
        let (ours, pk) = (&self.own.messages, self.scratch());
        for theirs in [&other.messages, &other.metrics] {
            let call = db.batch_get_item().request_items(ours, canary()).request_items(theirs, canary());
            if !self.stage.engine.is_embedded() {
                let call = db.execute_statement().statement(format!("SELECT * FROM \"{theirs}\""));
                self.add(Denied, format!("ExecuteStatement {theirs}"), async move { outcome(call.send().await) });
            }
            self.add(Denied, format!("BatchGetItem own and {theirs}"), async move { outcome(call.send().await) });
            let call = db.batch_write_item().request_items(ours, vec![write_put(&pk)]);
            let call = call.request_items(theirs, vec![write_put(&pk)]);
            self.add(Denied, format!("BatchWriteItem own and {theirs}"), async move { outcome(call.send().await) });
            let call = db.transact_get_items().transact_items(get(ours)).transact_items(get(theirs));
            self.add(Denied, format!("TransactGetItems own and {theirs}"), async move { outcome(call.send().await) });
            for (what, item) in transact(theirs, &pk) {
                let [(_, put), ..] = transact(ours, &pk);
                let call = db.transact_write_items().transact_items(put).transact_items(item);
                let name = format!("TransactWriteItems own and {what} {theirs}");
                self.add(Denied, name, async move { outcome(call.send().await) });
            }
        }
        let call = db.get_item().table_name(ours).set_key(Some(key(&pk)));
        self.add(Allowed, "GetItem of what was in refused requests", async move {
            match call.send().await {
                Ok(reply) if reply.item.is_some() => Outcome::Failed("it was written".to_owned()),
                reply => outcome(reply),
            }
        });
    }

    /// What is beyond a session even on its own tables, and on tables and indexes whose names begin as its own do. Most
    /// of these are not there: who may use them is told so, who may not is refused.
    pub(super) fn dynamodb_beyond(&mut self) {
        let db = &self.session.dynamodb;
        let own = &self.own.messages;
        let call = db.describe_time_to_live().table_name(own);
        self.add(Denied, "DescribeTimeToLive", async move { outcome(call.send().await) });
        let call = db.describe_continuous_backups().table_name(own);
        self.add(Denied, "DescribeContinuousBackups", async move { outcome(call.send().await) });
        let call = db.list_tags_of_resource().resource_arn(arn(own));
        self.add(Denied, "ListTagsOfResource", async move { outcome(call.send().await) });
        let call = db.list_tables();
        self.add(Denied, "ListTables", async move { outcome(call.send().await) });
        // PartiQL is not there on the embedded stack.
        if !self.stage.engine.is_embedded() {
            let call = db.execute_statement().statement(format!("SELECT * FROM \"{own}\""));
            self.add(Denied, "ExecuteStatement", async move { outcome(call.send().await) });
        }
        let (messages, metrics) = (format!("{own}-old"), format!("{}-old", self.own.metrics));
        let nobodys = format!("tenant-{}-archive", self.own.id);
        for table in [messages, metrics, nobodys, "tenants-metadata".to_owned()] {
            let call = db.get_item().table_name(&table).set_key(Some(key("x")));
            self.add(Denied, format!("GetItem {table}"), async move { outcome(call.send().await) });
        }
        for index in [format!("{SESSION_INDEX}-2"), "sessionId-other".to_owned(), "other".to_owned()] {
            let call = db.scan().table_name(own).index_name(&index);
            self.add(Denied, format!("Scan index {index}"), async move { outcome(call.send().await) });
        }
    }
}
