# What tells a person that something is wrong: metrics out of the logs, alarms to one topic, dashboards, traces. Each alarm
# has its part of docs/RUNBOOK.md.

locals {
  namespace = "SalesTalk/System"
  runbook   = "docs/RUNBOOK.md"
  to        = [aws_sns_topic.alarms.arn]

  # What one line of a log says: handler, pattern, name of the metric.
  filters = {
    reconcile-failures = { handlers = ["tenant-onboard", "tenant-worker"], pattern = "{ $.message = \"a step failed\" }", metric = "ReconcileFailures" }
    budgets-used-up    = { handlers = ["chat-handler"], pattern = "{ $.BudgetExhausted = 1 }", metric = "BudgetsUsedUp" }
    guard-fallbacks    = { handlers = ["chat-handler"], pattern = "{ $.GuardFallbacks = 1 }", metric = "GuardFallbacks" }
    turns              = { handlers = ["chat-handler"], pattern = "{ $.Turns = 1 }", metric = "Turns" }
    audit-gaps         = { handlers = ["tenant-onboard", "tenant-worker"], pattern = "{ $.message = \"an audit entry was not copied\" }", metric = "AuditGaps" }
    internal-errors    = { handlers = ["tenant-onboard", "metrics-handler", "chat-handler", "insights-handler"], pattern = "{ $.level = \"ERROR\" }", metric = "InternalErrors" }
  }
  by_handler = merge([
    for name, filter in local.filters : {
      for handler in filter.handlers : "${name}-${handler}" => merge(filter, { handler = handler })
    }
  ]...)
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each       = local.by_handler
  name           = each.key
  log_group_name = var.log_groups[each.value.handler]
  pattern        = each.value.pattern

  metric_transformation {
    namespace     = local.namespace
    name          = each.value.metric
    value         = "1"
    default_value = "0"
  }
}

resource "aws_sns_topic" "alarms" {
  name              = "salestalk-alarms"
  kms_master_key_id = var.key_arn
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Alarms"
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:${var.region}:${var.account}:salestalk-alarms"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
    }]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  for_each  = var.mail_addresses
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_xray_group" "slow" {
  group_name        = "salestalk-slow"
  filter_expression = "responsetime > ${var.p99_seconds} AND service(id(name: \"chat-handler\", type: \"AWS::Lambda::Function\"))"

  insights_configuration {
    insights_enabled      = false
    notifications_enabled = false
  }
}

resource "aws_xray_group" "faults" {
  group_name        = "salestalk-faults"
  filter_expression = "fault = true OR error = true"

  insights_configuration {
    insights_enabled      = true
    notifications_enabled = false
  }
}

resource "aws_budgets_budget" "account" {
  name         = "salestalk-month"
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      notification_type         = notification.key
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
    }
  }
}
