//! What differs between a tenant's row and the world, told without touching either.

use tenancy::{ApiError, TenantId};

use crate::{
    ControlPlane,
    change::{Desired, unknown},
    reconcile::{StepError, plan::plan, seen::World},
};

/// What reconciling `tenant` would do, a line for each step.
///
/// # Errors
/// There is no such tenant, or AWS failed.
pub(crate) async fn of(plane: &ControlPlane, tenant: &TenantId) -> Result<Vec<String>, ApiError> {
    let record = plane.services.registry.get(tenant).await?.ok_or_else(|| unknown(tenant))?;
    let desired = Desired::of(&plane.services.plans, &record.plan)?;
    let looked = async {
        let pooled = plane.pooled_key().await?;
        let world = World::look(plane.scene(&record, &pooled), true).await?;
        Ok::<_, StepError>(plan(&record, &desired, &world, &pooled, plane.settings.clock.now()))
    };
    let plan = looked.await.map_err(|error| error.into_api("looking at the tenant's resources"))?;
    let steps = plan.stages.iter().flatten().map(ToString::to_string);
    Ok(steps.chain(plan.refused.iter().map(|(step, error)| format!("! {step}: {error}"))).collect())
}
