//! All tenants at once: a page at a time, each tenant looked at with three reads, and mended where something differs.
//!
//! A quick look describes both tables, which shows missing ones, foreign ones, lost indexes, wrong keys and protection. What
//! other calls tell (expiry, backups, tags, marker, key) is looked at in turn, one of them an hour: after as many hours
//! as there are such aspects everything has been seen. A deep look sees everything at once.

use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use serde::Serialize;
use tenancy::{
    ApiError, ErrorCode, TenantId,
    registry::{TenantRecord, TenantState},
};
use utoipa::ToSchema;

use crate::{
    ControlPlane,
    change::{Change, Desired},
    drift,
    reconcile::{
        StepError,
        plan::plan,
        scene::{Scene, Table},
        seen::{KeySeen, KeyState, MarkerSeen, Seen, World},
    },
    resources::{key, prefix, table, table_settings},
    submit::submit,
};

/// Tenants between two looks at the clock.
const CHUNK: usize = 64;

/// What a page of the fleet came to.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FleetPage {
    /// How many tenants were looked at.
    pub checked: u64,
    /// Those on which another operation is at work; they are left to it.
    pub busy: u64,
    /// Those in which something differed, and what; it is mended, unless the page was only to tell.
    pub mended: Vec<FleetDrift>,
    /// Those that could not be looked at or mended, and why.
    pub failed: Vec<FleetFailure>,
    /// Where the next page goes on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<TenantId>,
}

/// A tenant that differed from its row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FleetDrift {
    /// The tenant.
    pub tenant_id: TenantId,
    /// A line for each step, as `POST /tenants/{id}/reconcile?dryRun=true` tells them.
    pub steps: Vec<String>,
}

/// A tenant that could not be mended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FleetFailure {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Why.
    pub cause: String,
}

/// What is wanted of a pass over the fleet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pass<'a> {
    pub(crate) actor: &'a str,
    /// Look at everything.
    pub(crate) deep: bool,
    /// Only tell.
    pub(crate) dry_run: bool,
}

enum Checked {
    Fine,
    Gone,
    Busy,
    Drifted(Vec<String>),
}

/// Looks at up to `limit` tenants, those after `after`, and mends them; returns early when `budget` is used up.
///
/// # Errors
/// The tenants cannot be listed.
pub(crate) async fn page(
    plane: &ControlPlane,
    pass: Pass<'_>,
    limit: u16,
    mut after: Option<TenantId>,
    budget: Duration,
) -> Result<FleetPage, ApiError> {
    let started = Instant::now();
    let mut page = FleetPage::default();
    let records = plane.services.registry.list(i32::from(limit), after.as_ref()).await?;
    let mut complete = records.len() < usize::from(limit);
    for chunk in records.chunks(CHUNK) {
        if started.elapsed() > budget {
            complete = false;
            break;
        }
        let checks = chunk.iter().cloned().map(|record| async move {
            let checked = Box::pin(check(plane, pass, &record)).await;
            (record.tenant_id, checked)
        });
        let mut checks = stream::iter(checks).buffered(plane.settings.quotas.tenants_at_once);
        while let Some((tenant_id, check)) = checks.next().await {
            page.checked += 1;
            match check {
                Ok(Checked::Fine) => {}
                Ok(Checked::Gone) => page.checked -= 1,
                Ok(Checked::Busy) => page.busy += 1,
                Ok(Checked::Drifted(steps)) => page.mended.push(FleetDrift { tenant_id, steps }),
                Err(error) => page.failed.push(FleetFailure { tenant_id, cause: error.detail }),
            }
        }
        after = chunk.last().map(|record| record.tenant_id.clone());
    }
    page.next = if complete { None } else { after };
    Ok(page)
}

async fn check(plane: &ControlPlane, pass: Pass<'_>, record: &TenantRecord) -> Result<Checked, ApiError> {
    if record.held_at(plane.settings.clock.now()).is_some() {
        return Ok(Checked::Busy);
    }
    if record.state == TenantState::Erased {
        return Ok(Checked::Gone);
    }
    let settled = record.lease.is_none()
        && record.failure.is_none()
        && matches!(record.state, TenantState::Active | TenantState::Suspended);
    if settled && !pass.deep && looks_fine(plane, record).await? {
        return Ok(Checked::Fine);
    }
    let steps = drift::of(plane, &record.tenant_id).await?;
    if settled && steps.is_empty() {
        return Ok(Checked::Fine);
    }
    if pass.dry_run {
        return Ok(Checked::Drifted(steps));
    }
    match submit(plane, pass.actor, &record.tenant_id, &Change::Reconcile, None).await {
        Ok(_) => Ok(Checked::Drifted(steps)),
        Err(error) if error.code == ErrorCode::OperationRunning => Ok(Checked::Busy),
        Err(error) => Err(error),
    }
}

