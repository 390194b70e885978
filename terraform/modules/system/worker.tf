# What starts the workers: messages of their queues, and schedules by which they sweep up what no message told of.

locals {
  taken_from = {
    work     = { queue_arn = module.queue.queue_arn, handler = "tenant-worker", at_once = var.workers }
    insights = { queue_arn = module.insights_queue.queue_arn, handler = "insights-worker", at_once = var.insights_workers }
  }

  schedules = {
    sweep = {
      handler     = "tenant-worker"
      minutes     = 5
      description = "Takes up operations whose executor died, and deletes archives whose time is up"
    }
    insights = {
      handler     = "insights-worker"
      minutes     = 60
      description = "Has every tenant looked after: data that has changed, reports that are due, what channels have not got, old conversations"
    }
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                = local.taken_from
  event_source_arn        = each.value.queue_arn
  function_name           = module.lambda[each.value.handler].called.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = each.value.at_once
  }
}

resource "aws_iam_role" "schedule" {
  name = "salestalk-schedule"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
    }]
  })
}

resource "aws_iam_role_policy" "schedule" {
  name = "sweep"
  role = aws_iam_role.schedule.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "lambda:InvokeFunction"
      Resource = flatten([
        for schedule in local.schedules : [
          "arn:aws:lambda:${var.region}:${var.account}:function:${schedule.handler}",
          "arn:aws:lambda:${var.region}:${var.account}:function:${schedule.handler}:live",
        ]
      ])
    }]
  })
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:the event is empty: there is nothing in it to encrypt with a key of one's own
  for_each            = local.schedules
  name                = "salestalk-${each.key}"
  description         = each.value.description
  schedule_expression = "rate(${each.value.minutes} minutes)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.lambda[each.value.handler].called.arn
    role_arn = aws_iam_role.schedule.arn
    input    = "{}"

    # What is too late is made up for by the next one.
    retry_policy {
      maximum_retry_attempts       = 0
      maximum_event_age_in_seconds = 60 * each.value.minutes
    }
  }

  depends_on = [aws_iam_role_policy.schedule]
}

moved {
  from = aws_lambda_event_source_mapping.work
  to   = aws_lambda_event_source_mapping.this["work"]
}

moved {
  from = aws_scheduler_schedule.sweep
  to   = aws_scheduler_schedule.this["sweep"]
}
