# Alarms that look at one metric. What a kind does not say is: the sum over five minutes, once above the threshold.
locals {
  of_handlers = merge([
    for handler in keys(var.log_groups) : {
      "errors-${handler}" = {
        what       = "Calls of ${handler} that ended in an error"
        metric     = { namespace = "AWS/Lambda", name = "Errors", dimensions = { FunctionName = handler } }
        period     = 60
        datapoints = { bad = 2, of = 3 }
      }
      "throttles-${handler}" = {
        what       = "Calls of ${handler} that Lambda had no room for"
        metric     = { namespace = "AWS/Lambda", name = "Throttles", dimensions = { FunctionName = handler } }
        period     = 60
        datapoints = { bad = 2, of = 3 }
      }
    }
  ]...)

  of_answers = {
    for handler in ["tenant-onboard", "metrics-handler", "chat-handler", "insights-handler"] : "p99-${handler}" => {
      what       = "One call of ${handler} in a hundred takes longer than ${var.p99_seconds} s"
      metric     = { namespace = "AWS/Lambda", name = "Duration", dimensions = { FunctionName = handler } }
      percentile = "p99"
      datapoints = { bad = 3, of = 3 }
      threshold  = 1000 * var.p99_seconds
    }
  }

  of_queues = merge([
    for name, queue in var.queues : {
      "${name}-dead-letters" = {
        what      = "Messages of ${queue.name} failed again and again"
        metric    = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = queue.dead_name } }
        statistic = "Maximum"
        period    = 60
      }
      "${name}-waits" = {
        what       = "A message of ${queue.name} is older than ${queue.wait_seconds / 60} minutes"
        metric     = { namespace = "AWS/SQS", name = "ApproximateAgeOfOldestMessage", dimensions = { QueueName = queue.name } }
        statistic  = "Maximum"
        period     = 60
        datapoints = { bad = 5, of = 5 }
        threshold  = queue.wait_seconds
      }
    }
  ]...)

  # What the logs say: how many such lines in five minutes are too many.
  of_logs = {
    for metric, alarm in {
      ReconcileFailures = { what = "A tenant could not be brought to what its row says", threshold = 0 }
      BudgetsUsedUp     = { what = "Questions met a budget that is used up", threshold = var.budget_refusals }
      AuditGaps         = { what = "Copies of the audit trail are missing", threshold = 0 }
      InternalErrors    = { what = "Requests were answered with 500 or 503", threshold = var.internal_errors }
    } : metric => merge(alarm, { metric = { namespace = local.namespace, name = metric, dimensions = null } })
  }

  of_copies = {
    for name, alarm in {
      backups-fail    = { what = "A table could not be copied", metric = "NumberOfBackupJobsFailed" }
      backups-missing = { what = "No table was copied for two days", metric = "NumberOfBackupJobsCompleted", days = 2, least = 1 }
      } : name => {
      what       = alarm.what
      metric     = { namespace = "AWS/Backup", name = alarm.metric, dimensions = { BackupVaultName = var.backup_vault } }
      period     = 86400
      datapoints = { bad = try(alarm.days, 1), of = try(alarm.days, 1) }
      threshold  = try(alarm.least, 0)
      too_few    = can(alarm.least)
    } if var.backup_vault != null
  }

  # All of one shape, which for_each asks for.
  alarms = merge([
    for kind in [local.of_handlers, local.of_answers, local.of_queues, local.of_logs, local.of_copies] : {
      for name, alarm in kind : name => {
        what       = alarm.what
        metric     = alarm.metric
        statistic  = try(alarm.statistic, can(alarm.percentile) ? null : "Sum")
        percentile = try(alarm.percentile, null)
        period     = try(alarm.period, 300)
        datapoints = try(alarm.datapoints, { bad = 1, of = 1 })
        threshold  = try(alarm.threshold, 0)
        too_few    = try(alarm.too_few, false)
      }
    }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = local.alarms
  alarm_name          = "salestalk-${each.key}"
  alarm_description   = "${each.value.what}. See ${local.runbook}."
  namespace           = each.value.metric.namespace
  metric_name         = each.value.metric.name
  dimensions          = each.value.metric.dimensions
  statistic           = each.value.statistic
  extended_statistic  = each.value.percentile
  period              = each.value.period
  evaluation_periods  = each.value.datapoints.of
  datapoints_to_alarm = each.value.datapoints.bad
  threshold           = each.value.threshold
  comparison_operator = each.value.too_few ? "LessThanThreshold" : "GreaterThanThreshold"
  treat_missing_data  = each.value.too_few ? "breaching" : "notBreaching"
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
