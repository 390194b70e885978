//! `GET|POST /insights/channels`, `DELETE /insights/channels/{id}`, `POST /insights/channels/{id}/test`, and what was not
//! delivered: `GET /insights/deliveries`, `POST /insights/deliveries/{id}/retry`.

use axum::{Json, extract::State as Extract, http::StatusCode};
use serde::Serialize;
use tenancy::{ApiError, ApiJson, ApiPath, ErrorCode, TenantCaller};
use utoipa::ToSchema;

use crate::{
    channel::{Channel, ChannelKind, KeptChannel, NewChannel},
    deliver::{self, Delivery, DeliveryView, Sent},
    run::Engine,
    store::{Kept, Store, there_is_no},
};

/// Each is told of everything it asks for, in the transaction that tells it.
const MOST_CHANNELS: usize = 5;

/// The tenant's channels.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelList {
    /// The oldest first.
    channels: Vec<Channel>,
}

/// A channel that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeChannel {
    #[serde(flatten)]
    channel: Channel,
    /// What a webhook's messages are signed with, as Standard Webhooks has it; it is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: Option<String>,
}

/// What is not delivered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    /// The newest first.
    deliveries: Vec<DeliveryView>,
}

/// Where the tenant is told beside in the app.
#[utoipa::path(get, operation_id = "list_channels", path = "/insights/channels", tag = "insights", responses(
    (status = 200, body = ChannelList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn list(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
) -> Result<Json<ChannelList>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    let kept: Vec<KeptChannel> = Store(&session).all().await?;
    Ok(Json(ChannelList { channels: kept.into_iter().map(|kept| kept.channel).collect() }))
}

/// Has the tenant told somewhere else, too, from now on.
///
/// A webhook gets `POST`s of JSON, `{"type": "alerts.told", "timestamp": …, "data": …}`, signed as the Standard Webhooks
/// specification has it. One that does not answer with 200 to 299 is tried again eight times within a day; the header
/// `webhook-id` stays the same.
#[utoipa::path(post, operation_id = "add_channel", path = "/insights/channels", tag = "insights", request_body = NewChannel,
    responses((status = 201, body = MadeChannel), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "There are five channels already, or the tenant is not ready")))]
pub(crate) async fn add(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiJson(channel): ApiJson<NewChannel>,
) -> Result<(StatusCode, Json<MadeChannel>), ApiError> {
    if channel.kind == ChannelKind::Email && !engine.outlets.has_email() {
        return Err(ApiError::field("kind", "this system sends no e-mail")
            .remedy("use a webhook, or ask the operator to set SALESTALK_SMTP_URL"));
    }
    let kept = channel.make(engine.outlets.has_private_webhooks())?;
    let (_, session) = engine.services.open(&caller).await?;
    let store = Store(&session);
    if store.all::<KeptChannel>().await?.len() >= MOST_CHANNELS {
        return Err(ApiError::new(ErrorCode::Conflict, format!("there are {MOST_CHANNELS} channels already"))
            .remedy("delete one (DELETE /insights/channels/{id})"));
    }
    store.keep(&kept).await?;
    let KeptChannel { channel, secret } = kept;
    Ok((StatusCode::CREATED, Json(MadeChannel { channel, secret })))
}

/// Deletes a channel; what it has not told yet it does not tell.
#[utoipa::path(delete, operation_id = "delete_channel", path = "/insights/channels/{id}", tag = "insights",
    params(("id" = String, Path, format = Uuid, description = "The channel's id")), responses(
    (status = 204, description = "It is deleted"), (status = 404, description = "There is no such channel"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn delete(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Store(&session).forget::<KeptChannel>(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a channel a message that says nothing but that it works.
#[utoipa::path(post, operation_id = "test_channel", path = "/insights/channels/{id}/test", tag = "insights",
    params(("id" = String, Path, format = Uuid, description = "The channel's id")), responses(
    (status = 200, body = Sent), (status = 404, description = "There is no such channel"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn test(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Sent>, ApiError> {
    let (record, session) = engine.services.open(&caller).await?;
    let channel: Option<KeptChannel> = Store(&session).kept(&id).await?;
    let channel = channel.ok_or_else(|| there_is_no(KeptChannel::NAME))?;
    Ok(Json(Sent::of(engine.test(&record, &channel).await)))
}

/// What channels have not told yet, or could not.
#[utoipa::path(get, operation_id = "list_deliveries", path = "/insights/deliveries", tag = "insights", responses(
    (status = 200, body = DeliveryList), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn deliveries(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
) -> Result<Json<DeliveryList>, ApiError> {
    let (_, session) = engine.services.open(&caller).await?;
    Ok(Json(DeliveryList { deliveries: deliver::list(&session).await? }))
}

/// Tries once more to deliver, now.
#[utoipa::path(post, operation_id = "retry_delivery", path = "/insights/deliveries/{id}/retry", tag = "insights",
    params(("id" = String, Path, format = Uuid, description = "The delivery's id")), responses(
    (status = 200, body = Sent), (status = 404, description = "There is no such delivery: it may be done"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn retry(
    Extract(engine): Extract<Engine>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Sent>, ApiError> {
    let (record, session) = engine.services.open(&caller).await?;
    let delivery: Option<Delivery> = Store(&session).kept(&id).await?;
    let delivery = delivery.ok_or_else(|| there_is_no(Delivery::NAME))?;
    Ok(Json(Sent::of(engine.attempt(&record, &session, &delivery).await?)))
}
