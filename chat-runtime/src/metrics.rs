//! What a turn was like, as metrics of its tenant and its model: CloudWatch reads them out of a line of the log (the embedded
//! metric format, <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
//!
//! Numbers only: no question and no answer.

use serde_json::{Map, Value, json};
use tenancy::{TenantId, telemetry};

use crate::reply::{ChatReply, GuardStatus};

/// Where the metrics are found.
const NAMESPACE: &str = "SalesTalk";

/// Tells CloudWatch of `reply`, an answer to `tenant`, where this runs under it.
pub(crate) fn tell(tenant: &TenantId, reply: &ChatReply) {
    telemetry::metrics(|now| line(tenant, reply, now));
}

fn line(tenant: &TenantId, reply: &ChatReply, milliseconds: i64) -> Value {
    let usage = &reply.usage;
    let cost = usage.cost_usd.as_deref().and_then(|cost| cost.parse::<f64>().ok());
    let written = usage.output_tokens as f64;
    let speaking = usage.first_token_ms.map(|first| (usage.model_ms - first) / 1e3).filter(|seconds| *seconds > 0.0);
    let is = |what: bool| Some(f64::from(u8::from(what)));
    let metrics = [
        ("Turns", "Count", Some(1.0)),
        ("InputTokens", "Count", Some(usage.input_tokens as f64)),
        ("OutputTokens", "Count", Some(written)),
        ("CostUsd", "None", cost),
        ("ModelTime", "Milliseconds", Some(usage.model_ms)),
        ("Overhead", "Milliseconds", Some(usage.overhead_ms)),
        ("TimeToFirstToken", "Milliseconds", usage.first_token_ms),
        ("TokensPerSecond", "Count/Second", speaking.map(|seconds| written / seconds)),
        ("GuardRepairs", "Count", is(reply.guard.status == GuardStatus::Repaired)),
        ("GuardFallbacks", "Count", is(reply.guard.status == GuardStatus::Fallback)),
        ("GuardViolations", "Count", Some(reply.guard.violations.len() as f64)),
        ("BudgetExhausted", "Count", is(usage.exhausted.is_some())),
        ("Stopped", "Count", is(reply.stopped)),
    ];
    let known = || metrics.iter().filter_map(|(name, unit, value)| value.map(|value| (*name, *unit, value)));
    let definitions: Vec<Value> = known().map(|(name, unit, _)| json!({"Name": name, "Unit": unit})).collect();
    let directive = json!({
        "Namespace": NAMESPACE, "Dimensions": [["tenant"], ["tenant", "model"]], "Metrics": definitions,
    });
    let mut line = Map::new();
    line.insert("_aws".to_owned(), json!({"Timestamp": milliseconds, "CloudWatchMetrics": [directive]}));
    line.insert("tenant".to_owned(), json!(tenant));
    line.insert("model".to_owned(), json!(usage.model));
    line.extend(known().map(|(name, _, value)| (name.to_owned(), json!(value))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::tests::reply;

    #[test]
    fn each_metric_that_is_defined_is_told_and_nothing_is_said() {
        let mut reply = reply("Revenue was £5.");
        reply.usage.first_token_ms = Some(100.0);
        reply.usage.model_ms = 600.0;
        reply.usage.output_tokens = 50;
        let line = line(&"acme".parse().unwrap(), &reply, 1_700_000_000_000);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        let names: Vec<_> =
            directive["Metrics"].as_array().unwrap().iter().map(|m| m["Name"].as_str().unwrap()).collect();
        assert!(names.len() > 10 && names.iter().all(|name| line[name].is_number()), "{line}");
        assert_eq!((&line["TokensPerSecond"], &line["Turns"]), (&json!(100.0), &json!(1.0)));
        for dimensions in directive["Dimensions"].as_array().unwrap() {
            assert!(dimensions.as_array().unwrap().iter().all(|name| line[name.as_str().unwrap()].is_string()));
        }
        assert!(!line.to_string().contains("Revenue"));
    }
}
