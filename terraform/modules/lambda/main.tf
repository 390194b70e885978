# One handler: its function, its own role, its log. What the role may do comes from the files of policies/.

locals {
  # Names that do not depend on resources, so that a plan shows every policy whole.
  policies = merge(var.policies, var.dead_letters == null ? {} : {
    dead-letters = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage"], Resource = var.dead_letters.queue_arn }]
    })
  })
  called = var.alias == null ? {
    arn        = aws_lambda_function.this.arn
    invoke_arn = aws_lambda_function.this.invoke_arn
    qualifier  = null
    } : {
    arn        = aws_lambda_alias.this[0].arn
    invoke_arn = aws_lambda_alias.this[0].invoke_arn
    qualifier  = aws_lambda_alias.this[0].name
  }
}

resource "aws_iam_role" "this" {
  name               = var.function_name
  assume_role_policy = var.trust_policy
}

resource "aws_iam_role_policy" "this" {
  for_each = local.policies
  name     = each.key
  role     = aws_iam_role.this.id
  policy   = each.value
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:a year by default; an emulator's are kept for a day
  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_117:it reaches AWS on its role, and tenants' webhooks and a mail server, all over TLS; in a VPC it would need endpoints for eight services, and a NAT gateway
  #checkov:skip=CKV_AWS_272:the package comes from the pipeline that runs this, which checks its provenance; see docs/DEPLOYING.md
  #checkov:skip=CKV_AWS_116:functions that are called asynchronously have a queue of dead letters, the others answer their caller
  #checkov:skip=CKV_AWS_115:reserved concurrency is by variable: reserved by default it would fail in a new account
  #checkov:skip=CKV_AWS_173:Lambda's own key encrypts them; the one secret among them, where there is one, is a mail server's password (docs/DEPLOYING.md)
  function_name                  = var.function_name
  role                           = aws_iam_role.this.arn
  runtime                        = "provided.al2023"
  handler                        = "bootstrap"
  architectures                  = [var.architecture]
  filename                       = var.package
  source_code_hash               = filebase64sha256(var.package)
  layers                         = var.layers
  memory_size                    = var.memory_mb
  timeout                        = var.timeout
  publish                        = var.alias != null
  reserved_concurrent_executions = var.reserved_concurrency

  environment {
    variables = merge(var.environment, { for name in nonsensitive(keys(var.secrets)) : name => var.secrets[name] })
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  dynamic "dead_letter_config" {
    for_each = var.dead_letters[*]

    content {
      target_arn = dead_letter_config.value.queue_arn
    }
  }

  dynamic "tenancy_config" {
    for_each = var.tenant_isolation ? ["PER_TENANT"] : []

    content {
      tenant_isolation_mode = tenancy_config.value
    }
  }

  # Without the rights its first call fails, without the log group Lambda would make one that is kept for ever.
  depends_on = [aws_iam_role_policy.this, aws_cloudwatch_log_group.this]
}

# The version that is served. The pipeline moves it, a part of the calls at first (.github/workflows/deploy.yml).
resource "aws_lambda_alias" "this" {
  count            = var.alias == null ? 0 : 1
  name             = var.alias
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

resource "aws_lambda_provisioned_concurrency_config" "this" {
  count                             = var.provisioned_concurrency > 0 ? 1 : 0
  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = aws_lambda_alias.this[0].name
  provisioned_concurrent_executions = var.provisioned_concurrency
}