/// Whether a quick look finds everything as it should be: three reads.
async fn looks_fine(plane: &ControlPlane, record: &TenantRecord) -> Result<bool, ApiError> {
    let desired = Desired::of(&plane.services.plans, &record.plan)?;
    let looked = async {
        let pooled = plane.pooled_key().await?;
        let world = glance(plane.scene(record, &pooled), &desired).await?;
        let plan = plan(record, &desired, &world, &pooled, plane.settings.clock.now());
        Ok::<_, StepError>(plan.stages.is_empty() && plan.refused.is_empty())
    };
    looked.await.map_err(|error| error.into_api("looking at the tenant's resources"))
}

/// The world as it should be, but for what three reads show.
async fn glance(scene: Scene<'_>, desired: &Desired) -> Result<World, StepError> {
    let (services, record) = (scene.services, scene.record);
    let (dynamodb, tenant) = (&services.aws.dynamodb, &record.tenant_id);
    let describe = async |which: Table| {
        let name = which.name(&services.names, tenant);
        let table = table::describe(dynamodb, &name).await?;
        Ok::<_, StepError>(table.map_or(Seen::Absent, |table| {
            let mut seen = table::seen(&table, which);
            seen.point_in_time_recovery = desired.point_in_time_recovery;
            Seen::Present(seen)
        }))
    };
    let own = record.observed.own_key.clone().filter(|_| desired.own_key);
    let mut world = World {
        own_key: own
            .clone()
            .map_or(Seen::Absent, |arn| Seen::Present(KeySeen { arn, state: KeyState::Enabled, rotates: true })),
        alias: own.map_or(Seen::Absent, Seen::Present),
        marker: Seen::Present(MarkerSeen { key_arn: record.observed.key_arn.clone() }),
        orphan_keys: Vec::new(),
        archive_strays: false,
        messages: Seen::Absent,
        metrics: Seen::Absent,
    };
    (world.messages, world.metrics) = futures::try_join!(describe(Table::Messages), describe(Table::Metrics))?;
    look_closer(scene, desired, &mut world).await?;
    Ok(world)
}

/// One more read, another each hour.
async fn look_closer(scene: Scene<'_>, desired: &Desired, world: &mut World) -> Result<(), StepError> {
    let (services, tenant) = (scene.services, &scene.record.tenant_id);
    let (dynamodb, kms) = (&services.aws.dynamodb, &services.aws.kms);
    let name = |table: Table| table.name(&services.names, tenant);
    let hour = scene.settings.clock.now().as_second() / 3600;
    // Another place of the turn for each tenant: a pass sees something of everything.
    let place = hour + tenant.as_str().bytes().map(i64::from).sum::<i64>();
    match place % if desired.own_key { 8 } else { 6 } {
        0 => {
            if let Seen::Present(table) = &mut world.messages {
                table.ttl = table_settings::ttl(dynamodb, &name(Table::Messages)).await?;
            }
        }
        1 => world.marker = prefix::look(scene).await?,
        2 | 3 => {
            let (which, seen) = if place % 2 == 0 {
                (Table::Messages, &mut world.messages)
            } else {
                (Table::Metrics, &mut world.metrics)
            };
            if let Seen::Present(table) = seen {
                table.point_in_time_recovery = table_settings::point_in_time_recovery(dynamodb, &name(which)).await?;
            }
        }
        4 | 5 => {
            let seen = if place % 2 == 0 { &mut world.messages } else { &mut world.metrics };
            if let Seen::Present(table) = seen {
                table.tags = table_settings::tags(dynamodb, &table.arn, tenant).await?;
            }
        }
        6 => {
            let alias = key::describe(kms, &services.names.key_alias(tenant)).await?;
            world.alias = alias.and_then(|key| key.arn).map_or(Seen::Absent, Seen::Present);
        }
        _ => {
            if let Seen::Present(key) = &mut world.own_key {
                key.state = key::state_of(kms, &key.arn).await?;
            }
        }
    }
    Ok(())
}
