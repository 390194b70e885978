locals {
  handlers = keys(var.log_groups)
  graphs = {
    "Calls"             = [for name in local.handlers : ["AWS/Lambda", "Invocations", "FunctionName", name, { stat = "Sum" }]]
    "Errors, throttles" = concat([for name in local.handlers : ["AWS/Lambda", "Errors", "FunctionName", name, { stat = "Sum" }]], [for name in local.handlers : ["AWS/Lambda", "Throttles", "FunctionName", name, { stat = "Sum" }]])
    "Duration p50, p99" = concat([for name in local.handlers : ["AWS/Lambda", "Duration", "FunctionName", name, { stat = "p50" }]], [for name in local.handlers : ["AWS/Lambda", "Duration", "FunctionName", name, { stat = "p99" }]])
    "Turns, fallbacks"  = [[local.namespace, "Turns", { stat = "Sum" }], [local.namespace, "GuardFallbacks", { stat = "Sum" }], [local.namespace, "BudgetsUsedUp", { stat = "Sum" }]]
    "Messages that wait" = concat([
      for queue in var.queues : [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name, { stat = "Maximum" }],
        ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.name, { stat = "Maximum", yAxis = "right" }],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.dead_name, { stat = "Maximum" }],
      ]
    ]...)
    "What is wrong" = [for metric in ["ReconcileFailures", "AuditGaps", "InternalErrors"] : [local.namespace, metric, { stat = "Sum" }]]
  }
  # As model-adapters and chat-runtime/src/metrics.rs tell CloudWatch.
  tenant_graphs = {
    "Turns"         = { metrics = ["Turns", "GuardFallbacks", "BudgetExhausted"], stat = "Sum" }
    "Tokens"        = { metrics = ["InputTokens", "OutputTokens"], stat = "Sum" }
    "Cost in USD"   = { metrics = ["CostUsd"], stat = "Sum" }
    "Time, p95, ms" = { metrics = ["Overhead", "ModelTime", "TimeToFirstToken"], stat = "p95" }
  }
}

resource "aws_cloudwatch_dashboard" "system" {
  dashboard_name = "salestalk"
  dashboard_body = jsonencode({
    widgets = [
      for at, title in keys(local.graphs) : {
        type       = "metric"
        x          = 12 * (at % 2)
        y          = 6 * floor(at / 2)
        width      = 12
        height     = 6
        properties = { title = title, region = var.region, period = 300, metrics = local.graphs[title] }
      }
    ]
  })
}

resource "aws_cloudwatch_dashboard" "tenant" {
  for_each       = var.dashboards_of
  dashboard_name = "salestalk-${each.value}"
  dashboard_body = jsonencode({
    widgets = [
      for at, title in keys(local.tenant_graphs) : {
        type   = "metric"
        x      = 12 * (at % 2)
        y      = 6 * floor(at / 2)
        width  = 12
        height = 6
        properties = {
          title   = title
          region  = var.region
          period  = 300
          metrics = [for metric in local.tenant_graphs[title].metrics : ["SalesTalk", metric, "tenant", each.value, { stat = local.tenant_graphs[title].stat }]]
        }
      }
    ]
  })
}
