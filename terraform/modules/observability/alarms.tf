resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each            = var.log_groups
  alarm_name          = "salestalk-errors-${each.key}"
  alarm_description   = "Calls of ${each.key} that ended in an error. See ${local.runbook}."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = each.key }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  for_each            = var.log_groups
  alarm_name          = "salestalk-throttles-${each.key}"
  alarm_description   = "Calls of ${each.key} that Lambda had no room for. See ${local.runbook}."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = each.key }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to
}

resource "aws_cloudwatch_metric_alarm" "p99" {
  for_each            = toset(["tenant-onboard", "metrics-handler", "chat-handler", "insights-handler"])
  alarm_name          = "salestalk-p99-${each.key}"
  alarm_description   = "One call of ${each.key} in a hundred takes longer than ${var.p99_seconds} s. See ${local.runbook}."
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = each.key }
  extended_statistic  = "p99"
  period              = 300
  evaluation_periods  = 3
  datapoints_to_alarm = 3
  threshold           = 1000 * var.p99_seconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  for_each            = var.queues
  alarm_name          = "salestalk-${each.key}-dead-letters"
  alarm_description   = "Messages of ${each.value.name} failed again and again. See ${local.runbook}."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = each.value.dead_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to
}

resource "aws_cloudwatch_metric_alarm" "waits" {
  for_each            = var.queues
  alarm_name          = "salestalk-${each.key}-waits"
  alarm_description   = "A message of ${each.value.name} is older than ${each.value.wait_seconds / 60} minutes. See ${local.runbook}."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = each.value.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  threshold           = each.value.wait_seconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to
}

# What the logs say: how many such lines in five minutes are too many.
resource "aws_cloudwatch_metric_alarm" "lines" {
  for_each = {
    ReconcileFailures = { threshold = 0, what = "A tenant could not be brought to what its row says" }
    BudgetsUsedUp     = { threshold = var.budget_refusals, what = "Questions met a budget that is used up" }
    AuditGaps         = { threshold = 0, what = "Copies of the audit trail are missing" }
    InternalErrors    = { threshold = var.internal_errors, what = "Requests were answered with 500 or 503" }
  }
  alarm_name          = "salestalk-${each.key}"
  alarm_description   = "${each.value.what}. See ${local.runbook}."
  namespace           = local.namespace
  metric_name         = each.key
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to
}

resource "aws_cloudwatch_metric_alarm" "fallbacks" {
  alarm_name          = "salestalk-guard-fallbacks"
  alarm_description   = "The guard refused the model's words in more than ${var.fallback_percent} % of the answers. See ${local.runbook}."
  evaluation_periods  = 2
  threshold           = var.fallback_percent
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.to
  ok_actions          = local.to

  metric_query {
    id          = "share"
    label       = "fallbacks in 100 answers"
    expression  = "IF(turns >= 20, 100 * fallbacks / turns, 0)"
    return_data = true
  }

  metric_query {
    id = "fallbacks"

    metric {
      namespace   = local.namespace
      metric_name = "GuardFallbacks"
      period      = 900
      stat        = "Sum"
    }
  }

  metric_query {
    id = "turns"

    metric {
      namespace   = local.namespace
      metric_name = "Turns"
      period      = 900
      stat        = "Sum"
    }
  }
}
