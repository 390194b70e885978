# What starts the worker: messages of the queue, and a schedule by which it sweeps up what nobody works on.

resource "aws_lambda_event_source_mapping" "work" {
  event_source_arn        = module.queue.queue_arn
  function_name           = module.lambda["tenant-worker"].called.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.workers
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
      Resource = [
        "arn:aws:lambda:${var.region}:${var.account}:function:tenant-worker",
        "arn:aws:lambda:${var.region}:${var.account}:function:tenant-worker:live",
      ]
    }]
  })
}

resource "aws_scheduler_schedule" "sweep" {
  #checkov:skip=CKV_AWS_297:the event is empty: there is nothing in it to encrypt with a key of one's own
  name                = "salestalk-sweep"
  description         = "Takes up operations whose executor died, and deletes archives whose time is up"
  schedule_expression = "rate(5 minutes)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.lambda["tenant-worker"].called.arn
    role_arn = aws_iam_role.schedule.arn
    input    = "{}"

    retry_policy {
      maximum_retry_attempts       = 0
      maximum_event_age_in_seconds = 300
    }
  }

  depends_on = [aws_iam_role_policy.schedule]
}
